//! Random texts of pieces that guards look for, and random cuts.

#[path = "../../../examples/shared/random.rs"]
mod random;

pub use random::Random;

/// What guards for personal data and secrets look for, halves of it, and what stands around.
const PIECES: &[&str] = &[
    "jo.miller@example.com",
    "anna@",
    "4111 1111 1111 1111",
    "4111111111111111",
    "378282246310005",
    "+1 415 555 2671",
    "(415) 555-2671",
    "212-34-5678",
    "203.0.113.77",
    "DE89 3704 0044 0532 0130 00",
    "AKIAQ3EGR7YTLW2XKJ5N",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
    "password: hunter2Aq9",
    "key=",
    "api_key = \"",
    "https://user:s3cr3tpw@example.com/",
    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----",
    "the minutes",
    "Thursday",
    "and",
    "März",
    "41",
    "7",
    "a1",
];

const JOINTS: &[&str] = &["", "", " ", " ", ", ", "\n", ".", "-", ":", "\""];

/// A text of up to ten pieces.
pub fn text(random: &mut Random) -> String {
    let count = 1 + random.next() as usize % 10;
    let mut text = String::new();
    for _ in 0..count {
        text.push_str(PIECES[random.next() as usize % PIECES.len()]);
        text.push_str(JOINTS[random.next() as usize % JOINTS.len()]);
    }
    text
}

/// The text in random chunks.
pub fn chunks<'t>(mut text: &'t str, random: &mut Random) -> Vec<&'t str> {
    let mut chunks = Vec::new();
    while !text.is_empty() {
        let mut at = 1 + random.next() as usize % 8;
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at += 1;
        }
        let (chunk, rest) = text.split_at(at);
        chunks.push(chunk);
        text = rest;
    }
    chunks
}
