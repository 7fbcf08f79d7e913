//! Every emoji there is, in the order of the Unicode list: for the picker, for `:name:` and for searching. The table lies beside
//! this file, as small as it can be, because every browser loads it: what differs only by gender or skin tone is made from the
//! plain form, a flag from the two letters of its country.
//!
//! A line is an emoji, its marks, its name and other words for it. Marks: `~` much used, `^` has forms of a man and a woman, `*` takes
//! a skin tone. A line that begins with `=` names the group of those that follow.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::state::ranking::best_first;

const TABLE: &str = include_str!("emoji_list.txt");

const JOINER: char = '\u{200d}';
const PICTURE: char = '\u{fe0f}';

/// One emoji of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Emoji {
    /// Without a skin tone.
    pub text: String,
    /// The name, then other words for it.
    words: String,
    /// Place in [`groups`].
    group: usize,
    toned: bool,
    common: bool,
}

impl Emoji {
    /// As it is typed between colons.
    pub(crate) fn name(&self) -> &str {
        self.words.split(' ').next().unwrap_or_default()
    }

    /// For people: "waving hand".
    pub(crate) fn title(&self) -> String {
        self.name().replace('_', " ")
    }

    /// In this skin tone, when it has one.
    pub(crate) fn toned(&self, tone: Tone) -> String {
        match (tone.modifier(), self.toned) {
            (Some(modifier), true) => tone_it(&self.text, modifier),
            _ => self.text.clone(),
        }
    }
}

/// A skin tone, chosen once for all emoji that have one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tone {
    #[default]
    Plain,
    Light,
    MediumLight,
    Medium,
    MediumDark,
    Dark,
}

impl Tone {
    pub(crate) const ALL: [Self; 6] = [
        Self::Plain,
        Self::Light,
        Self::MediumLight,
        Self::Medium,
        Self::MediumDark,
        Self::Dark,
    ];

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Plain => "No skin tone",
            Self::Light => "Light skin tone",
            Self::MediumLight => "Medium-light skin tone",
            Self::Medium => "Medium skin tone",
            Self::MediumDark => "Medium-dark skin tone",
            Self::Dark => "Dark skin tone",
        }
    }

    fn modifier(self) -> Option<char> {
        match self {
            Self::Plain => None,
            Self::Light => Some('\u{1f3fb}'),
            Self::MediumLight => Some('\u{1f3fc}'),
            Self::Medium => Some('\u{1f3fd}'),
            Self::MediumDark => Some('\u{1f3fe}'),
            Self::Dark => Some('\u{1f3ff}'),
        }
    }
}

/// The tone stands behind the first character, in place of the sign that makes a picture of it.
fn tone_it(text: &str, modifier: char) -> String {
    let mut chars = text.chars();
    let first = chars.next();
    let rest = chars.as_str();
    let rest = rest.strip_prefix(PICTURE).unwrap_or(rest);
    first.into_iter().chain([modifier]).chain(rest.chars()).collect()
}

/// The groups with their names, in order.
pub(crate) fn groups() -> Vec<(&'static str, Vec<&'static Emoji>)> {
    let mut groups: Vec<_> = TABLE
        .lines()
        .filter_map(|line| line.strip_prefix("= "))
        .map(|name| (name, Vec::new()))
        .collect();
    for emoji in LIST.iter() {
        if let Some((_, members)) = groups.get_mut(emoji.group) {
            members.push(emoji);
        }
    }
    groups
}

/// Read when an emoji is first looked for.
static LIST: LazyLock<Vec<Emoji>> = LazyLock::new(|| {
    let mut list = Vec::with_capacity(1_800);
    let mut groups = 0usize;
    for line in TABLE.lines() {
        if line.starts_with('=') {
            groups += 1;
        } else if let Some((shown, words)) = line.split_once(' ') {
            read_line(shown, words, groups.saturating_sub(1), &mut list);
        }
    }
    list
});

fn read_line(shown: &str, words: &str, group: usize, list: &mut Vec<Emoji>) {
    let text = shown.trim_end_matches(['~', '^', '*']);
    let marks = shown.get(text.len()..).unwrap_or_default();
    // The star and the cross are emoji themselves, in a box.
    let (text, marks) = if text.is_empty() {
        (shown, "")
    } else {
        (text, marks)
    };
    let emoji = Emoji {
        text: flag(text).unwrap_or_else(|| text.to_owned()),
        words: words.to_owned(),
        group,
        toned: marks.contains('*'),
        common: marks.contains('~'),
    };
    list.push(emoji.clone());
    if marks.contains('^') {
        for (person, sign, word) in [('👨', '♂', "man"), ('👩', '♀', "woman")] {
            list.push(Emoji {
                text: of_gender(text, person, sign),
                words: words
                    .split(' ')
                    .take(1)
                    .map(|name| format!("{word}_{}", name.trim_end_matches("_person")))
                    .collect(),
                common: false,
                ..emoji.clone()
            });
        }
    }
}

/// Two letters of a country.
fn flag(text: &str) -> Option<String> {
    let letter = |byte: u8| char::from_u32(0x1f1e6 + u32::from(byte - b'A'));
    let is_country = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    is_country.then(|| text.bytes().filter_map(letter).collect())
}

/// A trade is done by another person; all else has the sign behind it.
fn of_gender(text: &str, person: char, sign: char) -> String {
    match text.strip_prefix('🧑') {
        Some(trade) => format!("{person}{trade}"),
        None => format!("{text}{JOINER}{sign}{PICTURE}"),
    }
}

/// Emoji by the beginning of a name, then by any part of one; of equals the much used first. `wanted` is in lower case.
pub(crate) fn find(wanted: &str) -> Vec<&'static Emoji> {
    let fit = |(place, name): (usize, &str)| match name {
        _ if name == wanted => Some(if place == 0 { 5 } else { 4 }),
        _ if name.starts_with(wanted) => Some(if place == 0 { 3 } else { 2 }),
        _ if name.split('_').any(|part| part.starts_with(wanted)) => Some(1),
        _ => name.contains(wanted).then_some(0),
    };
    let scores = LIST.iter().map(|emoji| {
        let best = emoji.words.split(' ').enumerate().filter_map(fit).max()?;
        Some(best * 2 + u32::from(emoji.common))
    });
    let places = best_first(scores).into_iter();
    places.filter_map(|place| LIST.get(place)).collect()
}

/// As [`find`], for what a person types into a search field: words in any order, each the beginning of one of the emoji's.
pub(crate) fn search(typed: &str) -> Vec<&'static Emoji> {
    let typed = crate::format::fold::fold(typed.trim().trim_matches(':'));
    let wanted = typed.replace([' ', '-'], "_");
    let mut found = find(&wanted);
    let parts: Vec<_> = wanted.split('_').filter(|part| !part.is_empty()).collect();
    if parts.len() > 1 {
        let fits = |emoji: &Emoji| {
            let has = |part: &&str| emoji.words.split([' ', '_']).any(|word| word.starts_with(*part));
            parts.iter().all(has)
        };
        let more: Vec<_> = LIST
            .iter()
            .filter(|emoji| fits(emoji) && !found.contains(emoji))
            .collect();
        found.extend(more);
    }
    found
}

/// The emoji with exactly this name.
pub(crate) fn named(name: &str) -> Option<&'static Emoji> {
    let first = LIST.iter().find(|emoji| emoji.name() == name);
    first.or_else(|| {
        LIST.iter()
            .find(|emoji| emoji.words.split(' ').any(|known| known == name))
    })
}

/// The emoji that a text is, whatever its skin tone.
pub(crate) fn known(text: &str) -> Option<&'static Emoji> {
    let plain = |text: &str| -> String {
        let kept = |c: &char| *c != PICTURE && !('\u{1f3fb}'..='\u{1f3ff}').contains(c);
        text.chars().filter(kept).collect()
    };
    let wanted = plain(text);
    LIST.iter().find(|emoji| plain(&emoji.text) == wanted)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::format::emoji::only_emoji;

    #[test]
    fn the_table_is_sound() {
        let mut names = BTreeSet::new();
        let mut texts = BTreeSet::new();
        for emoji in LIST.iter() {
            assert!(texts.insert(&emoji.text), "{} twice", emoji.text);
            assert!(names.insert(emoji.name()), "{} twice", emoji.name());
            let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_+-".contains(c);
            assert!(
                emoji.words.chars().all(|c| c == ' ' || sound(c)),
                "{}",
                emoji.words
            );
        }
        assert!(names.len() > 1_700, "{}", names.len());
        let groups = groups();
        assert_eq!(groups.len(), 9);
        assert!(
            groups
                .iter()
                .all(|(name, members)| !name.is_empty() && members.len() > 50)
        );
    }

    #[test]
    fn what_people_use_most_stands_big_alone() {
        for emoji in LIST.iter().filter(|emoji| emoji.common) {
            let sign = emoji.text.contains('\u{20e3}') || "🆗🆕🆒".contains(&emoji.text);
            let arrow = emoji.text.starts_with(['➡', '⌨']);
            assert!(
                sign || arrow || only_emoji(&emoji.text) == Some(1),
                "{}",
                emoji.text
            );
        }
    }

    #[test]
    fn forms_are_made_from_the_plain_one() {
        let toned = |name: &str, tone| named(name).unwrap().toned(tone);
        assert_eq!(toned("wave", Tone::Plain), "👋");
        assert_eq!(toned("wave", Tone::Medium), "👋🏽");
        assert_eq!(toned("victory", Tone::Dark), "✌🏿");
        assert_eq!(toned("heart", Tone::Dark), "❤️");
        assert_eq!(toned("woman_teacher", Tone::Plain), "👩‍🏫");
        assert_eq!(toned("woman_teacher", Tone::Light), "👩🏻‍🏫");
        assert_eq!(toned("man_weight_lifter", Tone::Plain), "🏋️‍♂️");
        assert_eq!(toned("man_weight_lifter", Tone::MediumDark), "🏋🏾‍♂️");
        assert_eq!(toned("austria", Tone::Light), "🇦🇹");
        assert_eq!(known("👋🏽").map(Emoji::name), Some("wave"));
        assert_eq!(known("x"), None);
    }

    #[test]
    fn the_best_name_comes_first() {
        let first = |wanted| find(wanted).first().map(|emoji| emoji.text.as_str());
        assert_eq!(first("heart"), Some("❤️"));
        assert_eq!(first("thumbsup"), Some("👍"));
        assert_eq!(first("+1"), Some("👍"));
        assert_eq!(first("biceps"), Some("💪"));
        assert_eq!(first("fir"), Some("🔥"), "before the firefighter");
        assert_eq!(named("fire").map(|emoji| emoji.text.as_str()), Some("🔥"));
        assert_eq!(named("fi"), None);
        assert!(find("qqqq").is_empty());
    }

    #[test]
    fn a_search_takes_words_in_any_order() {
        let first = |typed: &str| search(typed).first().map(|emoji| emoji.text.clone());
        assert_eq!(first("Green heart").as_deref(), Some("💚"));
        assert_eq!(first("heart green").as_deref(), Some("💚"));
        assert_eq!(first(":tada:").as_deref(), Some("🎉"));
        assert!(search("heart qqqq").is_empty());
    }
}
