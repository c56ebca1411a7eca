use proptest::prelude::*;

use super::*;
use crate::detect::testing::{cut, found, outline, redacted, streamed, whole};
use crate::edits::redact;
use crate::finding::Sink;
use crate::finding::{Action, Category, Recipe};
use crate::input::InputGuard;
use crate::output::{Context, OutputGuard};

fn guard() -> Urls {
    Urls::allow(["example.com", "docs.example.org", "localhost:3000", "192.0.2.1", "münchen.de"])
}

const ALLOWED: &[&str] = &[
    "https://example.com",
    "http://example.com/a?b=c#d",
    "https://www.example.com/",
    "https://a.b.EXAMPLE.com./x",
    "https://example.com:443/",
    "https:\\\\example.com\\x",
    "https:example.com",
    "//example.com/x",
    "www.example.com",
    "https://docs.example.org/x",
    "https://v2.docs.example.org",
    "http://localhost:3000/x",
    "http://192.0.2.1/",
    "https://xn--mnchen-3ya.de/",
];

const REFUSED: &[&str] = &[
    "https://evil.com",
    "https://evil-example.com/",
    "https://example.com.evil.net/x",
    "https://example.org",
    "https://example.com@evil.net/",
    "https://user:password@example.com/",
    "https://example.com:8443/",
    "http://localhost:3001",
    "http://localhost/",
    "http://192.0.2.2/",
    "https://xn--exmple-cua.com/",
    "https://ex%61mple.com/",
    "https:\\\\evil.com",
    "http:/evil.com",
    "https:evil.com",
    "https:////evil.com",
    "//evil.com/x",
    "/\\evil.com",
    "HTTPS://EVIL.COM",
    "hTTp://evil.com/?q=a,b;c",
    "javascript:alert",
    "vbscript:x",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:,x",
    "ftp://example.com/x",
    "wss://example.com",
    "file:///etc/passwd",
    "s3://bucket/key",
    "xhttps://example.com",
    "www.evil.com",
    "www.evil.com/?q=1",
    "https://evil.com:8080/x",
    "https://[2001:db8::1]:80/x",
    "https://example.com,x.evil.net/",
    "https://8.8.8.8",
    "https://evil",
];

const NO_LINKS: &[&str] = &[
    "http is a protocol, https: too, http:// as well",
    "a // comment, //comment and src//main.rs",
    "data: 12, data:x, JavaScript: The Good Parts",
    "std::vec, C:/x, C:\\x, 12:30, foo:bar",
    "www. www.evil www..com xwww.evil.com",
    "e.g. this and/or that, evil.com",
];

/// What surrounds a link without being part of it.
const AROUND: &[(&str, &str)] = &[
    ("", ""),
    ("see ", "."),
    ("(", ")."),
    ("[x](", ") y"),
    ("<", ">"),
    ("\"", "\","),
    ("'", "'"),
    ("**", "**"),
    ("请看 ", " 谢谢"),
    ("![](", ")"),
    ("\n", "\n"),
    ("see ", ", or"),
    ("| ", "| y"),
    ("", "]}"),
];

#[test]
fn links_to_other_hosts_are_found_whole() {
    for link in REFUSED {
        for (before, after) in AROUND {
            let text = format!("{before}{link}{after}");
            assert_eq!(found(&whole(&guard(), &text), &text), [("url", *link)], "{text:?}");
        }
    }
}

#[test]
fn links_to_hosts_of_the_list_pass() {
    for link in ALLOWED {
        for (before, after) in AROUND {
            let text = format!("{before}{link}{after}");
            assert_eq!(found(&whole(&guard(), &text), &text), [], "{text:?}");
        }
    }
}

#[test]
fn what_is_no_link_is_left_alone() {
    for text in NO_LINKS {
        assert_eq!(found(&whole(&guard(), text), text), [], "{text:?}");
    }
}

#[test]
fn trap_look_alikes_and_hidden_characters_in_an_allowed_host() {
    for link in [
        "https://exаmple.com/",
        "https://ex\u{200b}ample.com/",
        "https://ｅxample.com/",
        "https://example。com/",
        "https://examp\u{301}le.com/",
        "https://münchen.de/",
    ] {
        let text = format!("see {link} now");
        assert_eq!(redacted(&guard(), &text), "see [URL] now", "{text:?}");
    }
    let text = "https://example.com。evil.net/ x";
    assert_eq!(redacted(&guard(), text), "[URL] x");
}

#[test]
fn trap_user_names_behind_what_a_reader_takes_for_the_end() {
    for text in ["https://example.com)@evil.net/", "https://example.com'@evil.net/"] {
        assert_eq!(whole(&guard(), text).len(), 1, "{text}");
    }
}

#[test]
fn a_line_break_ends_a_link_and_its_host_is_judged() {
    assert_eq!(
        redacted(&guard(), "https://exa\nmple.com https:\n//evil.com"),
        "[URL]\nmple.com https:\n[URL]"
    );
}

#[test]
fn trap_markdown_image_that_carries_data_away() {
    let text = "![x](https://evil.com/?q=4111111111111111) and ![y](https://example.com/y.png)";
    assert_eq!(redacted(&guard(), text), "![x]([URL]) and ![y](https://example.com/y.png)");
}

#[test]
fn a_link_may_be_the_text_of_another_one() {
    let text =
        "[https://example.com](https://example.com/x) [https://example.com](https://evil.com)";
    let expected = "[https://example.com](https://example.com/x) [https://example.com]([URL])";
    assert_eq!(redacted(&guard(), text), expected);
    assert_eq!(redacted(&guard(), expected), expected);
    assert_eq!(redacted(&guard(), "[https://example.com](@evil.net/"), "[[URL]](@evil.net/");
}

#[test]
fn links_within_allowed_links_are_judged() {
    let text = "https://example.com/?to=https://evil.com/x&y end";
    assert_eq!(redacted(&guard(), text), "https://example.com/?to=[URL] end");
}

#[test]
fn an_endless_link_is_not_held_back() {
    let mut scan = guard().begin(&Context::of_scope(crate::Scope::empty()));
    let (name, mut taken) = (Arc::from("urls"), crate::finding::Taken::default());
    let mut pushed = 0;
    for chunk in ["see data:image/png;base64,"].into_iter().chain([&*"QUJD".repeat(64); 200]) {
        pushed += chunk.len();
        let watermark = scan.push(chunk, &mut Sink::new(&name, &mut taken)).expect("it can judge");
        // No more than what may be of one word of an encoded text.
        assert!(pushed - watermark.0 <= 140);
    }
    assert!(!taken.opened.is_empty());
    scan.push(" end", &mut Sink::new(&name, &mut taken)).expect("it can judge");
    assert_eq!(
        (taken.closed[0].finding.span().start(), taken.closed[0].finding.span().end()),
        (4, pushed)
    );
}

#[test]
fn punctuation_is_no_part_up_to_a_number() {
    assert_eq!(redacted(&guard(), "https://evil.com/x?!..."), "[URL]?!...");
    assert_eq!(redacted(&guard(), "https://evil.com/x?!..x"), "[URL]");
    assert_eq!(redacted(&guard(), &format!("https://evil.com/{}", ".".repeat(40))), "[URL]....");
}

#[test]
fn responses_are_carried_and_spans_of_flags_end_behind_the_host() {
    let text = "x https://evil.com/path y";
    for (guard, action) in [(guard().block(), Action::Block), (guard().flag(), Action::Flag)] {
        let findings = whole(&guard, text);
        assert_eq!(found(&findings, text), [("url", "https://evil.com")]);
        assert_eq!((findings[0].action(), findings[0].category()), (action, Category::Link));
    }
    let link = guard().respond(Response::redact_as(Recipe::label("LINK")));
    assert_eq!(redacted(&link, text), "x [LINK] y");
}

#[test]
fn mistakes_in_the_list_are_named() {
    let describe = |guard: &Urls| {
        let mut to = Fingerprint::new();
        InputGuard::describe(guard, &mut to);
        to
    };
    for wrong in [
        "",
        "com",
        "co.uk",
        "github.io",
        "https://example.com",
        "example.com/x",
        "*.example.com",
        "a@b.c",
        "a b",
    ] {
        assert_eq!(describe(&Urls::allow([wrong])).mistakes().len(), 1, "{wrong}");
    }
    assert!(describe(&guard()).mistakes().is_empty());
    assert_eq!(describe(&guard()).replacements(), ["[URL]"]);
    let (a, b) = (Urls::allow(["a.de", "b.de"]), Urls::allow(["b.de", "a.de"]));
    assert_eq!(describe(&a).finish(), describe(&b).finish());
    assert_ne!(describe(&a).finish(), describe(&Urls::allow(["a.de"])).finish());
    assert_ne!(describe(&a).finish(), describe(&a.clone().flag()).finish());
}

#[test]
fn hostile_repetitions_are_read_in_linear_time() {
    for unit in
        ["http:", "//a.b", "a:", "www.", "https://", "://", "x.com//", "data:a/", "https://a@", "."]
    {
        let text = unit.repeat(40_000);
        assert_eq!(
            outline(&streamed(&guard(), cut(&text, &[7]))),
            outline(&whole(&guard(), &text))
        );
    }
}

fn glued() -> impl Strategy<Value = String> {
    let links: Vec<String> = ALLOWED.iter().chain(REFUSED).map(|link| (*link).to_owned()).collect();
    let fragment = prop::sample::select(links.clone())
        .prop_flat_map(|text| (0..text.len(), Just(text)))
        .prop_map(|(cut, text)| {
            let (head, tail) = text.split_at(cut);
            if cut % 2 == 0 { head.to_owned() } else { tail.to_owned() }
        });
    let separators = [
        "", "", " ", ".", "-", ":", "::", "@", "(", ")", "[", "]", "_", "/", "//", "\\", ", ",
        "\n", "漢", "ж", "\u{200b}", "\u{301}", "é", "[URL]", "1", "www.", "http", "://", "?",
        "。", "........",
    ];
    let piece = prop_oneof![
        3 => prop::sample::select(links),
        3 => fragment,
        4 => prop::sample::select(separators.to_vec()).prop_map(str::to_owned),
        1 => "[a-z0-9.:/]{1,12}",
        1 => "[a-z0-9 @.]{1,290}",
    ];
    prop::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_cut_text_gives_the_findings_of_the_whole(
        text in glued(),
        sizes in prop::collection::vec(1_usize..12, 1..6),
    ) {
        for guard in [guard(), guard().flag()] {
            let expected = outline(&whole(&guard, &text));
            prop_assert_eq!(outline(&streamed(&guard, cut(&text, &sizes))), expected.clone());
            prop_assert_eq!(outline(&streamed(&guard, [&*text])), expected);
        }
    }

    #[test]
    fn a_redacted_text_has_nothing_more_to_redact(text in glued()) {
        let once = redacted(&guard(), &text);
        let again = whole(&guard(), &once);
        prop_assert!(again.is_empty(), "{:?} in {:?} of {:?}", again, once, text);
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in any::<String>(), sizes in prop::collection::vec(1_usize..9, 1..4)) {
        let expected = outline(&whole(&guard(), &text));
        prop_assert_eq!(outline(&streamed(&guard(), cut(&text, &sizes))), expected);
    }
}

/// Pieces of links and of personal data, which must not free one another when replaced.
fn mixed() -> impl Strategy<Value = String> {
    let pieces = [
        "foo@bar.com",
        "4111111111111111",
        "4111 1111 1111 1111",
        "123-45-6789",
        "8.8.4.4",
        "DE89370400440532013000",
        "2001:db8::1",
        "+14155552671",
        "(415) 555-2671",
        "https://example.com",
        "https://evil.com/x",
        "www.evil.com",
        "//evil.com/x",
        "data:,x",
        "javascript:x",
        "https://",
        "http:/",
        "/",
        "//",
        "@",
        ":",
        "::",
        " ",
        ".",
        ",",
        ")",
        "(",
        "[",
        "]",
        "](",
        "-",
        "a",
        "1",
        "?",
        "漢",
        "é",
        "\n",
        "SSN: ",
        "phone ",
    ];
    let piece = prop::sample::select(pieces.to_vec());
    prop::collection::vec(piece, 0..9).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn redaction_together_with_personal_data_leaves_nothing_to_redact(text in mixed()) {
        let find = |text: &str| {
            let mut findings = whole(&crate::detect::Pii::redact(), text);
            findings.append(&mut whole(&guard(), text));
            findings
        };
        let once = redact(&text, &find(&text)).map_or_else(|| text.clone(), |(text, _)| text);
        let mut again = find(&once);
        // A link that is allowed is only flagged as personal data.
        again.retain(|finding| finding.action() > crate::finding::Action::Flag);
        prop_assert!(again.is_empty(), "{:?} in {:?} of {:?}", again, once, text);
    }
}
