//! Texts that are too long.

use crate::error::GuardError;
use crate::finding::{Category, Finding, Severity, Sink};
use crate::id::Fingerprint;
use crate::input::InputGuard;
use crate::output::{Context, OutputGuard, OutputScan};
use crate::scan::BuiltIn;
use crate::span::{Reach, Span, Watermark};
use crate::text::{Input, PartRef, Source, TokenCount};

/// Refuses what is longer than a limit. On the way in, the parts count together, but for the
/// system prompt; on the way out, each channel by itself. The finding's span is the first
/// character that is too much.
///
/// ```
/// use palisade::{Guardrails, Length};
///
/// let rails = Guardrails::builder().input(Length::max_chars(10)).build_local().unwrap();
/// assert!(rails.validate_input("ten chars!").is_ok());
/// assert!(rails.validate_input("more than ten").is_err());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Length {
    unit: Unit,
    limit: u64,
    only: Option<Source>,
}

#[derive(Clone, Copy, Debug)]
enum Unit {
    Chars,
    Bytes,
    Tokens,
}

impl Unit {
    const fn rule(self) -> &'static str {
        match self {
            Self::Chars => "max_chars",
            Self::Bytes => "max_bytes",
            Self::Tokens => "max_estimated_tokens",
        }
    }
}

impl Length {
    /// At most `limit` Unicode scalar values.
    pub const fn max_chars(limit: u64) -> Self {
        Self { unit: Unit::Chars, limit, only: None }
    }

    /// At most `limit` bytes of UTF-8.
    pub const fn max_bytes(limit: u64) -> Self {
        Self { unit: Unit::Bytes, limit, only: None }
    }

    /// At most `limit` tokens by [`estimate_tokens`](crate::estimate_tokens).
    pub const fn max_estimated_tokens(limit: u64) -> Self {
        Self { unit: Unit::Tokens, limit, only: None }
    }

    /// On the way in, counts only the parts of this source.
    pub const fn only(mut self, source: Source) -> Self {
        self.only = Some(source);
        self
    }

    const fn count(&self) -> Count {
        Count {
            unit: self.unit,
            limit: self.limit,
            units: 0,
            tokens: TokenCount::new(),
            bytes: 0,
            over: false,
        }
    }
}

#[deny(clippy::missing_trait_methods)]
impl InputGuard for Length {
    fn name(&self) -> &str {
        "length"
    }

    fn describe(&self, to: &mut Fingerprint) {
        to.number(self.unit.rule(), self.limit);
        to.text("only", self.only.map_or("", Source::name));
        if self.limit == 0 {
            to.mistake("length: a limit of 0 refuses every text; set at least 1");
        }
    }

    fn check(&self, input: &Input<'_>, found: &mut Sink<'_>) -> Result<(), GuardError> {
        let mut count = self.count();
        for part in input.parts() {
            let counts = match self.only {
                Some(source) => part.source() == source,
                None => part.source() != Source::System,
            };
            if counts {
                count.bytes = 0;
                count.push(part.text(), part.at(), found);
            }
        }
        Ok(())
    }

    fn built_in(&self) -> Option<BuiltIn<'_>> {
        None
    }
}

#[deny(clippy::missing_trait_methods)]
impl OutputGuard for Length {
    fn name(&self) -> &str {
        InputGuard::name(self)
    }

    fn describe(&self, to: &mut Fingerprint) {
        InputGuard::describe(self, to);
    }

    fn reach(&self) -> Reach {
        Reach::Bytes(0)
    }

    fn begin(&self, context: &Context) -> Box<dyn OutputScan> {
        Box::new(LengthScan { count: self.count(), at: context.at() })
    }

    fn built_in(&self) -> Option<BuiltIn<'_>> {
        None
    }
}

#[derive(Debug)]
struct LengthScan {
    count: Count,
    at: PartRef,
}

#[deny(clippy::missing_trait_methods)]
impl OutputScan for LengthScan {
    fn push(&mut self, chunk: &str, found: &mut Sink<'_>) -> Result<Watermark, GuardError> {
        self.count.push(chunk, self.at, found);
        Ok(Watermark(self.count.bytes))
    }

    fn finish(&mut self, _found: &mut Sink<'_>) -> Result<(), GuardError> {
        Ok(())
    }
}

#[derive(Clone, Copy, Debug)]
struct Count {
    unit: Unit,
    limit: u64,
    units: u64,
    tokens: TokenCount,
    /// Bytes of the present part or channel.
    bytes: usize,
    /// Set once the limit is passed; it is reported once.
    over: bool,
}

impl Count {
    /// Counts the text as a whole, the common case: false, and nothing counted, where it passes
    /// the limit.
    fn takes_whole(&mut self, text: &str) -> bool {
        let mut tokens = self.tokens;
        let units = match self.unit {
            Unit::Chars => self.units.saturating_add(text.chars().count() as u64),
            Unit::Bytes => self.units.saturating_add(text.len() as u64),
            Unit::Tokens => {
                text.bytes().for_each(|byte| tokens.push(byte));
                tokens.tokens()
            }
        };
        let fits = units <= self.limit;
        if fits {
            (self.units, self.tokens) = (units, tokens);
        }
        fits
    }

    fn push(&mut self, text: &str, at: PartRef, found: &mut Sink<'_>) {
        let start = self.bytes;
        self.bytes += text.len();
        if self.over {
            return;
        }
        if self.takes_whole(text) {
            return;
        }
        for (offset, c) in text.char_indices() {
            self.units = match self.unit {
                Unit::Chars => self.units + 1,
                Unit::Bytes => self.units + c.len_utf8() as u64,
                Unit::Tokens => {
                    let mut buffer = [0; 4];
                    c.encode_utf8(&mut buffer).bytes().for_each(|byte| self.tokens.push(byte));
                    self.tokens.tokens()
                }
            };
            if self.units > self.limit {
                self.over = true;
                let first = Span::new(start + offset, start + offset + c.len_utf8());
                let finding = Finding::new(self.unit.rule(), Category::Size, first)
                    .with_severity(Severity::Medium)
                    .block();
                found.report(at, finding);
                return;
            }
        }
    }
}
