//! Who can be named in the open conversation: for `@`, and for showing a message as it was typed.

use engine::ui::ConversationDetails;
use markup::People;
use protocol::{AccountId, ConversationId, RichText, SpanKind};

use super::members::{hides, is_named};

/// The people of one conversation.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Known {
    pub conversation: Option<ConversationId>,
    /// Everybody in it, oneself as well.
    names: Vec<(AccountId, String)>,
    me: Option<AccountId>,
    /// One's `@everyone` is heard.
    pub everyone: bool,
}

/// Names are not for logs.
impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Known({})", self.names.len())
    }
}

impl Known {
    pub(crate) fn new(details: &ConversationDetails, me: Option<AccountId>) -> Self {
        let hides = hides(details, me);
        let active = details
            .members
            .iter()
            .filter(|member| member.active && (!hides || is_named(member, me)));
        Self {
            conversation: Some(details.id),
            names: active
                .map(|member| (member.account, member.name.clone()))
                .collect(),
            me,
            everyone: details.may_mention_everyone,
        }
    }

    /// All but oneself.
    pub(crate) fn others(&self) -> impl Iterator<Item = (AccountId, &str)> {
        let others = self.names.iter().filter(|(account, _)| Some(*account) != self.me);
        others.map(|(account, name)| (*account, name.as_str()))
    }

    pub(crate) fn people(&self) -> People {
        let people = People::new(self.names.iter().map(|(account, name)| (name.as_str(), *account)));
        if self.everyone {
            people.and_everyone()
        } else {
            people
        }
    }

    /// Whether a text names everyone, and may.
    pub(crate) fn names_everyone(&self, typed: &str) -> bool {
        self.everyone
            && typed.contains("everyone")
            && has_everyone(&markup::from_typed_naming(typed, &self.people()))
    }
}

pub(crate) fn has_everyone(text: &RichText) -> bool {
    text.spans.iter().any(|span| span.kind == SpanKind::Everyone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::members::tests::group;

    #[test]
    fn who_has_no_name_here_cannot_be_named() {
        let mut details = group();
        details.settings.hidden_members = true;
        let names = |me: u128| {
            let known = Known::new(&details, Some(AccountId::from_number(me)));
            known
                .others()
                .map(|(_, name)| name.to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(names(3), ["Ana", "David"]);
        assert_eq!(names(2), ["Ana", "Bén", "Cleo"]);
    }
}
