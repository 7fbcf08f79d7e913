//! What coaches know of their clients and clients do not: tags, groups that fill themselves, notes.

use anyhow::{Result, ensure};
use e2e::Practice;

#[tokio::test]
async fn a_note_among_coaches_never_reaches_the_client() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    // By the button, in the browser as in the app.
    ben.write("composer", "My knee hurts").await?;
    ben.click("send").await?;
    ana.see_last_message("My knee hurts").await?;
    ana.click("note-switch").await?;
    ana.see_with("note-line", "Ben doesn't").await?;
    ana.write("composer", "Ask Dora for her physio").await?;
    ana.click("send").await?;
    ana.see_last_message("Ask Dora for her physio").await?;
    ana.click("note-off").await?;
    ana.see_no("note-line").await?;
    ana.send("Rest for a week").await?;

    ben.see_messages(&["My knee hurts", "Rest for a week"]).await?;
    ben.reload().await?;
    ben.see_messages(&["My knee hurts", "Rest for a week"]).await?;
    let all = "return document.documentElement.outerHTML";
    let page = ben.measure(all, vec![]).await?.to_string();
    ensure!(!page.contains("physio"), "the note is in the client's page");
    Ok(())
}

#[tokio::test]
async fn a_group_with_a_rule_fills_itself_by_tags() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben", "Cleo"]).await?;
    let ana = practice.anas_app().await?;
    let ben = practice.joins("Ben").await?;

    ana.click("rail-clients").await?;
    ana.click("manage-tags").await?;
    ana.write("tag-name", "Online").await?;
    ana.click("tag-save").await?;
    ana.see_with("tag-row", "Online").await?;
    ana.press_there(&[e2e::Key::Escape]).await?;

    ana.click("rail-inbox").await?;
    ana.click("new-conversation").await?;
    ana.click("new-group").await?;
    ana.write("group-name", "Online group").await?;
    ana.click("filling-tags").await?;
    ana.click_with("filling-tag", "Online").await?;
    ana.click("picker-submit").await?;
    ana.see_with("conversation-title", "Online group").await?;
    ana.send("Welcome").await?;

    // Tagged, Ben is in it at once; and out again.
    ana.click("rail-clients").await?;
    ana.click_with("client-row", "Ben").await?;
    ana.click("tag-add").await?;
    ana.click_with("tag-choice", "Online").await?;
    ana.press_there(&[e2e::Key::Escape]).await?;
    ben.see_row("Online group", "it is there", |_| true).await?;
    ana.see_with("tag-chip", "Online").await?;
    ana.click("tag-off").await?;
    ben.see_texts("conversation-row", "only the coach", |rows| rows.len() == 1)
        .await
        .map(drop)
}

#[tokio::test]
async fn a_client_s_profile_has_the_same_conversation() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    ben.send("Good morning").await?;
    ana.see_last_message("Good morning").await?;
    ana.click("rail-clients").await?;
    ana.click_with("client-row", "Ben").await?;
    ana.click("profile-chat").await?;
    ana.see_messages(&["Good morning"]).await?;
    ana.send("Good morning, Ben").await?;
    ben.see_messages(&["Good morning", "Good morning, Ben"]).await?;
    Ok(())
}
