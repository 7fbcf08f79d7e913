//! Groups that hide their members: their clients learn the names of owner and admins, and their own. Everybody else is "Member" to them,
//! in the list of members and where a message names somebody.

use protocol::{AccountId, AccountKind, Change, ConversationId, FeedPage, Message, RichText, Role, SpanKind};

use super::{Actor, Failure};
use crate::db::{Place, Tx};

/// What somebody is called whose name is hidden.
const HIDDEN: &str = "Member";
const MENTIONED: &str = "@Member";

/// Whose names this reader learns of a conversation; `None`: everybody's.
pub(crate) async fn names_for<T: Tx>(
    tx: &mut T,
    reader: &Actor,
    conversation: ConversationId,
) -> Result<Option<Vec<AccountId>>, Failure> {
    if reader.kind == AccountKind::Coach {
        return Ok(None);
    }
    let place = tx.place(reader.workspace, conversation, reader.account).await?;
    let hides = |place: &Place| place.conversation.settings.hidden_members && place.member.role < Role::Admin;
    Ok(match place.filter(hides) {
        Some(_) => Some(tx.leaders(reader.workspace, conversation).await?),
        None => None,
    })
}

/// Takes out the names of all but these, and the reader's.
pub(crate) fn hide_names(page: &mut FeedPage, named: &[AccountId], reader: AccountId) {
    for change in &mut page.changes {
        match change {
            Change::Member(member) if hides(named, reader, member.account) => {
                HIDDEN.clone_into(&mut member.name)
            }
            Change::Message(message) => hide_mentions(message, named, reader),
            _ => {}
        }
    }
    for message in &mut page.referenced {
        hide_mentions(message, named, reader);
    }
}

pub(crate) fn hide_mentions(message: &mut Message, named: &[AccountId], reader: AccountId) {
    replace_mentions(&mut message.body, |account| hides(named, reader, account));
}

fn hides(named: &[AccountId], reader: AccountId, account: AccountId) -> bool {
    account != reader && !named.contains(&account)
}

/// Whether a page that has this tells a name that may be hidden.
pub(super) fn tells_names(change: &Change) -> bool {
    match change {
        Change::Member(_) => true,
        Change::Message(message) => mentions(message),
        _ => false,
    }
}

pub(super) fn mentions(message: &Message) -> bool {
    let mut spans = message.body.spans.iter();
    spans.any(|span| matches!(span.kind, SpanKind::Mention { .. }))
}

/// Other words under the mentions; everything behind them moves along.
fn replace_mentions(body: &mut RichText, hides: impl Fn(AccountId) -> bool) {
    let cuts: Vec<(u32, u32)> = body
        .spans
        .iter()
        .filter(|span| matches!(span.kind, SpanKind::Mention { account } if hides(account)))
        .map(|span| (span.start, span.end))
        .collect();
    if cuts.is_empty() {
        return;
    }
    let length = i64::try_from(MENTIONED.len()).unwrap_or_default();
    let moved = |at: u32| {
        let before = cuts.iter().filter(|(_, end)| *end <= at);
        let by: i64 = before
            .map(|(start, end)| length - i64::from(*end) + i64::from(*start))
            .sum();
        u32::try_from(i64::from(at) + by).unwrap_or(at)
    };
    let mut text = String::with_capacity(body.text.len());
    let mut from = 0;
    for (start, end) in &cuts {
        text.push_str(body.text.get(from..*start as usize).unwrap_or_default());
        text.push_str(MENTIONED);
        from = *end as usize;
    }
    text.push_str(body.text.get(from..).unwrap_or_default());
    body.text = text;
    for span in &mut body.spans {
        (span.start, span.end) = (moved(span.start), moved(span.end));
    }
}

#[cfg(test)]
mod tests {
    use protocol::Span;

    use super::*;

    #[test]
    fn a_mention_says_member_and_what_stands_behind_it_moves_along() {
        let [ana, ben, cleo] = [1, 2, 3].map(AccountId::from_number);
        let span = |start, end, kind| Span { start, end, kind };
        let mention = |start, end, account| span(start, end, SpanKind::Mention { account });
        let mut body = RichText {
            text: "@Cléo and @Ben ask @Ana: really?".into(),
            spans: vec![
                span(0, 15, SpanKind::Bold),
                mention(0, 6, cleo),
                mention(11, 15, ben),
                mention(20, 24, ana),
                span(26, 32, SpanKind::Italic),
            ],
        };
        replace_mentions(&mut body, |account| account != ana);
        assert_eq!(body.text, "@Member and @Member ask @Ana: really?");
        assert_eq!(
            body.spans,
            [
                span(0, 19, SpanKind::Bold),
                mention(0, 7, cleo),
                mention(12, 19, ben),
                mention(24, 28, ana),
                span(30, 36, SpanKind::Italic),
            ]
        );
        assert!(body.check().is_ok());
        assert_eq!(body.text.get(30..36), Some("really"));
    }
}
