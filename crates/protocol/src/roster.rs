//! What the practice knows of its clients besides who they are: tags, who looks after them, and the groups that fill themselves by it.
//! All of it is in the workspace's feed, for coaches only.

use serde::{Deserialize, Serialize};

use crate::{AccountId, ConversationId, Seq, TagId};

/// A word by which clients are told apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tag {
    pub id: TagId,
    /// Unique in the practice, whatever its case.
    pub name: String,
    /// Degrees of the OKLCH colour circle, 0 to 359.
    pub hue: u16,
    /// The number of the change that last touched it; the greater one is the newer state. 0 until the server has it.
    #[serde(default)]
    pub rev: Seq,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
}

/// How one client is filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientFile {
    pub account: AccountId,
    /// Each once, in the order given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<TagId>,
    /// The coach who looks after this client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coach: Option<AccountId>,
    #[serde(default)]
    pub rev: Seq,
}

/// Most tags of one client.
pub const CLIENT_TAGS: usize = 50;

/// Which clients a group takes in by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum CohortRule {
    /// The whole roster.
    Everyone,
    /// Who has at least one of these tags.
    Any { tags: Vec<TagId> },
    /// Who has all of these tags, at least one.
    All { tags: Vec<TagId> },
}

impl CohortRule {
    /// Whether a client with these tags belongs.
    pub fn takes(&self, has: &[TagId]) -> bool {
        match self {
            Self::Everyone => true,
            Self::Any { tags } => tags.iter().any(|tag| has.contains(tag)),
            Self::All { tags } => !tags.is_empty() && tags.iter().all(|tag| has.contains(tag)),
        }
    }
}

/// The rule of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cohort {
    pub conversation: ConversationId,
    /// `None`: people are added by hand only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<CohortRule>,
    #[serde(default)]
    pub rev: Seq,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_takes_those_whom_it_names() {
        let [strength, online, new] = [1, 2, 3].map(TagId::from_number);
        let tags = vec![strength, online];
        for (rule, has, takes) in [
            (CohortRule::Everyone, vec![], true),
            (CohortRule::Any { tags: tags.clone() }, vec![online, new], true),
            (CohortRule::Any { tags: tags.clone() }, vec![new], false),
            (
                CohortRule::All { tags: tags.clone() },
                vec![online, strength],
                true,
            ),
            (CohortRule::All { tags }, vec![online], false),
            (CohortRule::All { tags: vec![] }, vec![online], false),
        ] {
            assert_eq!(rule.takes(&has), takes, "{rule:?} {has:?}");
        }
    }
}
