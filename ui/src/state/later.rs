//! Moments to choose from: when to follow up, how long to be quiet. By the person's own clock and zone.

use protocol::Timestamp;

use crate::format::clock::Clock;

const HOUR_MS: i64 = 3_600_000;
/// 9:00, in minutes.
const MORNING: i64 = 9 * 60;
/// 31 December 9999: every clock can say it, and nobody waits for it.
const FOR_EVER: Timestamp = Timestamp(253_402_214_400_000);

/// A moment and what it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    pub label: &'static str,
    pub at: Timestamp,
}

/// When to come back to a message. "Later today" is three hours on, and not offered when that is tomorrow.
pub(crate) fn follow_ups(clock: &Clock) -> Vec<Choice> {
    let now = clock.now();
    let Some(today) = clock.local(now) else {
        return Vec::new();
    };
    let mut choices = Vec::new();
    if today.minute < 20 * 60 {
        let at = Timestamp(now.0 + 3 * HOUR_MS);
        choices.push(Choice {
            label: "Later today",
            at,
        });
    }
    choices.push(Choice {
        label: "Tomorrow",
        at: clock.at(today.day + 1, MORNING),
    });
    let monday = today.day + 7 - today.weekday() as i64;
    // On a Sunday the next Monday is tomorrow.
    if monday > today.day + 1 {
        choices.push(Choice {
            label: "Next Monday",
            at: clock.at(monday, MORNING),
        });
    }
    choices
}

/// A day from a date field (`2026-05-14`), at 9:00; `None` when it is no day, or over by then.
pub(crate) fn on_day(clock: &Clock, day: &str) -> Option<Timestamp> {
    let at = clock.at(crate::format::clock::day_number(day)?, MORNING);
    (at > clock.now()).then_some(at)
}

/// How long a conversation may be quiet.
pub(crate) fn mutes(clock: &Clock) -> Vec<Choice> {
    let now = clock.now();
    let mut choices = vec![
        Choice {
            label: "For 1 hour",
            at: Timestamp(now.0 + HOUR_MS),
        },
        Choice {
            label: "For 8 hours",
            at: Timestamp(now.0 + 8 * HOUR_MS),
        },
    ];
    if let Some(today) = clock.local(now) {
        choices.push(Choice {
            label: "Until tomorrow, 8:00",
            at: clock.at(today.day + 1, 8 * 60),
        });
    }
    choices.push(Choice {
        label: "Always",
        at: FOR_EVER,
    });
    choices
}

/// Whether a conversation is quiet now.
pub(crate) fn is_muted(clock: &Clock, until: Option<Timestamp>) -> bool {
    until.is_some_and(|until| until > clock.now())
}

/// Whether it stays quiet until somebody says otherwise.
pub(crate) fn is_for_ever(until: Timestamp) -> bool {
    until >= FOR_EVER
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::times::full_time;

    /// Tuesday 12 May 2026, 14:32 in Vienna (UTC+2).
    const NOW: i64 = 1_778_589_120_000;
    const CLOCK: Clock = Clock {
        now_ms: || NOW,
        offset_minutes: |_| 120,
        twelve_hours: false,
    };

    fn said(choices: &[Choice]) -> Vec<(&'static str, String)> {
        choices
            .iter()
            .map(|choice| (choice.label, full_time(&CLOCK, choice.at)))
            .collect()
    }

    #[test]
    fn follow_ups_are_at_nine_of_the_person_s_own_day() {
        assert_eq!(
            said(&follow_ups(&CLOCK)),
            [
                ("Later today", "12 May 2026, 17:32".to_owned()),
                ("Tomorrow", "13 May 2026, 9:00".to_owned()),
                ("Next Monday", "18 May 2026, 9:00".to_owned()),
            ]
        );
    }

    #[test]
    fn late_on_a_sunday_there_is_only_tomorrow() {
        let sunday = Clock {
            now_ms: || NOW + 5 * 24 * HOUR_MS + 7 * HOUR_MS,
            ..CLOCK
        };
        assert_eq!(
            said(&follow_ups(&sunday)),
            [("Tomorrow", "18 May 2026, 9:00".to_owned())]
        );
    }

    #[test]
    fn a_chosen_day_is_one_that_comes() {
        assert_eq!(
            on_day(&CLOCK, "2026-05-14").map(|at| full_time(&CLOCK, at)),
            Some("14 May 2026, 9:00".into())
        );
        for day in ["2026-05-12", "2020-01-01", "2026-02-30", "2026-13-01", "soon", ""] {
            assert_eq!(on_day(&CLOCK, day), None, "{day}");
        }
    }

    #[test]
    fn quiet_ends_by_itself_or_never() {
        let mutes = mutes(&CLOCK);
        assert_eq!(
            said(&mutes[..3]),
            [
                ("For 1 hour", "12 May 2026, 15:32".to_owned()),
                ("For 8 hours", "12 May 2026, 22:32".to_owned()),
                ("Until tomorrow, 8:00", "13 May 2026, 8:00".to_owned()),
            ]
        );
        assert!(is_for_ever(mutes[3].at) && !is_for_ever(mutes[2].at));
        assert!(is_muted(&CLOCK, Some(mutes[0].at)));
        assert!(!is_muted(&CLOCK, Some(Timestamp(NOW))));
        assert!(!is_muted(&CLOCK, None));
    }
}
