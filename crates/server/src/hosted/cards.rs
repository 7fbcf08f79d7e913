//! Looks at the links that messages bring, a few at a time, and gives the messages their cards.
//!
//! Owns when: woken by a message that was committed here, and else every few seconds, for what other nodes left and what is to
//! be tried again. Links and what pages say never reach a log.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use protocol::{Change, Limits, LinkCard, Timestamp};
use tokio::sync::Notify;
use tokio::time::MissedTickBehavior;

use super::{Db, Lane, Server, system};
use crate::cards::{Looker, NoCard};
use crate::db::{ClaimedJob, JobKind, Jobs as _};
use crate::domain::{self, Failure, Publication};
use crate::metrics::{self, Looked};

/// Links that are looked at at once.
const AT_ONCE: usize = 4;
const EVERY: Duration = Duration::from_secs(10);
/// Longer than looking can take: then it is somebody else's.
const CLAIMED_MS: i64 = 60_000;
/// Before the second and the third attempt. After that it is given up.
const AGAIN_MS: [i64; 2] = [30_000, 300_000];

/// How long the doctor can tell that one was given up.
const REMEMBERED_MS: i64 = 7 * 24 * 3_600_000;
const FORGET_AT_ONCE: u32 = 500;
/// In rings: hourly.
const FORGET_EVERY: u64 = 360;

/// Tells the workers that there may be something to do, and when to stop.
#[derive(Debug, Default)]
pub(crate) struct Bell {
    ringing: Notify,
    stopping: AtomicBool,
}

impl Bell {
    /// What was published may have brought a link.
    pub(super) fn hear(&self, publication: &Publication) {
        let brings = |change: &Change| match change {
            Change::Message(message) => domain::cards::wanted(message).is_some(),
            _ => false,
        };
        if publication.page.changes.iter().any(brings) {
            self.ringing.notify_one();
        }
    }

    /// Nothing new is begun.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }
}

/// Looks at links until it is aborted. One that is looked at then is somebody else's a minute later.
pub(super) async fn work<D: Db>(server: Arc<Server<D>>, looker: Looker, bell: Arc<Bell>) {
    let workers = (0..AT_ONCE).map(|_| one_after_the_other(&server, &looker, &bell));
    tokio::join!(join_all(workers), ring(&server.db, &bell));
}

async fn ring<D: Db>(db: &D, bell: &Bell) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for tick in 0_u64.. {
        ticks.tick().await;
        bell.ringing.notify_one();
        if tick % FORGET_EVERY == 0
            && let Err(failure) = forget(db).await
        {
            tracing::warn!(error = ?failure, "old failures stay until the next time");
        }
    }
}

async fn forget<D: Db>(db: &D) -> Result<u32, Failure> {
    db.note(Lane::Apart, |desk| {
        async move {
            let before = Timestamp(desk.now.0.saturating_sub(REMEMBERED_MS));
            Ok(desk.tx.forget_jobs(before, FORGET_AT_ONCE).await?)
        }
        .boxed()
    })
    .await
}

async fn one_after_the_other<D: Db>(server: &Server<D>, looker: &Looker, bell: &Bell) {
    loop {
        bell.ringing.notified().await;
        while !bell.stopping.load(Ordering::Relaxed) {
            match claim(&server.db).await {
                Ok(None) => break,
                Ok(Some(job)) => {
                    // There may be more, for another one.
                    bell.ringing.notify_one();
                    let looked = if job.attempts as usize > AGAIN_MS.len() + 1 {
                        Err(NoCard::Unfinished)
                    } else {
                        looker.look(&job.payload).await
                    };
                    if let Err(failure) = settle(&server.db, server.config.limits, job, looked).await {
                        tracing::warn!(error = ?failure, "what came of a link could not be written");
                    }
                }
                Err(failure) => {
                    tracing::warn!(error = ?failure, "links are looked at later");
                    break;
                }
            }
        }
    }
}

/// Asks by reading first: nobody waits for a writer who has nothing to write.
async fn claim<D: Db>(db: &D) -> Result<Option<ClaimedJob>, Failure> {
    let now = system::now();
    let due = db.read(move |tx| async move { Ok(tx.is_job_due(JobKind::LinkCard, now).await?) }.boxed());
    if !due.await? {
        return Ok(None);
    }
    db.note(Lane::Apart, |desk| {
        async move {
            let until = desk.now.plus_ms(CLAIMED_MS);
            Ok(desk.tx.claim_job(JobKind::LinkCard, desk.now, until).await?)
        }
        .boxed()
    })
    .await
}

/// Writes what came of it.
async fn settle<D: Db>(
    db: &D,
    limits: Limits,
    job: ClaimedJob,
    looked: Result<LinkCard, NoCard>,
) -> Result<(), Failure> {
    let why = match looked {
        Ok(card) => {
            metrics::looked(Looked::Fetched);
            return db
                .write(Lane::Workspace(job.workspace), move |desk| {
                    let rules = domain::Rules {
                        now: desk.now,
                        limits,
                    };
                    async move {
                        let told = domain::cards::attach(&mut desk.tx, rules, &job, card).await?;
                        Ok(((), told))
                    }
                    .boxed()
                })
                .await;
        }
        Err(why) => why,
    };
    metrics::looked(if why.may_pass() {
        Looked::Failed
    } else {
        Looked::Refused
    });
    tracing::debug!(error = %why, attempts = job.attempts, "a link has no card");
    db.note(Lane::Apart, move |desk| {
        async move {
            let again = usize::try_from(job.attempts.saturating_sub(1)).unwrap_or(usize::MAX);
            if !why.may_pass() {
                desk.tx.finish_job(&job).await?;
            } else if let Some(wait) = AGAIN_MS.get(again) {
                let due = desk.now.plus_ms(*wait);
                desk.tx.postpone_job(&job, due, &why.to_string()).await?;
            } else {
                desk.tx.give_up_job(&job, desk.now, &why.to_string()).await?;
            }
            Ok(())
        }
        .boxed()
    })
    .await
}

#[cfg(test)]
mod tests;
