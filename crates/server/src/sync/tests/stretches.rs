//! History comes in stretches that join: no message is missed between two of them, in either direction.

use protocol::{Command, ErrorCode, HistoryQuery, MessageId, Seq};

use crate::scene::Scene;

fn query(limit: u32) -> HistoryQuery {
    HistoryQuery {
        before: None,
        after: None,
        around: None,
        limit,
    }
}

/// A conversation whose numbers have gaps: edits and names take numbers too.
fn long(scene: &mut Scene, messages: usize) -> Vec<(Seq, MessageId)> {
    let (ana, direct) = (scene.ana, scene.with_ben);
    for number in 0..messages {
        scene.says(ana, direct, "words");
        if number % 3 == 0 {
            scene.does(
                ana,
                Command::Rename {
                    name: format!("Ana {number}"),
                },
            );
        }
    }
    let all = scene.server.all_messages(scene.workspace, direct).unwrap();
    all.into_iter().map(|message| (message.seq, message.id)).collect()
}

#[test]
fn older_pages_join_down_to_the_beginning() {
    let mut scene = Scene::new();
    let all = long(&mut scene, 23);
    for limit in 1..30 {
        let mut seen = Vec::new();
        let mut before = all.last().unwrap().0 + 1;
        loop {
            let asked = HistoryQuery {
                before: Some(before),
                ..query(limit)
            };
            let page = scene.server.history(&scene.ben, scene.with_ben, asked).unwrap();
            assert_eq!(page.to, before - 1);
            assert!(page.messages.len() <= limit as usize);
            assert!(page.from < before, "every page goes on");
            let mut ids: Vec<_> = page.messages.iter().map(|message| message.id).collect();
            ids.extend(seen);
            seen = ids;
            before = page.from;
            if page.from == 1 {
                break;
            }
        }
        let expected: Vec<_> = all.iter().map(|(_, id)| *id).collect();
        assert_eq!(seen, expected, "pages of {limit}");
    }
}

#[test]
fn newer_pages_join_up_to_the_head() {
    let mut scene = Scene::new();
    let all = long(&mut scene, 23);
    let heads = scene.server.heads(&scene.ben).unwrap();
    let feed = protocol::FeedId::Conversation(scene.with_ben);
    let head = heads.iter().find(|cursor| cursor.feed == feed).unwrap().since;
    for limit in 1..30 {
        let mut seen = Vec::new();
        let mut after = 0;
        while after < head {
            let asked = HistoryQuery {
                after: Some(after),
                ..query(limit)
            };
            let page = scene.server.history(&scene.ben, scene.with_ben, asked).unwrap();
            assert_eq!(page.from, after + 1);
            assert!(page.to > after);
            seen.extend(page.messages.iter().map(|message| message.id));
            after = page.to;
        }
        let expected: Vec<_> = all.iter().map(|(_, id)| *id).collect();
        assert_eq!(seen, expected, "pages of {limit}");
    }
}

#[test]
fn a_message_is_shown_among_its_neighbours() {
    let mut scene = Scene::new();
    let all = long(&mut scene, 41);
    for (place, first, last) in [(0, 0, 5), (20, 15, 25), (40, 35, 40)] {
        let asked = HistoryQuery {
            around: Some(all[place].1),
            ..query(11)
        };
        let page = scene.server.history(&scene.ben, scene.with_ben, asked).unwrap();
        let ids: Vec<_> = page.messages.iter().map(|message| message.id).collect();
        let expected: Vec<_> = all[first..=last].iter().map(|(_, id)| *id).collect();
        assert_eq!(ids, expected);
        assert_eq!(page.from == 1, first == 0);
        assert!(page.to >= all[last].0 && all.get(last + 1).is_none_or(|next| page.to < next.0));
    }
}

#[test]
fn a_question_must_make_sense_and_be_ones_own() {
    let mut scene = Scene::new();
    let all = long(&mut scene, 2);
    let direct = scene.with_ben;
    let both = HistoryQuery {
        before: Some(1),
        after: Some(1),
        ..query(5)
    };
    for asked in [query(5), both] {
        let refused = scene.server.history(&scene.ben, direct, asked).unwrap_err();
        assert_eq!(refused.code, ErrorCode::Invalid);
    }
    let around = HistoryQuery {
        around: Some(all[0].1),
        ..query(5)
    };
    for stranger in [scene.cleo, scene.dora] {
        let refused = scene.server.history(&stranger, direct, around).unwrap_err();
        assert_eq!(refused.code, ErrorCode::NotFound);
    }
    // The message exists, but in another conversation.
    let group = scene.group();
    let refused = scene.server.history(&scene.ben, group, around).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);
}
