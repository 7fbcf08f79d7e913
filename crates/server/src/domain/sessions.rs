//! Devices that are signed in: beginning, recognising and ending a session.

use protocol::{Account, Device, DeviceId, ErrorCode, Me, Timestamp};

use super::secrets::token_hash;
use super::{Actor, Failure, Work, refuse};
use crate::db::{DbError, DeviceRow, Tx};

/// `last_seen_at` is kept this exactly, in milliseconds: not every request writes.
const SEEN_MS: i64 = 5 * 60 * 1000;

/// What a new session needs that the domain cannot make.
#[derive(Clone)]
pub struct NewSession {
    pub device: DeviceId,
    pub device_name: String,
    pub token: [u8; 32],
}

/// Holds the token.
impl std::fmt::Debug for NewSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewSession({})", self.device)
    }
}

/// A session that was found by its token.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    pub actor: Actor,
    /// Whether it is time to note that the device was seen.
    pub stale: bool,
}

/// Signs a device in. The first one also makes the person joined.
pub(super) async fn begin<T: Tx>(
    work: &mut Work<'_, T>,
    account: Account,
    session: &NewSession,
) -> Result<Me, Failure> {
    let now = work.now();
    let account = match account.joined_at {
        Some(_) => account,
        None => {
            let joined = Account {
                joined_at: Some(now),
                ..account
            };
            work.update_account(joined.clone()).await?;
            joined
        }
    };
    let name: String = session
        .device_name
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(100)
        .collect();
    let device = DeviceRow {
        id: session.device,
        account: account.id,
        name: if name.is_empty() { "A device".into() } else { name },
        signed_in_at: now,
        last_seen_at: now,
    };
    work.tx
        .insert_device(work.ws, &device, &token_hash(&session.token))
        .await?;
    about(work, account, session.device).await
}

async fn about<T: Tx>(work: &mut Work<'_, T>, account: Account, device: DeviceId) -> Result<Me, Failure> {
    let Some((_, workspace)) = work.tx.workspace(work.ws).await? else {
        return Err(DbError::NotReady.into());
    };
    Ok(Me {
        account,
        workspace,
        device,
        limits: work.limits(),
    })
}

/// Who the actor is.
pub async fn me<T: Tx>(work: &mut Work<'_, T>, actor: &Actor) -> Result<Me, Failure> {
    match work.tx.account(work.ws, actor.account).await? {
        Some(account) => about(work, account, actor.device).await,
        None => Err(refuse(
            ErrorCode::SessionEnded,
            "This account is no longer there.",
        )),
    }
}

/// Who a token belongs to.
pub async fn find<T: Tx>(tx: &mut T, token: &[u8; 32], now: Timestamp) -> Result<Option<Found>, Failure> {
    Ok(tx.session(&token_hash(token)).await?.map(|session| Found {
        actor: Actor {
            workspace: session.workspace,
            account: session.account,
            kind: session.kind,
            device: session.device,
        },
        stale: now.since(session.last_seen_at) > SEEN_MS,
    }))
}

/// Notes that the device was seen.
pub async fn touch<T: Tx>(tx: &mut T, actor: &Actor, now: Timestamp) -> Result<(), Failure> {
    Ok(tx.touch_device(actor.workspace, actor.device, now).await?)
}

/// Where the actor is signed in.
pub async fn devices<T: Tx>(tx: &mut T, actor: &Actor) -> Result<Vec<Device>, Failure> {
    let rows = tx.devices(actor.workspace, actor.account).await?;
    Ok(rows
        .into_iter()
        .map(|row| Device {
            id: row.id,
            name: row.name,
            signed_in_at: row.signed_in_at,
            last_seen_at: row.last_seen_at,
            this: row.id == actor.device,
        })
        .collect())
}

/// Ends one of the actor's own sessions.
pub async fn end<T: Tx>(tx: &mut T, actor: &Actor, device: DeviceId) -> Result<(), Failure> {
    if tx.delete_device(actor.workspace, actor.account, device).await? {
        Ok(())
    } else {
        Err(refuse(ErrorCode::NotFound, "There is no such device."))
    }
}
