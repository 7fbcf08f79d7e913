//! The vault and saved messages: at once, offline, on other devices, and when the server says no.

use engine::Input;
use engine::ui::{KeptFile, Reply, Request};
use protocol::{
    Attachment, Change, Command, CommandResult, ConversationId, ErrorCode, FeedId, FileId, FileKind,
    FolderId, Outcome, Role, ServerFrame, Template, TemplateId, Timestamp, VaultFolder, VaultItem,
    VaultItemId, WorkspaceId,
};

use crate::files::{KIB, PHOTO, PLAN, looked_at, new_file, photo, plan, stored};
use crate::support::{ANA, Ana, BEN, TALK, group, whole};

pub(crate) const PRACTICE: FeedId = FeedId::Workspace(WorkspaceId::from_number(1));
const ITEM: VaultItemId = VaultItemId::from_number(0xe1);
pub(crate) const GROUP: ConversationId = ConversationId::from_number(0xc9);

fn item(file: Attachment, rev: u64) -> VaultItem {
    VaultItem {
        id: ITEM,
        file,
        name: "Squat".into(),
        folder: None,
        tags: Vec::new(),
        added_by: ANA,
        added_at: Timestamp(7),
        rev,
        deleted: false,
    }
}

pub(crate) fn template(number: u128, text: &str) -> Template {
    Template {
        id: TemplateId::from_number(number),
        owner: None,
        name: format!("t{number}"),
        text: text.into(),
        files: Vec::new(),
        rev: 1,
        deleted: false,
    }
}

/// Ana, online, with a group besides Ben's conversation.
pub(crate) fn ana() -> Ana {
    let mut ana = Ana::holding(group(GROUP, "Monday runs", Role::Admin));
    ana.online();
    ana
}

impl Ana {
    fn folder(&mut self, name: &str, parent: Option<FolderId>) -> FolderId {
        self.ask(Request::SaveVaultFolder {
            id: None,
            name: name.into(),
            parent,
        });
        match self.reply.take() {
            Some(Ok(Reply::VaultFolder { id })) => id,
            other => unreachable!("{other:?}"),
        }
    }

    pub(crate) fn keep(&mut self, file: KeptFile, folder: Option<FolderId>) -> VaultItemId {
        self.ask(Request::SaveVaultItem {
            id: None,
            file,
            name: " Squat ".into(),
            folder,
            tags: vec!["Legs".into(), " legs".into(), String::new()],
        });
        match self.reply.take() {
            Some(Ok(Reply::VaultItem { id })) => id,
            other => unreachable!("{other:?}"),
        }
    }

    pub(crate) fn save(&mut self, id: Option<TemplateId>, name: &str, text: &str, files: Vec<KeptFile>) {
        self.ask(Request::SaveTemplate {
            id,
            shared: false,
            name: name.into(),
            text: text.into(),
            files,
        });
    }

    pub(crate) fn use_template(&mut self, conversation: ConversationId, number: u128) -> String {
        self.ask(Request::UseTemplate {
            conversation,
            template: TemplateId::from_number(number),
        });
        match self.reply.take() {
            Some(Ok(Reply::Text { text })) => text,
            other => unreachable!("{other:?}"),
        }
    }

    fn folders(&self) -> Vec<&str> {
        let mut names: Vec<_> = self
            .library
            .folders
            .iter()
            .map(|folder| folder.name.as_str())
            .collect();
        names.sort_unstable();
        names
    }
}

#[test]
fn a_file_is_in_the_vault_at_once_and_goes_up_by_itself() {
    let mut ana = ana();
    let plans = ana.folder("Plans", None);
    let id = ana.keep(KeptFile::Staged(photo()), Some(plans));
    let shown = &ana.library.items[0];
    assert_eq!(
        (shown.id, shown.name.as_str(), shown.folder, shown.rev),
        (id, "Squat", Some(plans), 0)
    );
    assert_eq!((&shown.tags[..], shown.added_by), (&["Legs".to_owned()][..], ANA));
    assert_eq!(shown.added_at, Timestamp(ana.now), "until the server says when");
    assert!(matches!(ana.sent[..], [(_, Command::SaveVaultFolder { .. })]));
    ana.done(|_| Outcome::Done);
    assert!(ana.sent.is_empty(), "the file is still on its way");
    // What has nothing to do with it need not wait for it.
    ana.ask(Request::Rename { name: "Anna".into() });
    assert!(matches!(ana.sent[..], [(_, Command::Rename { .. })]));
    ana.done(|_| Outcome::Done);
    ana.bring_all();
    assert_eq!(ana.progress.last(), Some(&(PHOTO, 300 * KIB)));
    assert!(matches!(
        &ana.sent[..],
        [(_, Command::SaveVaultItem { file: PHOTO, .. })]
    ));
    ana.done(|_| Outcome::Done);
    assert_eq!(ana.uploaded, [PHOTO]);
    assert!(ana.engine.staged().is_empty());
    assert_eq!(ana.library.items.len(), 1, "shown on until the feed brings it");
    assert_eq!(ana.library.items[0].file, looked_at(&photo()));
    let folder = VaultFolder {
        id: plans,
        name: "Plans".into(),
        parent: None,
        rev: 1,
        deleted: false,
    };
    let kept = VaultItem {
        id,
        folder: Some(plans),
        ..item(looked_at(&photo()), 2)
    };
    let changes = vec![Change::VaultFolder(folder), Change::VaultItem(kept.clone())];
    ana.page(PRACTICE, 0, changes);
    ana.caught_up();
    assert_eq!(ana.library.items, [kept]);
}

#[test]
fn what_another_coach_changed_meanwhile_shows_once_the_feed_was_asked() {
    let mut ana = ana();
    ana.page(PRACTICE, 0, vec![Change::VaultItem(item(looked_at(&plan()), 1))]);
    ana.ask(Request::SaveVaultItem {
        id: Some(ITEM),
        file: KeptFile::Held(looked_at(&plan())),
        name: "Ana's".into(),
        folder: None,
        tags: Vec::new(),
    });
    // Both changes come before the answer: Ana's, and then Jo's.
    let anas = VaultItem {
        name: "Ana's".into(),
        ..item(looked_at(&plan()), 2)
    };
    let jos = VaultItem {
        name: "Jo's".into(),
        ..item(looked_at(&plan()), 3)
    };
    ana.page(PRACTICE, 1, vec![Change::VaultItem(anas), Change::VaultItem(jos)]);
    let (id, _) = ana.sent.remove(0);
    let result = CommandResult::Ok(Outcome::Done);
    ana.give(Input::Frame(ServerFrame::Result { id, result }));
    assert_eq!(
        ana.library.items[0].name, "Ana's",
        "nobody knows yet which is the later one"
    );
    ana.caught_up();
    assert_eq!(ana.library.items[0].name, "Jo's");
}

#[test]
fn what_is_done_offline_is_there_after_a_restart_and_goes_in_its_order() {
    let mut ana = Ana::with_history(1, 3, 3);
    let plans = ana.folder("Plans", None);
    let legs = ana.folder("Legs", Some(plans));
    ana.keep(KeptFile::Staged(plan()), Some(legs));
    ana.save(
        None,
        "/Welcome",
        "Hi {first_name}",
        vec![KeptFile::Staged(photo())],
    );
    let mut ana = ana.restarted();
    assert_eq!(ana.folders(), ["Legs", "Plans"]);
    assert_eq!(ana.library.items[0].folder, Some(legs));
    assert_eq!(ana.library.templates[0].name, "welcome");
    assert_eq!(ana.engine.staged(), [PHOTO, PLAN].into());
    ana.online();
    for _ in 0..2 {
        assert!(matches!(ana.sent[..], [(_, Command::SaveVaultFolder { .. })]));
        ana.done(|_| Outcome::Done);
    }
    ana.bring_all();
    // These two have nothing to do with each other: whose file is there first goes first.
    let mut sent = Vec::new();
    while let Some((_, command)) = ana.sent.first() {
        sent.push(format!("{command:?}"));
        ana.done(|_| Outcome::Done);
    }
    sent.sort();
    assert_eq!(sent, ["SaveTemplate", "SaveVaultItem"]);
    assert!(ana.engine.staged().is_empty());
}

#[test]
fn a_folder_that_is_refused_gives_what_was_in_it_to_its_parent() {
    let mut ana = ana();
    let plans = ana.folder("Plans", None);
    let id = ana.keep(KeptFile::Staged(photo()), Some(plans));
    ana.refused(ErrorCode::Taken, "There is a folder with that name.");
    assert!(ana.folders().is_empty());
    assert_eq!(
        ana.troubles,
        ["The folder couldn't be saved. There is a folder with that name."]
    );
    assert_eq!((ana.library.items[0].id, ana.library.items[0].folder), (id, None));
    ana.bring_all();
    assert!(matches!(
        ana.sent[..],
        [(_, Command::SaveVaultItem { folder: None, .. })]
    ));
}

#[test]
fn a_file_whose_folder_was_deleted_meanwhile_goes_to_the_top() {
    let mut ana = ana();
    let plans = ana.folder("Plans", None);
    ana.done(|_| Outcome::Done);
    ana.keep(KeptFile::Staged(photo()), Some(plans));
    ana.bring_all();
    ana.refused(ErrorCode::NotFound, "There is no such folder.");
    assert_eq!(ana.troubles.len(), 1);
    assert!(ana.forgotten.is_empty());
    assert!(matches!(
        ana.sent[..],
        [(_, Command::SaveVaultItem { folder: None, .. })]
    ));
    assert_eq!(ana.library.items[0].folder, None);
    ana.refused(ErrorCode::NotFound, "There is no such file.");
    assert!(ana.library.items.is_empty(), "once is enough");
    assert_eq!(ana.forgotten, [PHOTO]);
}

#[test]
fn what_the_server_would_refuse_is_refused_at_once() {
    let mut ana = ana();
    let plans = ana.folder("Plans", None);
    let mut at = plans;
    for depth in 2..=8 {
        at = ana.folder(&format!("level {depth}"), Some(at));
    }
    let ask = |ana: &mut Ana, id, name: &str, parent| {
        let name = name.to_owned();
        ana.ask(Request::SaveVaultFolder { id, name, parent });
        ana.refusal().code
    };
    assert_eq!(ask(&mut ana, None, "deeper", Some(at)), ErrorCode::Invalid);
    assert_eq!(ask(&mut ana, None, " plans ", None), ErrorCode::Taken);
    assert_eq!(
        ask(&mut ana, Some(plans), "Plans", Some(at)),
        ErrorCode::Invalid,
        "into itself"
    );
    let gone = Some(FolderId::from_number(9));
    assert_eq!(ask(&mut ana, None, "x", gone), ErrorCode::NotFound);
    let other = ana.folder("Other", None);
    assert_eq!(
        ask(&mut ana, Some(plans), "Plans", Some(other)),
        ErrorCode::Invalid,
        "too deep"
    );
    ana.ask(Request::SaveVaultFolder {
        id: Some(plans),
        name: "PLANS".into(),
        parent: None,
    });
    assert!(ana.reply.take().unwrap().is_ok(), "its own name is its own");

    ana.save(None, "two words", "x", Vec::new());
    assert_eq!(ana.refusal().code, ErrorCode::Invalid);
    ana.save(None, "hi", " ", Vec::new());
    assert_eq!(ana.refusal().code, ErrorCode::Invalid);
    ana.save(None, "hi", "Hi", Vec::new());
    ana.save(None, "/HI", "Hello", Vec::new());
    assert_eq!(ana.refusal().code, ErrorCode::Taken);
    ana.ask(Request::SaveTemplate {
        id: None,
        shared: true,
        name: "hi".into(),
        text: "to all".into(),
        files: Vec::new(),
    });
    assert!(
        ana.reply.take().unwrap().is_ok(),
        "own and shared ones may be called alike"
    );
}

#[test]
fn clients_have_no_library() {
    let mut ben = Ana::as_account(BEN, 1, 3, 3, Vec::new());
    ben.save(None, "hi", "Hi", Vec::new());
    assert_eq!(ben.refusal().code, ErrorCode::Forbidden);
    ben.ask(Request::AddFromVault {
        conversation: TALK,
        item: ITEM,
    });
    assert_eq!(ben.refusal().code, ErrorCode::Forbidden);
    ben.write("what is {first_name}?");
    assert!(ben.reply.take().unwrap().is_ok(), "his braces are braces");
}

#[test]
fn what_has_not_gone_up_yet_is_taken_back_without_a_word_to_the_server() {
    let mut ana = ana();
    let id = ana.keep(KeptFile::Staged(photo()), None);
    ana.ask(Request::DeleteVaultItem { id });
    assert!(ana.library.items.is_empty() && ana.sent.is_empty());
    assert_eq!(ana.forgotten, [PHOTO]);
    ana.ask(Request::DeleteVaultItem { id });
    assert_eq!(ana.refusal().code, ErrorCode::NotFound);
}

#[test]
fn deleting_a_folder_waits_for_the_file_that_goes_into_it() {
    let mut ana = ana();
    let plans = ana.folder("Plans", None);
    ana.done(|_| Outcome::Done);
    let id = ana.keep(KeptFile::Staged(plan()), Some(plans));
    ana.ask(Request::DeleteVaultFolder { id: plans });
    assert!(ana.folders().is_empty());
    assert_eq!((ana.library.items[0].id, ana.library.items[0].folder), (id, None));
    assert!(ana.sent.is_empty());
    ana.bring_all();
    assert!(matches!(ana.sent[..], [(_, Command::SaveVaultItem { .. })]));
    ana.done(|_| Outcome::Done);
    assert!(matches!(ana.sent[..], [(_, Command::DeleteVaultFolder { .. })]));
}

#[test]
fn a_file_of_the_vault_is_sent_without_going_up_again() {
    let mut ana = ana();
    ana.ask(Request::Open { conversation: TALK });
    let kept = item(looked_at(&plan()), 1);
    ana.page(PRACTICE, 0, vec![Change::VaultItem(kept.clone())]);
    ana.ask(Request::AddFromVault {
        conversation: TALK,
        item: ITEM,
    });
    assert_eq!(ana.tray, [KeptFile::Held(kept.file.clone()).listed()]);
    assert!(ana.engine.staged().is_empty(), "the server has it");
    let mut ana = ana.restarted();
    ana.ask(Request::Open { conversation: TALK });
    assert_eq!(ana.tray.len(), 1);
    ana.online();
    let message = ana.send("the plan", &[PLAN]);
    assert!(ana.calls.is_empty() && ana.pieces.is_empty());
    assert!(
        matches!(&ana.sent[..], [(_, Command::SendMessage { attachments, .. })] if attachments == &[PLAN])
    );
    let shown = &ana.shown_item(message).files[0];
    assert_eq!((&shown.file, shown.sent), (&kept.file, None));
    ana.refused(ErrorCode::NotFound, "That file is gone.");
    ana.ask(Request::Discard { message });
    assert_eq!((ana.tray.len(), ana.composer.as_str()), (1, "the plan"));
    assert!(ana.forgotten.is_empty());
    ana.ask(Request::RemoveFile {
        conversation: TALK,
        file: PLAN,
    });
    assert!(ana.tray.is_empty() && ana.forgotten.is_empty());
}

#[test]
fn a_file_that_is_still_on_its_way_into_the_vault_can_be_sent_with_it() {
    let mut ana = ana();
    ana.ask(Request::Open { conversation: TALK });
    let id = ana.keep(KeptFile::Staged(photo()), None);
    ana.ask(Request::AddFromVault {
        conversation: TALK,
        item: id,
    });
    assert!(ana.reply.take().unwrap().is_ok());
    ana.send("look", &[PHOTO]);
    assert!(ana.sent.is_empty(), "both wait for the file");
    ana.bring_all();
    assert_eq!(ana.sent.len(), 2);
    ana.done(|_| Outcome::Done);
    assert!(ana.uploaded.is_empty(), "the message may have to be sent again");
    ana.done(stored(4));
    assert_eq!(ana.uploaded, [PHOTO]);
}

#[test]
fn what_the_vault_lets_go_of_need_not_stay_on_the_device() {
    let mut ana = ana();
    let kept = item(looked_at(&plan()), 1);
    ana.page(PRACTICE, 0, vec![Change::VaultItem(kept.clone())]);
    // Deleted ones come without their file.
    let gone = VaultItem {
        file: new_file(FileId::from_number(0), FileKind::Document, 0).attachment(),
        deleted: true,
        rev: 2,
        ..kept.clone()
    };
    ana.page(PRACTICE, 1, vec![Change::VaultItem(gone)]);
    assert!(ana.library.items.is_empty());
    assert_eq!(ana.forgotten, [PLAN]);

    let photo_kept = item(looked_at(&photo()), 3);
    ana.page(PRACTICE, 2, vec![Change::VaultItem(photo_kept)]);
    ana.give(Input::Frame(ServerFrame::Feed(whole(PRACTICE, 9, Vec::new()))));
    assert!(ana.library.items.is_empty());
    assert_eq!(ana.forgotten, [PLAN, PHOTO], "a snapshot says all of it anew");
}
