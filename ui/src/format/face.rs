//! What stands for a person without a picture: initials, on a colour made from the id.

/// One or two letters: of the first and the last word of a name.
pub(crate) fn initials(name: &str) -> String {
    let first_letter = |word: &str| {
        word.chars()
            .find(|c| c.is_alphanumeric())
            .map(|c| c.to_uppercase().collect::<String>())
    };
    let mut letters = name.split_whitespace().filter_map(first_letter);
    let first = letters.next().unwrap_or_else(|| "?".into());
    match letters.next_back() {
        Some(last) => first + &last,
        None => first,
    }
}

/// One of twelve colours (`.face-0` to `.face-11`), always the same for the same id.
pub(crate) fn face_colour(id: u128) -> u8 {
    let folded = (id ^ (id >> 64)) as u64;
    (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32).wrapping_rem(12) as u8
}

/// The word by which one speaks to a person.
pub(crate) fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_first_and_last() {
        for (name, letters) in [
            ("Ana", "A"),
            ("ben okafor", "BO"),
            ("Maria del Carmen Ruiz", "MR"),
            ("  ", "?"),
            ("(Cleo) Adler", "CA"),
            ("נועה לוי", "נל"),
            ("🙂", "?"),
        ] {
            assert_eq!(initials(name), letters);
        }
    }

    #[test]
    fn a_colour_belongs_to_an_id_and_all_are_used() {
        let mut seen = std::collections::BTreeSet::new();
        for id in 0..400 {
            assert_eq!(face_colour(id), face_colour(id));
            seen.insert(face_colour(id));
        }
        assert_eq!(seen.len(), 12);
    }
}
