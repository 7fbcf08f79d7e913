//! The time and the zone that a screen is drawn with. Passed in, so that a story or a test stands still.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use protocol::Timestamp;

/// Where "now" and the zone come from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    /// Milliseconds since 1970.
    pub now_ms: fn() -> i64,
    /// Minutes to add to UTC for local time, at the given moment (summer time moves it).
    pub offset_minutes: fn(i64) -> i32,
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

    /// Local day and "minutes of the day" of a moment; `None` outside the years that a calendar knows.
    pub(crate) fn local(&self, at: Timestamp) -> Option<Local> {
        let offset = Offset::from_seconds((self.offset_minutes)(at.0).checked_mul(60)?).ok()?;
        let zoned = jiff::Timestamp::from_millisecond(at.0)
            .ok()?
            .to_zoned(TimeZone::fixed(offset));
        Some(Local {
            date: zoned.date(),
            hour: zoned.hour(),
            minute: zoned.minute(),
        })
    }
}

/// A moment on the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Local {
    pub date: Date,
    pub hour: i8,
    pub minute: i8,
}

impl Local {
    /// Whole days from this day to `later`.
    pub(crate) fn days_until(&self, later: &Local) -> i32 {
        (later.date - self.date).get_days()
    }
}
