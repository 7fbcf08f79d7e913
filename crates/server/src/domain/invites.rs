//! Codes by which a person comes in: a client who is invited, or anybody to whom a coach hands a new code. One open
//! code per person, for 48 hours, used once.

use protocol::{Account, AccountId, AccountKind, ConversationId, ErrorCode, Invite, InviteId, Me, Timestamp};

use super::access::{access_account, access_as_coach};
use super::secrets::{invite_hash, wrong_code};
use super::sessions::{self, NewSession};
use super::{Actor, Failure, NewClient, NewPerson, Publication, Rules, Work, people, refuse, text};
use crate::db::{InviteRow, Tx};

/// How long a code works, in milliseconds.
pub const INVITE_MS: i64 = 48 * 60 * 60 * 1000;

/// What a new invite needs that the domain cannot make.
#[derive(Clone)]
pub struct NewInvite {
    pub id: InviteId,
    pub code: String,
    /// For a client who does not exist yet.
    pub account: AccountId,
    pub direct: ConversationId,
}

/// Holds the code.
impl std::fmt::Debug for NewInvite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewInvite({})", self.id)
    }
}

/// Whom a coach invites.
#[derive(Clone, Debug)]
pub struct Invitee {
    pub name: String,
    pub email: Option<String>,
    pub account: Option<AccountId>,
}

/// A coach invites a client, making them when they do not exist.
pub async fn create<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    invitee: Invitee,
    new: &NewInvite,
) -> Result<(Invite, Account), Failure> {
    access_as_coach(actor)?;
    let email = invitee.email.as_deref().map(text::email).transpose()?;
    let existing = match (invitee.account, &email) {
        (Some(account), _) => Some(access_account(work.tx, actor, account).await?),
        (None, Some(email)) => work.tx.account_by_email(work.ws, email).await?,
        (None, None) => None,
    };
    let account = match existing {
        Some(account) if account.kind == AccountKind::Coach => {
            return Err(refuse(
                ErrorCode::Taken,
                "That is a coach: coaches sign in with their e-mail address.",
            ));
        }
        Some(account) => account,
        None => {
            let person = NewPerson {
                id: new.account,
                name: invitee.name,
                email,
                joined_at: None,
            };
            let client = NewClient {
                person,
                direct: new.direct,
            };
            people::create_client(work, client).await?
        }
    };
    let invite = hand_code(work, &account, new).await?;
    Ok((invite, account))
}

/// A new code for an account; the one before stops working.
pub async fn hand_code<T: Tx>(
    work: &mut Work<'_, T>,
    account: &Account,
    new: &NewInvite,
) -> Result<Invite, Failure> {
    let row = InviteRow {
        id: new.id,
        account: account.id,
        expires_at: work.now().plus_ms(INVITE_MS),
        used_at: None,
    };
    work.tx.delete_open_invites_of(work.ws, account.id).await?;
    work.tx
        .insert_invite(work.ws, &row, &invite_hash(&new.code)?)
        .await?;
    Ok(Invite {
        code: Some(new.code.clone()),
        ..shown(row, account)
    })
}

fn shown(row: InviteRow, account: &Account) -> Invite {
    Invite {
        id: row.id,
        account: account.id,
        // A coach has no direct conversation of their own, and no invite of a coach is ever listed.
        conversation: account.direct.unwrap_or(ConversationId::from_number(0)),
        name: account.name.clone(),
        expires_at: row.expires_at,
        code: None,
        link: None,
        qr: None,
    }
}

/// The open invites of the practice's clients, newest first, without their codes.
pub async fn list<T: Tx>(tx: &mut T, actor: &Actor, now: Timestamp) -> Result<Vec<Invite>, Failure> {
    access_as_coach(actor)?;
    let mut invites = Vec::new();
    for row in tx.open_invites(actor.workspace, now).await? {
        let account = tx.account(actor.workspace, row.account).await?;
        if let Some(account) = account.filter(|account| account.kind == AccountKind::Client) {
            invites.push(shown(row, &account));
        }
    }
    Ok(invites)
}

pub async fn revoke<T: Tx>(tx: &mut T, actor: &Actor, id: InviteId) -> Result<(), Failure> {
    access_as_coach(actor)?;
    if tx.delete_invite(actor.workspace, id).await? {
        Ok(())
    } else {
        Err(refuse(ErrorCode::NotFound, "There is no such open invite."))
    }
}

/// Signs in with a code.
pub async fn redeem<T: Tx>(
    tx: &mut T,
    rules: Rules,
    code: &str,
    session: &NewSession,
) -> Result<(Me, Vec<Publication>), Failure> {
    let hash = invite_hash(code)?;
    let Some((ws, _)) = tx.invite_by_code(&hash).await? else {
        return Err(wrong_code());
    };
    tx.lock_workspace(ws).await?;
    let found = tx.invite_by_code(&hash).await?;
    let Some((_, invite)) =
        found.filter(|(_, invite)| invite.used_at.is_none() && invite.expires_at > rules.now)
    else {
        return Err(wrong_code());
    };
    let Some(account) = tx.account(ws, invite.account).await? else {
        return Err(wrong_code());
    };
    tx.use_invite(ws, invite.id, rules.now).await?;
    let mut work = Work::new(tx, ws, rules);
    let me = sessions::begin(&mut work, account, session).await?;
    Ok((me, work.finish()))
}
