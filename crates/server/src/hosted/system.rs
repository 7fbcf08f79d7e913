//! The one place of the server that asks the machine: what time it is, and for random bytes.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use protocol::Timestamp;

use crate::entropy::Entropy;

#[expect(
    clippy::disallowed_methods,
    reason = "the driver's clock, from which all times are passed on"
)]
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Lets time pass, before something is tried again.
#[expect(clippy::disallowed_methods, reason = "the driver's waiting, in the one place")]
pub(crate) async fn pause(time: Duration) {
    tokio::time::sleep(time).await;
}

/// From the operating system. A server without it could only make secrets that can be guessed: it stops.
#[expect(
    clippy::panic,
    reason = "going on without random bytes would be worse than stopping"
)]
pub(crate) fn entropy() -> Entropy {
    Entropy::new(|bytes| {
        if let Err(error) = getrandom::fill(bytes) {
            panic!("the operating system gives no random bytes: {error}");
        }
    })
}
