//! Waiting for a condition: the one place where a test lets time pass.

use std::future::Future;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// How long anything may take. Generous, because a test machine may be slow; a test that passes never waits for it.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How often is looked.
const STEP: Duration = Duration::from_millis(25);

/// Asks until there is an answer, and fails with what was wanted when there is none in time.
///
/// An error of the question is an error at once: a condition that is merely not yet true answers `None`.
pub async fn until<T, F>(wanted: &str, ask: impl FnMut() -> F) -> Result<T>
where
    F: Future<Output = Result<Option<T>>>,
{
    until_within(PATIENCE, wanted, ask).await
}

/// As [`until`], with a patience of one's own.
pub(crate) async fn until_within<T, F>(
    patience: Duration,
    wanted: &str,
    mut ask: impl FnMut() -> F,
) -> Result<T>
where
    F: Future<Output = Result<Option<T>>>,
{
    let started = now();
    loop {
        if let Some(answer) = ask().await? {
            return Ok(answer);
        }
        if started.elapsed() > patience {
            bail!("waited {:.1} s in vain: {wanted}", patience.as_secs_f32());
        }
        pause().await;
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "patience is measured; what is tested never sees this clock"
)]
fn now() -> Instant {
    Instant::now()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the step between two looks; every wait of the tests ends here"
)]
async fn pause() {
    tokio::time::sleep(STEP).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_answer_ends_the_wait() {
        let mut asked = 0;
        let answer = until("the third time", || {
            asked += 1;
            let answer = (asked == 3).then_some(asked);
            async move { Ok(answer) }
        });
        assert_eq!(answer.await.unwrap(), 3);
    }

    #[tokio::test]
    async fn an_error_is_not_waited_out() {
        let mut asked = 0;
        let answer: Result<()> = until("nothing", || {
            asked += 1;
            async { bail!("broken") }
        })
        .await;
        assert_eq!(answer.unwrap_err().to_string(), "broken");
        assert_eq!(asked, 1);
    }
}
