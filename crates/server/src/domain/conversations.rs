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
    let member = joiner(into, account, role);
    work.put_joiner(member, begins(into, role, said)).await?;
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

/// Tells of all members anew: whose name is shown to whom has changed.
pub(super) async fn retell_members<T: Tx>(
    work: &mut Work<'_, T>,
    conversation: ConversationId,
) -> Result<(), Failure> {
    let all = work.tx.members_changed(work.ws, conversation, 0, u32::MAX);
    let members = all.await?.into_iter().map(|(_, member)| member).collect();
    work.put_members(conversation, members, false).await
}

fn joiner(into: &Conversation, account: &Account, role: Role) -> Member {
    Member {
        conversation: into.id,
        account: account.id,
        name: account.name.clone(),
        kind: account.kind,
        role,
        can_post: role >= Role::Admin || !into.settings.announcement,
        active: true,
        since: 0,
    }
}

/// Whether what was said before is not for who joins now.
fn begins(into: &Conversation, role: Role, said: Seq) -> bool {
    into.settings.from_joining && role < Role::Admin && said > 0
}

/// Makes many people active members, in so many statements however many they are.
pub(super) async fn bring_in_all<T: Tx>(
    work: &mut Work<'_, T>,
    into: &Conversation,
    accounts: Vec<Account>,
    said: Seq,
) -> Result<(), Failure> {
    let (id, role) = (into.id, Role::Member);
    let ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
    work.put_memberships(id, true, &ids).await?;
    let members = accounts.iter().map(|account| joiner(into, account, role));
    let members = members.collect();
    work.put_members(id, members, begins(into, role, said)).await?;
    work.put_read(id, said, &ids).await
}

/// Ends a membership. The row stays, so that the messages keep their name.
pub(super) async fn take_out<T: Tx>(work: &mut Work<'_, T>, member: Member) -> Result<(), Failure> {
    let_go(work, member.account, member.conversation).await?;
    // Their own list first: they are unsubscribed before the conversation speaks of it.
    let membership = Membership {
        conversation: member.conversation,
        active: false,
    };
    work.put_membership(member.account, membership).await?;
    work.put_member(gone(member)).await
}

fn gone(member: Member) -> Member {
    Member {
        role: Role::Member,
        can_post: true,
        active: false,
        ..member
    }
}

/// What they had half written, and what they kept, goes with the conversation, so that a device that comes back later holds what
/// every other does.
async fn let_go<T: Tx>(
    work: &mut Work<'_, T>,
    account: AccountId,
    conversation: ConversationId,
) -> Result<(), Failure> {
    let draft = work.tx.draft(work.ws, account, conversation).await?;
    if draft.is_some_and(|draft| !draft.is_empty()) {
        let empty = Draft {
            conversation,
            text: String::new(),
            reply_to: None,
            rev: 0,
        };
        work.put_draft(account, empty).await?;
    }
    filing::clear(work, account, conversation).await
}

/// Ends many memberships, in so many statements however many they are, and some for each who keeps something there.
pub(super) async fn take_out_all<T: Tx>(
    work: &mut Work<'_, T>,
    conversation: ConversationId,
    members: Vec<Member>,
) -> Result<(), Failure> {
    let mut ids: Vec<AccountId> = members.iter().map(|member| member.account).collect();
    ids.sort_unstable();
    for account in work.tx.keepers(work.ws, conversation).await? {
        if ids.binary_search(&account).is_ok() {
            let_go(work, account, conversation).await?;
        }
    }
    work.put_memberships(conversation, false, &ids).await?;
    let members = members.into_iter().map(gone).collect();
    work.put_members(conversation, members, false).await
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
