//! Stories about writing: the formatting bar, what opens while one types, going by keys.

use super::hands::Move::{self, Click, Key, Type};

pub(super) fn moves(story: &str) -> &'static [Move] {
    match story {
        "writing" => &[Type(
            "composer",
            "**Week two**, easy:\n- squat `5x5`\n- 30 min *slow",
        )],
        "mention" => &[Type("composer", "Well done @n")],
        "everyone" => &[Type("composer", "@everyone rest day tomorrow"), Click("send")],
        "emoji-names" => &[Type("composer", "That was :fi")],
        "switcher" => &[Key("composer", "Ctrl+k"), Type("switcher-search", "cl")],
        "shortcuts" => &[Click("show-shortcuts")],
        _ => match super::groups::moves(story) {
            [] => super::shelves::moves(story),
            moves => moves,
        },
    }
}
