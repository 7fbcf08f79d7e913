//! Filling a practice with people and a past, in one transaction: for the demo, tests and measurements.
//!
//! Goes through the domain's own writing, so that every number is as if it had happened; only the times are given, and
//! receipts are written once at the end instead of message by message.

mod library;
mod people;

use std::collections::HashMap;

use futures_util::FutureExt as _;
use protocol::{
    Account, AccountId, AccountKind, Command, ConversationId, DeviceId, FilingSwitch, GroupOptions,
    MessageId, RichText, Role, TemplateId, Timestamp, Workspace, WorkspaceId,
};

pub use library::SeedTemplate;

use super::{Admin, rules, said};
use crate::db::Tx;
use crate::domain::planting::{self, Past};
use crate::domain::{self, Actor, Failure, NewClient, NewPerson, Work};
use crate::hosted::{Db, Desk, Lane, system};

pub use people::{SeedCohort, SeedNote, SeedTag};

/// A practice and its past. People are named by their place in `people`.
#[derive(Clone, Debug, Default)]
pub struct Seed {
    pub workspace_name: String,
    pub brand_hue: u16,
    pub opened_at: Timestamp,
    /// At least one coach, before any client.
    pub people: Vec<SeedPerson>,
    pub conversations: Vec<SeedConversation>,
    pub drafts: Vec<SeedDraft>,
    pub templates: Vec<SeedTemplate>,
    /// In their order, after everything was said.
    pub gestures: Vec<SeedGesture>,
    pub tags: Vec<SeedTag>,
    pub cohorts: Vec<SeedCohort>,
    pub notes: Vec<SeedNote>,
}

/// What somebody has done to a message.
#[derive(Clone, Debug)]
pub struct SeedGesture {
    pub person: usize,
    /// By its place in `conversations`.
    pub conversation: usize,
    /// By its place in the conversation.
    pub message: usize,
    pub at: Timestamp,
    pub what: Gesture,
}

#[derive(Clone, Debug)]
pub enum Gesture {
    /// With one emoji.
    React(String),
    Pin,
    Star,
    /// To these words.
    Edit(RichText),
    /// The conversation of the message: to the top.
    KeepOnTop,
}

impl Gesture {
    fn command(self, conversation: ConversationId, message: MessageId) -> Command {
        match self {
            Self::React(emoji) => Command::React {
                conversation,
                message,
                emoji,
                on: true,
            },
            Self::Pin => Command::PinMessage {
                conversation,
                message,
                pinned: true,
            },
            Self::Star => Command::StarMessage {
                conversation,
                message,
                starred: true,
                follow_up_at: None,
            },
            Self::Edit(body) => Command::EditMessage {
                conversation,
                message,
                body,
            },
            Self::KeepOnTop => Command::FileConversation {
                conversation,
                switch: FilingSwitch::Pinned(true),
            },
        }
    }
}

/// What somebody has begun to write.
#[derive(Clone)]
pub struct SeedDraft {
    pub person: usize,
    /// By its place in `conversations`.
    pub conversation: usize,
    pub text: String,
}

/// A draft's words must not reach a log.
impl std::fmt::Debug for SeedDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "SeedDraft(person {}, conversation {})",
            self.person, self.conversation
        )
    }
}

#[derive(Clone, Debug)]
pub struct SeedPerson {
    pub kind: AccountKind,
    pub name: String,
    pub email: Option<String>,
    pub created_at: Timestamp,
    /// `None`: invited, not yet joined.
    pub joined_at: Option<Timestamp>,
}

#[derive(Clone, Debug)]
pub struct SeedConversation {
    pub place: SeedPlace,
    /// Oldest first.
    pub messages: Vec<SeedMessage>,
    pub seen: Vec<SeedSeen>,
}

#[derive(Clone, Debug)]
pub enum SeedPlace {
    /// The direct conversation of this client, which exists by itself.
    Direct(usize),
    Group {
        name: String,
        /// A coach.
        owner: usize,
        members: Vec<usize>,
        created_at: Timestamp,
        /// Where members only read: who of them is admin.
        announcement: Option<usize>,
    },
}

#[derive(Clone, Debug)]
pub struct SeedMessage {
    pub author: usize,
    pub sent_at: Timestamp,
    pub body: RichText,
    /// The place of an earlier message in the same list.
    pub reply_to: Option<usize>,
}

/// How many of the messages, from the oldest on, are on a device of this person and read by them.
#[derive(Clone, Copy, Debug)]
pub struct SeedSeen {
    pub person: usize,
    pub delivered: usize,
    pub read: usize,
}

/// What came of a seed, in the order in which it was given.
#[derive(Clone, Debug)]
pub struct Planted {
    pub workspace: Workspace,
    pub people: Vec<Account>,
    pub conversations: Vec<ConversationId>,
}

/// The seed names somebody or something that is not in it.
#[derive(Debug, thiserror::Error)]
#[error("the seed has no {0}")]
struct Missing(&'static str);

fn missing(what: &'static str) -> Failure {
    crate::db::DbError::Failed(Box::new(Missing(what))).into()
}

/// Somebody at work, on no device in particular.
fn actor_of(workspace: WorkspaceId, person: &Account) -> Actor {
    Actor {
        workspace,
        account: person.id,
        kind: person.kind,
        device: DeviceId::from_number(0),
    }
}

impl<D: Db> Admin<D> {
    /// Writes it all, or nothing.
    pub async fn seed(&self, seed: Seed) -> anyhow::Result<Planted> {
        let ws = WorkspaceId(system::entropy().uuid(seed.opened_at));
        let planted = self.db.write(Lane::Workspace(ws), move |desk| {
            async move { Ok((plant(desk, ws, seed).await?, Vec::new())) }.boxed()
        });
        planted.await.map_err(said)
    }
}

async fn plant<T: Tx>(desk: &mut Desk<T>, ws: WorkspaceId, seed: Seed) -> Result<Planted, Failure> {
    let (tx, entropy) = (&mut desk.tx, &mut desk.entropy);
    let mut work = Work::new(tx, ws, rules(seed.opened_at));
    let workspace = domain::create_workspace(&mut work, &seed.workspace_name, seed.brand_hue).await?;
    let mut people = Vec::new();
    for person in seed.people {
        let new = NewPerson {
            id: AccountId(entropy.uuid(person.created_at)),
            name: person.name,
            email: person.email,
            joined_at: person.joined_at,
        };
        let mut work = Work::new(tx, ws, rules(person.created_at));
        people.push(match person.kind {
            AccountKind::Coach => domain::create_coach(&mut work, new).await?,
            AccountKind::Client => {
                let direct = ConversationId(entropy.uuid(person.created_at));
                domain::create_client(&mut work, NewClient { person: new, direct }).await?
            }
        });
    }
    let who = |place: usize| people.get(place).ok_or_else(|| missing("such person"));
    let mut conversations = Vec::new();
    let mut said_in: Vec<Vec<MessageId>> = Vec::new();
    for conversation in seed.conversations {
        let id = match conversation.place {
            SeedPlace::Direct(client) => who(client)?.direct.ok_or_else(|| missing("such client"))?,
            SeedPlace::Group {
                name,
                owner,
                members,
                created_at,
                announcement,
            } => {
                let id = ConversationId(entropy.uuid(created_at));
                let ids = members.into_iter().map(|one| Ok(who(one)?.id));
                let members = ids.collect::<Result<Vec<_>, Failure>>()?;
                let owner = who(owner)?;
                let actor = actor_of(ws, owner);
                let create = Command::CreateGroup {
                    id,
                    name,
                    members,
                    options: GroupOptions {
                        announcement: announcement.is_some(),
                        ..GroupOptions::default()
                    },
                    rule: None,
                };
                domain::apply(tx, &actor, rules(created_at), create).await?;
                if let Some(admin) = announcement {
                    let appoint = Command::SetRole {
                        conversation: id,
                        account: who(admin)?.id,
                        role: Role::Admin,
                    };
                    domain::apply(tx, &actor, rules(created_at), appoint).await?;
                }
                id
            }
        };
        let mut ids: Vec<MessageId> = Vec::new();
        let mut past = Vec::new();
        for message in conversation.messages {
            let new = MessageId(entropy.uuid(message.sent_at));
            let original = message.reply_to.map(|place| ids.get(place).copied());
            ids.push(new);
            past.push(Past {
                id: new,
                author: who(message.author)?.id,
                sent_at: message.sent_at,
                body: message.body,
                reply_to: original
                    .map(|id| id.ok_or_else(|| missing("such message")))
                    .transpose()?,
            });
        }
        let mut seen = HashMap::new();
        for one in conversation.seen {
            seen.insert(who(one.person)?.id, (one.delivered, one.read));
        }
        planting::plant(tx, ws, id, past, &seen).await?;
        conversations.push(id);
        said_in.push(ids);
    }
    for draft in seed.drafts {
        let conversation = conversations.get(draft.conversation);
        let set = Command::SetDraft {
            conversation: *conversation.ok_or_else(|| missing("such conversation"))?,
            text: draft.text,
            reply_to: None,
        };
        let actor = actor_of(ws, who(draft.person)?);
        domain::apply(tx, &actor, rules(seed.opened_at), set).await?;
    }
    for template in seed.templates {
        let (at, actor) = (template.at, actor_of(ws, who(template.person)?));
        let command = template.command(TemplateId(entropy.uuid(at)));
        domain::apply(tx, &actor, rules(at), command).await?;
    }
    for gesture in seed.gestures {
        let conversation = conversations.get(gesture.conversation);
        let conversation = *conversation.ok_or_else(|| missing("such conversation"))?;
        let message = said_in
            .get(gesture.conversation)
            .and_then(|ids| ids.get(gesture.message));
        let message = *message.ok_or_else(|| missing("such message"))?;
        let actor = actor_of(ws, who(gesture.person)?);
        let command = gesture.what.command(conversation, message);
        domain::apply(tx, &actor, rules(gesture.at), command).await?;
    }
    let stage = people::Stage {
        ws,
        people: &people,
        conversations: &conversations,
    };
    stage.tag(tx, entropy, seed.tags, seed.cohorts).await?;
    stage.note(tx, entropy, seed.notes).await?;
    Ok(Planted {
        workspace,
        people,
        conversations,
    })
}
