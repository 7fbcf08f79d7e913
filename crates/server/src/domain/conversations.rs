//! Coming into a conversation and going out of it, for directs and groups alike.

use protocol::{
    Account, AccountId, Conversation, ConversationId, Draft, FeedId, Member, Membership, Receipt, Role, Seq,
};

use super::{Failure, Work, filing};
use crate::db::Tx;

/// The number up to which everything was said before whoever comes in now.
pub(super) async fn said_so_far<T: Tx>(
    work: &mut Work<'_, T>,
    conversation: ConversationId,
) -> Result<Seq, Failure> {
    Ok(work.tx.head(work.ws, FeedId::Conversation(conversation)).await?)
}

/// Makes somebody an active member. What was said before counts as read up to `said`: nobody who joins is
/// greeted by a hundred unread messages. Who is there from the beginning comes with 0.
pub(super) async fn bring_in<T: Tx>(
    work: &mut Work<'_, T>,
    into: &Conversation,
    account: &Account,
    role: Role,
    said: Seq,
) -> Result<(), Failure> {
    let conversation = into.id;
    // Their own list first: whoever follows it is subscribed before the conversation speaks.
    let membership = Membership {
        conversation,
        active: true,
    };
    work.put_membership(account.id, membership).await?;
    let leads = role >= Role::Admin;
    let member = Member {
        conversation,
        account: account.id,
        name: account.name.clone(),
        kind: account.kind,
        role,
        can_post: leads || !into.settings.announcement,
        active: true,
        since: 0,
    };
    let begins = into.settings.from_joining && !leads && said > 0;
    work.put_joiner(member, begins).await?;
    let (_, read, policy) = work.tx.watermarks(work.ws, conversation, account.id).await?;
    if said > read {
        let receipt = Receipt {
            conversation,
            account: account.id,
            delivered: said,
            read: said,
        };
        work.put_receipt(receipt, policy).await?;
    }
    Ok(())
}

/// Ends a membership. The row stays, so that the messages keep their name.
pub(super) async fn take_out<T: Tx>(work: &mut Work<'_, T>, member: Member) -> Result<(), Failure> {
    // What they had half written goes with the conversation, so that a device that comes back later holds what every other does.
    let draft = work
        .tx
        .draft(work.ws, member.account, member.conversation)
        .await?;
    if draft.is_some_and(|draft| !draft.is_empty()) {
        let empty = Draft {
            conversation: member.conversation,
            text: String::new(),
            reply_to: None,
            rev: 0,
        };
        work.put_draft(member.account, empty).await?;
    }
    filing::clear(work, member.account, member.conversation).await?;
    // Their own list first: they are unsubscribed before the conversation speaks of it.
    let membership = Membership {
        conversation: member.conversation,
        active: false,
    };
    work.put_membership(member.account, membership).await?;
    work.put_member(Member {
        role: Role::Member,
        can_post: true,
        active: false,
        ..member
    })
    .await
}

/// The row of somebody who is in the conversation now.
pub(super) async fn active_member<T: Tx>(
    work: &mut Work<'_, T>,
    conversation: ConversationId,
    account: AccountId,
) -> Result<Option<Member>, Failure> {
    let member = work.tx.member(work.ws, conversation, account).await?;
    Ok(member.filter(|member| member.active))
}
