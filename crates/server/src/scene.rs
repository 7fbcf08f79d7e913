//! A practice for tests: ana coaches ben and cleo; dora coaches another practice. Knows only the local server.

use protocol::{
    Account, AccountKind, ApiError, Attachment, Command, CommandId, ConversationId, DeviceId, ErrorCode,
    FeedCursor, FeedId, FileId, FileKind, MessageId, NewFile, Outcome, RichText, SubmitCommand, SyncRequest,
    SyncResponse, Timestamp, WorkspaceId,
};

use crate::db::{Conversations as _, FileContent, FileRow, Files as _, ready};
use crate::domain::{Actor, Publication};
use crate::entropy::Entropy;
use crate::local::LocalServer;

pub(crate) struct Scene {
    pub(crate) server: LocalServer,
    pub(crate) workspace: WorkspaceId,
    pub(crate) ana: Actor,
    pub(crate) ben: Actor,
    pub(crate) cleo: Actor,
    /// A coach of another practice.
    pub(crate) dora: Actor,
    pub(crate) with_ben: ConversationId,
    now: Timestamp,
    next: u128,
}

pub(crate) fn actor(workspace: WorkspaceId, account: &Account) -> Actor {
    Actor {
        workspace,
        account: account.id,
        kind: account.kind,
        device: DeviceId::from_number(1),
    }
}

impl Scene {
    pub(crate) fn new() -> Self {
        let now = Timestamp(1_000_000);
        let mut server = LocalServer::open_in_memory(Entropy::from_seed(1)).unwrap();
        let workspace = server.create_workspace(now, "Fit with Ana").unwrap().id;
        let (ana, _) = server
            .create_coach(now, workspace, "Ana", Some("ana@fit.example"))
            .unwrap();
        let (ben, _) = server.create_client(now, workspace, "Ben", None).unwrap();
        let (cleo, _) = server.create_client(now, workspace, "Cleo", None).unwrap();
        let elsewhere = server.create_workspace(now, "Dora's").unwrap().id;
        let (dora, _) = server
            .create_coach(now, elsewhere, "Dora", Some("dora@else.example"))
            .unwrap();
        Self {
            ana: actor(workspace, &ana),
            ben: actor(workspace, &ben),
            cleo: actor(workspace, &cleo),
            dora: actor(elsewhere, &dora),
            with_ben: ben.direct.unwrap(),
            server,
            workspace,
            now,
            next: 1_000,
        }
    }

    pub(crate) fn now(&mut self) -> Timestamp {
        self.now = self.now.plus_ms(1_000);
        self.now
    }

    pub(crate) fn number(&mut self) -> u128 {
        self.next += 1;
        self.next
    }

    pub(crate) fn submit(
        &mut self,
        actor: Actor,
        id: CommandId,
        command: Command,
    ) -> (Result<Outcome, ApiError>, Vec<Publication>) {
        let now = self.now();
        self.server.submit(now, &actor, SubmitCommand { id, command })
    }

    /// With a command id of its own.
    pub(crate) fn try_do(&mut self, actor: Actor, command: Command) -> Result<Outcome, ErrorCode> {
        let id = CommandId::from_number(self.number());
        self.submit(actor, id, command).0.map_err(|error| error.code)
    }

    pub(crate) fn does(&mut self, actor: Actor, command: Command) -> Outcome {
        self.try_do(actor, command).unwrap()
    }

    pub(crate) fn says(&mut self, actor: Actor, conversation: ConversationId, text: &str) -> MessageId {
        let id = MessageId::from_number(self.number());
        self.does(actor, send(id, conversation, text));
        id
    }

    /// A group of ana's with ben in it.
    pub(crate) fn group(&mut self) -> ConversationId {
        let id = ConversationId::from_number(self.number());
        let members = vec![self.ben.account];
        let create = Command::CreateGroup {
            id,
            name: "Runners".into(),
            members,
            options: protocol::GroupOptions::default(),
            rule: None,
        };
        self.does(self.ana, create);
        id
    }

    pub(crate) fn direct_of(&self, client: Actor) -> ConversationId {
        let ws = self.workspace;
        let found = self
            .server
            .look(|tx| ready(async { Ok(tx.direct_of(ws, client.account).await?) }));
        found.unwrap().unwrap()
    }

    /// A voice note that is ready to be sent.
    pub(crate) fn voice(&mut self, owner: Actor) -> FileId {
        self.stored(owner, FileKind::Voice, Some(2_000))
    }

    /// A photo that is ready to be sent.
    pub(crate) fn photo(&mut self, owner: Actor) -> FileId {
        self.stored(owner, FileKind::Photo, None)
    }

    /// Its bytes are nowhere: what is in files is looked at elsewhere.
    fn stored(&mut self, owner: Actor, kind: FileKind, length_ms: Option<u32>) -> FileId {
        let id = FileId::from_number(self.number());
        let attachment = Attachment {
            length_ms,
            ..announced(id, kind, 500).attachment()
        };
        let row = FileRow {
            id,
            owner: owner.account,
            begun_at: self.now(),
            bytes: 500,
            hash: Some([9; 32]),
            thumbnail: None,
            content: FileContent::Stored(Box::new(attachment)),
        };
        let ws = owner.workspace;
        let done = self
            .server
            .write(|tx| ready(async { Ok(tx.insert_file(ws, &row).await?) }));
        done.unwrap();
        id
    }

    pub(crate) fn catch_up(&self, actor: Actor, feed: FeedId, since: u64) -> SyncResponse {
        let request = SyncRequest {
            feeds: vec![FeedCursor { feed, since }],
            window: 50,
        };
        self.server.sync(&actor, &request).unwrap()
    }
}

pub(crate) fn announced(id: FileId, kind: FileKind, bytes: u64) -> NewFile {
    NewFile {
        id,
        kind,
        name: "Plan.txt".into(),
        media_type: "text/plain".into(),
        bytes,
        size: None,
        length_ms: None,
        placeholder: None,
        waveform: None,
        poster: None,
    }
}

pub(crate) fn send(id: MessageId, conversation: ConversationId, text: &str) -> Command {
    Command::SendMessage {
        attachments: Vec::new(),
        id,
        conversation,
        body: RichText::plain(text),
        reply_to: None,
        forwarded: false,
        staff_only: false,
    }
}

#[test]
fn the_people_are_who_they_are() {
    let scene = Scene::new();
    assert_eq!(scene.ana.kind, AccountKind::Coach);
    assert_eq!(scene.ben.kind, AccountKind::Client);
    assert_ne!(scene.ana.workspace, scene.dora.workspace);
}
