//! How well a name fits what was typed: for jumping to somebody with a few letters, some of them wrong.

use crate::format::fold::fold;

/// Higher is better; `None` when it does not fit. The beginning of the name, of a word of it, a part of it, letters in
/// order, or one slip of the finger. Every word that was typed must fit.
pub(crate) fn score(name: &str, typed: &str) -> Option<u32> {
    let (name, wanted) = (fold(name), fold(typed.trim()));
    if wanted.is_empty() {
        return Some(0);
    }
    if let Some(whole) = fit(&name, &wanted) {
        return Some(whole);
    }
    let mut words = wanted.split_whitespace().peekable();
    words.peek()?;
    let scores: Option<Vec<u32>> = words.map(|word| fit(&name, word)).collect();
    // Below what fits as a whole.
    scores?.into_iter().min().map(|least| least / 2)
}

fn fit(name: &str, wanted: &str) -> Option<u32> {
    if name.starts_with(wanted) {
        return Some(if name.len() == wanted.len() { 110 } else { 100 });
    }
    if word_starts(name).any(|start| start.starts_with(wanted)) {
        return Some(80);
    }
    if name.contains(wanted) {
        return Some(60);
    }
    if let Some(skipped) = in_order(name, wanted) {
        return Some(40 - skipped.min(15));
    }
    let slips = wanted.chars().count() >= 3 && word_starts(name).any(|start| one_slip(start, wanted));
    slips.then_some(20)
}

/// The rests of a name that begin with a word.
fn word_starts(name: &str) -> impl Iterator<Item = &str> {
    let after_space = name
        .match_indices([' ', '-', '('])
        .filter_map(|(at, sign)| name.get(at + sign.len()..));
    std::iter::once(name).chain(after_space)
}

/// How many letters lie between, when all come in this order and the first begins a word.
fn in_order(name: &str, wanted: &str) -> Option<u32> {
    word_starts(name)
        .filter_map(|start| {
            let mut letters = start.chars();
            let mut skipped = 0;
            for (index, wanted) in wanted.chars().enumerate() {
                let passed = letters.position(|c| c == wanted)?;
                if index == 0 && passed > 0 {
                    return None;
                }
                skipped += passed as u32;
            }
            Some(skipped)
        })
        .min()
}

/// Whether a name begins with what was typed but for one letter that is wrong, missing, too many or swapped with the next.
fn one_slip(name: &str, wanted: &str) -> bool {
    let (name, wanted): (Vec<char>, Vec<char>) = (name.chars().collect(), wanted.chars().collect());
    let same = name.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
    let rest = |text: &[char], skip: usize| text.get(same + skip..).map(<[char]>::to_vec).unwrap_or_default();
    let goes_on = |name: Vec<char>, wanted: Vec<char>| name.starts_with(&wanted);
    let swapped = {
        let mut tail = rest(&wanted, 0);
        if tail.len() > 1 {
            tail.swap(0, 1);
        }
        tail
    };
    goes_on(rest(&name, 1), rest(&wanted, 1))
        || goes_on(rest(&name, 1), rest(&wanted, 0))
        || goes_on(rest(&name, 0), rest(&wanted, 1))
        || goes_on(rest(&name, 0), swapped)
}

#[cfg(test)]
mod tests {
    use super::score;

    #[test]
    fn better_fits_score_higher() {
        let ladder = [
            "Ben",
            "Benita Cole",
            "Ruth Bennett",
            "Ruben Sanz",
            "Bea Norden",
            "Bwn Miller",
        ];
        let scores: Vec<_> = ladder.iter().map(|name| score(name, "ben")).collect();
        assert!(scores.iter().all(Option::is_some), "{scores:?}");
        assert!(scores.windows(2).all(|pair| pair[0] > pair[1]), "{scores:?}");
        assert_eq!(score("Cleo Adler", "ben"), None);
    }

    #[test]
    fn slips_of_the_finger() {
        for typed in [
            "lindqvist",
            "lindqist",
            "linndqvist",
            "lindwvist",
            "lidnqvist",
            "zoe",
            "ZOË l",
        ] {
            assert!(score("Zoë Lindqvist", typed).is_some(), "{typed}");
        }
        for typed in ["lixxqvist", "xy", "xoex"] {
            assert_eq!(score("Zoë Lindqvist", typed), None, "{typed}");
        }
    }

    #[test]
    fn words_in_any_order_and_initials() {
        assert!(score("Ben Okafor", "oka ben").is_some());
        assert!(score("Ben Okafor", "bo").is_some());
        assert_eq!(score("Ben Okafor", "oka cleo"), None);
        assert_eq!(score("Ben Okafor", "  "), Some(0));
    }
}
