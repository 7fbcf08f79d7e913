//! Groups: making them, who is in them, their name, putting them away.

use std::collections::BTreeSet;

use protocol::{
    AccountId, ApiError, Conversation, ConversationId, ConversationKind, ErrorCode, Limits, Member, Outcome,
    Role,
};

use super::access::{access_account, access_as_coach, access_group, access_to_manage};
use super::conversations::{active_member, bring_in, said_so_far, take_out};
use super::{Actor, Failure, Work, refuse, text};
use crate::db::{DbError, Tx};

pub(super) async fn create<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: ConversationId,
    name: String,
    members: Vec<AccountId>,
) -> Result<Outcome, Failure> {
    access_as_coach(actor)?;
    let name = text::name(work.limits(), &name)?;
    let mut others = BTreeSet::from_iter(members);
    others.remove(&actor.account);
    refuse_too_many(work.limits(), others.len() + 1)?;
    let owner = access_account(work.tx, actor, actor.account).await?;
    let group = Conversation {
        id,
        kind: ConversationKind::Group,
        name,
        client: None,
        archived: false,
        created_at: work.now(),
        settings: protocol::GroupSettings::default(),
    };
    if work.tx.conversation(work.ws, id).await?.is_some() {
        return Err(taken());
    }
    work.insert_conversation(group)
        .await
        .map_err(|failure| match failure {
            Failure::Database(DbError::Conflict) => taken(),
            other => other,
        })?;
    bring_in(work, id, &owner, Role::Owner, 0).await?;
    for other in others {
        let account = access_account(work.tx, actor, other).await?;
        bring_in(work, id, &account, Role::Member, 0).await?;
    }
    Ok(Outcome::Done)
}

pub(super) async fn rename<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: ConversationId,
    name: String,
) -> Result<Outcome, Failure> {
    let place = access_to_manage(work.tx, actor, id).await?;
    let name = text::name(work.limits(), &name)?;
    if place.conversation.name != name {
        let group = Conversation {
            name,
            ..place.conversation
        };
        work.update_conversation(group).await?;
    }
    Ok(Outcome::Done)
}

pub(super) async fn archive<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: ConversationId,
    archived: bool,
) -> Result<Outcome, Failure> {
    let place = access_to_manage(work.tx, actor, id).await?;
    if place.conversation.archived != archived {
        let group = Conversation {
            archived,
            ..place.conversation
        };
        work.update_conversation(group).await?;
    }
    Ok(Outcome::Done)
}

pub(super) async fn add<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: ConversationId,
    accounts: Vec<AccountId>,
) -> Result<Outcome, Failure> {
    access_to_manage(work.tx, actor, id).await?;
    let mut new = Vec::new();
    for account in BTreeSet::from_iter(accounts) {
        let account = access_account(work.tx, actor, account).await?;
        if active_member(work, id, account.id).await?.is_none() {
            new.push(account);
        }
    }
    let present = work.tx.count_active_members(work.ws, id).await?;
    refuse_too_many(work.limits(), present as usize + new.len())?;
    let said = said_so_far(work, id).await?;
    for account in new {
        bring_in(work, id, &account, Role::Member, said).await?;
    }
    Ok(Outcome::Done)
}

pub(super) async fn remove<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: ConversationId,
    account: AccountId,
) -> Result<Outcome, Failure> {
    access_to_manage(work.tx, actor, id).await?;
    let Some(member) = work.tx.member(work.ws, id, account).await? else {
        return Err(refuse(ErrorCode::NotFound, "This person is not in the group."));
    };
    if member.role == Role::Owner {
        return Err(refuse(
            ErrorCode::Forbidden,
            "The owner of a group cannot be removed.",
        ));
    }
    // Gone already: two admins may have meant the same.
    if member.active {
        take_out(work, member).await?;
    }
    Ok(Outcome::Done)
}

pub(super) async fn leave<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: ConversationId,
) -> Result<Outcome, Failure> {
    let place = access_group(work.tx, actor, id).await?;
    let was_owner = place.member.role == Role::Owner;
    take_out(work, place.member).await?;
    // Never ownerless, as long as anybody is there.
    if was_owner
        && let Some(heir) = work.tx.successor(work.ws, id, actor.account).await?
        && let Some(member) = work.tx.member(work.ws, id, heir).await?
    {
        work.put_member(Member {
            role: Role::Owner,
            ..member
        })
        .await?;
    }
    Ok(Outcome::Done)
}

fn taken() -> Failure {
    refuse(ErrorCode::Taken, "There is a conversation with this id already.")
}

fn refuse_too_many(limits: Limits, members: usize) -> Result<(), Failure> {
    let limit = limits.group_members;
    if members <= limit as usize {
        return Ok(());
    }
    let message = format!("A group may have {limit} members at most.");
    Err(ApiError::new(ErrorCode::TooLong, message)
        .with("limit", limit)
        .into())
}
