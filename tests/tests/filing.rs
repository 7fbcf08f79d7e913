//! How one person files conversations, the same on all of that person's devices: Ana in the app and in a second browser.

use anyhow::Result;
use e2e::{Key, Practice, Row};

#[tokio::test]
async fn a_conversation_is_filed_on_all_devices_of_one_person() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben", "Cleo"]).await?;
    let ana = practice.anas_app().await?;
    let ben = practice.joins("Ben").await?;
    practice.ana_writes("Cleo", "A later one").await?;
    ana.open_conversation("Ben").await?;
    ana.click("details-toggle").await?;
    ana.click("file-pin").await?;
    let first = |wanted: &'static str| {
        move |titles: &[String]| titles.first().is_some_and(|title| title.contains(wanted))
    };
    ana.see_texts("conversation-row", "Ben first: pinned", first("Ben"))
        .await?;

    let tablet = practice.stage.browser("ana-tablet").await?;
    tablet
        .sign_in_by_mail(&practice.stage.server, "ana@example.com")
        .await?;
    tablet
        .see_texts("conversation-row", "Ben first there, too", first("Ben"))
        .await?;

    // Put away, it comes back with the next message.
    ana.click("file-pin").await?;
    ana.click("file-archive").await?;
    let no_ben = |titles: &[String]| titles.len() == 1;
    ana.see_texts("conversation-row", "only Cleo", no_ben).await?;
    tablet
        .see_texts("conversation-row", "only Cleo there, too", no_ben)
        .await?;
    ben.click("conversation-row").await?;
    ben.send("I am back").await?;
    tablet
        .see_texts("conversation-row", "Ben is back", first("Ben"))
        .await?;
    ana.see_texts("conversation-row", "Ben is back", first("Ben"))
        .await?;
    Ok(())
}

#[tokio::test]
async fn on_its_day_a_follow_up_brings_its_conversation_back_to_the_top() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben", "Cleo"]).await?;
    practice.ana_writes("Ben", "Ask about the blood test").await?;
    practice.ana_writes("Cleo", "A later one").await?;
    let ana = practice.stage.browser("ana-tablet").await?;
    ana.sign_in_by_mail(&practice.stage.server, "ana@example.com")
        .await?;
    ana.open_conversation("Ben").await?;
    ana.act_on("Ask about the blood test", "action-follow-up").await?;
    ana.click_with("follow-up-choice", "Tomorrow").await?;
    ana.click("rail-starred").await?;
    ana.see_with("kept", "Ask about the blood test").await?;
    ana.click("rail-inbox").await?;
    let first = |wanted: &'static str| {
        move |titles: &[String]| titles.first().is_some_and(|title| title.contains(wanted))
    };
    ana.see_texts(
        "conversation-row",
        "Cleo first: the day has not come",
        first("Cleo"),
    )
    .await?;

    ana.move_clock_by_days(2).await?;
    practice.ana_writes("Cleo", "The latest").await?;
    ana.see_row("Cleo", "the latest", |row| row.words.contains("The latest"))
        .await?;
    ana.see_texts("conversation-row", "Ben first: it is due", first("Ben"))
        .await?;
    ana.see_row("Ben", "says so", |row| row.words.contains("to follow up"))
        .await?;

    // Until it is dealt with.
    ana.open_conversation("Ben").await?;
    ana.act_on("Ask about the blood test", "action-follow-up").await?;
    ana.click("follow-up-off").await?;
    ana.see_texts("conversation-row", "Cleo first again", first("Cleo"))
        .await?;
    Ok(())
}

#[tokio::test]
async fn escape_marks_a_conversation_as_read() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    for number in 1..=60 {
        practice.ana_writes("Ben", &format!("Note {number}")).await?;
    }
    let ben = practice.joins("Ben").await?;
    let unread = |of: &'static str| move |row: &Row| row.unread == of;
    ben.see_row("Ana", "60 unread", unread("60")).await?;
    ben.click("conversation-row").await?;
    // It opens where reading stopped: what is further down has not been read by that.
    ben.see("new-line").await?;
    ben.see_row("Ana", "not all read", |row| {
        row.unread != "60" && row.unread != "0"
    })
    .await?;
    ben.press("composer", &[Key::Escape]).await?;
    ben.see_row("Ana", "all read", unread("0")).await?;
    Ok(())
}

#[tokio::test]
async fn the_list_is_searched_and_walked_by_keys() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben", "Cleo", "Zoë"]).await?;
    for name in ["Ben", "Cleo", "Zoë"] {
        practice.ana_writes(name, "Hello").await?;
    }
    let ana = practice.stage.browser("ana-tablet").await?;
    ana.sign_in_by_mail(&practice.stage.server, "ana@example.com")
        .await?;
    ana.open_conversation("Ben").await?;
    let search = [Key::Control, Key::Shift, Key::Letter('F')];
    ana.press("composer", &search).await?;
    ana.see_focus("search", "").await?;
    ana.press_there(&[Key::Down]).await?;
    ana.see_focus("conversation-row", "Zoë").await?;
    ana.press_there(&[Key::Down]).await?;
    ana.see_focus("conversation-row", "Cleo").await?;

    // All rows are one stop: Tab leads out, and back to where one was.
    ana.press_there(&[Key::Tab]).await?;
    let outside = "return document.activeElement.matches('[data-testid=conversation-row]')";
    assert_eq!(ana.measure(outside, Vec::new()).await?, false);
    ana.press_there(&[Key::Shift, Key::Tab]).await?;
    ana.see_focus("conversation-row", "Cleo").await?;

    // Where the list is not on the screen, the switcher is what looks for names.
    ana.click("rail-settings").await?;
    ana.press("rail-settings", &search).await?;
    ana.see("switcher-search").await?;
    Ok(())
}
