//! Made-up secrets of every shape, for the conformance suite.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::rules::{JWT, PEM, RULES, SEED, Service, Told};

/// A text for each shape of each rule, with the rule's id; `below` gives numbers below a bound.
/// Now and then one is no secret to a rule's check, so that each is to be tried.
pub(crate) fn samples(below: &mut dyn FnMut(usize) -> usize) -> Vec<(&'static str, String)> {
    let mut samples = Vec::new();
    let mut services = 0;
    for rule in RULES.iter() {
        let id = rule.shown.id.as_str();
        if matches!(rule.told, Told::Near(Service::Distinct | Service::Common)) {
            services += 1;
            // They differ in their names only.
            if services > SERVICES {
                continue;
            }
        }
        for shape in &rule.looks {
            let name = rule.names.get(below(rule.names.len().max(1))).copied().unwrap_or("");
            let notation = match (id, rule.told) {
                (PEM, _) => PRIVATE_KEY.to_owned(),
                (JWT, _) => TOKEN.to_owned(),
                ("telegram_bot_token", _) => format!("[1-9][0-9]{{7,9}}{shape}"),
                ("curl_user_password", _) => format!("curl {shape}"),
                ("odbc_password", _) => format!("Uid=sa;{name}={shape}"),
                (_, Told::Near(Service::Unnamed)) => format!("token {shape}"),
                (_, Told::Near(_)) => format!("{name} token {shape}"),
                (_, Told::ByName | Told::ByWord) => format!("{name}{ASSIGN}({shape})"),
                (_, Told::ByLook | Told::Phrase) => (*shape).to_owned(),
            };
            let mut text = String::new();
            // A test shows that all shapes are understood.
            if let Ok(parsed) = regex_syntax::parse(&notation) {
                write(&parsed, below, &mut text);
            }
            samples.push((id, text));
        }
    }
    samples.push((SEED, PHRASE.to_owned()));
    samples
}

/// Appends a text that matches.
fn write(shape: &Hir, below: &mut dyn FnMut(usize) -> usize, to: &mut String) {
    match shape.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => to.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => to.extend(one_of(class, below)),
        HirKind::Capture(capture) => write(&capture.sub, below, to),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, below, to)),
        HirKind::Alternation(ways) => {
            ways.get(below(ways.len())).into_iter().for_each(|way| write(way, below, to));
        }
        HirKind::Repetition(repeated) => {
            let least = repeated.min as usize;
            let most = repeated.max.map_or(least + LONGER, |max| max as usize);
            for _ in 0..least + below((most - least).min(LONGER) + 1) {
                write(&repeated.sub, below, to);
            }
        }
    }
}

fn one_of(class: &Class, below: &mut dyn FnMut(usize) -> usize) -> Option<char> {
    let ranges: Vec<(u32, u32)> = match class {
        Class::Unicode(class) => {
            class.ranges().iter().map(|range| (range.start().into(), range.end().into())).collect()
        }
        Class::Bytes(class) => {
            class.ranges().iter().map(|range| (range.start().into(), range.end().into())).collect()
        }
    };
    let count = |(start, end): &(u32, u32)| (end - start + 1) as usize;
    let mut place = below(ranges.iter().map(count).sum());
    for range in &ranges {
        if place < count(range) {
            return char::from_u32(range.0 + place as u32);
        }
        place -= count(range);
    }
    None
}

/// A test vector of BIP-39.
const PHRASE: &str = "legal winner thank year wave sausage worth useful legal winner thank yellow";
/// Of how many services keys are made up.
const SERVICES: usize = 8;
/// Between a name and its value.
const ASSIGN: &str = "[ ]?[:=][ ]?[\"']?";
/// How much longer than it must a run may become.
const LONGER: usize = 12;
/// A private key from its first line to its last (RFC 7468).
const PRIVATE_KEY: &str = "-----BEGIN RSA PRIVATE KEY-----\n[A-Za-z0-9+/]{64}\n[A-Za-z0-9+/]{64}\n\
     [A-Za-z0-9+/]{20}==\n-----END RSA PRIVATE KEY-----";
/// The header says `{"alg":"HS256","typ":"JWT"}` (RFC 7519).
const TOKEN: &str =
    r"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\.eyJ[A-Za-z0-9_-]{40,60}\.[A-Za-z0-9_-]{43}";
