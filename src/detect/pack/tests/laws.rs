//! What holds for every pack and text.

use crate::finding::{Sink, Taken};
use crate::text::PartRef;
use proptest::prelude::*;

use super::*;
use crate::scan::Recogniser;
use crate::scan::gate::GateState;
use crate::text::Folded;

/// Rules of every kind of gate and condition.
const RULES: &[&str] = &[
    r#""pattern": "\\bab{1,3}\\b""#,
    r#""pattern": "a.{0,9}b""#,
    r#""pattern": "[ab]{2,5}1""#,
    r#""pattern": "[a-z]{1,9}@[a-z]{1,9}""#,
    r#""pattern": "(?:a|ab)(?:b|ba)?""#,
    r#""pattern": "^a|b$|\\B ?1""#,
    r#""pattern": "(?m)^a.?|\\Ab|b\\z""#,
    r#""pattern": "é|[^a]{3}1""#,
    r#""keywords": ["ab", "bab"]"#,
    r#""keywords": ["ab"], "pattern": "ab[1 ]{1,3}""#,
    r#""keywords": ["ba"], "pattern": "[ab1]{3,7}""#,
    r#""keywords": ["é", "b@"], "pattern": "1{1,4}""#,
    r#""keywords": ["a", "aab"], "pattern": "b.{1,30}1""#,
    r#""pattern": "a(.{1,4})1", "group": 1, "allow": {"words": ["b"]}"#,
    r#""pattern": "1.{2,8}", "entropy": 1.5, "max_len": 6"#,
    r#""pattern": "11?", "context": {"words": ["ab", "a"], "distance": 7}"#,
    r#""pattern": "b1", "context": {"words": ["1"], "distance": 3, "effect": "raises"}"#,
    r#""keywords": ["a"], "pattern": "@.?", "context": {"words": ["b"], "distance": 5}"#,
];

fn pieces() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(
        prop_oneof![
            8 => "[ab1 @]{1,9}",
            2 => "[aé漢\n]{1,3}",
            1 => "\u{200b}{1,12}",
            1 => prop::sample::select(vec!["&#97;", "%61", "YWIxMSBhYmIxIGJhYjEx", "a.b.1.b.a"])
                .prop_map(str::to_owned),
            1 => "x{60,90}",
        ],
        0..40,
    )
}

/// Some of the rules, and all of them.
fn packs() -> impl Strategy<Value = RulePack> {
    let some = prop::sample::subsequence(RULES.to_vec(), 1..=RULES.len());
    some.prop_map(|rules| {
        let rules = rules.iter().enumerate();
        let rules: Vec<String> =
            rules.map(|(index, fields)| format!(r#"{{"id": "r{index}", {fields}}}"#)).collect();
        pack(&format!(r#"{{"rules": [{}]}}"#, rules.join(",")))
    })
}

proptest! {
    #[test]
    fn cuts_change_nothing(
        pieces in pieces(),
        pack in packs(),
        sizes in prop::collection::vec(1_usize..40, 1..5),
    ) {
        // Short enough for a view of what was undone to last until the end.
        let mut pieces = pieces;
        let mut room = 250_usize;
        pieces.retain(|piece| {
            let fits = piece.len() <= room;
            room -= if fits { piece.len() } else { 0 };
            fits
        });
        let text = pieces.concat();
        let whole = testing::streamed(&pack, [text.as_str()]);
        let cut = testing::streamed(&pack, testing::cut(&text, &sizes));
        prop_assert_eq!(&cut, &whole);
        let pieces = pieces.iter().map(String::as_str);
        prop_assert_eq!(&testing::streamed(&pack, pieces), &whole);
        prop_assert_eq!(testing::outline(&testing::whole(&pack, &text)), testing::outline(&whole));
        for finding in whole {
            prop_assert!(finding.span().of(&text).is_some_and(|found| !found.is_empty()));
        }
    }

    #[test]
    fn cuts_change_nothing_in_a_long_view(
        pieces in pieces(),
        pack in packs(),
        size in 1_usize..200,
    ) {
        let text = pieces.concat().repeat(4);
        let whole = search(&pack, &text, usize::MAX);
        for size in [size, 1] {
            let cut = search(&pack, &text, size);
            prop_assert_eq!(&cut.found, &whole.found);
            prop_assert!(cut.held <= pack.compiled.longest() + 4);
        }
    }

    #[test]
    fn a_gate_hides_no_match(text in "[ab1@. é-]{0,200}", number in 0_usize..8) {
        let guard = rule(RULES[number]);
        let written = guard.pack().rules[0].pattern.as_deref().expect("a pattern");
        let naive = regex::bytes::RegexBuilder::new(written).unicode(false).build();
        let view = Folded::of(&text);
        let naive = naive.expect("a pattern").find_iter(view.bytes()).count();
        let (mut scan, mut taken) = (Fed::new(&guard), Taken::default());
        scan.advance(&view, true, &mut taken);
        prop_assert_eq!(taken.findings.len(), naive);
    }

    #[test]
    fn redacting_again_finds_nothing_where_nothing_around_counts(
        text in "[ab1A-C @_é\u{200b}-]{0,120}",
    ) {
        let pack = pack(
            r#"{"rules": [
                {"id": "first", "pattern": "A[0-9]{1,3}", "action": "redact"},
                {"id": "second", "keywords": ["b-"], "pattern": "b-[ab]{2}", "action": "redact"},
                {"id": "third", "pattern": "_[1@]{1,2}_", "action": "redact", "label": "T"}]}"#,
        );
        let once = testing::redacted(&pack, &text);
        prop_assert_eq!(testing::redacted(&pack, &once), once);
    }

    #[test]
    fn no_pack_and_no_json_panics(text in r#"[\[\]{}:,"a-z0-9\\. ]{0,80}"#, pattern in ".{0,30}") {
        let _ = RulePack::from_json(&text);
        let rule = format!(r#"{{"rules": [{{"id": "r", {text}}}]}}"#);
        let _ = RulePack::from_json(&rule);
        let mut rule = PackRule::new("r", pattern.clone());
        rule.keywords = vec![pattern];
        if let Ok(pack) = RulePack::of([rule]) {
            testing::whole(&pack, &text);
        }
    }
}

/// What came of a search by itself.
struct Searched {
    found: Vec<(String, usize, usize)>,
    /// Bytes that were searched, and how often.
    bytes: usize,
    searches: usize,
    /// The most bytes that were held.
    held: usize,
}

/// Searches a text piece by piece.
fn search(pack: &RulePack, text: &str, piece: usize) -> Searched {
    let (mut scan, mut taken) = (Fed::new(pack), Taken::default());
    let (mut view, mut held) = (Folded::default(), 0);
    for chunk in testing::cut(text, &[piece]) {
        view.push(chunk);
        let decided = scan.advance(&view, false, &mut taken);
        held = held.max(view.end() - decided);
        view.forget_below(decided.min(scan.told).saturating_sub(crate::scan::LOOK_BEHIND));
    }
    scan.advance(&view, true, &mut taken);
    let mut found = testing::outline(&taken.findings);
    found.sort();
    let (bytes, searches) = scan.scan.work;
    Searched { found, bytes, searches, held }
}

/// A search by itself, with the gate of its pack.
struct Fed {
    scan: RuleScan,
    gate: Arc<Gate>,
    state: GateState,
    told: usize,
}

impl Fed {
    fn new(pack: &RulePack) -> Self {
        let gate = pack.own_gate().expect("a small pack");
        let state = gate.begin();
        Self { scan: RuleScan::new(Arc::clone(&pack.compiled)), gate, state, told: 0 }
    }

    fn advance(&mut self, view: &Folded, done: bool, taken: &mut Taken) -> usize {
        let (mut hits, name) = ([Vec::new()], Arc::from("test"));
        self.told = self.gate.scan(&mut self.state, view, done, &mut hits);
        self.scan.hear(&hits[0], self.told);
        self.scan.advance(view, done, PartRef::Part(0), &mut Sink::new(&name, taken))
    }
}

#[test]
fn trap_a_megabyte_of_keywords_is_searched_a_fixed_number_of_times() {
    let near = rule(r#""keywords": ["aa", "token"], "pattern": "\\b[a-z]{3}[0-9]{3,900}\\b""#);
    let inside = rule(r#""keywords": ["aa", "token"], "pattern": "\\b[a-z ]{9,900}[0-9]\\b""#);
    let start = rule(r#""keywords": ["aa", "token"], "pattern": "(?:aa|token)[ a-z]{9,900}[0-9]""#);
    let digits = rule(r#""keywords": ["token"], "pattern": "\\b[0-9]{3,900}\\b""#);
    let open = rule(r#""pattern": "[a-z ]{9,900}Q""#);
    for pack in [near, inside, start, digits, open] {
        for unit in ["a", "token ", "token 12 ", "token                              "] {
            let text = unit.repeat((1 << 20) / unit.len());
            for piece in [7, 1 << 20] {
                let Searched { bytes, searches, .. } = search(&pack, &text, piece);
                assert!(bytes <= 3 * text.len(), "{bytes} bytes of {unit:?} by {piece}");
                assert!(searches <= text.len() / 2, "{searches} searches of {unit:?} by {piece}");
            }
        }
    }
}

#[test]
fn a_stream_holds_what_a_match_may_be_and_nothing_on_other_text() {
    let pack = pack(
        r#"{"rules": [{"id": "a", "keywords": ["itk_"], "pattern": "itk_[a-z]{24}"},
                      {"id": "b", "pattern": "[0-9]{3}-[0-9]{3}"}]}"#,
    );
    let prose = "Whoever waits long enough will see it in the end, they say. ".repeat(50);
    let held = search(&pack, &prose, 4).held;
    assert!(held <= 3, "{held} bytes held of prose");
    let hot = "itk_itk_abc 123-12 itk_abcdefghijklmnopqrstuvwx ".repeat(50);
    let held = search(&pack, &hot, 4).held;
    assert!(held <= pack.compiled.longest() + 4, "{held} bytes held");
}
