//! Who may do what: every call and every command, by every kind of person. A call or command without a row fails.
//!
//! The stage: ana owns a group with jonas (a coach) and ben (a client) in it; dan was in it and was removed; cleo is a
//! client of the same practice; dora coaches another practice; and somebody is not signed in at all.

mod feeds;
mod library;
mod people;

use std::collections::BTreeSet;

use protocol::{
    AccountId, Answer, ApiError, Call, Command, CommandId, CommandResult, ConversationId, CreateInvite,
    CreateWorkspace, DeviceId, ErrorCode, FeedCursor, FeedId, FileId, FileKind, FileLink, FileSort,
    FileVariant, FilesQuery, FilingSwitch, HistoryQuery, InviteId, LinksQuery, MessageId, ReceiptPolicy,
    RichText, StartSignIn, SubmitCommand, SyncRequest, TagId, Variant,
};

use library::Kept;

use crate::support::files::{VOICE, announced};
use crate::support::people::{Person, fresh, session};
use crate::support::running::Running;

/// What somebody gets: `Ok`, or a refusal.
type Got = Result<(), ErrorCode>;

/// What each gets, in the order of [`Stage::actors`].
type Row = [Got; 7];

const OK: Got = Ok(());
const FORBIDDEN: Got = Err(ErrorCode::Forbidden);
const NOT_FOUND: Got = Err(ErrorCode::NotFound);
const SIGN_IN: Got = Err(ErrorCode::SignInNeeded);
const WRONG_CODE: Got = Err(ErrorCode::WrongCode);

const ANYBODY: Row = [OK; 7];
const SIGNED_IN: Row = [OK, OK, OK, OK, OK, OK, SIGN_IN];
const COACHES: Row = [OK, OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, OK, SIGN_IN];
/// Of something that other practices do not have.
const COACHES_HERE: Row = [OK, OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, NOT_FOUND, SIGN_IN];
const MEMBERS: Row = [OK, OK, OK, NOT_FOUND, NOT_FOUND, NOT_FOUND, SIGN_IN];
const AUTHOR: Row = [FORBIDDEN, FORBIDDEN, OK, NOT_FOUND, NOT_FOUND, NOT_FOUND, SIGN_IN];
const AUTHOR_AND_MANAGERS: Row = [OK, FORBIDDEN, OK, NOT_FOUND, NOT_FOUND, NOT_FOUND, SIGN_IN];
/// Of something of ben's that is nobody else's.
const OWNER: Row = [NOT_FOUND, NOT_FOUND, OK, NOT_FOUND, NOT_FOUND, NOT_FOUND, SIGN_IN];
const MANAGERS: Row = [OK, FORBIDDEN, FORBIDDEN, NOT_FOUND, NOT_FOUND, NOT_FOUND, SIGN_IN];

/// Who may give this command in the group. A new command does not compile without its row.
fn row_of_command(command: &Command) -> Row {
    match command {
        Command::SendMessage { .. }
        | Command::MarkSeen { .. }
        | Command::SetDraft { .. }
        | Command::LeaveGroup { .. }
        | Command::React { .. }
        | Command::StarMessage { .. }
        | Command::FileConversation { .. }
        | Command::MarkPlayed { .. } => MEMBERS,
        Command::EditMessage { .. } => AUTHOR,
        Command::DeleteMessage { .. } => AUTHOR_AND_MANAGERS,
        Command::RenameGroup { .. }
        | Command::AddMembers { .. }
        | Command::RemoveMember { .. }
        | Command::ArchiveGroup { .. }
        | Command::PinMessage { .. } => MANAGERS,
        Command::SetReceiptPolicy { .. } => COACHES,
        Command::SetGroup { .. } | Command::SetPosting { .. } | Command::SetCohort { .. } => MANAGERS,
        Command::SetRole { .. } => MANAGERS,
        Command::SaveTag { .. } => COACHES,
        Command::DeleteTag { .. } | Command::TagClient { .. } | Command::AssignClient { .. } => COACHES_HERE,
        // Dora has a library of her own.
        Command::SaveVaultFolder { .. } | Command::SaveTemplate { .. } => COACHES,
        Command::DeleteVaultFolder { .. }
        | Command::SaveVaultItem { .. }
        | Command::DeleteVaultItem { .. }
        | Command::DeleteTemplate { .. } => COACHES_HERE,
        // Dora is a coach as well, but ben is nobody whom she knows.
        Command::CreateGroup { .. } => COACHES_HERE,
        Command::Rename { .. } => SIGNED_IN,
    }
}

struct Stage<'s> {
    server: &'s Running,
    ana: Person<'s>,
    jonas: Person<'s>,
    ben: Person<'s>,
    cleo: Person<'s>,
    dan: Person<'s>,
    dora: Person<'s>,
}

/// A group as it is before somebody does something to it.
struct Group {
    id: ConversationId,
    /// Of ben's.
    message: MessageId,
    /// Of ben's, with a recording in it.
    spoken: MessageId,
    file: FileId,
    /// What stands in the practice's library.
    kept: Kept,
    tag: TagId,
}

impl<'s> Stage<'s> {
    async fn build(server: &'s Running) -> Self {
        let ana = server
            .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
            .await;
        let coach = server
            .makes_coach(ana.me.workspace.id, "Jonas", "jonas@fit.example")
            .await;
        let jonas = hand_in(server, &ana, coach.id).await;
        Self {
            jonas,
            ben: ana.invites("Ben").await,
            cleo: ana.invites("Cleo").await,
            dan: ana.invites("Dan").await,
            dora: server.opens_practice("Dora", "Dora's", "dora@else.example").await,
            ana,
            server,
        }
    }

    fn actors(&self) -> [(&'static str, Option<&Person<'s>>); 7] {
        [
            ("the owner", Some(&self.ana)),
            ("a coach", Some(&self.jonas)),
            ("a member", Some(&self.ben)),
            ("another client", Some(&self.cleo)),
            ("an ex-member", Some(&self.dan)),
            ("a coach of another practice", Some(&self.dora)),
            ("nobody", None),
        ]
    }

    async fn group(&self) -> Group {
        let members = [self.jonas.account(), self.ben.account(), self.dan.account()];
        let id = self.ana.gathers("Runners", &members).await;
        let account = self.dan.account();
        let remove = Command::RemoveMember {
            conversation: id,
            account,
        };
        self.ana.does(remove).await.unwrap();
        let message = self.ben.says(id, "Twenty minutes, easy").await.unwrap().id;
        let file = self.ben.brings(FileKind::Voice, VOICE).await.id;
        let spoken = self.ben.shows(id, file).await.unwrap().id;
        let kept = Kept::new();
        for command in library::saving(kept, file) {
            self.ana.does(command).await.unwrap();
        }
        let (tag, save) = people::saves_tag();
        self.ana.does(save).await.unwrap();
        Group {
            tag,
            kept,
            id,
            message,
            spoken,
            file,
        }
    }

    async fn call(&self, actor: Option<&Person<'_>>, call: &Call) -> Got {
        let token = actor.map(|actor| actor.token.as_str());
        got(self.server.call(token, call).await)
    }

    async fn gives(&self, actor: Option<&Person<'_>>, command: Command) -> Got {
        let id = CommandId::from_number(fresh());
        let token = actor.map(|actor| actor.token.as_str());
        let submit = Call::Submit(SubmitCommand { id, command });
        match self.server.call(token, &submit).await {
            Ok(Answer::Command(CommandResult::Ok(_))) => OK,
            Ok(Answer::Command(CommandResult::Error(error))) => Err(error.code),
            other => got(other),
        }
    }

    /// One of every command, about this group.
    fn commands(&self, group: &Group) -> Vec<Command> {
        let conversation = group.id;
        let body = RichText::plain("Words");
        let name = "New name".to_owned();
        let mut commands = vec![
            Command::SendMessage {
                attachments: Vec::new(),
                id: MessageId::from_number(fresh()),
                conversation,
                body: body.clone(),
                reply_to: Some(group.message),
                forwarded: false,
                staff_only: false,
            },
            Command::EditMessage {
                conversation,
                message: group.message,
                body,
            },
            Command::DeleteMessage {
                conversation,
                message: group.message,
            },
            Command::MarkSeen {
                conversation,
                delivered: 1,
                read: 1,
            },
            Command::SetDraft {
                conversation,
                text: "half".into(),
                reply_to: None,
            },
            Command::CreateGroup {
                id: ConversationId::from_number(fresh()),
                name: name.clone(),
                members: vec![self.ben.account()],
                options: protocol::GroupOptions::default(),
                rule: None,
            },
            Command::RenameGroup {
                conversation,
                name: name.clone(),
            },
            Command::AddMembers {
                conversation,
                accounts: vec![self.cleo.account()],
            },
            Command::RemoveMember {
                conversation,
                account: self.jonas.account(),
            },
            Command::LeaveGroup { conversation },
            Command::ArchiveGroup {
                conversation,
                archived: true,
            },
            Command::SetGroup {
                conversation,
                switch: protocol::GroupSwitch::NoReactions(true),
            },
            Command::SetRole {
                conversation,
                account: self.jonas.account(),
                role: protocol::Role::Admin,
            },
            Command::SetPosting {
                conversation,
                account: self.jonas.account(),
                can_post: false,
            },
            Command::Rename { name },
            Command::React {
                conversation,
                message: group.message,
                emoji: "👍".into(),
                on: true,
            },
            Command::PinMessage {
                conversation,
                message: group.message,
                pinned: true,
            },
            Command::StarMessage {
                conversation,
                message: group.message,
                starred: true,
                follow_up_at: None,
            },
            Command::FileConversation {
                conversation,
                switch: FilingSwitch::Unread(true),
            },
            Command::SetReceiptPolicy {
                policy: ReceiptPolicy::Everyone,
            },
            Command::MarkPlayed {
                conversation,
                message: group.spoken,
            },
        ];
        commands.extend(library::saving(Kept::new(), group.file));
        commands.extend(library::deleting(group.kept));
        let (ben, ana) = (self.ben.account(), self.ana.account());
        commands.extend(people::commands(conversation, group.tag, ben, ana));
        commands
    }
}

fn got(answer: Result<Answer, ApiError>) -> Got {
    answer.map(|_| ()).map_err(|error| error.code)
}

/// Signs somebody in by a code from the command line.
async fn hand_in<'s>(server: &'s Running, of: &Person<'_>, account: AccountId) -> Person<'s> {
    let code = server.makes_code(of.me.workspace.id, account).await;
    Person::from(
        server,
        session(server.call(None, &Running::redeem(&code)).await.unwrap()),
    )
}

fn tag(command: &Command) -> String {
    let json = serde_json::to_value(command).unwrap();
    json["type"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn every_command_by_everybody() {
    let server = Running::start().await;
    let stage = Stage::build(&server).await;
    let one_of_each = stage.commands(&stage.group().await);
    let tags: BTreeSet<String> = one_of_each.iter().map(tag).collect();
    assert_eq!(tags, known_tags(), "a command is missing in this walk");
    for place in 0..one_of_each.len() {
        for (number, (who, actor)) in stage.actors().into_iter().enumerate() {
            // Each finds the group as if nobody had done anything before.
            let command = stage.commands(&stage.group().await).swap_remove(place);
            let (name, expected) = (tag(&command), row_of_command(&command)[number]);
            assert_eq!(stage.gives(actor, command).await, expected, "{name} by {who}");
        }
    }
}

/// The commands that the API's own document knows.
fn known_tags() -> BTreeSet<String> {
    let document = server::openapi::document();
    let variants = document["components"]["schemas"]["Command"]["oneOf"]
        .as_array()
        .unwrap();
    let tags = variants.iter().map(|variant| {
        let tag = variant
            .pointer("/properties/type/enum/0")
            .or(variant.pointer("/properties/type/const"));
        tag.and_then(serde_json::Value::as_str).unwrap().to_owned()
    });
    tags.collect()
}

#[tokio::test]
async fn every_call_by_everybody() {
    let server = Running::start().await;
    let stage = Stage::build(&server).await;
    for (method, path) in server::openapi::calls() {
        for (number, (who, actor)) in stage.actors().into_iter().enumerate() {
            let (expected, got) = walk(&stage, method, path, actor).await;
            assert_eq!(got, expected[number], "{method} {path} by {who}");
        }
    }
}

/// Makes one call, and says what everybody should get.
async fn walk(stage: &Stage<'_>, method: &str, path: &str, actor: Option<&Person<'_>>) -> (Row, Got) {
    let wrong = || "000000".to_owned();
    let name = || "Scenario".to_owned();
    match (method, path) {
        ("POST", "/api/sign-in/start") => {
            // An address of its own each time: mails to one are limited.
            let email = format!("{}@fit.example", fresh());
            (
                ANYBODY,
                stage.call(actor, &Call::StartSignIn(StartSignIn { email })).await,
            )
        }
        ("POST", "/api/sign-in/verify") => {
            let call = Running::verify(&format!("{}@fit.example", fresh()), &wrong(), None);
            ([WRONG_CODE; 7], stage.call(actor, &call).await)
        }
        ("POST", "/api/sign-in/redeem") => (
            [WRONG_CODE; 7],
            stage.call(actor, &Running::redeem("AAAAA-AAAAA")).await,
        ),
        ("POST", "/api/workspaces") => {
            let call = Call::CreateWorkspace(CreateWorkspace {
                workspace_name: name(),
                your_name: name(),
                email: format!("{}@fit.example", fresh()),
                code: wrong(),
                device_name: name(),
                wants_token: true,
            });
            ([WRONG_CODE; 7], stage.call(actor, &call).await)
        }
        ("POST", "/api/sign-out") => {
            let other = match actor {
                Some(actor) => Some(hand_in(stage.server, actor, actor.account()).await),
                None => None,
            };
            (SIGNED_IN, stage.call(other.as_ref(), &Call::SignOut).await)
        }
        ("GET", "/api/me") => (SIGNED_IN, stage.call(actor, &Call::Me).await),
        ("GET", "/api/devices") => (SIGNED_IN, stage.call(actor, &Call::Devices).await),
        ("DELETE", "/api/devices/{device}") => {
            let tablet: DeviceId = hand_in(stage.server, &stage.ana, stage.ben.account())
                .await
                .me
                .device;
            let row = [NOT_FOUND, NOT_FOUND, OK, NOT_FOUND, NOT_FOUND, NOT_FOUND, SIGN_IN];
            (row, stage.call(actor, &Call::EndDevice(tablet)).await)
        }
        ("GET", "/api/invites") => (COACHES, stage.call(actor, &Call::Invites).await),
        ("POST", "/api/invites") => {
            let call = Call::CreateInvite(CreateInvite {
                name: name(),
                email: None,
                account: None,
                send_email: false,
            });
            (COACHES, stage.call(actor, &call).await)
        }
        ("DELETE", "/api/invites/{invite}") => {
            let invite: InviteId = stage.ana.invite("Eva", None).await.unwrap().id;
            let row = [OK, OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, NOT_FOUND, SIGN_IN];
            (row, stage.call(actor, &Call::RevokeInvite(invite)).await)
        }
        ("POST", "/api/sync") => {
            let feeds = Vec::new();
            (
                SIGNED_IN,
                stage
                    .call(actor, &Call::Sync(SyncRequest { feeds, window: 50 }))
                    .await,
            )
        }
        ("GET", "/api/conversations/{conversation}/messages") => {
            let query = HistoryQuery {
                before: Some(1_000),
                after: None,
                around: None,
                limit: 50,
            };
            let group = stage.group().await;
            (MEMBERS, stage.call(actor, &Call::History(group.id, query)).await)
        }
        // The message is ben's, and the coaches are in the group.
        ("GET", "/api/conversations/{conversation}/messages/{message}/versions") => {
            let group = stage.group().await;
            let call = Call::Versions(group.id, group.message);
            (MEMBERS, stage.call(actor, &call).await)
        }
        ("GET", "/api/conversations/{conversation}/messages/{message}/seen") => {
            let group = stage.group().await;
            (
                MEMBERS,
                stage.call(actor, &Call::Seen(group.id, group.message)).await,
            )
        }
        ("POST", "/api/files") => {
            let asked = announced(FileKind::Document, 5);
            (SIGNED_IN, stage.call(actor, &Call::BeginFile(asked)).await)
        }
        // Ben's: nobody else knows that there is one.
        ("PUT", "/api/files/{file}/bytes") => {
            let asked = announced(FileKind::Document, 5);
            stage.ben.call(&Call::BeginFile(asked.clone())).await.unwrap();
            let token = actor.map(|actor| actor.token.as_str());
            let brought = stage.server.piece(token, asked.id, 0, b"words").await;
            (OWNER, brought.map(drop).map_err(|error| error.code))
        }
        ("DELETE", "/api/files/{file}") => {
            let file = stage.ben.brings(FileKind::Document, b"words").await.id;
            (OWNER, stage.call(actor, &Call::DropFile(file)).await)
        }
        ("POST", "/api/files/links") => {
            let group = stage.group().await;
            (MEMBERS, link_to(stage, actor, group.file).await.map(drop))
        }
        ("GET", "/api/conversations/{conversation}/files") => {
            let group = stage.group().await;
            let query = FilesQuery {
                sort: FileSort::Voice,
                before: None,
                limit: 50,
            };
            (MEMBERS, stage.call(actor, &Call::Files(group.id, query)).await)
        }
        // Whoever has been given a link has the file.
        ("GET", "/media/{token}") => {
            let group = stage.group().await;
            let link = link_to(stage, Some(&stage.ana), group.file).await.unwrap();
            (ANYBODY, plain(stage, actor, &link.path).await)
        }
        ("POST", "/api/commands") => {
            let rename = Command::Rename { name: name() };
            (SIGNED_IN, stage.gives(actor, rename).await)
        }
        // Signing in happens on the line: see `bad_input`. Without an upgrade it is no line for anybody.
        ("GET", "/api/socket") => ([Err(ErrorCode::Invalid); 7], plain(stage, actor, path).await),
        ("GET", "/api/openapi.json" | "/api/docs" | "/api/docs.css" | "/healthz" | "/readyz") => {
            (ANYBODY, plain(stage, actor, path).await)
        }
        _ => panic!("{method} {path} has no row here"),
    }
}

/// What is not in the answer is not there for whoever asks.
async fn link_to(stage: &Stage<'_>, actor: Option<&Person<'_>>, file: FileId) -> Result<FileLink, ErrorCode> {
    let of = FileVariant {
        file,
        variant: Variant::Full,
    };
    let call = Call::Links(LinksQuery { files: vec![of] });
    let token = actor.map(|actor| actor.token.as_str());
    match stage.server.call(token, &call).await {
        Ok(Answer::Links(mut links)) => links.pop().ok_or(ErrorCode::NotFound),
        Ok(other) => panic!("{other:?}"),
        Err(error) => Err(error.code),
    }
}

async fn plain(stage: &Stage<'_>, actor: Option<&Person<'_>>, path: &str) -> Got {
    let mut request = stage.server.http.get(stage.server.url(path));
    if let Some(actor) = actor {
        request = request.bearer_auth(&actor.token);
    }
    let answer = request.send().await.unwrap();
    if answer.status().is_success() {
        return OK;
    }
    Err(answer.json::<ApiError>().await.unwrap().code)
}
