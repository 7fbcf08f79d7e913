//! Groups: making them, and who is in them.

use std::collections::BTreeSet;

use protocol::rights::Act;
use protocol::{
    AccountId, ApiError, CohortRule, Conversation, ConversationId, ConversationKind, ErrorCode, GroupEvent,
    GroupOptions, GroupSettings, Limits, Member, Outcome, Role,
};

use super::access::{access_account, access_as_coach, access_conversation, access_to, allow};
use super::conversations::{active_member, bring_in, retell_members, said_so_far, take_out};
use super::events::{added, happened};
use super::roles::audit;
use super::{Actor, Failure, Work, cohorts, refuse, text};
use crate::db::{DbError, Tx};

/// A group as its owner wants it.
pub(super) struct NewGroup {
    pub(super) id: ConversationId,
    pub(super) name: String,
    pub(super) members: Vec<AccountId>,
    pub(super) options: GroupOptions,
    pub(super) rule: Option<CohortRule>,
}

pub(super) async fn create<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    new: NewGroup,
) -> Result<Outcome, Failure> {
    let NewGroup {
        id,
        name,
        members,
        options,
        rule,
    } = new;
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
        settings: GroupSettings {
            announcement: options.announcement,
            from_joining: options.from_joining,
            hidden_members: options.hidden_members,
            ..GroupSettings::default()
        },
    };
    if work.tx.conversation(work.ws, id).await?.is_some() {
        return Err(taken());
    }
    work.insert_conversation(group.clone())
        .await
        .map_err(|failure| match failure {
            Failure::Database(DbError::Conflict) => taken(),
            other => other,
        })?;
    bring_in(work, &group, &owner, Role::Owner, 0).await?;
    happened(work, id, actor.account, GroupEvent::Created).await?;
    for other in &others {
        let account = access_account(work.tx, actor, *other).await?;
        bring_in(work, &group, &account, Role::Member, 0).await?;
    }
    tell_added(work, actor, id, Vec::from_iter(others)).await?;
    if rule.is_some() {
        cohorts::give(work, actor, id, rule).await?;
    }
    Ok(Outcome::Done)
}

pub(super) async fn add<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: ConversationId,
    accounts: Vec<AccountId>,
) -> Result<Outcome, Failure> {
    let group = access_to(work.tx, actor, id, Act::AddPeople).await?.conversation;
    let accounts = BTreeSet::from_iter(accounts);
    let by_hand = Vec::from_iter(accounts.iter().copied());
    let mut new = Vec::new();
    for account in accounts {
        let account = access_account(work.tx, actor, account).await?;
        if active_member(work, id, account.id).await?.is_none() {
            new.push(account);
        }
    }
    let present = work.tx.count_active_members(work.ws, id).await?;
    refuse_too_many(work.limits(), present as usize + new.len())?;
    let said = said_so_far(work, id).await?;
    for account in &new {
        bring_in(work, &group, account, Role::Member, said).await?;
    }
    cohorts::added_by_hand(work, id, &by_hand).await?;
    let new = new.iter().map(|account| account.id).collect();
    tell_added(work, actor, id, new).await
}

async fn tell_added<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: ConversationId,
    new: Vec<AccountId>,
) -> Result<Outcome, Failure> {
    if !new.is_empty() {
        happened(work, id, actor.account, added(&new)).await?;
    }
    Ok(Outcome::Done)
}

pub(super) async fn remove<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: ConversationId,
    account: AccountId,
) -> Result<Outcome, Failure> {
    let place = access_conversation(work.tx, actor, id).await?;
    let member = work.tx.member(work.ws, id, account).await?;
    let role = member.as_ref().map_or(Role::Member, |member| member.role);
    allow(&place, Act::Remove(role))?;
    let Some(member) = member else {
        return Err(refuse(ErrorCode::NotFound, "This person is not in the group."));
    };
    // Gone already: two admins may have meant the same.
    if !member.active {
        return Ok(Outcome::Done);
    }
    take_out(work, member).await?;
    cohorts::out_by_hand(work, id, account).await?;
    happened(work, id, actor.account, GroupEvent::Removed { account }).await?;
    audit(work, actor, "remove_member", id, account).await
}

pub(super) async fn leave<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: ConversationId,
) -> Result<Outcome, Failure> {
    let place = access_to(work.tx, actor, id, Act::Leave).await?;
    let was_owner = place.member.role == Role::Owner;
    let hides = place.conversation.settings.hidden_members;
    take_out(work, place.member).await?;
    cohorts::out_by_hand(work, id, actor.account).await?;
    happened(work, id, actor.account, GroupEvent::Left).await?;
    // Never ownerless, as long as anybody is there.
    if was_owner
        && let Some(heir) = work.tx.successor(work.ws, id, actor.account).await?
        && let Some(member) = work.tx.member(work.ws, id, heir).await?
    {
        let role = Role::Owner;
        work.put_member(Member { role, ..member }).await?;
        if hides {
            retell_members(work, id).await?;
        }
        let event = GroupEvent::Role { account: heir, role };
        happened(work, id, actor.account, event).await?;
    }
    Ok(Outcome::Done)
}

fn taken() -> Failure {
    refuse(ErrorCode::Taken, "There is a conversation with this id already.")
}

pub(super) fn refuse_too_many(limits: Limits, members: usize) -> Result<(), Failure> {
    let limit = limits.group_members;
    if members <= limit as usize {
        return Ok(());
    }
    let message = format!("A group may have {limit} members at most.");
    Err(ApiError::new(ErrorCode::TooLong, message)
        .with("limit", limit)
        .into())
}
