//! The suite for output guards sees each law broken: one toy for each, right in all else.
#![cfg(feature = "conformance")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use palisade::conformance::output::{self, Samples};
use palisade::*;

/// What a toy does wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Breaks {
    Nothing,
    FindsNothing,
    FindsAlways,
    CountsEmptyChunks,
    LooksAtChunks,
    ScoresChunks,
    Alternates,
    SharesBetweenChannels,
    SharesAfterDrop,
    GoesBack,
    AheadOfText,
    LagsOnce,
    LagsInLongRuns,
    ReportsBelow,
    ClosesBelow,
    CutsCharacters,
    BeyondText,
    ClosesNothing,
    OpensTwice,
    OtherChannel,
    Fails,
    TellsInScan,
    TellsBytesInScan,
    TellsInFinding,
    TellsInGuard,
    Hoards,
}

/// Finds `stop it now!` and holds back what may become one.
struct Toy {
    breaks: Breaks,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    begun: AtomicUsize,
    found: AtomicBool,
    last: Mutex<String>,
}

struct ToyScan {
    breaks: Breaks,
    shared: Arc<Shared>,
    at: PartRef,
    number: usize,
    text: String,
    watermark: usize,
    open: Option<usize>,
    found: usize,
}

const WORD: &str = "stop it now!";
static HOARDED: AtomicUsize = AtomicUsize::new(0);

impl Toy {
    fn that(breaks: Breaks) -> Self {
        Self { breaks, shared: Arc::default() }
    }
}

impl std::fmt::Debug for Toy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.breaks {
            Breaks::TellsInGuard => write!(f, "Toy {:?}", self.shared.last),
            _ => write!(f, "Toy"),
        }
    }
}

impl std::fmt::Debug for ToyScan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.breaks {
            Breaks::TellsInScan => write!(f, "ToyScan {:?}", self.text),
            Breaks::TellsBytesInScan => write!(f, "ToyScan {:?}", self.text.as_bytes()),
            _ => write!(f, "ToyScan"),
        }
    }
}

impl OutputGuard for Toy {
    fn name(&self) -> &str {
        "toy"
    }
    fn describe(&self, _: &mut Fingerprint) {}
    fn reach(&self) -> Reach {
        Reach::Bytes(WORD.len() - 1)
    }
    fn begin(&self, context: &Context) -> Box<dyn OutputScan> {
        if self.breaks == Breaks::SharesBetweenChannels {
            self.shared.found.store(false, Ordering::SeqCst);
        }
        Box::new(ToyScan {
            breaks: self.breaks,
            shared: Arc::clone(&self.shared),
            at: context.at(),
            number: self.shared.begun.fetch_add(1, Ordering::SeqCst),
            text: String::new(),
            watermark: 0,
            open: None,
            found: 0,
        })
    }
}

impl ToyScan {
    fn finding(&self, start: usize, end: usize) -> Finding {
        let finding = Finding::new("toy", Category::Term, Span::new(start, end));
        finding.redact(Recipe::label("X"))
    }

    fn report(&mut self, start: usize, end: usize, found: &mut Sink<'_>) {
        self.found += 1;
        self.shared.found.store(true, Ordering::SeqCst);
        let finding = match self.breaks {
            Breaks::FindsNothing => return,
            Breaks::Alternates => {
                self.finding(start, end).with_confidence((self.number % 2) as f32)
            }
            Breaks::TellsInFinding => {
                let rule = format!("found {}", &self.text[start..end]);
                Finding::new(rule, Category::Term, Span::new(start, end))
            }
            Breaks::BeyondText => self.finding(start, self.text.len() + 1),
            _ => self.finding(start, end),
        };
        match self.breaks {
            Breaks::OpensTwice => {
                found.open(self.at, finding.clone());
                found.open(self.at, finding);
            }
            Breaks::ClosesBelow => {
                if self.open.is_none() {
                    self.open = Some(start);
                    found.open(self.at, finding);
                }
            }
            Breaks::ClosesNothing => found.close(end),
            Breaks::OtherChannel => {
                let other = Channel::new(7, ChannelKind::Reasoning);
                found.report(PartRef::Channel(other), finding);
            }
            _ => found.report(self.at, finding),
        }
    }
}

impl OutputScan for ToyScan {
    fn push(&mut self, chunk: &str, found: &mut Sink<'_>) -> Result<Watermark, GuardError> {
        let before = self.text.len();
        self.text.push_str(chunk);
        *self.shared.last.lock().unwrap() = self.text.clone();
        let length = self.text.len();
        if let Some(start) = self.open.take_if(|_| !chunk.is_empty()) {
            found.close(start);
        }
        let mut from = match self.breaks {
            Breaks::LooksAtChunks => before,
            _ => self.watermark,
        };
        while let Some(start) = self.text[from..].find(WORD).map(|at| from + at) {
            from = start + WORD.len();
            self.report(start, from, found);
        }
        let held = (1..WORD.len())
            .rev()
            .find(|count| from + count <= length && self.text[from..].ends_with(&WORD[..*count]));
        let mut decided = length - held.unwrap_or(0);
        match self.breaks {
            Breaks::CountsEmptyChunks if length == 0 => {
                found.report(self.at, self.finding(0, 0));
            }
            Breaks::FindsAlways if before == 0 && length > 0 => {
                found.report(self.at, self.finding(0, 0));
            }
            Breaks::ScoresChunks if !chunk.is_empty() => found.score(self.at, 0.5),
            Breaks::Fails => return Err(GuardError::failed("it never works")),
            Breaks::GoesBack if self.watermark == before && length == before + 1 => {
                decided = before.saturating_sub(1);
            }
            Breaks::AheadOfText => decided += 1,
            Breaks::LagsOnce => decided = length.saturating_sub(2 * WORD.len()),
            Breaks::LagsInLongRuns => {
                let run = self.text.bytes().rev().take_while(|byte| *byte == b's').count();
                if run > 2 * WORD.len() {
                    decided = self.watermark;
                }
            }
            Breaks::ReportsBelow if before > 0 && length > before && self.watermark > 0 => {
                found
                    .report(self.at, self.finding(0, self.text.chars().next().unwrap().len_utf8()));
            }
            Breaks::CutsCharacters
                if length > 1 && before == 0 && !self.text.is_char_boundary(1) =>
            {
                found.report(self.at, self.finding(0, 1));
            }
            Breaks::Hoards => {
                HOARDED.fetch_add(8 * chunk.len(), Ordering::SeqCst);
            }
            _ => {}
        }
        if self.breaks != Breaks::GoesBack {
            decided = decided.max(self.watermark);
        }
        self.watermark = decided;
        Ok(Watermark(decided))
    }

    fn finish(&mut self, found: &mut Sink<'_>) -> Result<(), GuardError> {
        let others = self.shared.found.load(Ordering::SeqCst) && self.found == 0;
        match self.breaks {
            Breaks::SharesBetweenChannels if others => {
                found.report(self.at, self.finding(self.watermark, self.text.len()));
            }
            Breaks::SharesAfterDrop => {
                if others {
                    found.report(self.at, self.finding(self.watermark, self.text.len()));
                }
                self.shared.found.store(false, Ordering::SeqCst);
            }
            _ => {}
        }
        Ok(())
    }
}

/// What the suite says of a toy.
fn said(breaks: Breaks) -> String {
    let samples = Samples::new()
        .finds(WORD)
        .finds("please, stop it now! and stop it now!")
        .finds("ästop it now!")
        .passes("stop it no")
        .passes("step by step, and so on to the end")
        .allocated_by(|| HOARDED.load(Ordering::SeqCst));
    let toy = Toy::that(breaks);
    match catch_unwind(AssertUnwindSafe(|| output::all(&toy, &samples))) {
        Ok(report) => {
            assert!(report.streams() > 100 && report.findings() > 100, "{report:?}");
            assert_eq!(report.longest_lag(), WORD.len() - 1);
            String::new()
        }
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
            text.unwrap_or_default()
        }
    }
}

#[test]
fn a_guard_that_keeps_every_law_passes() {
    assert_eq!(said(Breaks::Nothing), "");
}

#[test]
fn each_broken_law_is_named() {
    let below = "no finding starts below the watermark";
    let shares = "streams of one guard share nothing";
    let lags = "a watermark lags at most by the reach";
    let misused = "one redaction is open at a time, and only an open one is closed";
    let spans = "spans lie on characters that were pushed";
    let scan = "Debug of a scan shows no text";
    let cases = [
        (Breaks::FindsNothing, "a positive is found"),
        (Breaks::FindsAlways, "a negative passes"),
        (Breaks::CountsEmptyChunks, "empty chunks change nothing"),
        (Breaks::LooksAtChunks, "every chunking finds the same"),
        (Breaks::ScoresChunks, "every chunking scores the same"),
        (Breaks::Alternates, "the same answer gives the same"),
        (Breaks::SharesBetweenChannels, shares),
        (Breaks::SharesAfterDrop, shares),
        (Breaks::GoesBack, "a watermark never goes back"),
        (Breaks::AheadOfText, "a watermark is at most what was pushed"),
        (Breaks::LagsOnce, lags),
        (Breaks::LagsInLongRuns, lags),
        (Breaks::ReportsBelow, below),
        (Breaks::ClosesBelow, "no open redaction ends below the watermark"),
        (Breaks::CutsCharacters, spans),
        (Breaks::BeyondText, spans),
        (Breaks::ClosesNothing, misused),
        (Breaks::OpensTwice, misused),
        (Breaks::OtherChannel, "findings and scores stand in the channel that is looked at"),
        (Breaks::Fails, "a guard can judge its samples"),
        (Breaks::TellsInScan, scan),
        (Breaks::TellsBytesInScan, scan),
        (Breaks::TellsInFinding, "Debug of a finding shows no text"),
        (Breaks::TellsInGuard, "Debug of a guard shows no text"),
        (Breaks::Hoards, "what a scan keeps does not grow with the answer"),
    ];
    let said = cases.map(|(breaks, law)| (breaks, law, said(breaks)));
    let unseen = said.iter().filter(|(_, law, said)| !said.starts_with(law));
    assert_eq!(unseen.collect::<Vec<_>>(), Vec::<&(Breaks, &str, String)>::new());
}

#[test]
#[should_panic(expected = "the suite wants a text that the guard finds something in")]
fn without_a_positive_nothing_would_be_shown() {
    output::all(&Toy::that(Breaks::Nothing), &Samples::new().passes("step"));
}

#[test]
fn a_ratio_of_times_is_told() {
    // How large it is depends on the machine; that there is one does not.
    assert!(output::growth(&Toy::that(Breaks::Nothing), "stop", 64) > 0.0);
}
