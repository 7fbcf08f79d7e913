//! The demo practice on disk, and the ways in.

use super::*;
use crate::doctor;

#[test]
fn the_practice_is_made_once_and_passes_the_doctor() {
    let data = tempfile::tempdir().unwrap();
    let config = Config::new(data.path());
    prepare(&config).unwrap();
    prepare(&config).unwrap();
    assert_eq!(Admin::open(&config).unwrap().workspaces().unwrap().len(), 1);
    for finding in doctor::data(data.path()) {
        assert!(finding.is_fine(), "{finding}");
    }
    forget(&config).unwrap();
    assert!(Admin::open(&config).unwrap().workspaces().unwrap().is_empty());
}

#[test]
fn links_are_fresh_and_the_token_is_kept() {
    let data = tempfile::tempdir().unwrap();
    let config = Config::new(data.path());
    prepare(&config).unwrap();
    let one = links(&config, "http://127.0.0.1:1").unwrap();
    let other = links(&config, "http://127.0.0.1:1").unwrap();
    assert!(one.coach.starts_with("http://127.0.0.1:1/join#"), "{}", one.coach);
    assert_ne!(one.coach, other.coach);
    assert_ne!(one.coach, one.client);

    let token = coach_token(&config, None).unwrap();
    assert_eq!(coach_token(&config, Some(&token)).unwrap(), token);
    assert_ne!(coach_token(&config, Some("no token of ours")).unwrap(), token);
}

#[test]
fn somebody_elses_practice_is_left_alone() {
    let data = tempfile::tempdir().unwrap();
    let config = Config::new(data.path());
    let mut admin = Admin::open(&config).unwrap();
    admin
        .create_workspace("Fit with Ana", 200, "Ana", "ana@fit.example")
        .unwrap();
    prepare(&config).unwrap();
    let said = links(&config, "http://127.0.0.1:1").unwrap_err().to_string();
    assert!(said.contains("--fresh"), "{said}");
}

#[test]
fn the_inbox_is_recent_and_has_links_and_replies() {
    let now = Timestamp(1_780_000_000_000);
    let story = story(now);
    let messages = || story.conversations.iter().flat_map(|one| &one.messages);
    let newest = messages().map(|message| message.sent_at).max().unwrap();
    assert!(newest < now && now.since(newest) < 10 * MINUTE_MS);
    assert!(messages().any(|message| !message.body.spans.is_empty()), "a link");
    assert!(messages().any(|message| message.reply_to.is_some()), "a reply");
    assert!(!story.drafts.is_empty());
}
