//! Every rule for secrets on texts that are made from what it looks for.

use super::{Secrets, secrets, testing};
use crate::redteam::{Mutator, PatternTexts};

/// Rules that ask for more than a look can say, so that most texts of that look are none: a
/// checksum, a structure, or a number before it.
const ASK_FOR_MORE: &[&str] = &["jwt", "private_key_pem", "telegram_bot_token"];

/// Rules that find some texts of a look with another span: one that another look of the rule takes
/// further, or an edge that belongs to the name before it.
const OTHER_SPANS: &[&str] = &[
    "curl_user_password",
    "gitlab_token",
    "netrc_password",
    "openshift_user_token",
    "slack_token",
];

/// Before and behind a secret.
const CARRIERS: [(&str, &str); 2] = [("It reads ", " today."), ("\"", "\"")];

/// A rule, and texts for each of its looks.
struct Specimen {
    id: &'static str,
    texts: Vec<PatternTexts>,
}

fn specimens() -> Vec<Specimen> {
    let asks_for_no_more = |id: &str| !ASK_FOR_MORE.contains(&id);
    let rules = secrets::looks().filter(|(id, ..)| asks_for_no_more(id));
    rules
        .map(|(id, looks, distinct)| {
            let texts = looks.iter().filter_map(|look| {
                let group = usize::from(look.contains('('));
                let texts = PatternTexts::new(look.strip_suffix(".*").unwrap_or(look))?;
                // As many bits as so many different bytes, and some to spare.
                let bits = (distinct.max(1) as f64).log2();
                Some(texts.entropy(bits + 0.1).group(group))
            });
            Specimen { id, texts: texts.collect() }
        })
        .collect()
}

/// Rules of which a look did not do what it should.
fn failing(check: impl Fn(&Specimen, &PatternTexts) -> bool) -> Vec<&'static str> {
    let specimens = specimens();
    let fails = specimens.iter().filter(|rule| !rule.texts.iter().all(|texts| check(rule, texts)));
    fails.map(|rule| rule.id).collect()
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
    let failing = failing(|rule, texts| {
        OTHER_SPANS.contains(&rule.id)
            || texts.positives(4, 7).iter().all(|made| {
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
    let failing = failing(|rule, texts| {
        texts.near_misses(6, 7).iter().all(|missed| {
            let text = format!("It reads {missed} today.");
            // A token that goes on behind its look is taken out whole, and a letter with a mark
            // reads as the letter.
            let mut ends = missed.char_indices().map(|(end, _)| end);
            if !missed.is_ascii() || ends.any(|end| texts.matches(&missed[..end])) {
                return true;
            }
            // What another look of the rule tells is found all the same.
            rule.texts.iter().any(|look| look.matches(&text))
                || !testing::whole(&guard, &text).iter().any(|found| found.rule() == rule.id)
        })
    });
    assert_eq!(failing, [""; 0]);
}
