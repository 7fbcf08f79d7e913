//! Mentions: by name when typed, by today's name when drawn, and heard even where it is quiet.

use engine::store::{Store, Write};
use engine::ui::Request;
use protocol::{
    Change, Command, ConversationId, ErrorCode, FeedId, FilingSwitch, Member, Message, MessageId, RichText,
    Role, Seq, Span, SpanKind, Timestamp,
};

use crate::support::{ANA, Ana, BEN, CLEO, TALK, group, member, said};

const GROUP: ConversationId = ConversationId::from_number(0xd1);

fn in_group(ana: Role) -> Ana {
    Ana::holding(group(GROUP, "Spring", ana))
}

fn write(ana: &mut Ana, text: &str) -> RichText {
    ana.ask(Request::Send {
        files: Vec::new(),
        conversation: GROUP,
        text: text.into(),
        reply_to: None,
        staff_only: false,
    });
    let outbox = ana.engine.store().load().unwrap().outbox;
    let mut bodies = outbox.into_iter().filter_map(|entry| match entry.command {
        Command::SendMessage { body, .. } => Some(body),
        _ => None,
    });
    bodies.next_back().unwrap()
}

fn naming(conversation: ConversationId, seq: Seq, text: &str, kind: SpanKind) -> Message {
    let end = text.find(' ').unwrap_or(text.len());
    let end = u32::try_from(end).unwrap();
    Message {
        conversation,
        id: MessageId::from_number(u128::from(seq) + 500),
        body: RichText {
            text: text.into(),
            spans: vec![Span { start: 0, end, kind }],
        },
        ..said(seq, BEN)
    }
}

#[test]
fn a_typed_name_is_a_mention_of_who_is_there() {
    let mut ana = in_group(Role::Member);
    let body = write(&mut ana, "@Ben and @Dia and @everyone");
    let kinds: Vec<_> = body.spans.iter().map(|span| &span.kind).collect();
    assert_eq!(kinds, [&SpanKind::Mention { account: BEN }]);
    let mut ana = in_group(Role::Owner);
    let body = write(&mut ana, "@everyone");
    assert_eq!(body.spans[0].kind, SpanKind::Everyone, "who leads may");
}

#[test]
fn a_rename_shows_everywhere_and_in_what_comes_back() {
    let mut ana = in_group(Role::Member);
    ana.ask(Request::Open { conversation: GROUP });
    ana.online();
    write(&mut ana, "ask @Ben");
    let renamed: Member = member(GROUP, BEN, "Benjamin", Role::Member);
    ana.page(FeedId::Conversation(GROUP), 1, vec![Change::Member(renamed)]);
    let item = ana.items.values().next().unwrap();
    assert_eq!(item.body.text, "ask @Benjamin");
    let message = item.id;
    let row = &ana.rows[&GROUP];
    assert_eq!(row.preview.as_ref().unwrap().text, "ask @Benjamin");
    ana.refused(ErrorCode::ReadOnly, "Only admins can post here.");
    ana.ask(Request::Discard { message });
    assert_eq!(ana.composer, "ask @Benjamin", "as one would type it");
}

#[test]
fn who_is_named_hears_of_it_in_its_own_words_and_also_where_it_is_quiet() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.online();
    let feed = FeedId::Conversation(TALK);
    let me = SpanKind::Mention { account: ANA };
    ana.page(
        feed,
        3,
        vec![Change::Message(naming(TALK, 4, "@Anna look", me.clone()))],
    );
    assert_eq!(ana.notices.pop().unwrap().body, "Ben mentioned you: @Ana look");
    assert!(ana.rows[&TALK].mentioned);
    ana.ask(Request::File {
        conversation: TALK,
        switch: FilingSwitch::Muted(Some(Timestamp(ana.now + 900_000))),
    });
    ana.page(feed, 4, vec![Change::Message(said(5, BEN))]);
    assert!(ana.notices.is_empty(), "muted");
    ana.page(feed, 5, vec![Change::Message(naming(TALK, 6, "@Ana again", me))]);
    assert_eq!(ana.notices.len(), 1, "but for what names her");
    ana.ask(Request::Open { conversation: TALK });
    assert!(ana.item(504).mentions_me && !ana.item(5).mentions_me);
    ana.ask(Request::Seen {
        conversation: TALK,
        seq: 6,
    });
    assert!(!ana.rows[&TALK].mentioned, "read");
}

#[test]
fn a_forwarded_message_names_only_who_is_there() {
    let mut writes = group(GROUP, "Spring", Role::Member);
    let mut words = naming(GROUP, 1, "@Cleo and @Ben", SpanKind::Mention { account: CLEO });
    words.body.spans.push(Span {
        start: 10,
        end: 14,
        kind: SpanKind::Mention { account: BEN },
    });
    writes.push(Write::PutMessage(words));
    let mut ana = Ana::holding(writes);
    ana.ask(Request::Forward {
        conversation: GROUP,
        message: MessageId::from_number(501),
        to: vec![TALK, TALK],
    });
    assert!(ana.reply.take().unwrap().is_ok());
    let outbox = ana.engine.store().load().unwrap().outbox;
    assert_eq!(outbox.len(), 1, "once to each");
    let Command::SendMessage {
        conversation,
        body,
        forwarded: true,
        ..
    } = &outbox[0].command
    else {
        panic!("not forwarded")
    };
    assert_eq!((*conversation, body.text.as_str()), (TALK, "@Cleo and @Ben"));
    let kinds: Vec<_> = body.spans.iter().map(|span| &span.kind).collect();
    assert_eq!(kinds, [&SpanKind::Mention { account: BEN }]);
    ana.ask(Request::Open { conversation: TALK });
    assert!(ana.items.values().any(|item| item.forwarded));
}

#[test]
fn what_cannot_be_forwarded_is_said_before_anything_is_sent() {
    let mut writes = group(GROUP, "Announcements", Role::Member);
    writes.push(Write::PutMember(Member {
        can_post: false,
        ..member(GROUP, ANA, "Ana", Role::Member)
    }));
    let mut ana = Ana::holding(writes);
    assert!(ana.rows[&TALK].may_post && !ana.rows[&GROUP].may_post);
    let forward = |ana: &mut Ana, seq: Seq, to: Vec<ConversationId>| {
        ana.ask(Request::Forward {
            conversation: TALK,
            message: MessageId::from_number(u128::from(seq)),
            to,
        });
        ana.refusal()
    };
    let refusal = forward(&mut ana, 1, vec![TALK, GROUP]);
    assert_eq!(refusal.code, ErrorCode::ReadOnly);
    assert!(refusal.message.contains("Announcements"), "{}", refusal.message);
    assert_eq!(forward(&mut ana, 1, vec![]).code, ErrorCode::Invalid);
    ana.online();
    let mut gone = Message {
        rev: 4,
        ..said(2, BEN)
    };
    gone.erase();
    ana.page(FeedId::Conversation(TALK), 3, vec![Change::Message(gone)]);
    assert_eq!(forward(&mut ana, 2, vec![TALK]).code, ErrorCode::NotFound);
    assert_eq!(ana.connection.unwrap().waiting, 0);
    let writes_again = Change::Member(member(GROUP, ANA, "Ana", Role::Member));
    ana.page(FeedId::Conversation(GROUP), 1, vec![writes_again]);
    assert!(ana.rows[&GROUP].may_post, "at once");
}
