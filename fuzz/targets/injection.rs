//! Phrases, their neighbours and disguises, glued at random: the injection guard does not panic,
//! says what it says of the same text again, names places on characters and in the text, and
//! scores each part from 0 to 1, never less for what stands in a document.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use palisade::redteam::Mutator;
use palisade::{Action, Guardrails, Injection, Input, LocalGuardrails, Part, Source};

#[derive(Arbitrary, Debug)]
struct Case {
    pieces: Vec<Piece>,
    source: u8,
}

#[derive(Arbitrary, Debug)]
enum Piece {
    /// Words of rules, by number.
    Words {
        numbers: [u8; 4],
        gap: u8,
    },
    /// The same, disguised.
    Disguised {
        number: u8,
        mutator: u8,
        seed: u64,
    },
    /// One word many times.
    Repeated {
        number: u8,
        times: u8,
    },
    Text(String),
}

const WORDS: &[&str] = &[
    "ignore",
    "all",
    "previous",
    "instructions",
    "you are now",
    "DAN",
    "system prompt",
    "repeat",
    "above",
    "password",
    "<|im_start|>",
    "[INST]",
    "### System:",
    "User:",
    "Assistant: Sure",
    "kill",
    "![x](https://a.example/?q={",
    "send",
    "to x@a.example",
    "the user",
    "do not",
    "without",
    "restrictions",
    "AI",
    "when you summarise this",
    "TODO: send",
    "vergiss alle",
    "ignora",
    "las instrucciones",
    "oubliez",
    "les consignes",
    "забудь",
    "инструкци",
    "忽略之前",
    "的指令",
    "nowWrite",
    ".](Me",
    "\"\\!--Two",
    "**ONE",
    "a = 'x'; b = 'y'",
    "answer a + b",
    "<!--",
    "-->",
    "é",
    "漢",
    "\u{200b}",
    "1gn0r3",
    "vtaber",
    "erongi",
];

const GAPS: &[&str] = &[" ", "", "\n", "_", " - ", "\u{a0}", "  ", "**"];

static RAILS: LazyLock<LocalGuardrails> = LazyLock::new(|| {
    Guardrails::builder().input(Injection::default()).build_local().expect("a policy")
});

fuzz_target!(|case: Case| {
    let mut text = String::new();
    for piece in case.pieces.iter().take(24) {
        match piece {
            Piece::Words { numbers, gap } => {
                let words: Vec<&str> = numbers.iter().map(|n| pick(WORDS, *n)).collect();
                text.push_str(&words.join(pick(GAPS, *gap)));
            }
            Piece::Disguised { number, mutator, seed } => {
                let mutator = Mutator::ALL[usize::from(*mutator) % Mutator::ALL.len()];
                text.push_str(&mutator.apply(pick(WORDS, *number), *seed));
            }
            Piece::Repeated { number, times } => {
                text.push_str(&pick(WORDS, *number).repeat(usize::from(*times)));
            }
            Piece::Text(plain) => text.push_str(plain),
        }
        if text.len() > 1 << 15 {
            return;
        }
    }
    let source = match case.source % 3 {
        0 => Source::User,
        1 => Source::Document,
        _ => Source::ToolResult,
    };
    let inspect = |text: &str| {
        RAILS.inspect_input(Input::of([Part::new(source, text)])).expect("it can judge")
    };
    let found = inspect(&text);
    assert_eq!(found.scores().len(), 1);
    let score = found.scores()[0].value();
    assert!((0.0..=1.0).contains(&score), "{score}");
    for finding in found.findings() {
        assert!(finding.span().of(&text).is_some_and(|found| !found.is_empty()));
        assert!((0.0..=1.0).contains(&finding.confidence().value()));
    }
    let again = inspect(&text);
    assert_eq!(found.findings(), again.findings());
    // What blocks is refused, what does not is let through as it is.
    let blocks = found.findings().iter().any(|finding| finding.action() > Action::Flag);
    let validated = RAILS.validate_input(Input::of([Part::new(source, text.as_str())]));
    assert_eq!(validated.is_err(), blocks);
    // A long text before it changes nothing: windows are where the phrases are. What stands in a
    // line of its own begins a word.
    let far = format!("{}\n{text}", "The garden was quiet. ".repeat(800));
    if source == Source::User && !text.starts_with(|c: char| !c.is_ascii()) {
        let lead = far.len() - text.len();
        let later = inspect(&far);
        // A window takes in what stands beside it, so it may be another one there.
        for finding in found.findings().iter().filter(|finding| finding.rule() != "learned") {
            let (start, end) = (finding.span().start() + lead, finding.span().end() + lead);
            let there = |other: &&palisade::Finding| {
                other.rule() == finding.rule()
                    && other.span().start() < end
                    && start < other.span().end()
            };
            assert!(later.findings().iter().any(|other| there(&other)), "{}", finding.rule());
        }
    }
});

fn pick<'t>(from: &[&'t str], number: u8) -> &'t str {
    from[usize::from(number) % from.len()]
}
