//! The one audio element of the page: it stands outside of every screen, so that what plays goes on while one looks elsewhere.
//! Knows addresses and times, nothing of messaging.

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DomException, HtmlAudioElement, HtmlMediaElement};

use super::{document, query_all, root};

/// What it tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Told {
    /// It can be heard.
    Plays,
    Paused,
    /// It is here now.
    At {
        ms: u32,
    },
    Ended,
    /// The address gave nothing that can be played.
    Broken,
}

/// A handle; all of them are the same element.
#[derive(Clone, Debug)]
pub(crate) struct Audio {
    element: Option<HtmlAudioElement>,
    sender: UnboundedSender<Told>,
}

/// For tests, which look at it from outside.
const ID: &str = "voice-player";

impl Audio {
    /// Puts it into the page. What it tells comes for as long as the page lives.
    pub(crate) fn new() -> (Self, UnboundedReceiver<Told>) {
        let (sender, told) = unbounded();
        let Some(element) = HtmlAudioElement::new().ok() else {
            let element = None;
            return (Self { element, sender }, told);
        };
        element.set_id(ID);
        element.set_preload("auto");
        if let Some(body) = document().and_then(|document| document.body()) {
            let _ = body.append_child(&element);
        }
        for (name, tell) in [
            (
                "playing",
                (|_| Some(Told::Plays)) as fn(&HtmlAudioElement) -> Option<Told>,
            ),
            // A pause at the end is the end.
            ("pause", |audio| (!audio.ended()).then_some(Told::Paused)),
            ("timeupdate", |audio| Some(Told::At { ms: ms(audio) })),
            ("seeked", |audio| Some(Told::At { ms: ms(audio) })),
            ("ended", |_| Some(Told::Ended)),
            // Taking the address away is no failure.
            ("error", |audio| {
                audio.has_attribute("src").then_some(Told::Broken)
            }),
        ] {
            let (sender, audio) = (sender.clone(), element.clone());
            let heard = Closure::<dyn Fn()>::new(move || {
                if let Some(told) = tell(&audio) {
                    let _ = sender.unbounded_send(told);
                }
            });
            let _ = element.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
            heard.forget();
        }
        stop_each_other(&element);
        let element = Some(element);
        (Self { element, sender }, told)
    }

    /// Begins something else, from a place on.
    pub(crate) fn load(&self, address: &str, from_ms: u32, rate: f64) {
        let Some(audio) = &self.element else { return };
        audio.set_src(address);
        audio.set_default_playback_rate(rate);
        audio.set_playback_rate(rate);
        if from_ms > 0 {
            audio.set_current_time(f64::from(from_ms) / 1_000.0);
        }
        self.play();
    }

    pub(crate) fn play(&self) {
        let Some(promise) = self.element.as_ref().and_then(|audio| audio.play().ok()) else {
            return;
        };
        let sender = self.sender.clone();
        spawn_local(async move {
            let Err(refusal) = JsFuture::from(promise).await else {
                return;
            };
            // The page may make no sound before it is touched. All else comes as an event as well, or something else plays by now.
            if refusal
                .dyn_ref::<DomException>()
                .is_some_and(|refusal| refusal.name() == "NotAllowedError")
            {
                let _ = sender.unbounded_send(Told::Paused);
            }
        });
    }

    pub(crate) fn pause(&self) {
        if let Some(audio) = &self.element {
            let _ = audio.pause();
        }
    }

    pub(crate) fn seek(&self, to_ms: u32) {
        if let Some(audio) = &self.element {
            audio.set_current_time(f64::from(to_ms) / 1_000.0);
        }
    }

    pub(crate) fn set_rate(&self, rate: f64) {
        if let Some(audio) = &self.element {
            audio.set_default_playback_rate(rate);
            audio.set_playback_rate(rate);
        }
    }

    /// Nothing is to play any more.
    pub(crate) fn unload(&self) {
        if let Some(audio) = &self.element {
            let _ = audio.pause();
            let _ = audio.remove_attribute("src");
            audio.load();
        }
    }
}

fn ms(audio: &HtmlAudioElement) -> u32 {
    (audio.current_time() * 1_000.0) as u32
}

/// What begins to play silences all else in the page. Media events do not bubble, and are heard on their way down.
fn stop_each_other(audio: &HtmlAudioElement) {
    let Some(document) = document() else { return };
    let audio = audio.clone();
    let heard = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
        let Some(begun) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlMediaElement>().ok())
        else {
            return;
        };
        let mut others: Vec<HtmlMediaElement> = root()
            .map(|root| query_all(&root, "video"))
            .unwrap_or_default()
            .into_iter()
            .filter_map(|element| element.dyn_into().ok())
            .collect();
        others.push(audio.clone().into());
        for other in others {
            // What plays without sound disturbs nobody.
            if !other.is_same_node(Some(&begun)) && !other.muted() && !begun.muted() && !other.paused() {
                let _ = other.pause();
            }
        }
    });
    let _ = document.add_event_listener_with_callback_and_bool("play", heard.as_ref().unchecked_ref(), true);
    heard.forget();
}
