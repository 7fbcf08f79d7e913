//! What one reader may see of a conversation's messages, and of everything that hangs on them. Asked of the database itself, so that a
//! page is full of what its reader sees, and says nothing of the rest.

use protocol::{AccountKind, Member, Message, Seq};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// What coaches say among themselves as well.
    pub notes: bool,
    /// Nothing with a lower number.
    pub since: Seq,
}

impl Sight {
    /// For the server itself, and whoever keeps its data.
    pub const ALL: Self = Self {
        notes: true,
        since: 0,
    };

    /// For whoever is not in the conversation.
    pub const NOTHING: Self = Self {
        notes: false,
        since: Seq::MAX,
    };

    pub fn of(member: &Member) -> Self {
        Self {
            notes: member.kind == AccountKind::Coach,
            since: member.since,
        }
    }

    /// Whether the message is there for this reader.
    pub fn shows(self, message: &Message) -> bool {
        message.seq >= self.since && (self.notes || !message.staff_only)
    }
}
