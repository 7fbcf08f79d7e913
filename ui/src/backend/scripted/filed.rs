//! How the clients of the story are filed: tags, and who looks after whom.

use engine::ui::{Reply, Request, Roster, Update};
use protocol::{AccountId, AccountKind, ApiError, ClientFile, ErrorCode, Tag, TagId};

use super::hands::Move;
use super::hands::Move::{Click, Type};
use super::people::{ANA, CLIENTS, DAVID, client};
use super::scenes::append;
use super::stage::Stage;

/// Name and hue, in the order of their ids, from 301 on.
const TAGS: [(&str, u16); 5] = [
    ("Online", 205),
    ("Half marathon", 145),
    ("Strength", 30),
    ("Back pain", 350),
    ("New", 290),
];

const fn tag(index: usize) -> TagId {
    TagId::from_number(301 + index as u128)
}

/// As things are before the story begins.
pub(super) fn roster() -> Roster {
    let tags = TAGS.iter().enumerate().map(|(index, (name, hue))| Tag {
        id: tag(index),
        name: (*name).into(),
        hue: *hue,
        rev: 1,
        deleted: false,
    });
    let file = |index: usize| {
        let has = |which: usize| match which {
            0 => !index.is_multiple_of(3),
            1 => index.is_multiple_of(4),
            2 => index % 5 == 1,
            3 => index == 6 || index == 12,
            _ => index > 19,
        };
        ClientFile {
            account: client(index),
            tags: (0..TAGS.len()).filter(|which| has(*which)).map(tag).collect(),
            coach: match index % 4 {
                0 | 1 => Some(ANA),
                2 => Some(DAVID),
                _ => None,
            },
            rev: 1,
        }
    };
    Roster {
        tags: tags.collect(),
        clients: (0..CLIENTS.len()).map(file).collect(),
        cohorts: Vec::new(),
    }
}

impl Stage {
    /// What this person learns of it.
    pub(super) fn filed(&self) -> Roster {
        match self.me.kind {
            AccountKind::Coach if self.name != "no-tags" => self.roster.clone(),
            _ => Roster::default(),
        }
    }

    fn file(&mut self, account: AccountId, change: impl FnOnce(&mut ClientFile)) {
        let file = self
            .roster
            .clients
            .iter_mut()
            .find(|file| file.account == account);
        let Some(file) = file else { return };
        change(file);
        let clients = vec![file.clone()];
        self.tell(Update::Roster(Roster {
            clients,
            ..Roster::default()
        }));
    }

    fn tell_tag(&self, tag: Tag) {
        self.tell(Update::Roster(Roster {
            tags: vec![tag],
            ..Roster::default()
        }));
    }
}

/// Ben's conversation with notes among coaches in it, which David shares with Ana.
pub(super) fn set(stage: &mut Stage) {
    if !matches!(
        stage.name.as_str(),
        "note" | "note-reply" | "notes" | "profile-notes"
    ) {
        return;
    }
    let Some(id) = stage.talks.first().map(|talk| talk.id) else {
        return;
    };
    let david = stage.member(id, DAVID);
    let Some(ben) = stage.talks.first_mut() else {
        return;
    };
    ben.members.insert(1, david);
    ben.unread = 0;
    for (author, words, ago) in [
        (
            DAVID,
            "His knee again? He told me on Thursday that it swells after hills.",
            7,
        ),
        (
            ANA,
            "Yes. **No hills** until the physio has seen it, and I take 2 km off the long run.",
            6,
        ),
    ] {
        if let Some(note) = append(ben, author, words, ago) {
            note.staff_only = true;
        }
    }
    append(
        ben,
        ANA,
        "Keep it flat this week, and tell me how the knee is after.",
        4,
    );
    let early = ben.items.get_mut(5);
    if let Some(note) = early {
        note.staff_only = true;
        note.author = DAVID;
        note.author_name = "David Klein".into();
        note.body = protocol::RichText::plain("Monday call: he sleeps badly since the move.");
    }
}

/// What hands do in these stories.
pub(super) fn moves(story: &str) -> &'static [Move] {
    match story {
        "note" => &[
            Click("note-switch"),
            Type("composer", "Ask him about the physio on Friday"),
        ],
        "clients-tags" => &[Click("tag-filter")],
        "clients-nobody" => &[Type("client-search", "xylo")],
        "tags" => &[Click("manage-tags"), Click("tag-edit")],
        "tag-delete" => &[Click("manage-tags"), Click("tag-delete")],
        "tag-menu" => &[Click("tag-add"), Type("tag-search", "n")],
        _ => super::writing::moves(story),
    }
}

/// Does it, and tells what changed.
pub(super) fn take(stage: &mut Stage, request: Request) -> Result<Reply, ApiError> {
    match request {
        Request::SaveTag { id, name, hue } => return save(stage, id, name, hue),
        Request::DeleteTag { id } => {
            for file in &mut stage.roster.clients {
                file.tags.retain(|tag| *tag != id);
            }
            let at = stage.roster.tags.iter().position(|tag| tag.id == id);
            if let Some(mut gone) = at.map(|at| stage.roster.tags.remove(at)) {
                gone.deleted = true;
                stage.tell_tag(gone);
            }
        }
        Request::TagClient { account, tag, on } => stage.file(account, |file| {
            file.tags.retain(|known| *known != tag);
            if on {
                file.tags.push(tag);
            }
        }),
        Request::AssignClient { account, coach } => stage.file(account, |file| file.coach = coach),
        _ => {}
    }
    Ok(Reply::Done)
}

fn save(stage: &mut Stage, id: Option<TagId>, name: String, hue: u16) -> Result<Reply, ApiError> {
    let mut tags = stage.roster.tags.iter();
    if tags.any(|tag| Some(tag.id) != id && tag.name.eq_ignore_ascii_case(&name)) {
        return Err(ApiError::new(
            ErrorCode::Taken,
            "There is a tag of this name already.",
        ));
    }
    stage.next += 1;
    let id = id.unwrap_or(TagId::from_number(stage.next));
    let tag = Tag {
        id,
        name,
        hue,
        rev: 2,
        deleted: false,
    };
    stage.roster.tags.retain(|known| known.id != id);
    stage.roster.tags.push(tag.clone());
    stage.tell_tag(tag);
    Ok(Reply::Tag { id })
}
