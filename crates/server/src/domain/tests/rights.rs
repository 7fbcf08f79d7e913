//! Every command against every kind of actor. A new command does not compile here before `expected`
//! says who may give it.

use protocol::{
    AccountId, CohortRule, Command, ConversationId, ErrorCode, FileId, FilingSwitch, FolderId, GroupSwitch,
    MessageId, ReceiptPolicy, RichText, Role, TagId, TemplateId, VaultItemId,
};

use crate::domain::Actor;
use crate::scene::{Scene, send};

/// The kinds of people who may try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    /// A coach, owner of the group and author of its message.
    Owner,
    /// A client in the group.
    Member,
    /// A client who has left it.
    Gone,
    /// A client of the practice who was never in it.
    Outside,
    /// A coach of another practice.
    Elsewhere,
}

const EVERYBODY: [Who; 5] = [Who::Owner, Who::Member, Who::Gone, Who::Outside, Who::Elsewhere];

struct Stage {
    scene: Scene,
    group: ConversationId,
    message: MessageId,
    /// A voice note of ana's.
    voice: MessageId,
    /// The file in it.
    file: FileId,
    gone: Actor,
    outside: Actor,
}

impl Stage {
    fn new() -> Self {
        let mut scene = Scene::new();
        let now = scene.now();
        let (emil, _) = scene
            .server
            .create_client(now, scene.workspace, "Emil", None)
            .unwrap();
        let outside = crate::scene::actor(scene.workspace, &emil);
        let group = scene.group();
        let accounts = vec![scene.cleo.account];
        scene.does(
            scene.ana,
            Command::AddMembers {
                conversation: group,
                accounts,
            },
        );
        let message = scene.says(scene.ana, group, "Welcome");
        let voice = MessageId::from_number(scene.number());
        let file = scene.voice(scene.ana);
        let spoken = Command::SendMessage {
            id: voice,
            conversation: group,
            body: RichText::default(),
            attachments: vec![file],
            reply_to: None,
            forwarded: false,
            staff_only: false,
        };
        scene.does(scene.ana, spoken);
        scene.does(scene.cleo, Command::LeaveGroup { conversation: group });
        for kept in library(Library::of_stage(), file).into_iter().take(3) {
            scene.does(scene.ana, kept);
        }
        let save = save_tag(TagId::from_number(Library::of_stage().0));
        scene.does(scene.ana, save);
        Self {
            gone: scene.cleo,
            scene,
            group,
            message,
            voice,
            file,
            outside,
        }
    }

    fn actor(&self, who: Who) -> Actor {
        match who {
            Who::Owner => self.scene.ana,
            Who::Member => self.scene.ben,
            Who::Gone => self.gone,
            Who::Outside => self.outside,
            Who::Elsewhere => self.scene.dora,
        }
    }
}

use ErrorCode::{Forbidden, NotFound};

/// What owner and member are answered; everybody else is always told that there is no such thing, unless the command
/// names nothing of others.
fn expected(command: &Command, who: Who) -> Result<(), ErrorCode> {
    let [owner, member] = match command {
        Command::SendMessage { .. } | Command::MarkSeen { .. } | Command::SetDraft { .. } => [Ok(()), Ok(())],
        Command::EditMessage { .. } | Command::DeleteMessage { .. } => [Ok(()), Err(Forbidden)],
        Command::RenameGroup { .. } | Command::AddMembers { .. } | Command::ArchiveGroup { .. } => {
            [Ok(()), Err(Forbidden)]
        }
        // The owner is the one who is to be removed.
        Command::RemoveMember { .. } => [Err(Forbidden), Err(Forbidden)],
        Command::LeaveGroup { .. } => [Ok(()), Ok(())],
        Command::CreateGroup { .. } => {
            return match who {
                Who::Owner => Ok(()),
                // A coach, to whom ben is nobody.
                Who::Elsewhere => Err(NotFound),
                Who::Member | Who::Gone | Who::Outside => Err(Forbidden),
            };
        }
        Command::Rename { .. } => return Ok(()),
        Command::React { .. }
        | Command::StarMessage { .. }
        | Command::FileConversation { .. }
        | Command::MarkPlayed { .. } => [Ok(()), Ok(())],
        Command::PinMessage { .. } => [Ok(()), Err(Forbidden)],
        Command::SetGroup { .. } | Command::SetCohort { .. } => [Ok(()), Err(Forbidden)],
        // Of the owner herself.
        Command::SetRole { .. } => [Err(Forbidden), Err(Forbidden)],
        Command::SetPosting { .. } => [Err(ErrorCode::Invalid), Err(Forbidden)],
        Command::SaveTag { .. } => {
            return match who {
                Who::Owner | Who::Elsewhere => Ok(()),
                Who::Member | Who::Gone | Who::Outside => Err(Forbidden),
            };
        }
        Command::DeleteTag { .. } | Command::TagClient { .. } | Command::AssignClient { .. } => {
            return match who {
                Who::Owner => Ok(()),
                Who::Elsewhere => Err(NotFound),
                Who::Member | Who::Gone | Who::Outside => Err(Forbidden),
            };
        }
        // In her own library a coach makes what she likes; in ana's there is nothing for her.
        Command::SaveVaultFolder { .. } | Command::SaveTemplate { .. } => {
            return match who {
                Who::Owner | Who::Elsewhere => Ok(()),
                Who::Member | Who::Gone | Who::Outside => Err(Forbidden),
            };
        }
        Command::DeleteVaultFolder { .. }
        | Command::SaveVaultItem { .. }
        | Command::DeleteVaultItem { .. }
        | Command::DeleteTemplate { .. } => {
            return match who {
                Who::Owner => Ok(()),
                Who::Elsewhere => Err(NotFound),
                Who::Member | Who::Gone | Who::Outside => Err(Forbidden),
            };
        }
        Command::SetReceiptPolicy { .. } => {
            return match who {
                Who::Owner | Who::Elsewhere => Ok(()),
                Who::Member | Who::Gone | Who::Outside => Err(Forbidden),
            };
        }
    };
    match who {
        Who::Owner => owner,
        Who::Member => member,
        Who::Gone | Who::Outside | Who::Elsewhere => Err(NotFound),
    }
}

/// What the commands name: things of the stage, or of nowhere.
#[derive(Clone, Copy)]
struct Named {
    conversation: ConversationId,
    message: MessageId,
    voice: MessageId,
    library: Library,
    file: FileId,
    /// In a new group.
    taken_in: AccountId,
    added: AccountId,
    removed: AccountId,
}

impl Named {
    fn of(stage: &Stage) -> Self {
        Self {
            conversation: stage.group,
            message: stage.message,
            voice: stage.voice,
            library: Library::of_stage(),
            file: stage.file,
            taken_in: stage.scene.ben.account,
            added: stage.outside.account,
            removed: stage.scene.ana.account,
        }
    }

    fn nowhere() -> Self {
        let nobody = AccountId::from_number(404);
        Self {
            conversation: ConversationId::from_number(404),
            message: MessageId::from_number(404),
            voice: MessageId::from_number(404),
            library: Library(404),
            file: FileId::from_number(404),
            taken_in: nobody,
            added: nobody,
            removed: nobody,
        }
    }
}

/// A folder, a file of the vault and a template, all of the same number.
#[derive(Clone, Copy)]
struct Library(u128);

impl Library {
    fn of_stage() -> Self {
        Self(60)
    }
}

/// What makes them, and then what takes them away.
fn library(of: Library, file: FileId) -> Vec<Command> {
    let (folder, item) = (FolderId::from_number(of.0), VaultItemId::from_number(of.0));
    let template = TemplateId::from_number(of.0);
    vec![
        Command::SaveVaultFolder {
            id: folder,
            name: format!("Plans {}", of.0),
            parent: None,
        },
        Command::SaveVaultItem {
            id: item,
            file,
            name: "Plan".into(),
            folder: None,
            tags: vec!["Legs".into()],
        },
        Command::SaveTemplate {
            id: template,
            shared: true,
            name: format!("plan-{}", of.0),
            text: "Your plan".into(),
            files: Vec::new(),
        },
        Command::DeleteVaultFolder { id: folder },
        Command::DeleteVaultItem { id: item },
        Command::DeleteTemplate { id: template },
    ]
}

fn save_tag(id: TagId) -> Command {
    Command::SaveTag {
        id,
        name: format!("Online {id}"),
        hue: 200,
    }
}

/// Tags, and what is done with one: its number is that of the library.
fn people(named: Named) -> Vec<Command> {
    let tag = TagId::from_number(named.library.0);
    vec![
        save_tag(TagId::from_number(61)),
        Command::TagClient {
            account: named.taken_in,
            tag,
            on: true,
        },
        Command::AssignClient {
            account: named.taken_in,
            coach: None,
        },
        Command::SetCohort {
            conversation: named.conversation,
            rule: Some(CohortRule::Any { tags: vec![tag] }),
        },
        Command::DeleteTag { id: tag },
    ]
}

fn every(named: Named) -> Vec<Command> {
    let (conversation, message) = (named.conversation, named.message);
    let body = RichText::plain("other words");
    let mut every = vec![
        send(MessageId::from_number(77), conversation, "hello"),
        Command::EditMessage {
            conversation,
            message,
            body,
        },
        Command::DeleteMessage {
            conversation,
            message,
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
            id: ConversationId::from_number(78),
            name: "More".into(),
            members: vec![named.taken_in],
            options: protocol::GroupOptions::default(),
            rule: None,
        },
        Command::RenameGroup {
            conversation,
            name: "Walkers".into(),
        },
        Command::AddMembers {
            conversation,
            accounts: vec![named.added],
        },
        Command::RemoveMember {
            conversation,
            account: named.removed,
        },
        Command::SetGroup {
            conversation,
            switch: GroupSwitch::NoReactions(true),
        },
        Command::SetRole {
            conversation,
            account: named.removed,
            role: Role::Admin,
        },
        Command::SetPosting {
            conversation,
            account: named.removed,
            can_post: false,
        },
        Command::LeaveGroup { conversation },
        Command::ArchiveGroup {
            conversation,
            archived: true,
        },
        Command::React {
            conversation,
            message,
            emoji: "👍".into(),
            on: true,
        },
        Command::PinMessage {
            conversation,
            message,
            pinned: true,
        },
        Command::StarMessage {
            conversation,
            message,
            starred: true,
            follow_up_at: None,
        },
        Command::FileConversation {
            conversation,
            switch: FilingSwitch::Pinned(true),
        },
        Command::SetReceiptPolicy {
            policy: ReceiptPolicy::Off,
        },
        Command::Rename { name: "Anja".into() },
        Command::MarkPlayed {
            conversation,
            message: named.voice,
        },
    ];
    every.extend(library(named.library, named.file));
    every.extend(people(named));
    every
}

#[test]
fn every_command_by_everybody() {
    let count = every(Named::nowhere()).len();
    for number in 0..count {
        for who in EVERYBODY {
            let mut stage = Stage::new();
            let command = every(Named::of(&stage)).swap_remove(number);
            let expected = expected(&command, who);
            let actor = stage.actor(who);
            let result = stage.scene.try_do(actor, command.clone()).map(drop);
            assert_eq!(result, expected, "{who:?}: {command:?}");
        }
    }
}

#[test]
fn nothing_is_said_of_another_practice() {
    let mut stage = Stage::new();
    let dora = stage.scene.dora;
    // What dora is told of something of ana's is what she is told of nothing.
    let there = every(Named::of(&stage)).into_iter();
    for (there, nowhere) in there.zip(every(Named::nowhere())) {
        let of_there = stage
            .scene
            .submit(dora, protocol::CommandId::from_number(1), there)
            .0;
        let of_nowhere = stage
            .scene
            .submit(dora, protocol::CommandId::from_number(2), nowhere)
            .0;
        assert_eq!(of_there, of_nowhere);
    }
    // Her own group may not take in a client of ana's.
    let foreign = stage.outside.account;
    let id = ConversationId::from_number(90);
    stage.scene.does(
        dora,
        Command::CreateGroup {
            id,
            name: "Mine".into(),
            members: vec![],
            options: protocol::GroupOptions::default(),
            rule: None,
        },
    );
    let added = stage.scene.try_do(
        dora,
        Command::AddMembers {
            conversation: id,
            accounts: vec![foreign],
        },
    );
    assert_eq!(added, Err(NotFound));
    // A message id that exists elsewhere is free here.
    let sent = stage.scene.try_do(dora, send(stage.message, id, "mine"));
    assert!(sent.is_ok());
}
