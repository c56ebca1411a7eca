//! What limits stand at, as HTTP header fields. The names are in lower case, as HTTP/2 has them.

use std::fmt::Write as _;
use std::time::Duration;

use super::limit::Unit;
use super::status::{BudgetStatus, LimitStatus};
use super::window::{Window, whole_millis};
use crate::clock::Timestamp;
use crate::error::OverBudget;

impl BudgetStatus {
    /// The fields `ratelimit-policy` and `ratelimit` for these limits at `now`, after
    /// draft-ietf-httpapi-ratelimit-headers-11; none where no limit refuses.
    ///
    /// Each limit is an item by its name: its cap is `q`, what is left `r`, the length of its
    /// window in seconds `w` (of a bucket: the time in which it fills), and the seconds until its
    /// count is at nothing again `t`, rounded up. Soft limits do not throttle and are left out.
    /// The draft registers the units `requests` and `concurrent-requests`; `tokens`,
    /// `input-tokens`, `output-tokens` and `micro-usd` are this crate's. Money is in micro-dollars
    /// rounded down, since the fields hold numbers of up to 15 digits; larger ones are cut to
    /// that. Characters of a name that the fields cannot hold are percent-encoded.
    ///
    /// To hide limits from a client, keep [`only`](Self::only) the others.
    ///
    /// ```
    /// use palisade::{BudgetStatus, LimitStatus, Timestamp, Unit, Window};
    ///
    /// let at = Timestamp::from_millis;
    /// let minute = LimitStatus::new("burst", Unit::Requests, 100, 40, Some(at(60_000)))
    ///     .over(Window::Minute);
    /// let fields = BudgetStatus::new(vec![minute], false).rate_limit_headers(at(29_500));
    /// assert_eq!(fields, [
    ///     ("ratelimit-policy", r#""burst";q=100;w=60"#.to_owned()),
    ///     ("ratelimit", r#""burst";r=60;t=31"#.to_owned()),
    /// ]);
    /// ```
    pub fn rate_limit_headers(&self, now: Timestamp) -> Vec<(&'static str, String)> {
        let (mut policies, mut states) = (String::new(), String::new());
        for limit in self.limits().iter().filter(|limit| !limit.is_soft()) {
            let joint = if policies.is_empty() { "" } else { "," };
            let name = string_item(limit.name());
            // Writing to a String cannot fail.
            let _ = write!(policies, "{joint}{name};q={}", integer(limit, limit.cap()));
            if let Some(unit) = quota_unit(limit) {
                let _ = write!(policies, ";qu=\"{unit}\"");
            }
            if let Some(window) = window_seconds(limit, now) {
                let _ = write!(policies, ";w={window}");
            }
            let _ = write!(states, "{joint}{name};r={}", integer(limit, limit.remaining()));
            if let Some(end) = limit.resets_at() {
                let _ = write!(states, ";t={}", seconds(end.since(now)).min(LARGEST));
            }
        }
        if policies.is_empty() {
            return Vec::new();
        }
        vec![("ratelimit-policy", policies), ("ratelimit", states)]
    }

    /// The fields `x-ratelimit-limit-…`, `x-ratelimit-remaining-…` and `x-ratelimit-reset-…` for
    /// `requests` and `tokens` at `now`, as OpenAI's API has them: of several limits of a unit the
    /// one with the least left, and of equal ones the one that resets last. A reset is a duration
    /// such as `1ms`, `4.25s` or `6m0s`, and is left out where a limit never resets. Soft limits
    /// and those of what is in flight are left out.
    ///
    /// ```
    /// use palisade::{BudgetStatus, LimitStatus, Timestamp, Unit};
    ///
    /// let at = Timestamp::from_millis;
    /// let day = LimitStatus::new("day", Unit::Tokens, 1_000, 250, Some(at(360_000)));
    /// let fields = BudgetStatus::new(vec![day], false).openai_headers(at(0));
    /// assert_eq!(fields, [
    ///     ("x-ratelimit-limit-tokens", "1000".to_owned()),
    ///     ("x-ratelimit-remaining-tokens", "750".to_owned()),
    ///     ("x-ratelimit-reset-tokens", "6m0s".to_owned()),
    /// ]);
    /// ```
    pub fn openai_headers(&self, now: Timestamp) -> Vec<(&'static str, String)> {
        let mut fields = Vec::new();
        for (unit, [limit_name, remaining_name, reset_name]) in OPENAI {
            let of_unit = |l: &&LimitStatus| l.unit() == unit && !l.is_soft() && !l.is_in_flight();
            let tightest = |l: &&LimitStatus| {
                let reset = l.resets_at().map_or(i64::MAX, Timestamp::millis);
                (l.remaining(), std::cmp::Reverse(reset))
            };
            let Some(limit) = self.limits().iter().filter(of_unit).min_by_key(tightest) else {
                continue;
            };
            fields.push((limit_name, limit.cap().to_string()));
            fields.push((remaining_name, limit.remaining().to_string()));
            if let Some(end) = limit.resets_at() {
                fields.push((reset_name, go_duration(end.since(now))));
            }
        }
        fields
    }
}

impl OverBudget {
    /// The field `retry-after` for this refusal; see [`retry_after_header`].
    pub fn retry_after_header(&self) -> (&'static str, String) {
        retry_after_header(self.retry_after)
    }
}

/// The field `retry-after` as a number of seconds, rounded up so that nobody comes too early
/// (RFC 9110, 10.2.3).
///
/// ```
/// use std::time::Duration;
///
/// let field = palisade::retry_after_header(Duration::from_millis(1_001));
/// assert_eq!(field, ("retry-after", "2".to_owned()));
/// ```
pub fn retry_after_header(wait: Duration) -> (&'static str, String) {
    ("retry-after", seconds(wait).to_string())
}

const OPENAI: [(Unit, [&str; 3]); 2] = [
    (
        Unit::Requests,
        [
            "x-ratelimit-limit-requests",
            "x-ratelimit-remaining-requests",
            "x-ratelimit-reset-requests",
        ],
    ),
    (
        Unit::Tokens,
        ["x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"],
    ),
];

/// The largest integer of a structured field (RFC 9651, 3.3.1).
const LARGEST: u64 = 999_999_999_999_999;

fn seconds(time: Duration) -> u64 {
    time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0))
}

fn integer(limit: &LimitStatus, number: u64) -> u64 {
    let number = if limit.unit() == Unit::NanoUsd { number / 1_000 } else { number };
    number.min(LARGEST)
}

/// `None` for the unit that need not be said.
fn quota_unit(limit: &LimitStatus) -> Option<&'static str> {
    match limit.unit() {
        Unit::Requests if limit.is_in_flight() => Some("concurrent-requests"),
        Unit::Requests => None,
        Unit::Tokens => Some("tokens"),
        Unit::InputTokens => Some("input-tokens"),
        Unit::OutputTokens => Some("output-tokens"),
        Unit::NanoUsd => Some("micro-usd"),
    }
}

fn window_seconds(limit: &LimitStatus, now: Timestamp) -> Option<u64> {
    let time = match limit.window()? {
        Window::Sliding(length) => length,
        Window::TokenBucket { refill, every } => {
            let every = u128::from(whole_millis(every).unsigned_abs());
            let fills = (u128::from(limit.cap()) * every).div_ceil(u128::from(refill.max(1)));
            Duration::from_millis(u64::try_from(fills).unwrap_or(u64::MAX))
        }
        Window::Total | Window::InFlight { .. } => return None,
        calendar => {
            let (start, end) = calendar.bounds(now);
            end?.since(start)
        }
    };
    Some(seconds(time).clamp(1, LARGEST))
}

/// A string of a structured field (RFC 9651, 3.3.3), which is printable ASCII.
fn string_item(name: &str) -> String {
    let mut item = String::with_capacity(name.len() + 2);
    item.push('"');
    for byte in name.bytes() {
        match byte {
            b'"' | b'\\' => item.extend(['\\', char::from(byte)]),
            b'%' | 0..0x20 | 0x7f.. => {
                // Writing to a String cannot fail.
                let _ = write!(item, "%{byte:02X}");
            }
            _ => item.push(char::from(byte)),
        }
    }
    item.push('"');
    item
}

/// A duration as Go's `time.Duration` is printed, in milliseconds at the finest.
fn go_duration(time: Duration) -> String {
    let (total, millis) = (time.as_secs(), time.subsec_millis());
    if total == 0 && millis > 0 {
        return format!("{millis}ms");
    }
    let mut text = String::new();
    let (hours, minutes) = (total / 3_600, total / 60 % 60);
    // Writing to a String cannot fail.
    if hours > 0 {
        let _ = write!(text, "{hours}h");
    }
    if total >= 60 {
        let _ = write!(text, "{minutes}m");
    }
    let _ = write!(text, "{}", total % 60);
    if millis > 0 {
        let fraction = format!("{millis:03}");
        text.extend([".", fraction.trim_end_matches('0')]);
    }
    text.push('s');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn headers(limits: Vec<LimitStatus>) -> Vec<String> {
        let fields = BudgetStatus::new(limits, false).rate_limit_headers(at(0));
        fields.into_iter().map(|(_, value)| value).collect()
    }

    #[test]
    fn each_kind_of_limit_has_its_unit_and_window() {
        let second = Duration::from_secs(1);
        let limit = |unit, window| LimitStatus::new("l", unit, 90, 30, None).over(window);
        let refill = Window::TokenBucket { refill: 4, every: second };
        for (limit, policy) in [
            (limit(Unit::Requests, Window::Total), r#""l";q=90"#),
            (limit(Unit::Tokens, Window::Sliding(second / 3)), r#""l";q=90;qu="tokens";w=1"#),
            (limit(Unit::InputTokens, refill), r#""l";q=90;qu="input-tokens";w=23"#),
            (limit(Unit::OutputTokens, Window::Minute), r#""l";q=90;qu="output-tokens";w=60"#),
            (
                limit(Unit::Requests, Window::InFlight { lease: second }),
                r#""l";q=90;qu="concurrent-requests""#,
            ),
            (limit(Unit::Requests, Window::Month(crate::UtcOffset::UTC)), r#""l";q=90;w=2678400"#),
        ] {
            assert_eq!(headers(vec![limit]), [policy, r#""l";r=60"#]);
        }
        let money = LimitStatus::new("$", Unit::NanoUsd, 12_345_678, 1_999, Some(at(1)));
        assert_eq!(headers(vec![money]), [r#""$";q=12345;qu="micro-usd""#, r#""$";r=12343;t=1"#]);
    }

    #[test]
    fn what_the_fields_cannot_hold_is_cut_or_encoded() {
        let huge =
            LimitStatus::new("a\"b\\c d%\n€", Unit::Requests, u64::MAX, 0, Some(at(i64::MAX)));
        let [policy, state] = &headers(vec![huge])[..] else { panic!("two fields") };
        let name = r#""a\"b\\c d%25%0A%E2%82%AC""#;
        assert_eq!(policy, &format!("{name};q=999999999999999"));
        assert_eq!(state, &format!("{name};r=999999999999999;t=999999999999999"));
    }

    #[test]
    fn soft_limits_are_left_out_and_several_are_a_list() {
        let limit = |name: &str| LimitStatus::new(name, Unit::Requests, 9, 20, Some(at(-1)));
        assert_eq!(headers(vec![limit("a").soft()]), [""; 0]);
        let fields = headers(vec![limit("a"), limit("b").soft(), limit("c")]);
        assert_eq!(fields, [r#""a";q=9,"c";q=9"#, r#""a";r=0;t=0,"c";r=0;t=0"#]);
    }

    #[test]
    fn openai_has_the_tightest_limit_of_each_unit() {
        let limit = |unit, cap, reset| LimitStatus::new("l", unit, cap, 5, Some(at(reset)));
        let lease = Duration::from_secs(1);
        let status = BudgetStatus::new(
            vec![
                limit(Unit::Tokens, 100, 60_000),
                limit(Unit::Tokens, 50, 1),
                limit(Unit::Tokens, 50, 1_500),
                limit(Unit::Tokens, 6, 9).soft(),
                limit(Unit::NanoUsd, 6, 9),
                limit(Unit::Requests, 6, 9).over(Window::InFlight { lease }),
                LimitStatus::new("total", Unit::Requests, 10, 20, None),
            ],
            false,
        );
        let expected = [
            ("x-ratelimit-limit-requests", "10"),
            ("x-ratelimit-remaining-requests", "0"),
            ("x-ratelimit-limit-tokens", "50"),
            ("x-ratelimit-remaining-tokens", "45"),
            ("x-ratelimit-reset-tokens", "1.5s"),
        ];
        let fields = status.openai_headers(at(0));
        assert!(
            fields.iter().map(|(name, value)| (*name, value.as_str())).eq(expected),
            "{fields:?}"
        );
    }

    #[test]
    fn durations_are_those_of_go() {
        for (millis, text) in [
            (0, "0s"),
            (1, "1ms"),
            (999, "999ms"),
            (1_000, "1s"),
            (4_250, "4.25s"),
            (60_000, "1m0s"),
            (360_000, "6m0s"),
            (3_600_001, "1h0m0.001s"),
            (90_061_500, "25h1m1.5s"),
        ] {
            assert_eq!(go_duration(Duration::from_millis(millis)), text);
        }
    }

    #[test]
    fn retry_after_is_rounded_up() {
        for (wait, value) in [
            (Duration::ZERO, "0"),
            (Duration::from_nanos(1), "1"),
            (Duration::from_secs(7), "7"),
            (Duration::MAX, "18446744073709551615"),
        ] {
            assert_eq!(retry_after_header(wait), ("retry-after", value.to_owned()));
        }
    }
}
