//! What this person may do: decided as the server decides it, so that nothing is offered that it would refuse.

use markup::People;
use protocol::{AccountKind, ConversationId, FileKind, Member, Message};

use crate::conversation::ConversationState;
use crate::engine::Engine;
use crate::store::{OutgoingFile, Store};
use crate::ui::Allowed;

impl<S: Store> Engine<S> {
    fn mine<'a>(&self, state: &'a ConversationState) -> Option<&'a Member> {
        state.members.get(&self.me.account.id)
    }

    pub(crate) fn manages(&self, state: &ConversationState) -> bool {
        self.mine(state).is_some_and(Member::may_manage)
    }

    pub(crate) fn may_post(&self, state: &ConversationState) -> bool {
        let archived = state.meta.as_ref().is_some_and(|meta| meta.archived);
        !archived && self.mine(state).is_none_or(Member::may_post)
    }

    pub(crate) fn may_mention_everyone(&self, state: &ConversationState) -> bool {
        !state.is_direct() && self.manages(state)
    }

    /// To a message that the server has.
    pub(crate) fn allowed(&self, state: &ConversationState, message: &Message, deleted: bool) -> Allowed {
        if deleted {
            return Allowed::default();
        }
        let own = message.author == self.me.account.id;
        let coach = self.me.account.kind == AccountKind::Coach;
        let (direct, manages) = (state.is_direct(), self.manages(state));
        let archived = state.meta.as_ref().is_some_and(|meta| meta.archived);
        let voice = message
            .attachments
            .iter()
            .any(|file| file.kind == FileKind::Voice);
        Allowed {
            // A voice note has no words.
            edit: own && !archived && !voice,
            delete: own || if direct { coach } else { manages },
            pin: !archived && (direct || manages),
            versions: message.edited_at.is_some() && (own || coach),
            seen: (own || coach) && self.sees_receipts(),
        }
    }

    /// To one's own message that waits or has failed.
    pub(super) fn allowed_unsent(&self, files: &[OutgoingFile]) -> Allowed {
        let voice = files.iter().any(|file| file.file.kind == FileKind::Voice);
        Allowed {
            edit: !voice,
            delete: true,
            ..Allowed::default()
        }
    }

    /// Whom a typed `@` may name in a conversation.
    pub(crate) fn people_of(&self, id: ConversationId) -> People {
        let Some(state) = self.conversations.get(&id) else {
            return People::default();
        };
        let active = state.members.values().filter(|member| member.active);
        let people = People::new(active.map(|member| (member.name.as_str(), member.account)));
        if self.may_mention_everyone(state) {
            people.and_everyone()
        } else {
            people
        }
    }
}
