//! The player of voice notes. It lives as long as the page: a screen that goes takes nothing away from it.

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use engine::ui::Request;
use futures_util::StreamExt;
use protocol::{FileId, Variant};

use crate::components::message::element_id;
use crate::desk::Desk;
use crate::dom;
use crate::dom::audio::{Audio, Told};
use crate::state::playing::{Doing, Playing, Track, following};

#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Player {
    desk: Desk,
    pub now: Signal<Option<Playing>>,
    /// Where it is, in milliseconds. Apart from `now`, so that only what shows it is drawn as it moves.
    pub at: Signal<u32>,
    /// Its bubble can be seen: nothing else has to show it.
    pub in_sight: Signal<bool>,
    audio: CopyValue<Option<Audio>>,
    /// Counts what was loaded: an address that comes late belongs to something else.
    loads: CopyValue<u64>,
    /// The address was asked for a second time already.
    again: CopyValue<bool>,
}

impl Player {
    pub(super) fn provide(desk: Desk) -> Self {
        let player = use_hook(|| Self {
            desk,
            now: Signal::new(None),
            at: Signal::new(0),
            in_sight: Signal::new(false),
            audio: CopyValue::new(None),
            loads: CopyValue::new(0),
            again: CopyValue::new(false),
        });
        use_future(move || player.listen());
        player.use_end();
        player
    }

    async fn listen(mut self) {
        let (audio, mut told) = Audio::new();
        self.audio.set(Some(audio));
        while let Some(told) = told.next().await {
            match told {
                Told::Plays => self.began(),
                Told::Paused => self.set(Doing::Paused),
                Told::At { ms } => {
                    if self.now.peek().is_some() && *self.at.peek() != ms {
                        self.at.set(ms);
                        self.look();
                    }
                }
                Told::Ended => self.ended(),
                Told::Broken => self.broken(),
            }
        }
    }

    /// Who signs out hears nothing more; a message that is deleted falls silent.
    fn use_end(self) {
        let desk = self.desk;
        use_effect(move || {
            if desk.model.me.read().is_none() && self.now.peek().is_some() {
                self.stop();
            }
        });
        use_effect(move || {
            let timeline = desk.model.timeline.read();
            let gone = self.now.peek().as_ref().is_some_and(|playing| {
                let message = playing.track.message.and_then(|id| timeline.get(id));
                message.is_some_and(|item| item.deleted)
            });
            drop(timeline);
            if gone {
                self.stop();
            }
        });
        // Another screen: its bubble may have come or gone.
        use_effect(move || {
            let _ = (desk.route.read(), desk.window.read());
            dom::later(move || self.look());
        });
    }

    /// What it does with this file.
    pub(crate) fn doing(&self, file: FileId) -> Option<Doing> {
        let now = self.now.read();
        let playing = now.as_ref().filter(|playing| playing.track.file == file)?;
        Some(playing.doing)
    }

    fn has(&self, file: FileId) -> Option<Doing> {
        let now = self.now.peek();
        let playing = now.as_ref().filter(|playing| playing.track.file == file)?;
        Some(playing.doing)
    }

    fn audio(&self) -> Option<Audio> {
        self.audio.peek().clone()
    }

    /// Plays, pauses, goes on.
    pub(crate) fn toggle(self, track: Track) {
        match self.has(track.file) {
            Some(Doing::Playing | Doing::Loading) => self.pause(),
            Some(Doing::Paused) => self.go_on(),
            None => self.start(track, 0),
        }
    }

    pub(crate) fn pause(mut self) {
        // An address that is still on its way is not waited for any more.
        self.loads += 1;
        self.set(Doing::Paused);
        if let Some(audio) = self.audio() {
            audio.pause();
        }
    }

    fn go_on(self) {
        if *self.again.peek() {
            // It never got so far as to have something to play.
            let playing = self.now.peek().clone();
            if let Some(playing) = playing {
                let at = *self.at.peek();
                self.load(playing, at);
            }
            return;
        }
        self.set(Doing::Playing);
        if let Some(audio) = self.audio() {
            audio.play();
        }
    }

    pub(crate) fn seek(mut self, track: Track, to_ms: u32) {
        if self.has(track.file).is_none() {
            self.start(track, to_ms);
            return;
        }
        self.at.set(to_ms);
        if let Some(audio) = self.audio() {
            audio.seek(to_ms);
        }
    }

    /// The next speed, for this and all that follow.
    pub(crate) fn change_speed(self) {
        let speed = self.desk.preferences.peek().speed.next();
        self.desk.prefer(|preferences| preferences.speed = speed);
        if let Some(audio) = self.audio() {
            audio.set_rate(speed.rate());
        }
    }

    pub(crate) fn stop(mut self) {
        self.loads += 1;
        self.now.set(None);
        self.at.set(0);
        if let Some(audio) = self.audio() {
            audio.unload();
        }
    }

    fn start(self, track: Track, from_ms: u32) {
        let queue = self.on_screen(&track).unwrap_or_default();
        self.load(Playing::new(track, queue), from_ms);
    }

    /// What follows by what is shown now; `None` when another conversation is.
    fn on_screen(&self, track: &Track) -> Option<Vec<Track>> {
        let timeline = self.desk.model.timeline.peek();
        let message = track.message?;
        let here = timeline.conversation == Some(track.conversation) && timeline.get(message).is_some();
        here.then(|| following(track.conversation, timeline.items().map(|item| &**item), message))
    }

    fn load(mut self, playing: Playing, from_ms: u32) {
        let file = playing.track.file;
        self.loads += 1;
        let load = *self.loads.peek();
        self.at.set(from_ms);
        self.again.set(false);
        self.now.set(Some(Playing {
            doing: Doing::Loading,
            ..playing
        }));
        self.look();
        if let Some(audio) = self.audio() {
            audio.pause();
        }
        self.fetch(file, load, from_ms);
    }

    fn fetch(mut self, file: FileId, load: u64, from_ms: u32) {
        spawn_forever(async move {
            let source = self.desk.backend().files().source(file, Variant::Full).await;
            if *self.loads.peek() != load {
                // Paused before it came: the next Play asks again.
                if self.has(file) == Some(Doing::Paused) {
                    self.again.set(true);
                }
                return;
            }
            match (source, self.audio()) {
                (Ok(address), Some(audio)) => {
                    audio.load(&address, from_ms, self.desk.preferences.peek().speed.rate());
                }
                (Err(error), _) => {
                    self.stop();
                    self.desk.say(error.message);
                }
                (_, None) => self.stop(),
            }
        });
    }

    fn set(mut self, doing: Doing) {
        if self
            .now
            .peek()
            .as_ref()
            .is_some_and(|playing| playing.doing != doing)
            && let Some(playing) = self.now.write().as_mut()
        {
            playing.doing = doing;
        }
    }

    fn began(mut self) {
        self.again.set(false);
        self.set(Doing::Playing);
        let track = self.now.peek().as_ref().map(|playing| playing.track.clone());
        let Some(track) = track.filter(|track| track.fresh) else {
            return;
        };
        if let Some(playing) = self.now.write().as_mut() {
            playing.track.fresh = false; // told once
        }
        if let Some(message) = track.message {
            self.desk.ask(Request::Played {
                conversation: track.conversation,
                message,
            });
        }
    }

    fn ended(self) {
        let Some(playing) = self.now.peek().clone() else {
            return;
        };
        match playing.next(self.on_screen(&playing.track)) {
            Some(next) => self.load(next, 0),
            None => self.stop(),
        }
    }

    /// A link that has run out is asked for anew, once.
    fn broken(mut self) {
        let Some(playing) = self.now.peek().clone() else {
            return;
        };
        if self.again.replace(true) {
            self.stop();
            self.desk
                .say("This voice note can't be played here. Save it, or listen on another device.");
            return;
        }
        self.loads += 1;
        let (load, at) = (*self.loads.peek(), *self.at.peek());
        self.fetch(playing.track.file, load, at);
    }

    /// Whether its bubble can be seen.
    fn look(mut self) {
        let message = self.now.peek().as_ref().and_then(|playing| playing.track.message);
        let seen = message.is_some_and(|message| dom::is_in_sight(&element_id(message)));
        if *self.in_sight.peek() != seen {
            self.in_sight.set(seen);
        }
    }
}
