//! Voice notes in the composer: the microphone in place of Send, the bar while one records, and the voice note that waits to be
//! listened to and sent. The button that was pressed stays the same element until it is let go: a finger holds it.

use dioxus::prelude::*;
use protocol::{ConversationId, NewFile};

use super::hand::Hand;
use crate::backend::Microphone;
use crate::components::icon::{Glyph, Icon};
use crate::components::voice_note::VoiceNote;
use crate::desk::{Desk, use_desk};
use crate::dom;
use crate::format::wave;
use crate::sound::recorder::{Then, send};
use crate::sound::{Sound, use_sound};
use crate::state::playing::{Track, clock};
use crate::state::recording::{METER, Press, Pull, Stage};

/// What the end of the composer's row is for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// There is something to write with or to send.
    No,
    /// Nothing is written: one may speak.
    Ready,
    Recording,
    /// A voice note waits.
    Waiting,
}

pub(super) fn standing(desk: Desk, sound: Sound, conversation: ConversationId) -> Voice {
    let writing = desk.model.writing.read();
    let here = writing.conversation == Some(conversation);
    if sound.recorder.is_on(conversation) {
        Voice::Recording
    } else if here && writing.voice().is_some() && writing.text.trim().is_empty() {
        Voice::Waiting
    } else if here && writing.is_free() {
        Voice::Ready
    } else {
        Voice::No
    }
}

/// What stands in the composer's row in place of the field.
#[component]
pub(super) fn VoiceBar(conversation: ConversationId) -> Element {
    let desk = use_desk();
    let sound = use_sound();
    // Who leaves finds it in the composer later.
    use_drop(move || {
        let now = sound.recorder.now;
        let here = now
            .peek()
            .as_ref()
            .is_some_and(|now| now.conversation == conversation);
        if here {
            let said = now.peek().as_ref().is_some_and(|now| now.length_ms > 0);
            sound.recorder.end(Then::Keep);
            if said {
                desk.say("Your voice note is kept, and not sent yet: it waits in that conversation.");
            }
        }
    });
    match standing(desk, sound, conversation) {
        Voice::Recording => rsx! { Bar { conversation } },
        Voice::Waiting => {
            let voice = desk.model.writing.read().voice().cloned();
            rsx! {
                if let Some(file) = voice {
                    Waiting { key: "{file.id}", conversation, file }
                }
            }
        }
        Voice::No | Voice::Ready => rsx! {},
    }
}

/// A recording that goes on.
#[component]
pub(crate) fn Bar(conversation: ConversationId) -> Element {
    let recorder = use_sound().recorder;
    let now = recorder.now.read();
    let Some(now) = now.as_ref() else {
        return rsx! {};
    };
    let (stage, held, drawn) = (now.stage, now.held, now.drawn);
    let paused = stage == Stage::Paused;
    // From the left, so that the newest always stands at the end.
    let empty = METER.saturating_sub(now.levels.len());
    let bars = std::iter::repeat_n(0, empty).chain(now.levels.iter().copied());
    let path = wave::path(bars);
    let (width, height) = (METER * wave::STEP, wave::HEIGHT);
    rsx! {
        div {
            class: "voice-bar",
            role: "group",
            aria_label: "Recording a voice note",
            "data-testid": "recording",
            "data-stage": stage_key(stage),
            onkeydown: move |event| {
                if event.key() == Key::Escape {
                    event.prevent_default();
                    recorder.cancel();
                }
            },
            if held {
                span { class: "voice-away", "data-near": drawn > 60, aria_hidden: "true",
                    Glyph { icon: Icon::Trash, size: 20 }
                }
            } else {
                button {
                    class: "icon-button voice-cancel",
                    title: "Throw it away (Escape)",
                    aria_label: "Throw the recording away",
                    "data-testid": "record-cancel",
                    onclick: move |_| {
                        recorder.cancel();
                        dom::focus_later(super::FIELD);
                    },
                    Glyph { icon: Icon::Trash }
                }
            }
            span { class: "voice-dot", "data-on": stage == Stage::Running, aria_hidden: "true" }
            span { class: "voice-clock number", role: "timer", "data-testid": "record-time", "{clock(now.length_ms)}" }
            if stage == Stage::Opening {
                span { class: "voice-hint", "Opening the microphone. Allow it if you are asked." }
            } else if held {
                span { class: "voice-hint", "Slide to throw away, up to let go" }
            } else if now.is_deaf() && !paused {
                span { class: "voice-hint warn", role: "status", "Nothing is heard. Is it the right microphone?" }
            } else {
                span { class: "voice-meter", aria_hidden: "true",
                    svg { width: "{width}", height: "{height}", view_box: "0 0 {width} {height}",
                        path { d: "{path}" }
                    }
                }
            }
            if !held {
                Microphones {}
                button {
                    class: "icon-button",
                    title: if paused { "Go on recording" } else { "Pause" },
                    aria_label: if paused { "Go on recording" } else { "Pause the recording" },
                    "data-testid": "record-pause",
                    disabled: !matches!(stage, Stage::Running | Stage::Paused),
                    onclick: move |_| recorder.pause(!paused),
                    Glyph { icon: if paused { Icon::Mic } else { Icon::Pause } }
                }
                button {
                    class: "icon-button",
                    title: "Stop, and listen to it first",
                    aria_label: "Stop, and listen to it first",
                    "data-testid": "record-stop",
                    disabled: !matches!(stage, Stage::Running | Stage::Paused),
                    onclick: move |_| recorder.end(Then::Keep),
                    Glyph { icon: Icon::Stop }
                }
            }
        }
    }
}

fn stage_key(stage: Stage) -> &'static str {
    match stage {
        Stage::Opening => "opening",
        Stage::Running => "running",
        Stage::Paused => "paused",
        Stage::Ending => "ending",
    }
}

/// Where there are several, one is chosen; the recording begins anew with it.
#[component]
fn Microphones() -> Element {
    let desk = use_desk();
    let recorder = use_sound().recorder;
    let mut all = use_signal(Vec::<Microphone>::new);
    use_future(move || async move {
        if let Ok(found) = desk.backend().recorder().microphones().await {
            all.set(found);
        }
    });
    if all.read().len() < 2 {
        return rsx! {};
    }
    let chosen = crate::sound::recorder::Recorder::chosen().unwrap_or_default();
    rsx! {
        label { class: "icon-button microphones", title: "Another microphone; the recording begins anew",
            Glyph { icon: Icon::Sliders }
            select {
                aria_label: "Microphone. Another one begins anew.",
                "data-testid": "record-microphone",
                onchange: move |event| {
                    let id = event.value();
                    recorder.start_again((!id.is_empty()).then_some(id));
                },
                option { value: "", selected: !all.read().iter().any(|one| one.id == chosen), "As the system has it" }
                for microphone in all.read().iter() {
                    option { key: "{microphone.id}", value: "{microphone.id}", selected: microphone.id == chosen, "{microphone.name}" }
                }
            }
        }
    }
}

/// Recorded, and not sent yet.
#[component]
fn Waiting(conversation: ConversationId, file: NewFile) -> Element {
    let desk = use_desk();
    let player = use_sound().player;
    let id = file.id;
    // What is thrown away or sent from here falls silent.
    use_drop(move || {
        let now = player.now.peek();
        let here = now
            .as_ref()
            .is_some_and(|playing| playing.track.file == id && playing.track.message.is_none());
        drop(now);
        if here {
            player.stop();
        }
    });
    let track = Track {
        conversation,
        message: None,
        file: id,
        who: "You".into(),
        length_ms: file.length_ms.unwrap_or_default(),
        fresh: false,
    };
    rsx! {
        div { class: "voice-bar", role: "group", aria_label: "Voice note, not sent yet", "data-testid": "voice-draft",
            button {
                class: "icon-button voice-cancel",
                title: "Delete",
                aria_label: "Delete the voice note",
                "data-testid": "voice-delete",
                onclick: move |_| {
                    desk.ask(engine::ui::Request::RemoveFile { conversation, file: id });
                    dom::focus_later(super::FIELD);
                },
                Glyph { icon: Icon::Trash }
            }
            VoiceNote { track, waveform: file.waveform.clone() }
        }
    }
}

/// The button at the end of the row where no text is to be sent: speaks, and sends what was said.
#[component]
pub(super) fn Speak(conversation: ConversationId) -> Element {
    let desk = use_desk();
    let sound = use_sound();
    let hand = use_context::<Hand>();
    let recorder = sound.recorder;
    let mut press = use_hook(|| CopyValue::new(None::<Press>));
    // The click that belongs to the press that began it means nothing more.
    let mut begun = use_hook(|| CopyValue::new(false));
    let voice = standing(desk, sound, conversation);
    let stage = recorder.now.read().as_ref().map(|now| now.stage);
    let elsewhere = voice != Voice::Recording && stage.is_some();
    let label = match voice {
        Voice::Recording | Voice::Waiting => "Send",
        _ if dom::is_touch() => "Record a voice note: tap, or hold and let go to send",
        _ => "Record a voice note",
    };
    let reply_to = move || {
        desk.model
            .writing
            .peek()
            .reply
            .as_ref()
            .map(|quote| quote.message)
    };
    let send_recording = move || recorder.end(Then::Send { reply_to: reply_to() });
    let mut let_go = move |now_ms: i64| {
        let Some(press) = press.replace(None) else { return };
        let held = recorder.now.peek().as_ref().is_some_and(|now| now.held);
        if held && press.sends(now_ms) {
            send_recording();
        } else {
            recorder.change(|now| std::mem::replace(&mut now.held, false));
        }
    };
    rsx! {
        button {
            class: "send speak",
            "data-testid": if voice == Voice::Ready { "record" } else { "send" },
            "data-held": recorder.now.read().as_ref().is_some_and(|now| now.held),
            title: label,
            aria_label: label,
            disabled: elsewhere || matches!(stage, Some(Stage::Opening | Stage::Ending)) && voice == Voice::Recording && press.peek().is_none(),
            onpointerdown: move |event| {
                event.prevent_default(); // the keyboard of a phone stays as it is
                begun.set(false);
                if voice == Voice::Ready && event.trigger_button() == Some(dioxus::html::input_data::MouseButton::Primary) {
                    let at = event.client_coordinates();
                    press.set(Some(Press::new(at.x, at.y, (desk.model.clock.now_ms)(), dom::is_rtl())));
                    begun.set(true);
                    dom::capture_pointer(&event);
                    recorder.start(conversation);
                    // It shows itself as held only once it is: a tap does not flicker.
                    let held = *press.peek();
                    spawn(async move {
                        dom::pause(HOLD_SHOWS_MS).await;
                        if press.peek().is_some() && *press.peek() == held {
                            recorder.change(|now| !std::mem::replace(&mut now.held, true));
                        }
                    });
                }
            },
            onpointermove: move |event| {
                let Some(held) = *press.peek() else { return };
                let at = event.client_coordinates();
                match held.pull(at.x, at.y) {
                    Pull::Away => {
                        press.set(None);
                        recorder.cancel();
                    }
                    Pull::Lock => {
                        press.set(None);
                        recorder.change(|now| std::mem::replace(&mut now.held, false));
                    }
                    Pull::Nearer(part) => {
                        recorder.change(|now| std::mem::replace(&mut now.drawn, part) != part);
                    }
                }
            },
            onkeydown: move |event| {
                if event.key() == Key::Escape && voice == Voice::Recording {
                    event.prevent_default();
                    recorder.cancel();
                }
            },
            onpointerup: move |_| let_go((desk.model.clock.now_ms)()),
            // Taken away by the system, such as by a question whether the microphone may be used: it goes on by itself.
            onpointercancel: move |_| {
                press.set(None);
                recorder.change(|now| std::mem::replace(&mut now.held, false));
            },
            onclick: move |_| {
                if begun.replace(false) {
                    return;
                }
                match voice {
                    Voice::Ready => recorder.start(conversation),
                    Voice::Recording => send_recording(),
                    Voice::Waiting => {
                        let file = desk.model.writing.peek().voice().map(|file| file.id);
                        if let Some(file) = file {
                            dioxus::core::spawn_forever(send(desk, conversation, file, reply_to()));
                        }
                    }
                    Voice::No => hand.send(),
                }
            },
            Glyph { icon: if voice == Voice::Ready { Icon::Mic } else { Icon::Send } }
        }
    }
}

/// A press is shown as a hold after this, in milliseconds.
const HOLD_SHOWS_MS: i32 = 300;
