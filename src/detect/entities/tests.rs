//! What is found by context, and the laws of the adapter.

use proptest::prelude::*;

use super::*;
use crate::detect::testing::{cut, redacted, streamed, whole};

fn names() -> Entities {
    Entities::new(NamesInContext::new())
}

#[test]
fn names_are_found_where_the_words_before_them_tell() {
    for (text, becomes) in [
        ("Dear Mr Smith,", "Dear Mr [PERSON],"),
        ("Dear Mr. and Mrs. Smith,", "Dear Mr. and Mrs. Smith,"),
        ("dear Prof. Dr. Anna-Lena O'Hara: hi", "dear Prof. Dr. [PERSON]: hi"),
        ("Sehr geehrte Frau Dr. Öztürk,\n", "Sehr geehrte Frau Dr. [PERSON],\n"),
        ("Sehr geehrter Herr von der Leyen", "Sehr geehrter Herr von der Leyen"),
        ("Estimada Sra. García López:", "Estimada Sra. [PERSON]:"),
        ("Geachte mevrouw Jansen,", "Geachte mevrouw [PERSON],"),
        ("Hi, my name is Jane Q. Doe and I", "Hi, my name is [PERSON] and I"),
        ("My name is Ludwig van Beethoven.", "My name is [PERSON]."),
        ("My name is Vincent van.", "My name is [PERSON] van."),
        ("My name is \u{200b}\u{e0041}Jane.", "My name is \u{200b}\u{e0041}[PERSON]."),
        ("Dear Mr \u{e0041}Smith,", "Dear Mr \u{e0041}[PERSON],"),
        ("My name is \u{200b} Jane\u{ad} Doe.", "My name is \u{200b} [PERSON]."),
        ("M\u{200b}y na\u{ad}me is Zoe\u{301}.", "M\u{200b}y na\u{ad}me is [PERSON]."),
        ("My name is Jane\u{200b}1.", "My name is Jane\u{200b}1."),
        ("Mein Name ist Jürgen Müller.", "Mein Name ist [PERSON]."),
        ("Je m’appelle Zoé, et toi ?", "Je m’appelle [PERSON], et toi ?"),
        ("Me llamo José", "Me llamo [PERSON]"),
        ("Mi chiamo Anna.", "Mi chiamo [PERSON]."),
        ("Olá, meu nome é João da Silva.", "Olá, meu nome é [PERSON]."),
        ("Mijn naam is Piet de Vries", "Mijn naam is [PERSON]"),
        ("Done.\n\nKind regards,\nJane Doe\nSales", "Done.\n\nKind regards,\n[PERSON]\nSales"),
        ("Mit freundlichen Grüßen\r\n\r\nMax Weber", "Mit freundlichen Grüßen\r\n\r\n[PERSON]"),
        ("> Cordialement,\n> Zoé Petit", "> Cordialement,\n> [PERSON]"),
    ] {
        assert_eq!(redacted(&names(), text), becomes);
    }
}

#[test]
fn other_words_are_no_names() {
    for text in [
        "Dear customer,",
        "Dear Sir or Madam,",
        "Dear Mr customer",
        "my name is not important",
        "My Name Is On The List",
        "anatomy name is John",
        "Give my regards to Jane Doe",
        "Kind regards,\nCustomer Service",
        "Kind regards,\nJane",
        "Kind regards,\nJane Doe was here",
        "He closed with kind regards,\nJane Doe",
        "Best wishes for the New Year",
        "Hello Kitty",
        "Dear Mr DE89 3704",
        "my name is Jo@example.com",
        "my name is MAX_SIZE",
    ] {
        assert_eq!(redacted(&names(), text), text);
    }
}

/// presidio#1173, NeMo#818.
#[test]
fn trap_numbers_and_common_nouns_are_taken_for_names() {
    for text in [
        "My name is 4711.",
        "Dear Mr 12345,",
        "Each individual may apply; the individual is named in the form.",
        "Kind regards,\n555 0100",
        "my name is [PERSON]",
    ] {
        assert_eq!(redacted(&names(), text), text);
    }
}

/// llm-guard#167.
#[test]
fn trap_my_name_is_arjun_is_an_injection() {
    let text = "my name is arjun";
    assert!(whole(&crate::detect::Injection::default(), text).is_empty());
    assert!(whole(&names(), text).is_empty(), "a name in lower case is left alone");
    assert_eq!(redacted(&names(), "my name is Arjun"), "my name is [PERSON]");
}

/// Finds all runs of capitals, wherever they are.
#[derive(Clone, Debug)]
struct Capitals(Reach);

impl EntityRecognizer for Capitals {
    fn name(&self) -> &str {
        "capitals"
    }
    fn describe(&self, _: &mut Fingerprint) {}
    fn reach(&self) -> Reach {
        self.0
    }
    fn recognize(&self, text: &str, found: &mut EntitySink) -> Result<(), GuardError> {
        let is_capital = |c: char| c.is_ascii_uppercase();
        for run in text.split(|c: char| !is_capital(c)).filter(|run| (1..8).contains(&run.len())) {
            let start = run.as_ptr() as usize - text.as_ptr() as usize;
            let of_type = [EntityType::Person, EntityType::Location][run.len() % 2];
            found.report(of_type, Span::new(start, start + run.len()), run.len() as f32 / 10.0);
        }
        Ok(())
    }
}

#[test]
fn types_thresholds_and_responses_are_chosen() {
    let guard = Entities::new(Capitals(Reach::Bytes(8))).at_least(0.4);
    assert_eq!(redacted(&guard, "x ABC y ABCD z ABCDE"), "x ABC y [PERSON] z [LOCATION]");
    let guard = guard.without(EntityType::Location);
    let guard = guard.respond(EntityType::Person, Response::redact_as(Recipe::label("WHO")));
    assert_eq!(redacted(&guard, "x ABC y ABCD z ABCDE"), "x ABC y [WHO] z ABCDE");
    let all = guard.respond_to_all(&Response::FLAG);
    assert_eq!(redacted(&all, "x ABCD"), "x ABCD");
    assert_eq!(whole(&all, "x ABCDE ABCD").len(), 2);
}

#[test]
fn what_the_crate_put_there_is_no_name() {
    let guard = Entities::new(Capitals(Reach::Bytes(8))).at_least(0.0);
    for text in ["[EMAIL]", "[US_SSN]", "[KEY_KQZ12]", "[KEY_bcdfghjkl]"] {
        assert_eq!(redacted(&guard, text), text);
    }
    assert_eq!(redacted(&guard, "[EMAIL and [CARD], SO"), "[[LOCATION] and [CARD], [PERSON]");
}

#[test]
fn spans_are_checked_and_mistakes_are_told() {
    #[derive(Debug)]
    struct Wrong(Span);
    impl EntityRecognizer for Wrong {
        fn name(&self) -> &str {
            "wrong"
        }
        fn describe(&self, _: &mut Fingerprint) {}
        fn reach(&self) -> Reach {
            Reach::Bytes(0)
        }
        fn recognize(&self, _: &str, found: &mut EntitySink) -> Result<(), GuardError> {
            found.report(EntityType::Person, self.0, 1.0);
            Ok(())
        }
    }
    for span in [Span::new(0, 9), Span::new(1, 2), Span::new(2, 2)] {
        let guard = Entities::new(Wrong(span));
        let (name, mut taken) = (Arc::from("test"), crate::finding::Taken::default());
        let asked = guard.check(&Input::user("aäb"), &mut Sink::new(&name, &mut taken));
        if span != Span::new(1, 2) {
            assert!(matches!(asked, Err(GuardError::Contract { .. })), "{span:?}");
        }
    }
    let guard = Entities::new(Wrong(Span::new(0, 1))).at_least(f32::NAN);
    let guard = EntityType::ALL.into_iter().fold(guard, Entities::without);
    let mut to = Fingerprint::new();
    InputGuard::describe(&guard, &mut to);
    assert_eq!(to.mistakes().len(), 3);
}

const PIECES: &[&str] = &[
    "My name is ",
    "my name is Jane ",
    "Dear ",
    "Dear Mr ",
    "Dr. ",
    "Anna ",
    "van ",
    "Öztürk",
    "O'Hara",
    "Kind regards,",
    "Kind regards,\n",
    "Sehr geehrte ",
    "Sehr geehrter Herr ",
    "Jane Doe\n",
    "Jane Doe",
    "\n",
    " ",
    "> ",
    ",",
    ".",
    "J. ",
    "[PERSON]",
    "[ORGANIZATION_KQZ1]",
    "[IBAN_bcdfghjkl]",
    "ABCD",
    "x",
];

fn glued() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => "[a-z ]{0,80}",
        1 => "\\[?[A-Z_]{0,60}\\]?",
        1 => "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn a_cut_text_gives_the_findings_of_the_whole(
        text in glued(),
        sizes in prop::collection::vec(1_usize..60, 1..8),
    ) {
        for guard in [names(), Entities::new(Capitals(Reach::Bytes(8))), Entities::new(Capitals(Reach::WholeAnswer))] {
            let places = |found: Vec<Finding>| -> Vec<(Span, String)> {
                found.iter().map(|finding| (finding.span(), finding.rule().to_owned())).collect()
            };
            let expected = places(whole(&guard, &text));
            prop_assert_eq!(&places(streamed(&guard, cut(&text, &sizes))), &expected);
            prop_assert_eq!(&places(streamed(&guard, cut(&text, &[1]))), &expected);
        }
    }

    #[test]
    fn a_redacted_text_has_nothing_more_to_redact(text in glued()) {
        let once = redacted(&names(), &text);
        prop_assert_eq!(redacted(&names(), &once), once);
    }
}
