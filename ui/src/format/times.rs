//! Times as people say them: now, 5 min, 14:20 or 2:20 PM, Yesterday, Tue, 12 May.

use protocol::Timestamp;

use super::clock::{Clock, Date, Local};

const MINUTE: i64 = 60_000;

/// In a row of the list: as short as it can be.
pub(crate) fn row_time(clock: &Clock, at: Timestamp) -> String {
    let now = clock.now();
    let age = now.since(at);
    let (Some(then), Some(today)) = (clock.local(at), clock.local(now)) else {
        return String::new();
    };
    if age < MINUTE {
        return "now".into(); // also for a server whose clock is a little ahead
    }
    if age < 60 * MINUTE {
        return format!("{} min", age / MINUTE);
    }
    match then.days_until(&today) {
        ..=0 => hour_minute(clock, &then),
        1 => "Yesterday".into(),
        2..=6 => short_weekday(&then).into(),
        _ => day_month(&then, &today),
    }
}

/// How long somebody has waited: 5 min, 3 h, 2 days.
pub(crate) fn waited(clock: &Clock, since: Timestamp) -> String {
    const HOUR: i64 = 60 * MINUTE;
    let age = clock.now().since(since).max(0);
    if age < HOUR {
        format!("{} min", (age / MINUTE).max(1))
    } else if age < 48 * HOUR {
        format!("{} h", age / HOUR)
    } else {
        format!("{} days", age / (24 * HOUR))
    }
}

/// In a bubble: 14:20.
pub(crate) fn clock_time(clock: &Clock, at: Timestamp) -> String {
    clock
        .local(at)
        .map(|local| hour_minute(clock, &local))
        .unwrap_or_default()
}

/// On hover: 12 May 2026, 14:20.
pub(crate) fn full_time(clock: &Clock, at: Timestamp) -> String {
    clock.local(at).map_or_else(String::new, |local| {
        let date = local.date();
        let time = hour_minute(clock, &local);
        format!("{} {} {}, {time}", date.day, month(&date), date.year)
    })
}

/// The divider of a day in a timeline: Today, Yesterday, Tuesday, 12 May, 12 May 2025.
pub(crate) fn day_label(clock: &Clock, day: &Local) -> String {
    let Some(today) = clock.local(clock.now()) else {
        return String::new();
    };
    match day.days_until(&today) {
        ..=0 => "Today".into(),
        1 => "Yesterday".into(),
        2..=6 => weekday(day).into(),
        _ => format!("{}, {}", short_weekday(day), day_month(day, &today)),
    }
}

/// As part of a sentence: "14:20", "yesterday, 14:20", "12 May, 14:20".
pub(crate) fn moment(clock: &Clock, at: Timestamp) -> String {
    let (Some(then), Some(today)) = (clock.local(at), clock.local(clock.now())) else {
        return String::new();
    };
    let time = hour_minute(clock, &then);
    match then.days_until(&today) {
        -1 => format!("tomorrow, {time}"),
        0 => time,
        1 => format!("yesterday, {time}"),
        _ => format!("{}, {time}", day_month(&then, &today)),
    }
}

/// A day alone: 12 May, 12 May 2025.
pub(crate) fn day(clock: &Clock, at: Timestamp) -> String {
    let (Some(then), Some(today)) = (clock.local(at), clock.local(clock.now())) else {
        return String::new();
    };
    day_month(&then, &today)
}

/// The heading of a month: May, December 2025.
pub(crate) fn month_label(clock: &Clock, at: Timestamp) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (Some(then), Some(today)) = (clock.local(at), clock.local(clock.now())) else {
        return String::new();
    };
    let date = then.date();
    let name = MONTHS.get(date.month).copied().unwrap_or_default();
    if date.year == today.date().year {
        name.to_owned()
    } else {
        format!("{name} {}", date.year)
    }
}

fn hour_minute(clock: &Clock, local: &Local) -> String {
    let (hour, minute) = (local.minute / 60, local.minute % 60);
    if !clock.twelve_hours {
        return format!("{hour}:{minute:02}");
    }
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    format!("{hour}:{minute:02}\u{a0}{half}") // one word: never on two lines
}

fn day_month(local: &Local, today: &Local) -> String {
    let date = local.date();
    let short = format!("{} {}", date.day, month(&date));
    if date.year == today.date().year {
        short
    } else {
        format!("{short} {}", date.year)
    }
}

fn month(date: &Date) -> &'static str {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    MONTHS.get(date.month).copied().unwrap_or_default()
}

fn weekday(local: &Local) -> &'static str {
    const DAYS: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    DAYS.get(local.weekday()).copied().unwrap_or_default()
}

fn short_weekday(local: &Local) -> &'static str {
    weekday(local).get(..3).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tuesday 12 May 2026, 14:32 in Vienna (UTC+2).
    const NOW: i64 = 1_778_589_120_000;
    const VIENNA: Clock = Clock {
        now_ms: || NOW,
        offset_minutes: |_| 120,
        twelve_hours: false,
    };

    #[test]
    fn a_row_says_when_in_the_fewest_words() {
        let hour = 60 * MINUTE;
        let cases = [
            (0, "now"),
            (-5_000, "now"),
            (59_000, "now"),
            (5 * MINUTE, "5 min"),
            (59 * MINUTE, "59 min"),
            (2 * hour, "12:32"),
            (14 * hour, "0:32"),
            (15 * hour, "Yesterday"), // 23:32 the evening before
            (38 * hour, "Yesterday"),
            (39 * hour, "Sun"),
            (6 * 24 * hour, "Wed"),
            (7 * 24 * hour, "5 May"),
            (133 * 24 * hour, "30 Dec 2025"),
        ];
        for (ago, words) in cases {
            assert_eq!(row_time(&VIENNA, Timestamp(NOW - ago)), words, "{ago} ms ago");
        }
    }

    #[test]
    fn waiting_is_told_in_round_numbers() {
        let hour = 60 * MINUTE;
        for (ago, words) in [
            (-MINUTE, "1 min"),
            (0, "1 min"),
            (59 * MINUTE, "59 min"),
            (hour, "1 h"),
            (47 * hour, "47 h"),
            (48 * hour, "2 days"),
            (200 * hour, "8 days"),
        ] {
            assert_eq!(waited(&VIENNA, Timestamp(NOW - ago)), words, "{ago} ms");
        }
    }

    #[test]
    fn a_day_has_its_name_for_a_week() {
        let day = |days: i64| {
            let local = VIENNA.local(Timestamp(NOW - days * 86_400_000)).unwrap();
            day_label(&VIENNA, &local)
        };
        assert_eq!(
            [day(0), day(1), day(2), day(7), day(400)],
            ["Today", "Yesterday", "Sunday", "Tue, 5 May", "Mon, 7 Apr 2025"]
        );
    }

    #[test]
    fn moments_fit_into_sentences() {
        assert_eq!(moment(&VIENNA, Timestamp(NOW)), "14:32");
        assert_eq!(moment(&VIENNA, Timestamp(NOW - 86_400_000)), "yesterday, 14:32");
        assert_eq!(moment(&VIENNA, Timestamp(NOW + 86_400_000)), "tomorrow, 14:32");
        assert_eq!(moment(&VIENNA, Timestamp(NOW + 2 * 86_400_000)), "14 May, 14:32");
        assert_eq!(full_time(&VIENNA, Timestamp(NOW)), "12 May 2026, 14:32");
    }

    #[test]
    fn months_have_their_year_when_it_is_another() {
        assert_eq!(month_label(&VIENNA, Timestamp(NOW)), "May");
        assert_eq!(
            month_label(&VIENNA, Timestamp(NOW - 200 * 86_400_000)),
            "October 2025"
        );
    }

    #[test]
    fn hours_are_told_as_the_language_has_it() {
        let american = Clock {
            twelve_hours: true,
            ..VIENNA
        };
        let hour = 60 * MINUTE;
        for (ago, words) in [
            (0, "2:32\u{a0}PM"),
            (2 * hour, "12:32\u{a0}PM"),
            (3 * hour, "11:32\u{a0}AM"),
            (14 * hour, "12:32\u{a0}AM"),
        ] {
            assert_eq!(clock_time(&american, Timestamp(NOW - ago)), words, "{ago} ms ago");
        }
        let yesterday = Timestamp(NOW - 24 * hour);
        assert_eq!(moment(&american, yesterday), "yesterday, 2:32\u{a0}PM");
        assert_eq!(full_time(&american, yesterday), "11 May 2026, 2:32\u{a0}PM");
    }

    #[test]
    fn a_time_that_no_calendar_knows_is_nothing_and_no_crash() {
        assert_eq!(row_time(&VIENNA, Timestamp(i64::MAX)), "");
        assert_eq!(clock_time(&VIENNA, Timestamp(i64::MIN)), "");
    }
}
