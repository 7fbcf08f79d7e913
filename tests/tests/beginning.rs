//! The dialog "New conversation": one client opens the conversation that is there, several people make a group.

use anyhow::Result;
use e2e::{Key, Practice};

#[tokio::test]
async fn one_person_opens_the_direct_conversation() -> Result<()> {
    let practice = Practice::with_clients(&["Ben", "Cleo", "Chloé"]).await?;
    let ana = practice.anas_app().await?;
    ana.click("new-conversation").await?;

    // By any part of a name or address, accents folded.
    ana.write("picker-search", "chloe").await?;
    ana.see_texts(
        "picker-option",
        "Chloé alone",
        |options| matches!(options, [one] if one.contains("Chloé")),
    )
    .await?;
    ana.replace("picker-search", "ben@exa").await?;
    ana.see_texts(
        "picker-option",
        "Ben alone",
        |options| matches!(options, [one] if one.contains("Ben")),
    )
    .await?;

    // Enter takes, Enter again opens.
    ana.press("picker-search", &[Key::Enter]).await?;
    ana.see_with("picker-chip", "Ben").await?;
    ana.press("picker-search", &[Key::Enter]).await?;
    ana.see_with("conversation-title", "Ben").await?;
    ana.see_no("picker-search").await?;
    assert_eq!(
        ana.texts("conversation-row").await?.len(),
        3,
        "opened, not made a second time"
    );
    Ok(())
}

#[tokio::test]
async fn several_people_make_a_group_that_all_of_them_see() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben", "Cleo", "Dora"]).await?;
    let ana = practice.anas_app().await?;
    let ben = practice.joins("Ben").await?;
    let cleo = practice.joins("Cleo").await?;
    let dora = practice.joins("Dora").await?;

    ana.click("new-conversation").await?;
    ana.click_with("picker-option", "Ben").await?;
    ana.click_with("picker-option", "Cleo").await?;
    ana.write("group-name", "Spring cohort").await?;
    ana.click("picker-submit").await?;
    ana.see_with("conversation-title", "Spring cohort").await?;
    ana.send("Welcome, both").await?;

    for page in [&ben, &cleo] {
        page.open_conversation("Spring cohort").await?;
        page.see_messages(&["Welcome, both"]).await?;
    }
    ben.send("Hi").await?;
    cleo.see_messages(&["Welcome, both", "Hi"]).await?;
    ana.see_messages(&["Welcome, both", "Hi"]).await?;
    // All that came to Ben before has come to Dora's device too, had it been for her.
    practice.ana_writes("Dora", "Just for you").await?;
    dora.see_row("Ana", "has its message", |row| row.words.contains("Just for you"))
        .await?;
    assert_eq!(
        dora.texts("conversation-row").await?.len(),
        1,
        "who is not in the group does not see it"
    );
    Ok(())
}
