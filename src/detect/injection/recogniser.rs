//! The phrases of one text, also where they are rotated, reversed or spelled with digits.

use super::scan::{COMPILED, Hit, Search, WINDOW};
use super::spelling::{Spelling, next_trigger};
use crate::finding::{Category, Finding, Sink};
use crate::scan::Recogniser;
use crate::text::{Folded, PartRef, Source};

/// Finds phrases and flags them; what to do about them is decided at the end.
#[derive(Clone, Debug)]
pub(super) struct PhraseScan {
    source: Source,
    search: Search,
    /// For each spelling, up to where it was looked for, and up to where it was read.
    spellings: [(usize, usize); Spelling::ALL.len()],
}

impl PhraseScan {
    pub(super) fn new(source: Source) -> Self {
        Self { source, search: Search::default(), spellings: [(0, 0); Spelling::ALL.len()] }
    }

    fn report(&self, hit: &Hit, view: &Folded, at: PartRef, found: &mut Sink<'_>) {
        let span = view.original(hit.span.start(), hit.span.end());
        let finding = Finding::new(hit.rule.id, Category::Injection, span)
            .with_severity(hit.rule.family.severity())
            .with_confidence(hit.rule.weight_in(self.source) as f32);
        found.report(at, finding);
    }

    /// Reads stretches around what gives a spelling away. Returns the position below which nothing
    /// more will be found in it.
    fn respell(
        &mut self,
        spelling: Spelling,
        view: &Folded,
        done: bool,
        (at, found): (PartRef, &mut Sink<'_>),
    ) -> usize {
        let (bytes, base) = (view.bytes(), view.base());
        let Some((looked, read)) = self.spellings.get(spelling.index()).copied() else {
            return view.end();
        };
        let (mut looked, mut read) = (looked.max(base), read);
        while let Some(trigger) = next_trigger(spelling, bytes, looked - base, done) {
            let trigger = base + trigger;
            // What was read is read again where a phrase may begin in it.
            if trigger + MARGIN <= read {
                looked = trigger + 1;
                continue;
            }
            let end = trigger + STRETCH;
            if end > view.end() && !done {
                break;
            }
            let start = view.whole_character(trigger.saturating_sub(STRETCH).max(base));
            let end = view.whole_character(end.min(view.end()));
            let text = view.view().get(start - base..end - base).unwrap_or("");
            for hit in spelling.hits(text) {
                let hit = Hit { span: hit.span.moved(start), ..hit };
                self.report(&hit, view, at, found);
            }
            (looked, read) = (trigger + 1, end);
        }
        let waits = next_trigger(spelling, bytes, looked - base, done).map(|index| base + index);
        let looked =
            waits.unwrap_or_else(|| view.end().saturating_sub(LONGEST_TRIGGER)).max(looked);
        if let Some(state) = self.spellings.get_mut(spelling.index()) {
            *state = (looked, read);
        }
        looked
    }
}

impl Recogniser for PhraseScan {
    fn advance(&mut self, view: &Folded, done: bool, at: PartRef, found: &mut Sink<'_>) -> usize {
        let Some(compiled) = COMPILED.as_ref() else { return view.base() };
        let mut decided = compiled.advance(&mut self.search, view.bytes(), view.base(), done);
        for hit in std::mem::take(&mut self.search.hits) {
            self.report(&hit, view, at, found);
        }
        for spelling in Spelling::ALL {
            decided = decided.min(self.respell(spelling, view, done, (at, found)));
        }
        decided
    }

    fn fork(&self) -> Box<dyn Recogniser> {
        Box::new(self.clone())
    }

    fn longest(&self) -> usize {
        2 * STRETCH
    }
}

/// How far around a trigger is read: less than recognisers may look back.
const STRETCH: usize = crate::scan::LOOK_BEHIND - 8;
/// Behind a trigger so much must have been read with it.
const MARGIN: usize = WINDOW / 2;
/// The most bytes of a trigger.
const LONGEST_TRIGGER: usize = 32;
