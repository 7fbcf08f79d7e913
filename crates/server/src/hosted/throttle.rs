//! How often somebody may try: token buckets in memory, per key. Time is passed in.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use protocol::{ApiError, ErrorCode, Timestamp};

/// Keys that are remembered before full buckets are forgotten.
const KEYS: usize = 10_000;

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    at: Timestamp,
}

/// So many at once, then one every so often.
#[derive(Debug)]
pub(crate) struct Throttle<K> {
    burst: f64,
    every_ms: f64,
    buckets: Mutex<HashMap<K, Bucket>>,
}

impl<K: Eq + Hash> Throttle<K> {
    pub(crate) fn new(burst: u32, every_ms: u32) -> Self {
        Self {
            burst: f64::from(burst.max(1)),
            every_ms: f64::from(every_ms.max(1)),
            buckets: Mutex::new(HashMap::new()),
        }
    }

    fn tokens(&self, bucket: Bucket, now: Timestamp) -> f64 {
        let passed = now.since(bucket.at).max(0) as f64;
        (bucket.tokens + passed / self.every_ms).min(self.burst)
    }

    /// Takes one, or says when there will be one.
    pub(crate) fn take(&self, key: K, now: Timestamp) -> Result<(), ApiError> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= KEYS {
            // Who has not tried for long is as good as new.
            buckets.retain(|_, bucket| self.tokens(*bucket, now) < self.burst);
        }
        let bucket = buckets.entry(key).or_insert(Bucket {
            tokens: self.burst,
            at: now,
        });
        let tokens = self.tokens(*bucket, now);
        if tokens < 1.0 {
            let wait = (1.0 - tokens) * self.every_ms;
            return Err(ApiError {
                retry_after_ms: Some(wait.ceil() as u64),
                ..ApiError::new(
                    ErrorCode::SlowDown,
                    "Too many attempts. Wait a little and try again.",
                )
            });
        }
        *bucket = Bucket {
            tokens: tokens - 1.0,
            at: now,
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_then_one_at_a_time_and_each_key_for_itself() {
        let throttle = Throttle::new(2, 1_000);
        let at = |ms| Timestamp(ms);
        assert!(throttle.take("ana", at(0)).is_ok());
        assert!(throttle.take("ana", at(0)).is_ok());
        let refused = throttle.take("ana", at(400)).unwrap_err();
        assert_eq!(
            (refused.code, refused.retry_after_ms),
            (ErrorCode::SlowDown, Some(600))
        );
        assert!(throttle.take("ben", at(400)).is_ok());
        assert!(throttle.take("ana", at(1_000)).is_ok());
        assert!(throttle.take("ana", at(1_001)).is_err());
    }
}
