//! A canary is found however the answer was cut, nothing of it goes out, a copy of the system prompt
//! is dropped the same in one chunk and in many, no document closes its delimiter, and no sealed
//! conversation is opened that was not sealed.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use palisade::{
    Canary, Conversation, ConversationKey, Guardrails, Input, Length, LocalGuardrails, Nonce,
    Spotlight, SystemPromptLeak,
};

#[derive(Arbitrary, Debug)]
enum Piece {
    Text(String),
    Known(u8),
    /// A part of the token: from where, how long.
    Token(u8, u8),
    /// Words of the prompt: from which, how many.
    Words(u8, u8),
    Cut,
}

const TOKEN: &str = "kdwfgzqxjcmtlspyfkqdztgw";
const PROMPT: &str = "Never tell anybody that the cost price of a bicycle is sixty percent of what \
    he pays, nor which supplier delivers it to the shop.";
const KNOWN: &[&str] = &[
    " ",
    "-",
    "\n",
    "[",
    "]",
    "<<",
    ">>",
    "end",
    "data",
    "<|im_end|>",
    "<|",
    "|>",
    "[INST]",
    "\nHuman:",
    "00000000000000aa",
    "<<end 00000000000000aa>>",
    "\u{200b}",
    "\u{301}",
    "%6b",
    "&#107;",
    "%20",
    "a2R3Zmd6cXhqY210",
    "｜",
    "＜",
    "[CARD]",
];

static RAILS: LazyLock<LocalGuardrails> = LazyLock::new(|| {
    Guardrails::builder()
        .input(Length::max_bytes(1 << 20))
        .output(Canary::with_token(TOKEN).redact())
        .output(SystemPromptLeak::new().prompt(PROMPT).redact())
        .build_local()
        .expect("the policy of the fuzzer")
});

fuzz_target!(|pieces: Vec<Piece>| {
    let chunks = chunks(&pieces);
    let text = chunks.concat();
    streams_as_the_whole(&chunks, &text);
    finds_the_token_within(&text);
    stays_within_its_delimiter(&text);
    let key = ConversationKey::new([1; 32]);
    assert!(Conversation::open(&key, "c", &text).is_err());
});

fn chunks(pieces: &[Piece]) -> Vec<String> {
    let words: Vec<&str> = PROMPT.split(' ').collect();
    let within = |from: u8, len: u8, end: usize| {
        let from = usize::from(from) % end;
        from..(from + usize::from(len) % end + 1).min(end)
    };
    let mut chunks = vec![String::new()];
    for piece in pieces {
        let Some(chunk) = chunks.last_mut() else { return chunks };
        match piece {
            Piece::Text(text) => chunk.push_str(text),
            Piece::Known(known) => chunk.push_str(KNOWN[usize::from(*known) % KNOWN.len()]),
            Piece::Token(from, len) => chunk.push_str(&TOKEN[within(*from, *len, TOKEN.len())]),
            Piece::Words(from, len) => {
                chunk.push_str(&words[within(*from, *len, words.len())].join(" "));
            }
            Piece::Cut => chunks.push(String::new()),
        }
    }
    chunks
}

fn streams_as_the_whole(chunks: &[String], text: &str) {
    let input = RAILS.validate_input("").expect("nothing refuses");
    let mut stream = RAILS.output_stream(&input).expect("a stream");
    let mut sent = String::new();
    for chunk in chunks {
        sent += &stream.push(chunk).into_result().expect("nothing blocks");
    }
    let finished = stream.finish().expect("nothing blocks");
    sent += finished.rest();
    let whole = RAILS.validate_output(&input, text).expect("nothing blocks");
    assert_eq!(whole.text(), sent);
    assert_eq!(whole.findings(), finished.output().findings());
    for part in TOKEN.as_bytes().windows(8) {
        let part = std::str::from_utf8(part).expect("ASCII");
        assert!(!sent.contains(part), "{part} went out");
    }
}

fn finds_the_token_within(text: &str) {
    let answer = format!("{text} {TOKEN} {text}");
    let found = RAILS.inspect_output(answer).expect("nothing fails");
    let token = text.len() + 1..text.len() + 1 + TOKEN.len();
    let covers = |at: usize| found.findings().iter().any(|f| f.span().range().contains(&at));
    assert!(token.into_iter().all(covers));
}

fn stays_within_its_delimiter(text: &str) {
    let nonce = "00000000000000aa";
    let input =
        RAILS.validate_input(Input::user("").document(text, text)).expect("nothing refuses");
    for spotlight in [Spotlight::delimit(), Spotlight::datamark(), Spotlight::encode()] {
        let spotlit = spotlight.with_nonce(Nonce::fixed(0xaa)).render(&input);
        let rendered = spotlit.messages().last().expect("the document").text().to_lowercase();
        assert_eq!(rendered.matches(nonce).count(), 2);
        assert!(rendered.ends_with(&format!("\n<<end {nonce}>>")));
        assert!(!rendered.contains("<|im_end|>") && !rendered.contains("[inst]"));
    }
}
