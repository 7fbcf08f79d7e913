//! Who joins later, and whose names are hidden: what reaches a person, looked at as it crosses.

use super::*;

/// Everything that reaches a person, as it crosses.
#[derive(Default)]
struct Wire(String);

impl Wire {
    fn hear(&mut self, scene: &Scene, reader: Actor, told: Vec<Publication>) {
        for publication in told {
            let told = publication.clone();
            let heard = scene
                .server
                .look(|tx| ready(async { audience(tx, &told).await }))
                .unwrap();
            if heard.contains(&reader.account) {
                self.0 += &serde_json::to_string(&publication.page_for(&reader)).unwrap();
            }
        }
    }

    /// Asks for whatever there is to ask for.
    fn ask(&mut self, scene: &Scene, reader: Actor, of: ConversationId) {
        let feeds = [
            FeedId::Conversation(of),
            FeedId::Receipts(of),
            FeedId::Account(reader.account),
        ];
        for feed in feeds {
            for since in [0, 1, 5] {
                self.0 += &serde_json::to_string(&scene.catch_up(reader, feed, since)).unwrap();
            }
        }
        for (before, after) in [(Some(99), None), (None, Some(0))] {
            let query = HistoryQuery {
                before,
                after,
                around: None,
                limit: 50,
            };
            let page = scene.server.history(&reader, of, query).unwrap();
            self.0 += &serde_json::to_string(&page).unwrap();
        }
        for sort in [FileSort::Pictures, FileSort::Links] {
            let query = FilesQuery {
                sort,
                before: None,
                limit: 50,
            };
            let limits = Limits::default();
            let page = scene
                .server
                .look(|tx| ready(files::of_conversation(tx, &reader, limits, of, query)));
            self.0 += &serde_json::to_string(&page.unwrap()).unwrap();
        }
    }
}

#[test]
fn who_joins_later_never_meets_what_was_before() {
    let mut scene = Scene::new();
    let (ana, ben, cleo) = (scene.ana, scene.ben, scene.cleo);
    let options = GroupOptions {
        from_joining: true,
        ..GroupOptions::default()
    };
    let of = group(&mut scene, options);
    let old = scene.says(ben, of, "SECRET https://secret.example");
    let photo = scene.photo(ben);
    let pictured = MessageId::from_number(scene.number());
    scene.does(
        ben,
        Command::SendMessage {
            id: pictured,
            conversation: of,
            body: RichText::plain("SECRET"),
            attachments: vec![photo],
            reply_to: None,
            forwarded: false,
            staff_only: false,
        },
    );
    add(&mut scene, of, cleo);
    let since = member(&scene, cleo, of, cleo).since;
    assert!(since > 0);
    assert_eq!(
        member(&scene, cleo, of, ben).since,
        0,
        "who was there from the beginning"
    );
    // Everything that is made of the old messages from now on.
    let mut wire = Wire::default();
    let (body, number) = (RichText::plain("SECRET again"), scene.number());
    let pin = |pinned| Command::PinMessage {
        conversation: of,
        message: old,
        pinned,
    };
    let react = Command::React {
        conversation: of,
        message: old,
        emoji: "🤫".into(),
        on: true,
    };
    let edit = Command::EditMessage {
        conversation: of,
        message: old,
        body,
    };
    let answer = Command::SendMessage {
        id: MessageId::from_number(number),
        conversation: of,
        body: RichText::plain("an answer"),
        attachments: Vec::new(),
        reply_to: Some(old),
        forwarded: false,
        staff_only: false,
    };
    for (who, command) in [
        (ana, pin(true)),
        (ben, react),
        (ben, edit),
        (ana, answer),
        (ana, pin(false)),
        (ana, pin(true)),
    ] {
        let id = CommandId::from_number(scene.number());
        let (done, told) = scene.submit(who, id, command);
        done.unwrap();
        // Ben gets all of it, and cleo's numbers have no hole.
        let pages = |who: &Actor| told.iter().map(|one| one.page_for(who)).collect::<Vec<_>>();
        assert!(pages(&ben).iter().any(|page| !page.changes.is_empty()));
        let heads = |pages: Vec<FeedPage>| pages.iter().map(|page| page.head).collect::<Vec<_>>();
        assert_eq!(heads(pages(&ben)), heads(pages(&cleo)));
        wire.hear(&scene, cleo, told);
        wire.ask(&scene, cleo, of);
    }
    assert!(wire.0.contains("an answer"));
    for hidden in [
        "SECRET",
        "secret",
        "🤫",
        &pictured.to_string(),
        &photo.to_string(),
    ] {
        assert!(!wire.0.contains(hidden), "{hidden}");
    }
    let seqs = messages(&scene, cleo, of).into_iter().map(|message| message.seq);
    assert!(seqs.min().unwrap() > since);
    // Nor can cleo do anything with it, whatever id she knows.
    for command in [
        Command::React {
            conversation: of,
            message: old,
            emoji: "👍".into(),
            on: true,
        },
        Command::StarMessage {
            conversation: of,
            message: old,
            starred: true,
            follow_up_at: None,
        },
        Command::SetDraft {
            conversation: of,
            text: "hm".into(),
            reply_to: Some(old),
        },
    ] {
        assert_eq!(scene.try_do(cleo, command), Err(ErrorCode::NotFound));
    }
    let around = HistoryQuery {
        before: None,
        after: None,
        around: Some(old),
        limit: 9,
    };
    assert!(scene.server.history(&cleo, of, around).is_err());
    let asked = vec![FileVariant {
        file: photo,
        variant: Variant::Full,
    }];
    let links = scene.server.look(|tx| ready(files::links(tx, &cleo, asked)));
    assert_eq!(links.unwrap(), []);
}

#[test]
fn who_comes_again_begins_anew_and_is_told_afresh() {
    let mut scene = Scene::new();
    let (ana, cleo) = (scene.ana, scene.cleo);
    let of = group(&mut scene, GroupOptions::default());
    add(&mut scene, of, cleo);
    scene.says(ana, of, "of the first time");
    let held = page(&scene, cleo, of).head;
    scene.does(cleo, Command::LeaveGroup { conversation: of });
    scene.says(ana, of, "without cleo");
    scene.does(ana, set(of, GroupSwitch::FromJoining(true)));
    add(&mut scene, of, cleo);
    scene.says(ana, of, "of the second time");
    // Her device was offline all the while: what it holds is replaced.
    let mut response = scene.catch_up(cleo, FeedId::Conversation(of), held);
    let page = response.pages.swap_remove(0);
    assert_eq!(page.snapshot_from, Some(1));
    let words = |page: &FeedPage| serde_json::to_string(page).unwrap();
    assert!(words(&page).contains("of the second time"));
    assert!(!words(&page).contains("of the first time") && !words(&page).contains("without cleo"));
    // And from there on it goes on as ever.
    let later = scene.says(ana, of, "later");
    let response = scene.catch_up(cleo, FeedId::Conversation(of), page.head);
    assert_eq!(response.pages[0].snapshot_from, None);
    assert!(words(&response.pages[0]).contains(&later.to_string()));
}

#[test]
fn hidden_members_are_names_to_owner_and_admins_only() {
    let mut scene = Scene::new();
    let (ana, ben, cleo) = (scene.ana, scene.ben, scene.cleo);
    let options = GroupOptions {
        hidden_members: true,
        ..GroupOptions::default()
    };
    let of = group(&mut scene, options);
    let mut wire = Wire::default();
    let id = CommandId::from_number(scene.number());
    let accounts = vec![cleo.account];
    let adding = Command::AddMembers {
        conversation: of,
        accounts,
    };
    let (done, told) = scene.submit(ana, id, adding);
    done.unwrap();
    wire.hear(&scene, ben, told);
    let naming = |scene: &mut Scene, who: Actor, text: &str| {
        let id = MessageId::from_number(scene.number());
        let end = text.find(' ').unwrap();
        Command::SendMessage {
            id,
            conversation: of,
            body: RichText {
                text: text.into(),
                spans: vec![Span {
                    start: 0,
                    end: u32::try_from(end).unwrap(),
                    kind: SpanKind::Mention { account: who.account },
                }],
            },
            attachments: Vec::new(),
            reply_to: None,
            forwarded: false,
            staff_only: false,
        }
    };
    for (who, command) in [
        (ana, naming(&mut scene, cleo, "@Cleo ran 5 km")),
        (ana, naming(&mut scene, ben, "@Ben ran 6 km")),
        (
            cleo,
            Command::Rename {
                name: "Cleopatra".into(),
            },
        ),
    ] {
        let id = CommandId::from_number(scene.number());
        let (done, told) = scene.submit(who, id, command);
        done.unwrap();
        wire.hear(&scene, ben, told);
        wire.ask(&scene, ben, of);
    }
    assert!(!wire.0.contains("Cleo"), "nowhere on the wire");
    assert!(wire.0.contains("@Member ran 5 km") && wire.0.contains("@Ben ran 6 km"));
    let name = |scene: &Scene, reader, of_whom| member(scene, reader, of, of_whom).name;
    assert_eq!(
        [ana, ben, cleo].map(|who| name(&scene, ben, who)),
        ["Ana", "Ben", "Member"]
    );
    assert_eq!(name(&scene, ana, cleo), "Cleopatra");
    // Who becomes admin learns the names, and is one; and so does everybody when they are not hidden any more.
    let tells = |scene: &mut Scene, reader: Actor, command| {
        let id = CommandId::from_number(scene.number());
        let (done, told) = scene.submit(ana, id, command);
        done.unwrap();
        let mut wire = Wire::default();
        wire.hear(scene, reader, told);
        wire.0
    };
    let told = tells(&mut scene, ben, role(of, ben, Role::Admin));
    assert!(told.contains("Cleopatra"));
    let told = tells(&mut scene, cleo, role(of, ben, Role::Member));
    assert!(!told.contains("\"Ben\""));
    let told = tells(&mut scene, cleo, set(of, GroupSwitch::HiddenMembers(false)));
    assert!(told.contains("\"Ben\""));
}
