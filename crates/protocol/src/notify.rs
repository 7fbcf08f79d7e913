//! Who is told of a message, and how: one rule of facts, which the server asks before it pushes and an app before it rings (guide 6).

use serde::{Deserialize, Serialize};

/// What a person wants to hear of a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    #[default]
    All,
    /// Only what names this person, or everyone.
    Mentions,
    None,
}

/// Whether a message names this person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Named {
    No,
    /// With everyone else.
    Everyone,
    /// By name.
    Person,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    /// A new message.
    Sent,
    /// New words for one that was there.
    Edited,
    /// Its words are gone.
    Deleted,
    /// Something happened in the group that nobody said.
    Event,
}

/// All that decides, of one message and one member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Facts {
    pub deed: Deed,
    /// By this person, on whatever device.
    pub own: bool,
    /// Of an edit: whether it names whom the words before did not.
    pub named: Named,
    pub level: Level,
    /// For a time.
    pub muted: bool,
    /// It is night for this person, or they do not want to be disturbed.
    pub quiet: bool,
    /// The conversation is open in a focused window of one of this person's devices.
    pub open: bool,
    /// This person has read it already.
    pub seen: bool,
}

/// What a person's devices do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    Nothing,
    /// The count on the badge, and nothing else.
    Silent,
    /// Sender and beginning of the text.
    Generic,
    /// "X mentioned you".
    Mention,
}

/// The rule.
pub fn decide(facts: Facts) -> Verdict {
    let Facts { deed, named, .. } = facts;
    if facts.own || facts.open || facts.seen {
        return Verdict::Nothing;
    }
    let is_named = named != Named::No;
    match deed {
        Deed::Deleted | Deed::Event => return Verdict::Nothing,
        Deed::Edited if !is_named => return Verdict::Nothing,
        Deed::Sent | Deed::Edited => {}
    }
    let heard = match facts.level {
        Level::None => false,
        // Who wants quiet for an hour is disturbed by their own name, not by everyone's.
        Level::All | Level::Mentions if facts.muted => named == Named::Person,
        Level::Mentions => is_named,
        Level::All => true,
    };
    if !heard || facts.quiet {
        return Verdict::Silent;
    }
    if is_named {
        Verdict::Mention
    } else {
        Verdict::Generic
    }
}

#[cfg(test)]
mod tests;
