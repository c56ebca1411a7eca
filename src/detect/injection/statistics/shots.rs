//! Many-shot jailbreaks: a dialogue in which an assistant answers one question after the other, so
//! that the model goes on so (Anil and others, Many-shot Jailbreaking, 2024).
//!
//! A turn is a label and a colon (`User:`, `**Assistant:**`, `Human 3:`), at the start of a line or
//! within one. Counted are pairs of a question and its answer, those of them whose answer begins
//! as one that obeys, and those whose question asks for harm.

use memchr::memchr_iter;

use super::Found;
use crate::span::Span;

/// So many answered questions, half of them obeyed and a third of them harmful, are an attack.
const SHOTS: usize = 6;
/// So many turns of a user and an assistant, half of them obeyed, are worth a note.
const TURNS: usize = 10;
/// How much of a question is read.
const QUESTION: usize = 300;
/// How far before its colon a label may begin.
const LABEL: usize = 16;

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Speaker {
    /// A user.
    User,
    /// An assistant, by name.
    Assistant,
    /// Whoever asks.
    Question,
    /// Whoever answers.
    Answer,
}

/// What was counted so far.
#[derive(Debug, Default)]
struct Count {
    /// From the first question to the last answer.
    span: Option<Span>,
    pairs: usize,
    /// Pairs whose answer an assistant gives.
    assisted: usize,
    obeyed: usize,
    harmful: usize,
}

/// The dialogue in a text, if it is one that misleads.
pub(super) fn find(text: &str) -> Option<Found> {
    let bytes = text.as_bytes();
    let mut count = Count::default();
    // Where the last question begins, and where its words do.
    let mut asked: Option<(usize, usize)> = None;
    for colon in memchr_iter(b':', bytes) {
        let Some((start, speaker)) = speaker(bytes, colon) else { continue };
        match (speaker, asked) {
            (Speaker::User | Speaker::Question, _) => asked = Some((start, colon + 1)),
            (Speaker::Assistant | Speaker::Answer, Some((from, words))) => {
                let question = bytes.get(words..start.min(words + QUESTION)).unwrap_or(&[]);
                let answer = bytes.get(colon + 1..).unwrap_or(&[]);
                count.pairs += 1;
                count.assisted += usize::from(speaker == Speaker::Assistant);
                count.obeyed += usize::from(obeys(answer, speaker));
                count.harmful += usize::from(is_harmful(question));
                let pair = Span::new(from, colon + 1);
                count.span = Some(count.span.map_or(pair, |span| span.union(pair)));
                asked = None;
            }
            (Speaker::Assistant | Speaker::Answer, None) => {}
        }
    }
    let span = count.span?;
    let obeys = count.obeyed * 2 >= count.pairs;
    if count.pairs >= SHOTS && obeys && count.harmful * 3 >= count.pairs {
        Some(("many_shot", span))
    } else if count.assisted >= TURNS && obeys {
        Some(("many_turns", span))
    } else {
        None
    }
}

/// Who is named before a colon, and where the name begins.
fn speaker(bytes: &[u8], colon: usize) -> Option<(usize, Speaker)> {
    let before = bytes.get(colon.saturating_sub(LABEL)..colon)?;
    // Emphasis, brackets and a number may stand between the name and the colon.
    let is_name = |byte: &u8| byte.is_ascii_alphabetic();
    let end = before.iter().rposition(is_name)? + 1;
    let between = before.get(end..)?;
    if between.len() > 5 || !between.iter().all(|byte| b"*_]) 0123456789#".contains(byte)) {
        return None;
    }
    let named = before.get(..end)?;
    let start = named.iter().rposition(|byte| !is_name(byte)).map_or(0, |last| last + 1);
    if start > 0 && named.get(start - 1).is_some_and(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let name = named.get(start..)?;
    let is = |names: &[&str]| names.iter().any(|n| name.eq_ignore_ascii_case(n.as_bytes()));
    let speaker = if is(USERS) {
        Speaker::User
    } else if is(ASSISTANTS) {
        Speaker::Assistant
    } else if is(&["q", "question", "frage", "pregunta"]) {
        Speaker::Question
    } else if is(&["a", "answer", "antwort", "respuesta", "reponse"]) {
        Speaker::Answer
    } else {
        return None;
    };
    Some((colon.saturating_sub(LABEL) + start, speaker))
}

const USERS: &[&str] = &["user", "human", "me", "nutzer", "benutzer", "usuario", "utilisateur"];

const ASSISTANTS: &[&str] = &[
    "assistant",
    "assistent",
    "asistente",
    "ai",
    "bot",
    "chatbot",
    "chatgpt",
    "gpt",
    "claude",
    "gemini",
    "model",
    "llm",
];

/// Whether an answer begins as one that does what was asked.
fn obeys(answer: &[u8], speaker: Speaker) -> bool {
    let blank = |byte: &u8| !b" \t\r\n*_\"'>".contains(byte);
    let start = answer.iter().take(12).position(blank).unwrap_or(0);
    let answer = answer.get(start..).unwrap_or(&[]);
    let begins = |with: &&str| {
        answer.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with.as_bytes()))
    };
    OBEYS.iter().any(&begins) || speaker == Speaker::Assistant && ASSISTS.iter().any(begins)
}

const OBEYS: &[&str] = &[
    "sure",
    "of course",
    "certainly",
    "absolutely",
    "here's how",
    "here is how",
    "gladly",
    "my pleasure",
    "klar",
    "naturlich",
    "por supuesto",
    "claro",
    "bien sur",
];

/// An answer in a list of questions begins so, too.
const ASSISTS: &[&str] = &[
    "here is",
    "here are",
    "here's",
    "yes",
    "okay",
    "ok",
    "no problem",
    "to ",
    "step 1",
    "first",
    "1.",
    "you can",
    "you will",
    "you'll",
    "i can help",
    "happy to",
    "the first",
];

/// Whether a question asks for harm: a word begins as one of [`HARM`].
fn is_harmful(question: &[u8]) -> bool {
    let mut words = question.split(|byte| !byte.is_ascii_alphabetic());
    words.any(|word| {
        HARM.iter().any(|stem| {
            word.get(..stem.len()).is_some_and(|start| start.eq_ignore_ascii_case(stem.as_bytes()))
        })
    })
}

const HARM: &[&str] = &[
    "anthrax",
    "arson",
    "assassin",
    "blackmail",
    "bomb",
    "bypass",
    "cocaine",
    "counterfeit",
    "cyanide",
    "ddos",
    "detonat",
    "explosive",
    "fentanyl",
    "firearm",
    "forge",
    "fraud",
    "genocide",
    "gunpowder",
    "hack",
    "heroin",
    "hijack",
    "hotwire",
    "kidnap",
    "keylog",
    "kill",
    "launder",
    "malware",
    "meth",
    "molotov",
    "murder",
    "napalm",
    "phish",
    "poison",
    "racist",
    "ransom",
    "ricin",
    "rob",
    "sabotage",
    "sarin",
    "scam",
    "shoplift",
    "slur",
    "smuggl",
    "stab",
    "stalk",
    "steal",
    "suicide",
    "terror",
    "torture",
    "virus",
    "weapon",
];
