//! What this person may do: decided by the same function as the server's, so that nothing is offered that it would refuse.

use std::borrow::Cow;

use markup::People;
use protocol::rights::{Act, Refusal, Standing};
use protocol::{AccountKind, ConversationId, FileKind, Member, Message};

use crate::conversation::ConversationState;
use crate::engine::Engine;
use crate::store::{OutgoingFile, Store};
use crate::ui::Allowed;

impl<S: Store> Engine<S> {
    fn mine<'a>(&self, state: &'a ConversationState) -> Option<Cow<'a, Member>> {
        self.member_shown(state, self.me.account.id)
    }

    /// What decides, with what was done here and waits; `None` while the conversation has yet to arrive.
    pub(crate) fn standing_in(&self, state: &ConversationState) -> Option<Standing> {
        Some(Standing::of(&*self.meta_shown(state)?, &*self.mine(state)?))
    }

    /// Whether this person may do it. While the conversation has yet to arrive, nobody knows better.
    pub(crate) fn may(&self, state: &ConversationState, act: Act) -> Result<(), Refusal> {
        self.standing_in(state)
            .map_or(Ok(()), |standing| standing.may(act))
    }

    pub(crate) fn may_post(&self, state: &ConversationState) -> bool {
        self.may(state, Act::Post).is_ok()
    }

    /// Whether somebody who is known to be in it may.
    fn certainly_may(&self, state: &ConversationState, act: Act) -> bool {
        self.standing_in(state)
            .is_some_and(|standing| standing.may(act).is_ok())
    }

    pub(crate) fn manages(&self, state: &ConversationState) -> bool {
        self.certainly_may(state, Act::Change)
    }

    pub(crate) fn may_mention_everyone(&self, state: &ConversationState) -> bool {
        self.certainly_may(state, Act::MentionEveryone)
    }

    /// To a message that the server has.
    pub(crate) fn allowed(&self, standing: Option<Standing>, message: &Message, deleted: bool) -> Allowed {
        if deleted || message.event.is_some() {
            return Allowed::default();
        }
        let own = message.author == self.me.account.id;
        let coach = self.me.account.kind == AccountKind::Coach;
        let writing = if message.staff_only { Act::Note } else { Act::Post };
        let may = |act: Act| standing.is_none_or(|standing| standing.may(act).is_ok());
        let voice = message
            .attachments
            .iter()
            .any(|file| file.kind == FileKind::Voice);
        Allowed {
            // A voice note has no words.
            edit: own && !voice && may(writing),
            delete: own || (standing.is_some() && may(Act::DeleteOthers)),
            pin: may(Act::Pin),
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
