//! A practice to begin a scenario with: Ana and the clients whom she has invited, made through the API, so that a
//! scenario shows what it is about and not how everybody got there.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use protocol::{Answer, Call, Command, CommandId, ConversationId, CreateInvite, Invite, MessageId, RichText};
use protocol::{CommandResult, SubmitCommand};

use crate::caller::Caller;
use crate::page::{Page, write_session};
use crate::server::ServerStart;
use crate::stage::{App, Stage};

/// A stage on which Ana has a practice.
#[derive(Debug)]
pub struct Practice {
    pub stage: Stage,
    pub ana: Caller,
    invites: BTreeMap<String, Invite>,
    made: u128,
}

impl Practice {
    pub async fn with_clients(names: &[&str]) -> Result<Self> {
        let stage = Stage::new(ServerStart::Empty).await?;
        let ana = Caller::opens_practice(&stage.server, "Ana", "ana@example.com").await?;
        let mut invites = BTreeMap::new();
        for name in names {
            let letters = name.chars().filter(char::is_ascii_alphanumeric);
            let email = Some(format!(
                "{}@example.com",
                letters.collect::<String>().to_lowercase()
            ));
            let invite = CreateInvite {
                name: (*name).to_owned(),
                email,
                account: None,
                send_email: false,
            };
            let Answer::Invite(invite) = ana.call(&Call::CreateInvite(invite)).await? else {
                bail!("no invite")
            };
            invites.insert((*name).to_owned(), invite);
        }
        Ok(Self {
            stage,
            ana,
            invites,
            made: 0,
        })
    }

    /// The link by which a client joins.
    pub fn link(&self, name: &str) -> Result<&str> {
        self.invite(name)?
            .link
            .as_deref()
            .context("a new invite has a link")
    }

    /// Ana's app, signed in.
    pub async fn anas_app(&self) -> Result<App> {
        let session = self.anas_session()?;
        let app = self.stage.app("ana", Some(session)).await?;
        app.see("conversation-row").await?;
        Ok(app)
    }

    fn anas_session(&self) -> Result<PathBuf> {
        let file = self.stage.windows.folder()?.join("ana-session.json");
        write_session(&file, &self.stage.server.url, &self.ana.token)?;
        Ok(file)
    }

    /// The browser of a client who has just joined by the link, with the list of conversations before them.
    pub async fn joins(&mut self, name: &str) -> Result<Page> {
        let page = self.stage.windows.browser(&name.to_lowercase()).await?;
        page.go(self.link(name)?).await?;
        page.click("join-submit").await?;
        page.see("conversation-row").await?;
        Ok(page)
    }

    /// Ana's app and the browser of Ben, who has just joined, both in their conversation.
    pub async fn ana_and_ben(&mut self) -> Result<(App, Page)> {
        let ana = self.anas_app().await?;
        let ben = self.joins("Ben").await?;
        ana.open_conversation("Ben").await?;
        ben.click("conversation-row").await?;
        ben.see("composer").await?;
        Ok((ana, ben))
    }

    /// Ana writes to a client from some other device of hers.
    pub async fn ana_writes(&mut self, name: &str, text: &str) -> Result<()> {
        self.made += 1;
        let command = Command::SendMessage {
            attachments: Vec::new(),
            id: MessageId::from_number(0xa0_0000 + self.made),
            conversation: self.conversation(name)?,
            body: RichText::plain(text),
            reply_to: None,
            forwarded: false,
            staff_only: false,
        };
        let submit = SubmitCommand {
            id: CommandId::from_number(0xc0_0000 + self.made),
            command,
        };
        match self.ana.call(&Call::Submit(submit)).await? {
            Answer::Command(CommandResult::Ok(_)) => Ok(()),
            other => bail!("not sent: {other:?}"),
        }
    }

    pub fn conversation(&self, name: &str) -> Result<ConversationId> {
        Ok(self.invite(name)?.conversation)
    }

    fn invite(&self, name: &str) -> Result<&Invite> {
        self.invites
            .get(name)
            .with_context(|| format!("{name} was not invited"))
    }
}
