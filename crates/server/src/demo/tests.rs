//! The demo practice on disk, and the ways in.

use super::*;
use crate::doctor;
use crate::hosted::Embedded;

fn open(config: &Config) -> Admin<Embedded> {
    Admin::on(Embedded::open(config).unwrap().0)
}

#[tokio::test]
async fn the_practice_is_made_once_and_passes_the_doctor() {
    let data = tempfile::tempdir().unwrap();
    let config = Config::new(data.path());
    let admin = open(&config);
    prepare(&admin).await.unwrap();
    prepare(&admin).await.unwrap();
    assert_eq!(admin.workspaces().await.unwrap().len(), 1);
    admin.close().await.unwrap();
    for finding in doctor::data(data.path()) {
        assert!(finding.is_fine(), "{finding}");
    }
    forget(&config).unwrap();
    assert!(open(&config).workspaces().await.unwrap().is_empty());
}

#[tokio::test]
async fn links_are_fresh_and_the_token_is_kept() {
    let data = tempfile::tempdir().unwrap();
    let admin = open(&Config::new(data.path()));
    prepare(&admin).await.unwrap();
    let one = links(&admin, "http://127.0.0.1:1").await.unwrap();
    let other = links(&admin, "http://127.0.0.1:1").await.unwrap();
    assert!(one.coach.starts_with("http://127.0.0.1:1/join#"), "{}", one.coach);
    assert_ne!(one.coach, other.coach);
    assert_ne!(one.coach, one.client);

    let token = coach_token(&admin, None).await.unwrap();
    assert_eq!(coach_token(&admin, Some(&token)).await.unwrap(), token);
    let other = coach_token(&admin, Some("no token of ours")).await.unwrap();
    assert_ne!(other, token);
}

#[tokio::test]
async fn somebody_elses_practice_is_left_alone() {
    let data = tempfile::tempdir().unwrap();
    let admin = open(&Config::new(data.path()));
    let made = admin.create_workspace("Fit with Ana", 200, "Ana", "ana@fit.example");
    made.await.unwrap();
    prepare(&admin).await.unwrap();
    let said = links(&admin, "http://127.0.0.1:1").await.unwrap_err().to_string();
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
    for shared in [true, false] {
        assert!(story.templates.iter().any(|template| template.shared == shared));
    }
}
