//! Files on their way into the composer: what is being prepared, what was refused and why. Limits are told before anything is
//! sent.

use protocol::{ConversationId, FileKind, Limits, NewFile};

use crate::format::files;
use crate::format::words::count;

/// Where files for the vault wait, and for a template: no conversation has these ids.
pub(crate) const VAULT: ConversationId = ConversationId::from_number(0);
pub(crate) const TEMPLATE: ConversationId = ConversationId::from_number(1 << 127);

/// A file that was chosen and is not in the composer yet.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// Counts up.
    pub key: u64,
    pub conversation: ConversationId,
    pub name: String,
    /// Why it stays out; `None` while it is prepared.
    pub refusal: Option<String>,
}

impl std::fmt::Debug for Chosen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Chosen({})", self.key)
    }
}

/// All of them, of every conversation: who goes elsewhere meanwhile finds them in place later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Attaching {
    chosen: Vec<Chosen>,
    next: u64,
}

impl Attaching {
    /// Puts a file down that is to be prepared.
    pub(crate) fn begin(&mut self, conversation: ConversationId, name: &str) -> u64 {
        self.next += 1;
        self.chosen.push(Chosen {
            key: self.next,
            conversation,
            name: name.to_owned(),
            refusal: None,
        });
        self.next
    }

    /// It is in the composer now, or was taken out. `false`: it was not there any more.
    pub(crate) fn end(&mut self, key: u64) -> bool {
        let before = self.chosen.len();
        self.chosen.retain(|chosen| chosen.key != key);
        self.chosen.len() < before
    }

    pub(crate) fn refuse(&mut self, key: u64, words: String) {
        if let Some(chosen) = self.chosen.iter_mut().find(|chosen| chosen.key == key) {
            chosen.refusal = Some(words);
        }
    }

    /// Those that were not taken out again meanwhile.
    pub(crate) fn has(&self, key: u64) -> bool {
        self.chosen.iter().any(|chosen| chosen.key == key)
    }

    pub(crate) fn of(&self, conversation: ConversationId) -> impl Iterator<Item = &Chosen> {
        self.chosen
            .iter()
            .filter(move |chosen| chosen.conversation == conversation)
    }

    /// How many are being prepared.
    pub(crate) fn busy(&self, conversation: ConversationId) -> usize {
        self.of(conversation)
            .filter(|chosen| chosen.refusal.is_none())
            .count()
    }

    /// What was refused and read is gone with the next choice.
    pub(crate) fn forget_refused(&mut self, conversation: ConversationId) {
        self.chosen
            .retain(|chosen| chosen.conversation != conversation || chosen.refusal.is_none());
    }
}

/// How many more files one message takes.
pub(crate) fn room(limits: &Limits, waiting: usize) -> usize {
    (limits.message_files as usize).saturating_sub(waiting)
}

/// What is said when not all that was chosen has room.
pub(crate) fn too_many(limits: &Limits, left_out: usize) -> String {
    format!(
        "One message takes {}. {} left out.",
        count(limits.message_files.into(), "file", "files"),
        match left_out {
            1 => "One was".to_owned(),
            many => format!("{many} were"),
        }
    )
}

/// Why a file cannot be sent, as large as it is.
pub(crate) fn refusal(limits: &Limits, bytes: u64) -> Option<String> {
    if bytes == 0 {
        return Some("It is empty.".into());
    }
    (bytes > limits.file_bytes).then(|| {
        format!(
            "Too large: {}. A file can have up to {}.",
            files::size(bytes),
            files::size(limits.file_bytes)
        )
    })
}

/// What goes together into one message: each voice note stands alone, then all the rest.
pub(crate) fn messages(waiting: &[NewFile]) -> (Vec<&NewFile>, Vec<&NewFile>) {
    waiting.iter().partition(|file| file.kind == FileKind::Voice)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: ConversationId = ConversationId::from_number(1);
    const THERE: ConversationId = ConversationId::from_number(2);

    #[test]
    fn limits_are_told_in_words() {
        let limits = Limits::default();
        assert_eq!(refusal(&limits, limits.file_bytes), None);
        assert_eq!(
            refusal(&limits, 240 * 1_024 * 1_024).unwrap(),
            "Too large: 240 MB. A file can have up to 100 MB."
        );
        assert!(refusal(&limits, 0).is_some());
        assert_eq!(room(&limits, 8), 2);
        assert_eq!(room(&limits, 12), 0);
        assert_eq!(
            too_many(&limits, 1),
            "One message takes 10 files. One was left out."
        );
        assert_eq!(
            too_many(&limits, 3),
            "One message takes 10 files. 3 were left out."
        );
    }

    #[test]
    fn each_conversation_has_its_own() {
        let mut attaching = Attaching::default();
        let (plan, video) = (
            attaching.begin(HERE, "plan.pdf"),
            attaching.begin(THERE, "squat.mov"),
        );
        attaching.refuse(video, "Too large.".into());
        assert_eq!((attaching.busy(HERE), attaching.busy(THERE)), (1, 0));
        assert_eq!(attaching.of(THERE).count(), 1);
        attaching.forget_refused(THERE);
        assert_eq!(attaching.of(THERE).count(), 0);
        assert!(attaching.has(plan) && attaching.end(plan) && !attaching.end(plan));
    }
}
