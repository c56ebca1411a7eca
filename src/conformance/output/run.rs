//! One stream under a guard, with the laws that hold at each push.

use std::sync::Arc;

use super::samples::Report;
use crate::finding::{Finding, Score, Sink, Taken};
use crate::output::{Context, OutputGuard, OutputScan};
use crate::scope::Scope;
use crate::span::{Reach, Watermark};
use crate::text::Channel;

/// A guard that is tried, and what was counted.
pub(super) struct Bench<'g> {
    pub(super) guard: &'g dyn OutputGuard,
    context: Context,
    pub(super) report: Report,
}

/// What a guard said of one answer, in an order of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Said {
    pub(super) findings: Vec<Finding>,
    pub(super) scores: Vec<Score>,
}

/// One channel of one answer.
pub(super) struct Stream<'t> {
    text: &'t str,
    ends: Vec<usize>,
    scan: Box<dyn OutputScan>,
    name: Arc<str>,
    context: Context,
    reach: Reach,
    pushed: usize,
    watermark: usize,
    taken: Taken,
    pub(super) said: Said,
    longest_lag: usize,
}

impl<'g> Bench<'g> {
    pub(super) fn new(guard: &'g dyn OutputGuard) -> Self {
        let context = Context::of_scope(Scope::empty());
        Self { guard, context, report: Report::default() }
    }

    /// What is said of an answer that comes in chunks which end there.
    pub(super) fn run(&mut self, text: &str, ends: &[usize]) -> Said {
        let mut stream = self.begin(Channel::TEXT, text);
        for end in ends {
            stream.push_until(*end);
        }
        self.end(stream)
    }

    pub(super) fn begin<'t>(&self, channel: Channel, text: &'t str) -> Stream<'t> {
        let context = self.context.on(channel);
        Stream {
            text,
            ends: Vec::new(),
            scan: self.guard.begin(&context),
            name: Arc::from(self.guard.name()),
            context,
            reach: self.guard.reach(),
            pushed: 0,
            watermark: 0,
            taken: Taken::default(),
            said: Said::default(),
            longest_lag: 0,
        }
    }

    pub(super) fn end(&mut self, mut stream: Stream<'_>) -> Said {
        stream.finish();
        self.report.streams += 1;
        self.report.bytes += stream.pushed;
        self.report.findings += stream.said.findings.len();
        self.report.longest_lag = self.report.longest_lag.max(stream.longest_lag);
        stream.said
    }
}

impl<'t> Stream<'t> {
    /// Pushes the text up to there, or an empty chunk.
    pub(super) fn push_until(&mut self, end: usize) {
        let Some(chunk) = self.text.get(self.pushed..end) else {
            panic!("the suite cuts at characters")
        };
        self.pushed = end;
        self.ends.push(end);
        let stood = self.opened();
        let mut found = Sink::new(&self.name, &mut self.taken);
        match self.scan.push(chunk, &mut found) {
            Ok(Watermark(watermark)) => {
                self.check_spans(&stood);
                self.check_watermark(watermark);
                self.take();
            }
            Err(error) => self.breaks(&format!("a guard can judge its samples: {error}")),
        }
    }

    /// The same, where only the laws of a push count: what is said is dropped.
    pub(super) fn push_quietly_until(&mut self, end: usize) {
        self.push_until(end);
        self.said.findings.clear();
        self.said.scores.clear();
        self.ends.clear();
    }

    pub(super) const fn pushed(&self) -> usize {
        self.pushed
    }

    pub(super) fn debug(&self) -> String {
        format!("{:?}", self.scan)
    }

    fn finish(&mut self) {
        let stood = self.opened();
        let mut found = Sink::new(&self.name, &mut self.taken);
        if let Err(error) = self.scan.finish(&mut found) {
            self.breaks(&format!("a guard can judge its samples: {error}"));
        }
        self.check_spans(&stood);
        self.taken.close_all(self.pushed);
        self.take();
        self.said.findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        self.said.findings.dedup();
    }

    fn take(&mut self) {
        self.said.findings.append(&mut self.taken.findings);
        let closed = self.taken.closed.drain(..);
        self.said.findings.extend(closed.map(|closed| closed.finding));
        self.said.scores.append(&mut self.taken.scores);
    }

    /// Where the redactions begin that stand open.
    fn opened(&self) -> Vec<usize> {
        self.taken.opened.iter().map(|(_, open)| open.span().start()).collect()
    }

    /// `stood` is where the redactions began that stood open before.
    fn check_spans(&self, stood: &[usize]) {
        let Taken { findings, scores, opened, closed, misused, .. } = &self.taken;
        if *misused {
            self.breaks("one redaction is open at a time, and only an open one is closed");
        }
        let at = self.context.at();
        let closed = || closed.iter().map(|closed| &closed.finding);
        let opened = || opened.iter().map(|(_, open)| open);
        let all = || findings.iter().chain(closed()).chain(opened());
        if all().any(|finding| finding.part() != at) || scores.iter().any(|s| s.part() != at) {
            self.breaks("findings and scores stand in the channel that is looked at");
        }
        let pushed = self.text.get(..self.pushed).unwrap_or("");
        // The end of an open redaction is told by its close.
        let on_characters = |finding: &Finding| finding.span().of(pushed).is_some();
        let starts = |finding: &Finding| pushed.is_char_boundary(finding.span().start());
        if !findings.iter().chain(closed()).all(on_characters) || !opened().all(starts) {
            self.breaks("spans lie on characters that were pushed");
        }
        let is_low = |finding: &&Finding| finding.span().start() < self.watermark;
        let is_new = |finding: &&Finding| !stood.contains(&finding.span().start());
        if findings.iter().chain(closed().chain(opened()).filter(is_new)).any(|f| is_low(&f)) {
            self.breaks("no finding starts below the watermark");
        }
        if closed().any(|finding| finding.span().end() < self.watermark) {
            self.breaks("no open redaction ends below the watermark");
        }
    }

    fn check_watermark(&mut self, watermark: usize) {
        if watermark < self.watermark {
            self.breaks("a watermark never goes back");
        }
        let Some(lag) = self.pushed.checked_sub(watermark) else {
            self.breaks("a watermark is at most what was pushed")
        };
        if matches!(self.reach, Reach::Bytes(reach) if lag > reach) {
            self.breaks("a watermark lags at most by the reach");
        }
        self.watermark = watermark;
        self.longest_lag = self.longest_lag.max(lag);
    }

    pub(super) fn breaks(&self, law: &str) -> ! {
        broken(law, self.name.as_ref(), self.text, &self.ends)
    }
}

/// Panics with the law, and with the answer and its cuts as far as one can read them.
pub(super) fn broken(law: &str, guard: &str, text: &str, ends: &[usize]) -> ! {
    let shown: String = text.chars().take(SHOWN).collect();
    let more = if shown.len() < text.len() { " and so on" } else { "" };
    let cuts = ends.get(..ends.len().min(SHOWN)).unwrap_or(ends);
    panic!(
        "{law}: {guard} breaks it in an answer of {} bytes, {shown:?}{more}, in {} chunks that end \
         at {cuts:?}",
        text.len(),
        ends.len()
    )
}

const SHOWN: usize = 300;
