//! Two people talk: the coach in the app, the client in Chromium. Live both ways, as typed, with what shows how far a
//! message has come.

use anyhow::Result;
use e2e::{Key, Practice};

const LINES: &str = "First line\nsecond line\n\nA paragraph  with two spaces";
const ALIVE: &str = "Well done 🎉👩🏽‍🚀";
const HEBREW: &str = "שלום, מה שלומך?";

#[tokio::test]
async fn messages_go_both_ways_live_and_as_they_were_written() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let ana = practice.anas_app().await?;
    let ben = practice.joins("Ben").await?;
    ana.open_conversation("Ben").await?;
    ben.click("conversation-row").await?;

    ana.send(LINES).await?;
    ben.see_last_message(LINES).await?;
    ben.send(ALIVE).await?;
    ana.see_last_message(ALIVE).await?;
    ana.send(HEBREW).await?;
    ben.see_last_message(HEBREW).await?;

    let seen = ana.see_messages(&[LINES, ALIVE, HEBREW]).await?;
    assert_eq!(
        seen.iter().map(|bubble| bubble.own).collect::<Vec<_>>(),
        [true, false, true]
    );
    let seen = ben.see_messages(&[LINES, ALIVE, HEBREW]).await?;
    assert_eq!(
        seen.iter().map(|bubble| bubble.own).collect::<Vec<_>>(),
        [false, true, false]
    );
    // Drawn with its lines, too, not only held with them.
    ben.see_with("message", "First line\nsecond line\n\nA paragraph")
        .await?;
    ana.see_with("message", "First line\nsecond line\n\nA paragraph")
        .await?;

    // Shift and Enter make a line; Enter sends.
    ben.write("composer", "one").await?;
    ben.press("composer", &[Key::Shift, Key::Enter]).await?;
    ben.write("composer", "two").await?;
    ben.press("composer", &[Key::Enter]).await?;
    ana.see_last_message("one\ntwo").await?;
    Ok(())
}

#[tokio::test]
async fn what_is_typed_as_markdown_is_drawn() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let ana = practice.anas_app().await?;
    let ben = practice.joins("Ben").await?;
    ana.open_conversation("Ben").await?;
    ben.click("conversation-row").await?;

    ana.send("**80 kg**, 3*5*2 and `x_y`: [plan](https://fit.example/plan)\n```\n<b>no markup</b>\n```")
        .await?;
    let text = "80 kg, 3*5*2 and x_y: plan\n<b>no markup</b>";
    for page in [&ana, &ben] {
        page.see_last_message(text).await?;
        let drawn = page
            .measure(
                "const last = [...document.querySelectorAll('[data-testid=message]')].at(-1);
                 const of = (what) => [...last.querySelectorAll(what)].map((one) => one.textContent).join();
                 return [of('strong'), of('.lines code'), of('pre'), of('a'), of('b'), last.querySelector('a').href];",
                Vec::new(),
            )
            .await?;
        assert_eq!(
            drawn,
            serde_json::json!([
                "80 kg",
                "x_y",
                "<b>no markup</b>",
                "plan",
                "",
                "https://fit.example/plan"
            ])
        );
    }
    Ok(())
}

#[tokio::test]
async fn the_mark_shows_how_far_a_message_has_come() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let ana = practice.anas_app().await?;
    ana.open_conversation("Ben").await?;

    practice.stage.server.kill().await?;
    ana.send("How was the run?").await?;
    ana.see_status("How was the run?", "waiting", "Waiting to send")
        .await?;

    practice.stage.server.start().await?;
    ana.see_status("How was the run?", "sent", "Sent").await?;

    let ben = practice.joins("Ben").await?;
    ana.see_status("How was the run?", "delivered", "Delivered")
        .await?;

    ben.click("conversation-row").await?;
    ben.see_last_message("How was the run?").await?;
    ana.see_status("How was the run?", "read", "Read").await
}

#[tokio::test]
async fn the_practice_decides_who_sees_what_was_read() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    ana.send("How was the run?").await?;
    ben.see_last_message("How was the run?").await?;
    ben.send("Long").await?;
    ana.see_last_message("Long").await?;
    let marks = async |at_ana: (&str, &str), at_ben: (&str, &str)| {
        ana.see_status("How was the run?", at_ana.0, at_ana.1).await?;
        ben.see_status("Long", at_ben.0, at_ben.1).await
    };
    let (read, sent) = (("read", "Read"), ("sent", "Sent"));
    marks(read, read).await?;

    let tablet = practice.stage.browser("ana-tablet").await?;
    tablet
        .sign_in_by_mail(&practice.stage.server, "ana@example.com")
        .await?;
    tablet.click("rail-settings").await?;
    let choose = async |choice: &str| {
        tablet.click(choice).await?;
        tablet.see_attribute(choice, "aria-checked", "true").await
    };
    choose("receipts-staff").await?;
    marks(read, sent).await?;
    choose("receipts-off").await?;
    marks(sent, sent).await?;

    // Without a connection the choice stands where it was put, and counts from when there is one again.
    practice.stage.server.kill().await?;
    choose("receipts-everyone").await?;
    practice.stage.server.start().await?;
    marks(read, read).await
}

#[tokio::test]
async fn a_reply_quotes_and_leads_to_what_it_answers() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    practice.ana_writes("Ben", "Squats: 3x5 at RPE 8").await?;
    for number in 1..=60 {
        practice.ana_writes("Ben", &format!("Note {number}")).await?;
    }
    let ana = practice.anas_app().await?;
    let ben = practice.joins("Ben").await?;
    ana.open_conversation("Ben").await?;
    ben.click("conversation-row").await?;

    ben.reply_to("Note 60").await?;
    ben.see_with("composer-banner", "Note 60").await?;
    ben.send("Got it").await?;
    ana.see_last_message("Got it").await?;
    ana.see_with("quote", "Note 60").await?;

    ana.reply_to("Got it").await?;
    ana.send("Great").await?;
    ben.see_last_message("Great").await?;
    ben.see_with("quote", "Got it").await?;
    ben.click_with("quote", "Note 60").await?;
    ben.see_lit("Note 60").await
}

#[tokio::test]
async fn one_sees_the_other_type() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let ana = practice.anas_app().await?;
    let ben = practice.joins("Ben").await?;
    ana.open_conversation("Ben").await?;
    ben.click("conversation-row").await?;

    ben.write("composer", "I am just").await?;
    ana.see_with("conversation-state", "typing").await?;
    ana.see_row("Ben", "says typing", |row| row.words.contains("typing"))
        .await?;

    // It ends by itself when nothing more is typed, and at once with the message.
    ana.see_row("Ben", "no longer says typing", |row| {
        !row.words.contains("typing")
    })
    .await?;
    ana.write("composer", "Take your time").await?;
    ben.see_with("conversation-state", "typing").await?;
    ana.press("composer", &[Key::Enter]).await?;
    ben.see_last_message("Take your time").await?;
    ben.see_row("Ana", "no longer says typing", |row| {
        !row.words.contains("typing")
    })
    .await?;
    Ok(())
}

#[tokio::test]
async fn unread_messages_are_counted_until_they_are_read() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben", "Cleo"]).await?;
    let ana = practice.anas_app().await?;
    let ben = practice.joins("Ben").await?;
    let cleo = practice.joins("Cleo").await?;
    ben.click("conversation-row").await?;
    cleo.click("conversation-row").await?;

    ana.open_conversation("Cleo").await?;
    ben.send("one").await?;
    ben.send("two").await?;
    ana.see_row("Ben", "2 unread", |row| {
        row.unread == "2" && row.words.contains("two")
    })
    .await?;
    cleo.send("hello").await?;
    ana.see_last_message("hello").await?;
    ana.see_row("Cleo", "nothing unread: it is open", |row| row.unread == "0")
        .await?;

    ana.open_conversation("Ben").await?;
    ana.see("new-line").await?;
    ana.see_row("Ben", "nothing unread", |row| row.unread == "0")
        .await?;

    // A hundred and more are 99+.
    cleo.click("rail-settings").await?;
    for number in 1..=101 {
        practice.ana_writes("Cleo", &format!("Tip {number}")).await?;
    }
    cleo.click("rail-inbox").await?;
    cleo.see_row("Ana", "99+", |row| row.words.contains("99+"))
        .await?;
    Ok(())
}

#[tokio::test]
async fn a_draft_is_there_after_a_reload_and_on_another_device() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben", "Cleo"]).await?;
    let ana = practice.anas_app().await?;
    let ben = practice.joins("Ben").await?;
    ben.click("conversation-row").await?;
    ben.write("composer", "Half a thou").await?;
    ben.reload().await?;
    ben.see("conversation-row").await?;
    ben.see_value("composer", "Half a thou").await?;

    ana.open_conversation("Ben").await?;
    ana.write("composer", "Dear Ben").await?;
    ana.open_conversation("Cleo").await?;
    ana.see_value("composer", "").await?;
    ana.see_row("Ben", "a draft", |row| row.words.contains("Draft: Dear Ben"))
        .await?;

    let ana = ana.crash_and_restart().await?;
    ana.see_row("Ben", "a draft", |row| row.words.contains("Draft: Dear Ben"))
        .await?;
    ana.open_conversation("Ben").await?;
    ana.see_value("composer", "Dear Ben").await?;

    let tablet = practice.stage.browser("ana-tablet").await?;
    tablet
        .sign_in_by_mail(&practice.stage.server, "ana@example.com")
        .await?;
    tablet
        .see_row("Ben", "the same draft", |row| {
            row.words.contains("Draft: Dear Ben")
        })
        .await?;
    Ok(())
}
