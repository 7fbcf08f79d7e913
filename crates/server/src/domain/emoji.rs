//! What counts as one emoji: what a reaction may be. Follows the grammar of UTS #51 (`emoji_zwj_sequence` and below), with all
//! characters that Unicode keeps for pictographs, so that those of a newer Unicode pass as well.

/// Flags of regions take 28 bytes; the longest sequence of people that is in use takes less.
const BYTES: usize = 32;

const JOINER: char = '\u{200d}';
const AS_EMOJI: char = '\u{fe0f}';
const KEYCAP: char = '\u{20e3}';
const END_OF_TAGS: char = '\u{e007f}';

/// Whether this is one emoji and nothing else, as one sees it: a family is one.
pub(super) fn is_one_emoji(text: &str) -> bool {
    if text.len() > BYTES {
        return false;
    }
    let chars: Vec<char> = text.chars().collect();
    match chars.as_slice() {
        [first, second] if is_region(*first) => is_region(*second),
        ['0'..='9' | '#' | '*', KEYCAP] | ['0'..='9' | '#' | '*', AS_EMOJI, KEYCAP] => true,
        _ => chars.split(|c| *c == JOINER).all(is_element),
    }
}

/// A pictograph, perhaps with a skin tone or asked to be shown as an emoji, or a flag made of tags.
fn is_element(chars: &[char]) -> bool {
    let Some((first, rest)) = chars.split_first() else {
        return false;
    };
    is_pictograph(*first)
        && match rest {
            [] | [AS_EMOJI] => true,
            [tone] if is_skin_tone(*tone) => true,
            [tags @ .., END_OF_TAGS] => {
                !tags.is_empty() && tags.iter().all(|tag| matches!(tag, '\u{e0020}'..='\u{e007e}'))
            }
            _ => false,
        }
}

fn is_region(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

fn is_skin_tone(c: char) -> bool {
    matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
}

/// `Extended_Pictographic` of Unicode 16, and the skin tones, which are emojis by themselves.
fn is_pictograph(c: char) -> bool {
    is_skin_tone(c)
        || matches!(c,
            '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2194}'..='\u{2199}'
            | '\u{21a9}'..='\u{21aa}' | '\u{231a}'..='\u{231b}' | '\u{2328}' | '\u{2388}' | '\u{23cf}'
            | '\u{23e9}'..='\u{23f3}' | '\u{23f8}'..='\u{23fa}' | '\u{24c2}' | '\u{25aa}'..='\u{25ab}'
            | '\u{25b6}' | '\u{25c0}' | '\u{25fb}'..='\u{25fe}' | '\u{2600}'..='\u{2605}'
            | '\u{2607}'..='\u{2612}' | '\u{2614}'..='\u{2685}' | '\u{2690}'..='\u{2705}'
            | '\u{2708}'..='\u{2712}' | '\u{2714}' | '\u{2716}' | '\u{271d}' | '\u{2721}' | '\u{2728}'
            | '\u{2733}'..='\u{2734}' | '\u{2744}' | '\u{2747}' | '\u{274c}' | '\u{274e}'
            | '\u{2753}'..='\u{2755}' | '\u{2757}' | '\u{2763}'..='\u{2767}' | '\u{2795}'..='\u{2797}'
            | '\u{27a1}' | '\u{27b0}' | '\u{27bf}' | '\u{2934}'..='\u{2935}' | '\u{2b05}'..='\u{2b07}'
            | '\u{2b1b}'..='\u{2b1c}' | '\u{2b50}' | '\u{2b55}' | '\u{3030}' | '\u{303d}' | '\u{3297}'
            | '\u{3299}' | '\u{1f000}'..='\u{1f0ff}' | '\u{1f10d}'..='\u{1f10f}' | '\u{1f12f}'
            | '\u{1f16c}'..='\u{1f171}' | '\u{1f17e}'..='\u{1f17f}' | '\u{1f18e}' | '\u{1f191}'..='\u{1f19a}'
            | '\u{1f1ad}'..='\u{1f1e5}' | '\u{1f201}'..='\u{1f20f}' | '\u{1f21a}' | '\u{1f22f}'
            | '\u{1f232}'..='\u{1f23a}' | '\u{1f23c}'..='\u{1f23f}' | '\u{1f249}'..='\u{1f3fa}'
            | '\u{1f400}'..='\u{1f53d}' | '\u{1f546}'..='\u{1f64f}' | '\u{1f680}'..='\u{1f6ff}'
            | '\u{1f774}'..='\u{1f77f}' | '\u{1f7d5}'..='\u{1f7ff}' | '\u{1f80c}'..='\u{1f80f}'
            | '\u{1f848}'..='\u{1f84f}' | '\u{1f85a}'..='\u{1f85f}' | '\u{1f888}'..='\u{1f88f}'
            | '\u{1f8ae}'..='\u{1f8ff}' | '\u{1f90c}'..='\u{1f93a}' | '\u{1f93c}'..='\u{1f945}'
            | '\u{1f947}'..='\u{1faff}' | '\u{1fc00}'..='\u{1fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_emoji_is_what_is_seen_as_one() {
        let scotland = "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}";
        for one in [
            "👍",
            "❤",
            "❤️",
            "🔥",
            "👍🏽",
            "👩‍👩‍👧‍👦",
            "🏳️‍🌈",
            "❤️‍🔥",
            "🇦🇹",
            "1️⃣",
            "#⃣",
            "🏋🏿‍♀️",
            "☺️",
            "🏿",
            scotland,
        ] {
            assert!(is_one_emoji(one), "{one} {:?}", one.escape_unicode().to_string());
        }
        for other in [
            "",
            " ",
            "a",
            "1",
            "👍👍",
            "👍 ",
            "👍a",
            "🇦",
            "🇦🇹🇩",
            "<b>",
            "👍\u{200d}",
            "\u{200d}👍",
            "\u{fe0f}",
            "👍🏽🏽",
            "👍\u{fe0f}\u{fe0f}",
            "é",
            "ש",
            "\u{202e}",
            "👍\u{0}",
            "🏴\u{e007f}",
        ] {
            assert!(
                !is_one_emoji(other),
                "{other} {:?}",
                other.escape_unicode().to_string()
            );
        }
        let long = ["👩"; 8].join("\u{200d}");
        assert!(!is_one_emoji(&long), "{} bytes", long.len());
    }
}
