//! Best first: one way to order what was found, whatever it is.

/// The places of all that has a score, the highest first; as they came within a score.
pub(crate) fn best_first(scores: impl Iterator<Item = Option<u32>>) -> Vec<usize> {
    // A score and a place in one number: the code for sorting exists once.
    let mut keys: Vec<u64> = Vec::new();
    for (place, score) in scores.enumerate() {
        if let Some(score) = score {
            keys.push((u64::from(!score) << 32) | place as u64);
        }
    }
    keys.sort_unstable();
    keys.into_iter().map(|key| (key & 0xffff_ffff) as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::best_first;

    #[test]
    fn the_highest_first_and_as_they_came() {
        let scores = [Some(1), None, Some(9), Some(1), Some(0), Some(9)];
        assert_eq!(best_first(scores.into_iter()), [2, 5, 0, 3, 4]);
    }
}
