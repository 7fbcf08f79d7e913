//! What an app holds of the group, and the same as the database has it: at the end both must be alike.

use std::collections::BTreeMap;

use protocol::{
    AccountId, Answer, Call, Change, ConversationId, ErrorCode, FeedCursor, FeedId, FeedPage, Fit,
    HistoryQuery, Message, Seq, SyncRequest,
};

/// What is held of the group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) heads: BTreeMap<FeedId, Seq>,
    pub(super) messages: BTreeMap<Seq, Message>,
    pub(super) receipts: BTreeMap<AccountId, (Seq, Seq)>,
    /// The words of messages below this were not all in a catch-up.
    pub(super) from: Seq,
}

impl Held {
    pub(super) fn head(&self, feed: FeedId) -> Seq {
        self.heads.get(&feed).copied().unwrap_or_default()
    }

    /// Whether it fits.
    pub(super) fn take(&mut self, page: FeedPage) -> bool {
        match page.fits(self.head(page.feed)) {
            Fit::Hole => return false,
            Fit::Known => return true,
            Fit::Next => {}
        }
        if let Some(from) = page.snapshot_from {
            self.from = self.from.max(from);
        }
        self.heads.insert(page.feed, page.head);
        for change in page.changes {
            match change {
                Change::Message(message) => {
                    self.messages.insert(message.seq, message);
                }
                Change::Receipt(receipt) => {
                    self.receipts
                        .insert(receipt.account, (receipt.delivered, receipt.read));
                }
                _ => {}
            }
        }
        true
    }
}

/// Reads the group anew, as a device would that was never here.
pub(super) struct Reader {
    pub(super) http: reqwest::Client,
    pub(super) token: String,
    pub(super) group: ConversationId,
}

impl Reader {
    /// The group as the database has it.
    pub(super) async fn afresh(&self, address: &str) -> Held {
        let mut held = Held::default();
        let sync = Call::Sync(SyncRequest {
            feeds: feeds(self.group)
                .map(|feed| FeedCursor { feed, since: 0 })
                .to_vec(),
            window: 1,
        });
        let Some(Answer::Sync(response)) = call(&self.http, address, Some(&self.token), &sync).await else {
            panic!("no catch-up");
        };
        for page in response.pages {
            assert!(!page.more && held.take(page));
        }
        let mut after = 0;
        loop {
            let query = HistoryQuery {
                before: None,
                after: Some(after),
                around: None,
                limit: 200,
            };
            let history = Call::History(self.group, query);
            let Some(Answer::History(page)) = call(&self.http, address, Some(&self.token), &history).await
            else {
                panic!("no history");
            };
            let Some(last) = page.messages.last() else {
                return held;
            };
            after = last.seq;
            held.messages
                .extend(page.messages.into_iter().map(|message| (message.seq, message)));
        }
    }
}

pub(super) fn feeds(group: ConversationId) -> [FeedId; 2] {
    [FeedId::Conversation(group), FeedId::Receipts(group)]
}

/// `None` when the node does not answer, or not now.
pub(super) async fn call(
    http: &reqwest::Client,
    address: &str,
    token: Option<&str>,
    call: &Call,
) -> Option<Answer> {
    let request = call.request();
    let method = request.method.as_str().parse().unwrap();
    let mut sending = http.request(method, format!("http://{address}{}", request.path));
    if let Some(token) = token {
        sending = sending.bearer_auth(token);
    }
    if let Some(body) = request.body {
        sending = sending.header("content-type", "application/json").body(body);
    }
    let answer = sending.send().await.ok()?;
    let status = answer.status().as_u16();
    match call.answer(status, &answer.text().await.ok()?) {
        Ok(answer) => Some(answer),
        Err(error) => {
            assert!(error.code == ErrorCode::Unavailable, "refused: {error:?}");
            None
        }
    }
}
