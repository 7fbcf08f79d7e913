//! No practice sees or changes another's rows, even where every id in both is the same.
//!
//! Two practices whose rows have the same ids are written to at random, in turns. Each must come out as if the other had never
//! been there. A statement that forgets the workspace cannot pass: it finds the other's rows under the very same ids.

mod library;
mod people;

use protocol::{
    Account, AccountId, AccountKind, CommandId, Conversation, ConversationId, DeviceId, Draft, FeedId,
    FileId, FileKind, FileSort, Filing, InviteId, Member, Membership, Message, MessageId, Reaction, Receipt,
    ReceiptPolicy, Role, Star, Timestamp, WorkspaceId,
};

use uuid::Uuid;

use super::files::{attachment, coming};
use super::practice::{account, direct, group, message, workspace};
use crate::db::{
    AuditRow, ClaimedJob, DbError, DeviceRow, FileContent, InviteRow, JobKind, Sight, Step, Steps, Tx,
};

/// Two practices, and the same people in both.
const SIDES: [u8; 2] = [1, 2];
/// Few ids, so that writes meet.
const IDS: u64 = 3;
const WRITES: usize = 1_100;
const CARD: JobKind = JobKind::LinkCard;

/// Numbers as chance would have it, the same every time: the generator of Knuth's MMIX.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn id(&mut self) -> u128 {
        u128::from(self.below(IDS))
    }

    fn maybe(&mut self) -> bool {
        self.below(2) == 0
    }
}

fn ws(side: u8) -> WorkspaceId {
    WorkspaceId::from_number(u128::from(side))
}

fn person(id: u128) -> AccountId {
    AccountId::from_number(10 + id)
}

fn talk(id: u128) -> ConversationId {
    ConversationId::from_number(20 + id)
}

fn about(id: u128) -> Uuid {
    Uuid::from_u128(70 + id)
}

/// Ids that only one row in the whole database may have.
fn secret(side: u8, id: u128) -> [u8; 32] {
    let mut hash = [side; 32];
    hash[0] = u8::try_from(id).unwrap();
    hash
}

async fn open<T: Tx>(tx: &mut T, side: u8) {
    tx.insert_workspace(
        &workspace(side.into(), &format!("Practice {side}")),
        Timestamp(1),
        1,
    )
    .await
    .unwrap();
    for id in 0..u128::from(IDS) {
        let kind = if id == 0 {
            AccountKind::Coach
        } else {
            AccountKind::Client
        };
        let row = account(10 + id, kind, &format!("Person {id} of {side}"), None);
        tx.insert_account(ws(side), &row, Timestamp(1), 1).await.unwrap();
        tx.insert_conversation(ws(side), &group(20 + id, &format!("Group {side}")), 1)
            .await
            .unwrap();
    }
}

/// The message at this place, when it has been sent.
async fn there<T: Tx>(
    tx: &mut T,
    ws: WorkspaceId,
    of: ConversationId,
    seq: u64,
) -> Result<Option<Message>, DbError> {
    let found = tx
        .message(ws, MessageId::from_number(50 + u128::from(seq)))
        .await?;
    Ok(found.filter(|message| message.conversation == of))
}

/// One write that the rows allow; a conflict is as good as any.
async fn write<T: Tx>(tx: &mut T, side: u8, turn: u64, dice: &mut Dice) -> Result<(), DbError> {
    match dice.below(12) {
        0 => return library::write(tx, side, dice).await,
        1 | 2 => return people::write(tx, side, dice).await,
        _ => {}
    }
    let (ws, rev) = (ws(side), 2 + dice.below(20));
    let (who, of, id) = (person(dice.id()), talk(dice.id()), dice.id());
    let words = format!("{} of {side}", dice.below(1_000));
    let at = Timestamp(i64::try_from(dice.below(100)).unwrap());
    match dice.below(38) {
        0 => {
            let row = Account {
                email: dice.maybe().then(|| format!("{id}@x.example")),
                joined_at: Some(at),
                ..account(10 + dice.id(), AccountKind::Client, &words, None)
            };
            tx.update_account(ws, &row, rev).await
        }
        1 => {
            let row = account(
                30 + id,
                AccountKind::Client,
                &words,
                Some(&format!("{id}@x.example")),
            );
            tx.insert_account(ws, &row, at, rev).await
        }
        2 => {
            let row = DeviceRow {
                id: DeviceId::from_number(id),
                account: who,
                name: words,
                signed_in_at: at,
                last_seen_at: at,
            };
            tx.insert_device(ws, &row, &secret(side, id)).await
        }
        3 => tx.touch_device(ws, DeviceId::from_number(id), at).await,
        4 => tx
            .delete_device(ws, who, DeviceId::from_number(id))
            .await
            .map(drop),
        5 => {
            let row = InviteRow {
                id: InviteId::from_number(id),
                account: who,
                expires_at: at,
                used_at: None,
            };
            tx.insert_invite(ws, &row, &secret(side, id)).await
        }
        6 => tx.use_invite(ws, InviteId::from_number(id), at).await,
        7 => tx.delete_invite(ws, InviteId::from_number(id)).await.map(drop),
        8 => tx.delete_open_invites_of(ws, who).await,
        9 => tx.insert_conversation(ws, &direct(40 + id, who), rev).await,
        10 => {
            let row = Conversation {
                archived: dice.maybe(),
                ..group(20 + id, &words)
            };
            tx.update_conversation(ws, &row, rev).await
        }
        11 => {
            let row = Member {
                conversation: of,
                account: who,
                name: String::new(),
                kind: AccountKind::Client,
                role: [Role::Member, Role::Admin, Role::Owner][usize::try_from(id).unwrap()],
                can_post: dice.maybe(),
                active: dice.maybe(),
                since: if dice.maybe() { rev } else { 0 },
            };
            tx.put_member(ws, &row, rev, rev).await
        }
        12 => tx.touch_member(ws, of, who, rev).await,
        13 => {
            tx.insert_message(ws, &message(50 + u128::from(rev), of, who, rev, &words))
                .await
        }
        14 => {
            let row = Message {
                rev: 30 + rev,
                deleted: dice.maybe(),
                pinned_by: dice.maybe().then_some(who),
                ..message(50 + u128::from(rev), of, who, rev, &words)
            };
            tx.update_message(ws, &row).await
        }
        15 => {
            let row = Receipt {
                conversation: of,
                account: who,
                delivered: rev,
                read: rev,
            };
            tx.put_receipt(ws, &row, rev).await
        }
        16 => {
            let row = Draft {
                conversation: of,
                text: words,
                reply_to: None,
                rev,
            };
            tx.put_draft(ws, who, &row, rev).await
        }
        17 => {
            let row = Membership {
                conversation: of,
                active: dice.maybe(),
            };
            tx.put_membership(ws, who, &row, rev).await
        }
        18 => {
            let feeds = [
                FeedId::Conversation(of),
                FeedId::Receipts(of),
                FeedId::Account(who),
            ];
            tx.raise(ws, feeds[usize::try_from(id).unwrap()]).await.map(drop)
        }
        19 => {
            let row = Reaction {
                conversation: of,
                message: MessageId::from_number(50 + u128::from(rev)),
                account: who,
                emojis: vec![words],
                rev,
            };
            match there(tx, ws, of, rev).await? {
                Some(message) => tx.put_reaction(ws, message.seq, &row).await,
                None => Ok(()),
            }
        }
        20 => tx.delete_reactions(ws, of, rev).await,
        21 => {
            let row = Star {
                conversation: of,
                message: MessageId::from_number(50 + u128::from(rev)),
                starred: dice.maybe(),
                follow_up_at: Some(at),
                rev,
            };
            match there(tx, ws, of, rev).await? {
                Some(_) => tx.put_star(ws, who, &row).await,
                None => Ok(()),
            }
        }
        22 => {
            let row = Filing {
                pinned: dice.maybe(),
                muted_until: Some(at),
                rev,
                ..Filing::new(of)
            };
            tx.put_filing(ws, who, &row).await
        }
        23 => match there(tx, ws, of, rev).await? {
            Some(message) if dice.maybe() => tx.insert_version(ws, &message, 100 + turn).await,
            Some(message) => tx.delete_versions(ws, message.id).await,
            None => Ok(()),
        },
        24 => {
            let to = Receipt {
                conversation: of,
                account: who,
                delivered: 100 + turn,
                read: rev,
            };
            let step = Step {
                to: &to,
                from_delivered: 0,
                from_read: 0,
                at,
            };
            tx.advance_receipt(ws, step, rev).await
        }
        25 => match there(tx, ws, of, rev).await? {
            Some(message) => tx
                .insert_mention(ws, message.id, dice.maybe().then_some(who), at)
                .await
                .map(drop),
            None => Ok(()),
        },
        26 => {
            let row = AuditRow {
                at,
                actor: who,
                action: words,
                conversation: Some(of),
                message: None,
                subject: None,
            };
            tx.insert_audit(ws, &row).await
        }
        27 => {
            let policies = [ReceiptPolicy::Everyone, ReceiptPolicy::Staff, ReceiptPolicy::Off];
            tx.set_receipt_policy(ws, policies[usize::try_from(id).unwrap()], rev)
                .await
        }
        28 => tx.put_job(ws, CARD, about(id), at, &words).await,
        29 => tx.delete_job(ws, CARD, about(id)).await,
        30 => {
            // A worker takes what has been due the longest of all practices. So that each practice's own goes on alike without
            // the other, it is settled here unclaimed.
            let job = ClaimedJob {
                workspace: ws,
                kind: CARD,
                id: about(id),
                payload: String::new(),
                attempts: 1,
                claimed_until: Timestamp(0),
            };
            match rev % 3 {
                0 => tx.finish_job(&job).await,
                1 => tx.postpone_job(&job, at, &words).await,
                _ => tx.give_up_job(&job, at, &words).await,
            }
            .map(drop)
        }
        31 => {
            let mut row = coming(60 + id, who, 100);
            row.begun_at = at;
            tx.insert_file(ws, &row).await
        }
        32 => tx.set_received(ws, FileId::from_number(60 + id), rev).await,
        33 => {
            let file = FileId::from_number(60 + id);
            let Some(row) = tx.file(ws, file).await? else {
                return Ok(());
            };
            // Bytes of the same name may be in both.
            let small = [1; 32];
            tx.name_bytes(
                ws,
                file,
                &[u8::try_from(rev).unwrap(); 32],
                dice.maybe().then_some(&small),
            )
            .await?;
            match row.content {
                FileContent::Coming { .. } if dice.maybe() => {
                    tx.store_file(ws, file, &attachment(&row, FileKind::Photo)).await
                }
                _ => Ok(()),
            }
        }
        34 => {
            let file = FileId::from_number(60 + id);
            match (tx.file(ws, file).await?, there(tx, ws, of, rev).await?) {
                (Some(_), Some(message)) => {
                    let sort = [FileSort::Pictures, FileSort::Documents][usize::from(dice.maybe())];
                    tx.insert_message_file(ws, file, &message, sort).await
                }
                _ => Ok(()),
            }
        }
        35 => match there(tx, ws, of, rev).await? {
            Some(message) if dice.maybe() => tx.insert_played(ws, &message, who, 100 + turn).await,
            _ => tx.delete_played(ws, of, rev).await,
        },
        36 => {
            let file = FileId::from_number(60 + id);
            tx.delete_message_files(ws, of, rev).await?;
            match tx.is_file_held(ws, file).await? {
                true => Ok(()),
                false => tx.delete_file(ws, file).await,
            }
        }
        _ => {
            let command = CommandId::from_number(id);
            tx.store_outcome(ws, who, command, at, &words).await
        }
    }
}

/// All that can be read of a practice, by every function that reads.
async fn everything<T: Tx>(tx: &mut T, side: u8) -> Vec<String> {
    let ws = ws(side);
    let mut all = Vec::new();
    macro_rules! look {
        ($read:expr) => {
            all.push(format!(
                "{}: {}",
                stringify!($read),
                told(&$read.await.unwrap())
            ))
        };
    }
    look!(tx.workspace(ws));
    look!(tx.accounts_of_kind(ws, AccountKind::Client));
    look!(tx.accounts_of_kind(ws, AccountKind::Coach));
    look!(tx.accounts_changed(ws, 0, 99));
    look!(tx.direct_conversations(ws));
    look!(tx.head(ws, FeedId::Workspace(ws)));
    people::look(tx, side, &mut all).await;
    all.push(format!(
        "open invites: {:?}",
        tx.open_invites(ws, Timestamp(0)).await.unwrap()
    ));
    for id in 0..u128::from(IDS) {
        let (who, of) = (person(id), talk(id));
        look!(tx.account(ws, who));
        look!(tx.account(ws, AccountId::from_number(30 + id)));
        look!(tx.account_by_email(ws, &format!("{id}@x.example")));
        look!(tx.direct_of(ws, who));
        look!(tx.conversation(ws, of));
        look!(tx.conversation(ws, ConversationId::from_number(40 + id)));
        look!(tx.member_rows_of(ws, who));
        look!(tx.memberships_changed(ws, who, 0, 99));
        look!(tx.active_memberships(ws, who));
        look!(tx.drafts_changed(ws, who, 0, 99));
        look!(tx.members_changed(ws, of, 0, 99));
        look!(tx.count_active_members(ws, of));
        look!(tx.members_after(ws, of, 3));
        look!(tx.leaders(ws, of));
        all.push(format!("joined: {:?}", tx.joined(ws, of, who).await.unwrap()));
        look!(tx.messages_changed(ws, of, Sight::ALL, 0, 99));
        look!(tx.messages_before(ws, of, Sight::ALL, 99, 99));
        look!(tx.messages_after(ws, of, Sight::ALL, 0, 99));
        look!(tx.nth_newest(ws, of, Sight::ALL, 3));
        look!(tx.receipts_changed(ws, of, 0, 99));
        look!(tx.pinned_messages(ws, of, Sight::ALL));
        look!(tx.reactions_changed(ws, of, Sight::ALL, 0, 99));
        look!(tx.reactions_between(ws, of, Sight::ALL, 0, 99));
        look!(tx.stars_changed(ws, who, 0, 99));
        look!(tx.filings_changed(ws, who, 0, 99));
        let file = FileId::from_number(60 + id);
        all.push(format!("file: {:?}", tx.file(ws, file).await.unwrap()));
        look!(tx.is_file_held(ws, file));
        look!(tx.messages_with(ws, of, Sight::ALL, FileSort::Pictures, 99, 99));
        look!(tx.messages_with(ws, of, Sight::ALL, FileSort::Documents, 99, 99));
        look!(tx.messages_with(ws, of, Sight::ALL, FileSort::Links, 99, 99));
        look!(tx.played_changed(ws, of, Sight::ALL, 0, u32::MAX));
        all.push(format!(
            "begun: {:?}",
            tx.begun_since(ws, who, Timestamp(0)).await.unwrap()
        ));
        look!(tx.head(ws, FeedId::Account(who)));
        look!(tx.head(ws, FeedId::Conversation(of)));
        look!(tx.head(ws, FeedId::Receipts(of)));
        let mut active = tx.active_members(ws, of).await.unwrap();
        active.sort_by_key(|account| account.0);
        all.push(format!("active: {active:?}"));
        all.push(format!("devices: {:?}", tx.devices(ws, who).await.unwrap()));
        // These find the workspace themselves: the secret is what says which.
        all.push(format!(
            "session: {:?}",
            tx.session(&secret(side, id)).await.unwrap()
        ));
        all.push(format!(
            "invite: {:?}",
            tx.invite_by_code(&secret(side, id)).await.unwrap()
        ));
        for other in 0..u128::from(IDS) {
            let who = person(other);
            look!(tx.member(ws, of, who));
            look!(tx.successor(ws, of, who));
            let seen = tx.file_for(ws, who, true, file).await.unwrap();
            all.push(format!("file for {who}: {:?}", seen.map(|row| row.id)));
            look!(tx.first_unread(ws, of, Sight::ALL, who, 0));
            look!(tx.receipt(ws, of, who));
            look!(tx.watermarks(ws, of, who));
            look!(tx.filing(ws, who, of));
            look!(tx.draft(ws, who, of));
            look!(tx.stored_outcome(ws, who, CommandId::from_number(id)));
            all.push(format!("place: {:?}", tx.place(ws, of, who).await.unwrap()));
        }
    }
    for hash in 0..25 {
        look!(tx.is_hash_named(ws, &[hash; 32]));
    }
    for id in 50..75 {
        let of = MessageId::from_number(id);
        look!(tx.message(ws, of));
        look!(tx.versions(ws, of));
        for who in (0..u128::from(IDS)).map(person) {
            look!(tx.star(ws, who, of));
        }
        if let Some(message) = tx.message(ws, of).await.unwrap() {
            look!(tx.seen_by(ws, &message));
            look!(tx.reaction(ws, &message, message.author));
            look!(tx.has_played(ws, &message, message.author));
        }
    }
    all.extend(library::everything(tx, side).await);
    all.push(format!("books: {:?}", tx.audit(ws, 99).await.unwrap()));
    let mut due = due(tx, side).await;
    due.retain(|job| job.workspace == ws);
    due.sort_by_key(|job| job.id);
    for job in due {
        all.push(format!("due: {} {} {}", job.id, job.payload, job.attempts));
    }
    for email in ["0@x.example", "1@x.example", "2@x.example"] {
        let mut found = tx.accounts_with_email(email).await.unwrap();
        found.retain(|one| one.workspace.id == ws);
        all.push(format!("with {email}: {found:?}"));
    }
    all
}

/// All jobs that wait. Looking claims them: the claims of one side's look are over when the other side looks.
async fn due<T: Tx>(tx: &mut T, side: u8) -> Vec<ClaimedJob> {
    let now = i64::from(side) * 1_000;
    let (now, until) = (Timestamp(now), Timestamp(now + 1));
    let mut all = Vec::new();
    while let Some(job) = tx.claim_job(CARD, now, until).await.unwrap() {
        all.push(job);
    }
    all
}

/// In full: `Debug` leaves out what people wrote.
fn told(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

/// Plays the writes of these sides, of all that were rolled, and tells what both practices look like.
async fn play<T: Steps>(tx: &mut T, sides: &[u8], seed: u64) -> [Vec<String>; 2] {
    tx.begin_step().await.unwrap();
    for side in sides {
        open(tx, *side).await;
    }
    let mut turns = Dice(seed);
    for turn in 0..WRITES {
        let side = SIDES[usize::try_from(turns.below(2)).unwrap()];
        let mut dice = Dice(seed + 1 + turn as u64);
        if sides.contains(&side) {
            match write(tx, side, turn as u64, &mut dice).await {
                Ok(()) | Err(DbError::Conflict) => {}
                Err(error) => panic!("seed {seed}, write {turn}: {error}"),
            }
        }
    }
    let seen = [everything(tx, SIDES[0]).await, everything(tx, SIDES[1]).await];
    tx.undo_step().await.unwrap();
    tx.end_step().await.unwrap();
    seen
}

pub(super) async fn nobody_elses_rows_are_seen_or_changed<T: Steps>(mut tx: T) {
    let empty = play(&mut tx, &[], 0).await;
    for seed in [1, 2, 3] {
        let together = play(&mut tx, &SIDES, seed * 10_000).await;
        let first = play(&mut tx, &SIDES[..1], seed * 10_000).await;
        let second = play(&mut tx, &SIDES[1..], seed * 10_000).await;
        assert!(together[0] != empty[0] && together[1] != empty[1]);
        assert_eq!(together, [first[0].clone(), second[1].clone()], "seed {seed}");
        // Asked for the same ids, the practice that is not there has nothing.
        assert_eq!(first[1], empty[1], "seed {seed}");
        assert_eq!(second[0], empty[0], "seed {seed}");
    }
}
