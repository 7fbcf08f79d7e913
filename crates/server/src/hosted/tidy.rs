//! What is swept away by and by: answers to commands that nobody will ask for again, and when watermarks rose long ago.
//!
//! A little at a time, so that nobody's message waits for it.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use protocol::Timestamp;
use tokio::time::MissedTickBehavior;

use super::{Db, Lane, Server};
use crate::db::{Commands as _, ReceiptSteps as _};
use crate::domain::Failure;

const EVERY: Duration = Duration::from_secs(3_600);
/// How long an answer is kept for an app that has not heard it: docs/PROTOCOL.md says what happens after that.
const ANSWERS_MS: i64 = 30 * DAY_MS;
/// How long it is known when a message was read.
const STEPS_MS: i64 = 90 * DAY_MS;
const DAY_MS: i64 = 24 * 3_600_000;
/// Rows in one commit.
const AT_ONCE: u32 = 500;
/// Commits in one round. What is left waits for the next: a backlog is gone in days, and nobody notices.
const ROUNDS: u32 = 100;

/// Sweeps at once and then every hour, until it is aborted.
pub(crate) async fn tidy<D: Db>(server: Arc<Server<D>>) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        for what in [Sweep::Answers, Sweep::Steps] {
            match sweep(&server.db, what).await {
                Ok(0) => {}
                Ok(swept) => tracing::info!(?what, swept, "what is old was swept away"),
                Err(failure) => {
                    tracing::warn!(?what, error = ?failure, "what is old stays until the next time")
                }
            }
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Sweep {
    /// To commands.
    Answers,
    /// Of watermarks.
    Steps,
}

async fn sweep<D: Db>(db: &D, what: Sweep) -> Result<u32, Failure> {
    let mut swept = 0;
    for _ in 0..ROUNDS {
        let gone = db
            .note(Lane::Apart, move |desk| {
                async move {
                    let before = |kept: i64| Timestamp(desk.now.0.saturating_sub(kept));
                    Ok(match what {
                        Sweep::Answers => desk.tx.forget_outcomes(before(ANSWERS_MS), AT_ONCE).await?,
                        Sweep::Steps => desk.tx.forget_steps(before(STEPS_MS), AT_ONCE).await?,
                    })
                }
                .boxed()
            })
            .await?;
        swept += gone;
        if gone < AT_ONCE {
            break;
        }
    }
    Ok(swept)
}

#[cfg(test)]
mod tests {
    use protocol::{AccountId, CommandId};

    use super::*;
    use crate::admin::Admin;
    use crate::config::Config;
    use crate::hosted::{Embedded, Pooled};

    async fn old_answers_go_and_new_ones_stay<D: Db>(db: D, admin: Admin<D>) {
        let (practice, ana) = admin
            .create_workspace("Fit with Ana", 1, "Ana", "ana@fit.example")
            .await
            .unwrap();
        let (ws, ana): (_, AccountId) = (practice.id, ana.id);
        let stored = |count: u32, age_ms: i64| {
            db.note(Lane::Workspace(ws), move |desk| {
                async move {
                    let at = Timestamp(desk.now.0 - age_ms);
                    for number in 0..count {
                        let id =
                            CommandId::from_number(u128::from(number) + at.0.unsigned_abs() as u128 * 1_000);
                        desk.tx.store_outcome(ws, ana, id, at, "{}").await?;
                    }
                    Ok(())
                }
                .boxed()
            })
        };
        stored(AT_ONCE + 3, ANSWERS_MS + 60_000).await.unwrap();
        stored(2, ANSWERS_MS - 60_000).await.unwrap();
        assert_eq!(sweep(&db, Sweep::Answers).await.unwrap(), AT_ONCE + 3);
        assert_eq!(sweep(&db, Sweep::Answers).await.unwrap(), 0);
        let left = db.note(Lane::Apart, |desk| {
            async move { Ok(desk.tx.forget_outcomes(Timestamp(i64::MAX), 10).await?) }.boxed()
        });
        assert_eq!(left.await.unwrap(), 2);
        admin.close().await.unwrap();
    }

    #[tokio::test]
    async fn old_answers_are_swept_on_every_database() {
        let data = tempfile::tempdir().unwrap();
        let open = || Embedded::open(&Config::new(data.path())).unwrap().0;
        old_answers_go_and_new_ones_stay(open(), Admin::on(open())).await;
        let url = backing::Postgres::shared().unwrap().create_database().unwrap();
        let (one, other) = (
            Pooled::connect(&url, 4).await.unwrap(),
            Pooled::connect(&url, 4).await.unwrap(),
        );
        old_answers_go_and_new_ones_stay(one.0, Admin::on(other.0)).await;
    }
}
