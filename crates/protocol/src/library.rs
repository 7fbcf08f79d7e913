//! What the practice keeps for using again: the vault's files in folders, and saved messages. Staff only; the vault and shared templates are
//! in the workspace's feed, one's own templates in one's own account feed.

use serde::{Deserialize, Serialize};

use crate::{AccountId, Attachment, FolderId, Seq, TemplateId, Timestamp, VaultItemId};

/// A folder of the vault.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VaultFolder {
    pub id: FolderId,
    /// Unique among the folders of one parent, whatever their case.
    pub name: String,
    /// `None`: at the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<FolderId>,
    /// The number of the change that last touched it; the greater one is the newer state. 0 until the server has it.
    #[serde(default)]
    pub rev: Seq,
    /// What was in it went to its parent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
}

/// A file that any coach of the practice can send.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VaultItem {
    pub id: VaultItemId,
    pub file: Attachment,
    /// As the coaches call it; the file keeps its own.
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<FolderId>,
    /// Each once, in the order given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    pub added_by: AccountId,
    pub added_at: Timestamp,
    #[serde(default)]
    pub rev: Seq,
    /// Messages that were sent with the file keep it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
}

/// Most files in the vault of one practice.
pub const VAULT_ITEMS: usize = 5_000;
/// Most folders in it.
pub const VAULT_FOLDERS: usize = 1_000;
/// How many folders can stand within each other.
pub const VAULT_DEPTH: usize = 8;
/// Most tags of one file of the vault.
pub const VAULT_TAGS: usize = 20;

/// A saved message. Its placeholders are filled when it goes into a composer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Template {
    pub id: TemplateId,
    /// Whose own it is; `None`: shared by all coaches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<AccountId>,
    /// Written as `/name` to use it: lower-case letters, digits, `-` and `_`, 32 at most; unique among one's own, and among the shared.
    pub name: String,
    /// As typed: Markdown with `{first_name}`, `{coach_name}`, `{group_name}`, each with a fallback as in `{first_name|there}`.
    pub text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Attachment>,
    #[serde(default)]
    pub rev: Seq,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
}

/// Most templates of one person, and most that a practice shares.
pub const TEMPLATES: usize = 500;
/// Longest name of a template, in characters.
pub const TEMPLATE_NAME_CHARS: usize = 32;

/// Whether a template can be called that.
pub fn is_template_name(name: &str) -> bool {
    let fits = |letter: char| {
        (letter.is_alphanumeric() && letter.to_lowercase().eq(Some(letter))) || matches!(letter, '-' | '_')
    };
    (1..=TEMPLATE_NAME_CHARS).contains(&name.chars().count()) && name.chars().all(fits)
}

impl std::fmt::Debug for VaultFolder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VaultFolder({}, rev {})", self.id, self.rev)
    }
}

impl std::fmt::Debug for VaultItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VaultItem({}, rev {})", self.id, self.rev)
    }
}

impl std::fmt::Debug for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Template({}, rev {})", self.id, self.rev)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_templates_can_be_typed_behind_a_slash() {
        for good in ["welcome", "check-in_2", "übung", "שלום"] {
            assert!(is_template_name(good), "{good}");
        }
        for bad in ["", "Welcome", "two words", "a/b", &"x".repeat(33)] {
            assert!(!is_template_name(bad), "{bad}");
        }
    }
}
