//! The time, the zone and the hours that a screen is drawn with. Passed in, so that a story or a test stands still.
//!
//! The zone is asked for its offset at each moment, so that summer time is right on both sides of its change; from
//! there on a calendar is arithmetic.

use protocol::Timestamp;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// As far from 1970 as a browser's calendar reaches (ECMAScript: 100 million days).
const FARTHEST_MS: i64 = 100_000_000 * DAY_MS;

/// Where "now", the zone and the habit of telling hours come from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    /// Milliseconds since 1970.
    pub now_ms: fn() -> i64,
    /// Minutes to add to UTC for local time, at the given moment (summer time moves it).
    pub offset_minutes: fn(i64) -> i32,
    /// 2:20 PM in place of 14:20, as the person's language has it.
    pub twelve_hours: bool,
}

impl PartialEq for Clock {
    fn eq(&self, _: &Self) -> bool {
        true // one clock for the life of a page
    }
}

impl Clock {
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp((self.now_ms)())
    }

    /// Local day and minute of a moment; `None` where no calendar reaches.
    pub(crate) fn local(&self, at: Timestamp) -> Option<Local> {
        if at.0.unsigned_abs() > FARTHEST_MS.unsigned_abs() {
            return None;
        }
        let ms = at.0 + i64::from((self.offset_minutes)(at.0)) * MINUTE_MS;
        Some(Local {
            day: ms.div_euclid(DAY_MS),
            minute: ms.rem_euclid(DAY_MS) / MINUTE_MS,
        })
    }

    /// The moment of a local day and minute. Where summer time leaves an hour out, the one after it.
    pub(crate) fn at(&self, day: i64, minute: i64) -> Timestamp {
        let wall = day * DAY_MS + minute * MINUTE_MS;
        let back = |at: i64| wall - i64::from((self.offset_minutes)(at)) * MINUTE_MS;
        Timestamp(back(back(wall))) // the offset is that of the moment itself
    }
}

/// Days since 1 January 1970 of a date such as `2026-05-14`.
pub(crate) fn day_number(date: &str) -> Option<i64> {
    let mut parts = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // The way of `Local::date` backwards.
    let year_from_march = if month > 2 { year } else { year - 1 };
    let era = year_from_march.div_euclid(400);
    let of_era = year_from_march.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let number = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    let found = Local {
        day: number,
        minute: 0,
    }
    .date();
    (found.day == day).then_some(number) // 30 February is none
}

/// A moment on the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Local {
    /// Days since 1 January 1970.
    pub day: i64,
    /// Minutes since midnight, by a day of 24 hours.
    pub minute: i64,
}

impl Local {
    /// Whole days from this day to `later`.
    pub(crate) fn days_until(&self, later: &Local) -> i64 {
        later.day - self.day
    }

    /// 0 is Monday.
    pub(crate) fn weekday(&self) -> usize {
        (self.day + 3).rem_euclid(7) as usize // 1 January 1970 was a Thursday
    }

    /// The day of the Gregorian calendar: counted in eras of 400 years that begin on 1 March, so that the leap day comes last.
    pub(crate) fn date(&self) -> Date {
        let from_march = self.day + 719_468; // 1 March of the year 0
        let (era, day) = (from_march.div_euclid(146_097), from_march.rem_euclid(146_097));
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153; // 0 is March
        Date {
            year: era * 400 + year + i64::from(month >= 10),
            month: ((month + 2) % 12) as usize,
            day: day - (153 * month + 2) / 5 + 1,
        }
    }
}

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    pub year: i64,
    /// 0 is January.
    pub month: usize,
    /// From 1 on.
    pub day: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_is_that_of_who_counts_day_by_day() {
        let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let (mut year, mut month, mut day) = (1970, 0, 1);
        for number in 0..200_000 {
            let local = Local {
                day: number,
                minute: 0,
            };
            assert_eq!(local.date(), Date { year, month, day }, "day {number}");
            assert_eq!(local.weekday() as i64, (number + 3) % 7);
            let days = [
                31,
                28 + i64::from(leap(year)),
                31,
                30,
                31,
                30,
                31,
                31,
                30,
                31,
                30,
                31,
            ];
            day += 1;
            if day > days[month] {
                (month, day) = (month + 1, 1);
            }
            if month == 12 {
                (year, month) = (year + 1, 0);
            }
        }
        let date = |day| Local { day, minute: 0 }.date();
        let before = Date {
            year: 1969,
            month: 11,
            day: 31,
        };
        assert_eq!(date(-1), before);
        // 400 years are a whole number of weeks and repeat.
        assert_eq!(date(-146_097).year, 1570);
    }

    #[test]
    fn a_written_date_is_its_day() {
        for day in (-10_000..60_000).step_by(7) {
            let date = Local { day, minute: 0 }.date();
            let written = format!("{:04}-{:02}-{:02}", date.year, date.month + 1, date.day);
            assert_eq!(day_number(&written), Some(day), "{written}");
        }
        for nothing in [
            "2026-02-29",
            "2026-04-31",
            "2026-1",
            "0000-01-01",
            "2026-05-14-1",
            "x-y-z",
        ] {
            assert_eq!(day_number(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn summer_time_moves_the_hours_and_not_the_days() {
        /// Vienna: two hours from 29 March 2026, 1:00 UTC on, one before.
        const CHANGE: i64 = 1_774_746_000_000;
        let vienna = Clock {
            now_ms: || CHANGE,
            offset_minutes: |at| if at < CHANGE { 60 } else { 120 },
            twelve_hours: false,
        };
        let at = |ms: i64| {
            let local = vienna.local(Timestamp(CHANGE + ms)).unwrap();
            (local.date().day, local.minute / 60, local.minute % 60)
        };
        assert_eq!(at(-1), (29, 1, 59));
        assert_eq!(at(0), (29, 3, 0));
        // A day of 23 hours is one day still.
        assert_eq!(at(-2 * 60 * MINUTE_MS - 1), (28, 23, 59));
        assert_eq!(at(21 * 60 * MINUTE_MS - 1), (29, 23, 59));
        assert_eq!(at(21 * 60 * MINUTE_MS), (30, 0, 0));
        // And back: 9:00 on both sides of the change.
        let day = vienna.local(Timestamp(CHANGE)).unwrap().day;
        for day in [day - 1, day, day + 1] {
            let local = vienna.local(vienna.at(day, 540)).unwrap();
            assert_eq!((local.day, local.minute), (day, 540));
        }
    }
}
