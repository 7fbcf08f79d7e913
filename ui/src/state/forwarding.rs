//! Forwarding: where to, and whether to ask first. What was written in one client's conversation is theirs.

use std::rc::Rc;

use engine::ui::ConversationRow;
use protocol::{ConversationId, ConversationKind};

/// The conversations to choose from. Where one may only read stands last; what was archived does not.
pub(crate) fn offered(rows: Vec<Rc<ConversationRow>>) -> Vec<Rc<ConversationRow>> {
    let mut rows: Vec<_> = rows.into_iter().filter(|row| !row.archived).collect();
    rows.sort_by_key(|row| !row.may_post);
    rows
}

/// The question before one client's words go to somebody else; `None` when there is nothing to ask.
pub(crate) fn question(
    from: &ConversationRow,
    targets: &[Rc<ConversationRow>],
    coach: bool,
) -> Option<String> {
    if from.kind != ConversationKind::Direct {
        return None;
    }
    let strangers: Vec<&str> = targets
        .iter()
        .filter(|row| row.id != from.id)
        .map(|row| row.title.as_str())
        .collect();
    if strangers.is_empty() {
        return None;
    }
    let whose = if coach {
        format!("{}'s conversation", from.title)
    } else {
        format!("your conversation with {}", from.title)
    };
    Some(format!(
        "This was written in {whose}. Send it to {}?",
        listed(&strangers)
    ))
}

/// "Cleo", "Cleo and Zoë", "Cleo, Zoë and 3 others".
pub(crate) fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, two] => format!("{one} and {two}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} others", rest.len()),
    }
}

/// Chooses a conversation, or gives it back.
pub(crate) fn toggle(chosen: &mut Vec<ConversationId>, id: ConversationId) {
    match chosen.iter().position(|known| *known == id) {
        Some(index) => {
            chosen.remove(index);
        }
        None => chosen.push(id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::rows::tests::row;

    fn group(number: u128, title: &str) -> Rc<ConversationRow> {
        let mut group = row(number, title, 1);
        group.kind = ConversationKind::Group;
        group.client = None;
        Rc::new(group)
    }

    #[test]
    fn one_client_s_words_go_to_nobody_else_unasked() {
        let ben = row(1, "Ben", 1);
        let cleo = Rc::new(row(2, "Cleo", 1));
        assert_eq!(
            question(&ben, std::slice::from_ref(&cleo), true).as_deref(),
            Some("This was written in Ben's conversation. Send it to Cleo?")
        );
        assert_eq!(
            question(&ben, &[cleo.clone(), group(3, "Spring cohort")], true).as_deref(),
            Some("This was written in Ben's conversation. Send it to Cleo and Spring cohort?")
        );
        let practice = row(1, "Berger Coaching", 1);
        assert_eq!(
            question(&practice, &[group(3, "Spring cohort")], false).as_deref(),
            Some("This was written in your conversation with Berger Coaching. Send it to Spring cohort?")
        );
    }

    #[test]
    fn what_a_group_knows_and_what_stays_is_not_asked_about() {
        let ben = row(1, "Ben", 1);
        assert_eq!(question(&ben, &[Rc::new(ben.clone())], true), None);
        assert_eq!(question(&ben, &[], true), None);
        assert_eq!(question(&group(3, "Spring cohort"), &[Rc::new(ben)], true), None);
    }

    #[test]
    fn where_one_only_reads_stands_last_and_what_was_archived_does_not() {
        let mut news = row(1, "News", 1);
        news.may_post = false;
        let mut old = row(2, "Last year", 1);
        (old.archived, old.may_post) = (true, false);
        let rows = [news, old, row(3, "Ben", 1), row(4, "Cleo", 1)];
        let titles: Vec<_> = offered(rows.map(Rc::new).into())
            .iter()
            .map(|row| row.title.clone())
            .collect();
        assert_eq!(titles, ["Ben", "Cleo", "News"]);
    }

    #[test]
    fn many_names_are_counted() {
        assert_eq!(listed(&["A", "B", "C"]), "A, B and C");
        assert_eq!(listed(&["A", "B", "C", "D"]), "A, B and 2 others");
    }

    #[test]
    fn a_second_choice_gives_back() {
        let mut chosen = Vec::new();
        for number in [1, 2, 1] {
            toggle(&mut chosen, ConversationId::from_number(number));
        }
        assert_eq!(chosen, [ConversationId::from_number(2)]);
    }
}
