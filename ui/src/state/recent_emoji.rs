//! The emoji that this person used last, kept on this device as JSON.

/// So many are kept: two rows of the picker.
const KEPT: usize = 18;
/// What stands there before anything was used.
const FIRST: [&str; 8] = ["👍", "❤️", "😂", "🎉", "💪", "🙏", "🔥", "👏"];

/// The last one first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RecentEmoji(Vec<String>);

impl RecentEmoji {
    pub(crate) fn read(json: Option<&str>) -> Self {
        let kept: Option<Vec<String>> = json.and_then(|json| serde_json::from_str(json).ok());
        let mut kept = kept.unwrap_or_default();
        kept.retain(|emoji| !emoji.is_empty() && emoji.len() <= 64);
        kept.truncate(KEPT);
        Self(kept)
    }

    pub(crate) fn write(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    pub(crate) fn used(&mut self, emoji: &str) {
        self.0.retain(|known| known != emoji);
        self.0.insert(0, emoji.to_owned());
        self.0.truncate(KEPT);
    }

    /// What to show: a row at least.
    pub(crate) fn shown(&self) -> Vec<String> {
        let mut shown = self.0.clone();
        for emoji in FIRST {
            if shown.len() < FIRST.len() && !shown.iter().any(|known| known == emoji) {
                shown.push(emoji.to_owned());
            }
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_used_comes_first_and_once() {
        let mut recent = RecentEmoji::read(None);
        assert_eq!(recent.shown().len(), 8);
        for emoji in ["🚀", "🥗", "🚀"] {
            recent.used(emoji);
        }
        assert_eq!(recent.shown().get(..3).unwrap(), ["🚀", "🥗", "👍"]);
        assert_eq!(RecentEmoji::read(Some(&recent.write())), recent);
        for number in 0..40 {
            recent.used(&number.to_string());
        }
        assert_eq!(
            (recent.shown().len(), recent.shown().first().unwrap().as_str()),
            (18, "39")
        );
    }

    #[test]
    fn what_cannot_be_read_is_nothing() {
        for json in ["", "{", "[1]", "{\"a\":1}"] {
            assert_eq!(RecentEmoji::read(Some(json)), RecentEmoji::read(None));
        }
    }
}
