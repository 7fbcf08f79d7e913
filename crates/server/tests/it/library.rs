//! Ana's vault and templates: live on her devices, at hand when she writes to ben, and nothing that his device ever hears of.

use protocol::{
    Change, Command, ErrorCode, FeedId, FileKind, FolderId, ServerFrame, TemplateId, VaultItemId,
};

use crate::support::line::Line;
use crate::support::people::{code, fresh};
use crate::support::running::Running;

/// The next change of the library.
async fn news(line: &mut Line) -> Change {
    let of_library = |change: &Change| {
        matches!(
            change,
            Change::VaultFolder(_) | Change::VaultItem(_) | Change::Template(_)
        )
    };
    line.wait(|frame| match frame {
        ServerFrame::Feed(page) => page.changes.into_iter().find(of_library),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn the_library_is_live_for_coaches_and_silent_for_clients() {
    let server = Running::start().await;
    let laptop = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let phone = server.signs_in("ana@fit.example").await;
    let ben = laptop.invites("Ben").await;
    let (mut at_phone, mut at_ben) = (phone.line().await, ben.line().await);

    let file = laptop
        .brings(FileKind::Document, b"Three sets of squats")
        .await
        .id;
    let (folder, item) = (FolderId::from_number(fresh()), VaultItemId::from_number(fresh()));
    let template = |id: TemplateId, shared| Command::SaveTemplate {
        id,
        shared,
        name: "whispered".into(),
        text: "Hi {first_name}, whispered".into(),
        files: vec![file],
    };
    let (own, shared) = (TemplateId::from_number(fresh()), TemplateId::from_number(fresh()));
    let keep = Command::SaveVaultItem {
        id: item,
        file,
        name: "Whispered plan".into(),
        folder: Some(folder),
        tags: vec!["whispered".into()],
    };
    let make = Command::SaveVaultFolder {
        id: folder,
        name: "Whispered".into(),
        parent: None,
    };
    for command in [make, keep.clone(), template(shared, true), template(own, false)] {
        assert_eq!(code(ben.does(command.clone()).await), ErrorCode::Forbidden);
        laptop.does(command).await.unwrap();
    }
    assert!(matches!(news(&mut at_phone).await, Change::VaultFolder(new) if new.id == folder));
    let Change::VaultItem(kept) = news(&mut at_phone).await else {
        panic!("not the file");
    };
    assert_eq!((kept.id, kept.file.id, kept.folder), (item, file, Some(folder)));
    for (id, owner) in [(shared, None), (own, Some(laptop.account()))] {
        let Change::Template(new) = news(&mut at_phone).await else {
            panic!("not a template");
        };
        assert_eq!((new.id, new.owner, new.files.len()), (id, owner, 1));
    }

    // What the vault has is sent, and ben sees it from then on.
    assert!(ben.links(file).await.is_empty());
    laptop.shows(ben.direct(), file).await.unwrap();
    assert!(!ben.links(file).await.is_empty());
    let delete = Command::DeleteVaultItem { id: item };
    laptop.does(delete).await.unwrap();
    let Change::VaultItem(gone) = news(&mut at_phone).await else {
        panic!("not the file");
    };
    assert!(gone.deleted && gone.name.is_empty() && gone.tags.is_empty());
    assert_eq!(code(laptop.does(keep).await), ErrorCode::NotFound);
    laptop.says(ben.direct(), "That was all.").await.unwrap();

    let (mut heard, mut taken) = (Vec::new(), 0);
    loop {
        let frame = at_ben.next().await.unwrap();
        heard.push(serde_json::to_string(&frame).unwrap());
        if let ServerFrame::Feed(page) = &frame
            && let FeedId::Workspace(_) = page.feed
        {
            assert!(page.changes.is_empty());
            taken += page.head - page.after;
        }
        if heard.last().is_some_and(|text| text.contains("That was all.")) {
            break;
        }
    }
    assert_eq!(taken, 4, "folder, file, template, and the file again");
    let all = heard.concat().to_lowercase();
    assert!(all.contains("/conversation") || all.contains("conversation/"));
    assert!(!all.contains("whispered"), "{all}");
}
