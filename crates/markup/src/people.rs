//! Whom a typed `@name` may mean. Knows names and accounts, not conversations.

use std::collections::BTreeMap;

use protocol::{AccountId, SpanKind};

/// The people that can be mentioned, by name. Without any, only the long form `[@Ben](mention:…)` is a mention.
#[derive(Clone, Default)]
pub struct People {
    /// A name that two people have stands for neither.
    by_name: BTreeMap<String, Option<SpanKind>>,
    /// The lengths of names, in bytes, longest first.
    lengths: Vec<usize>,
}

impl People {
    /// Everybody who can be named.
    pub fn new<N: Into<String>>(people: impl IntoIterator<Item = (N, AccountId)>) -> Self {
        let mut all = Self::default();
        for (name, account) in people {
            all.add(name.into(), SpanKind::Mention { account });
        }
        all
    }

    /// Lets `@everyone` name everybody.
    #[must_use]
    pub fn and_everyone(mut self) -> Self {
        self.add("everyone".into(), SpanKind::Everyone);
        self
    }

    fn add(&mut self, name: String, kind: SpanKind) {
        if name.is_empty() || name.contains('\n') {
            return;
        }
        if let Err(place) = self.lengths.binary_search_by(|len| name.len().cmp(len)) {
            self.lengths.insert(place, name.len());
        }
        self.by_name
            .entry(name)
            .and_modify(|known| *known = None)
            .or_insert(Some(kind));
    }

    /// Who is named at `at`, where an `@` stands, and how many bytes name them: the longest name that ends where a word ends.
    pub(crate) fn named_at(&self, line: &str, at: usize) -> Option<(usize, &SpanKind)> {
        let before = line.get(..at)?.chars().next_back();
        let rest = line.get(at..)?.strip_prefix('@')?;
        if self.lengths.is_empty() || before.is_some_and(char::is_alphanumeric) {
            return None;
        }
        self.lengths.iter().find_map(|len| {
            let (name, after) = rest.split_at_checked(*len)?;
            let ends = !after.starts_with(char::is_alphanumeric);
            let kind = self.by_name.get(name).filter(|_| ends)?.as_ref()?;
            Some((1 + len, kind))
        })
    }
}

/// Names are what people wrote about themselves: not for logs.
impl std::fmt::Debug for People {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "People({})", self.by_name.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_that_is_a_whole_word() {
        let id = AccountId::from_number;
        let people = People::new([
            ("Ben", id(1)),
            ("Ben Miller", id(2)),
            ("Cleo", id(3)),
            ("Cleo", id(4)),
        ]);
        let named = |line: &str| match people.named_at(line, line.find('@').unwrap()) {
            Some((len, SpanKind::Mention { account })) => Some((len, account.0.as_u128())),
            _ => None,
        };
        assert_eq!(named("hi @Ben Miller!"), Some((11, 2)));
        assert_eq!(named("hi @Ben Mill"), Some((4, 1)));
        assert_eq!(named("(@Ben)"), Some((4, 1)));
        assert_eq!(named("@Benjamin"), None);
        assert_eq!(named("mail@Ben"), None);
        assert_eq!(named("@Cleo"), None);
        assert_eq!(named("@everyone"), None);
        assert!(people.and_everyone().named_at("@everyone", 0).is_some());
    }
}
