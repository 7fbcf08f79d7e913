//! Pictures in large: all of a conversation that are at hand, one after the other. Arrows walk, plus and minus and the wheel go
//! nearer, Escape closes; a finger swipes.

use dioxus::prelude::*;
use dioxus::web::WebEventExt;
use engine::ui::Request;
use protocol::{ConversationId, FileKind, MessageId, Variant};

use super::icon::{Glyph, Icon};
use super::picture::Picture;
use super::pictures::Player;
use super::toasts::Toasts;
use crate::desk::{Desk, use_desk};
use crate::dom;
use crate::format::files::{one, size};
use crate::format::times::moment;
use crate::route::{Part, Route};
use crate::state::viewing::{Shown, Viewing, Zoom};

const VIEWER: &str = "viewer";
const STAGE: &str = "viewer-stage";
/// One press of plus.
const STEP: f64 = 1.6;
/// So far sideways a finger leads to the next picture, so far down it closes; in pixels.
const SWIPE: f64 = 60.0;
const AWAY: f64 = 110.0;

#[component]
pub(crate) fn Viewer() -> Element {
    let desk = use_desk();
    let Some(viewing) = desk.viewing.read().clone() else {
        return rsx! {};
    };
    rsx! { Open { viewing } }
}

#[component]
fn Open(viewing: Viewing) -> Element {
    let desk = use_desk();
    let mut zoom = use_signal(Zoom::default);
    let held = use_signal(Held::default);
    let Some(shown) = viewing.now().cloned() else {
        return rsx! {};
    };
    let (at, count) = viewing.place();
    let (message, conversation) = (shown.message, shown.conversation);
    let what = one(&shown.file);
    let title = if count > 1 {
        format!("{what}, {at} of {count}")
    } else {
        what
    };
    let when = shown
        .sent_at
        .map(|at| moment(&desk.model.clock, at))
        .unwrap_or_default();
    let still = shown.file.kind == FileKind::Photo;
    let (id, name) = (shown.file.id, shown.file.name.clone());
    let saved = name.clone();
    let kept = shown.file.clone();
    let close = move || {
        let mut viewing = desk.viewing;
        viewing.set(None);
    };
    let mut step = move |forward: bool| {
        zoom.set(Zoom::default());
        walk(desk, |viewing| {
            viewing.step(forward);
        });
    };
    use_drop(dom::focus::give_back);
    rsx! {
        dialog {
            id: VIEWER,
            class: "viewer",
            aria_label: "{title}",
            "data-testid": "viewer",
            onmounted: move |_| dom::show_modal(VIEWER, Some(STAGE.to_owned())),
            oncancel: move |event| {
                event.prevent_default();
                close();
            },
            onkeydown: move |event| {
                let modifiers = event.modifiers();
                if modifiers.ctrl() || modifiers.meta() || modifiers.alt() {
                    return;
                }
                match event.key() {
                    // A video has its own use for the arrows, when it has the focus.
                    Key::ArrowLeft | Key::ArrowRight if dom::focus::is_on(&event, "player") => return,
                    Key::ArrowRight => step(true),
                    Key::ArrowLeft => step(false),
                    Key::Home => walk(desk, |viewing| viewing.go_to_end(false)),
                    Key::End => walk(desk, |viewing| viewing.go_to_end(true)),
                    Key::Character(sign) => match sign.as_str() {
                        "+" | "=" if still => zoom.write().by(STEP, (0.0, 0.0), room()),
                        "-" if still => zoom.write().by(1.0 / STEP, (0.0, 0.0), room()),
                        "0" => zoom.set(Zoom::default()),
                        "s" | "S" => desk.save(id, name.clone()),
                        _ => return,
                    },
                    _ => return,
                }
                event.prevent_default();
            },
            header { class: "viewer-bar",
                div { class: "viewer-who",
                    p { class: "viewer-author one-line", dir: "auto", "{shown.author}" }
                    p { class: "viewer-when number", "{when}" }
                }
                p { class: "viewer-place number", role: "status",
                    span { class: "hidden-text", "{title}" }
                    if count > 1 {
                        span { aria_hidden: "true", "{at} / {count}" }
                    }
                }
                div { class: "viewer-acts",
                    if still {
                        button {
                            class: "icon-button viewer-button only-wide",
                            title: "Farther (-)",
                            aria_label: "Zoom out",
                            "data-testid": "viewer-out",
                            disabled: !zoom.read().is_near(),
                            onclick: move |_| zoom.write().by(1.0 / STEP, (0.0, 0.0), room()),
                            Glyph { icon: Icon::ZoomOut }
                        }
                        button {
                            class: "icon-button viewer-button only-wide",
                            title: "Nearer (+)",
                            aria_label: "Zoom in",
                            "data-testid": "viewer-in",
                            onclick: move |_| zoom.write().by(STEP, (0.0, 0.0), room()),
                            Glyph { icon: Icon::ZoomIn }
                        }
                    }
                    button {
                        class: "icon-button viewer-button",
                        title: "Show in the conversation",
                        aria_label: "Show in the conversation",
                        "data-testid": "viewer-message",
                        onclick: move |_| {
                            close();
                            to_message(desk, conversation, message);
                        },
                        Glyph { icon: Icon::Chat }
                    }
                    if desk.model.is_coach() {
                        button {
                            class: "icon-button viewer-button",
                            title: "Save to vault",
                            aria_label: "Save to vault",
                            "data-testid": "viewer-keep",
                            onclick: move |_| {
                                let mut keeping = desk.keeping;
                                keeping.set(vec![kept.clone()]);
                            },
                            Glyph { icon: Icon::Vault }
                        }
                    }
                    button {
                        class: "icon-button viewer-button",
                        title: "Save, {size(shown.file.bytes)} (S)",
                        aria_label: "Save",
                        "data-testid": "viewer-save",
                        onclick: move |_| desk.save(id, saved.clone()),
                        Glyph { icon: Icon::Download }
                    }
                    button {
                        class: "icon-button viewer-button",
                        title: "Close (Escape)",
                        aria_label: "Close",
                        "data-testid": "viewer-close",
                        onclick: move |_| close(),
                        Glyph { icon: Icon::Close }
                    }
                }
            }
            div {
                id: STAGE,
                class: "viewer-stage",
                tabindex: "-1",
                "data-near": zoom.read().is_near(),
                onwheel: move |event| {
                    if still {
                        event.prevent_default();
                        let down = event.delta().strip_units().y;
                        zoom.write().by((-down * 0.002).exp().clamp(0.5, 2.0), beside_middle(&event), room());
                    }
                },
                ondoubleclick: move |event| {
                    if still {
                        let near = zoom.peek().is_near();
                        let at = beside_middle(&event);
                        if near { zoom.set(Zoom::default()) } else { zoom.write().by(2.5, at, room()) }
                    }
                },
                onpointerdown: move |event| pressed(held, &event),
                onpointermove: move |event| moved(held, zoom, &event),
                onpointerup: move |event| {
                    match let_go(held, zoom, &event) {
                        Meant::Nothing => {}
                        Meant::Walk(forward) => step(forward),
                        Meant::Close => close(),
                    }
                },
                onpointercancel: move |event| {
                    let_go(held, zoom, &event);
                },
                // Another picture is another one: nothing of the one before stays.
                for shown in [shown.clone()] {
                    Large { key: "{shown.file.id}", shown, zoom: *zoom.read() }
                }
            }
            if viewing.has(false) {
                button {
                    class: "icon-button viewer-button viewer-step before",
                    title: "The one before (Left)",
                    aria_label: "The one before",
                    "data-testid": "viewer-before",
                    onclick: move |_| step(false),
                    Glyph { icon: Icon::Forth, size: 28 }
                }
            }
            if viewing.has(true) {
                button {
                    class: "icon-button viewer-button viewer-step after",
                    title: "Next (Right)",
                    aria_label: "Next",
                    "data-testid": "viewer-after",
                    onclick: move |_| step(true),
                    Glyph { icon: Icon::Forth, size: 28 }
                }
            }
            if !shown.words.is_empty() {
                p { class: "viewer-words", dir: "auto", "{shown.words}" }
            }
            // The neighbours are there before they are asked for.
            div { class: "viewer-ahead", aria_hidden: "true",
                for next in viewing.around().filter(|shown| shown.file.kind == FileKind::Photo) {
                    Picture { file: next.file.id, variant: Variant::Full }
                }
            }
            Toasts {}
        }
    }
}

/// The picture in a box of its shape: what is known of it first, itself over that.
#[component]
fn Large(shown: Shown, zoom: Zoom) -> Element {
    let desk = use_desk();
    let mut sharp = use_signal(|| false);
    let file = shown.file;
    let id = file.id;
    let (width, ratio) = file.size.map_or((1_200, 1.0), |size| {
        (
            size.width.max(1),
            f64::from(size.width.max(1)) / f64::from(size.height.max(1)),
        )
    });
    let video = file.kind == FileKind::Video;
    // A video is small in pixels and wants the room; a small photo is not blown up beyond twice.
    let most = if video { 4_000 } else { width.saturating_mul(2) };
    let small = (file.thumbnail && !*sharp.read()).then_some(Variant::Thumbnail);
    let known = desk.sources.peek().get(id, Variant::Thumbnail).is_some();
    let label = format!("{} from {}", one(&file), shown.author);
    rsx! {
        div {
            class: "viewer-picture",
            width: "min(100cqw, {most}px, calc(100cqh * {ratio:.4}))",
            aspect_ratio: "{ratio:.4}",
            transform: "translate({zoom.x:.1}px, {zoom.y:.1}px) scale({zoom.scale:.3})",
            "data-testid": "viewer-picture",
            "data-sharp": *sharp.read(),
            if video {
                Player { file: file.clone() }
            } else {
                if let Some(small) = small.filter(|_| known) {
                    Picture { file: id, variant: small }
                }
                Picture {
                    file: id,
                    variant: Variant::Full,
                    placeholder: file.placeholder.clone().filter(|_| !known),
                    alt: label,
                    on_shown: move |()| sharp.set(true),
                }
            }
        }
    }
}

fn walk(desk: Desk, change: impl FnOnce(&mut Viewing)) {
    let mut viewing = desk.viewing;
    if let Some(viewing) = viewing.write().as_mut() {
        change(viewing);
    }
}

/// Leads to a message, also from elsewhere.
pub(crate) fn to_message(desk: Desk, conversation: ConversationId, message: MessageId) {
    if *desk.open.peek() == Some(conversation) {
        if desk.route.peek().conversation() == Some(conversation) && dom::is_narrow() {
            // Details cover the conversation.
            desk.go(Route::Conversation {
                id: conversation,
                details: false,
            });
        }
        desk.ask(Request::JumpTo { message });
        return;
    }
    let mut jump = desk.jump;
    jump.set(Some((conversation, message)));
    // From a client's profile to the chat in it.
    let within = match *desk.route.peek() {
        Route::Client(client, _) => Some(Route::Client(client, Part::Chat)),
        _ => None,
    };
    desk.go(within.unwrap_or(Route::Conversation {
        id: conversation,
        details: false,
    }));
}

/// Half the width and height of the stage.
fn room() -> (f64, f64) {
    dom::by_id(STAGE).map_or((0.0, 0.0), |stage| {
        let rect = stage.get_bounding_client_rect();
        (rect.width() / 2.0, rect.height() / 2.0)
    })
}

/// Where an event happened, from the middle of the stage.
fn beside_middle<T>(event: &Event<T>) -> (f64, f64)
where
    T: WebEventExt,
    T::WebEvent: AsRef<web_sys::MouseEvent>,
{
    let (Some(event), Some(stage)) = (event.data().try_as_web_event(), dom::by_id(STAGE)) else {
        return (0.0, 0.0);
    };
    let (event, rect) = (event.as_ref(), stage.get_bounding_client_rect());
    (
        f64::from(event.client_x()) - rect.left() - rect.width() / 2.0,
        f64::from(event.client_y()) - rect.top() - rect.height() / 2.0,
    )
}

/// Fingers, or the mouse's button, on the picture: where each is and where the first went down.
#[derive(Clone, Debug, Default, PartialEq)]
struct Held {
    fingers: Vec<(i32, (f64, f64))>,
    start: (f64, f64),
    /// There were two: lifting one of them is no swipe.
    pinched: bool,
}

/// What letting go means.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Meant {
    Nothing,
    Walk(bool),
    Close,
}

fn place(event: &PointerEvent) -> (f64, f64) {
    let at = event.client_coordinates();
    (at.x, at.y)
}

fn pressed(mut held: Signal<Held>, event: &PointerEvent) {
    let mut held = held.write();
    if held.fingers.is_empty() {
        held.start = place(event);
        held.pinched = false;
    }
    let id = event.pointer_id();
    held.fingers.retain(|(known, _)| *known != id);
    held.fingers.push((id, place(event)));
    held.pinched |= held.fingers.len() > 1;
}

fn moved(mut held: Signal<Held>, mut zoom: Signal<Zoom>, event: &PointerEvent) {
    if held.peek().fingers.is_empty() {
        return;
    }
    let to = place(event);
    let id = event.pointer_id();
    let mut held = held.write();
    let other = held
        .fingers
        .iter()
        .find(|(known, _)| *known != id)
        .map(|(_, at)| *at);
    let Some((_, at)) = held.fingers.iter_mut().find(|(known, _)| *known == id) else {
        return;
    };
    let from = std::mem::replace(at, to);
    match other {
        Some(other) => {
            let apart = |point: (f64, f64)| (point.0 - other.0).hypot(point.1 - other.1).max(1.0);
            let room = room();
            let middle = ((to.0 + other.0) / 2.0 - room.0, (to.1 + other.1) / 2.0 - room.1);
            zoom.write().by(apart(to) / apart(from), middle, room);
        }
        None if zoom.peek().is_near() => zoom.write().drag((to.0 - from.0, to.1 - from.1), room()),
        None => {}
    }
}

fn let_go(mut held: Signal<Held>, zoom: Signal<Zoom>, event: &PointerEvent) -> Meant {
    let id = event.pointer_id();
    let mut held = held.write();
    let known = held.fingers.len();
    held.fingers.retain(|(known, _)| *known != id);
    let last = known == 1 && held.fingers.is_empty();
    if !last || held.pinched || zoom.peek().is_near() || event.pointer_type() != "touch" {
        return Meant::Nothing;
    }
    let to = place(event);
    meant((to.0 - held.start.0, to.1 - held.start.1))
}

/// A swipe that far to the right and down.
fn meant((right, down): (f64, f64)) -> Meant {
    if right.abs() > SWIPE && right.abs() > 1.5 * down.abs() {
        Meant::Walk(right < 0.0)
    } else if down > AWAY && down > 1.5 * right.abs() {
        Meant::Close
    } else {
        Meant::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swipe_walks_and_one_down_closes() {
        assert_eq!(meant((-80.0, 10.0)), Meant::Walk(true));
        assert_eq!(meant((80.0, -20.0)), Meant::Walk(false));
        assert_eq!(meant((20.0, 140.0)), Meant::Close);
        assert_eq!(meant((80.0, 100.0)), Meant::Nothing);
        assert_eq!(meant((5.0, 5.0)), Meant::Nothing);
    }
}
