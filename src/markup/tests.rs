use proptest::prelude::*;

use super::PlaceKind::*;
use super::*;

fn places(text: &str) -> Vec<(PlaceKind, &str)> {
    markup(text).map(|place| (place.kind(), place.span().of(text).expect("exact"))).collect()
}

#[test]
fn comments_and_raw_elements() {
    assert_eq!(places("a<!-- b -->c<!---->d<!-->e"), [(HtmlComment, " b ")]);
    assert_eq!(places("a <!-- never closed"), [(HtmlComment, " never closed")]);
    assert_eq!(places("<!--a--!>b"), [(HtmlComment, "a")]);
    assert_eq!(
        places("<script src='x.js'>if (a<b) '<!--'</SCRIPT><style>p{}</style>"),
        [(LinkTarget, "x.js"), (Script, "if (a<b) '<!--'"), (Style, "p{}")]
    );
}

#[test]
fn attributes_in_any_quotes() {
    assert_eq!(
        places("<IMG ALT=\"a > b\" Src=x.png title='t t'/><a href = https://e.com/?a=b>z</a>"),
        [
            (AltText, "a > b"),
            (LinkTarget, "x.png"),
            (Title, "t t"),
            (LinkTarget, "https://e.com/?a=b")
        ]
    );
    assert_eq!(places("1 <2 a<b c> <3 <https://e.com> <a"), []);
    assert_eq!(places("<a title=\"x < y"), [], "no tag without its end");
}

#[test]
fn elements_that_nobody_sees() {
    for style in [
        "display:none",
        "DISPLAY : None !important",
        "color:red;visibility:hidden",
        "font-size:0",
        "font-size: 0px",
        "opacity:0",
        "opacity: 0.0;",
        "color:#FFF;background-color:white",
        "background: rgb(0, 0, 0); color: black",
        "color: transparent",
        "text-indent:-9999px",
        "position:absolute;left:-10000px",
        "color: rgba(1,2,3,0)",
        "font: 0/0 a",
    ] {
        let text = format!("a<span style=\"{style}\">b</span>c");
        assert_eq!(places(&text), [(HiddenByStyle, "b")], "{style}");
    }
    for style in [
        "display:block",
        "font-size:10px",
        "font-size:0.5em",
        "opacity:0.5",
        "color:#fff",
        "",
        "color:white;background:black",
        "left:0",
        "margin-left:-5px",
        "color: rgba(0,0,0,0.5)",
        "font: 12px/0 a",
        "margin: 0 0 0 0",
    ] {
        assert_eq!(places(&format!("a<span style=\"{style}\">b</span>c")), [], "{style}");
    }
    assert_eq!(places("<p hidden>a<b>c</b></p>d"), [(HiddenByStyle, "a<b>c</b>")]);
    assert_eq!(places("<p hidden>a<p>b</p>"), [(HiddenByStyle, "a")], "closed by the next");
    assert_eq!(places("<div hidden>a<div>b</div>c</div>d"), [(HiddenByStyle, "a<div>b</div>c")]);
    assert_eq!(places("<i aria-hidden=true>a</i><input hidden><br hidden>b"), []);
    assert_eq!(places("<div hidden>to the end"), [(HiddenByStyle, "to the end")]);
}

#[test]
fn links_of_markdown() {
    assert_eq!(
        places("see [a](b.html 'c') and [d](<e f>), [g] (h), \\[i](j) k](l)"),
        [(LinkTarget, "b.html"), (Title, "c"), (LinkTarget, "e f")]
    );
    assert_eq!(
        places("[![alt [x]](i.png)](https://e.com/a_(b))"),
        [(AltText, "alt [x]"), (LinkTarget, "i.png"), (LinkTarget, "https://e.com/a_(b)")]
    );
    assert_eq!(
        places("text\n  [one]: https://e.com/1 \"T\"\n[two]: <x y>\nno [three]: z"),
        [(LinkTarget, "https://e.com/1"), (Title, "T"), (LinkTarget, "x y")]
    );
    for comment in ["[//]: # (psst)", "[comment]: # \"psst\"", "[//]: <> (psst)", "[_]:# 'psst'"] {
        assert_eq!(places(comment), [(MarkdownComment, "psst")], "{comment}");
    }
}

#[test]
fn what_is_not_closed_takes_linear_time() {
    for piece in [
        "<a ",
        "<a b=\"",
        "<a b='<a c=\"",
        "[",
        "](a",
        "](",
        "[a]: ",
        "<!--",
        "<p hidden>",
        "[a](b \"",
        "<script>",
        "![",
        "<a b=",
        "[](<",
    ] {
        let text = piece.repeat(100_000);
        assert!(markup(&text).count() <= text.len());
    }
}

#[test]
fn the_smallest_hidden_place_is_told() {
    let text = "<div hidden>a <img alt=\"b\"> <!-- c --> d</div> e [f](g)";
    let hidden = Hidden::of(text);
    let of = |what: &str| {
        let start = text.find(what).expect("it is there");
        hidden.holds(Span::new(start, start + what.len()))
    };
    assert_eq!(of("a <"), Some(HiddenByStyle));
    assert_eq!(of("b\""), Some(HiddenByStyle));
    assert_eq!(of(" c "), Some(HtmlComment));
    assert_eq!(of(" d"), Some(HiddenByStyle));
    assert_eq!((of(" e "), of("g)")), (None, None));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn places_are_in_order_and_of_whole_characters(pieces in prop::collection::vec(
        prop_oneof![
            prop::sample::select(vec![
                "<", ">", "<!--", "-->", "<a ", "</a>", "<p hidden>", "</p>", "=", "\"", "'",
                "style=\"display:none\"", "alt=", "title=x", "[", "]", "](", ")", "!", "\\", "\n",
                " ", "[//]: # (", "[a]: b", "<script>", "</script>", "é", "語",
            ]).prop_map(str::to_owned),
            ".{0,3}",
        ], 0..24))
    {
        let text = pieces.concat();
        let mut last = 0;
        for place in markup(&text) {
            prop_assert!(place.span().start() >= last);
            prop_assert!(place.span().of(&text).is_some_and(|content| !content.is_empty()));
            last = place.span().start();
        }
    }
}
