//! Notes among coaches in the composer. A half-written note and a half-written message of one conversation are two texts: neither
//! turns into the other, and a note is no draft, which would come back as a message.

use protocol::ConversationId;
use serde::{Deserialize, Serialize};

use super::Writing;

impl Writing {
    /// What stands in the field will be seen by coaches only.
    pub(crate) fn is_note(&self) -> bool {
        self.edit.as_ref().map_or(self.note, |edit| edit.note)
    }

    /// From the message to the note, or back. An edit is given up.
    pub(crate) fn turn(&mut self) {
        self.leave_edit();
        self.note = !self.note;
        let (text, reply) = std::mem::take(&mut self.aside);
        self.aside = (
            std::mem::replace(&mut self.text, text),
            std::mem::replace(&mut self.reply, reply),
        );
    }

    /// Whether nothing but notes is written here.
    pub(crate) fn keep_to_notes(&mut self, only: bool) {
        if self.only_notes != only {
            self.only_notes = only;
            if self.note != only && self.conversation.is_some() {
                self.turn();
            }
        }
    }

    /// Brings the note that was half written when this conversation was left.
    pub(crate) fn take_up(&mut self, drafts: &NoteDrafts) {
        let kept = self
            .conversation
            .and_then(|conversation| drafts.get(conversation));
        self.aside.0 = kept.map(|kept| kept.text.clone()).unwrap_or_default();
        if self.only_notes || kept.is_some_and(|kept| kept.on) {
            self.turn();
        }
    }

    /// Has the note kept until the next time.
    pub(crate) fn keep_note(&self, drafts: &mut NoteDrafts) {
        let Some(conversation) = self.conversation.filter(|_| self.edit.is_none()) else {
            return;
        };
        let text = if self.note { &self.text } else { &self.aside.0 };
        let before = drafts.get(conversation).is_some_and(|kept| kept.on);
        let on = if self.only_notes { before } else { self.note };
        drafts.keep(conversation, text, on);
    }
}

/// Half-written notes, kept on this device until its person signs out.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NoteDrafts(Vec<NoteDraft>);

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct NoteDraft {
    conversation: ConversationId,
    text: String,
    /// The composer was left with a note in it.
    on: bool,
}

/// What people wrote is not for logs.
impl std::fmt::Debug for NoteDrafts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NoteDrafts({})", self.0.len())
    }
}

impl NoteDrafts {
    pub(crate) fn read(json: Option<&str>) -> Self {
        json.and_then(|json| serde_json::from_str(json).ok())
            .unwrap_or_default()
    }

    pub(crate) fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    fn get(&self, conversation: ConversationId) -> Option<&NoteDraft> {
        self.0.iter().find(|kept| kept.conversation == conversation)
    }

    fn keep(&mut self, conversation: ConversationId, text: &str, on: bool) {
        self.0.retain(|kept| kept.conversation != conversation);
        if on || !text.trim().is_empty() {
            self.0.push(NoteDraft {
                conversation,
                text: text.to_owned(),
                on,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::ui::Request;

    use super::*;
    use crate::state::layout::tests::item;

    const HERE: ConversationId = ConversationId::from_number(1);
    const LIMIT: u32 = 100;

    /// Ana has half an answer to Ben.
    fn answering() -> Writing {
        let mut writing = Writing::default();
        writing.fill(HERE, "Dear Ben".into(), None, Vec::new());
        writing
    }

    fn sent(writing: &mut Writing) -> Vec<(String, bool)> {
        let each = writing
            .send(LIMIT)
            .into_iter()
            .filter_map(|request| match request {
                Request::Send { text, staff_only, .. } => Some((text, staff_only)),
                _ => None,
            });
        each.collect()
    }

    #[test]
    fn a_note_and_an_answer_never_turn_into_each_other() {
        let mut w = answering();
        w.turn();
        assert_eq!((w.text.as_str(), w.note), ("", true));
        w.text = "His knee again".into();
        w.turn();
        assert_eq!((w.text.as_str(), w.note), ("Dear Ben", false));
        w.turn();
        assert_eq!(sent(&mut w), [("His knee again".to_owned(), true)]);
        assert!(w.note, "the next one is a note as well, until one turns back");
        w.turn();
        assert_eq!(sent(&mut w), [("Dear Ben".to_owned(), false)]);
    }

    #[test]
    fn a_note_is_no_draft() {
        let mut w = answering();
        w.turn();
        w.text = "His knee again".into();
        assert!(w.draft().is_none());
        // The answer goes on on the phone meanwhile: it does not come over the note.
        w.fill(HERE, "Dear Ben, rest".into(), None, Vec::new());
        assert_eq!(w.text, "His knee again");
        w.turn();
        assert_eq!(w.text, "Dear Ben, rest");
        assert!(w.draft().is_some());
    }

    #[test]
    fn a_note_is_there_again_after_a_restart() {
        let mut w = answering();
        w.turn();
        w.text = "His knee again".into();
        let mut drafts = NoteDrafts::default();
        w.keep_note(&mut drafts);
        let drafts = NoteDrafts::read(Some(&drafts.write()));
        let mut w = answering();
        w.take_up(&drafts);
        assert_eq!((w.text.as_str(), w.note), ("His knee again", true));
        w.turn();
        assert_eq!(w.text, "Dear Ben");
        // Left as an answer, it opens as one; the note waits aside.
        let mut drafts = drafts;
        w.keep_note(&mut drafts);
        let mut w = answering();
        w.take_up(&drafts);
        assert_eq!((w.text.as_str(), w.note), ("Dear Ben", false));
        w.turn();
        assert_eq!(w.text, "His knee again");
        w.text.clear();
        w.turn();
        w.keep_note(&mut drafts);
        assert_eq!(drafts, NoteDrafts::default());
        assert_eq!(NoteDrafts::read(Some("{")), NoteDrafts::default());
    }

    #[test]
    fn another_conversation_has_a_note_of_its_own() {
        let mut w = answering();
        w.turn();
        w.text = "His knee again".into();
        w.fill(ConversationId::from_number(2), "Hi Cleo".into(), None, Vec::new());
        assert_eq!((w.text.as_str(), w.note), ("Hi Cleo", false));
        w.turn();
        assert_eq!(w.text, "");
    }

    #[test]
    fn what_answers_a_note_is_one() {
        let quote = |item: &engine::ui::TimelineItem| engine::ui::Quote {
            message: item.id,
            author: "David".into(),
            own: false,
            text: "His knee?".into(),
            media: None,
            deleted: false,
        };
        let mut note = item(9, 9);
        note.staff_only = true;
        let mut w = answering();
        w.reply_to(quote(&note), true);
        assert_eq!((w.note, w.text.as_str(), w.reply.is_some()), (true, "", true));
        // And a note may answer what the client wrote.
        w.reply_to(quote(&item(8, 8)), false);
        assert!(w.note);
        w.turn();
        assert_eq!((w.text.as_str(), w.reply.is_some()), ("Dear Ben", false));
    }

    #[test]
    fn an_edited_note_stays_one() {
        let mut note = item(9, 9);
        note.staff_only = true;
        let mut w = answering();
        w.start_edit(&note);
        assert!(w.is_note() && !w.note);
        w.leave();
        assert!(!w.is_note());
    }

    #[test]
    fn where_there_are_only_notes_the_answer_waits_aside() {
        let mut w = Writing::default();
        w.keep_to_notes(true);
        w.fill(HERE, "Dear Ben".into(), None, Vec::new());
        w.take_up(&NoteDrafts::default());
        assert_eq!((w.text.as_str(), w.note), ("", true));
        w.keep_to_notes(false);
        assert_eq!((w.text.as_str(), w.note), ("Dear Ben", false));
    }
}
