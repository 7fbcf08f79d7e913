//! The state of the story, and what the interface is told about it.

use engine::ui::{
    Connection, ConnectionState, ConversationDetails, ConversationRow, Edge, Place, Preview, Quote, Snapshot,
    Status, TimelineItem, TimelineUpdate, TypingPerson, Update,
};
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use protocol::{
    Account, AccountId, AccountKind, ApiError, ConversationId, ConversationKind, DeviceId, ErrorCode, Filing,
    GroupSettings, Limits, Me, Member, MessageId, NewFile, ReceiptPolicy, Role, Seq, Timestamp, Workspace,
    WorkspaceId,
};

use super::NOW;
use super::deeds;
use super::filed;
use super::people::{ANA, DAVID, client, direct, name_of, roster};
use super::scenes;
use super::sent;
use super::talks::Line;

/// Messages that the interface is given at a time.
const WINDOW: usize = 60;

/// A conversation of the story.
#[derive(Debug)]
pub(crate) struct Talk {
    pub(super) id: ConversationId,
    pub(super) title: String,
    pub(super) client: Option<AccountId>,
    pub(super) members: Vec<Member>,
    pub(super) items: Vec<TimelineItem>,
    pub(super) unread: u32,
    pub(super) draft: String,
    pub(super) reply: Option<Quote>,
    /// In the composer.
    pub(super) files: Vec<NewFile>,
    pub(super) typing: Vec<TypingPerson>,
    pub(super) archived: bool,
    pub(super) settings: GroupSettings,
    pub(super) filing: Filing,
    pub(super) mentioned: bool,
    pub(super) made_at: Timestamp,
}

impl Talk {
    pub(super) fn is_group(&self) -> bool {
        self.client.is_none() && self.members.len() != 2
    }
}

#[derive(Debug)]
pub(crate) struct Stage {
    pub(super) name: String,
    pub(super) me: Account,
    pub(super) people: Vec<Account>,
    pub(super) talks: Vec<Talk>,
    pub(super) open: Option<ConversationId>,
    /// Index of the first message that the interface has.
    pub(super) from: usize,
    pub(super) connection: Connection,
    pub(super) receipts: ReceiptPolicy,
    pub(super) roster: engine::ui::Roster,
    pub(super) next: u128,
    pub(super) library: engine::ui::Library,
    sender: Option<UnboundedSender<Update>>,
}

impl Stage {
    pub(crate) fn new(name: &str) -> Self {
        let people = roster();
        let by_client = matches!(
            name,
            "client" | "read-only" | "read-only-draft" | "hidden-members"
        );
        let own = if by_client { client(0) } else { ANA };
        let me = people.iter().find(|account| account.id == own).cloned();
        let me = me.unwrap_or_else(|| Account {
            id: ANA,
            kind: AccountKind::Coach,
            name: "Ana Berger".into(),
            email: None,
            joined_at: None,
            direct: None,
        });
        let offline = matches!(name, "offline" | "failed" | "info-offline");
        let connection = Connection {
            state: match name {
                _ if offline => ConnectionState::Offline {
                    since_ms: NOW - 34 * 60_000,
                },
                "catching-up" => ConnectionState::CatchingUp,
                _ => ConnectionState::Live,
            },
            waiting: if offline { 2 } else { 0 },
        };
        let mut stage = Self {
            name: name.to_owned(),
            me,
            people,
            talks: Vec::new(),
            open: None,
            from: 0,
            connection,
            receipts: ReceiptPolicy::default(),
            roster: filed::roster(),
            next: 100_000,
            library: super::shelves::library(name),
            sender: None,
        };
        if name != "empty-inbox" {
            scenes::tell_the_past(&mut stage);
        } else {
            stage.people.retain(|account| account.kind == AccountKind::Coach);
        }
        if by_client {
            stage
                .talks
                .retain(|talk| talk.members.iter().any(|member| member.account == own));
            for talk in &mut stage.talks {
                talk.unread = 0;
                if talk.client == Some(own) {
                    talk.title = "Berger Coaching".into();
                    talk.client = None;
                }
            }
        }
        stage
    }

    pub(crate) fn direct_talk(&self, index: usize, lines: Vec<Line>) -> Talk {
        let mut talk = self.group_talk(
            direct(index),
            &name_of(client(index)),
            &[ANA, client(index)],
            lines,
        );
        talk.client = Some(client(index));
        talk
    }

    pub(crate) fn group_talk(
        &self,
        id: ConversationId,
        title: &str,
        people: &[AccountId],
        lines: Vec<Line>,
    ) -> Talk {
        let members = people.iter().map(|account| self.member(id, *account)).collect();
        let base = id.0.as_u128() * 10_000;
        let items: Vec<_> = lines
            .into_iter()
            .zip(1..)
            .map(|((ago, author, words), seq)| {
                message(base + seq as u128, seq, author, words, NOW - ago * 60_000)
            })
            .collect();
        Talk {
            id,
            title: title.into(),
            client: None,
            members,
            items,
            unread: 0,
            draft: String::new(),
            reply: None,
            files: Vec::new(),
            typing: Vec::new(),
            archived: false,
            settings: GroupSettings::default(),
            filing: Filing::new(id),
            mentioned: false,
            made_at: Timestamp(NOW - 42 * 86_400_000),
        }
    }

    pub(crate) fn member(&self, conversation: ConversationId, account: AccountId) -> Member {
        let coach = account == ANA || account == DAVID;
        Member {
            conversation,
            account,
            name: name_of(account),
            kind: if coach {
                AccountKind::Coach
            } else {
                AccountKind::Client
            },
            role: match account {
                ANA => Role::Owner,
                DAVID => Role::Admin,
                _ => Role::Member,
            },
            can_post: true,
            active: true,
            since: 0,
        }
    }

    pub(crate) fn attach(&mut self) -> UnboundedReceiver<Update> {
        let (sender, receiver) = unbounded();
        self.sender = Some(sender);
        match self.name.as_str() {
            "loading" => {}
            "sign-in" | "sign-in-code" | "sign-in-wrong" | "choose-account" | "join" | "create-practice"
            | "app-sign-in" => {
                self.tell(Update::SignedOut { reason: None });
            }
            "ended-session" => self.tell(Update::SignedOut {
                reason: Some(ApiError::new(
                    ErrorCode::SessionEnded,
                    "You were signed out on another device. Sign in again to go on.",
                )),
            }),
            _ => self.reset(),
        }
        receiver
    }

    pub(crate) fn reset(&self) {
        let rows: Vec<_> = self.talks.iter().map(|talk| self.row(talk)).collect();
        let (unread, needs_reply) = counts(&rows);
        self.tell(Update::Reset(Box::new(Snapshot {
            starred: deeds::starred(self),
            me: Me {
                account: self.me.clone(),
                workspace: self.workspace(),
                device: DeviceId::from_number(1),
                limits: Limits::default(),
            },
            rows,
            people: if self.me.kind == AccountKind::Coach {
                self.people.clone()
            } else {
                Vec::new()
            },
            connection: self.connection,
            unread,
            needs_reply,
            roster: self.filed(),
            library: if self.me.kind == AccountKind::Coach {
                self.library.clone()
            } else {
                engine::ui::Library::default()
            },
        })));
    }

    pub(super) fn workspace(&self) -> Workspace {
        Workspace {
            id: WorkspaceId::from_number(1),
            name: "Berger Coaching".into(),
            brand_hue: 178,
            receipts: self.receipts,
        }
    }

    pub(crate) fn tell(&self, update: Update) {
        if let Some(sender) = &self.sender {
            let _ = sender.unbounded_send(update);
        }
    }

    pub(crate) fn talk(&mut self, id: ConversationId) -> Option<&mut Talk> {
        self.talks.iter_mut().find(|talk| talk.id == id)
    }

    /// Tells the row of a conversation and the totals.
    pub(crate) fn tell_row(&self, id: ConversationId) {
        let rows: Vec<_> = self.talks.iter().map(|talk| self.row(talk)).collect();
        let (unread, needs_reply) = counts(&rows);
        let upsert: Vec<_> = rows.into_iter().filter(|row| row.id == id).collect();
        let remove = if upsert.is_empty() { vec![id] } else { Vec::new() };
        self.tell(Update::Rows { upsert, remove });
        self.tell(Update::Counts { unread, needs_reply });
    }

    pub(crate) fn tell_details(&self, id: ConversationId) {
        let Some(talk) = self.talks.iter().find(|talk| talk.id == id) else {
            return;
        };
        let own = talk.members.iter().find(|member| member.account == self.me.id);
        let group = talk.is_group();
        self.tell(Update::Details {
            details: ConversationDetails {
                pinned: deeds::pinned(talk),
                may_mention_everyone: group && own.is_some_and(Member::may_manage),
                id,
                kind: if group {
                    ConversationKind::Group
                } else {
                    ConversationKind::Direct
                },
                title: talk.title.clone(),
                client: talk.client,
                members: talk.members.clone(),
                may_post: self.may_post(talk),
                may_manage: group && own.is_some_and(Member::may_manage),
                may_leave: group,
                archived: talk.archived,
                settings: talk.settings.clone(),
            },
        });
    }

    /// The open conversation from its start of window on; `change` may move it or mark a place.
    pub(crate) fn tell_timeline(&self, change: impl FnOnce(&mut TimelineUpdate)) {
        let Some(talk) = self
            .open
            .and_then(|open| self.talks.iter().find(|talk| talk.id == open))
        else {
            return;
        };
        let mut update = TimelineUpdate {
            conversation: talk.id,
            reset: false,
            upsert: talk
                .items
                .iter()
                .skip(self.from)
                .map(|item| TimelineItem {
                    may: deeds::allowed(self, talk, item),
                    ..item.clone()
                })
                .collect(),
            remove: Vec::new(),
            older: if self.from > 0 { Edge::More } else { Edge::End },
            newer: Edge::End,
            unread_from: None,
            focus: None,
            scroll_to_end: false,
            newer_count: 0,
        };
        change(&mut update);
        self.tell(Update::Timeline(update));
    }

    pub(crate) fn open(&mut self, id: ConversationId) {
        self.open = Some(id);
        let Some(talk) = self.talk(id) else { return };
        talk.filing.unread = false;
        let (length, unread) = (talk.items.len(), talk.unread as usize);
        let unread_from = (unread > 0 && unread <= length)
            .then(|| talk.items.get(length - unread))
            .flatten()
            .and_then(|item| match item.place {
                Place::Sent(seq) => Some(seq),
                Place::Waiting(_) => None,
            });
        let (text, reply_to, files) = (talk.draft.clone(), talk.reply.clone(), talk.files.clone());
        self.from = length.saturating_sub(WINDOW.max(unread + 10));
        self.tell_details(id);
        self.tell_timeline(|update| {
            update.reset = true;
            update.unread_from = unread_from;
        });
        self.tell(Update::Composer {
            files,
            files_only: false,
            conversation: id,
            text,
            reply_to,
        });
    }

    pub(crate) fn load_older(&mut self) {
        self.from = self.from.saturating_sub(WINDOW);
        self.tell_timeline(|_| {});
    }

    fn may_post(&self, talk: &Talk) -> bool {
        let own = talk.members.iter().find(|member| member.account == self.me.id);
        own.is_some_and(Member::may_post) && !talk.archived
    }

    fn row(&self, talk: &Talk) -> ConversationRow {
        let last = talk.items.last();
        let many = talk.members.len() > 2;
        let coach = self.me.kind == AccountKind::Coach;
        ConversationRow {
            draft_files: if self.open == Some(talk.id) {
                0
            } else {
                talk.files.len() as u32
            },
            id: talk.id,
            kind: if talk.is_group() {
                ConversationKind::Group
            } else {
                ConversationKind::Direct
            },
            title: talk.title.clone(),
            client: talk.client,
            preview: last.map(|item| Preview {
                media: sent::media(item),
                author: (many && !item.own).then(|| item.author_name.clone()),
                own: item.own,
                text: item.body.text.replace('\n', " ").chars().take(140).collect(),
                deleted: item.deleted,
                status: item.status,
                event: item.event.clone(),
                staff_only: item.staff_only,
            }),
            pending: talk.items.iter().any(|item| item.status == Some(Status::Waiting)),
            activity_at: last
                .map(|item| item.sent_at.unwrap_or(Timestamp(NOW)))
                .unwrap_or(talk.made_at),
            unread: talk.unread.min(100),
            needs_reply: coach
                && !talk.is_group()
                && talk
                    .items
                    .iter()
                    .rev()
                    .find(|item| !item.staff_only)
                    .is_some_and(|item| Some(item.author) == talk.client),
            draft: (!(talk.draft.is_empty() && talk.files.is_empty()) && self.open != Some(talk.id))
                .then(|| talk.draft.clone()),
            typing: talk.typing.clone(),
            failed: talk.items.iter().any(|item| item.status == Some(Status::Failed)),
            archived: talk.archived,
            members: talk.members.len() as u32,
            pinned: talk.filing.pinned,
            put_away: talk
                .filing
                .archived_at
                .is_some_and(|at| talk.items.len() as Seq <= at || talk.filing.muted_until.is_some()),
            muted_until: talk.filing.muted_until,
            marked_unread: talk.filing.unread,
            mentioned: talk.mentioned && talk.unread > 0,
            follow_up: talk
                .items
                .iter()
                .any(|item| item.follow_up_at.is_some_and(|at| at.0 <= NOW)),
            may_post: self.may_post(talk),
            picture: talk.settings.picture.clone(),
            announcement: talk.settings.announcement,
        }
    }
}

fn counts(rows: &[ConversationRow]) -> (u32, u32) {
    let unread = rows.iter().map(|row| row.unread).sum();
    let needs_reply = rows.iter().filter(|row| row.needs_reply).count() as u32;
    (unread, needs_reply)
}

/// A message that the server has, from what was typed.
pub(crate) fn message(id: u128, seq: Seq, author: AccountId, typed: &str, at: i64) -> TimelineItem {
    TimelineItem {
        files: Vec::new(),
        played: false,
        id: MessageId::from_number(id),
        place: Place::Sent(seq),
        author,
        author_name: name_of(author),
        own: author == ANA,
        body: markup::from_typed(typed),
        sent_at: Some(Timestamp(at)),
        status: None,
        reply: None,
        edited_at: None,
        deleted: false,
        failure: None,
        reactions: Vec::new(),
        pinned: false,
        starred: false,
        follow_up_at: None,
        forwarded: false,
        deleted_by: None,
        card: None,
        mentions_me: false,
        may: Default::default(),
        staff_only: false,
        event: None,
    }
}

pub(crate) fn quote(item: &TimelineItem) -> Quote {
    Quote {
        media: sent::media(item),
        message: item.id,
        author: item.author_name.clone(),
        own: item.own,
        text: item.body.text.chars().take(200).collect(),
        deleted: item.deleted,
    }
}
