//! The phrases of one text, also where they are rotated, reversed or spelled with digits.

use std::collections::VecDeque;

use super::model::{self, ModelScan};
use super::rules::RULES;
use super::scan::{COMPILED, Hit, Search, WINDOW};
use super::spelling::{NextSpelled, Spelling, next_spelled};
use super::tasks::{self, TaskScan};
use crate::finding::{Category, Finding, Sink};
use crate::learned;
use crate::scan::{Recogniser, gate};
use crate::span::Span;
use crate::text::{Folded, PartRef, Source};

/// Finds phrases and flags them; what to do about them is decided at the end.
#[derive(Clone, Debug)]
pub(super) struct PhraseScan {
    source: Source,
    search: Search,
    /// Up to where words with signs for letters were looked for.
    signs: usize,
    /// For each spelling, what is left to read in it.
    stretches: [Stretches; Spelling::ALL.len()],
    model: ModelScan,
    tasks: TaskScan,
}

/// Where a text is to be read in another spelling.
#[derive(Clone, Debug, Default)]
struct Stretches {
    /// The triggers around which is still to be read. None lies in the stretch of another.
    triggers: VecDeque<usize>,
    /// Up to where was read.
    read: usize,
}

impl Stretches {
    /// Notes a trigger, where what is read or will be does not take it in.
    fn note(&mut self, trigger: usize) {
        let planned = self.triggers.back().map_or(self.read, |last| last + STRETCH);
        if trigger + MARGIN > planned {
            self.triggers.push_back(trigger);
        }
    }
}

impl PhraseScan {
    pub(super) fn new(source: Source) -> Self {
        Self {
            source,
            search: Search::default(),
            signs: 0,
            stretches: Default::default(),
            model: ModelScan::new(source),
            tasks: TaskScan::default(),
        }
    }

    fn report(&self, hit: &Hit, view: &Folded, at: PartRef, found: &mut Sink<'_>) {
        let span = view.original(hit.span.start(), hit.span.end());
        let finding = Finding::new(hit.rule.id, Category::Injection, span)
            .with_severity(hit.rule.family.severity())
            .with_confidence(hit.rule.weight_in(self.source) as f32);
        found.report(at, finding);
    }

    /// Reports a second task where a user has given one before.
    fn report_task(&self, span: Span, view: &Folded, at: PartRef, found: &mut Sink<'_>) {
        let rule = RULES.iter().find(|rule| rule.id == tasks::RULE);
        if let Some(rule) = rule {
            self.report(&Hit { rule, span }, view, at, found);
        }
    }

    /// Notes where another spelling is given away.
    fn note_triggers(&mut self, view: &Folded, done: bool) {
        for (trigger, spelling) in std::mem::take(&mut self.search.triggers) {
            if let Some(stretches) = self.stretches.get_mut(spelling.index()) {
                stretches.note(trigger);
            }
        }
        let (bytes, base) = (view.bytes(), view.base());
        let mut from = self.signs.max(base) - base;
        loop {
            match next_spelled(bytes, from, done) {
                NextSpelled::Found { sign, end } => {
                    if let Some(stretches) = self.stretches.get_mut(Spelling::Leet.index()) {
                        stretches.note(base + sign);
                    }
                    from = end;
                }
                NextSpelled::Wait(index) => {
                    self.signs = base + index;
                    return;
                }
            }
        }
    }

    /// Reads around the triggers of a spelling. Returns the position below which nothing more will
    /// be found in it.
    fn respell(
        &mut self,
        spelling: Spelling,
        view: &Folded,
        done: bool,
        (at, found): (PartRef, &mut Sink<'_>),
    ) -> usize {
        let base = view.base();
        while let Some(stretches) = self.stretches.get_mut(spelling.index())
            && let Some(trigger) = stretches.triggers.front().copied()
        {
            let end = trigger + STRETCH;
            if end > view.end() && !done {
                return trigger;
            }
            let start = view.whole_character(trigger.saturating_sub(STRETCH).max(base));
            let end = view.whole_character(end.min(view.end()));
            stretches.read = end;
            stretches.triggers.pop_front();
            let text = view.view().get(start - base..end - base).unwrap_or("");
            for hit in spelling.hits(text) {
                let hit = Hit { span: hit.span.moved(start), ..hit };
                self.report(&hit, view, at, found);
            }
            let Some(plain) = spelling.plain(text) else { continue };
            let begins_text = match spelling {
                Spelling::Reversed => done && end == view.end(),
                Spelling::Rot13 | Spelling::Leet => start == 0,
            };
            if begins_text
                && tells_tasks(self.source)
                && let Some(span) = tasks::find(&plain)
            {
                let span = spelling.back(span, text).moved(start);
                self.report_task(span, view, at, found);
            }
            if let Some((span, confidence)) = self.model.respelled(spelling, text, &plain) {
                let span = span.moved(start);
                let span = view.original(span.start(), span.end());
                found.report(at, model::finding(span, confidence));
            }
        }
        view.end()
    }
}

impl Recogniser for PhraseScan {
    fn hear(&mut self, hits: &[gate::Hit], told: usize) {
        if let Some(compiled) = COMPILED.as_ref() {
            compiled.hear(&mut self.search, hits, told);
        }
    }

    fn advance(&mut self, view: &Folded, done: bool, at: PartRef, found: &mut Sink<'_>) -> usize {
        let Some(compiled) = COMPILED.as_ref() else { return view.base() };
        let mut decided = compiled.advance(&mut self.search, view.bytes(), view.base(), done);
        for hit in std::mem::take(&mut self.search.hits) {
            self.report(&hit, view, at, found);
        }
        decided = decided.min(self.model.advance(view, done, at, found));
        if tells_tasks(self.source) {
            let (task, waits) = self.tasks.advance(view, done);
            decided = decided.min(waits);
            if let Some(span) = task {
                self.report_task(span, view, at, found);
            }
        }
        self.note_triggers(view, done);
        for spelling in Spelling::ALL {
            decided = decided.min(self.respell(spelling, view, done, (at, found)));
        }
        decided.min(self.signs)
    }

    fn fork(&self) -> Box<dyn Recogniser> {
        Box::new(self.clone())
    }

    fn longest(&self) -> usize {
        LONGEST
    }
}

/// Whether a second task says something: data may be full of them.
const fn tells_tasks(source: Source) -> bool {
    matches!(source, Source::User | Source::EarlierUser)
}

/// A stretch that is read in another spelling, or a window of the model.
pub(super) const LONGEST: usize =
    if 2 * STRETCH > learned::LONGEST { 2 * STRETCH } else { learned::LONGEST };

/// How far around a trigger is read: less than recognisers may look back.
const STRETCH: usize = crate::scan::LOOK_BEHIND - 8;
/// Behind a trigger so much must have been read with it.
const MARGIN: usize = WINDOW / 2;
