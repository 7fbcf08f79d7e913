//! What was done here and the server has not yet confirmed: kept in order, one command of a conversation on its way at a time.
//!
//! An entry is in the store before it is sent and leaves it with the server's answer. After a broken line it is sent again
//! with the same id, and the server answers what it answered first: so it happens exactly once.

mod overlay;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use protocol::{
    Attachment, CohortRule, Command, CommandId, ConversationId, FileId, FolderId, GroupSwitch, MessageId,
    NewFile,
};

use crate::store::{OutboxEntry, OutgoingFile};
pub(crate) use overlay::Overlay;

#[derive(Debug, Default)]
pub(crate) struct Outbox {
    entries: BTreeMap<u64, OutboxEntry>,
    in_flight: HashMap<CommandId, u64>,
    /// Something may be ready to go.
    pub due: bool,
    /// The server asked to slow down.
    pub paused_until: Option<i64>,
}

impl Outbox {
    pub(crate) fn load(entries: Vec<OutboxEntry>) -> Self {
        let entries = entries.into_iter().map(|entry| (entry.order, entry)).collect();
        Self {
            entries,
            due: true,
            ..Self::default()
        }
    }

    /// A new entry at the end.
    pub(crate) fn push(&mut self, id: CommandId, command: Command) -> &OutboxEntry {
        self.push_with(id, command, Vec::new())
    }

    /// As [`Outbox::push`], of a message with files.
    pub(crate) fn push_with(
        &mut self,
        id: CommandId,
        command: Command,
        files: Vec<OutgoingFile>,
    ) -> &OutboxEntry {
        let order = self
            .entries
            .last_key_value()
            .map_or(1, |(order, _)| order.saturating_add(1));
        self.due = true;
        self.entries.entry(order).or_insert(OutboxEntry {
            order,
            id,
            command,
            failure: None,
            files,
        })
    }

    /// Everything may be sent again: the line is new.
    pub(crate) fn line_lost(&mut self) {
        self.in_flight.clear();
        self.due = true;
    }

    /// The entries that may go now: of each conversation the first, unless it is on its way. They count as on their way. What waits for files (`is_there`
    /// says which have come) is overtaken by what has nothing to do with it, such as a reaction, and by nothing else.
    pub(crate) fn take_ready(
        &mut self,
        now: i64,
        is_there: impl Fn(FileId) -> bool,
    ) -> Vec<(CommandId, Command)> {
        if !self.due || self.paused_until.is_some_and(|until| now < until) {
            return Vec::new();
        }
        self.due = false;
        self.paused_until = None;
        let lane = |order: &u64| self.entries.get(order).map(|entry| entry.command.conversation());
        let mut busy: BTreeSet<_> = self.in_flight.values().filter_map(lane).collect();
        let mut held = BTreeSet::new();
        let mut held_alone: Vec<&Command> = Vec::new();
        let mut ready = Vec::new();
        for entry in self.entries.values().filter(|entry| entry.failure.is_none()) {
            let lane = entry.command.conversation();
            if self.waits_for_a_tag(entry) {
                // Nothing of its conversation can go either: a group may have yet to be made.
                busy.insert(lane);
                continue;
            }
            let there = |file: &OutgoingFile| file.begin.is_none() || is_there(file.file.id);
            let waits = !entry.files.iter().all(there);
            let behind = held.contains(&lane) && !self.may_overtake(entry);
            let follows = held_alone.iter().any(|earlier| follows(&entry.command, earlier));
            if follows || (waits && stands_alone(&entry.command)) {
                held_alone.push(&entry.command);
            } else if waits || behind {
                held.insert(lane);
            } else if busy.insert(lane) {
                ready.push((entry.id, entry.command.clone()));
            }
        }
        for (id, _) in &ready {
            if let Some(order) = self.order_of(*id) {
                self.in_flight.insert(*id, order);
            }
        }
        ready
    }

    /// Whether it binds a group to a tag that was made before it and that the server has yet to know.
    fn waits_for_a_tag(&self, entry: &OutboxEntry) -> bool {
        let (Command::CreateGroup { rule: Some(rule), .. } | Command::SetCohort { rule: Some(rule), .. }) =
            &entry.command
        else {
            return false;
        };
        let (CohortRule::Any { tags } | CohortRule::All { tags }) = rule else {
            return false;
        };
        let before = self.entries.range(..entry.order).map(|(_, earlier)| earlier);
        let mut waiting = before.filter(|earlier| earlier.failure.is_none());
        waiting.any(|earlier| matches!(&earlier.command, Command::SaveTag { id, .. } if tags.contains(id)))
    }

    /// Whether it may go before what was done earlier in its conversation: it stands for itself, and is not about a message that waits.
    fn may_overtake(&self, entry: &OutboxEntry) -> bool {
        match entry.command {
            Command::FileConversation { .. } => true,
            Command::React { message, .. }
            | Command::StarMessage { message, .. }
            | Command::MarkPlayed { message, .. } => self.sending(message).is_none(),
            _ => false,
        }
    }

    /// What waits to be put into a folder, or is to lie in it, goes elsewhere: the entries that are different now.
    pub(crate) fn refile(&mut self, from: FolderId, to: Option<FolderId>) -> Vec<OutboxEntry> {
        let mut changed = Vec::new();
        for entry in self.entries.values_mut() {
            let place = match &mut entry.command {
                Command::SaveVaultItem { folder, .. } => folder,
                Command::SaveVaultFolder { parent, .. } => parent,
                _ => continue,
            };
            if *place == Some(from) {
                *place = to;
                changed.push(entry.clone());
            }
        }
        changed
    }

    /// Files that the server has yet to have, of what comes first in the outbox first.
    pub(crate) fn files_to_bring(&self) -> Vec<FileId> {
        let mut files = Vec::new();
        let waiting = self.entries.values().filter(|entry| entry.failure.is_none());
        for file in waiting.flat_map(|entry| &entry.files) {
            if file.begin.is_some() && !files.contains(&file.file.id) {
                files.push(file.file.id);
            }
        }
        files
    }

    /// What puts such a file down.
    pub(crate) fn file_to_bring(&self, file: FileId) -> Option<&NewFile> {
        let mut files = self.entries.values().flat_map(|entry| &entry.files);
        files.find_map(|known| known.begin.as_ref().filter(|new| new.id == file))
    }

    /// The commands that wait for a file.
    pub(crate) fn waiting_for(&self, file: FileId) -> Vec<CommandId> {
        let waiting = self.entries.values().filter(|entry| entry.failure.is_none());
        waiting
            .filter(|entry| entry.brings(file))
            .map(|entry| entry.id)
            .collect()
    }

    /// Whether a message that waits, or was refused, needs what this device has of a file.
    pub(crate) fn needs(&self, file: FileId) -> bool {
        self.entries.values().any(|entry| entry.brings(file))
    }

    /// Whether something other than a message waits for a file.
    pub(crate) fn brings_for_itself(&self, file: FileId) -> bool {
        let mut entries = self.entries.values();
        entries.any(|entry| stands_alone(&entry.command) && entry.brings(file))
    }

    /// The server has all of a file, and has looked at it: the entries that are different now.
    pub(crate) fn file_is_there(&mut self, file: FileId, found: &Attachment) -> Vec<OutboxEntry> {
        self.due = true;
        let mut changed = Vec::new();
        for entry in self.entries.values_mut().filter(|entry| entry.brings(file)) {
            let mut news = false;
            for known in entry.files.iter_mut().filter(|known| known.file.id == file) {
                if !known.ready || known.file != *found {
                    known.ready = true;
                    known.file = found.clone();
                    news = true;
                }
            }
            if news {
                changed.push(entry.clone());
            }
        }
        changed
    }

    pub(crate) fn is_in_flight(&self, id: CommandId) -> bool {
        self.in_flight.contains_key(&id)
    }

    /// The answer has come: the entry leaves.
    pub(crate) fn finish(&mut self, id: CommandId) -> Option<OutboxEntry> {
        let order = self.in_flight.remove(&id).or_else(|| self.order_of(id))?;
        self.due = true;
        self.entries.remove(&order)
    }

    /// It could not be done now: it stays first in its lane.
    pub(crate) fn postpone(&mut self, id: CommandId, until: i64) {
        self.in_flight.remove(&id);
        self.paused_until = Some(self.paused_until.map_or(until, |known| known.max(until)));
        self.due = true;
    }

    /// Puts an entry back as refused for good, in its place.
    pub(crate) fn refuse(&mut self, mut entry: OutboxEntry, why: String) -> OutboxEntry {
        entry.failure = Some(why);
        self.entries.insert(entry.order, entry.clone());
        entry
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = &OutboxEntry> {
        self.entries.values()
    }

    pub(crate) fn of(&self, conversation: ConversationId) -> impl Iterator<Item = &OutboxEntry> {
        self.entries
            .values()
            .filter(move |entry| entry.command.conversation() == Some(conversation))
    }

    /// The entry that sends this message.
    pub(crate) fn sending(&self, message: MessageId) -> Option<&OutboxEntry> {
        self.entries
            .values()
            .find(|entry| matches!(entry.command, Command::SendMessage { id, .. } if id == message))
    }

    /// Commands that wait, failed ones not counted.
    pub(crate) fn waiting(&self) -> u32 {
        let count = self
            .entries
            .values()
            .filter(|entry| entry.failure.is_none())
            .count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    fn order_of(&self, id: CommandId) -> Option<u64> {
        self.entries
            .values()
            .find(|entry| entry.id == id)
            .map(|entry| entry.order)
    }
}

impl OutboxEntry {
    /// Whether it waits, or would wait, for a file of this device.
    pub(crate) fn brings(&self, file: FileId) -> bool {
        let mut files = self.files.iter();
        files.any(|known| known.file.id == file && known.begin.is_some())
    }

    /// It sends what is for coaches only.
    pub(crate) fn is_note(&self) -> bool {
        matches!(self.command, Command::SendMessage { staff_only: true, .. })
    }

    /// It cannot have gone out yet: the server has never had all of it.
    pub(crate) fn is_kept_back(&self) -> bool {
        self.files.iter().any(|file| !file.ready)
    }
}

/// What waits for files holds up nothing but what follows on it: the vault, templates, a group's picture. Messages hold up all that is said after
/// them.
fn stands_alone(command: &Command) -> bool {
    matches!(
        command,
        Command::SaveVaultItem { .. } | Command::SaveTemplate { .. } | Command::SetGroup { .. }
    )
}

/// Whether a later command is about what an earlier one does.
fn follows(later: &Command, earlier: &Command) -> bool {
    match (earlier, later) {
        (
            Command::SaveVaultItem { id: saved, .. },
            Command::SaveVaultItem { id, .. } | Command::DeleteVaultItem { id },
        ) => saved == id,
        // A file is put into its folder before that goes, and then goes where all in it goes.
        (
            Command::SaveVaultItem {
                folder: Some(folder), ..
            },
            Command::DeleteVaultFolder { id },
        ) => folder == id,
        // A name may be free only because an earlier one gave it up.
        (Command::SaveTemplate { .. }, Command::SaveTemplate { .. } | Command::DeleteTemplate { .. }) => true,
        (
            Command::SetGroup {
                conversation: group, ..
            },
            Command::SetGroup {
                conversation,
                switch: GroupSwitch::Picture(_),
            },
        ) => group == conversation,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use protocol::RichText;

    use super::*;

    const GROUP: ConversationId = ConversationId::from_number(1);
    const OTHER: ConversationId = ConversationId::from_number(2);

    fn send(conversation: ConversationId, number: u128) -> Command {
        let id = MessageId::from_number(number);
        Command::SendMessage {
            attachments: Vec::new(),
            id,
            conversation,
            body: RichText::plain("x"),
            reply_to: None,
            forwarded: false,
            staff_only: false,
        }
    }

    fn ids(ready: &[(CommandId, Command)]) -> Vec<CommandId> {
        ready.iter().map(|(id, _)| *id).collect()
    }

    #[test]
    fn one_command_of_a_conversation_is_on_its_way_at_a_time() {
        let [a, b, c] = [1, 2, 3].map(CommandId::from_number);
        let mut outbox = Outbox::default();
        outbox.push(a, send(GROUP, 1));
        outbox.push(b, send(GROUP, 2));
        outbox.push(c, send(OTHER, 3));
        assert_eq!(ids(&outbox.take_ready(0, |_| true)), [a, c]);
        assert!(outbox.take_ready(0, |_| true).is_empty());
        outbox.finish(a);
        assert_eq!(ids(&outbox.take_ready(0, |_| true)), [b]);
        outbox.line_lost();
        assert_eq!(
            ids(&outbox.take_ready(0, |_| true)),
            [b, c],
            "after a broken line all go again, in order"
        );
    }

    #[test]
    fn a_refused_message_does_not_hold_up_the_next() {
        let [a, b] = [1, 2].map(CommandId::from_number);
        let mut outbox = Outbox::default();
        outbox.push(a, send(GROUP, 1));
        outbox.push(b, send(GROUP, 2));
        outbox.take_ready(0, |_| true);
        let entry = outbox.finish(a).unwrap();
        outbox.refuse(entry, "read-only".into());
        assert_eq!(ids(&outbox.take_ready(0, |_| true)), [b]);
        assert_eq!(outbox.waiting(), 1);
    }

    #[test]
    fn a_slow_server_is_not_pressed() {
        let a = CommandId::from_number(1);
        let mut outbox = Outbox::default();
        outbox.push(a, send(GROUP, 1));
        outbox.take_ready(0, |_| true);
        outbox.postpone(a, 500);
        assert!(outbox.take_ready(499, |_| true).is_empty());
        assert_eq!(ids(&outbox.take_ready(500, |_| true)), [a]);
    }
}
