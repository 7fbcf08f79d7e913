//! Groups that fill and empty themselves by a rule. Such a group holds its owner and admins, those who were added by hand, and the
//! clients whom the rule takes, but for those who were taken out by hand; up to as many as a group may have. It is brought up to date
//! in the transaction that changes the rule, a client's tags or the roster, with so many statements, however many come or go.

use std::collections::HashMap;

use protocol::rights::Act;
use protocol::{
    Account, AccountId, AccountKind, Cohort, CohortRule, Conversation, ConversationId, ErrorCode, GroupEvent,
    Member, Outcome, Role, TagId,
};

use super::access::{access_as_coach, access_to};
use super::conversations::{bring_in_all, said_so_far, take_out_all};
use super::events::{added, happened};
use super::groups::refuse_too_many;
use super::{Actor, Failure, Work, refuse};
use crate::db::{Mark, Tx};

/// When more than these are taken out at once, the lines of the timeline do not say so one by one.
const TOLD_ONE_BY_ONE: usize = protocol::EVENT_NAMES;

/// For owner and admins who are coaches.
pub(super) async fn set<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: ConversationId,
    rule: Option<CohortRule>,
) -> Result<Outcome, Failure> {
    access_to(work.tx, actor, id, Act::AddPeople).await?;
    give(work, actor, id, rule).await?;
    Ok(Outcome::Done)
}

/// Gives a group its rule. The actor is of those who may.
pub(super) async fn give<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: ConversationId,
    rule: Option<CohortRule>,
) -> Result<(), Failure> {
    access_as_coach(actor)?;
    let rule = match rule {
        Some(rule) => Some(checked(work, rule).await?),
        None => None,
    };
    let before = work.tx.cohort(work.ws, id).await?;
    if before.as_ref().and_then(|before| before.rule.as_ref()) == rule.as_ref() {
        return Ok(());
    }
    work.put_cohort(Cohort {
        conversation: id,
        rule,
        rev: 0,
    })
    .await?;
    settle(work, id, Some(actor.account)).await
}

/// Each tag once, and all of them there.
async fn checked<T: Tx>(work: &mut Work<'_, T>, mut rule: CohortRule) -> Result<CohortRule, Failure> {
    if let CohortRule::Any { tags } | CohortRule::All { tags } = &mut rule {
        tags.sort_unstable();
        tags.dedup();
        if tags.is_empty() {
            return Err(refuse(ErrorCode::Invalid, "Choose at least one tag."));
        }
        for id in tags.iter() {
            let tag = work.tx.tag(work.ws, *id).await?;
            if tag.is_none_or(|tag| tag.deleted) {
                return Err(refuse(ErrorCode::NotFound, "There is no such tag (any more)."));
            }
        }
    }
    Ok(rule)
}

/// Brings one group up to date. `author` is who changed the rule, and learns when not all fit in; otherwise people come and go by
/// themselves, as many as fit.
pub(super) async fn settle<T: Tx>(
    work: &mut Work<'_, T>,
    id: ConversationId,
    author: Option<AccountId>,
) -> Result<(), Failure> {
    let cohort = work.tx.cohort(work.ws, id).await?;
    let rule = cohort.and_then(|cohort| cohort.rule);
    let files = work.tx.client_files_changed(work.ws, 0, u32::MAX).await?;
    let tags: HashMap<AccountId, Vec<TagId>> = files
        .into_iter()
        .map(|(_, file)| (file.account, file.tags))
        .collect();
    let takes = |account: AccountId| {
        let has = tags.get(&account).map_or(&[][..], Vec::as_slice);
        rule.as_ref().is_some_and(|rule| rule.takes(has))
    };
    let clients = work.tx.accounts_of_kind(work.ws, AccountKind::Client).await?;
    let crowd = work.tx.crowd(work.ws, id, None).await?;
    let known: HashMap<AccountId, (bool, Option<Mark>)> = crowd
        .iter()
        .map(|(member, mark)| (member.account, (member.active, *mark)))
        .collect();
    let coming: Vec<Account> = clients
        .into_iter()
        .filter(|client| takes(client.id) && may_come(known.get(&client.id).copied()))
        .collect();
    let present = crowd.iter().filter(|(member, _)| member.active).count();
    let going: Vec<Member> = crowd
        .into_iter()
        .filter(|(member, mark)| must_go(member, *mark) && !takes(member.account))
        .map(|(member, _)| member)
        .collect();
    let present = present.saturating_sub(going.len());
    if author.is_some() {
        refuse_too_many(work.limits(), present + coming.len())?;
    }
    turn(work, id, author, present, coming, going).await
}

/// Brings all groups with a rule up to date with one client, who has these tags now.
pub(super) async fn settle_one<T: Tx>(
    work: &mut Work<'_, T>,
    account: AccountId,
    tags: &[TagId],
) -> Result<(), Failure> {
    for (_, cohort) in work.tx.cohorts_changed(work.ws, 0, u32::MAX).await? {
        let Some(rule) = cohort.rule else {
            continue;
        };
        let id = cohort.conversation;
        let known = work.tx.crowd(work.ws, id, Some(account)).await?.pop();
        if rule.takes(tags) {
            let state = known.map(|(member, mark)| (member.active, mark));
            if may_come(state)
                && let Some(client) = work.tx.account(work.ws, account).await?
            {
                let present = work.tx.count_active_members(work.ws, id).await? as usize;
                turn(work, id, None, present, vec![client], Vec::new()).await?;
            }
        } else if let Some((member, mark)) = known
            && must_go(&member, mark)
        {
            turn(work, id, None, 0, Vec::new(), vec![member]).await?;
        }
    }
    Ok(())
}

/// Whom the rule takes: whether they are out, and not because somebody took them out.
fn may_come(known: Option<(bool, Option<Mark>)>) -> bool {
    known.is_none_or(|(active, mark)| !active && mark != Some(Mark::Out))
}

/// Whom the rule does not take: whether they are in because of it, and nothing else keeps them.
fn must_go(member: &Member, mark: Option<Mark>) -> bool {
    member.active && mark == Some(Mark::Rule) && member.role == Role::Member
}

async fn turn<T: Tx>(
    work: &mut Work<'_, T>,
    id: ConversationId,
    author: Option<AccountId>,
    present: usize,
    mut coming: Vec<Account>,
    going: Vec<Member>,
) -> Result<(), Failure> {
    let Some((_, group)) = work.tx.conversation(work.ws, id).await? else {
        return Ok(());
    };
    empty(work, &group, author, going).await?;
    let room = (work.limits().group_members as usize).saturating_sub(present);
    coming.truncate(room);
    let accounts: Vec<AccountId> = coming.iter().map(|account| account.id).collect();
    let Some(first) = accounts.first() else {
        return Ok(());
    };
    let said = said_so_far(work, id).await?;
    bring_in_all(work, &group, coming, said).await?;
    work.tx
        .mark_members(work.ws, id, &accounts, Some(Mark::Rule))
        .await?;
    let author = author.unwrap_or(*first);
    happened(work, id, author, added(&accounts)).await
}

async fn empty<T: Tx>(
    work: &mut Work<'_, T>,
    group: &Conversation,
    author: Option<AccountId>,
    going: Vec<Member>,
) -> Result<(), Failure> {
    let accounts: Vec<AccountId> = going.iter().map(|member| member.account).collect();
    if accounts.is_empty() {
        return Ok(());
    }
    let id = group.id;
    take_out_all(work, id, going).await?;
    work.tx.mark_members(work.ws, id, &accounts, None).await?;
    if accounts.len() > TOLD_ONE_BY_ONE {
        return Ok(());
    }
    for account in accounts {
        let (by, event) = match author {
            Some(author) => (author, GroupEvent::Removed { account }),
            None => (account, GroupEvent::Left),
        };
        happened(work, id, by, event).await?;
    }
    Ok(())
}

/// They were added by hand: no rule takes them out.
pub(super) async fn added_by_hand<T: Tx>(
    work: &mut Work<'_, T>,
    id: ConversationId,
    accounts: &[AccountId],
) -> Result<(), Failure> {
    if work.tx.cohort(work.ws, id).await?.is_some() {
        work.tx.mark_members(work.ws, id, accounts, None).await?;
    }
    Ok(())
}

/// Somebody was taken out by hand, or left: the rule that the group has does not bring them in again.
pub(super) async fn out_by_hand<T: Tx>(
    work: &mut Work<'_, T>,
    id: ConversationId,
    account: AccountId,
) -> Result<(), Failure> {
    let cohort = work.tx.cohort(work.ws, id).await?;
    if cohort.is_some_and(|cohort| cohort.rule.is_some()) {
        let mark = Some(Mark::Out);
        work.tx.mark_members(work.ws, id, &[account], mark).await?;
    }
    Ok(())
}

/// Somebody is no admin any more: what kept them beside the rule is gone.
pub(super) async fn is_plain_again<T: Tx>(
    work: &mut Work<'_, T>,
    id: ConversationId,
    account: AccountId,
) -> Result<(), Failure> {
    let Some((member, mark)) = work.tx.crowd(work.ws, id, Some(account)).await?.pop() else {
        return Ok(());
    };
    if !must_go(&member, mark) {
        return Ok(());
    }
    let cohort = work.tx.cohort(work.ws, id).await?;
    let file = work.tx.client_file(work.ws, account).await?;
    let tags = file.map_or(Vec::new(), |file| file.tags);
    let rule = cohort.and_then(|cohort| cohort.rule);
    if rule.is_some_and(|rule| rule.takes(&tags)) {
        return Ok(());
    }
    turn(work, id, None, 0, Vec::new(), vec![member]).await
}
