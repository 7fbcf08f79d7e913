//! What one may do with a row of the list for oneself: pin, be quiet, put away, mark as unread.

use engine::ui::ConversationRow;
use protocol::{FilingSwitch, Seq};

use super::later::is_muted;
use crate::format::clock::Clock;

/// Stands for the newest message that this device holds: the engine puts its number in.
const NEWEST: Seq = 0;

/// One thing to do with a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum File {
    Pin,
    /// Chooses for how long; or lets it be heard again.
    Mute,
    Archive,
    MarkUnread,
}

pub(crate) const ALL: [File; 4] = [File::Pin, File::Mute, File::Archive, File::MarkUnread];

impl File {
    pub(crate) fn label(self, row: &ConversationRow, clock: &Clock) -> &'static str {
        match self {
            Self::Pin if row.pinned => "Unpin",
            Self::Pin => "Pin to the top",
            Self::Mute if is_muted(clock, row.muted_until) => "Unmute",
            Self::Mute => "Mute",
            Self::Archive if row.put_away => "Take out of Archived",
            Self::Archive => "Archive",
            Self::MarkUnread if row.marked_unread => "Mark as read",
            Self::MarkUnread => "Mark as unread",
        }
    }

    pub(crate) fn hook(self) -> &'static str {
        match self {
            Self::Pin => "file-pin",
            Self::Mute => "file-mute",
            Self::Archive => "file-archive",
            Self::MarkUnread => "file-unread",
        }
    }

    /// The switch to set; `None`: how long is to be chosen first.
    pub(crate) fn switch(self, row: &ConversationRow, clock: &Clock) -> Option<FilingSwitch> {
        Some(match self {
            Self::Pin => FilingSwitch::Pinned(!row.pinned),
            Self::Mute if is_muted(clock, row.muted_until) => FilingSwitch::Muted(None),
            Self::Mute => return None,
            Self::Archive => FilingSwitch::Archived((!row.put_away).then_some(NEWEST)),
            Self::MarkUnread => FilingSwitch::Unread(!row.marked_unread),
        })
    }

    /// What is said when it is done, and the switch that takes it back; only for what leaves one's sight.
    pub(crate) fn said(self, row: &ConversationRow) -> Option<(&'static str, FilingSwitch)> {
        (self == Self::Archive && !row.put_away).then_some(("Archived", FilingSwitch::Archived(None)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::rows::tests::row;
    use protocol::Timestamp;

    const CLOCK: Clock = Clock {
        now_ms: || 1_000_000,
        offset_minutes: |_| 0,
        twelve_hours: false,
    };

    #[test]
    fn each_switch_turns_back() {
        let mut ben = row(1, "Ben", 1);
        let switches = |row: &ConversationRow| ALL.map(|file| file.switch(row, &CLOCK));
        assert_eq!(
            switches(&ben),
            [
                Some(FilingSwitch::Pinned(true)),
                None,
                Some(FilingSwitch::Archived(Some(NEWEST))),
                Some(FilingSwitch::Unread(true)),
            ]
        );
        ben.pinned = true;
        ben.put_away = true;
        ben.marked_unread = true;
        ben.muted_until = Some(Timestamp(1_000_001));
        assert_eq!(
            switches(&ben),
            [
                Some(FilingSwitch::Pinned(false)),
                Some(FilingSwitch::Muted(None)),
                Some(FilingSwitch::Archived(None)),
                Some(FilingSwitch::Unread(false)),
            ]
        );
    }

    #[test]
    fn a_mute_that_is_over_is_none() {
        let mut ben = row(1, "Ben", 1);
        ben.muted_until = Some(Timestamp(999_999));
        assert_eq!(File::Mute.label(&ben, &CLOCK), "Mute");
        assert_eq!(File::Mute.switch(&ben, &CLOCK), None);
    }

    #[test]
    fn what_leaves_one_s_sight_can_be_brought_back() {
        let ben = row(1, "Ben", 1);
        assert_eq!(
            File::Archive.said(&ben),
            Some(("Archived", FilingSwitch::Archived(None)))
        );
        assert_eq!(File::Pin.said(&ben), None);
    }
}
