//! The roster as it is shown: who is searched for, filtered by tags and standing, in which order. Knows no screen.

use std::cmp::Reverse;
use std::rc::Rc;

use engine::ui::ConversationRow;
use protocol::{Account, AccountId, AccountKind, TagId, Timestamp};

use super::picker::find;
use super::roster::Roster;
use super::rows::Rows;

/// Clients of one standing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Only {
    #[default]
    All,
    /// Those whom this coach looks after.
    Mine,
    /// Whom nobody looks after.
    Nobodys,
    /// Who wait for an answer.
    Waiting,
    /// Who have not joined yet.
    Invited,
}

impl Only {
    pub(crate) const ALL: [Self; 5] = [Self::All, Self::Mine, Self::Nobodys, Self::Waiting, Self::Invited];

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::All => "All clients",
            Self::Mine => "My clients",
            Self::Nobodys => "Nobody's yet",
            Self::Waiting => "Needs reply",
            Self::Invited => "Not joined yet",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sort {
    #[default]
    Name,
    /// Latest activity first.
    Lately,
    /// Longest without activity first.
    Quiet,
    /// Who joined last first.
    Newest,
}

impl Sort {
    pub(crate) const ALL: [Self; 4] = [Self::Name, Self::Lately, Self::Quiet, Self::Newest];

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Name => "By name",
            Self::Lately => "Latest activity",
            Self::Quiet => "Quiet the longest",
            Self::Newest => "Newest clients",
        }
    }
}

/// What the roster is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub search: String,
    /// All of them.
    pub tags: Vec<TagId>,
    pub only: Only,
    pub sort: Sort,
}

impl Wanted {
    /// Sets a tag, or takes it back.
    pub(crate) fn turn(&mut self, tag: TagId) {
        match self.tags.iter().position(|known| *known == tag) {
            Some(at) => {
                self.tags.remove(at);
            }
            None => self.tags.push(tag),
        }
    }

    /// Something is left out.
    pub(crate) fn is_narrow(&self) -> bool {
        !self.search.trim().is_empty() || !self.tags.is_empty() || self.only != Only::All
    }
}

/// The client's conversation in the list.
pub(crate) fn row_of<'rows>(rows: &'rows Rows, account: &Account) -> Option<&'rows Rc<ConversationRow>> {
    let id = account.direct.or_else(|| rows.direct_of(account.id))?;
    rows.get(id)
}

/// When something was last said there.
pub(crate) fn last_said(row: &ConversationRow) -> Option<Timestamp> {
    row.preview.as_ref().map(|_| row.activity_at)
}

/// The clients to show, in order. What is typed decides the order where it fits some better than others.
pub(crate) fn shown(
    people: &[Account],
    rows: &Rows,
    roster: &Roster,
    wanted: &Wanted,
    me: Option<AccountId>,
) -> Vec<Account> {
    let mut found = find(people, &wanted.search, &[]);
    found.retain(|account| {
        let ids = roster.ids_of(account.id);
        account.kind == AccountKind::Client
            && wanted.tags.iter().all(|tag| ids.contains(tag))
            && match wanted.only {
                Only::All => true,
                Only::Mine => me.is_some() && roster.coach_of(account.id) == me,
                Only::Nobodys => roster.coach_of(account.id).is_none(),
                Only::Waiting => row_of(rows, account).is_some_and(|row| row.needs_reply && !row.archived),
                Only::Invited => account.joined_at.is_none(),
            }
    });
    if !wanted.search.trim().is_empty() {
        return found;
    }
    let at = |account: &Account| row_of(rows, account).and_then(|row| last_said(row));
    // What is equal stays in the order of names.
    match wanted.sort {
        Sort::Name => {}
        Sort::Lately => found.sort_by_cached_key(|account| Reverse(at(account))),
        // To whom nothing was ever said, nobody has gone quiet.
        Sort::Quiet => found.sort_by_cached_key(|account| at(account).unwrap_or(Timestamp(i64::MAX))),
        Sort::Newest => {
            found.sort_by_cached_key(|account| Reverse(account.joined_at.unwrap_or(Timestamp(i64::MAX))))
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use engine::ui::{Preview, Roster as Told};
    use protocol::{ClientFile, ConversationId};

    use super::super::roster::tests::{file, tag};
    use super::super::rows::tests::row;
    use super::*;

    const ANA: AccountId = AccountId::from_number(1);

    fn account(number: u128, name: &str, joined_at: Option<i64>) -> Account {
        Account {
            id: AccountId::from_number(number),
            kind: if number == 1 {
                AccountKind::Coach
            } else {
                AccountKind::Client
            },
            name: name.into(),
            email: None,
            joined_at: joined_at.map(Timestamp),
            direct: (number > 1).then_some(ConversationId::from_number(number)),
        }
    }

    /// Ana coaches Ben, Cleo and Zoë, who has not joined.
    fn people() -> Vec<Account> {
        vec![
            account(1, "Ana", Some(1)),
            account(2, "Ben", Some(30)),
            account(3, "Cleo", Some(20)),
            account(4, "Zoë", None),
        ]
    }

    fn rows() -> Rows {
        let said = |number, title: &str, at| {
            let mut row = row(number, title, at);
            row.preview = Some(Preview {
                author: None,
                own: false,
                text: "hello".into(),
                media: None,
                deleted: false,
                status: None,
                event: None,
                staff_only: false,
            });
            row
        };
        let mut cleo = said(3, "Cleo", 500);
        cleo.needs_reply = true;
        Rows::new(vec![said(2, "Ben", 900), cleo, row(4, "Zoë", 100)])
    }

    fn names(wanted: &Wanted) -> Vec<String> {
        let roster = Roster::new(Told {
            tags: vec![tag(1, "Online"), tag(2, "Strength")],
            clients: vec![
                file(2, &[1]),
                ClientFile {
                    coach: Some(ANA),
                    ..file(3, &[1, 2])
                },
            ],
            cohorts: Vec::new(),
        });
        let shown = shown(&people(), &rows(), &roster, wanted, Some(ANA));
        shown.into_iter().map(|account| account.name).collect()
    }

    #[test]
    fn clients_stand_by_name_and_coaches_do_not_stand_among_them() {
        assert_eq!(names(&Wanted::default()), ["Ben", "Cleo", "Zoë"]);
        assert!(!Wanted::default().is_narrow());
    }

    #[test]
    fn those_have_all_tags_that_were_chosen() {
        let mut wanted = Wanted::default();
        wanted.turn(TagId::from_number(1));
        assert_eq!(names(&wanted), ["Ben", "Cleo"]);
        wanted.turn(TagId::from_number(2));
        assert_eq!(names(&wanted), ["Cleo"]);
        wanted.turn(TagId::from_number(1));
        wanted.search = "zo".into();
        assert_eq!(names(&wanted), [""; 0]);
        wanted.turn(TagId::from_number(2));
        assert_eq!(names(&wanted), ["Zoë"]);
        assert!(wanted.is_narrow());
    }

    #[test]
    fn by_standing() {
        let only = |only| {
            names(&Wanted {
                only,
                ..Wanted::default()
            })
        };
        assert_eq!(only(Only::Mine), ["Cleo"]);
        assert_eq!(only(Only::Nobodys), ["Ben", "Zoë"]);
        assert_eq!(only(Only::Waiting), ["Cleo"]);
        assert_eq!(only(Only::Invited), ["Zoë"]);
    }

    #[test]
    fn by_what_happened_last() {
        let sorted = |sort| {
            names(&Wanted {
                sort,
                ..Wanted::default()
            })
        };
        assert_eq!(sorted(Sort::Lately), ["Ben", "Cleo", "Zoë"]);
        assert_eq!(sorted(Sort::Quiet), ["Cleo", "Ben", "Zoë"]);
        assert_eq!(sorted(Sort::Newest), ["Zoë", "Ben", "Cleo"]);
    }
}
