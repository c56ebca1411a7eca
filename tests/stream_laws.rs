//! The laws of streaming for guards that a user may write: any chunking equals the whole, for
//! the chain together; what is blocked releases a prefix; a guard that breaks its contract
//! refuses.

use palisade::*;
use proptest::prelude::*;

/// Finds a word wherever it stands, with an action, a severity and a label of its own.
#[derive(Clone, Debug)]
struct Word {
    word: &'static str,
    severity: Severity,
    action: Action,
    label: &'static str,
}

impl OutputGuard for Word {
    fn name(&self) -> &str {
        self.label
    }
    fn describe(&self, to: &mut Fingerprint) {
        to.text("word", self.word);
    }
    fn reach(&self) -> Reach {
        Reach::Bytes(self.word.len() - 1)
    }
    fn begin(&self, context: &Context) -> Box<dyn OutputScan> {
        Box::new(WordScan { guard: self.clone(), at: context.at(), seen: String::new(), base: 0 })
    }
}

#[derive(Debug)]
struct WordScan {
    guard: Word,
    at: PartRef,
    seen: String,
    base: usize,
}

impl OutputScan for WordScan {
    fn push(&mut self, chunk: &str, found: &mut Sink<'_>) -> Result<Watermark, GuardError> {
        self.seen.push_str(chunk);
        let word = self.guard.word;
        let mut from = 0;
        while let Some(start) = self.seen[from..].find(word).map(|at| from + at) {
            let span = Span::new(self.base + start, self.base + start + word.len());
            let finding = Finding::new(self.guard.label, Category::Term, span)
                .with_severity(self.guard.severity);
            found.report(
                self.at,
                match self.guard.action {
                    Action::Block => finding.block(),
                    Action::Redact => finding.redact(Recipe::label(self.guard.label)),
                    _ => finding,
                },
            );
            from = start + word.chars().next().map_or(1, char::len_utf8);
        }
        let mut decided = self.seen.len().saturating_sub(word.len() - 1).max(from);
        while !self.seen.is_char_boundary(decided) {
            decided += 1;
        }
        self.seen.drain(..decided);
        self.base += decided;
        Ok(Watermark(self.base))
    }
    fn finish(&mut self, _: &mut Sink<'_>) -> Result<(), GuardError> {
        Ok(())
    }
}

/// Redacts from `<` to `>` or the end, holding nothing.
#[derive(Debug)]
struct Between;

#[derive(Debug)]
struct BetweenScan {
    at: PartRef,
    position: usize,
    open: bool,
}

impl OutputGuard for Between {
    fn name(&self) -> &str {
        "between"
    }
    fn describe(&self, _: &mut Fingerprint) {}
    fn reach(&self) -> Reach {
        Reach::Bytes(0)
    }
    fn begin(&self, context: &Context) -> Box<dyn OutputScan> {
        Box::new(BetweenScan { at: context.at(), position: 0, open: false })
    }
}

impl OutputScan for BetweenScan {
    fn push(&mut self, chunk: &str, found: &mut Sink<'_>) -> Result<Watermark, GuardError> {
        for byte in chunk.bytes() {
            match (byte, self.open) {
                (b'<', false) => {
                    let span = Span::new(self.position, self.position);
                    let finding = Finding::new("between", Category::Other, span)
                        .with_severity(Severity::High)
                        .redact(Recipe::label("HIDDEN"));
                    found.open(self.at, finding);
                    self.open = true;
                }
                (b'>', true) => {
                    found.close(self.position + 1);
                    self.open = false;
                }
                _ => {}
            }
            self.position += 1;
        }
        Ok(Watermark(self.position))
    }
    fn finish(&mut self, _: &mut Sink<'_>) -> Result<(), GuardError> {
        Ok(())
    }
}

fn words(action: Action) -> Vec<Word> {
    let word = |word, severity, label| Word { word, severity, action, label };
    vec![
        word("aba", Severity::Low, "A"),
        word("bab", Severity::High, "B"),
        word("cab a", Severity::Medium, "C"),
        word("ä", Severity::Critical, "U"),
    ]
}

fn rails(words: Vec<Word>, between: bool, whole: bool) -> LocalGuardrails {
    let mut builder = Guardrails::builder();
    for word in words {
        builder = builder.output(word);
    }
    if between {
        builder = builder.output(Between);
    }
    if whole {
        let guard = EachPart::new("whole", "1", |part, found| {
            if let Some(start) = part.text().find("b<") {
                let finding = Finding::new("bracket", Category::Other, Span::new(start, start + 2));
                found.report(part.at(), finding.redact(Recipe::label("W")));
            }
        });
        builder = builder.output(Whole::new(guard));
    }
    builder.dangerous().without_input_guards().build_local().expect("a policy")
}

/// Pushes `text` in chunks cut at `cuts`; what was released, and the error.
fn streamed(
    rails: &LocalGuardrails,
    text: &str,
    cuts: &[usize],
) -> (String, Result<ValidatedOutput, Error>) {
    let input = rails.validate_input("").expect("no input guards");
    let mut stream = rails.output_stream(&input).expect("a stream");
    let mut sent = String::new();
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (text.len() + 1)).collect();
    cuts.retain(|cut| text.is_char_boundary(*cut));
    cuts.sort_unstable();
    cuts.push(text.len());
    let mut from = 0;
    for to in cuts {
        let (released, error) = stream.push(&text[from..to]).into_parts();
        sent += &released;
        if let Some(error) = error {
            return (sent, Err(error));
        }
        from = to;
    }
    match stream.finish() {
        Ok(finished) => {
            sent += finished.rest();
            (sent, Ok(finished.into_output()))
        }
        Err(error) => (sent, Err(error)),
    }
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof!["[abc ]{1,4}", "[<>]", "ä", "ab", "cab a", "漢"];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_chunking_of_an_allowed_answer_equals_the_whole(
        text in text(),
        cuts in prop::collection::vec(any::<usize>(), 0..12),
        between: bool,
        whole: bool,
    ) {
        let rails = rails(words(Action::Redact), between, whole);
        let input = rails.validate_input("").unwrap();
        let at_once = rails.validate_output(&input, &text).unwrap();
        let (sent, output) = streamed(&rails, &text, &cuts);
        let output = output.unwrap();
        prop_assert_eq!(&sent, at_once.text());
        prop_assert_eq!(output.text(), at_once.text());
        prop_assert_eq!(output.findings(), at_once.findings());
        let inspected = rails.inspect_output(text.as_str()).unwrap();
        prop_assert_eq!(inspected.findings(), at_once.findings());
        // Nothing of what was found is left but in its label.
        let left = at_once.text().replace("[HIDDEN]", "|");
        prop_assert!(!left.contains("aba") && !left.contains("bab") && !left.contains('ä'));
    }

    #[test]
    fn the_order_of_guards_does_not_matter(text in text(), cuts in prop::collection::vec(any::<usize>(), 0..6)) {
        let mut reversed = words(Action::Redact);
        reversed.reverse();
        let (sent, output) = streamed(&rails(words(Action::Redact), true, false), &text, &cuts);
        let (other, others) = streamed(&rails(reversed, true, false), &text, &cuts);
        prop_assert_eq!(sent, other);
        let (output, others) = (output.unwrap(), others.unwrap());
        prop_assert_eq!(output.findings(), others.findings());
    }

    #[test]
    fn a_block_releases_only_a_prefix_before_its_span(
        text in text(),
        cuts in prop::collection::vec(any::<usize>(), 0..12),
    ) {
        let mut guards = words(Action::Redact);
        guards[1].action = Action::Block;
        let blocking = rails(guards, true, false);
        let (sent, output) = streamed(&blocking, &text, &cuts);
        match text.find("bab") {
            None => prop_assert!(output.is_ok()),
            Some(first) => {
                let refusal = output.unwrap_err();
                let refusal = refusal.refusal().expect("a refusal");
                prop_assert!(refusal.reasons().all(|reason| reason.span().start() >= first));
                // The same text up to the block, redacted as a whole, begins with what was sent.
                let mut others = words(Action::Redact);
                others.remove(1);
                let (redacted, _) = streamed(&rails(others, true, false), &text, &[]);
                prop_assert!(redacted.starts_with(&sent), "{sent:?} is no prefix of {redacted:?}");
            }
        }
    }
}

#[test]
fn trap_the_text_is_shown_first_and_checked_later() {
    let mut guards = words(Action::Redact);
    guards[1].action = Action::Block;
    let rails = rails(guards, false, false);
    for cut in 0..9 {
        let (sent, output) = streamed(&rails, "cc bab cc", &[cut]);
        assert!(output.is_err());
        assert!("cc ".starts_with(&sent), "{sent:?} was shown");
    }
}

#[test]
fn trap_two_redactors_in_a_chain_differ_between_stream_and_whole() {
    let rails = rails(words(Action::Redact), false, false);
    let text = "xababay cab aba";
    let every: Vec<usize> = (0..text.len()).collect();
    let (whole, _) = streamed(&rails, text, &[]);
    let (single, _) = streamed(&rails, text, &every);
    assert_eq!(whole, single);
    assert_eq!(whole, "x[B]y [C]");
}

#[test]
fn trap_state_leaks_across_requests() {
    let rails = rails(words(Action::Redact), true, false);
    let (first, _) = streamed(&rails, "open < and never closed, ab", &[]);
    let (second, _) = streamed(&rails, "a plain one", &[]);
    assert_eq!(first, "open [HIDDEN]");
    assert_eq!(second, "a plain one");
}

#[test]
fn channels_do_not_mix() {
    let rails = rails(words(Action::Redact), false, false);
    let input = rails.validate_input("").unwrap();
    let mut stream = rails.output_stream(&input).unwrap();
    let tool = Channel::new(0, ChannelKind::ToolArguments(0));
    let mut text = stream.push("ab").into_result().unwrap();
    let mut arguments = stream.push_to(tool, "aba").into_result().unwrap();
    text += &stream.push("c").into_result().unwrap();
    let finished = stream.finish().unwrap();
    text += finished.rest();
    arguments += finished.rest_of(tool);
    assert_eq!((text.as_str(), arguments.as_str()), ("abc", "[A]"));
    assert_eq!(finished.output().channel(tool), Some("[A]"));
}

#[test]
fn an_endless_redaction_holds_nothing() {
    let rails = Guardrails::builder()
        .output(Between)
        .max_answer_bytes(64)
        .dangerous()
        .without_input_guards()
        .build_local()
        .unwrap();
    let input = rails.validate_input("").unwrap();
    let mut stream = rails.output_stream(&input).unwrap();
    let _ = stream.push("key: <").into_result().unwrap();
    for _ in 0..10_000 {
        assert_eq!(stream.push("sixteen bytes of").into_result().unwrap(), "");
    }
    let _ = stream.push("> and on").into_result().unwrap();
    assert_eq!(stream.finish().unwrap().output().text(), "key: [HIDDEN] and on");
}

#[test]
fn a_whole_answer_guard_holds_up_to_the_limit_and_then_refuses() {
    let guard = || Whole::new(EachPart::new("nothing", "1", |_, _| {}));
    let rails = Guardrails::builder()
        .output(guard())
        .max_answer_bytes(32)
        .dangerous()
        .without_input_guards()
        .build_local()
        .unwrap();
    let input = rails.validate_input("").unwrap();
    let mut stream = rails.output_stream(&input).unwrap();
    assert_eq!(stream.push("sixteen bytes of").into_result().unwrap(), "");
    assert_eq!(stream.push("sixteen bytes of").into_result().unwrap(), "");
    let (released, error) = stream.push("!").into_parts();
    assert_eq!(released, "");
    assert!(matches!(error, Some(Error::AnswerTooLong { limit: 32 })));
    assert!(matches!(stream.push("more").into_result(), Err(Error::StreamEnded)));
    assert!(matches!(stream.finish(), Err(Error::StreamEnded)));
}

/// Breaks its contract in one way.
#[derive(Clone, Copy, Debug)]
enum Rogue {
    AheadOfText,
    GoesBack,
    Lags,
    ReportsBelow,
    CutsCharacter,
    BeyondText,
    ClosesNothing,
}

impl OutputGuard for Rogue {
    fn name(&self) -> &str {
        "rogue"
    }
    fn describe(&self, _: &mut Fingerprint) {}
    fn reach(&self) -> Reach {
        Reach::Bytes(8)
    }
    fn begin(&self, context: &Context) -> Box<dyn OutputScan> {
        Box::new(RogueScan { rogue: *self, at: context.at(), pushed: 0, pushes: 0 })
    }
}

#[derive(Debug)]
struct RogueScan {
    rogue: Rogue,
    at: PartRef,
    pushed: usize,
    pushes: usize,
}

impl OutputScan for RogueScan {
    fn push(&mut self, chunk: &str, found: &mut Sink<'_>) -> Result<Watermark, GuardError> {
        self.pushed += chunk.len();
        self.pushes += 1;
        let report = |found: &mut Sink<'_>, start, end| {
            let finding = Finding::new("rogue", Category::Other, Span::new(start, end));
            found.report(self.at, finding.redact(Recipe::label("X")));
        };
        Ok(Watermark(match (self.rogue, self.pushes) {
            (Rogue::AheadOfText, _) => self.pushed + 1,
            (Rogue::GoesBack, 2) => 0,
            (Rogue::Lags, _) => 0,
            (Rogue::ReportsBelow, 2) => {
                report(found, 0, 2);
                self.pushed
            }
            (Rogue::CutsCharacter, 2) => {
                report(found, 7, 8);
                self.pushed
            }
            (Rogue::BeyondText, 2) => {
                report(found, 6, 600);
                self.pushed
            }
            (Rogue::ClosesNothing, 2) => {
                found.close(self.pushed);
                self.pushed
            }
            _ => self.pushed,
        }))
    }
    fn finish(&mut self, _: &mut Sink<'_>) -> Result<(), GuardError> {
        Ok(())
    }
}

#[test]
fn a_guard_that_breaks_its_contract_refuses() {
    use Rogue::*;
    for rogue in
        [AheadOfText, GoesBack, Lags, ReportsBelow, CutsCharacter, BeyondText, ClosesNothing]
    {
        let rails = Guardrails::builder()
            .output(rogue)
            .dangerous()
            .without_input_guards()
            .build_local()
            .unwrap();
        let input = rails.validate_input("").unwrap();
        let mut stream = rails.output_stream(&input).unwrap();
        let (_, first) = stream.push("first ").into_parts();
        let (_, second) = stream.push("ä secret").into_parts();
        let error = first.or(second).unwrap_or_else(|| panic!("{rogue:?} was not noticed"));
        let contract =
            matches!(&error, Error::GuardFailed { error: GuardError::Contract { .. }, .. });
        assert!(contract, "{rogue:?}: {error}");
    }
}
