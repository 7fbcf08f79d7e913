//! Where one can jump to with a few letters: people, groups, actions. And which conversation is next to the open one.

use std::rc::Rc;

use engine::ui::ConversationRow;
use protocol::ConversationId;

use super::preferences::Theme;
use super::ranking::best_first;
use super::score::score;

/// As many as anybody reads.
const SHOWN: usize = 40;
/// Conversations shown before anything is typed.
const RECENT: usize = 8;

/// What can be done from anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    NewConversation,
    Invite,
    Inbox,
    Clients,
    Vault,
    Templates,
    Starred,
    Settings,
    Shortcuts,
    Theme(Theme),
}

impl Action {
    const ALL: [Self; 12] = [
        Self::NewConversation,
        Self::Invite,
        Self::Inbox,
        Self::Clients,
        Self::Vault,
        Self::Templates,
        Self::Starred,
        Self::Settings,
        Self::Shortcuts,
        Self::Theme(Theme::Light),
        Self::Theme(Theme::Dark),
        Self::Theme(Theme::System),
    ];

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::NewConversation => "New conversation",
            Self::Invite => "Invite a client",
            Self::Inbox => "Inbox",
            Self::Clients => "Clients",
            Self::Vault => "Vault",
            Self::Templates => "Templates",
            Self::Starred => "Starred",
            Self::Settings => "Settings",
            Self::Shortcuts => "Keyboard shortcuts",
            Self::Theme(Theme::Light) => "Light theme",
            Self::Theme(Theme::Dark) => "Dark theme",
            Self::Theme(Theme::System) => "Theme of the system",
        }
    }

    fn for_coaches(self) -> bool {
        matches!(
            self,
            Self::NewConversation | Self::Invite | Self::Clients | Self::Vault | Self::Templates
        )
    }
}

/// A place to go to.
#[derive(Clone, Debug)]
pub(crate) enum Goal {
    Conversation(Rc<ConversationRow>),
    Action(Action),
}

impl PartialEq for Goal {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Conversation(one), Self::Conversation(other)) => one.id == other.id,
            (Self::Action(one), Self::Action(other)) => one == other,
            _ => false,
        }
    }
}

/// The goals to show, best first; `rows` in the order of the list. Before anything is typed: the latest conversations without
/// the open one, then the actions.
pub(crate) fn goals(
    rows: &[Rc<ConversationRow>],
    open: Option<ConversationId>,
    coach: bool,
    typed: &str,
) -> Vec<Goal> {
    let actions = Action::ALL
        .into_iter()
        .filter(|action| coach || !action.for_coaches());
    if typed.trim().is_empty() {
        let others = rows.iter().filter(|row| Some(row.id) != open && !row.archived);
        let recent = others.take(RECENT).cloned().map(Goal::Conversation);
        return recent.chain(actions.map(Goal::Action)).collect();
    }
    let conversations = rows.iter().cloned().map(Goal::Conversation);
    let all: Vec<Goal> = conversations.chain(actions.map(Goal::Action)).collect();
    let places = best_first(all.iter().map(|goal| match goal {
        // What is archived comes after all else that fits as well.
        Goal::Conversation(row) => score(&row.title, typed).map(|score| score * 2 + u32::from(!row.archived)),
        Goal::Action(action) => score(action.label(), typed).map(|score| score * 2 + 1),
    }));
    let best = places.into_iter().take(SHOWN);
    best.filter_map(|place| all.get(place).cloned()).collect()
}

/// The conversation above or below the open one; among unread ones it goes round. From nowhere: the first, or the last.
pub(crate) fn neighbour(
    rows: &[Rc<ConversationRow>],
    open: Option<ConversationId>,
    down: bool,
    unread: bool,
) -> Option<ConversationId> {
    let here = rows.iter().position(|row| Some(row.id) == open);
    let (before, after) = match here {
        Some(here) => (rows.get(..here)?, rows.get(here + 1..)?),
        None => (Default::default(), rows),
    };
    let fits = |row: &&Rc<ConversationRow>| !unread || row.unread > 0 || row.marked_unread;
    let found = match (down, unread) {
        (true, false) => after.iter().find(fits),
        (true, true) => after.iter().chain(before).find(fits),
        (false, false) if here.is_none() => after.iter().rev().find(fits),
        (false, false) => before.iter().rev().find(fits),
        (false, true) => before.iter().rev().chain(after.iter().rev()).find(fits),
    };
    found.map(|row| row.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::rows::tests::row;

    fn rows() -> Vec<Rc<ConversationRow>> {
        ["Ben Okafor", "Zoë Lindqvist", "Spring cohort", "Cleo Adler"]
            .iter()
            .enumerate()
            .map(|(index, title)| Rc::new(row(index as u128 + 1, title, 100 - index as i64)))
            .collect()
    }

    fn id(number: u128) -> Option<ConversationId> {
        Some(ConversationId::from_number(number))
    }

    fn labels(typed: &str, coach: bool) -> Vec<String> {
        goals(&rows(), id(1), coach, typed)
            .into_iter()
            .map(|goal| match goal {
                Goal::Conversation(row) => row.title.clone(),
                Goal::Action(action) => action.label().to_owned(),
            })
            .collect()
    }

    #[test]
    fn the_latest_first_and_then_what_can_be_done() {
        let shown = labels("", true);
        assert_eq!(
            shown[..4],
            ["Zoë Lindqvist", "Spring cohort", "Cleo Adler", "New conversation"]
        );
        assert!(!labels("", false).contains(&"Invite a client".to_owned()));
    }

    #[test]
    fn people_groups_and_actions_by_a_few_letters() {
        assert_eq!(labels("zoe", true), ["Zoë Lindqvist"]);
        assert_eq!(labels("dark", true), ["Dark theme"]);
        assert_eq!(labels("vault", true), ["Vault"]);
        assert_eq!(labels("vault", false), Vec::<String>::new());
        assert_eq!(labels("cl", true), ["Cleo Adler", "Clients", "Invite a client"]);
        assert_eq!(labels("lindqvits", true), ["Zoë Lindqvist"]);
        // The open one is found when it is asked for.
        assert_eq!(labels("ben", true), ["Ben Okafor"]);
        assert_eq!(labels("qqqq", true), Vec::<String>::new());
    }

    #[test]
    fn of_many_the_best_are_shown() {
        let many = (0..2000).map(|n| Rc::new(row(n, &format!("Client {n}"), n as i64)));
        let many: Vec<_> = many.collect();
        assert_eq!(goals(&many, None, true, "client").len(), SHOWN);
        let first = goals(&many, None, true, "client 1999").into_iter().next();
        assert_eq!(first, Some(Goal::Conversation(many[1999].clone())));
    }

    #[test]
    fn up_and_down_the_list() {
        let mut rows = rows();
        let next = |open, down| neighbour(&rows, open, down, false);
        assert_eq!(next(id(1), true), id(2));
        assert_eq!(next(id(1), false), None);
        assert_eq!(next(id(4), true), None);
        assert_eq!((next(None, true), next(None, false)), (id(1), id(4)));
        for index in [0, 3] {
            let mut unread = (*rows[index]).clone();
            unread.unread = 1;
            rows[index] = Rc::new(unread);
        }
        assert_eq!(neighbour(&rows, id(2), true, true), id(4));
        assert_eq!(neighbour(&rows, id(4), true, true), id(1));
        assert_eq!(neighbour(&rows, id(1), false, true), id(4));
    }
}
