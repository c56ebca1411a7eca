//! From the regular expressions of Go (RE2) to those of the crate `regex`, with bounds.
//!
//! Source: <https://github.com/google/re2/wiki/Syntax>. What differs, and what is done:
//!
//! - A brace that is no repetition is itself in Go, an error here: it is escaped.
//! - `[`, `&&`, `--` and `~~` within a class mean nothing in Go, and sets of classes here: escaped.
//! - `\Q…\E` quotes in Go: what stands between is escaped.
//! - `\pL` is of Unicode in Go: it becomes `(?u:\pL)`.
//! - Patterns match bytes here and characters in Go: `.` and `[^…]` take a byte of a character.

use regex_syntax::ast::parse::Parser;
use regex_syntax::ast::{Ast, RepetitionKind, RepetitionRange};
use regex_syntax::hir::Hir;

use crate::detect::pack::program::Program;

/// A pattern that can be used, and the most times that endless repetitions in it may go on.
#[derive(Debug)]
pub(super) struct Translated {
    pub(super) pattern: String,
    /// How many bytes an endless repetition may add to its least, where there was one.
    pub(super) caps: Option<Caps>,
    pub(super) groups: usize,
}

/// What endless repetitions became.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caps {
    pub(super) loops: usize,
    /// The most times that one goes on beyond its least.
    pub(super) most: u32,
}

/// Why a pattern cannot be used.
#[derive(Debug)]
pub(super) enum Untranslatable {
    /// It cannot be read: where, and why.
    Syntax { at: usize, reason: String },
    /// With the least bounds matches may still be as long as this.
    TooLong(usize),
    /// Its repetitions cannot be bounded.
    Unbounded,
}

/// The pattern of a rule, whose matches have at most `most` bytes.
pub(super) fn bounded(pattern: &str, most: usize) -> Result<Translated, Untranslatable> {
    let written = Rewritten::of(pattern);
    let ast = written.ast()?;
    let mut loops = Vec::new();
    endless(&ast, &mut loops);
    let mut longest = None;
    for cap in CAPS {
        let bounded = bound(&written.text, &loops, *cap);
        let hir = written.hir(&bounded)?;
        match hir.properties().maximum_len() {
            Some(len) if len <= most && (loops.is_empty() || Program::fits(&hir)) => {
                let caps = (!loops.is_empty()).then_some(Caps { loops: loops.len(), most: *cap });
                let groups = hir.properties().explicit_captures_len();
                return Ok(Translated { pattern: bounded, caps, groups });
            }
            len => longest = len,
        }
    }
    // What no text matches has no length; that is told where the pack is made.
    Err(longest.map_or(Untranslatable::Unbounded, Untranslatable::TooLong))
}

/// The pattern of an allow-list, which needs no bound.
pub(super) fn unbounded(pattern: &str) -> Result<String, Untranslatable> {
    let written = Rewritten::of(pattern);
    written.ast()?;
    written.hir(&written.text)?;
    Ok(written.text)
}

/// A pattern as `regex` reads it, and where each byte of it came from.
struct Rewritten {
    text: String,
    origin: Vec<usize>,
}

impl Rewritten {
    fn of(pattern: &str) -> Self {
        let mut to = Self { text: String::new(), origin: Vec::new() };
        let mut at = 0;
        let mut class = None;
        while let Some(rest) = pattern.get(at..).filter(|rest| !rest.is_empty()) {
            let step = match class {
                None => to.outside(rest, at),
                Some(first) => to.inside(rest, at, at == first),
            };
            match step {
                Step::Go(len) => at += len,
                Step::Opens(len) => {
                    at += len;
                    class = Some(at);
                }
                Step::Closes => {
                    at += 1;
                    class = None;
                }
            }
        }
        to
    }

    /// Takes the next piece of what stands outside of classes.
    fn outside(&mut self, rest: &str, at: usize) -> Step {
        if let Some(quoted) = rest.strip_prefix(r"\Q") {
            let len = quoted.find(r"\E").unwrap_or(quoted.len());
            let text = quoted.get(..len).unwrap_or(quoted);
            self.push(&regex_syntax::escape(text), at);
            return Step::Go((len + 4).min(rest.len()));
        }
        if let Some(len) = property(rest) {
            self.push("(?u:", at);
            self.push(rest.get(..len).unwrap_or(rest), at);
            self.push(")", at);
            return Step::Go(len);
        }
        if rest.starts_with('\\') {
            let len = 1 + rest.chars().nth(1).map_or(0, char::len_utf8);
            self.push(rest.get(..len).unwrap_or(rest), at);
            // Braces of \x{41} are no repetition.
            if rest.starts_with(r"\x{") {
                let len = rest.find('}').map_or(rest.len(), |end| end + 1);
                self.push(rest.get(2..len).unwrap_or(""), at + 2);
                return Step::Go(len);
            }
            return Step::Go(len);
        }
        if rest.starts_with('[') {
            let len = if rest.starts_with("[^") { 2 } else { 1 };
            self.push(rest.get(..len).unwrap_or(rest), at);
            return Step::Opens(len);
        }
        if rest.starts_with('{') {
            let len = repetition(rest);
            if len == 0 {
                self.push("\\{", at);
                return Step::Go(1);
            }
            self.push(rest.get(..len).unwrap_or(rest), at);
            return Step::Go(len);
        }
        if rest.starts_with('}') {
            self.push("\\}", at);
            return Step::Go(1);
        }
        self.char(rest, at)
    }

    /// Takes the next piece of what stands in a class; a closing bracket that comes first in it is
    /// itself.
    fn inside(&mut self, rest: &str, at: usize, is_first: bool) -> Step {
        if rest.starts_with(']') && is_first {
            self.push("\\]", at);
            return Step::Go(1);
        }
        if rest.starts_with(']') {
            self.push("]", at);
            return Step::Closes;
        }
        if rest.starts_with("[:")
            && let Some(end) = rest.find(":]")
        {
            self.push(rest.get(..end + 2).unwrap_or(rest), at);
            return Step::Go(end + 2);
        }
        if rest.starts_with('\\') {
            let len = 1 + rest.chars().nth(1).map_or(0, char::len_utf8);
            self.push(rest.get(..len).unwrap_or(rest), at);
            return Step::Go(len);
        }
        if rest.starts_with('[') {
            self.push("\\[", at);
            return Step::Go(1);
        }
        for (twice, escaped) in [("&&", r"\&\&"), ("~~", r"\~\~"), ("--", r"-\-")] {
            if rest.starts_with(twice) {
                self.push(escaped, at);
                return Step::Go(2);
            }
        }
        self.char(rest, at)
    }

    fn char(&mut self, rest: &str, at: usize) -> Step {
        let len = rest.chars().next().map_or(1, char::len_utf8);
        self.push(rest.get(..len).unwrap_or(rest), at);
        Step::Go(len)
    }

    fn push(&mut self, text: &str, at: usize) {
        self.text.push_str(text);
        self.origin.extend(text.bytes().map(|_| at));
    }

    fn ast(&self) -> Result<Ast, Untranslatable> {
        Parser::new()
            .parse(&self.text)
            .map_err(|error| self.mistake(error.span().start.offset, &error.kind().to_string()))
    }

    /// What `text`, this pattern with bounds or without, means.
    fn hir(&self, text: &str) -> Result<Hir, Untranslatable> {
        let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
        parser.parse(text).map_err(|error| match error {
            regex_syntax::Error::Translate(error) => {
                let at = error.span().start.offset.min(self.text.len());
                let kind = error.kind().to_string();
                let remedy = "; write an ASCII class, or (?u:…) around the part";
                self.mistake(at, &(kind + remedy))
            }
            regex_syntax::Error::Parse(error) => {
                self.mistake(error.span().start.offset, &error.kind().to_string())
            }
            _ => self.mistake(0, "it is not understood"),
        })
    }

    fn mistake(&self, at: usize, reason: &str) -> Untranslatable {
        let at = self.origin.get(at).or(self.origin.last()).copied().unwrap_or(0);
        Untranslatable::Syntax { at, reason: reason.to_owned() }
    }
}

/// What was taken of a pattern.
enum Step {
    /// So many bytes.
    Go(usize),
    /// So many bytes that begin a class.
    Opens(usize),
    /// The bracket that closes one.
    Closes,
}

/// How long the class of Unicode is that begins here: `\pL`, `\P{Greek}`.
fn property(rest: &str) -> Option<usize> {
    let behind = rest.strip_prefix(r"\p").or_else(|| rest.strip_prefix(r"\P"))?;
    match behind.chars().next()? {
        '{' => Some(2 + behind.find('}')? + 1),
        name => Some(2 + name.len_utf8()),
    }
}

/// How long the repetition is that begins here, `{3}`, `{3,}` or `{3,5}`; 0 where it is none.
fn repetition(rest: &str) -> usize {
    let Some((inner, _)) = rest.get(1..).and_then(|rest| rest.split_once('}')) else { return 0 };
    let (least, most) = inner.split_once(',').unwrap_or((inner, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_one = !least.is_empty() && is_number(least) && is_number(most);
    if is_one { inner.len() + 2 } else { 0 }
}

/// A repetition without an end.
#[derive(Clone, Copy, Debug)]
struct Loop {
    /// Where its operator stands.
    from: usize,
    to: usize,
    least: u32,
    greedy: bool,
    /// Of anything, such as `.*`.
    broad: bool,
}

fn endless(ast: &Ast, loops: &mut Vec<Loop>) {
    match ast {
        Ast::Repetition(repeated) => {
            let least = match &repeated.op.kind {
                RepetitionKind::ZeroOrMore => Some(0),
                RepetitionKind::OneOrMore => Some(1),
                RepetitionKind::Range(RepetitionRange::AtLeast(least)) => Some(*least),
                RepetitionKind::ZeroOrOne | RepetitionKind::Range(_) => None,
            };
            if let Some(least) = least {
                loops.push(Loop {
                    from: repeated.op.span.start.offset,
                    to: repeated.op.span.end.offset,
                    least,
                    greedy: repeated.greedy,
                    broad: matches!(&*repeated.ast, Ast::Dot(_)),
                });
            }
            endless(&repeated.ast, loops);
        }
        Ast::Group(group) => endless(&group.ast, loops),
        Ast::Alternation(ways) => ways.asts.iter().for_each(|ast| endless(ast, loops)),
        Ast::Concat(parts) => parts.asts.iter().for_each(|ast| endless(ast, loops)),
        _ => {}
    }
}

/// The pattern with every loop ended `cap` times behind its least.
fn bound(text: &str, loops: &[Loop], cap: u32) -> String {
    let mut loops = loops.to_vec();
    loops.sort_by_key(|one| one.from);
    let (mut bounded, mut at) = (String::new(), 0);
    for one in &loops {
        bounded.push_str(text.get(at..one.from).unwrap_or(""));
        let cap = if one.broad && loops.len() > 1 { cap.min(BROAD) } else { cap };
        let lazy = if one.greedy { "" } else { "?" };
        bounded.push_str(&format!("{{{},{}}}{lazy}", one.least, one.least.saturating_add(cap)));
        at = one.to;
    }
    bounded.push_str(text.get(at..).unwrap_or(""));
    bounded
}

/// How often endless repetitions may go on beyond their least; the first that is short enough.
const CAPS: &[u32] = &[7000, 4096, 2048, 1024, 512, 256, 128, 64];
/// The most for `.*` beside others.
const BROAD: u32 = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_go_takes_as_it_stands_is_escaped() {
        for (go, here) in [
            (r"^\${(?:[A-Z_]+)}$", r"^\$\{(?:[A-Z_]+)\}$"),
            (r"^\$(?:\d+|{\d+})$", r"^\$(?:\d+|\{\d+\})$"),
            (r"a{2,3}b{4}c{5,}", r"a{2,3}b{4}c{5,}"),
            (r"a{,3}", r"a\{,3\}"),
            (r"[^]]+[[a]x]", r"[^\]]+[\[a]x]"),
            (r"[[:alnum:]&&--]", r"[[:alnum:]\&\&-\-]"),
            (r"\Qa.b\E+", r"a\.b+"),
            (r"\x{41}\pL", r"\x{41}(?u:\pL)"),
            (r"[\]{}]", r"[\]{}]"),
        ] {
            assert_eq!(Rewritten::of(go).text, here, "{go}");
        }
    }

    #[test]
    fn endless_repetitions_get_a_bound_that_fits() {
        let of = |pattern: &str| bounded(pattern, 8192).expect("it can be bounded");
        let one = of(r"ops_[a-z]{250,}={0,3}");
        assert_eq!(one.pattern, r"ops_[a-z]{250,7250}={0,3}");
        let three = of(r"ey[a-z]{17,}\.ey[a-z]{17,}\.([a-z]{10,}?)");
        assert_eq!(three.pattern, r"ey[a-z]{17,2065}\.ey[a-z]{17,2065}\.([a-z]{10,2058}?)");
        assert_eq!(three.groups, 1);
        let nested = of(r"curl(?:.*|.*(?:[\r\n]{1,2}.*){1,5})-u");
        assert!(nested.caps.is_some_and(|caps| caps.loops == 3), "{nested:?}");
        assert!(nested.pattern.contains(".{0,256}"), "{nested:?}");
        assert!(of("ab{3}").caps.is_none());
        assert!(matches!(bounded("(?:a{9000})+", 8192), Err(Untranslatable::TooLong(_))));
    }

    #[test]
    fn mistakes_are_told_where_they_stand_in_what_was_written() {
        let at = |pattern: &str| match bounded(pattern, 8192) {
            Err(Untranslatable::Syntax { at, .. }) => at,
            other => panic!("{other:?}"),
        };
        assert_eq!(at(r"a}{b(?=c)"), 4);
        assert_eq!(at(r"}}[é]"), 3);
    }
}
