//! Signing in with six digits that were sent to an address, and opening a practice with them.
//!
//! Whether an address is known shows nowhere: every address gets a row, only known ones get a mail. A wrong attempt
//! must be counted, so it is an answer here ([`Verified::Wrong`]), not an error that would roll its counting back.

use protocol::{AccountChoice, AccountId, ErrorCode, Me, Timestamp, WorkspaceId};

use super::secrets::{same, sign_in_hash};
use super::sessions::{self, NewSession};
use super::{Failure, NewPerson, Publication, Rules, Work, people, refuse, text};
use crate::db::{SignInCodeRow, Tx};

/// How long a code works, in milliseconds.
pub const CODE_MS: u64 = 10 * 60 * 1000;
const ATTEMPTS: u32 = 5;

/// What came of a code.
#[derive(Debug)]
pub enum Verified {
    Session(Box<Me>, Vec<Publication>),
    Choose(Vec<AccountChoice>),
    NewHere,
    Wrong,
}

impl Verified {
    /// What is to be made known once this is committed.
    pub fn take_publications(&mut self) -> Vec<Publication> {
        match self {
            Self::Session(_, publications) => std::mem::take(publications),
            Self::Choose(_) | Self::NewHere | Self::Wrong => Vec::new(),
        }
    }
}

/// The address in the form in which it is kept and compared.
pub fn normal_email(email: &str) -> Result<String, Failure> {
    text::email(email)
}

/// Whether anybody may open a practice: always, or while there is none.
pub async fn may_sign_up<T: Tx>(tx: &mut T, open: bool) -> Result<bool, Failure> {
    Ok(open || !tx.any_workspace().await?)
}

/// Keeps a new code for the address. Answers whether a mail with it is to be sent.
pub async fn start<T: Tx>(
    tx: &mut T,
    email: &str,
    digits: &str,
    now: Timestamp,
    sign_up: bool,
) -> Result<bool, Failure> {
    let email = text::email(email)?;
    let row = SignInCodeRow {
        hash: sign_in_hash(&email, digits),
        expires_at: now.plus_ms(CODE_MS as i64),
        attempts: 0,
    };
    tx.delete_old_sign_in_codes(now).await?;
    tx.put_sign_in_code(&email, &row).await?;
    Ok(sign_up || !tx.accounts_with_email(&email).await?.is_empty())
}

/// Counts the attempt; a right code stays usable.
async fn check<T: Tx>(tx: &mut T, email: &str, digits: &str, now: Timestamp) -> Result<bool, Failure> {
    let Some(row) = tx.sign_in_code(email).await? else {
        return Ok(false);
    };
    if row.expires_at <= now || row.attempts >= ATTEMPTS {
        return Ok(false);
    }
    if same(row.hash, sign_in_hash(email, digits)) {
        return Ok(true);
    }
    let counted = SignInCodeRow {
        attempts: row.attempts + 1,
        ..row
    };
    tx.put_sign_in_code(email, &counted).await?;
    Ok(false)
}

/// Signs in with a code.
pub async fn verify<T: Tx>(
    tx: &mut T,
    rules: Rules,
    email: &str,
    digits: &str,
    choice: Option<AccountId>,
    sign_up: bool,
    session: &NewSession,
) -> Result<Verified, Failure> {
    let email = text::email(email)?;
    if !check(tx, &email, digits, rules.now).await? {
        return Ok(Verified::Wrong);
    }
    let mut found = tx.accounts_with_email(&email).await?;
    if let Some(choice) = choice {
        found.retain(|one| one.account.id == choice);
    }
    if found.len() > 1 {
        let choices = found.into_iter().map(|one| AccountChoice {
            account: one.account.id,
            name: one.account.name,
            workspace_name: one.workspace.name,
        });
        return Ok(Verified::Choose(choices.collect()));
    }
    let Some(one) = found.pop() else {
        return Ok(if sign_up && choice.is_none() {
            Verified::NewHere
        } else {
            Verified::Wrong
        });
    };
    tx.delete_sign_in_code(&email).await?;
    let ws = one.workspace.id;
    tx.lock_workspace(ws).await?;
    let Some(account) = tx.account(ws, one.account.id).await? else {
        return Ok(Verified::Wrong);
    };
    let mut work = Work::new(tx, ws, rules);
    let me = sessions::begin(&mut work, account, session).await?;
    Ok(Verified::Session(Box::new(me), work.finish()))
}

/// A practice to be, with its first coach.
#[derive(Debug)]
pub struct NewWorkspace<'a> {
    pub id: WorkspaceId,
    pub name: &'a str,
    pub coach: AccountId,
    pub coach_name: &'a str,
    pub email: &'a str,
    pub brand_hue: u16,
}

/// Opens a practice with a code that was sent to its first coach, and signs them in.
pub async fn open_workspace<T: Tx>(
    tx: &mut T,
    rules: Rules,
    new: &NewWorkspace<'_>,
    digits: &str,
    sign_up: bool,
    session: &NewSession,
) -> Result<Verified, Failure> {
    let email = text::email(new.email)?;
    if !check(tx, &email, digits, rules.now).await? {
        return Ok(Verified::Wrong);
    }
    if !sign_up {
        return Err(refuse(
            ErrorCode::Forbidden,
            "New practices cannot be opened on this server. Ask whoever runs it.",
        ));
    }
    tx.delete_sign_in_code(&email).await?;
    let mut work = Work::new(tx, new.id, rules);
    people::create_workspace(&mut work, new.name, new.brand_hue).await?;
    let coach = NewPerson {
        id: new.coach,
        name: new.coach_name.to_owned(),
        email: Some(email),
        joined_at: Some(rules.now),
    };
    let coach = people::create_coach(&mut work, coach).await?;
    let me = sessions::begin(&mut work, coach, session).await?;
    Ok(Verified::Session(Box::new(me), work.finish()))
}
