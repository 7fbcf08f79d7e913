//! The one recording of the page, from the press of the button to the voice note in a composer. Whatever happens on the way, what
//! was said is kept: who leaves the conversation finds it in that composer.

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use engine::ui::Request;
use futures_util::StreamExt;
use protocol::{Activity, ConversationId, FileId, MessageId, NewFile};

use super::player::Player;
use crate::backend::Heard;
use crate::desk::Desk;
use crate::dom;
use crate::state::attaching::TEMPLATE;
use crate::state::recording::{Recording, Stage};

/// Where the chosen microphone is kept.
const CHOSEN: &str = "rapport.microphone";

/// What becomes of a recording that ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// It stays in the composer, to be listened to.
    Keep,
    Send {
        reply_to: Option<MessageId>,
    },
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Recorder {
    desk: Desk,
    player: Player,
    pub now: Signal<Option<Recording>>,
    /// Counts recordings: what comes of an earlier one is not heard any more.
    takes: CopyValue<u64>,
}

impl Recorder {
    pub(super) fn new(desk: Desk, player: Player) -> Self {
        Self {
            desk,
            player,
            now: Signal::new(None),
            takes: CopyValue::new(0),
        }
    }

    /// Whether a recording for this conversation goes on.
    pub(crate) fn is_on(&self, conversation: ConversationId) -> bool {
        self.now
            .read()
            .as_ref()
            .is_some_and(|now| now.conversation == conversation)
    }

    pub(crate) fn chosen() -> Option<String> {
        dom::stored(CHOSEN)
    }

    pub(crate) fn choose(microphone: Option<&str>) {
        match microphone {
            Some(id) => dom::store(CHOSEN, id),
            None => dom::forget(CHOSEN),
        }
    }

    /// Begins, unless one is on already.
    pub(crate) fn start(mut self, conversation: ConversationId) {
        if self.now.peek().is_some() {
            return;
        }
        // It would be recorded as well.
        if self.player.now.peek().is_some() {
            self.player.pause();
        }
        self.takes += 1;
        let take = *self.takes.peek();
        self.now.set(Some(Recording::new(conversation)));
        spawn_forever(async move { self.record(conversation, take).await });
    }

    async fn record(mut self, conversation: ConversationId, take: u64) {
        let recorder = self.desk.backend().recorder();
        let begun = recorder.record(conversation, Self::chosen()).await;
        if *self.takes.peek() != take {
            if begun.is_ok() {
                let _ = recorder.cancel().await; // given up while it was being opened
            }
            return;
        }
        let mut heard = match begun {
            Ok(heard) => heard,
            Err(error) => {
                self.now.set(None);
                self.desk.say(error.message);
                return;
            }
        };
        let longest = self.desk.model.limits().voice_ms;
        while let Some(heard) = heard.next().await {
            if *self.takes.peek() != take {
                return;
            }
            match heard {
                Heard::Level { level, length_ms } => {
                    if let Some(now) = self.now.write().as_mut() {
                        now.hear(level, length_ms);
                    }
                    self.say_so(conversation, Activity::Recording);
                    if longest > 0 && length_ms >= longest {
                        self.desk
                            .say("A voice note can't be longer. It is kept: listen to it, and send it.");
                        self.end(Then::Keep);
                    }
                }
                Heard::Stopped(error) => {
                    self.desk.say(error.message);
                    self.end(Then::Keep);
                }
            }
        }
    }

    /// Who records a note among coaches is not seen at it.
    fn say_so(self, conversation: ConversationId, activity: Activity) {
        if conversation == TEMPLATE || is_note(self.desk, conversation) {
            return; // nobody is to be told
        }
        self.desk.ask(Request::Activity {
            conversation,
            activity,
        });
    }

    pub(crate) fn pause(self, paused: bool) {
        let (from, to) = if paused {
            (Stage::Running, Stage::Paused)
        } else {
            (Stage::Paused, Stage::Running)
        };
        let Some(conversation) = self.change(|now| {
            let may = now.stage == from;
            if may {
                now.stage = to;
            }
            may
        }) else {
            return;
        };
        if paused {
            self.say_so(conversation, Activity::Idle);
        }
        let take = *self.takes.peek();
        spawn_forever(async move {
            if let Err(error) = self.desk.backend().recorder().pause(paused).await
                && *self.takes.peek() == take
            {
                self.change(|now| {
                    now.stage = from;
                    true
                });
                self.desk.say(error.message);
            }
        });
    }

    /// Changes it, when `change` has a reason to; gives the conversation then.
    pub(crate) fn change(mut self, change: impl FnOnce(&mut Recording) -> bool) -> Option<ConversationId> {
        let mut changed = self.now.peek().clone()?;
        if !change(&mut changed) {
            return None;
        }
        let conversation = changed.conversation;
        self.now.set(Some(changed));
        Some(conversation)
    }

    /// Throws it away.
    pub(crate) fn cancel(mut self) {
        let Some(now) = self.now.replace(None) else {
            return;
        };
        self.takes += 1;
        self.say_so(now.conversation, Activity::Idle);
        if now.stage == Stage::Opening {
            return; // there is nothing yet; what opens is closed again
        }
        let recorder = self.desk.backend().recorder();
        spawn_forever(async move {
            let _ = recorder.cancel().await;
        });
    }

    /// With another microphone, from the beginning.
    pub(crate) fn start_again(mut self, microphone: Option<String>) {
        Self::choose(microphone.as_deref());
        let Some(now) = self.now.replace(None) else {
            return;
        };
        self.takes += 1;
        let recorder = self.desk.backend().recorder();
        spawn_forever(async move {
            if now.stage != Stage::Opening {
                let _ = recorder.cancel().await;
            }
            self.start(now.conversation);
        });
    }

    /// Ends it: it comes into the composer, and goes from there when it is to be sent.
    pub(crate) fn end(mut self, then: Then) {
        let opening = self
            .now
            .peek()
            .as_ref()
            .is_some_and(|now| now.stage == Stage::Opening);
        if opening {
            self.cancel();
            return;
        }
        let Some(conversation) = self.change(|now| {
            let may = now.stage != Stage::Ending;
            now.stage = Stage::Ending;
            now.held = false;
            may
        }) else {
            return;
        };
        self.takes += 1;
        let take = *self.takes.peek();
        self.say_so(conversation, Activity::Idle);
        spawn_forever(async move {
            let made = self.desk.backend().recorder().finish().await;
            match made {
                Ok(file) => self.keep(conversation, file, then).await,
                Err(error) => self.desk.say(error.message),
            }
            if *self.takes.peek() == take {
                self.now.set(None);
            }
        });
    }

    async fn keep(self, conversation: ConversationId, file: NewFile, then: Then) {
        if conversation == TEMPLATE {
            let mut drafts = self.desk.model.drafts;
            let library = self.desk.model.library.peek();
            drafts.write().take_voice(&library, file);
            return;
        }
        let id = file.id;
        let request = Request::AddFile { conversation, file };
        if self.desk.asked(request).await.is_some()
            && let Then::Send { reply_to } = then
        {
            send(self.desk, conversation, id, reply_to).await;
        }
    }
}

/// What is said will be a note among coaches.
fn is_note(desk: Desk, conversation: ConversationId) -> bool {
    let writing = desk.model.writing.peek();
    writing.conversation == Some(conversation) && writing.note
}

/// Sends a voice note of the composer. A half-written text stays where it is.
pub(crate) async fn send(
    desk: Desk,
    conversation: ConversationId,
    file: FileId,
    reply_to: Option<MessageId>,
) {
    let mut writing = desk.model.writing;
    let here = |writing: &crate::state::writing::Writing| writing.conversation == Some(conversation);
    let text = writing.peek().text.clone();
    let request = Request::Send {
        conversation,
        text: String::new(),
        files: vec![file],
        reply_to,
        staff_only: is_note(desk, conversation),
    };
    if desk.asked(request).await.is_none() {
        return;
    }
    if here(&writing.peek()) && writing.peek().edit.is_none() {
        let mut now = writing.write();
        now.reply = None;
        if now.text.is_empty() {
            now.text = text;
        }
        let draft = now.draft().filter(|_| !now.text.is_empty());
        drop(now);
        if let Some(draft) = draft {
            desk.ask(draft);
        }
    }
}
