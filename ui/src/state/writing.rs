//! The composer: the text, its files, what it replies to, or the message that is being edited.

use engine::ui::{Quote, Request, TimelineItem};
use protocol::{ConversationId, FileKind, MessageId, NewFile};

use super::attaching;
use super::known::{Known, has_everyone};

mod notes;

pub(crate) use notes::NoteDrafts;

/// The composer of the open conversation.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Writing {
    pub conversation: Option<ConversationId>,
    pub text: String,
    pub reply: Option<Quote>,
    /// Go with the text; an edit leaves them alone.
    pub files: Vec<NewFile>,
    pub edit: Option<Edit>,
    /// Whom the text can name.
    pub known: Known,
    /// What is written is for coaches only.
    pub note: bool,
    /// Nothing but notes is written here.
    pub only_notes: bool,
    /// The half-written message while a note is written, and the note while a message is.
    aside: (String, Option<Quote>),
}

/// An edit in progress.
#[derive(Clone, PartialEq)]
pub(crate) struct Edit {
    pub message: MessageId,
    /// What the message said, for the banner.
    pub words: String,
    /// The same as it was typed.
    before: String,
    /// It named everyone already.
    everyone: bool,
    /// It has files: its words may all go.
    has_files: bool,
    /// It is a note among coaches.
    note: bool,
    /// The draft that comes back afterwards.
    draft: String,
    draft_reply: Option<Quote>,
}

impl std::fmt::Debug for Edit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Edit({})", self.message)
    }
}

/// What has to be asked before a text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    /// An edit leaves no words: delete the message?
    Delete(MessageId),
    /// So many people are notified at once.
    Everyone(usize),
}

/// Why Send does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Empty,
    /// Characters over the limit.
    TooLong(usize),
}

impl Writing {
    /// What another device or the engine says the composer holds. What is being edited stays.
    pub(crate) fn fill(
        &mut self,
        conversation: ConversationId,
        text: String,
        reply: Option<Quote>,
        files: Vec<NewFile>,
    ) {
        let same = self.conversation == Some(conversation);
        if same && self.note {
            // A draft is a message's: the note stays as it is.
            self.files = files;
            self.aside = (text, reply);
            return;
        }
        match &mut self.edit {
            Some(edit) if same => {
                self.files = files;
                edit.draft = text;
                edit.draft_reply = reply;
            }
            _ => {
                *self = Self {
                    conversation: Some(conversation),
                    text,
                    reply,
                    files,
                    edit: None,
                    known: std::mem::take(&mut self.known),
                    note: false,
                    only_notes: self.only_notes,
                    aside: std::mem::take(&mut self.aside),
                };
                if !same {
                    self.aside = Default::default();
                }
            }
        }
    }

    /// Files have come or gone; what is being typed stays.
    pub(crate) fn fill_files(&mut self, conversation: ConversationId, files: Vec<NewFile>) {
        if self.conversation == Some(conversation) {
            self.files = files;
        }
    }

    pub(crate) fn close(&mut self) {
        *self = Self::default();
    }

    /// The voice note that waits to be sent.
    pub(crate) fn voice(&self) -> Option<&NewFile> {
        let mut files = self.files.iter().filter(|_| self.edit.is_none());
        files.find(|file| file.kind == FileKind::Voice)
    }

    /// Nothing is written and nothing waits: there is room for a voice note.
    pub(crate) fn is_free(&self) -> bool {
        self.text.trim().is_empty() && self.files.is_empty() && self.edit.is_none()
    }

    /// Starts a reply; an edit is given up. What answers a note is one.
    pub(crate) fn reply_to(&mut self, quote: Quote, to_note: bool) {
        self.leave_edit();
        if to_note && !self.note {
            self.turn();
        }
        self.reply = Some(quote);
    }

    pub(crate) fn start_edit(&mut self, item: &TimelineItem) {
        self.leave_edit();
        let before = match self.known() {
            Some(known) => markup::to_typed_naming(&item.body, &known.people()),
            None => markup::to_typed(&item.body),
        };
        self.edit = Some(Edit {
            message: item.id,
            words: item.body.text.clone(),
            everyone: has_everyone(&item.body),
            has_files: !item.files.is_empty(),
            note: item.staff_only,
            before: before.clone(),
            draft: std::mem::replace(&mut self.text, before),
            draft_reply: self.reply.take(),
        });
    }

    /// Gives up the edit, and the half-written text comes back; else gives up the reply.
    pub(crate) fn leave(&mut self) {
        if !self.leave_edit() {
            self.reply = None;
        }
    }

    fn leave_edit(&mut self) -> bool {
        let Some(edit) = self.edit.take() else {
            return false;
        };
        self.text = edit.draft;
        self.reply = edit.draft_reply;
        true
    }

    /// The people of this conversation, once they have come.
    fn known(&self) -> Option<&Known> {
        Some(&self.known)
            .filter(|known| known.conversation.is_some() && known.conversation == self.conversation)
    }

    /// What to ask before `send`.
    pub(crate) fn question(&self) -> Option<Question> {
        let emptied = self
            .edit
            .as_ref()
            .filter(|edit| !edit.has_files && self.text.trim().is_empty());
        if let Some(edit) = emptied {
            return Some(Question::Delete(edit.message));
        }
        let told = self.edit.as_ref().is_some_and(|edit| edit.everyone);
        let known = self
            .known()
            .filter(|known| !told && !self.is_note() && known.names_everyone(&self.text))?;
        Some(Question::Everyone(known.others().count()))
    }

    /// Why this cannot be sent. An edit that leaves nothing asks whether to delete.
    pub(crate) fn refusal(&self, limit: u32) -> Option<Refusal> {
        if self.text.trim().is_empty() {
            return (self.edit.is_none() && self.files.is_empty()).then_some(Refusal::Empty);
        }
        let over = self.text.chars().count().saturating_sub(limit as usize);
        (over > 0).then_some(Refusal::TooLong(over))
    }

    /// Takes what is to be sent, in its order, and leaves the composer as it should be afterwards. Nothing when refused, or when
    /// an edit changes nothing.
    pub(crate) fn send(&mut self, limit: u32) -> Vec<Request> {
        let Some(conversation) = self.conversation.filter(|_| self.refusal(limit).is_none()) else {
            return Vec::new();
        };
        let text = self.text.trim().to_owned();
        if let Some(edit) = &self.edit {
            if text.is_empty() && !edit.has_files {
                return Vec::new();
            }
            let (message, changed) = (edit.message, edit.before != text);
            self.leave_edit();
            let request = Request::Edit {
                conversation,
                message,
                text,
            };
            return changed.then_some(request).into_iter().collect();
        }
        self.text.clear();
        let files = std::mem::take(&mut self.files);
        let mut reply_to = self.reply.take().map(|quote| quote.message);
        let (voice, rest) = attaching::messages(&files);
        let mut requests: Vec<_> = voice
            .into_iter()
            .map(|note| Request::Send {
                conversation,
                text: String::new(),
                files: vec![note.id],
                reply_to: reply_to.take(),
                staff_only: self.note,
            })
            .collect();
        if !text.is_empty() || !rest.is_empty() {
            requests.push(Request::Send {
                conversation,
                text,
                files: rest.into_iter().map(|file| file.id).collect(),
                reply_to,
                staff_only: self.note,
            });
        }
        requests
    }

    /// What the engine could not take comes back, unless something else was begun since. `after`: what `send` left behind. New words
    /// for a message that is `gone` become the draft, where there is no other.
    pub(crate) fn come_back(&mut self, mut before: Self, after: &Self, gone: bool) {
        let same =
            self.conversation == after.conversation && self.text == after.text && self.edit == after.edit;
        if !same {
            return;
        }
        if gone {
            before
                .edit
                .take_if(|edit| edit.draft.is_empty() && edit.draft_reply.is_none());
        }
        *self = before;
    }

    /// The draft as it stands; neither an edit nor a note is one.
    pub(crate) fn draft(&self) -> Option<Request> {
        let conversation = self.conversation?;
        (self.edit.is_none() && !self.note).then(|| Request::SetDraft {
            conversation,
            text: self.text.clone(),
            reply_to: self.reply.as_ref().map(|quote| quote.message),
        })
    }
}

/// Characters left, once it is near the limit.
pub(crate) fn left(text: &str, limit: u32) -> Option<i64> {
    // A character is at most four bytes: short texts are not counted at every key.
    if text.len() < limit as usize * 9 / 10 {
        return None;
    }
    let left = i64::from(limit) - text.chars().count() as i64;
    (left <= i64::from(limit) / 10).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::layout::tests::item;
    use engine::ui::{ConversationDetails, FileView};
    use protocol::{AccountId, AccountKind, ConversationKind, FileKind, Member, Role};

    const LIMIT: u32 = 20;
    const HERE: ConversationId = ConversationId::from_number(1);

    fn quote() -> Quote {
        Quote {
            media: None,
            message: MessageId::from_number(5),
            author: "Ben".into(),
            own: false,
            text: "when?".into(),
            deleted: false,
        }
    }

    fn writing(text: &str) -> Writing {
        let mut writing = Writing::default();
        writing.fill(HERE, text.into(), None, Vec::new());
        writing
    }

    /// Ana and Ben, seen by Ana.
    fn known(everyone: bool) -> Known {
        let member = |number: u128, name: &str| Member {
            conversation: HERE,
            account: AccountId::from_number(number),
            name: name.into(),
            kind: AccountKind::Client,
            role: Role::Member,
            can_post: true,
            active: true,
            since: 0,
        };
        let details = ConversationDetails {
            id: HERE,
            kind: ConversationKind::Group,
            title: "Spring cohort".into(),
            client: None,
            members: vec![member(1, "Ana"), member(2, "Ben")],
            may_post: true,
            may_manage: true,
            may_leave: true,
            archived: false,
            pinned: Vec::new(),
            may_mention_everyone: everyone,
            settings: protocol::GroupSettings::default(),
        };
        Known::new(&details, Some(AccountId::from_number(1)))
    }

    #[test]
    fn sending_empties_the_composer_and_keeps_lines() {
        let mut w = writing("one\n\ntwo\n");
        w.reply_to(quote(), false);
        let [Request::Send { text, reply_to, .. }] = &w.send(LIMIT)[..] else {
            panic!("not sent")
        };
        assert_eq!(
            (text.as_str(), *reply_to),
            ("one\n\ntwo", Some(MessageId::from_number(5)))
        );
        assert_eq!((w.text.as_str(), w.reply), ("", None));
    }

    #[test]
    fn what_is_empty_or_too_long_stays() {
        assert_eq!(writing(" \n ").refusal(LIMIT), Some(Refusal::Empty));
        let mut w = writing("ééééééééééééééééééééé");
        assert_eq!(w.refusal(LIMIT), Some(Refusal::TooLong(1)));
        assert!(w.send(LIMIT).is_empty());
        assert_eq!(w.text.chars().count(), 21);
    }

    #[test]
    fn an_edit_gives_the_draft_back() {
        let mut w = writing("half a thought");
        w.reply_to(quote(), false);
        w.start_edit(&item(9, 9));
        assert_eq!((w.text.as_str(), w.draft().is_none()), ("hello", true));
        // A draft from another device meanwhile does not overwrite the edit.
        w.fill(HERE, "from the phone".into(), None, Vec::new());
        w.text = "hello you".into();
        let [Request::Edit { text, .. }] = &w.send(LIMIT)[..] else {
            panic!("not edited")
        };
        assert_eq!((text.as_str(), w.text.as_str()), ("hello you", "from the phone"));
    }

    #[test]
    fn what_the_engine_could_not_take_comes_back() {
        let refused = |draft: &str, gone: bool| {
            let mut w = writing(draft);
            w.start_edit(&item(9, 9));
            w.text = "hello you".into();
            let before = w.clone();
            assert_eq!(w.send(LIMIT).len(), 1);
            let after = w.clone();
            w.come_back(before, &after, gone);
            (w.text, w.edit.is_some())
        };
        let words = || "hello you".to_owned();
        assert_eq!(refused("", false), (words(), true));
        assert_eq!(
            refused("", true),
            (words(), false),
            "there is nothing left to edit"
        );
        // The draft is not lost for it: Escape gives it back.
        assert_eq!(refused("half a thought", true), (words(), true));

        let mut w = writing("one");
        let before = w.clone();
        assert_eq!(w.send(LIMIT).len(), 1);
        let after = w.clone();
        w.text = "two".into();
        w.come_back(before, &after, false);
        assert_eq!(w.text, "two", "what was begun since stays");
    }

    #[test]
    fn an_edit_shows_what_was_typed() {
        let mut formatted = item(9, 9);
        formatted.body = markup::from_typed("**heavy** day\n- squat");
        let mut w = writing("");
        w.start_edit(&formatted);
        assert_eq!(w.text, "**heavy** day\n- squat");
        assert_eq!(
            w.edit.as_ref().map(|edit| edit.words.as_str()),
            Some("heavy day\n• squat")
        );
        assert!(w.send(50).is_empty());
        assert_eq!((w.text.as_str(), w.edit), ("", None));
    }

    #[test]
    fn an_edit_that_leaves_no_words_asks_whether_to_delete() {
        let mut w = writing("draft");
        w.start_edit(&item(9, 9));
        w.text = " ".into();
        assert_eq!(w.refusal(LIMIT), None);
        assert_eq!(w.question(), Some(Question::Delete(MessageId::from_number(9))));
        assert!(w.send(LIMIT).is_empty() && w.edit.is_some());
    }

    #[test]
    fn everyone_is_asked_for_once() {
        let mut w = writing("@everyone rest");
        assert_eq!(w.question(), None); // nobody is known yet
        w.known = known(true);
        assert_eq!(w.question(), Some(Question::Everyone(1)));
        w.text = "`@everyone` rest".into();
        assert_eq!(w.question(), None);
        let mut told = item(9, 9);
        told.body = markup::from_typed_naming("@everyone rest", &w.known.people());
        w.start_edit(&told);
        assert_eq!((w.text.as_str(), w.question()), ("@everyone rest", None));
        w.known = known(false);
        w.leave();
        w.text = "@everyone rest".into();
        assert_eq!(w.question(), None);
    }

    fn new_file(number: u128, kind: FileKind) -> NewFile {
        NewFile {
            id: protocol::FileId::from_number(number),
            kind,
            name: "x".into(),
            media_type: "application/octet-stream".into(),
            bytes: 5,
            size: None,
            length_ms: None,
            placeholder: None,
            waveform: None,
            poster: None,
        }
    }

    /// Text and files of each message.
    fn sent(requests: Vec<Request>) -> Vec<(String, usize)> {
        let each = requests.into_iter().filter_map(|request| match request {
            Request::Send { text, files, .. } => Some((text, files.len())),
            _ => None,
        });
        each.collect()
    }

    #[test]
    fn files_go_with_the_text_or_without_any() {
        let mut w = writing("both");
        w.files = vec![new_file(1, FileKind::Photo), new_file(2, FileKind::Document)];
        assert_eq!(sent(w.send(LIMIT)), [("both".to_owned(), 2)]);
        assert!(w.files.is_empty());
        w.files = vec![new_file(3, FileKind::Photo)];
        assert_eq!(w.refusal(LIMIT), None);
        assert_eq!(sent(w.send(LIMIT)), [(String::new(), 1)]);
    }

    #[test]
    fn a_voice_note_goes_alone() {
        let mut w = writing("and the plan");
        w.reply_to(quote(), false);
        w.files = vec![new_file(1, FileKind::Document), new_file(2, FileKind::Voice)];
        assert_eq!(
            sent(w.send(LIMIT)),
            [(String::new(), 1), ("and the plan".to_owned(), 1)]
        );
    }

    #[test]
    fn files_that_come_do_not_take_what_is_being_typed() {
        let mut w = writing("half a tho");
        w.text = "half a thought".into();
        w.fill_files(HERE, vec![new_file(1, FileKind::Photo)]);
        assert_eq!((w.text.as_str(), w.files.len()), ("half a thought", 1));
        // That files have gone is no reason to lose what was typed since.
        let mut w = writing("look");
        w.files = vec![new_file(1, FileKind::Photo)];
        w.send(LIMIT);
        w.text = "and".into();
        w.fill_files(HERE, Vec::new());
        assert_eq!(w.text, "and");
        // A message that was taken back returns to an empty field.
        let mut w = writing("");
        w.fill(HERE, "look".into(), None, vec![new_file(1, FileKind::Photo)]);
        assert_eq!((w.text.as_str(), w.files.len()), ("look", 1));
    }

    #[test]
    fn a_caption_may_be_emptied_and_the_files_of_the_draft_stay() {
        let mut w = writing("draft");
        w.files = vec![new_file(1, FileKind::Photo)];
        let mut photo = item(9, 9);
        photo.files = vec![FileView {
            file: new_file(7, FileKind::Photo).attachment(),
            sent: None,
        }];
        w.start_edit(&photo);
        w.text = String::new();
        assert_eq!((w.refusal(LIMIT), w.question()), (None, None));
        assert!(matches!(&w.send(LIMIT)[..], [Request::Edit { text, .. }] if text.is_empty()));
        assert_eq!((w.text.as_str(), w.files.len()), ("draft", 1));
    }

    #[test]
    fn an_edit_that_changes_nothing_is_none() {
        let mut w = writing("");
        w.start_edit(&item(9, 9));
        assert!(w.send(LIMIT).is_empty());
        assert_eq!(w.edit, None);
    }

    #[test]
    fn escape_leaves_the_edit_first_then_the_reply() {
        let mut w = writing("draft");
        w.reply_to(quote(), false);
        w.start_edit(&item(9, 9));
        w.leave();
        assert_eq!((w.text.as_str(), w.reply.is_some()), ("draft", true));
        w.leave();
        assert!(w.reply.is_none());
    }

    #[test]
    fn the_counter_shows_near_the_limit() {
        assert_eq!(left("short", LIMIT), None);
        assert_eq!(left(&"a".repeat(18), LIMIT), Some(2));
        assert_eq!(left(&"a".repeat(23), LIMIT), Some(-3));
        assert_eq!(left(&"é".repeat(10), LIMIT), None);
    }
}
