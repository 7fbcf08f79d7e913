//! "New conversation": what comes of the people and choices in it. One client opens their conversation; everything else makes a group.

use engine::ui::Request;
use protocol::{AccountId, CohortRule, GroupOptions, TagId};

use super::group_options::GroupOption;
use super::roster::Roster;

/// Who comes into a group by themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Filling {
    /// Only who is added.
    #[default]
    ByHand,
    /// Every client, now and later.
    Everyone,
    /// Clients with these tags.
    Tags { tags: Vec<TagId>, all: bool },
}

impl Filling {
    pub(crate) fn of(rule: Option<&CohortRule>) -> Self {
        match rule {
            None => Self::ByHand,
            Some(CohortRule::Everyone) => Self::Everyone,
            Some(CohortRule::Any { tags }) => Self::Tags {
                tags: tags.clone(),
                all: false,
            },
            Some(CohortRule::All { tags }) => Self::Tags {
                tags: tags.clone(),
                all: true,
            },
        }
    }

    /// `Err` while it names no tag yet.
    pub(crate) fn rule(&self) -> Result<Option<CohortRule>, &'static str> {
        match self {
            Self::ByHand => Ok(None),
            Self::Everyone => Ok(Some(CohortRule::Everyone)),
            Self::Tags { tags, .. } if tags.is_empty() => Err("Choose at least one tag"),
            Self::Tags { tags, all: false } => Ok(Some(CohortRule::Any { tags: tags.clone() })),
            Self::Tags { tags, all: true } => Ok(Some(CohortRule::All { tags: tags.clone() })),
        }
    }

    /// Takes a tag, or gives it back.
    pub(crate) fn toggle(&mut self, tag: TagId) {
        if let Self::Tags { tags, .. } = self {
            let before = tags.len();
            tags.retain(|known| *known != tag);
            if tags.len() == before {
                tags.push(tag);
            }
        }
    }

    pub(crate) fn has(&self, tag: TagId) -> bool {
        matches!(self, Self::Tags { tags, .. } if tags.contains(&tag))
    }
}

/// Who comes in by themselves, in a line.
pub(crate) fn filling_words(filling: &Filling, roster: &Roster) -> String {
    match filling {
        Filling::ByHand => "Nobody".into(),
        Filling::Everyone => "All clients".into(),
        Filling::Tags { tags, all } => {
            let names: Vec<_> = tags
                .iter()
                .filter_map(|id| roster.tag(*id))
                .map(|tag| tag.name.as_str())
                .collect();
            let names = names.join(if *all { " and " } else { " or " });
            format!("Clients tagged {names}")
        }
    }
}

/// The group that is being made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Founding {
    /// A group is wanted, whoever is chosen.
    pub group: bool,
    pub name: String,
    pub options: GroupOptions,
    pub filling: Filling,
}

impl Founding {
    /// From one of the two buttons; a second press gives it back.
    pub(crate) fn want(&mut self, announcement: bool) {
        let again = self.group && self.options.announcement == announcement;
        self.group = !again;
        GroupOption::Announcement.choose(&mut self.options, announcement && !again);
    }

    /// What to ask for, or what is missing.
    pub(crate) fn request(&self, members: &[AccountId]) -> Result<Request, &'static str> {
        let name = self.name.trim();
        if name.is_empty() {
            return Err("Give the group a name");
        }
        let rule = self.filling.rule()?;
        if members.is_empty() && rule.is_none() {
            return Err("Choose who is in it");
        }
        Ok(Request::CreateGroup {
            name: name.to_owned(),
            members: members.to_vec(),
            options: self.options,
            rule,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::roster::tests::tag;

    const BEN: AccountId = AccountId::from_number(2);
    const ONLINE: TagId = TagId::from_number(1);

    #[test]
    fn a_group_needs_a_name_and_somebody() {
        let mut news = Founding::default();
        news.want(true);
        assert_eq!(news.request(&[BEN]), Err("Give the group a name"));
        news.name = " News ".into();
        assert_eq!(news.request(&[]), Err("Choose who is in it"));
        let Ok(Request::CreateGroup {
            name,
            members,
            options,
            rule,
        }) = news.request(&[BEN])
        else {
            panic!("not made")
        };
        assert_eq!((name.as_str(), members, rule), ("News", vec![BEN], None));
        assert!(options.announcement);
    }

    #[test]
    fn a_rule_is_somebody() {
        let mut cohort = Founding {
            name: "Online".into(),
            filling: Filling::Tags {
                tags: Vec::new(),
                all: false,
            },
            ..Founding::default()
        };
        assert_eq!(cohort.request(&[]), Err("Choose at least one tag"));
        cohort.filling.toggle(ONLINE);
        assert!(cohort.filling.has(ONLINE));
        let Ok(Request::CreateGroup { rule, .. }) = cohort.request(&[]) else {
            panic!("not made")
        };
        assert_eq!(rule, Some(CohortRule::Any { tags: vec![ONLINE] }));
        cohort.filling.toggle(ONLINE);
        assert!(!cohort.filling.has(ONLINE));
    }

    #[test]
    fn a_rule_is_shown_as_it_was_made() {
        for rule in [
            None,
            Some(CohortRule::Everyone),
            Some(CohortRule::Any { tags: vec![ONLINE] }),
            Some(CohortRule::All { tags: vec![ONLINE] }),
        ] {
            assert_eq!(Filling::of(rule.as_ref()).rule(), Ok(rule));
        }
    }

    #[test]
    fn a_rule_is_told_in_a_line() {
        let roster = Roster::new(engine::ui::Roster {
            tags: vec![tag(1, "Online"), tag(2, "Strength")],
            ..Default::default()
        });
        let mut filling = Filling::Tags {
            tags: vec![ONLINE, TagId::from_number(2)],
            all: false,
        };
        assert_eq!(
            filling_words(&filling, &roster),
            "Clients tagged Online or Strength"
        );
        filling.toggle(ONLINE);
        assert_eq!(filling_words(&filling, &roster), "Clients tagged Strength");
        assert_eq!(filling_words(&Filling::Everyone, &roster), "All clients");
    }

    #[test]
    fn a_second_press_gives_back() {
        let mut founding = Founding::default();
        founding.want(true);
        founding.want(false); // the other kind of group
        assert_eq!((founding.group, founding.options.announcement), (true, false));
        founding.want(false);
        assert_eq!(founding, Founding::default());
    }
}
