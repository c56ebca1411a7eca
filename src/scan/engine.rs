//! All recognisers of a chain over one text: they share its views.
//!
//! The lowest view is the text as it reads. Where something in a view stands for something else
//! (see [`Decoder`]), a view above it is begun, which reads what that stands for; recognisers go
//! on in both, and what is found above counts where it takes in something that was undone. A view
//! above is dropped again when nothing that was undone can matter any more, so a text without
//! disguises has one view. Each view is looked at for more of the same, up to [`DEPTH`].

use std::mem;
use std::sync::Arc;

use super::gate::{Gate, GateState, Hit};
use super::{LOOK_BEHIND, Recogniser};
use crate::finding::{Sink, Taken};
use crate::text::{Decoder, Folded, PartRef, Piece};

/// How often something may be within something else.
pub(crate) const DEPTH: usize = 2;

/// How much of a text is read at a time.
const PIECE: usize = 16 << 10;

/// The most bytes of a view below that a byte of the view above stands for.
pub(crate) const MAX_ESCAPE: usize = 12;

/// The recognisers of one text, whole or in chunks.
#[derive(Debug)]
pub(crate) struct Engine {
    at: PartRef,
    gate: Arc<Gate>,
    /// For each guard of the gate, what it is to hear.
    hits: Vec<Vec<Hit>>,
    /// The lowest view, and those above it that are in use.
    levels: Vec<Level>,
    /// What was said, by recogniser.
    said: Vec<Taken>,
    /// How far behind something undone a match may end that takes it in.
    margin: usize,
    /// Stands for all guards where findings are collected.
    nobody: Arc<str>,
}

#[derive(Debug)]
struct Level {
    view: Folded,
    heads: Vec<Head>,
    /// Looks for what the view above would undo.
    decoder: Decoder,
    gate: GateState,
    /// The position below which every literal was told.
    told: usize,
    /// Up to where the recognisers have seen the view.
    seen: usize,
    /// Where it is to be seen next whether the view above is still of use.
    review: usize,
}

/// A recogniser over one view.
#[derive(Debug)]
struct Head {
    recogniser: Box<dyn Recogniser>,
    /// The number of its guard in the gate.
    guard: usize,
    /// The position below which it finds nothing more.
    decided: usize,
    taken: Taken,
    /// Whether what is open takes in something undone; of what is not, the view below tells.
    counts: bool,
}

impl Engine {
    /// The recognisers of guards, each with the number by which the gate knows its guard.
    pub(crate) fn new(
        recognisers: Vec<(usize, Box<dyn Recogniser>)>,
        gate: Arc<Gate>,
        at: PartRef,
    ) -> Self {
        let longest = recognisers.iter().map(|(_, r)| r.longest()).max().unwrap_or(0);
        let said = recognisers.iter().map(|_| Taken::default()).collect();
        let heads = recognisers.into_iter().map(|(guard, r)| Head::new(guard, r)).collect();
        let level = Level::new(Folded::default(), heads, 0, gate.begin());
        Self {
            at,
            hits: vec![Vec::new(); gate.guards()],
            gate,
            levels: vec![level],
            said,
            margin: longest + LOOK_BEHIND,
            nobody: Arc::from(""),
        }
    }

    /// Takes the next chunk, in pieces, so that no view and no recogniser holds more than one of
    /// them at once. What is certain now is in [`said`](Self::said).
    pub(crate) fn push(&mut self, mut chunk: &str) {
        while chunk.len() > PIECE {
            let mut at = PIECE;
            while !chunk.is_char_boundary(at) {
                at -= 1;
            }
            let (piece, rest) = chunk.split_at(at);
            self.push_piece(piece);
            chunk = rest;
        }
        self.push_piece(chunk);
    }

    fn push_piece(&mut self, piece: &str) {
        if self.said.is_empty() {
            return;
        }
        if let Some(lowest) = self.levels.first_mut() {
            lowest.view.push(piece);
        }
        self.settle(0, false);
        for level in &mut self.levels {
            let decided = level.heads.iter().map(|head| head.decided).min();
            let needed = decided.unwrap_or(usize::MAX).min(level.decoder.at()).min(level.told);
            level.view.forget_below(needed.saturating_sub(LOOK_BEHIND));
        }
    }

    /// Takes a whole text.
    pub(crate) fn read_whole(&mut self, text: &str) {
        self.push(text);
        self.finish();
    }

    /// The text has ended.
    pub(crate) fn finish(&mut self) {
        self.settle(0, true);
    }

    /// What the recogniser of this number said and nobody took yet.
    pub(crate) fn said(&mut self, number: usize) -> Option<&mut Taken> {
        self.said.get_mut(number)
    }

    /// The position in the original below which this recogniser finds nothing more.
    pub(crate) fn watermark(&self, number: usize) -> usize {
        let decided = |level: &Level| {
            level.heads.get(number).map(|head| level.view.original_start(head.decided))
        };
        self.levels.iter().filter_map(decided).min().unwrap_or(0)
    }

    /// Reads what is new in a view, and brings the views above it along.
    fn settle(&mut self, number: usize, done: bool) {
        if number == DEPTH {
            let end = self.levels.get(number).map_or(0, |level| level.view.full_end());
            self.look(number, end, done);
            return;
        }
        while let Some(level) = self.levels.get_mut(number) {
            let from = level.decoder.at();
            match level.decoder.next(&level.view, done) {
                Piece::Plain { to } => self.copy(number, from, to),
                Piece::Read { from, to, becomes } => {
                    self.fork(number, from);
                    let (Some(level), Some(above)) = pair(&mut self.levels, number) else { break };
                    above.view.read(&level.view, from, to, becomes);
                    level.review = to + self.margin;
                }
                Piece::Wait => break,
            }
        }
        if let (Some(level), Some(above)) = pair(&mut self.levels, number) {
            above.view.catch_up(&level.view, level.decoder.resumes_at(&level.view, done));
        }
        let Some(level) = self.levels.get(number) else { return };
        let (at, end) = (level.decoder.at(), level.view.full_end());
        self.look(number, at, done && at == end);
        self.settle(number + 1, done);
    }

    /// Brings what reads as itself to the view above, as long as that is of use.
    fn copy(&mut self, number: usize, mut from: usize, to: usize) {
        while let (Some(level), Some(above)) = pair(&mut self.levels, number) {
            let reached = to >= level.review;
            // Between characters, as a piece begins and ends.
            let stop =
                if reached { level.view.whole_character(level.review).max(from) } else { to };
            above.view.copy(&level.view, from, stop);
            if !reached {
                return;
            }
            // At this very position, however the text was cut, it is dropped or goes on.
            self.look(number, stop, false);
            self.settle(number + 1, false);
            let above = self.levels.get(number + 1..).unwrap_or(&[]);
            let in_use = |head: &Head| head.counts && !head.taken.opened.is_empty();
            if above.iter().any(|level| level.heads.iter().any(in_use)) {
                if let Some(level) = self.levels.get_mut(number) {
                    level.review = stop + self.margin;
                }
            } else {
                self.levels.truncate(number + 1);
            }
            from = stop;
            if from == to {
                return;
            }
        }
    }

    /// Begins the view above, which is the same up to `at`.
    fn fork(&mut self, number: usize, at: usize) {
        if self.levels.len() > number + 1 {
            return;
        }
        self.look(number, at, false);
        let Some(level) = self.levels.get(number) else { return };
        let decided = level.heads.iter().map(|head| head.decided).min().unwrap_or(at);
        let view = Folded::tail_of(&level.view, decided.saturating_sub(LOOK_BEHIND), at);
        let heads = level.heads.iter().map(Head::fork).collect();
        let above = Level { told: level.told, ..Level::new(view, heads, at, level.gate) };
        self.levels.push(above);
    }

    /// Shows a view to its recognisers up to a position.
    fn look(&mut self, number: usize, to: usize, done: bool) {
        let Some(level) = self.levels.get_mut(number) else { return };
        if to == level.seen && !done {
            return;
        }
        level.view.show(to);
        level.seen = to;
        level.told = self.gate.scan(&mut level.gate, &level.view, done, &mut self.hits);
        for (head, said) in level.heads.iter_mut().zip(&mut self.said) {
            let mut found = Sink::new(&self.nobody, &mut head.taken);
            let hits = self.hits.get(head.guard).map_or(&[][..], Vec::as_slice);
            head.recogniser.hear(hits, level.told);
            let decided = head.recogniser.advance(&level.view, done, self.at, &mut found);
            head.decided = head.decided.max(decided);
            head.tell(number, &level.view, said);
        }
        self.hits.iter_mut().for_each(Vec::clear);
    }
}

impl Level {
    const fn new(view: Folded, heads: Vec<Head>, at: usize, gate: GateState) -> Self {
        Self { view, heads, decoder: Decoder::new(at), gate, told: 0, seen: at, review: 0 }
    }
}

impl Head {
    fn new(guard: usize, recogniser: Box<dyn Recogniser>) -> Self {
        Self { recogniser, guard, decided: 0, taken: Taken::default(), counts: true }
    }

    fn fork(&self) -> Self {
        let taken = Taken { opened: self.taken.opened.clone(), ..Taken::default() };
        let recogniser = self.recogniser.fork();
        Self { recogniser, guard: self.guard, decided: self.decided, taken, counts: false }
    }

    /// Passes on what was found: of a view above the lowest what takes in something undone.
    fn tell(&mut self, level: usize, view: &Folded, said: &mut Taken) {
        let taken = &mut self.taken;
        said.misused |= mem::take(&mut taken.misused);
        said.scores.append(&mut taken.scores);
        if level == 0 {
            said.findings.append(&mut taken.findings);
            said.allowed.append(&mut taken.allowed);
        } else {
            said.findings.extend(taken.findings.drain(..).filter(|f| view.is_reread(f.span())));
            said.allowed.extend(taken.allowed.drain(..).filter(|(_, span)| view.is_reread(*span)));
        }
        let slot = u8::try_from(level).unwrap_or(u8::MAX);
        for closed in taken.closed.drain(..) {
            let stood = said.opened.iter().position(|(number, open)| {
                *number == slot && open.span().start() == closed.began.start()
            });
            match stood {
                Some(index) => {
                    said.opened.remove(index);
                    said.closed.push(closed);
                }
                None if level == 0 || view.is_reread(closed.began) => said.closed.push(closed),
                None => {}
            }
        }
        for (_, open) in &taken.opened {
            if said.opened.iter().any(|(number, _)| *number == slot) {
                continue;
            }
            self.counts = level == 0 || view.is_reread(open.span());
            if self.counts {
                said.opened.push((slot, open.clone()));
            }
        }
    }
}

/// A level and the one above it.
fn pair(levels: &mut [Level], number: usize) -> (Option<&mut Level>, Option<&mut Level>) {
    let mut levels = levels.iter_mut().skip(number);
    (levels.next(), levels.next())
}
