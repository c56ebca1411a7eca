//! Every rule for secrets on texts that are made from what it looks for.

use super::{Secrets, secrets, testing};
use crate::redteam::{Mutator, PatternTexts};

/// Rules that ask for more than a look can say, so that most texts of that look are none: a
/// checksum, a structure, or a number before it.
const ASK_FOR_MORE: &[&str] = &["jwt", "private_key_pem", "telegram_bot_token"];

/// Before and behind a secret.
const CARRIERS: [(&str, &str); 2] = [("It reads ", " today."), ("\"", "\"")];

/// Each rule with texts for each of its looks.
fn specimens() -> impl Iterator<Item = (&'static str, &'static [&'static str], Vec<PatternTexts>)> {
    secrets::looks().filter(|(id, ..)| !ASK_FOR_MORE.contains(id)).map(|(id, looks, distinct)| {
        let texts = looks.iter().filter_map(|look| {
            let group = usize::from(look.contains('('));
            let texts = PatternTexts::new(look.strip_suffix(".*").unwrap_or(look))?;
            // As many bits as so many different bytes, and some to spare.
            let bits = (distinct.max(1) as f64).log2();
            Some(texts.entropy(bits + 0.1).group(group))
        });
        (id, looks, texts.collect())
    })
}

/// Rules that did not do what they should.
fn failing(check: impl Fn(&str, &PatternTexts) -> bool) -> Vec<&'static str> {
    let mut failing = Vec::new();
    for (id, _, texts) in specimens() {
        if !texts.iter().all(|texts| check(id, texts)) {
            failing.push(id);
        }
    }
    failing
}

#[test]
fn what_is_made_from_a_look_is_found_with_its_exact_span_also_disguised() {
    let guard = Secrets::redact();
    let is_found = |before: &str, secret: &str, behind: &str| {
        let text = format!("{before}{secret}{behind}");
        let found = testing::whole(&guard, &text);
        let exact = |span: crate::span::Span| {
            (span.start(), span.end()) == (before.len(), before.len() + secret.len())
        };
        found.iter().any(|finding| exact(finding.span()))
    };
    let failing = failing(|_, texts| {
        texts.positives(4, 7).iter().all(|made| {
            let Some((from, to)) = texts.sought(made) else { return false };
            CARRIERS.iter().all(|(before, behind)| {
                let (before, behind) =
                    (format!("{before}{}", &made[..from]), format!("{}{behind}", &made[to..]));
                let secret = &made[from..to];
                let mut hidden = [Mutator::ZeroWidth, Mutator::FullWidth]
                    .map(|m| m.apply(secret, 7))
                    .into_iter();
                is_found(&before, secret, &behind)
                    && hidden.all(|hidden| is_found(&before, &hidden, &behind))
            })
        })
    });
    assert_eq!(failing, [""; 0]);
}

#[test]
fn what_is_nearly_made_from_a_look_is_not_found() {
    let guard = Secrets::redact();
    let failing = failing(|id, texts| {
        texts.near_misses(6, 7).iter().all(|missed| {
            let text = format!("It reads {missed} today.");
            let others = specimens().filter(|(other, ..)| *other == id);
            // What another look of the rule tells is found all the same.
            let is_other = others.flat_map(|(.., texts)| texts).any(|look| look.matches(&text));
            is_other || !testing::whole(&guard, &text).iter().any(|finding| finding.rule() == id)
        })
    });
    assert_eq!(failing, [""; 0]);
}
