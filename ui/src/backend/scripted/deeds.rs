//! What the story does about reactions, pins, stars, filing and forwarding.

use engine::ui::{Allowed, Quote, ReactionCount, StarredMessage, TimelineItem, Update};
use protocol::{AccountKind, ConversationId, FilingSwitch, Member, MessageId, Seq, Timestamp};

use super::NOW;
use super::stage::{Stage, Talk, message, quote};

/// Sets or takes back one of one's own emoji.
pub(super) fn react(item: &mut TimelineItem, emoji: &str, on: bool) {
    let known = item.reactions.iter_mut().find(|known| known.emoji == emoji);
    match known {
        Some(known) if known.own != on => {
            known.own = on;
            known.count = if on {
                known.count + 1
            } else {
                known.count.saturating_sub(1)
            };
        }
        None if on => item.reactions.push(ReactionCount {
            emoji: emoji.into(),
            count: 1,
            own: true,
            names: Vec::new(),
        }),
        _ => {}
    }
    item.reactions.retain(|reaction| reaction.count > 0);
}

/// The newest number in place of 0, as the engine does it.
pub(super) fn with_number(
    stage: &mut Stage,
    conversation: ConversationId,
    switch: FilingSwitch,
) -> FilingSwitch {
    match (switch, stage.talk(conversation)) {
        (FilingSwitch::Archived(Some(0)), Some(talk)) => {
            FilingSwitch::Archived(Some(talk.items.len() as Seq))
        }
        _ => switch,
    }
}

pub(super) fn file(stage: &mut Stage, conversation: ConversationId, switch: FilingSwitch) {
    if let Some(talk) = stage.talk(conversation) {
        talk.filing.set(switch);
    }
    stage.tell_row(conversation);
}

/// The words, anew, in each of the conversations.
pub(super) fn forward(
    stage: &mut Stage,
    conversation: ConversationId,
    message_id: MessageId,
    to: &[ConversationId],
) {
    let words = stage.talk(conversation).and_then(|talk| {
        let item = talk.items.iter().find(|item| item.id == message_id)?;
        Some(item.body.clone())
    });
    let (Some(body), own) = (words, stage.me.id) else {
        return;
    };
    for target in to {
        stage.next += 1;
        let id = stage.next;
        if let Some(talk) = stage.talk(*target) {
            let mut item = message(id, talk.items.len() as u64 + 1, own, "", NOW);
            item.body = body.clone();
            item.own = true;
            item.forwarded = true;
            item.status = Some(engine::ui::Status::Sent);
            talk.items.push(item);
        }
        stage.tell_row(*target);
    }
    stage.tell_timeline(|_| {});
}

/// What this person may do to a message, as the server would have it.
pub(super) fn allowed(stage: &Stage, talk: &Talk, item: &TimelineItem) -> Allowed {
    let coach = stage.me.kind == AccountKind::Coach;
    let group = talk.is_group();
    let own = talk.members.iter().find(|member| member.account == stage.me.id);
    let manages = own.is_some_and(Member::may_manage);
    Allowed {
        edit: item.own,
        delete: item.own || if group { manages } else { coach },
        pin: !group || manages,
        versions: item.edited_at.is_some() && (item.own || coach),
        seen: item.own,
    }
}

/// Newest first.
pub(super) fn pinned(talk: &Talk) -> Vec<Quote> {
    let pinned = talk.items.iter().rev().filter(|item| item.pinned);
    pinned.map(quote).collect()
}

/// To be followed up first, soonest first; then starred, newest first.
pub(super) fn starred(stage: &Stage) -> Vec<StarredMessage> {
    let kept = |talk: &Talk| {
        let items = talk.items.iter();
        let kept = items.filter(|item| item.starred || item.follow_up_at.is_some());
        kept.map(|item| StarredMessage {
            conversation: talk.id,
            title: talk.title.clone(),
            quote: quote(item),
            sent_at: item.sent_at,
            starred: item.starred,
            follow_up_at: item.follow_up_at,
        })
        .collect::<Vec<_>>()
    };
    let mut all: Vec<_> = stage.talks.iter().flat_map(kept).collect();
    all.sort_by_key(|kept| {
        (
            kept.follow_up_at.unwrap_or(Timestamp(i64::MAX)),
            std::cmp::Reverse(kept.sent_at),
        )
    });
    all
}

pub(super) fn tell_starred(stage: &Stage) {
    stage.tell(Update::Starred {
        messages: starred(stage),
    });
}
