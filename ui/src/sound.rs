//! What is heard and what is recorded, for the whole page: one player and one recording, which go on while one looks elsewhere.

use dioxus::prelude::*;

use crate::desk::Desk;

pub(crate) mod player;
pub(crate) mod recorder;

use player::Player;
use recorder::Recorder;

#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Sound {
    pub player: Player,
    pub recorder: Recorder,
}

/// Call once, inside the component that lives as long as the page.
pub(crate) fn use_sound_provider(desk: Desk) {
    let player = Player::provide(desk);
    use_context_provider(|| Sound {
        player,
        recorder: Recorder::new(desk, player),
    });
}

pub(crate) fn use_sound() -> Sound {
    use_context::<Sound>()
}
