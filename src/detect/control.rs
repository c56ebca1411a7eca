//! Characters that are not seen: control, zero-width, bidirectional, tag characters.

use crate::error::GuardError;
use crate::finding::{Action, Category, Finding, Recipe, Response, Severity, Sink};
use crate::id::Fingerprint;
use crate::input::InputGuard;
use crate::output::{Context, OutputGuard, OutputScan};
use crate::scan::BuiltIn;
use crate::span::{Reach, Span, Watermark};
use crate::text::{Input, Invisible, MAX_RUN, PartRef, plain_len, visible_len};

/// Removes characters that hide text or change how it is shown: control characters (but tab and
/// line ends), zero-width characters, direction marks and overrides, tag characters, stray
/// variation selectors.
///
/// Ordinary use stays: joiners within emoji and in the scripts that need them, direction marks
/// beside right-to-left letters, soft hyphens, one variation selector behind a character, flags.
/// More than 8 invisible or combining characters in a row are replaced as a whole by `[HIDDEN]`,
/// so that what stood on both sides is not joined.
///
/// ```
/// use palisade::{ControlCharacters, Guardrails};
///
/// let rails = Guardrails::builder().input(ControlCharacters::remove()).build_local()?;
/// let input = rails.validate_input("pass\u{200b}word\u{0}")?;
/// assert_eq!(input.user_text(), "password");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ControlCharacters {
    response: Response,
}

impl ControlCharacters {
    /// Removes them.
    pub const fn remove() -> Self {
        Self { response: Response::REDACT }
    }

    /// Refuses a text that has any.
    pub const fn block() -> Self {
        Self { response: Response::BLOCK }
    }

    /// Records them.
    pub const fn flag() -> Self {
        Self { response: Response::FLAG }
    }

    const fn scan(&self, at: PartRef) -> ControlScan {
        ControlScan {
            action: self.response.action(),
            at,
            position: 0,
            before: None,
            run: Run::new(),
        }
    }
}

impl Default for ControlCharacters {
    fn default() -> Self {
        Self::remove()
    }
}

#[deny(clippy::missing_trait_methods)]
impl InputGuard for ControlCharacters {
    fn name(&self) -> &str {
        "control_characters"
    }

    fn describe(&self, to: &mut Fingerprint) {
        to.text("action", &format!("{:?}", self.response.action()));
        to.replacement(HIDDEN);
    }

    fn check(&self, input: &Input<'_>, found: &mut Sink<'_>) -> Result<(), GuardError> {
        for part in input.parts() {
            let mut scan = self.scan(part.at());
            scan.take(part.text(), found);
            scan.end(found);
        }
        Ok(())
    }

    fn built_in(&self) -> Option<BuiltIn<'_>> {
        None
    }
}

#[deny(clippy::missing_trait_methods)]
impl OutputGuard for ControlCharacters {
    fn name(&self) -> &str {
        InputGuard::name(self)
    }

    fn describe(&self, to: &mut Fingerprint) {
        InputGuard::describe(self, to);
    }

    fn reach(&self) -> Reach {
        Reach::Bytes(4 * MAX_RUN)
    }

    fn begin(&self, context: &Context) -> Box<dyn OutputScan> {
        Box::new(self.scan(context.at()))
    }

    fn built_in(&self) -> Option<BuiltIn<'_>> {
        None
    }
}

const HIDDEN: &str = "[HIDDEN]";

/// Walks over a text and judges each run of invisible characters when it has ended.
#[derive(Debug)]
struct ControlScan {
    action: Action,
    at: PartRef,
    /// Bytes so far.
    position: usize,
    /// The last character that is seen.
    before: Option<char>,
    run: Run,
}

/// Invisible characters in a row.
#[derive(Debug)]
struct Run {
    start: usize,
    /// How many there are; only the first `MAX_RUN` are kept.
    len: usize,
    chars: [(char, usize); MAX_RUN],
}

impl Run {
    const fn new() -> Self {
        Self { start: 0, len: 0, chars: [('\0', 0); MAX_RUN] }
    }

    const fn is_long(&self) -> bool {
        self.len > MAX_RUN
    }
}

impl ControlScan {
    fn take(&mut self, mut text: &str, found: &mut Sink<'_>) {
        while !text.is_empty() {
            let plain = plain_len(text.as_bytes());
            let seen = plain + text.get(plain..).map_or(0, visible_len);
            let (head, rest) = text.split_at(seen);
            if let Some(first) = head.chars().next() {
                self.end_run(Some(first), found);
                self.before = head.chars().next_back();
                self.position += seen;
            }
            let mut chars = rest.chars();
            if let Some(c) = chars.next() {
                self.lengthen_run(c, found);
                self.position += c.len_utf8();
            }
            text = chars.as_str();
        }
    }

    fn end(&mut self, found: &mut Sink<'_>) {
        self.end_run(None, found);
    }

    fn lengthen_run(&mut self, c: char, found: &mut Sink<'_>) {
        if self.run.len == 0 {
            self.run.start = self.position;
        }
        if let Some(slot) = self.run.chars.get_mut(self.run.len) {
            *slot = (c, self.position);
        }
        self.run.len += 1;
        if self.run.len == MAX_RUN + 1 {
            let start = Span::new(self.run.start, self.run.start);
            let finding =
                Finding::new("hidden_run", Category::Disguise, start).with_severity(Severity::High);
            found.open(self.at, self.respond(finding, Recipe::label("HIDDEN")));
        }
    }

    fn end_run(&mut self, next: Option<char>, found: &mut Sink<'_>) {
        if self.run.len == 0 {
            return;
        }
        if self.run.is_long() {
            found.close(self.position);
        } else {
            self.judge_run(next, found);
        }
        self.run.len = 0;
    }

    /// Reports what is not ordinary in a short run between `self.before` and `next`; neighbours
    /// of one rule are one finding.
    fn judge_run(&self, next: Option<char>, found: &mut Sink<'_>) {
        let chars = self.run.chars.get(..self.run.len).unwrap_or(&[]);
        let mut open: Option<(Rule, Span)> = None;
        let flag = is_flag(self.before, chars);
        for (index, (c, at)) in chars.iter().enumerate() {
            let span = Span::new(*at, at + c.len_utf8());
            let rule = if flag { None } else { self.objection(*c, index, chars, next) };
            match (&mut open, rule) {
                (Some((last, whole)), Some(rule)) if last.id == rule.id => {
                    *whole = whole.union(span);
                }
                (open, rule) => {
                    if let Some((rule, span)) = open.take() {
                        self.report(rule, span, found);
                    }
                    *open = rule.map(|rule| (rule, span));
                }
            }
        }
        if let Some((rule, span)) = open {
            self.report(rule, span, found);
        }
    }

    /// Why a character of a run is not ordinary where it stands.
    fn objection(
        &self,
        c: char,
        index: usize,
        run: &[(char, usize)],
        next: Option<char>,
    ) -> Option<Rule> {
        let before = self.before;
        let any = |f: fn(char) -> bool| before.is_some_and(f) || next.is_some_and(f);
        let both = |f: fn(char) -> bool| before.is_some_and(f) && next.is_some_and(f);
        match Invisible::of(c)? {
            Invisible::Mark => None,
            Invisible::Control => Some(Rule::CONTROL),
            Invisible::Tag => Some(Rule::TAG),
            Invisible::Variation => {
                let stands_behind = before.is_some_and(|before| !before.is_whitespace());
                (index > 0 || !stands_behind).then_some(Rule::VARIATION)
            }
            Invisible::Direction => {
                let mark = matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}');
                (!(mark && any(is_right_to_left))).then_some(Rule::DIRECTION)
            }
            Invisible::ZeroWidth => {
                let ordinary = match c {
                    '\u{ad}' => true,
                    '\u{200c}' => both(joins),
                    '\u{200d}' => {
                        let alone = run
                            .iter()
                            .all(|(c, _)| matches!(c, '\u{200d}' | '\u{fe0f}') || is_skin_tone(*c));
                        both(joins) || (both(is_emoji) && alone)
                    }
                    '\u{200b}' => both(is_spaceless),
                    _ => false,
                };
                (!ordinary).then_some(Rule::ZERO_WIDTH)
            }
        }
    }

    fn report(&self, rule: Rule, span: Span, found: &mut Sink<'_>) {
        let finding = Finding::new(rule.id, Category::Disguise, span).with_severity(rule.severity);
        found.report(self.at, self.respond(finding, Recipe::Remove));
    }

    fn respond(&self, finding: Finding, recipe: Recipe) -> Finding {
        match self.action {
            Action::Redact => finding.redact(recipe),
            Action::Block => finding.block(),
            _ => finding,
        }
    }
}

#[deny(clippy::missing_trait_methods)]
impl OutputScan for ControlScan {
    fn push(&mut self, chunk: &str, found: &mut Sink<'_>) -> Result<Watermark, GuardError> {
        self.take(chunk, found);
        let undecided = self.run.len > 0 && !self.run.is_long();
        Ok(Watermark(if undecided { self.run.start } else { self.position }))
    }

    fn finish(&mut self, found: &mut Sink<'_>) -> Result<(), GuardError> {
        self.end(found);
        Ok(())
    }
}

#[derive(Clone, Copy, Debug)]
struct Rule {
    id: &'static str,
    severity: Severity,
}

impl Rule {
    const CONTROL: Self = Self { id: "control", severity: Severity::Low };
    const ZERO_WIDTH: Self = Self { id: "zero_width", severity: Severity::Medium };
    const DIRECTION: Self = Self { id: "bidi", severity: Severity::Medium };
    const VARIATION: Self = Self { id: "variation", severity: Severity::Medium };
    const TAG: Self = Self { id: "tag", severity: Severity::High };
}

/// The three flags that are spelled with tag characters (Unicode emoji data, RGI tag sequences).
fn is_flag(before: Option<char>, run: &[(char, usize)]) -> bool {
    let spelled = |name: &str| {
        let tags = name.chars().filter_map(|c| char::from_u32(0xe_0000 + u32::from(c)));
        run.iter().map(|(c, _)| *c).eq(tags.chain(['\u{e007f}']))
    };
    before == Some('\u{1f3f4}') && ["gbeng", "gbsct", "gbwls"].into_iter().any(spelled)
}

const fn is_skin_tone(c: char) -> bool {
    matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
}

/// Pictures that joiners join: the blocks that hold the emoji of the Unicode data files.
const fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// Letters of scripts that read from right to left.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
        && c.is_alphabetic()
}

/// Letters whose joining the joiners steer: Arabic and its kin, the scripts of India, Mongolian.
fn joins(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{18af}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
        && c.is_alphabetic()
}

/// Letters of scripts that part words without spaces.
fn is_spaceless(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
        && c.is_alphabetic()
}
