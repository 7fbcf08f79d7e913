//! The conversation list: all rows, and the ones to show.

use std::collections::BTreeMap;
use std::rc::Rc;

use engine::ui::ConversationRow;
use protocol::{AccountId, ConversationId, ConversationKind};

use crate::format::fold::fold;

/// Which rows the list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Filter {
    #[default]
    All,
    Unread,
    NeedsReply,
    /// What this person has put away.
    Archived,
}

impl Filter {
    fn lets_through(self, row: &ConversationRow) -> bool {
        match self {
            Self::Archived => row.put_away,
            _ if row.put_away => false,
            Self::All => true,
            Self::Unread => row.unread > 0 || row.marked_unread,
            Self::NeedsReply => row.needs_reply && !row.archived,
        }
    }
}

/// Every row, by id. Shared with the screen, so that an unchanged row is not drawn again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    by_id: BTreeMap<ConversationId, Rc<ConversationRow>>,
}

impl Rows {
    pub(crate) fn new(rows: Vec<ConversationRow>) -> Self {
        let mut all = Self::default();
        all.apply(rows, &[]);
        all
    }

    pub(crate) fn apply(&mut self, upsert: Vec<ConversationRow>, remove: &[ConversationId]) {
        for row in upsert {
            self.by_id.insert(row.id, Rc::new(row));
        }
        for id in remove {
            self.by_id.remove(id);
        }
    }

    pub(crate) fn get(&self, id: ConversationId) -> Option<&Rc<ConversationRow>> {
        self.by_id.get(&id)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// The direct conversation of a client.
    pub(crate) fn direct_of(&self, client: AccountId) -> Option<ConversationId> {
        self.by_id
            .values()
            .find(|row| row.client == Some(client))
            .map(|row| row.id)
    }

    /// A client's own conversation with the practice: there is one.
    pub(crate) fn with_the_practice(&self) -> Option<ConversationId> {
        let mut rows = self.by_id.values();
        rows.find(|row| row.kind == ConversationKind::Direct)
            .map(|row| row.id)
    }

    /// The rows to show, in order: what is pinned, what is due to be followed up, what waits, then by latest activity. Archived
    /// groups come last, and only under All. What needs a reply is a queue. A search also finds what was put away. `keep` is shown whatever the filter
    /// says: the open conversation does not vanish because it was read.
    pub(crate) fn visible(
        &self,
        filter: Filter,
        search: &str,
        keep: Option<ConversationId>,
    ) -> Vec<Rc<ConversationRow>> {
        let wanted = fold(search.trim());
        let mut rows: Vec<_> = self
            .by_id
            .values()
            .filter(|row| {
                if wanted.is_empty() {
                    return keep == Some(row.id) || filter.lets_through(row);
                }
                let put_away = row.put_away && filter == Filter::All;
                (put_away || filter.lets_through(row)) && fold(&row.title).contains(&wanted)
            })
            .cloned()
            .collect();
        if filter == Filter::NeedsReply && wanted.is_empty() {
            // A queue: who has waited longest comes first.
            rows.sort_by_key(|row| (!row.needs_reply, row.activity_at, row.id));
            return rows;
        }
        rows.sort_by(|a, b| {
            let rank = |row: &ConversationRow| (row.archived, !row.pinned, !row.follow_up, !row.pending);
            rank(a)
                .cmp(&rank(b))
                .then(b.activity_at.cmp(&a.activity_at))
                .then(a.id.cmp(&b.id))
        });
        rows
    }

    /// How many rows a filter would show.
    pub(crate) fn count(&self, filter: Filter) -> usize {
        self.by_id.values().filter(|row| filter.lets_through(row)).count()
    }
}

/// The one row that Tab comes to: where the person was last, else the first.
pub(crate) fn stop(shown: &[Rc<ConversationRow>], last: Option<ConversationId>) -> Option<ConversationId> {
    last.filter(|last| shown.iter().any(|row| row.id == *last))
        .or_else(|| shown.first().map(|row| row.id))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use protocol::Timestamp;

    pub(crate) fn row(number: u128, title: &str, at: i64) -> ConversationRow {
        ConversationRow {
            draft_files: 0,
            id: ConversationId::from_number(number),
            kind: ConversationKind::Direct,
            title: title.into(),
            client: Some(AccountId::from_number(number)),
            preview: None,
            pending: false,
            activity_at: Timestamp(at),
            unread: 0,
            needs_reply: false,
            draft: None,
            typing: Vec::new(),
            failed: false,
            archived: false,
            members: 2,
            pinned: false,
            put_away: false,
            muted_until: None,
            marked_unread: false,
            mentioned: false,
            follow_up: false,
            may_post: true,
            picture: None,
            announcement: false,
        }
    }

    fn titles(rows: &[Rc<ConversationRow>]) -> Vec<&str> {
        rows.iter().map(|row| row.title.as_str()).collect()
    }

    fn three() -> Rows {
        let mut ben = row(1, "Ben", 10);
        ben.unread = 2;
        ben.needs_reply = true;
        let mut zoe = row(2, "Zoë", 30);
        zoe.needs_reply = true;
        Rows::new(vec![ben, zoe, row(3, "Cleo", 20)])
    }

    #[test]
    fn latest_activity_first_and_what_waits_before_all() {
        let mut rows = three();
        assert_eq!(
            titles(&rows.visible(Filter::All, "", None)),
            ["Zoë", "Cleo", "Ben"]
        );
        let mut waiting = row(1, "Ben", 10);
        waiting.pending = true;
        rows.apply(vec![waiting], &[]);
        assert_eq!(
            titles(&rows.visible(Filter::All, "", None)),
            ["Ben", "Zoë", "Cleo"]
        );
        let mut archived = row(1, "Ben", 90);
        archived.archived = true;
        rows.apply(vec![archived], &[ConversationId::from_number(3)]);
        assert_eq!(titles(&rows.visible(Filter::All, "", None)), ["Zoë", "Ben"]);
    }

    #[test]
    fn pinned_before_due_before_the_rest() {
        let mut pinned = row(1, "Pinned", 1);
        pinned.pinned = true;
        let mut due = row(2, "Due", 2);
        due.follow_up = true;
        let rows = Rows::new(vec![row(3, "New", 90), pinned, due]);
        assert_eq!(
            titles(&rows.visible(Filter::All, "", None)),
            ["Pinned", "Due", "New"]
        );
    }

    #[test]
    fn what_is_put_away_is_found_where_it_was_put() {
        let mut away = row(4, "Zora", 99);
        away.put_away = true;
        away.unread = 1;
        let mut rows = three();
        rows.apply(vec![away], &[]);
        assert_eq!(
            titles(&rows.visible(Filter::All, "", None)),
            ["Zoë", "Cleo", "Ben"]
        );
        assert_eq!(titles(&rows.visible(Filter::Unread, "", None)), ["Ben"]);
        assert_eq!(titles(&rows.visible(Filter::Archived, "", None)), ["Zora"]);
        assert_eq!(titles(&rows.visible(Filter::All, "zo", None)), ["Zora", "Zoë"]);
        assert_eq!(rows.count(Filter::Archived), 1);
    }

    #[test]
    fn what_is_marked_counts_as_unread() {
        let mut marked = row(3, "Cleo", 20);
        marked.marked_unread = true;
        let mut rows = three();
        rows.apply(vec![marked], &[]);
        assert_eq!(titles(&rows.visible(Filter::Unread, "", None)), ["Cleo", "Ben"]);
    }

    #[test]
    fn equal_times_have_one_order() {
        let rows = Rows::new(vec![row(9, "b", 5), row(4, "a", 5)]);
        assert_eq!(titles(&rows.visible(Filter::All, "", None)), ["a", "b"]);
    }

    #[test]
    fn filters_and_search() {
        let rows = three();
        assert_eq!(titles(&rows.visible(Filter::Unread, "", None)), ["Ben"]);
        assert_eq!(
            titles(&rows.visible(Filter::NeedsReply, "", None)),
            ["Ben", "Zoë"],
            "who has waited longest comes first"
        );
        assert_eq!(titles(&rows.visible(Filter::All, " ZOE ", None)), ["Zoë"]);
        assert_eq!(rows.count(Filter::Unread), 1);
    }

    #[test]
    fn the_open_conversation_stays_when_it_is_read() {
        let rows = three();
        let cleo = Some(ConversationId::from_number(3));
        assert_eq!(titles(&rows.visible(Filter::Unread, "", cleo)), ["Cleo", "Ben"]);
        assert_eq!(titles(&rows.visible(Filter::Unread, "ben", cleo)), ["Ben"]);
    }

    #[test]
    fn tab_comes_to_one_row_that_is_shown() {
        let rows = three();
        let id = |number| Some(ConversationId::from_number(number));
        let all = rows.visible(Filter::All, "", None);
        assert_eq!(stop(&all, None), id(2));
        assert_eq!(stop(&all, id(1)), id(1));
        assert_eq!(stop(&rows.visible(Filter::All, "cleo", None), id(1)), id(3));
        assert_eq!(stop(&[], id(1)), None);
    }

    #[test]
    fn a_client_finds_the_practice_among_groups() {
        let mut group = row(1, "Announcements", 90);
        (group.kind, group.client) = (ConversationKind::Group, None);
        let rows = Rows::new(vec![group.clone(), row(2, "Berger Coaching", 1)]);
        assert_eq!(rows.with_the_practice(), Some(ConversationId::from_number(2)));
        assert_eq!(Rows::new(vec![group]).with_the_practice(), None);
    }

    #[test]
    fn a_client_leads_to_their_conversation() {
        assert_eq!(
            three().direct_of(AccountId::from_number(2)),
            Some(ConversationId::from_number(2))
        );
        assert_eq!(three().direct_of(AccountId::from_number(8)), None);
    }
}
