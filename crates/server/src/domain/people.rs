//! The practice and its people: opening one, coaches, clients with their direct conversation, one's own name.

use protocol::{
    Account, AccountId, AccountKind, Conversation, ConversationId, ConversationKind, ErrorCode, Outcome,
    Role, Timestamp, Workspace,
};

use super::conversations::{bring_in, said_so_far};
use super::{Actor, Failure, Work, cohorts, refuse, text};
use crate::db::{DbError, Tx};

/// A person to be. `joined_at` is `None` while the invitation is open.
#[derive(Clone, Debug)]
pub struct NewPerson {
    pub id: AccountId,
    pub name: String,
    pub email: Option<String>,
    pub joined_at: Option<Timestamp>,
}

/// A client to be, with the id for the direct conversation.
#[derive(Clone, Debug)]
pub struct NewClient {
    pub person: NewPerson,
    pub direct: ConversationId,
}

/// Opens the practice that `work` is for.
pub async fn create_workspace<T: Tx>(
    work: &mut Work<'_, T>,
    name: &str,
    brand_hue: u16,
) -> Result<Workspace, Failure> {
    let workspace = Workspace {
        id: work.ws,
        name: text::name(work.limits(), name)?,
        brand_hue: brand_hue % 360,
        receipts: protocol::ReceiptPolicy::default(),
    };
    work.insert_workspace(workspace.clone()).await?;
    Ok(workspace)
}

/// A coach joins the practice, and with it the direct conversations of all its clients.
pub async fn create_coach<T: Tx>(work: &mut Work<'_, T>, person: NewPerson) -> Result<Account, Failure> {
    let coach = create_account(work, person, AccountKind::Coach, None).await?;
    for id in work.tx.direct_conversations(work.ws).await? {
        let said = said_so_far(work, id).await?;
        if let Some((_, direct)) = work.tx.conversation(work.ws, id).await? {
            bring_in(work, &direct, &coach, Role::Member, said).await?;
        }
    }
    Ok(coach)
}

/// A client, and in the same transaction the one direct conversation with all coaches in it.
pub async fn create_client<T: Tx>(work: &mut Work<'_, T>, client: NewClient) -> Result<Account, Failure> {
    let id = client.direct;
    let client = create_account(work, client.person, AccountKind::Client, Some(id)).await?;
    let direct = Conversation {
        id,
        kind: ConversationKind::Direct,
        name: String::new(),
        client: Some(client.id),
        archived: false,
        created_at: work.now(),
        settings: protocol::GroupSettings::default(),
    };
    work.insert_conversation(direct.clone())
        .await
        .map_err(|failure| taken(failure, "There is a conversation with this id already."))?;
    bring_in(work, &direct, &client, Role::Member, 0).await?;
    for coach in work.tx.accounts_of_kind(work.ws, AccountKind::Coach).await? {
        bring_in(work, &direct, &coach, Role::Member, 0).await?;
    }
    cohorts::settle_one(work, client.id, &[]).await?;
    Ok(client)
}

async fn create_account<T: Tx>(
    work: &mut Work<'_, T>,
    person: NewPerson,
    kind: AccountKind,
    direct: Option<ConversationId>,
) -> Result<Account, Failure> {
    let account = Account {
        id: person.id,
        kind,
        name: text::name(work.limits(), &person.name)?,
        email: person.email.as_deref().map(text::email).transpose()?,
        joined_at: person.joined_at,
        direct,
    };
    work.insert_account(account.clone()).await.map_err(|failure| {
        taken(
            failure,
            "Somebody in this practice has this e-mail address already.",
        )
    })?;
    Ok(account)
}

fn taken(failure: Failure, message: &str) -> Failure {
    match failure {
        Failure::Database(DbError::Conflict) => refuse(ErrorCode::Taken, message),
        other => other,
    }
}

/// One's own name: in the roster, and in every conversation one is or was in.
pub(super) async fn rename<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    name: String,
) -> Result<Outcome, Failure> {
    let name = text::name(work.limits(), &name)?;
    let Some(account) = work.tx.account(work.ws, actor.account).await? else {
        return Err(refuse(ErrorCode::NotFound, "There is no such account."));
    };
    if account.name == name {
        return Ok(Outcome::Done);
    }
    work.update_account(Account { name, ..account }).await?;
    for member in work.tx.member_rows_of(work.ws, actor.account).await? {
        work.renamed_member(member).await?;
    }
    Ok(Outcome::Done)
}
