//! Where one is signed in, and signing out from afar.

use dioxus::prelude::*;
use protocol::{Answer, Call, Device};

use crate::components::confirm::Confirm;
use crate::components::icon::{Glyph, Icon};
use crate::desk::use_desk;
use crate::format::times::{day, row_time};

#[component]
pub(crate) fn Devices() -> Element {
    let desk = use_desk();
    let mut ending = use_signal(|| None::<Device>);
    let mut devices = use_resource(move || async move { desk.call(Call::Devices).await });
    let known = match &*devices.read() {
        None => None,
        Some(Ok(Answer::Devices(list))) => Some(Ok(list.clone())),
        Some(Ok(_)) => Some(Err("The server answered something else. Try again.".to_owned())),
        Some(Err(error)) => Some(Err(error.message.clone())),
    };
    rsx! {
        section { class: "card-section",
            h2 { class: "section-title", "Devices" }
            div { class: "card",
                match known {
                    None => rsx! {
                        div { class: "setting bones", role: "status", aria_label: "Loading devices",
                            div { class: "bone line w-40" }
                        }
                    },
                    Some(Err(text)) => rsx! {
                        div { class: "setting",
                            span { class: "setting-words quiet", "{text}" }
                            button { class: "button", onclick: move |_| devices.restart(), "Try again" }
                        }
                    },
                    Some(Ok(list)) => rsx! {
                        for device in list {
                            DeviceRow { key: "{device.id}", device, on_end: move |device| ending.set(Some(device)) }
                        }
                    },
                }
            }
            if let Some(device) = ending.read().clone() {
                Confirm {
                    title: "Sign out {device.name}?",
                    text: "It stops getting messages at once. What it holds is removed when it next connects.",
                    yes: "Sign out",
                    on_yes: move |()| {
                        spawn(async move {
                            match desk.call(Call::EndDevice(device.id)).await {
                                Ok(_) => devices.restart(),
                                Err(error) => desk.say(error.message),
                            }
                        });
                    },
                    on_close: move |()| ending.set(None),
                }
            }
        }
    }
}

#[component]
fn DeviceRow(device: Device, on_end: EventHandler<Device>) -> Element {
    let desk = use_desk();
    let clock = desk.model.clock;
    let handheld = ["Android", "iPhone", "iPad"]
        .iter()
        .any(|name| device.name.contains(name));
    let name = device.name.clone();
    let since = day(&clock, device.signed_in_at);
    let seen = if device.this {
        "this device".to_owned()
    } else {
        row_time(&clock, device.last_seen_at)
    };
    rsx! {
        div { class: "setting", "data-testid": "device", "data-name": "{name}",
            span { class: "list-button-icon", aria_hidden: "true",
                Glyph { icon: if handheld { Icon::Phone } else { Icon::Monitor } }
            }
            span { class: "setting-words",
                "{name}"
                span { class: "setting-hint", "Signed in {since} · {seen}" }
            }
            if !device.this {
                button {
                    class: "button",
                    "data-testid": "end-device",
                    onclick: move |_| on_end.call(device.clone()),
                    "Sign out"
                }
            }
        }
    }
}
