//! What a pattern may begin with that decides nothing: `[\w.-]{0,50}?` before a keyword.
//!
//! Where the finding is a group that every match has, a lazy run of a class at the start adds no
//! match and moves none: from the keyword on, the same matches. Without it matches begin with the
//! keyword, and only where one stands is looked. Of alternatives each is stripped by itself; then
//! one no longer takes in another that begins within its run, and both are found.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::gate::ByteSet;

/// A run that matches may begin with.
#[derive(Debug)]
pub(super) struct Lead {
    set: ByteSet,
    most: usize,
}

/// The pattern without the runs that it begins with, and those, the nearest last; `None` where
/// there is none that may be left out.
pub(super) fn strip(hir: &Hir, has_group: impl Fn(usize) -> bool) -> Option<(Hir, Vec<Lead>)> {
    strip_way(hir, &has_group)
}

fn strip_way(hir: &Hir, has_group: &dyn Fn(usize) -> bool) -> Option<(Hir, Vec<Lead>)> {
    match hir.kind() {
        HirKind::Concat(parts) => {
            let leads: Vec<Lead> = parts.iter().map_while(lead).collect();
            let rest = Hir::concat(parts.get(leads.len()..)?.to_vec());
            (!leads.is_empty() && always_has(&rest, has_group)).then_some((rest, leads))
        }
        HirKind::Alternation(ways) => {
            let mut leads = None;
            let strip = |way: &Hir| match strip_way(way, has_group) {
                Some((rest, of_way)) => {
                    leads.get_or_insert(of_way);
                    rest
                }
                None => way.clone(),
            };
            let ways = ways.iter().map(strip).collect();
            leads.map(|leads| (Hir::alternation(ways), leads))
        }
        _ => None,
    }
}

/// Where a match begins that begins at `start` without its leads, no further back than `floor`.
pub(super) fn reach_back(leads: &[Lead], bytes: &[u8], start: usize, floor: usize) -> usize {
    leads.iter().rev().fold(start, |start, lead| {
        let before = bytes.get(floor..start).unwrap_or(&[]);
        let run = before.iter().rev().take(lead.most).take_while(|byte| lead.set.has(**byte));
        start - run.count()
    })
}

fn lead(part: &Hir) -> Option<Lead> {
    match part.kind() {
        HirKind::Repetition(run) if run.min == 0 && !run.greedy => match run.sub.kind() {
            HirKind::Class(class @ Class::Bytes(_)) => {
                Some(Lead { set: ByteSet::of_class(class), most: run.max? as usize })
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether such a group takes part in every match, with at least a byte.
fn always_has(hir: &Hir, is_group: &dyn Fn(usize) -> bool) -> bool {
    match hir.kind() {
        HirKind::Capture(capture) if is_group(capture.index as usize) => {
            capture.sub.properties().minimum_len().is_some_and(|least| least > 0)
        }
        HirKind::Capture(capture) => always_has(&capture.sub, is_group),
        HirKind::Concat(parts) => parts.iter().any(|part| always_has(part, is_group)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(pattern: &str) -> Hir {
        let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
        parser.parse(pattern).expect("a pattern")
    }

    #[test]
    fn only_what_decides_nothing_is_left_out() {
        let left = |pattern: &str| strip(&parse(pattern), |group| group == 1).map(|(rest, _)| rest);
        assert_eq!(left(r"[\w.-]{0,50}?key=([a-z]{3})"), Some(parse("key=([a-z]{3})")));
        let twice = r"[\w.-]{0,50}?(?:[\w.-]{0,50}?key)=((?:x_)?([a-z]{3}))";
        assert_eq!(left(twice), Some(parse("key=((?:x_)?([a-z]{3}))")));
        let ways = strip(&parse(r"[a-z]{0,9}?key=([a-z]{3})|tk_([a-z]{3})"), |group| group > 0);
        let ways = ways.map(|(rest, _)| rest);
        assert_eq!(ways, Some(parse("key=([a-z]{3})|tk_([a-z]{3})")));
        for kept in [
            "key=([a-z]{3})",
            "[a-z]{0,9}key=([a-z]{3})",
            "[a-z]{1,9}?key=([a-z]{3})",
            "[a-z]{0,9}?key=(?:([a-z]{3})|[0-9])",
            "[a-z]{0,9}?key=([a-z]{0,3})",
            "(?:ab){0,9}?key=([a-z]{3})",
        ] {
            assert_eq!(left(kept), None, "{kept}");
        }
    }

    #[test]
    fn a_match_with_its_leads_begins_where_the_runs_do() {
        let (_, leads) = strip(&parse("[a-z]{0,4}?[0-9]{0,2}?=(x)"), |_| true).expect("two leads");
        let back = |text: &str| reach_back(&leads, text.as_bytes(), text.len() - 2, 0);
        assert_eq!(back("ab12=x"), 0);
        assert_eq!(back("-ab123=x"), 4);
        assert_eq!(back("abcdef12=x"), 2);
        assert_eq!(back("=x"), 0);
    }
}
