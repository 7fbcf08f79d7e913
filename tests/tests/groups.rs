//! Guide 5, sentence by sentence: an announcement group, with four people and five windows.

use anyhow::Result;
use e2e::{Page, Practice};

const READ_ONLY: &str = "Only admins can post in this announcement group.";

#[tokio::test]
async fn in_an_announcement_group_only_admins_post_until_they_let_others() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben", "Cleo", "Dan"]).await?;
    let ana = practice.anas_app().await?;
    let ben = practice.joins("Ben").await?;
    let cleo = practice.joins("Cleo").await?;
    let dan = practice.joins("Dan").await?;

    ana.click("new-conversation").await?;
    ana.click("new-announcement").await?;
    for name in ["Ben", "Cleo", "Dan"] {
        ana.click_with("picker-option", name).await?;
    }
    ana.write("group-name", "Race news").await?;
    ana.click("picker-submit").await?;
    ana.see_with("conversation-title", "Race news").await?;
    ana.send("The race is on Sunday").await?;

    for page in [&ben, &cleo, &dan] {
        page.click_with("conversation-row", "Race news").await?;
        page.see_last_message("The race is on Sunday").await?;
        page.see_with("read-only", READ_ONLY).await?;
        page.see_no("composer").await?;
    }
    // Who may only read still reacts.
    ben.react("The race is on Sunday", "👍").await?;
    ana.see_with("reaction", "👍").await?;

    // Ben may post now: at once, on the page that is open.
    ana.click("details-toggle").await?;
    menu_of(&ana, "Ben").await?;
    ana.click("member-let-post").await?;
    ben.send("I will be there").await?;
    ana.see_last_message("I will be there").await?;
    cleo.see_last_message("I will be there").await?;

    // Taken away while he types: the words are kept, and come back with the right.
    ben.write("composer", "Shall we all me").await?;
    menu_of(&ana, "Ben").await?;
    ana.click("member-read-only").await?;
    ben.see_with("read-only", READ_ONLY).await?;
    ben.see("draft-kept").await?;
    menu_of(&ana, "Ben").await?;
    ana.click("member-let-post").await?;
    ben.see_value("composer", "Shall we all me").await?;

    // An admin posts, whatever the switch says; the owner alone makes one.
    menu_of(&ana, "Cleo").await?;
    ana.click("member-make-admin").await?;
    cleo.send("Numbers are at the door").await?;
    dan.see_last_message("Numbers are at the door").await?;
    ana.see_with("member", "admin").await?;
    ana.see_with("member", "owner").await?;
    ana.see_with("member", "read-only").await?;

    // Whoever only reads has a way to the coach.
    dan.click("message-coach").await?;
    dan.send("I cannot come on Sunday").await?;
    ana.see_row("Dan", "his message", |row| row.words.contains("I cannot come"))
        .await
        .map(drop)
}

#[tokio::test]
async fn a_group_tells_what_happened_in_it() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben", "Cleo"]).await?;
    let ana = practice.anas_app().await?;
    let ben = practice.joins("Ben").await?;
    ana.click("new-conversation").await?;
    ana.click("new-group").await?;
    ana.click_with("picker-option", "Ben").await?;
    ana.write("group-name", "Runners").await?;
    ana.click("picker-submit").await?;
    ana.see_with("conversation-title", "Runners").await?;
    ben.click_with("conversation-row", "Runners").await?;
    ben.see_with("event", "Ana").await?;
    ana.click("details-toggle").await?;
    ana.click("rename-group").await?;
    ana.replace("group-name", "Walkers").await?;
    ana.replace("group-description-input", "Mondays at seven").await?;
    ana.click("edit-group-submit").await?;
    ben.see_with("conversation-title", "Walkers").await?;
    ben.see_with("event", "Walkers").await?;
    // What happened is not unread.
    ana.open_conversation("Ben").await?;
    ben.send("Good morning").await?;
    Ok(())
}

#[tokio::test]
async fn who_joins_later_sees_nothing_older_where_the_group_says_so() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben", "Cleo"]).await?;
    let ana = practice.anas_app().await?;
    let ben = practice.joins("Ben").await?;
    let cleo = practice.joins("Cleo").await?;
    ana.click("new-conversation").await?;
    ana.click("new-group").await?;
    ana.click_with("picker-option", "Ben").await?;
    ana.write("group-name", "Spring").await?;
    ana.click("group-options").await?;
    ana.click("option-history").await?;
    ana.click("picker-submit").await?;
    ana.see_with("conversation-title", "Spring").await?;
    ana.send("Only for the first ones").await?;
    ben.click_with("conversation-row", "Spring").await?;
    ben.see_last_message("Only for the first ones").await?;

    ana.click("details-toggle").await?;
    ana.click("add-members").await?;
    ana.click_with("picker-option", "Cleo").await?;
    ana.click("picker-submit").await?;
    ana.reply_to("Only for the first ones").await?;
    ana.send("For all of you").await?;
    cleo.click_with("conversation-row", "Spring").await?;
    cleo.see_messages(&["For all of you"]).await?;
    cleo.see_no("quote").await?;
    ben.see_messages(&["Only for the first ones", "For all of you"])
        .await?;
    Ok(())
}

/// The menu of a member in the details.
async fn menu_of(ana: &Page, name: &str) -> Result<()> {
    ana.click_called(&format!("Actions for {name}")).await
}
