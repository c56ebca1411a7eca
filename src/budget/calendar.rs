//! The calendar: minutes, hours, days, weeks, and months of their true length, at an offset.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

/// A part of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Period {
    Minute,
    Hour,
    Day,
    /// From Monday, as in ISO 8601.
    Week,
    Month,
}

/// The first moment of the period that `now` lies in, and the first moment after it; `None` where
/// that is later than the last time that can be held. A period that begins before the first time
/// that can be held begins there.
pub(super) fn bounds(
    period: Period,
    offset: UtcOffset,
    now: Timestamp,
) -> (Timestamp, Option<Timestamp>) {
    // In 128 bits, since the offset leads past the ends of time at either side. A day itself is
    // within ±1.1e11 and fits.
    let shift = i128::from(offset.0) * 60_000;
    let local = i128::from(now.millis()) + shift;
    let day = local.div_euclid(DAY_MILLIS) as i64;
    let days =
        |first: i64, after: i64| (i128::from(first) * DAY_MILLIS, i128::from(after) * DAY_MILLIS);
    let even = |length: i128| {
        let first = local.div_euclid(length) * length;
        (first, first + length)
    };
    let (first, after) = match period {
        Period::Minute => even(60_000),
        Period::Hour => even(3_600_000),
        Period::Day => even(DAY_MILLIS),
        Period::Week => {
            // 1970-01-01 was a Thursday.
            let monday = day - (day + 3).rem_euclid(7);
            days(monday, monday + 7)
        }
        Period::Month => days(first_day_of_month(day), first_day_of_next_month(day)),
    };
    let start = i64::try_from(first - shift).unwrap_or(i64::MIN);
    let end = i64::try_from(after - shift).ok();
    (Timestamp::from_millis(start), end.map(Timestamp::from_millis))
}

/// `2024-03-01 05:00:00 UTC`, for people; parts of a second are cut off.
pub(super) fn spell(time: Timestamp) -> String {
    let day = time.millis().div_euclid(DAY_MILLIS as i64);
    let second = time.millis().rem_euclid(DAY_MILLIS as i64) / 1_000;
    let (year, month) = year_and_month(day);
    let of_month = day - first_of(year, month) + 1;
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{of_month:02} {hour:02}:{minute:02}:{second:02} UTC")
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
                    let bounds = |now| bounds(Period::Month, UtcOffset::hours(offset), now);
                    let shift = i64::from(offset) * 3_600_000;
                    let start = Timestamp::from_millis(day * DAY - shift);
                    let end = Timestamp::from_millis((day + length) * DAY - shift);
                    for now in [start.millis(), start.millis() + DAY, end.millis() - 1] {
                        let found = bounds(Timestamp::from_millis(now));
                        assert_eq!(found, (start, Some(end)), "{year}-{month}");
                    }
                }
                day += length;
            }
        }
    }

    #[test]
    fn days_and_months_before_the_epoch() {
        let last_millisecond_of_1969 = Timestamp::from_millis(-1);
        let day = bounds(Period::Day, UtcOffset::UTC, last_millisecond_of_1969);
        assert_eq!(day.0.millis(), -DAY);
        assert_eq!(day.1, Some(Timestamp::from_millis(0)));
        let month = bounds(Period::Month, UtcOffset::UTC, last_millisecond_of_1969);
        assert_eq!(month.0.millis(), -31 * DAY);
        assert_eq!(month.1, Some(Timestamp::from_millis(0)));
    }

    #[test]
    fn the_day_begins_at_local_midnight() {
        let noon = Timestamp::from_millis(12 * 3_600_000);
        let (start, end) = bounds(Period::Day, UtcOffset::minutes(330), noon);
        assert_eq!(start.millis(), -330 * 60_000);
        assert_eq!(end.map(Timestamp::millis), Some(DAY - 330 * 60_000));
    }

    #[test]
    fn an_hour_of_an_offset_of_half_an_hour_begins_at_half_past() {
        let (start, end) =
            bounds(Period::Hour, UtcOffset::minutes(330), Timestamp::from_millis(3_600_000));
        assert_eq!(start.millis(), 30 * 60_000);
        assert_eq!(end.map(Timestamp::millis), Some(90 * 60_000));
    }

    /// Each day is named by its place after a Monday that is known: 2024-01-01.
    #[test]
    fn a_week_begins_on_monday() {
        let monday = 1_704_067_200_000;
        for day in -400..400 {
            let now = Timestamp::from_millis(monday + day * DAY + DAY - 1);
            let (start, end) = bounds(Period::Week, UtcOffset::UTC, now);
            let expected = monday + day.div_euclid(7) * 7 * DAY;
            assert_eq!(
                (start.millis(), end),
                (expected, Some(Timestamp::from_millis(expected + 7 * DAY)))
            );
        }
    }

    #[test]
    fn a_time_is_spelled() {
        for (millis, spelled) in [
            (0, "1970-01-01 00:00:00 UTC"),
            (-1, "1969-12-31 23:59:59 UTC"),
            (1_709_251_199_999, "2024-02-29 23:59:59 UTC"),
            (253_402_300_800_000, "10000-01-01 00:00:00 UTC"),
        ] {
            assert_eq!(spell(Timestamp::from_millis(millis)), spelled);
        }
        for end in [i64::MIN, i64::MAX] {
            assert!(spell(Timestamp::from_millis(end)).ends_with(" UTC"));
        }
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
            for period in [Period::Minute, Period::Hour, Period::Day, Period::Week, Period::Month] {
                let bounds = |now| bounds(period, offset, now);
                let now = Timestamp::from_millis(now);
                let (start, end) = bounds(now);
                prop_assert!(start <= now);
                prop_assert_eq!(bounds(start), (start, end));
                if let Some(end) = end {
                    prop_assert!(now < end);
                    prop_assert_eq!(bounds(end).0, end);
                    prop_assert_eq!(bounds(Timestamp::from_millis(end.millis() - 1)).0, start);
                }
            }
        }
    }
}
