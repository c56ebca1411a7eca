//! Calendar windows: days, months of their true length, and for ever.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

/// The part of time over which a limit counts. When it ends, its count starts at nothing again.
///
/// Days and months are those of the calendar, so that they agree with a provider's bill: a month
/// is never 30 days from the first use, and a day is never cut into hours.
///
/// ```
/// use palisade::{Timestamp, UtcOffset, Window};
///
/// let march_2024 = Window::Month(UtcOffset::UTC);
/// let now = Timestamp::from_millis(1_710_000_000_000);          // 2024-03-09T16:00:00Z
/// let (start, end) = march_2024.bounds(now);
/// assert_eq!(start.millis(), 1_709_251_200_000);                // 2024-03-01T00:00:00Z
/// assert_eq!(end.map(Timestamp::millis), Some(1_711_929_600_000)); // 2024-04-01T00:00:00Z
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Window {
    /// A calendar day, from midnight to midnight at the offset.
    Day(UtcOffset),
    /// A calendar month of 28 to 31 days, from its first midnight at the offset.
    Month(UtcOffset),
    /// For ever: what is charged is given back only by a settle or a release.
    Total,
}

impl Window {
    /// The first moment of the window that `now` lies in, and the first moment after it.
    ///
    /// The end is `None` for [`Window::Total`], and for a window that ends later than the last
    /// time that can be held. A window that begins before the first time that can be held
    /// begins there. It never panics.
    pub fn bounds(self, now: Timestamp) -> (Timestamp, Option<Timestamp>) {
        let (Self::Day(offset) | Self::Month(offset)) = self else {
            return (Timestamp::from_millis(i64::MIN), None);
        };
        // In 128 bits, since the offset leads past the ends of time at either side. The day
        // itself is within ±1.1e11 and fits.
        let shift = i128::from(offset.0) * 60_000;
        let day = (i128::from(now.millis()) + shift).div_euclid(DAY_MILLIS) as i64;
        let (first_day, day_after) = match self {
            Self::Month(_) => (first_day_of_month(day), first_day_of_next_month(day)),
            Self::Day(_) | Self::Total => (day, day + 1),
        };
        let instant = |day: i64| i128::from(day) * DAY_MILLIS - shift;
        let start = i64::try_from(instant(first_day)).unwrap_or(i64::MIN);
        let end = i64::try_from(instant(day_after)).ok();
        (Timestamp::from_millis(start), end.map(Timestamp::from_millis))
    }
}

/// How far local midnight is from that of UTC, in whole minutes from −18 h to +18 h; what lies
/// beyond is held to that.
///
/// It is fixed and knows no daylight saving time: a budget whose days have 23 or 25 hours twice
/// a year surprises more than one that shifts by an hour.
///
/// ```
/// use palisade::UtcOffset;
///
/// assert_eq!(UtcOffset::hours(2), UtcOffset::minutes(120));
/// assert_eq!(UtcOffset::minutes(330).as_minutes(), 330); // India
/// assert_eq!(UtcOffset::hours(100), UtcOffset::hours(18));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "i16", into = "i16")]
pub struct UtcOffset(i16);

impl UtcOffset {
    /// No offset.
    pub const UTC: Self = Self(0);

    /// So many hours ahead of UTC, or behind it where negative; held to ±18.
    pub const fn hours(hours: i8) -> Self {
        Self::minutes(hours as i16 * 60)
    }

    /// So many minutes ahead of UTC, or behind it where negative; held to ±18 hours.
    pub const fn minutes(minutes: i16) -> Self {
        if minutes > MAX_MINUTES {
            Self(MAX_MINUTES)
        } else if minutes < -MAX_MINUTES {
            Self(-MAX_MINUTES)
        } else {
            Self(minutes)
        }
    }

    /// The offset in minutes, −1080 to 1080.
    pub const fn as_minutes(self) -> i16 {
        self.0
    }
}

/// Refuses what the constructors would hold: in a file, an offset out of range is a slip.
impl TryFrom<i16> for UtcOffset {
    type Error = &'static str;

    fn try_from(minutes: i16) -> Result<Self, Self::Error> {
        let offset = Self::minutes(minutes);
        if offset.0 == minutes { Ok(offset) } else { Err("a UTC offset is at most 1080 minutes") }
    }
}

impl From<UtcOffset> for i16 {
    fn from(offset: UtcOffset) -> Self {
        offset.0
    }
}

/// The first day of the month that `day` lies in; days are counted from 1970-01-01.
fn first_day_of_month(day: i64) -> i64 {
    let (year, month) = year_and_month(day);
    first_of(year, month)
}

/// The first day of the month after the one that `day` lies in.
fn first_day_of_next_month(day: i64) -> i64 {
    match year_and_month(day) {
        (year, 12) => first_of(year + 1, 1),
        (year, month) => first_of(year, month + 1),
    }
}

/// The year and month (1 to 12) of the proleptic Gregorian calendar for a day counted from
/// 1970-01-01.
///
/// This is `civil_from_days` of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"
/// (howardhinnant.github.io/date_algorithms.html): years begin in March, so that the leap day is
/// the last of its year, and repeat in eras of 400 years, which are 146,097 days.
const fn year_and_month(day: i64) -> (i64, i64) {
    let day = day + MARCH_OF_YEAR_0_TO_EPOCH;
    let era = day.div_euclid(ERA_DAYS);
    let day_of_era = day.rem_euclid(ERA_DAYS);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    if month_from_march < 10 {
        (era * 400 + year_of_era, month_from_march + 3)
    } else {
        (era * 400 + year_of_era + 1, month_from_march - 9)
    }
}

/// The first day of a month (1 to 12), counted from 1970-01-01: Hinnant's `days_from_civil`.
const fn first_of(year: i64, month: i64) -> i64 {
    let (year, month_from_march) =
        if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * month_from_march + 2) / 5;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * ERA_DAYS + day_of_era - MARCH_OF_YEAR_0_TO_EPOCH
}

const MAX_MINUTES: i16 = 18 * 60;
const DAY_MILLIS: i128 = 86_400_000;
/// Days in 400 years.
const ERA_DAYS: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const MARCH_OF_YEAR_0_TO_EPOCH: i64 = 719_468;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: i64 = 86_400_000;

    /// Walks the calendar month by month from 1970, as a person would, to check the formula.
    #[test]
    fn months_have_their_true_lengths_for_four_centuries() {
        let mut day = 0;
        for year in 1970..2400 {
            let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
            let february = if leap { 29 } else { 28 };
            for (month, length) in (1..).zip([31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
            {
                for offset in [0, 18, -18] {
                    let window = Window::Month(UtcOffset::hours(offset));
                    let shift = i64::from(offset) * 3_600_000;
                    let start = Timestamp::from_millis(day * DAY - shift);
                    let end = Timestamp::from_millis((day + length) * DAY - shift);
                    for now in [start.millis(), start.millis() + DAY, end.millis() - 1] {
                        let bounds = window.bounds(Timestamp::from_millis(now));
                        assert_eq!(bounds, (start, Some(end)), "{year}-{month}");
                    }
                }
                day += length;
            }
        }
    }

    #[test]
    fn days_and_months_before_the_epoch() {
        let last_millisecond_of_1969 = Timestamp::from_millis(-1);
        let day = Window::Day(UtcOffset::UTC).bounds(last_millisecond_of_1969);
        assert_eq!(day.0.millis(), -DAY);
        assert_eq!(day.1, Some(Timestamp::from_millis(0)));
        let month = Window::Month(UtcOffset::UTC).bounds(last_millisecond_of_1969);
        assert_eq!(month.0.millis(), -31 * DAY);
        assert_eq!(month.1, Some(Timestamp::from_millis(0)));
    }

    #[test]
    fn the_day_begins_at_local_midnight() {
        let noon = Timestamp::from_millis(12 * 3_600_000);
        let (start, end) = Window::Day(UtcOffset::minutes(330)).bounds(noon);
        assert_eq!(start.millis(), -330 * 60_000);
        assert_eq!(end.map(Timestamp::millis), Some(DAY - 330 * 60_000));
    }

    #[test]
    fn total_has_no_end() {
        let (start, end) = Window::Total.bounds(Timestamp::from_millis(5));
        assert_eq!((start.millis(), end), (i64::MIN, None));
    }

    #[test]
    fn an_offset_out_of_range_is_held_in_code_and_refused_in_a_file() {
        assert_eq!(UtcOffset::hours(i8::MIN).as_minutes(), -1080);
        assert_eq!(UtcOffset::minutes(i16::MAX).as_minutes(), 1080);
        assert!(serde_json::from_str::<UtcOffset>("1081").is_err());
        assert_eq!(serde_json::from_str::<UtcOffset>("-720").ok(), Some(UtcOffset::hours(-12)));
    }

    proptest! {
        #[test]
        fn bounds_enclose_now_and_share_their_edges(
            now in prop_oneof![
                any::<i64>(), Just(i64::MIN), Just(i64::MAX), -1_000_000_000_000..4_000_000_000_000i64
            ],
            offset in any::<i16>().prop_map(UtcOffset::minutes),
        ) {
            for window in [Window::Day(offset), Window::Month(offset)] {
                let now = Timestamp::from_millis(now);
                let (start, end) = window.bounds(now);
                prop_assert!(start <= now);
                prop_assert_eq!(window.bounds(start), (start, end));
                if let Some(end) = end {
                    prop_assert!(now < end);
                    prop_assert_eq!(window.bounds(end).0, end);
                    prop_assert_eq!(window.bounds(Timestamp::from_millis(end.millis() - 1)).0, start);
                }
            }
        }
    }
}
