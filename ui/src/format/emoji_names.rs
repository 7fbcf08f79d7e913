//! Names of the emoji that people use in chats, for `:name:` and for searching. The table lies beside this file: an emoji,
//! its name, and other words for it. Small on purpose: every browser loads it.

use crate::state::ranking::best_first;

const TABLE: &str = include_str!("emoji_names.txt");

/// Every emoji with its names; the first is the one that is shown.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.lines().filter_map(|line| line.split_once(' '))
}

/// Emoji by the beginning of a name, then by any part of one. `wanted` is in lower case.
pub(crate) fn find(wanted: &str) -> Vec<(&'static str, &'static str)> {
    let fit = |(place, name): (usize, &str)| match name {
        _ if name == wanted => Some(4),
        _ if name.starts_with(wanted) => Some(if place == 0 { 3 } else { 2 }),
        _ if name.split('_').any(|part| part.starts_with(wanted)) => Some(1),
        _ => name.contains(wanted).then_some(0),
    };
    let scores = rows().map(|(_, names)| names.split(' ').enumerate().filter_map(fit).max());
    let all: Vec<_> = rows().collect();
    let found = best_first(scores).into_iter().filter_map(|place| all.get(place));
    found
        .map(|(emoji, names)| (*emoji, names.split(' ').next().unwrap_or_default()))
        .collect()
}

/// The emoji with exactly this name.
pub(crate) fn named(name: &str) -> Option<&'static str> {
    let row = rows().find(|(_, names)| names.split(' ').next() == Some(name));
    let row = row.or_else(|| rows().find(|(_, names)| names.split(' ').any(|known| known == name)));
    row.map(|(emoji, _)| emoji)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::format::emoji::only_emoji;

    #[test]
    fn the_table_is_sound() {
        let mut names = BTreeSet::new();
        for (emoji, words) in rows() {
            let keycap = emoji.contains('\u{20e3}') || emoji == "🆗" || emoji == "🆕" || emoji == "🆒";
            let arrow = emoji.starts_with(['➡', '⌨']);
            assert!(keycap || arrow || only_emoji(emoji) == Some(1), "{emoji}");
            let first = words.split(' ').next().unwrap();
            assert!(names.insert(first), "{first} twice");
            let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_+-".contains(c);
            assert!(words.chars().all(|c| c == ' ' || sound(c)), "{words}");
        }
        assert!(names.len() > 300);
    }

    #[test]
    fn the_best_name_comes_first() {
        let first = |wanted| find(wanted).first().map(|(emoji, _)| *emoji);
        assert_eq!(first("heart"), Some("❤️"));
        assert_eq!(first("thumbsup"), Some("👍"));
        assert_eq!(first("+1"), Some("👍"));
        assert_eq!(first("biceps"), Some("💪"));
        assert_eq!(named("fire"), Some("🔥"));
        assert_eq!(named("fi"), None);
        assert_eq!(find("qqqq"), []);
    }
}
