//! The bar at the foot of a phone: the rail's places within reach of a thumb.

use dioxus::prelude::*;

use super::rail::RailItems;

#[component]
pub(crate) fn BottomBar() -> Element {
    rsx! {
        nav { class: "bottom-bar", aria_label: "Main", RailItems {} }
    }
}
