//! Saved messages: filled for whom they are used, shared and unshared, and what becomes of their words when the server says no.

use engine::ui::{KeptFile, Request};
use protocol::{Change, ErrorCode, FeedId, Template};

use crate::files::{PHOTO, looked_at, photo, plan};
use crate::library::{GROUP, PRACTICE, ana, template};
use crate::support::{ANA, TALK};

#[test]
fn a_template_is_filled_for_whom_it_is_used() {
    let mut ana = ana();
    let text = "Hi {first_name|all}, **{coach_name}** here. `{first_name}` {group_name}";
    let closing = Template {
        files: vec![looked_at(&plan())],
        ..template(2, "See you, {first_name|you}!")
    };
    let changes = vec![Change::Template(template(1, text)), Change::Template(closing)];
    ana.page(PRACTICE, 0, changes);
    ana.ask(Request::Open { conversation: TALK });
    assert_eq!(
        ana.use_template(TALK, 1),
        "Hi Ben, **Ana** here. `{first_name}` {group_name}"
    );
    assert_eq!(
        ana.use_template(GROUP, 1),
        "Hi all, **Ana** here. `{first_name}` Monday runs"
    );
    ana.write("Hi Ben `{first_name}` {group_name}");
    let refusal = ana.refusal();
    assert_eq!(refusal.message, "Fill in {group_name} before sending.");
    assert!(ana.sent.is_empty());
    ana.write("Hi Ben `{first_name}`");
    assert!(ana.reply.take().unwrap().is_ok());
    assert_eq!(ana.use_template(TALK, 2), "See you, Ben!");
    assert_eq!(ana.tray.len(), 1);
}

#[test]
fn a_template_that_is_shared_leaves_ones_own_in_whatever_order_that_comes() {
    let mut ana = ana();
    let own = FeedId::Account(ANA);
    let mine = Template {
        owner: Some(ANA),
        rev: 40,
        ..template(1, "mine")
    };
    let left = Template {
        text: String::new(),
        deleted: true,
        rev: 41,
        ..mine.clone()
    };
    ana.page(own, 0, vec![Change::Template(mine.clone())]);
    assert_eq!(ana.library.templates, std::slice::from_ref(&mine));
    // Of another feed: its numbers are not to be compared.
    let shared = template(1, "for all");
    ana.page(PRACTICE, 0, vec![Change::Template(shared.clone())]);
    ana.page(own, 1, vec![Change::Template(left)]);
    assert_eq!(ana.library.templates, std::slice::from_ref(&shared));
    let ana = ana.restarted();
    assert_eq!(ana.library.templates, [shared]);
}

#[test]
fn words_of_a_template_that_is_refused_are_not_lost() {
    let mut ana = ana();
    ana.save(
        None,
        "hi",
        "Hi {first_name}, well done",
        vec![KeptFile::Staged(photo())],
    );
    let id = ana.library.templates[0].id;
    ana.bring_all();
    ana.refused(ErrorCode::Taken, "You have one with that name.");
    assert!(ana.library.templates.is_empty());
    assert_eq!(
        ana.troubles,
        [
            "\u{201c}/hi\u{201d} couldn't be saved. You have one with that name. You wrote: \u{201c}Hi {first_name}, well done\u{201d}"
        ]
    );
    assert_eq!(ana.forgotten, [PHOTO]);
    ana.save(Some(id), "hi", "again", Vec::new());
    assert_eq!(ana.refusal().code, ErrorCode::NotFound);
}
