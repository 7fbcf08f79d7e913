//! The stopwatch: the only place that looks at real time.

use std::time::Instant;

#[expect(
    clippy::disallowed_methods,
    reason = "this program measures real time, that is all it does"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}
