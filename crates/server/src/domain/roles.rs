//! Who is what in a group, and who may write there.

use protocol::rights::Act;
use protocol::{AccountId, ConversationId, ErrorCode, GroupEvent, Member, Outcome, Role};

use super::access::{access_conversation, allow};
use super::conversations::{active_member, retell_members};
use super::events::happened;
use super::{Actor, Failure, Work, cohorts, refuse};
use crate::db::{AuditRow, Place, Tx};

/// The member of whom something is to be changed. What may not be done is said first, and then that nobody is there.
async fn subject<T: Tx>(
    work: &mut Work<'_, T>,
    place: &Place,
    account: AccountId,
    act: impl Fn(Role) -> Act,
) -> Result<Member, Failure> {
    let member = active_member(work, place.conversation.id, account).await?;
    let role = member.as_ref().map_or(Role::Member, |member| member.role);
    allow(place, act(role))?;
    member.ok_or_else(|| refuse(ErrorCode::NotFound, "This person is not in the group."))
}

/// Of owner, that hands the ownership over: a group has exactly one, and who was it stays as admin.
pub(super) async fn set_role<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: ConversationId,
    account: AccountId,
    role: Role,
) -> Result<Outcome, Failure> {
    let place = access_conversation(work.tx, actor, id).await?;
    let act = |from| Act::SetRole { from, to: role };
    let member = subject(work, &place, account, act).await?;
    if member.role == role {
        return Ok(Outcome::Done);
    }
    work.put_member(Member { role, ..member }).await?;
    if role == Role::Owner {
        work.put_member(Member {
            role: Role::Admin,
            ..place.member
        })
        .await?;
    }
    if place.conversation.settings.hidden_members {
        retell_members(work, id).await?;
    }
    happened(work, id, actor.account, GroupEvent::Role { account, role }).await?;
    if role == Role::Member {
        cohorts::is_plain_again(work, id, account).await?;
    }
    audit(work, actor, "set_role", id, account).await
}

/// The switch of a member who is neither owner nor admin.
pub(super) async fn set_posting<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: ConversationId,
    account: AccountId,
    can_post: bool,
) -> Result<Outcome, Failure> {
    let place = access_conversation(work.tx, actor, id).await?;
    let member = subject(work, &place, account, Act::SetPosting).await?;
    if member.can_post == can_post {
        return Ok(Outcome::Done);
    }
    work.put_member(Member { can_post, ..member }).await?;
    let event = GroupEvent::Posting { account, can_post };
    happened(work, id, actor.account, event).await?;
    audit(work, actor, "set_posting", id, account).await
}

/// Keeps who did that to whom.
pub(super) async fn audit<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    action: &str,
    conversation: ConversationId,
    subject: AccountId,
) -> Result<Outcome, Failure> {
    let row = AuditRow {
        at: work.now(),
        actor: actor.account,
        action: action.into(),
        conversation: Some(conversation),
        message: None,
        subject: Some(subject),
    };
    work.tx.insert_audit(work.ws, &row).await?;
    Ok(Outcome::Done)
}
