//! The demo practice as its people see it.

use protocol::{Change, FeedCursor, FeedId, SyncRequest};

use super::*;
use crate::db::sqlite::{Place, SqliteTx, open};
use crate::db::{Accounts, ready};
use crate::sync;

const NOW: Timestamp = Timestamp(1_780_000_000_000);

#[test]
fn the_script_breaks_no_rule_and_ana_has_an_inbox() {
    let connection = open(&Place::Memory).unwrap();
    let mut tx = SqliteTx::inside(&connection);
    let mut entropy = Entropy::from_seed(1);
    let workspace = ready(seed(&mut tx, NOW, Limits::default(), &mut entropy)).unwrap();

    let ana = ready(async { Ok::<_, Failure>(tx.account_by_email(workspace, COACH_EMAIL).await?) })
        .unwrap()
        .unwrap();
    let actor = Actor {
        workspace,
        account: ana.id,
        kind: ana.kind,
        device: DeviceId::from_number(1),
    };
    let feed = |feed| FeedCursor { feed, since: 0 };
    let ask = |feeds, tx: &mut SqliteTx<'_>| {
        let request = SyncRequest { feeds, window: 50 };
        ready(sync::sync(tx, &actor, &request)).unwrap()
    };
    let own = ask(vec![feed(FeedId::Account(ana.id))], &mut tx);
    let mut conversations = Vec::new();
    for change in &own.pages[0].changes {
        if let Change::Membership(membership) = change {
            conversations.push(membership.conversation);
        }
    }
    assert_eq!(conversations.len(), 25 + 4);

    let feeds = conversations
        .iter()
        .map(|id| feed(FeedId::Conversation(*id)))
        .collect();
    let pages = ask(feeds, &mut tx).pages;
    let messages = pages
        .iter()
        .flat_map(|page| &page.changes)
        .filter_map(|change| match change {
            Change::Message(message) => Some(message),
            _ => None,
        });
    let newest = messages.clone().map(|message| message.sent_at).max().unwrap();
    assert!(newest < NOW && NOW.since(newest) < 10 * MINUTE_MS);
    assert!(
        messages.clone().any(|message| !message.body.spans.is_empty()),
        "a link"
    );
    assert!(
        messages.clone().any(|message| message.reply_to.is_some()),
        "a reply"
    );
}
