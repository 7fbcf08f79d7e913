//! How one person files conversations, the same on all of that person's devices: Ana in the app and in a second browser.

use anyhow::Result;
use e2e::Practice;

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
