//! Who may do what in a conversation: one function of facts, which the server enforces and the interface shows.

use crate::{AccountKind, Conversation, ConversationKind, ErrorCode, Member, Role};

/// What somebody wants to do there. Reading is not among them: every active member may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Write, edit one's own, say that one is typing.
    Post,
    /// Write what only coaches see.
    Note,
    React,
    Pin,
    /// A message of somebody else.
    DeleteOthers,
    MentionEveryone,
    /// Name, description, picture, and the switches of the group.
    Change,
    Archive,
    AddPeople,
    /// Take out a member of this role.
    Remove(Role),
    /// The `can_post` switch of a member of this role.
    SetPosting(Role),
    /// Make one role of another; of owner, that hands ownership over.
    SetRole {
        from: Role,
        to: Role,
    },
    Leave,
}

/// What decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Standing {
    pub conversation: ConversationKind,
    pub archived: bool,
    /// Members who may only read may not react.
    pub no_reactions: bool,
    pub kind: AccountKind,
    pub role: Role,
    pub can_post: bool,
    pub active: bool,
}

impl Standing {
    pub fn of(conversation: &Conversation, member: &Member) -> Self {
        Self {
            conversation: conversation.kind,
            archived: conversation.archived,
            no_reactions: conversation.settings.no_reactions,
            kind: member.kind,
            role: member.role,
            can_post: member.can_post,
            active: member.active,
        }
    }

    /// Whether it may be done; if not, why, in words for the person.
    pub fn may(self, act: Act) -> Result<(), Refusal> {
        use Refusal as No;
        let group = self.conversation == ConversationKind::Group;
        let manages = group && self.role >= Role::Admin;
        let coach = self.kind == AccountKind::Coach;
        let when = |right: bool, refusal: Refusal| if right { Ok(()) } else { Err(refusal) };
        if !self.active {
            return Err(No::NotIn);
        }
        let in_groups_only = matches!(
            act,
            Act::Change
                | Act::Archive
                | Act::AddPeople
                | Act::Remove(_)
                | Act::SetPosting(_)
                | Act::SetRole { .. }
                | Act::Leave
        );
        if in_groups_only && !group {
            return Err(No::GroupsOnly);
        }
        match act {
            Act::Post if self.archived => Err(No::Archived),
            Act::Post => when(self.can_post || manages, No::ReadOnly),
            Act::Note if self.archived => Err(No::Archived),
            Act::Note => when(coach, No::CoachesOnly),
            Act::React if self.archived => Err(No::Archived),
            Act::React => when(self.can_post || manages || !self.no_reactions, No::NoReactions),
            Act::Pin if self.archived => Err(No::Archived),
            Act::Pin => when(!group || manages, No::AdminsOnly),
            Act::DeleteOthers => when(if group { manages } else { coach }, No::AdminsOnly),
            Act::MentionEveryone => when(manages, No::AdminsOnly),
            Act::Change | Act::Archive | Act::AddPeople => when(manages, No::AdminsOnly),
            Act::Remove(Role::Owner) => Err(No::OwnerStays),
            Act::Remove(Role::Admin) => when(self.role == Role::Owner, No::OwnerOnly),
            Act::Remove(Role::Member) => when(manages, No::AdminsOnly),
            Act::SetPosting(_) if !manages => Err(No::AdminsOnly),
            Act::SetPosting(of) => when(of == Role::Member, No::AlwaysPost),
            Act::SetRole {
                from: Role::Owner, ..
            } => Err(No::OwnerStays),
            Act::SetRole { .. } => when(self.role == Role::Owner, No::OwnerOnly),
            Act::Leave => Ok(()),
        }
    }
}

/// Why something may not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    #[error("You are not in this conversation (any more).")]
    NotIn,
    #[error("That can be done in groups only.")]
    GroupsOnly,
    #[error("This group is archived: it can be read, not written.")]
    Archived,
    #[error("Only admins can post in this announcement group.")]
    ReadOnly,
    #[error("Members who may only read cannot react in this group.")]
    NoReactions,
    #[error("Only coaches may do that.")]
    CoachesOnly,
    #[error("Only the owner and admins of the group may do that.")]
    AdminsOnly,
    #[error("Only the owner of the group may do that.")]
    OwnerOnly,
    #[error("The owner of a group stays: hand the ownership over first.")]
    OwnerStays,
    #[error("Owner and admins can always post.")]
    AlwaysPost,
}

impl Refusal {
    pub fn code(self) -> ErrorCode {
        match self {
            Self::NotIn => ErrorCode::NotFound,
            Self::GroupsOnly | Self::AlwaysPost => ErrorCode::Invalid,
            Self::Archived | Self::ReadOnly | Self::NoReactions => ErrorCode::ReadOnly,
            Self::CoachesOnly | Self::AdminsOnly | Self::OwnerOnly | Self::OwnerStays => ErrorCode::Forbidden,
        }
    }
}

#[cfg(test)]
mod tests;
