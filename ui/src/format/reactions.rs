//! Who reacted, in words: for hover and for screen readers.

use engine::ui::ReactionCount;

/// The quick ones, first in every menu.
pub(crate) const QUICK: [&str; 6] = ["👍", "❤️", "😂", "🎉", "💪", "🙏"];

/// "You, Ben and Cleo", "Ben, Cleo and 9 others".
pub(crate) fn who(reaction: &ReactionCount) -> String {
    let mut names: Vec<&str> = Vec::new();
    if reaction.own {
        names.push("You");
    }
    names.extend(reaction.names.iter().map(String::as_str));
    let others = (reaction.count as usize).saturating_sub(names.len());
    let rest = match others {
        0 => None,
        1 => Some("1 other".to_owned()),
        more => Some(format!("{more} others")),
    };
    match (rest, names.pop()) {
        (None, None) => String::new(),
        (None, Some(last)) if names.is_empty() => last.to_owned(),
        (None, Some(last)) => format!("{} and {last}", names.join(", ")),
        (Some(rest), None) => rest,
        (Some(rest), Some(last)) => {
            names.push(last);
            format!("{} and {rest}", names.join(", "))
        }
    }
}

/// The label of one emoji under a message.
pub(crate) fn label(reaction: &ReactionCount) -> String {
    format!("{} {}: {}", reaction.emoji, reaction.count, who(reaction))
}

/// All of them as part of a sentence: "👍 3, 🔥 1".
pub(crate) fn summary(reactions: &[ReactionCount]) -> String {
    let each: Vec<_> = reactions
        .iter()
        .map(|reaction| format!("{} {}", reaction.emoji, reaction.count))
        .collect();
    each.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reaction(count: u32, own: bool, names: &[&str]) -> ReactionCount {
        ReactionCount {
            emoji: "👍".into(),
            count,
            own,
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    #[test]
    fn who_reacted_is_said_in_a_sentence() {
        for (reaction, words) in [
            (reaction(1, true, &[]), "You"),
            (reaction(1, false, &["Ben"]), "Ben"),
            (reaction(2, true, &["Ben"]), "You and Ben"),
            (reaction(3, true, &["Ben", "Cleo"]), "You, Ben and Cleo"),
            (reaction(4, true, &["Ben", "Cleo"]), "You, Ben, Cleo and 1 other"),
            (reaction(12, false, &["Ben"]), "Ben and 11 others"),
            (reaction(2, false, &[]), "2 others"),
        ] {
            assert_eq!(who(&reaction), words);
        }
        assert_eq!(label(&reaction(2, true, &["Ben"])), "👍 2: You and Ben");
    }
}
