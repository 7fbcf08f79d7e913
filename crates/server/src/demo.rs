//! The demo practice: a head coach, a second coach, 25 clients, groups, and what they have talked about.
//!
//! Owns who and what; `demo/cast.rs` has the people, `demo/talk/` the words, `demo/script.rs` deals them out, and this
//! file plays the script through the same rules as everybody's commands. Must not know HTTP or the command line.

mod cast;
mod script;
mod talk;

use protocol::{
    AccountId, AccountKind, Command, CommandId, ConversationId, DeviceId, Limits, MessageId, Outcome, Seq,
    SubmitCommand, Timestamp, WorkspaceId,
};
use uuid::Uuid;

use crate::db::Tx;
use crate::domain::{self, Actor, Failure, NewClient, NewPerson, Rules, Work};
use crate::entropy::Entropy;
use script::{Said, Unseen, Who};

/// The address that the demo's coach signs in with.
pub const COACH_EMAIL: &str = cast::HEAD_COACH.1;
/// The address that the demo's first client signs in with.
pub const CLIENT_EMAIL: &str = cast::CLIENTS[0].email;

/// Hue of the demo's brand.
const BRAND_HUE: u16 = 172;
const MINUTE_MS: i64 = 60_000;

/// Plays the whole script into a database that has no practice yet, as if it had happened in the months before `now`.
pub async fn seed<T: Tx>(
    tx: &mut T,
    now: Timestamp,
    limits: Limits,
    entropy: &mut Entropy,
) -> Result<WorkspaceId, Failure> {
    let mut stage = Stage::open(tx, now, limits, entropy).await?;
    let directs = script::directs();
    for (client, direct) in directs.iter().enumerate() {
        stage.join(client, direct.opened_minutes_ago).await?;
    }
    for (client, direct) in directs.iter().enumerate() {
        let conversation = stage.direct(client);
        stage.play(conversation, &direct.said, &direct.unseen).await?;
    }
    for (group, conversation) in script::groups() {
        let id = stage.gather(group, conversation.opened_minutes_ago).await?;
        stage.play(id, &conversation.said, &conversation.unseen).await?;
    }
    stage.leave_drafts().await?;
    Ok(stage.workspace)
}

/// The practice while the script is played.
struct Stage<'t, T> {
    tx: &'t mut T,
    now: Timestamp,
    limits: Limits,
    entropy: &'t mut Entropy,
    workspace: WorkspaceId,
    head_coach: AccountId,
    second_coach: AccountId,
    clients: Vec<(AccountId, ConversationId)>,
}

impl<'t, T: Tx> Stage<'t, T> {
    async fn open(
        tx: &'t mut T,
        now: Timestamp,
        limits: Limits,
        entropy: &'t mut Entropy,
    ) -> Result<Self, Failure> {
        let opened = now.plus_ms(-500 * 24 * 60 * MINUTE_MS);
        let workspace = WorkspaceId(entropy.uuid(opened));
        let rules = Rules { now: opened, limits };
        domain::create_workspace(&mut Work::new(tx, workspace, rules), cast::PRACTICE, BRAND_HUE).await?;
        let [head_coach, second_coach] = [(); 2].map(|()| AccountId(entropy.uuid(opened)));
        let stage = Self {
            tx,
            now,
            limits,
            entropy,
            workspace,
            head_coach,
            second_coach,
            clients: Vec::new(),
        };
        for (account, (name, email)) in [(head_coach, cast::HEAD_COACH), (second_coach, cast::SECOND_COACH)] {
            let person = NewPerson {
                id: account,
                name: name.to_owned(),
                email: Some(email.to_owned()),
                joined_at: Some(opened),
            };
            domain::create_coach(&mut Work::new(stage.tx, workspace, rules), person).await?;
        }
        Ok(stage)
    }

    fn at(&self, minutes_ago: u32) -> Timestamp {
        self.now.plus_ms(-i64::from(minutes_ago) * MINUTE_MS)
    }

    fn rules(&self, minutes_ago: u32) -> Rules {
        Rules {
            now: self.at(minutes_ago),
            limits: self.limits,
        }
    }

    /// A client comes into the practice. Who has never talked has not joined yet.
    async fn join(&mut self, client: usize, minutes_ago: u32) -> Result<(), Failure> {
        let Some(person) = cast::CLIENTS.get(client) else {
            return Ok(());
        };
        let at = self.at(minutes_ago);
        let (account, direct) = (
            AccountId(self.entropy.uuid(at)),
            ConversationId(self.entropy.uuid(at)),
        );
        let new = NewClient {
            person: NewPerson {
                id: account,
                name: person.name.to_owned(),
                email: Some(person.email.to_owned()),
                joined_at: (person.talk.threads > 0).then_some(at),
            },
            direct,
        };
        let rules = self.rules(minutes_ago);
        domain::create_client(&mut Work::new(self.tx, self.workspace, rules), new).await?;
        self.clients.push((account, direct));
        Ok(())
    }

    fn account(&self, who: Who) -> AccountId {
        match who {
            Who::HeadCoach => self.head_coach,
            Who::SecondCoach => self.second_coach,
            Who::Client(client) => self
                .clients
                .get(client)
                .map_or(self.head_coach, |(account, _)| *account),
        }
    }

    fn direct(&self, client: usize) -> ConversationId {
        self.clients
            .get(client)
            .map_or(ConversationId(Uuid::nil()), |(_, direct)| *direct)
    }

    /// Somebody does something, as their own device would.
    async fn act(&mut self, who: Who, minutes_ago: u32, command: Command) -> Result<Outcome, Failure> {
        let at = self.at(minutes_ago);
        let actor = Actor {
            workspace: self.workspace,
            account: self.account(who),
            kind: match who {
                Who::HeadCoach | Who::SecondCoach => AccountKind::Coach,
                Who::Client(_) => AccountKind::Client,
            },
            device: DeviceId(Uuid::nil()),
        };
        let submit = SubmitCommand {
            id: CommandId(self.entropy.uuid(at)),
            command,
        };
        let rules = self.rules(minutes_ago);
        let (outcome, _) = domain::execute(self.tx, &actor, rules, submit).await?;
        Ok(outcome)
    }

    async fn gather(&mut self, group: &cast::Group, minutes_ago: u32) -> Result<ConversationId, Failure> {
        let conversation = ConversationId(self.entropy.uuid(self.at(minutes_ago)));
        let clients = group.clients.iter().map(|client| Who::Client(*client));
        let members = clients
            .chain([Who::SecondCoach])
            .map(|who| self.account(who))
            .collect();
        let create = Command::CreateGroup {
            id: conversation,
            name: group.name.to_owned(),
            members,
        };
        self.act(Who::HeadCoach, minutes_ago, create).await?;
        Ok(conversation)
    }

    /// Everybody says their lines; then everybody has seen as much as the script says.
    async fn play(
        &mut self,
        conversation: ConversationId,
        said: &[Said],
        unseen: &[Unseen],
    ) -> Result<(), Failure> {
        let mut sent: Vec<(MessageId, Seq)> = Vec::with_capacity(said.len());
        for line in said {
            let send = Command::SendMessage {
                id: MessageId(self.entropy.uuid(self.at(line.minutes_ago))),
                conversation,
                body: markup::from_typed(&line.text),
                reply_to: line.reply_to.and_then(|place| sent.get(place)).map(|(id, _)| *id),
            };
            if let Outcome::Message(message) = self.act(line.who, line.minutes_ago, send).await? {
                sent.push((message.id, message.seq));
            }
        }
        for seen in unseen {
            let up_to = |left: usize| {
                let place = sent.len().checked_sub(left.saturating_add(1))?;
                sent.get(place).map(|(_, seq)| *seq)
            };
            let (Some(delivered), Some(read)) = (up_to(seen.undelivered), up_to(seen.unread)) else {
                continue;
            };
            let mark = Command::MarkSeen {
                conversation,
                delivered,
                read,
            };
            self.act(seen.who, 0, mark).await?;
        }
        Ok(())
    }

    /// What the head coach has begun to write and not sent.
    async fn leave_drafts(&mut self) -> Result<(), Failure> {
        for (client, text) in cast::DRAFTS {
            let draft = Command::SetDraft {
                conversation: self.direct(client),
                text: text.to_owned(),
                reply_to: None,
            };
            self.act(Who::HeadCoach, 0, draft).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
