//! Finding people by any part of a name or by e-mail; accents and case do not matter.

use protocol::{Account, AccountId};

use crate::format::fold::fold;

/// The people to offer, best first; everybody in order of name when nothing is typed. `leave_out`: chosen or in already.
pub(crate) fn find(people: &[Account], typed: &str, leave_out: &[AccountId]) -> Vec<Account> {
    let wanted = fold(typed.trim());
    let mut found: Vec<(u32, String, &Account)> = people
        .iter()
        .filter(|account| !leave_out.contains(&account.id))
        .filter_map(|account| {
            let name = fold(&account.name);
            let score = score(&name, account.email.as_deref().unwrap_or_default(), &wanted)?;
            Some((score, name, account))
        })
        .collect();
    found.sort_by(|a, b| {
        b.0.cmp(&a.0)
            .then_with(|| a.1.cmp(&b.1))
            .then(a.2.id.cmp(&b.2.id))
    });
    found.into_iter().map(|(_, _, account)| account.clone()).collect()
}

/// How well it fits; `None` when it does not. Every word that was typed must fit somewhere.
fn score(name: &str, email: &str, wanted: &str) -> Option<u32> {
    wanted.split_whitespace().try_fold(0, |sum, word| {
        let fits = if name.starts_with(word) {
            8
        } else if name.split_whitespace().any(|part| part.starts_with(word)) {
            6
        } else if email.starts_with(word) {
            4
        } else if name.contains(word) {
            3
        } else if email.contains(word) {
            1
        } else {
            return None;
        };
        Some(sum + fits)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::AccountKind;

    fn people() -> Vec<Account> {
        [
            ("Ben Okafor", "ben@run.example"),
            ("Zoë Lindqvist", "zl@mail.example"),
            ("Ruben Sanz", "rs@mail.example"),
            ("Cleo Adler", "benefit@mail.example"),
            ("Anders Bengtsson", "ab@mail.example"),
        ]
        .into_iter()
        .zip(1..)
        .map(|((name, email), number)| Account {
            id: AccountId::from_number(number),
            kind: AccountKind::Client,
            name: name.into(),
            email: Some(email.into()),
            joined_at: None,
            direct: None,
        })
        .collect()
    }

    fn names(typed: &str) -> Vec<String> {
        find(&people(), typed, &[])
            .into_iter()
            .map(|account| account.name)
            .collect()
    }

    #[test]
    fn beginnings_come_before_middles_before_addresses() {
        assert_eq!(
            names("ben"),
            ["Ben Okafor", "Anders Bengtsson", "Cleo Adler", "Ruben Sanz"]
        );
        assert_eq!(names("zoe"), ["Zoë Lindqvist"]);
        assert_eq!(names("zl@"), ["Zoë Lindqvist"]);
        assert_eq!(names("oka ben"), ["Ben Okafor"]);
        assert!(names("nobody").is_empty());
    }

    #[test]
    fn nothing_typed_offers_everybody_by_name() {
        assert_eq!(
            names("  "),
            [
                "Anders Bengtsson",
                "Ben Okafor",
                "Cleo Adler",
                "Ruben Sanz",
                "Zoë Lindqvist"
            ]
        );
        let chosen = [AccountId::from_number(1)];
        assert_eq!(find(&people(), "ben oka", &chosen), []);
    }
}
