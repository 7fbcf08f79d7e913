//! Tags, the groups that follow them, and what coaches note among themselves, in a seed.

use protocol::{
    Account, CohortRule, Command, ConversationId, GroupOptions, MessageId, RichText, TagId, Timestamp,
    WorkspaceId,
};

use super::{actor_of, missing};
use crate::admin::rules;
use crate::db::Tx;
use crate::domain::{self, Failure};
use crate::entropy::Entropy;

/// By the first coach.
#[derive(Clone, Debug)]
pub struct SeedTag {
    pub name: String,
    /// Degrees of the OKLCH colour circle.
    pub hue: u16,
    /// Clients, by their place in `people`.
    pub clients: Vec<usize>,
    pub at: Timestamp,
}

/// A group of the first coach, that takes in whoever has one of these tags.
#[derive(Clone, Debug)]
pub struct SeedCohort {
    pub name: String,
    /// By their place in `tags`.
    pub tags: Vec<usize>,
    /// What the coach says to begin with.
    pub welcome: RichText,
    pub at: Timestamp,
}

/// The last word of a conversation, for coaches only.
#[derive(Clone, Debug)]
pub struct SeedNote {
    pub coach: usize,
    /// By its place in `conversations`.
    pub conversation: usize,
    pub body: RichText,
    pub at: Timestamp,
}

/// What there is already.
pub(super) struct Stage<'s> {
    pub(super) ws: WorkspaceId,
    pub(super) people: &'s [Account],
    pub(super) conversations: &'s [ConversationId],
}

impl Stage<'_> {
    async fn does<T: Tx>(
        &self,
        tx: &mut T,
        who: usize,
        at: Timestamp,
        command: Command,
    ) -> Result<(), Failure> {
        let person = self.people.get(who).ok_or_else(|| missing("such person"))?;
        domain::apply(tx, &actor_of(self.ws, person), rules(at), command).await?;
        Ok(())
    }

    pub(super) async fn tag<T: Tx>(
        &self,
        tx: &mut T,
        entropy: &mut Entropy,
        tags: Vec<SeedTag>,
        cohorts: Vec<SeedCohort>,
    ) -> Result<(), Failure> {
        let mut ids = Vec::with_capacity(tags.len());
        for SeedTag {
            name,
            hue,
            clients,
            at,
        } in tags
        {
            let id = TagId(entropy.uuid(at));
            ids.push(id);
            self.does(tx, 0, at, Command::SaveTag { id, name, hue }).await?;
            for client in clients {
                let client = self.people.get(client).ok_or_else(|| missing("such client"))?;
                let tag = Command::TagClient {
                    account: client.id,
                    tag: id,
                    on: true,
                };
                self.does(tx, 0, at, tag).await?;
            }
        }
        for cohort in cohorts {
            let named = cohort.tags.iter().map(|place| ids.get(*place).copied());
            let tags = named.collect::<Option<Vec<_>>>();
            let tags = tags.ok_or_else(|| missing("such tag"))?;
            let id = ConversationId(entropy.uuid(cohort.at));
            let create = Command::CreateGroup {
                id,
                name: cohort.name,
                members: Vec::new(),
                options: GroupOptions::default(),
                rule: Some(CohortRule::Any { tags }),
            };
            self.does(tx, 0, cohort.at, create).await?;
            let welcome = says(entropy, cohort.at, id, cohort.welcome, false);
            self.does(tx, 0, cohort.at, welcome).await?;
        }
        Ok(())
    }

    pub(super) async fn note<T: Tx>(
        &self,
        tx: &mut T,
        entropy: &mut Entropy,
        notes: Vec<SeedNote>,
    ) -> Result<(), Failure> {
        for note in notes {
            let conversation = self.conversations.get(note.conversation);
            let conversation = *conversation.ok_or_else(|| missing("such conversation"))?;
            let command = says(entropy, note.at, conversation, note.body, true);
            self.does(tx, note.coach, note.at, command).await?;
        }
        Ok(())
    }
}

fn says(
    entropy: &mut Entropy,
    at: Timestamp,
    conversation: ConversationId,
    body: RichText,
    staff_only: bool,
) -> Command {
    Command::SendMessage {
        id: MessageId(entropy.uuid(at)),
        conversation,
        body,
        attachments: Vec::new(),
        reply_to: None,
        forwarded: false,
        staff_only,
    }
}
