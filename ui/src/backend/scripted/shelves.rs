//! The story's vault and templates, and what happens when the person changes them.

use engine::ui::{KeptFile, Library, Reply, Request, Update};
use protocol::{
    AccountKind, ApiError, Attachment, ConversationId, ErrorCode, FileId, FolderId, Template, TemplateId,
    Timestamp, VaultFolder, VaultItem, VaultItemId,
};

use super::NOW;
use super::hands::Move::{self, Click, Menu, Type, VaultMenu, Wait};
use super::people::{ANA, DAVID};
use super::sent::{self, document, film, new_file, picture};
use super::stage::Stage;

const DAY: i64 = 86_400_000;
const PDF: &str = "application/pdf";
const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) fn moves(story: &str) -> &'static [Move] {
    match story {
        "vault-search" => &[Type("vault-search", "squat")],
        "vault-menu" => &[VaultMenu],
        "vault-item" => &[Click("vault-item")],
        "vault-folder" => &[Click("vault-new-folder"), Type("folder-name", "Meal plans")],
        "vault-delete" => &[VaultMenu, Click("vault-delete")],
        "vault-picker" => &[
            Click("attach"),
            Click("attach-vault"),
            Click("pick-item"),
            Click("pick-item"),
        ],
        "attach-menu" => &[Click("attach")],
        "keep" => &[Menu, Click("action-keep")],
        "template-names" => &[Type("composer", "/we")],
        "template-used" => &[Type("composer", "/checkin"), Click("suggestion")],
        "template-unfilled" => &[Type("composer", "/race-day"), Click("suggestion"), Click("send")],
        "template-voice" => &[Click("template-record"), Wait(5_000)],
        "template-new" => &[Type("template-name", "Two words")],
        _ => super::voices::moves(story),
    }
}

/// What the practice has gathered.
pub(super) fn library(story: &str) -> Library {
    if matches!(story, "vault-empty" | "templates-empty") {
        return Library::default();
    }
    let plan = |number, name: &str, folder, tags: &[&str]| {
        let file = document(
            number,
            &format!("{name}.pdf"),
            PDF,
            96_000 + number as u64 * 3_100,
        );
        kept(number, name, file, folder, tags)
    };
    let film = |number, name: &str, folder, tags: &[&str]| kept(number, name, film(number), folder, tags);
    let photo = |number, name: &str, folder, tags: &[&str]| kept(number, name, picture(number), folder, tags);
    let list = document(327, "shopping-list-v4-final.xlsx", SHEET, 48_200);
    Library {
        folders: vec![
            folder(1, "Form videos", None),
            folder(2, "Recipes", None),
            folder(3, "Training plans", None),
            folder(4, "Half marathon", Some(3)),
            folder(5, "Beginners", Some(3)),
            folder(6, "Lower body", Some(1)),
        ],
        items: vec![
            plan(301, "Welcome to the practice", None, &["start"]),
            photo(302, "Where to find us", None, &["start"]),
            kept(
                303,
                "Hello from Ana",
                super::voices::note(9, 42_000).file,
                None,
                &["start"],
            ),
            film(306, "Warm-up, seven minutes", None, &["warm-up", "start"]),
            photo(308, "The week at a glance", None, &[]),
            kept(327, "Shopping list", list, None, &["nutrition"]),
            film(310, "Squat from the side", Some(6), &["squat", "form"]),
            film(312, "Squat from the front", Some(6), &["squat", "form"]),
            film(314, "Deadlift setup", Some(6), &["deadlift", "form"]),
            photo(316, "Foot position in the squat", Some(6), &["squat"]),
            plan(318, "12 weeks to the half marathon", Some(4), &["running"]),
            plan(319, "Taper: the last two weeks", Some(4), &["running", "race"]),
            plan(320, "First 5 km", Some(5), &["running", "start"]),
            photo(322, "Lentil soup", Some(2), &["nutrition"]),
            photo(323, "Overnight oats", Some(2), &["nutrition", "breakfast"]),
        ],
        templates: vec![
            saved(
                1,
                "welcome",
                true,
                "Hi {first_name|there}, welcome.\n\nHere is how we work together:\n- I answer every evening, on weekdays\n- Send me a photo of your training log on Sundays\n- If something hurts, write at once\n\n{coach_name}",
                vec![document(331, "Welcome to the practice.pdf", PDF, 96_400)],
            ),
            saved(
                2,
                "weekly-review",
                true,
                "Good week, {first_name}. **What went well**, what was hard, and what do you want from the next one?",
                Vec::new(),
            ),
            saved(
                3,
                "checkin",
                false,
                "Hi {first_name}, how did the last three days feel? Sleep, food, legs: a line each is enough.",
                Vec::new(),
            ),
            saved(
                4,
                "race-day",
                false,
                "Race day, {first_name}. Start slow, drink at every station. All of {group_name} is with you.",
                vec![
                    document(332, "Taper.pdf", PDF, 81_000),
                    super::voices::note(10, 31_000).file,
                ],
            ),
            saved(
                5,
                "rest-day",
                false,
                "Rest is training too. A walk, early to bed, nothing more.",
                Vec::new(),
            ),
        ],
    }
}

fn folder(number: u128, name: &str, parent: Option<u128>) -> VaultFolder {
    VaultFolder {
        id: FolderId::from_number(number),
        name: name.into(),
        parent: parent.map(FolderId::from_number),
        rev: 1,
        deleted: false,
    }
}

fn kept(number: u128, name: &str, file: Attachment, folder: Option<u128>, tags: &[&str]) -> VaultItem {
    VaultItem {
        id: VaultItemId::from_number(number),
        file,
        name: name.into(),
        folder: folder.map(FolderId::from_number),
        tags: tags.iter().map(|tag| (*tag).into()).collect(),
        added_by: if number.is_multiple_of(3) { DAVID } else { ANA },
        added_at: Timestamp(NOW - (number as i64 - 290) * 2 * DAY),
        rev: 1,
        deleted: false,
    }
}

fn saved(number: u128, name: &str, shared: bool, text: &str, files: Vec<Attachment>) -> Template {
    Template {
        id: TemplateId::from_number(number),
        owner: (!shared).then_some(ANA),
        name: name.into(),
        text: text.into(),
        files,
        rev: 1,
        deleted: false,
    }
}

/// Does what is asked of the library; the story knows nothing else.
pub(super) fn take(stage: &mut Stage, request: Request) -> Result<Reply, ApiError> {
    if stage.me.kind != AccountKind::Coach {
        return Err(untold());
    }
    match request {
        Request::SaveVaultFolder { id, name, parent } => {
            let id = id.unwrap_or_else(|| FolderId::from_number(next(stage)));
            let folder = VaultFolder {
                id,
                name,
                parent,
                rev: 2,
                deleted: false,
            };
            tell_folders(stage, vec![folder]);
            Ok(Reply::VaultFolder { id })
        }
        Request::DeleteVaultFolder { id } => {
            delete_folder(stage, id);
            Ok(Reply::Done)
        }
        Request::SaveVaultItem {
            id,
            file,
            name,
            folder,
            tags,
        } => {
            let id = id.unwrap_or_else(|| VaultItemId::from_number(next(stage)));
            let known = stage.library.items.iter().find(|item| item.id == id);
            let (added_by, added_at) = known.map_or((stage.me.id, Timestamp(NOW)), |item| {
                (item.added_by, item.added_at)
            });
            let item = VaultItem {
                id,
                file: attachment(file),
                name,
                folder,
                tags,
                added_by,
                added_at,
                rev: 2,
                deleted: false,
            };
            tell_items(stage, vec![item]);
            Ok(Reply::VaultItem { id })
        }
        Request::DeleteVaultItem { id } => {
            let gone = stage.library.items.iter().find(|item| item.id == id).cloned();
            if let Some(item) = gone {
                tell_items(
                    stage,
                    vec![VaultItem {
                        deleted: true,
                        ..item
                    }],
                );
            }
            Ok(Reply::Done)
        }
        Request::SaveTemplate {
            id,
            shared,
            name,
            text,
            files,
        } => {
            let id = id.unwrap_or_else(|| TemplateId::from_number(next(stage)));
            let template = Template {
                id,
                owner: (!shared).then_some(stage.me.id),
                name,
                text,
                files: files.into_iter().map(attachment).collect(),
                rev: 2,
                deleted: false,
            };
            tell_templates(stage, vec![template]);
            Ok(Reply::Template { id })
        }
        Request::DeleteTemplate { id } => {
            let mut all = stage.library.templates.iter();
            let gone = all.find(|template| template.id == id).cloned();
            if let Some(template) = gone {
                tell_templates(
                    stage,
                    vec![Template {
                        deleted: true,
                        ..template
                    }],
                );
            }
            Ok(Reply::Done)
        }
        Request::UseTemplate {
            conversation,
            template,
        } => use_template(stage, conversation, template),
        Request::AddFromVault { conversation, item } => {
            let mut all = stage.library.items.iter();
            let file = all.find(|known| known.id == item).map(|item| item.file.clone());
            let file = file.ok_or_else(untold)?;
            add_file(stage, conversation, file);
            Ok(Reply::Done)
        }
        _ => Err(untold()),
    }
}

fn untold() -> ApiError {
    ApiError::new(ErrorCode::Unavailable, "The story doesn't tell that.")
}

fn next(stage: &mut Stage) -> u128 {
    stage.next += 1;
    stage.next
}

fn attachment(file: KeptFile) -> Attachment {
    match file {
        KeptFile::Staged(file) => file.attachment(),
        KeptFile::Held(file) => file,
    }
}

fn add_file(stage: &mut Stage, conversation: ConversationId, file: Attachment) {
    let id = FileId::from_number(file.id.0.as_u128());
    sent::tell_composer(stage, conversation, |talk| {
        talk.files.push(new_file(Attachment { id, ..file }));
    });
}

/// What was in it goes to its parent.
fn delete_folder(stage: &mut Stage, id: FolderId) {
    let Some(gone) = stage
        .library
        .folders
        .iter()
        .find(|folder| folder.id == id)
        .cloned()
    else {
        return;
    };
    let inside = |parent: Option<FolderId>| parent == Some(id);
    let folders = stage
        .library
        .folders
        .iter()
        .filter(|folder| inside(folder.parent));
    let mut folders: Vec<_> = folders.cloned().collect();
    for folder in &mut folders {
        folder.parent = gone.parent;
    }
    let items = stage.library.items.iter().filter(|item| inside(item.folder));
    let mut items: Vec<_> = items.cloned().collect();
    for item in &mut items {
        item.folder = gone.parent;
    }
    folders.push(VaultFolder {
        deleted: true,
        ..gone
    });
    tell_folders(stage, folders);
    tell_items(stage, items);
}

fn use_template(stage: &mut Stage, conversation: ConversationId, id: TemplateId) -> Result<Reply, ApiError> {
    let mut all = stage.library.templates.iter();
    let template = all
        .find(|template| template.id == id)
        .cloned()
        .ok_or_else(untold)?;
    let coach = stage.me.name.clone();
    let talk = stage.talk(conversation).ok_or_else(untold)?;
    let (client, group) = (talk.client.is_some(), talk.client.is_none());
    let title = talk.title.clone();
    let first = title.split(' ').next().unwrap_or_default().to_owned();
    let mut text = template.text.replace("{coach_name}", &coach);
    if client {
        text = text
            .replace("{first_name}", &first)
            .replace("{first_name|there}", &first);
    } else {
        text = text.replace("{first_name|there}", "there");
    }
    if group {
        text = text.replace("{group_name}", &title);
    }
    for file in template.files {
        add_file(stage, conversation, file);
    }
    Ok(Reply::Text { text })
}

fn tell_folders(stage: &mut Stage, folders: Vec<VaultFolder>) {
    let known = &mut stage.library.folders;
    known.retain(|known| folders.iter().all(|new| new.id != known.id));
    known.extend(folders.iter().filter(|folder| !folder.deleted).cloned());
    stage.tell(Update::Library(Library {
        folders,
        ..Library::default()
    }));
}

fn tell_items(stage: &mut Stage, items: Vec<VaultItem>) {
    let known = &mut stage.library.items;
    known.retain(|known| items.iter().all(|new| new.id != known.id));
    known.extend(items.iter().filter(|item| !item.deleted).cloned());
    stage.tell(Update::Library(Library {
        items,
        ..Library::default()
    }));
}

fn tell_templates(stage: &mut Stage, templates: Vec<Template>) {
    let known = &mut stage.library.templates;
    known.retain(|known| templates.iter().all(|new| new.id != known.id));
    known.extend(templates.iter().filter(|template| !template.deleted).cloned());
    stage.tell(Update::Library(Library {
        templates,
        ..Library::default()
    }));
}
