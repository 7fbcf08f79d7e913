//! The vault and templates: where things stand, who sees them, and that a file stays as long as something has it.

use protocol::{
    Change, Command, ErrorCode, FeedId, FileId, FileKind, FileVariant, FolderId, LinksQuery, MessageId,
    RichText, Template, TemplateId, Variant, VaultFolder, VaultItem, VaultItemId,
};

use crate::db::{VaultFolders as _, ready};
use crate::domain::{Actor, Audience};
use crate::scene::{Scene, actor, announced};

const DAY_MS: i64 = 24 * 3_600_000;

fn folder(id: u128) -> FolderId {
    FolderId::from_number(id)
}

fn item(id: u128) -> VaultItemId {
    VaultItemId::from_number(id)
}

fn template(id: u128) -> TemplateId {
    TemplateId::from_number(id)
}

fn a_folder(id: u128, name: &str, parent: Option<u128>) -> Command {
    Command::SaveVaultFolder {
        id: folder(id),
        name: name.into(),
        parent: parent.map(folder),
    }
}

fn an_item(id: u128, file: FileId, name: &str, within: Option<u128>) -> Command {
    Command::SaveVaultItem {
        id: item(id),
        file,
        name: name.into(),
        folder: within.map(folder),
        tags: Vec::new(),
    }
}

fn a_template(id: u128, shared: bool, name: &str, text: &str, files: &[FileId]) -> Command {
    Command::SaveTemplate {
        id: template(id),
        shared,
        name: name.into(),
        text: text.into(),
        files: files.to_vec(),
    }
}

/// Another coach of ana's practice.
fn jonas(scene: &mut Scene) -> Actor {
    let now = scene.now();
    let made = scene.server.create_coach(now, scene.workspace, "Jonas", None);
    actor(scene.workspace, &made.unwrap().0)
}

/// Brings a document.
fn brings(scene: &mut Scene, who: Actor, words: &[u8]) -> FileId {
    let id = FileId::from_number(scene.number());
    let asked = announced(id, FileKind::Document, words.len() as u64);
    let now = scene.now();
    scene.server.begin_file(now, &who, asked).unwrap();
    let state = scene.server.upload(now, &who, id, 0, words).unwrap();
    assert!(state.ready.is_some());
    id
}

fn sends(scene: &mut Scene, who: Actor, files: &[FileId]) -> MessageId {
    let id = MessageId::from_number(scene.number());
    let conversation = scene.with_ben;
    let command = Command::SendMessage {
        id,
        conversation,
        body: RichText::default(),
        attachments: files.to_vec(),
        reply_to: None,
        forwarded: false,
        staff_only: false,
    };
    scene.does(who, command);
    id
}

fn unsends(scene: &mut Scene, who: Actor, message: MessageId) {
    let conversation = scene.with_ben;
    scene.does(
        who,
        Command::DeleteMessage {
            conversation,
            message,
        },
    );
}

/// Whether this person gets the bytes.
fn gets(scene: &mut Scene, who: Actor, file: FileId) -> bool {
    let now = scene.now();
    let of = FileVariant {
        file,
        variant: Variant::Full,
    };
    let links = scene.server.links(now, &who, &LinksQuery { files: vec![of] });
    let path = links.unwrap().first().map(|link| link.path.clone());
    path.is_some_and(|path| scene.server.follow(now, &path).is_some())
}

/// Whatever is due within a day is done.
fn a_day_goes_by(scene: &mut Scene) {
    let now = scene.now().plus_ms(DAY_MS);
    scene.server.clear(now).unwrap();
}

fn changes(scene: &Scene, who: Actor, feed: FeedId, since: u64) -> Vec<Change> {
    let pages = scene.catch_up(who, feed, since).pages;
    pages.into_iter().flat_map(|page| page.changes).collect()
}

fn of_practice(scene: &Scene, who: Actor) -> Vec<Change> {
    changes(scene, who, FeedId::Workspace(who.workspace), 0)
}

fn folders(scene: &Scene, who: Actor) -> Vec<VaultFolder> {
    let mut all = of_practice(scene, who);
    let mut folders: Vec<VaultFolder> = all
        .drain(..)
        .filter_map(|change| match change {
            Change::VaultFolder(folder) => Some(folder),
            _ => None,
        })
        .collect();
    folders.sort_by_key(|folder| folder.id);
    folders
}

/// Name and place of each.
fn tree(scene: &Scene, who: Actor) -> Vec<(String, Option<FolderId>)> {
    let named = folders(scene, who).into_iter();
    named.map(|folder| (folder.name, folder.parent)).collect()
}

fn items(scene: &Scene, who: Actor) -> Vec<VaultItem> {
    let all = of_practice(scene, who).into_iter();
    all.filter_map(|change| match change {
        Change::VaultItem(item) => Some(item),
        _ => None,
    })
    .collect()
}

fn templates(changes: Vec<Change>) -> Vec<Template> {
    let all = changes.into_iter().filter_map(|change| match change {
        Change::Template(template) => Some(template),
        _ => None,
    });
    all.collect()
}

fn shared_templates(scene: &Scene, who: Actor) -> Vec<Template> {
    templates(of_practice(scene, who))
}

fn own_templates(scene: &Scene, who: Actor) -> Vec<Template> {
    templates(changes(scene, who, FeedId::Account(who.account), 0))
}

#[test]
fn a_name_stands_once_in_a_place() {
    let mut scene = Scene::new();
    let ana = scene.ana;
    let jonas = jonas(&mut scene);
    scene.does(ana, a_folder(1, " Plans ", None));
    scene.does(jonas, a_folder(2, "Summer", Some(1)));
    assert_eq!(
        tree(&scene, jonas),
        [("Plans".into(), None), ("Summer".into(), Some(folder(1)))]
    );
    for taken in [
        a_folder(3, "plans", None),
        a_folder(3, "SUMMER", Some(1)),
        a_folder(2, "PLANS", None),
    ] {
        assert_eq!(scene.try_do(jonas, taken), Err(ErrorCode::Taken));
    }
    scene.does(jonas, a_folder(3, "Plans", Some(1)));
    // Its own name, in another case, is free.
    scene.does(ana, a_folder(1, "PLANS", None));
    scene.does(scene.dora, a_folder(1, "Plans", None));
    assert_eq!(tree(&scene, scene.dora).len(), 1);
    for bad in [a_folder(4, " ", None), a_folder(4, "two\nlines", None)] {
        assert_eq!(scene.try_do(ana, bad), Err(ErrorCode::Invalid));
    }
    let nowhere = scene.try_do(ana, a_folder(4, "Lost", Some(99)));
    assert_eq!(nowhere, Err(ErrorCode::NotFound));
}

#[test]
fn a_folder_is_moved_but_not_into_itself_and_not_too_deep() {
    let mut scene = Scene::new();
    let ana = scene.ana;
    for id in 1..=8 {
        let parent = (id > 1).then(|| id - 1);
        scene.does(ana, a_folder(id, &format!("Floor {id}"), parent));
    }
    assert_eq!(
        scene.try_do(ana, a_folder(9, "Cellar", Some(8))),
        Err(ErrorCode::Invalid)
    );
    for into in [1, 2, 5] {
        let moved = scene.try_do(ana, a_folder(1, "Floor 1", Some(into)));
        assert_eq!(moved, Err(ErrorCode::Invalid), "into {into}");
    }
    scene.does(ana, a_folder(9, "Beside", None));
    let moved = scene.try_do(ana, a_folder(1, "Floor 1", Some(9)));
    assert_eq!(
        moved,
        Err(ErrorCode::Invalid),
        "all that is in it would be too deep"
    );
    scene.does(ana, a_folder(6, "Floor 6", Some(9)));
    let moved = scene.try_do(ana, a_folder(9, "Beside", Some(5)));
    assert_eq!(moved, Err(ErrorCode::Invalid), "it has three floors in it now");
    scene.does(ana, a_folder(9, "Beside", Some(4)));
    let beside = folders(&scene, ana).pop().unwrap();
    assert_eq!(beside.parent, Some(folder(4)));
    let head = scene.catch_up(ana, FeedId::Workspace(ana.workspace), 0).pages[0].head;
    scene.does(ana, a_folder(9, "Beside", Some(4)));
    let after = scene.catch_up(ana, FeedId::Workspace(ana.workspace), 0).pages[0].head;
    assert_eq!(after, head, "nothing has changed");
}

#[test]
fn what_is_in_a_deleted_folder_goes_to_its_parent() {
    let mut scene = Scene::new();
    let ana = scene.ana;
    for (id, name, parent) in [
        (1, "Plans", None),
        (2, "Old", Some(1)),
        (3, "2025", Some(2)),
        (4, "2025", Some(1)),
        (5, "2025 2", Some(1)),
    ] {
        scene.does(ana, a_folder(id, name, parent));
    }
    let file = brings(&mut scene, ana, b"plan");
    scene.does(ana, an_item(1, file, "Plan", Some(2)));
    let feed = FeedId::Workspace(ana.workspace);
    let since = scene.catch_up(ana, feed, 0).pages[0].head;
    let delete = Command::DeleteVaultFolder { id: folder(2) };
    scene.does(ana, delete.clone());
    assert_eq!(
        tree(&scene, ana),
        [
            ("Plans".into(), None),
            ("2025 3".into(), Some(folder(1))),
            ("2025".into(), Some(folder(1))),
            ("2025 2".into(), Some(folder(1))),
        ]
    );
    assert_eq!(items(&scene, ana)[0].folder, Some(folder(1)));
    let news = changes(&scene, ana, feed, since);
    let gone = news.iter().find_map(|change| match change {
        Change::VaultFolder(folder) if folder.deleted => Some(folder),
        _ => None,
    });
    assert_eq!((gone.unwrap().id, gone.unwrap().name.as_str()), (folder(2), ""));
    assert_eq!(news.len(), 3);

    // Somebody else had it open, and somebody deletes it too.
    scene.does(ana, delete);
    let late = scene.try_do(ana, a_folder(2, "Older", None));
    assert_eq!(late, Err(ErrorCode::NotFound));
    for into in [a_folder(9, "New", Some(2)), an_item(1, file, "Plan", Some(2))] {
        assert_eq!(scene.try_do(ana, into), Err(ErrorCode::NotFound));
    }
    let nothing = Command::DeleteVaultFolder { id: folder(99) };
    assert_eq!(scene.try_do(ana, nothing), Err(ErrorCode::NotFound));
    scene.does(ana, Command::DeleteVaultFolder { id: folder(1) });
    assert_eq!(items(&scene, ana)[0].folder, None);
}

#[test]
fn what_the_vault_has_stays_and_every_coach_can_send_it() {
    let mut scene = Scene::new();
    let (ana, ben, dora) = (scene.ana, scene.ben, scene.dora);
    let jonas = jonas(&mut scene);
    let file = brings(&mut scene, ana, b"plan");
    let refused = scene.try_do(jonas, an_item(1, file, "Plan", None));
    assert_eq!(
        refused,
        Err(ErrorCode::NotFound),
        "it is ana's, and nobody has it yet"
    );
    scene.does(ana, an_item(1, file, "Plan for beginners", None));
    a_day_goes_by(&mut scene);
    let seen = [ana, jonas, ben, dora].map(|who| gets(&mut scene, who, file));
    assert_eq!(seen, [true, true, false, false]);
    let held = items(&scene, jonas).remove(0);
    assert_eq!(
        (held.name.as_str(), held.file.id, held.added_by),
        ("Plan for beginners", file, ana.account)
    );
    let now = scene.now();
    let kept = scene.server.drop_file(now, &ana, file).unwrap_err();
    assert_eq!(kept.code, ErrorCode::Forbidden);

    scene.does(jonas, an_item(1, file, "Plan", None));
    let renamed = items(&scene, ana).remove(0);
    assert_eq!((renamed.name.as_str(), renamed.added_by), ("Plan", ana.account));
    assert_eq!(renamed.added_at, held.added_at);

    let message = sends(&mut scene, jonas, &[file]);
    assert!(gets(&mut scene, ben, file));
    let delete = Command::DeleteVaultItem { id: item(1) };
    scene.does(ana, delete.clone());
    a_day_goes_by(&mut scene);
    assert!(gets(&mut scene, ben, file), "the message keeps it");
    assert_eq!(items(&scene, ana), []);
    unsends(&mut scene, jonas, message);
    a_day_goes_by(&mut scene);
    assert_eq!(scene.server.shelved(), (0, 0));

    // What was deleted does not come back, whoever had been away.
    scene.does(jonas, delete);
    let late = scene.try_do(jonas, an_item(1, file, "Plan B", None));
    assert_eq!(late, Err(ErrorCode::NotFound));
    let nothing = Command::DeleteVaultItem { id: item(9) };
    assert_eq!(scene.try_do(ana, nothing), Err(ErrorCode::NotFound));
}

#[test]
fn a_file_of_a_message_is_kept_in_the_vault_longer_than_the_message() {
    let mut scene = Scene::new();
    let (ana, ben) = (scene.ana, scene.ben);
    let jonas = jonas(&mut scene);
    let file = brings(&mut scene, ben, b"form video");
    let message = sends(&mut scene, ben, &[file]);
    scene.does(ana, an_item(1, file, "Squat", None));
    scene.does(ana, an_item(2, file, "Squat again", None));
    unsends(&mut scene, ben, message);
    a_day_goes_by(&mut scene);
    assert!(gets(&mut scene, jonas, file));
    scene.does(ana, Command::DeleteVaultItem { id: item(1) });
    a_day_goes_by(&mut scene);
    assert!(gets(&mut scene, jonas, file), "it is there twice");
    // Another file takes its place.
    let better = brings(&mut scene, ana, b"better video");
    scene.does(ana, an_item(2, better, "Squat again", None));
    a_day_goes_by(&mut scene);
    let seen = [file, better].map(|file| gets(&mut scene, ana, file));
    assert_eq!(seen, [false, true]);
    assert_eq!(items(&scene, jonas)[0].file.id, better);
    assert_eq!(scene.server.shelved(), (1, 0));
}

#[test]
fn what_cannot_be_in_the_vault_is_refused() {
    let mut scene = Scene::new();
    let ana = scene.ana;
    let file = brings(&mut scene, ana, b"plan");
    let tagged = |tags: Vec<String>| Command::SaveVaultItem {
        id: item(1),
        file,
        name: "Plan".into(),
        folder: None,
        tags,
    };
    let many: Vec<String> = (0..21).map(|number| format!("tag {number}")).collect();
    assert_eq!(scene.try_do(ana, tagged(many.clone())), Err(ErrorCode::TooLong));
    assert_eq!(
        scene.try_do(ana, tagged(vec!["\t".into()])),
        Err(ErrorCode::Invalid)
    );
    scene.does(ana, tagged(many[..20].to_vec()));
    let words = ["Legs", " strength", "LEGS", "Strength"].map(str::to_owned);
    scene.does(ana, tagged(words.to_vec()));
    assert_eq!(items(&scene, ana)[0].tags, ["Legs", "strength"]);
    let half = announced(FileId::from_number(5), FileKind::Document, 9);
    let now = scene.now();
    scene.server.begin_file(now, &ana, half.clone()).unwrap();
    for (id, expected) in [
        (half.id, ErrorCode::Invalid),
        (FileId::from_number(404), ErrorCode::NotFound),
    ] {
        let refused = scene.try_do(ana, an_item(2, id, "Half", None));
        assert_eq!(refused, Err(expected));
    }
    let mut long = "x".repeat(201);
    assert_eq!(
        scene.try_do(ana, an_item(2, file, &long, None)),
        Err(ErrorCode::TooLong)
    );
    long.pop();
    scene.does(ana, an_item(2, file, &long, None));
}

#[test]
fn the_vault_is_not_without_end() {
    let mut scene = Scene::new();
    let ana = scene.ana;
    let file = brings(&mut scene, ana, b"plan");
    for number in 0..5_000 {
        scene.does(ana, an_item(number, file, "Plan", None));
    }
    assert_eq!(
        scene.try_do(ana, an_item(5_000, file, "Plan", None)),
        Err(ErrorCode::TooLong)
    );
    scene.does(ana, an_item(4_999, file, "The last plan", None));
    scene.does(ana, Command::DeleteVaultItem { id: item(0) });
    scene.does(ana, an_item(5_000, file, "Plan", None));

    let ws = scene.workspace;
    let many = scene.server.write(|tx| {
        ready(async {
            for number in 0..1_000 {
                let folder = VaultFolder {
                    id: folder(number),
                    name: format!("Folder {number}"),
                    parent: None,
                    rev: 1,
                    deleted: false,
                };
                tx.put_vault_folder(ws, &folder).await?;
            }
            Ok(())
        })
    });
    many.unwrap();
    assert_eq!(
        scene.try_do(ana, a_folder(1_000, "One more", None)),
        Err(ErrorCode::TooLong)
    );
    scene.does(ana, a_folder(7, "Another name", None));
}

#[test]
fn ones_own_templates_are_ones_own_and_shared_ones_everybodys() {
    let mut scene = Scene::new();
    let (ana, ben) = (scene.ana, scene.ben);
    let jonas = jonas(&mut scene);
    scene.does(ana, a_template(1, false, "welcome", "Hi {first_name|there}", &[]));
    scene.does(ana, a_template(2, true, "welcome", "Welcome, {first_name}", &[]));
    scene.does(jonas, a_template(3, false, "welcome", "Hello", &[]));
    for (who, own) in [(ana, vec![template(1)]), (jonas, vec![template(3)])] {
        let ids: Vec<_> = own_templates(&scene, who).iter().map(|held| held.id).collect();
        assert_eq!(ids, own);
        let shared = shared_templates(&scene, who);
        assert_eq!(
            (shared.len(), shared[0].id, shared[0].owner),
            (1, template(2), None)
        );
    }
    assert_eq!(own_templates(&scene, ana)[0].owner, Some(ana.account));
    assert_eq!(shared_templates(&scene, ben), []);
    assert_eq!(shared_templates(&scene, scene.dora), []);
    for (who, taken) in [
        (ana, a_template(4, false, "welcome", "x", &[])),
        (jonas, a_template(4, true, "welcome", "x", &[])),
    ] {
        assert_eq!(scene.try_do(who, taken), Err(ErrorCode::Taken));
    }
    for bad in ["", "Welcome", "two words", "a/b"] {
        let refused = scene.try_do(ana, a_template(4, false, bad, "x", &[]));
        assert_eq!(refused, Err(ErrorCode::Invalid), "{bad}");
    }
    let empty = scene.try_do(ana, a_template(4, false, "empty", " \n", &[]));
    assert_eq!(empty, Err(ErrorCode::Invalid));
    let long = scene.try_do(ana, a_template(4, false, "long", &"x".repeat(20_001), &[]));
    assert_eq!(long, Err(ErrorCode::TooLong));

    // Anybody of the staff changes and deletes what is shared, and nobody what is somebody else's own.
    scene.does(jonas, a_template(2, true, "hello", "Hello, {first_name}", &[]));
    assert_eq!(shared_templates(&scene, ana)[0].name, "hello");
    let foreign = Command::DeleteTemplate { id: template(1) };
    assert_eq!(scene.try_do(jonas, foreign.clone()), Err(ErrorCode::NotFound));
    scene.does(jonas, Command::DeleteTemplate { id: template(2) });
    assert_eq!(shared_templates(&scene, ana), []);
    scene.does(ana, foreign);
    assert_eq!(own_templates(&scene, ana), []);
    let late = scene.try_do(ana, a_template(1, false, "welcome", "Hi", &[]));
    assert_eq!(late, Err(ErrorCode::NotFound));
    scene.does(
        ana,
        a_template(5, false, "welcome", "the name is free again", &[]),
    );
}

#[test]
fn a_template_goes_from_ones_own_to_the_shared_ones_and_back() {
    let mut scene = Scene::new();
    let ana = scene.ana;
    let jonas = jonas(&mut scene);
    let file = brings(&mut scene, ana, b"plan");
    scene.does(ana, a_template(1, false, "plan", "Your plan", &[file]));
    a_day_goes_by(&mut scene);
    let seen = [ana, jonas].map(|who| gets(&mut scene, who, file));
    assert_eq!(seen, [true, false], "it is ana's own");
    let since = scene.catch_up(ana, FeedId::Account(ana.account), 0).pages[0].head;

    scene.does(ana, a_template(1, true, "plan", "Your plan", &[file]));
    let left = templates(changes(&scene, ana, FeedId::Account(ana.account), since));
    assert_eq!(left.len(), 1);
    assert!(left[0].deleted && left[0].owner == Some(ana.account) && left[0].text.is_empty());
    assert_eq!(own_templates(&scene, ana), []);
    assert_eq!(shared_templates(&scene, jonas)[0].files[0].id, file);
    a_day_goes_by(&mut scene);
    assert!(gets(&mut scene, jonas, file));
    let message = sends(&mut scene, jonas, &[file]);

    // Jonas makes it his.
    scene.does(jonas, a_template(1, false, "plan", "My plan", &[]));
    assert_eq!(shared_templates(&scene, ana), []);
    assert_eq!(own_templates(&scene, jonas)[0].text, "My plan");
    unsends(&mut scene, jonas, message);
    a_day_goes_by(&mut scene);
    assert_eq!(scene.server.shelved(), (0, 0));
    scene.does(jonas, a_template(1, true, "plan", "Our plan", &[]));
    assert_eq!(shared_templates(&scene, ana)[0].text, "Our plan");
}

#[test]
fn a_template_can_be_sent_as_it_is() {
    let mut scene = Scene::new();
    let ana = scene.ana;
    let spoken = scene.voice(ana);
    let other = brings(&mut scene, ana, b"plan");
    for (text, files) in [("listen", vec![spoken]), ("", vec![spoken, other])] {
        let refused = scene.try_do(ana, a_template(1, false, "spoken", text, &files));
        assert_eq!(refused, Err(ErrorCode::Invalid));
    }
    scene.does(ana, a_template(1, false, "spoken", "", &[spoken]));
    let many: Vec<FileId> = (0..11).map(|_| brings(&mut scene, ana, b"x")).collect();
    let refused = scene.try_do(ana, a_template(2, false, "many", "", &many));
    assert_eq!(refused, Err(ErrorCode::TooLong));
    // What an edit takes out goes, when nothing else has it.
    scene.does(ana, a_template(2, false, "many", "", &many[..3]));
    scene.does(ana, an_item(1, many[1], "Kept", None));
    scene.does(ana, a_template(2, false, "many", "", &many[2..3]));
    a_day_goes_by(&mut scene);
    let seen = [0, 1, 2, 3].map(|place| gets(&mut scene, ana, many[place]));
    assert_eq!(seen, [false, true, true, false]);
}

#[test]
fn so_many_templates_and_no_more() {
    let mut scene = Scene::new();
    let ana = scene.ana;
    for number in 0..500 {
        scene.does(ana, a_template(number, false, &format!("t{number}"), "x", &[]));
    }
    assert_eq!(
        scene.try_do(ana, a_template(500, false, "t500", "x", &[])),
        Err(ErrorCode::TooLong)
    );
    scene.does(ana, a_template(500, true, "t500", "x", &[]));
    scene.does(ana, a_template(3, false, "t3", "y", &[]));
    scene.does(ana, Command::DeleteTemplate { id: template(0) });
    scene.does(ana, a_template(501, false, "t501", "x", &[]));
}

#[test]
fn clients_learn_that_numbers_are_taken_and_nothing_else() {
    let mut scene = Scene::new();
    let (ana, ben) = (scene.ana, scene.ben);
    let file = brings(&mut scene, ana, b"plan");
    let feed = FeedId::Workspace(ana.workspace);
    let since = scene.catch_up(ben, feed, 0).pages[0].head;
    let commands = [
        a_folder(1, "Plans", None),
        an_item(1, file, "Plan", Some(1)),
        a_template(1, true, "plan", "Your plan", &[file]),
        Command::DeleteVaultItem { id: item(1) },
        Command::DeleteVaultFolder { id: folder(1) },
        Command::DeleteTemplate { id: template(1) },
    ];
    for command in commands {
        let forbidden = scene.try_do(ben, command.clone());
        assert_eq!(forbidden, Err(ErrorCode::Forbidden), "{command:?}");
        let id = protocol::CommandId::from_number(scene.number());
        let (done, told) = scene.submit(ana, id, command);
        done.unwrap();
        for publication in &told {
            let to_clients = publication.audience == Audience::Clients(ana.workspace);
            assert_eq!(publication.page.changes.is_empty(), to_clients);
        }
        assert_eq!(told.len(), 2);
    }
    let page = scene.catch_up(ben, feed, since).pages.remove(0);
    assert_eq!((page.head, page.changes), (since + 6, Vec::new()));
    let afresh = of_practice(&scene, ben);
    assert!(matches!(afresh.as_slice(), [Change::Workspace(_)]));
}
