//! Templates of a seed.

use protocol::{Command, TemplateId, Timestamp};

/// What a coach has kept for using again.
#[derive(Clone)]
pub struct SeedTemplate {
    /// A coach.
    pub person: usize,
    pub shared: bool,
    pub name: String,
    pub text: String,
    pub at: Timestamp,
}

/// A template's words must not reach a log.
impl std::fmt::Debug for SeedTemplate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SeedTemplate(person {}, shared {})", self.person, self.shared)
    }
}

impl SeedTemplate {
    pub(super) fn command(self, id: TemplateId) -> Command {
        Command::SaveTemplate {
            id,
            shared: self.shared,
            name: self.name,
            text: self.text,
            files: Vec::new(),
        }
    }
}
