//! What a store promises of groups and of how clients are filed.

use protocol::{
    Attachment, ClientFile, Cohort, CohortRule, Conversation, ConversationKind, FileId, FileKind, GroupEvent,
    GroupSettings, Member, Message, RichText, Role, Tag, TagId, Timestamp,
};

use super::{ANA, BEN, OTHER, TALK, message, put};
use crate::store::{Store, Write};

const ONLINE: TagId = TagId::from_number(1);
const KNEE: TagId = TagId::from_number(2);

pub(super) fn all<S: Store>(fresh: &impl Fn() -> S) {
    keeps_how_a_group_is_set(fresh());
    keeps_notes_and_what_happened(fresh());
    keeps_how_clients_are_filed(fresh());
}

fn keeps_how_a_group_is_set<S: Store>(mut store: S) {
    let picture = Attachment {
        id: FileId::from_number(7),
        kind: FileKind::Photo,
        name: "hill.jpg".into(),
        media_type: "image/jpeg".into(),
        bytes: 9,
        size: None,
        length_ms: None,
        placeholder: None,
        waveform: None,
        thumbnail: true,
    };
    let group = Conversation {
        id: TALK,
        kind: ConversationKind::Group,
        name: "Spring".into(),
        client: None,
        archived: false,
        created_at: Timestamp(7),
        settings: GroupSettings {
            description: "Up the hill 🌱".into(),
            picture: Some(picture),
            announcement: true,
            no_reactions: true,
            from_joining: true,
            hidden_members: true,
        },
    };
    let joined = Member {
        conversation: TALK,
        account: BEN,
        name: "Ben".into(),
        kind: protocol::AccountKind::Client,
        role: Role::Member,
        can_post: false,
        active: true,
        since: 12,
    };
    put(
        &mut store,
        vec![
            Write::PutConversation(group.clone()),
            Write::PutMember(Member {
                since: 4,
                ..joined.clone()
            }),
            Write::PutMember(joined.clone()),
        ],
    );
    let saved = store.load().unwrap();
    assert_eq!(saved.conversations[0], group);
    assert_eq!(saved.members, [joined]);
    let plain = Conversation {
        settings: GroupSettings::default(),
        ..group
    };
    put(&mut store, vec![Write::PutConversation(plain.clone())]);
    assert_eq!(store.load().unwrap().conversations, [plain]);
}

fn keeps_notes_and_what_happened<S: Store>(mut store: S) {
    let note = Message {
        staff_only: true,
        ..message(TALK, 3, 3, ANA, "call her doctor")
    };
    let added = Message {
        body: RichText::default(),
        event: Some(Box::new(GroupEvent::Added {
            accounts: vec![BEN],
            more: 3,
        })),
        ..message(TALK, 4, 4, ANA, "")
    };
    put(
        &mut store,
        vec![Write::PutMessage(note.clone()), Write::PutMessage(added.clone())],
    );
    assert_eq!(
        store.messages_after(TALK, 0, 9).unwrap(),
        [note.clone(), added.clone()]
    );
    assert_eq!(
        store.count_unread(TALK, 0, BEN, 100).unwrap(),
        1,
        "what happened is never unread"
    );
    // Another message of the same place, as after a restored backup.
    let instead = Message {
        id: protocol::MessageId::from_number(99),
        rev: 5,
        ..note
    };
    put(&mut store, vec![Write::PutMessage(instead.clone())]);
    assert_eq!(store.message(instead.id).unwrap(), Some(instead));
}

fn keeps_how_clients_are_filed<S: Store>(mut store: S) {
    let tag = |id: TagId, name: &str| Tag {
        id,
        name: name.into(),
        hue: 210,
        rev: 4,
        deleted: false,
    };
    let file = |tags: Vec<TagId>| ClientFile {
        account: BEN,
        tags,
        coach: Some(ANA),
        rev: 6,
    };
    let cohort = |rule: Option<CohortRule>| Cohort {
        conversation: TALK,
        rule,
        rev: 7,
    };
    let online = CohortRule::All { tags: vec![ONLINE] };
    put(
        &mut store,
        vec![
            Write::PutTag(tag(ONLINE, "Onlien")),
            Write::PutTag(tag(ONLINE, "Online")),
            Write::PutTag(tag(KNEE, "Knee")),
            Write::PutClientFile(file(vec![])),
            Write::PutClientFile(file(vec![KNEE, ONLINE])),
            Write::PutCohort(cohort(None)),
            Write::PutCohort(cohort(Some(online.clone()))),
            Write::PutCohort(Cohort {
                conversation: OTHER,
                ..cohort(Some(CohortRule::Everyone))
            }),
            Write::PutCohort(Cohort {
                conversation: OTHER,
                ..cohort(None)
            }),
        ],
    );
    let mut saved = store.load().unwrap();
    saved.tags.sort_by_key(|tag| tag.id);
    assert_eq!(saved.tags, [tag(ONLINE, "Online"), tag(KNEE, "Knee")]);
    assert_eq!(saved.clients, [file(vec![KNEE, ONLINE])]);
    assert_eq!(saved.cohorts, [cohort(Some(online))]);
    put(
        &mut store,
        vec![Write::PutTag(Tag {
            deleted: true,
            ..tag(KNEE, "Knee")
        })],
    );
    assert_eq!(store.load().unwrap().tags, [tag(ONLINE, "Online")]);
    put(&mut store, vec![Write::ClearRoster]);
    let saved = store.load().unwrap();
    assert!(saved.tags.is_empty() && saved.clients.is_empty() && saved.cohorts.is_empty());
}
