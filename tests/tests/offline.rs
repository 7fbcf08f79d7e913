//! Without a server: it is said, what is written waits, and goes out later, once and in order, whatever happens to app,
//! browser and server meanwhile.

use anyhow::Result;
use e2e::Practice;

#[tokio::test]
async fn what_is_written_offline_goes_out_in_order_and_once() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let ana = practice.anas_app().await?;
    let ben = practice.joins("Ben").await?;
    ana.open_conversation("Ben").await?;
    ben.click("conversation-row").await?;
    ana.send("before").await?;
    ben.see_last_message("before").await?;

    practice.stage.server.kill().await?;
    for page in [&*ana, &ben] {
        page.see_with("connection-line", "Offline since").await?;
    }
    for text in ["a1", "a2", "a3"] {
        ana.send(text).await?;
        ana.see_status(text, "waiting", "Waiting to send").await?;
    }
    ben.send("b1").await?;
    ben.send("b2").await?;
    ana.see_with("connection-line", "3 waiting").await?;

    practice.stage.server.start().await?;
    for page in [&*ana, &ben] {
        page.see_no("connection-line").await?;
    }
    ben.see_status("b2", "read", "Read").await?;
    ana.see_status("a3", "read", "Read").await?;
    let order = |bubbles: Vec<e2e::Bubble>| bubbles.into_iter().map(|bubble| bubble.text).collect::<Vec<_>>();
    let wanted = |texts: &[String]| {
        let of = |who: char| {
            texts
                .iter()
                .filter(|text| text.starts_with(who) && text.len() == 2)
                .cloned()
                .collect::<Vec<_>>()
        };
        texts.len() == 6 && of('a') == ["a1", "a2", "a3"] && of('b') == ["b1", "b2"]
    };
    let at_ana = order(
        ana.see_messages_so("all six, in order", |texts| wanted(texts))
            .await?,
    );
    let at_ben = order(
        ben.see_messages_so("all six, in order", |texts| wanted(texts))
            .await?,
    );
    assert_eq!(at_ana, at_ben, "one order for both");
    Ok(())
}

#[tokio::test]
async fn the_app_opens_at_once_with_what_it_had_and_loses_nothing_unsent() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    practice.ana_writes("Ben", "from before").await?;
    let ana = practice.anas_app().await?;
    let ben = practice.joins("Ben").await?;
    ben.click("conversation-row").await?;
    ana.open_conversation("Ben").await?;
    ana.see_messages(&["from before"]).await?;

    practice.stage.server.kill().await?;
    ana.send("unsent one").await?;
    ana.send("unsent two").await?;

    // Killed without a warning, and opened while there is still no server.
    let ana = ana.crash_and_restart().await?;
    ana.open_conversation("Ben").await?;
    ana.see_messages(&["from before", "unsent one", "unsent two"])
        .await?;
    ana.see_status("unsent two", "waiting", "Waiting to send").await?;
    ana.see_with("connection-line", "Offline since").await?;

    practice.stage.server.start().await?;
    ben.see_messages(&["from before", "unsent one", "unsent two"])
        .await?;
    ana.see_status("unsent two", "read", "Read").await?;
    ana.see_messages(&["from before", "unsent one", "unsent two"])
        .await?;
    Ok(())
}

#[tokio::test]
async fn what_is_written_offline_in_the_browser_goes_out_after_the_browser_was_closed() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let ana = practice.anas_app().await?;
    ana.open_conversation("Ben").await?;
    let ben = practice.joins("Ben").await?;
    ben.click("conversation-row").await?;
    ben.send("sent").await?;
    ana.see_last_message("sent").await?;

    practice.stage.server.kill().await?;
    ben.send("unsent one").await?;
    ben.send("unsent two").await?;
    ben.see_status("unsent two", "waiting", "Waiting to send").await?;
    ben.close().await?;

    practice.stage.server.start().await?;
    let ben = practice.stage.browser("ben").await?;
    ben.see("conversation-row").await?;
    ana.see_messages(&["sent", "unsent one", "unsent two"]).await?;
    Ok(())
}

#[tokio::test]
async fn what_the_server_refuses_stays_and_is_retried_or_discarded() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben", "Cleo"]).await?;
    let ana = practice.anas_app().await?;
    let ben = practice.joins("Ben").await?;
    ana.click("new-conversation").await?;
    ana.click_with("picker-option", "Ben").await?;
    ana.click_with("picker-option", "Cleo").await?;
    ana.write("group-name", "Spring cohort").await?;
    ana.click("picker-submit").await?;
    ana.see_with("conversation-title", "Spring cohort").await?;
    ben.open_conversation("Spring cohort").await?;
    ben.send("sent").await?;
    ana.see_messages(&["sent"]).await?;

    // While Ben is away, with two messages unsent, the group goes into the archive.
    practice.stage.server.kill().await?;
    ben.send("one").await?;
    ben.send("two").await?;
    ben.see_status("two", "waiting", "Waiting to send").await?;
    ben.close().await?;
    practice.stage.server.start().await?;
    ana.see_no("connection-line").await?;
    ana.click("details-toggle").await?;
    ana.click("archive-group").await?;
    ana.click("confirm").await?;
    ana.see("read-only").await?;

    let ben = practice.stage.browser("ben").await?;
    ben.click_with("conversation-row", "Spring cohort").await?;
    for text in ["one", "two"] {
        ben.see_status(text, "failed", "Couldn't send").await?;
    }
    ana.click("archive-group").await?;
    ana.click("confirm").await?;
    ben.see("composer").await?;
    ana.see_messages(&["sent"]).await?;
    ben.click("retry").await?;
    ana.see_messages(&["sent", "one"]).await?;
    ben.click("discard").await?;
    ben.see_value("composer", "two").await?;
    ben.see_messages(&["sent", "one"]).await?;
    Ok(())
}
