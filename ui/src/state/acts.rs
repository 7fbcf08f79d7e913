//! What one may do with a message, and by which key. Knows no menu.

use engine::ui::{Place, TimelineItem};

use crate::format::files::is_picture;

/// One thing to do with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    React,
    Reply,
    Edit,
    View,
    Save,
    /// Into the vault.
    Keep,
    Copy,
    CopyMarkdown,
    Forward,
    Pin,
    Star,
    FollowUp,
    Info,
    History,
    Delete,
}

/// What this person may do in the open conversation at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Here {
    pub may_post: bool,
    /// They have a vault.
    pub coach: bool,
    pub may_react: bool,
}

/// What this person may do with this message now, in the order of the menu.
pub(crate) fn acts(item: &TimelineItem, here: Here) -> Vec<Act> {
    if item.deleted || item.event.is_some() {
        return Vec::new();
    }
    let sent = matches!(item.place, Place::Sent(_));
    let allowed = [
        (Act::React, sent && here.may_react),
        (Act::Reply, sent && here.may_post),
        (Act::Edit, sent && item.may.edit),
        (
            Act::View,
            item.files.iter().any(|view| is_picture(view.file.kind)),
        ),
        (Act::Save, sent && !item.files.is_empty()),
        (Act::Keep, sent && here.coach && !item.files.is_empty()),
        (Act::Copy, !item.body.text.is_empty()),
        (Act::CopyMarkdown, !item.body.spans.is_empty()),
        (Act::Forward, sent && !item.staff_only),
        (Act::Pin, sent && item.may.pin),
        (Act::Star, sent),
        (Act::FollowUp, sent),
        (Act::Info, sent && item.may.seen),
        (Act::History, item.edited_at.is_some() && item.may.versions),
        (Act::Delete, sent && item.may.delete),
    ];
    allowed
        .into_iter()
        .filter_map(|(act, may)| may.then_some(act))
        .collect()
}

/// What a key means while a message has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Before,
    After,
    First,
    Last,
    Menu,
    Do(Act),
}

/// `plain`: no Ctrl, Cmd or Alt is held; those are the browser's and the screen reader's.
pub(crate) fn key(name: &str, plain: bool) -> Option<Key> {
    if !plain {
        return None;
    }
    Some(match name {
        "ArrowUp" => Key::Before,
        "ArrowDown" => Key::After,
        "Home" => Key::First,
        "End" => Key::Last,
        "Enter" => Key::Menu,
        "r" | "R" => Key::Do(Act::Reply),
        "e" | "E" => Key::Do(Act::Edit),
        " " => Key::Do(Act::View),
        "s" | "S" => Key::Do(Act::Save),
        "Delete" => Key::Do(Act::Delete),
        "+" => Key::Do(Act::React),
        _ => return None,
    })
}

impl Act {
    /// The words on the button, as things stand with this message.
    pub(crate) fn label(self, item: &TimelineItem) -> &'static str {
        match self {
            Self::React => "React",
            Self::Reply => "Reply",
            Self::Edit if !item.files.is_empty() => "Edit caption",
            Self::Edit => "Edit",
            Self::View => "Open",
            Self::Save if item.files.len() > 1 => "Save all",
            Self::Save => "Save",
            Self::Keep => "Save to vault",
            Self::Copy => "Copy text",
            Self::CopyMarkdown => "Copy as Markdown",
            Self::Forward => "Forward",
            Self::Pin if item.pinned => "Unpin",
            Self::Pin => "Pin",
            Self::Star if item.starred => "Take the star off",
            Self::Star => "Star",
            Self::FollowUp if item.follow_up_at.is_some() => "Change follow-up",
            Self::FollowUp => "Follow up",
            Self::Info => "Message info",
            Self::History => "Edit history",
            Self::Delete => "Delete",
        }
    }

    pub(crate) fn hook(self) -> &'static str {
        match self {
            Self::React => "action-react",
            Self::Reply => "action-reply",
            Self::Edit => "action-edit",
            Self::View => "action-view",
            Self::Save => "action-save",
            Self::Keep => "action-keep",
            Self::Copy => "action-copy",
            Self::CopyMarkdown => "action-copy-markdown",
            Self::Forward => "action-forward",
            Self::Pin => "action-pin",
            Self::Star => "action-star",
            Self::FollowUp => "action-follow-up",
            Self::Info => "action-info",
            Self::History => "action-history",
            Self::Delete => "action-delete",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::layout::tests::{item, waiting};
    use engine::ui::Allowed;
    use protocol::Timestamp;

    const HERE: Here = Here {
        may_post: true,
        coach: true,
        may_react: true,
    };
    const ALL: Allowed = Allowed {
        edit: true,
        delete: true,
        pin: true,
        versions: true,
        seen: true,
    };

    #[test]
    fn only_what_is_allowed_is_offered() {
        let bens = item(1, 1);
        assert_eq!(
            acts(&bens, HERE),
            [
                Act::React,
                Act::Reply,
                Act::Copy,
                Act::Forward,
                Act::Star,
                Act::FollowUp
            ]
        );
        let reader = Here {
            may_post: false,
            ..HERE
        };
        assert!(!acts(&bens, reader).contains(&Act::Reply));
        let mut note = item(1, 1);
        note.staff_only = true;
        assert!(!acts(&note, HERE).contains(&Act::Forward)); // it stays where it is
        assert!(acts(&bens, reader).contains(&Act::React)); // who only reads may react
        let closed = Here {
            may_post: false,
            coach: false,
            may_react: false,
        };
        assert!(!acts(&bens, closed).contains(&Act::React));
    }

    #[test]
    fn one_s_own_can_be_changed_once_it_is_sent() {
        let mut own = item(1, 1);
        own.own = true;
        own.may = ALL;
        assert!(acts(&own, HERE).contains(&Act::Edit));
        assert!(!acts(&own, HERE).contains(&Act::History)); // never edited
        own.edited_at = Some(Timestamp(1));
        assert!(acts(&own, HERE).contains(&Act::History));
        let mut unsent = waiting(1, 1);
        unsent.may = ALL;
        assert_eq!(acts(&unsent, HERE), [Act::Copy]);
        own.deleted = true;
        assert_eq!(acts(&own, HERE), []);
        let mut left = item(2, 2);
        left.event = Some(Box::new(engine::ui::EventLine {
            event: protocol::GroupEvent::Left,
            author: "Ben".into(),
            own: false,
            names: Vec::new(),
            me: false,
        }));
        assert_eq!(acts(&left, HERE), []); // what happened is no message
    }

    #[test]
    fn a_file_goes_into_the_vault_of_who_has_one() {
        let mut photo = item(1, 1);
        assert!(!acts(&photo, HERE).contains(&Act::Keep));
        photo.files.push(engine::ui::FileView {
            file: crate::format::files::tests::file(1, protocol::FileKind::Photo, "a.jpg"),
            sent: None,
        });
        assert!(acts(&photo, HERE).contains(&Act::Keep));
        let client = Here { coach: false, ..HERE };
        assert!(!acts(&photo, client).contains(&Act::Keep));
    }

    #[test]
    fn keys_are_heard_only_without_ctrl() {
        assert_eq!(key("r", true), Some(Key::Do(Act::Reply)));
        assert_eq!(key("r", false), None); // Ctrl+R loads the page anew
        assert_eq!(key("Enter", true), Some(Key::Menu));
        assert_eq!(key("x", true), None);
    }
}
