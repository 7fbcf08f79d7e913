//! What one does to a message, told sentence by sentence of the third guide and of the first one's replies and reactions: the coach
//! in the app, the client in Chromium.

use anyhow::Result;
use e2e::{Key, Practice};
use serde_json::json;

#[tokio::test]
async fn an_edit_is_seen_by_all_at_once() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;

    ana.send("Squat **80 kg**").await?;
    ben.see_last_message("Squat 80 kg").await?;

    ben.reply_to("Squat 80 kg").await?;
    ben.send("On it").await?;
    ana.see_with("quote", "Squat 80 kg").await?;

    // Up in an empty field edits the last own message, as it was typed.
    ana.press("composer", &[Key::Up]).await?;
    ana.see_value("composer", "Squat **80 kg**").await?;
    ana.replace("composer", "Squat **85 kg**").await?;
    ana.press("composer", &[Key::Enter]).await?;
    for page in [&*ana, &ben] {
        page.see_messages(&["Squat 85 kg", "On it"]).await?;
        page.see_with("message", "edited").await?;
        page.see_with("quote", "Squat 85 kg").await?;
    }

    // Escape leaves, and what was half written before is there again.
    ana.write("composer", "Half a thou").await?;
    ana.act_on("Squat 85 kg", "action-edit").await?;
    ana.see_value("composer", "Squat **85 kg**").await?;
    ana.press("composer", &[Key::Escape]).await?;
    ana.see_value("composer", "Half a thou").await?;

    // What it said before, with the number that changed.
    ana.act_on("Squat 85 kg", "action-history").await?;
    ana.see_with("version", "80 → 85 kg").await?;
    Ok(())
}

#[tokio::test]
async fn of_two_devices_that_edit_a_message_the_later_one_wins() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    ana.send("Squat 80 kg").await?;
    let tablet = practice.stage.browser("ana-tablet").await?;
    tablet
        .sign_in_by_mail(&practice.stage.server, "ana@example.com")
        .await?;
    tablet.open_conversation("Ben").await?;

    // Both have begun before either has saved.
    for page in [&*ana, &tablet] {
        page.act_on("Squat 80 kg", "action-edit").await?;
        page.see_value("composer", "Squat 80 kg").await?;
    }
    ana.replace("composer", "Squat 85 kg").await?;
    ana.press("composer", &[Key::Enter]).await?;
    tablet.see_messages(&["Squat 85 kg"]).await?;
    tablet.see_value("composer", "Squat 80 kg").await?;
    tablet.replace("composer", "Squat 90 kg").await?;
    tablet.press("composer", &[Key::Enter]).await?;
    for page in [&*ana, &tablet, &ben] {
        page.see_messages(&["Squat 90 kg"]).await?;
    }
    ana.act_on("Squat 90 kg", "action-history").await?;
    ana.see_with("version", "85 → 90 kg").await?;
    ana.press_there(&[Key::Escape]).await?;
    ana.see_no("version").await?;

    // Deleted on the one while it is edited on the other: that is said, and the words stay in the field, to be sent anew.
    tablet.act_on("Squat 90 kg", "action-edit").await?;
    tablet.replace("composer", "Squat 95 kg").await?;
    ana.act_on("Squat 90 kg", "action-delete").await?;
    ana.click("confirm").await?;
    tablet.see_with("message", "Message deleted").await?;
    tablet.press("composer", &[Key::Enter]).await?;
    tablet.see_with("toast", "deleted").await?;
    tablet.see_no("composer-banner").await?;
    tablet.see_value("composer", "Squat 95 kg").await?;
    tablet.press("composer", &[Key::Enter]).await?;
    ben.see_messages(&["", "Squat 95 kg"]).await?;
    Ok(())
}

#[tokio::test]
async fn a_deleted_message_is_gone_everywhere() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;

    ben.send("My knee hurts").await?;
    ana.see_last_message("My knee hurts").await?;
    ana.reply_to("My knee hurts").await?;
    ana.send("Rest today").await?;
    ana.react("My knee hurts", "👍").await?;
    ben.see_with("quote", "My knee hurts").await?;
    ben.see_of_message("My knee hurts", "all('reaction')", json!(["👍 1"]))
        .await?;

    ben.act_on("My knee hurts", "action-delete").await?;
    ben.see_with("message", "My knee hurts").await?; // not before it is confirmed
    ben.click("confirm").await?;
    for page in [&*ana, &ben] {
        page.see_messages(&["", "Rest today"]).await?;
        page.see_with("message", "Message deleted").await?;
        page.see_with("quote", "Message deleted").await?;
        page.see_no("reaction").await?;
    }

    // A coach takes down words of a client: the stub says who did it.
    ben.send("Something rude").await?;
    ana.see_last_message("Something rude").await?;
    ana.act_on("Something rude", "action-delete").await?;
    ana.click("confirm").await?;
    ben.see_with("message", "Deleted by Ana").await?;
    Ok(())
}

#[tokio::test]
async fn reactions_are_counted_and_taken_back() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    ben.send("Done!").await?;
    ana.see_last_message("Done!").await?;

    ana.react("Done!", "🎉").await?;
    ben.see_of_message("Done!", "all('reaction')", json!(["🎉 1"]))
        .await?;
    ben.click_with("reaction", "🎉").await?;
    for page in [&*ana, &ben] {
        page.see_of_message("Done!", "all('reaction')", json!(["🎉 2"]))
            .await?;
    }
    ana.click_with("reaction", "🎉").await?;
    for page in [&*ana, &ben] {
        page.see_of_message("Done!", "all('reaction')", json!(["🎉 1"]))
            .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_pinned_message_is_at_hand_for_all() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    practice.ana_writes("Ben", "The plan of the week").await?;
    for number in 1..=60 {
        practice.ana_writes("Ben", &format!("Note {number}")).await?;
    }
    let (ana, ben) = practice.ana_and_ben().await?;
    // To the beginning by a reply, which leads there.
    ana.see_with("message", "Note 60").await?;
    ana.send("See the plan").await?;
    ben.see_last_message("See the plan").await?;
    ben.act_on("See the plan", "action-pin").await?;
    ana.see_with("pinned-bar", "See the plan").await?;

    // Far from it, a click on the bar leads there, and a button back.
    for number in 1..=60 {
        practice.ana_writes("Ben", &format!("More {number}")).await?;
    }
    ana.see_last_message("More 60").await?;
    ana.click("pinned-jump").await?;
    ana.see_lit("See the plan").await?;
    ana.click("jump-back").await?;
    ana.see_with("message", "More 60").await?;

    ben.click("pinned-jump").await?;
    ben.see_lit("See the plan").await?;
    ben.act_on("See the plan", "action-pin").await?;
    ana.see_no("pinned-bar").await
}

#[tokio::test]
async fn a_starred_message_is_found_again() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    ben.send("Allergic to nuts").await?;
    ana.see_last_message("Allergic to nuts").await?;
    ana.act_on("Allergic to nuts", "action-star").await?;
    ana.click("rail-starred").await?;
    ana.see_with("kept", "Allergic to nuts").await?;

    // On the other device as well; and it is Ana's alone.
    let tablet = practice.stage.browser("ana-tablet").await?;
    tablet
        .sign_in_by_mail(&practice.stage.server, "ana@example.com")
        .await?;
    tablet.click("rail-starred").await?;
    tablet.click_with("kept-open", "Allergic to nuts").await?;
    tablet.see_lit("Allergic to nuts").await?;
    ben.click("rail-starred").await?;
    ben.see_no("kept").await
}

#[tokio::test]
async fn forwarding_asks_before_words_of_one_client_reach_another() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben", "Cleo"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    let cleo = practice.joins("Cleo").await?;
    ben.send("My blood values").await?;
    ana.see_last_message("My blood values").await?;

    ana.act_on("My blood values", "action-forward").await?;
    ana.click_with("forward-option", "Cleo").await?;
    ana.click("forward-submit").await?;
    ana.see_with("forward-question", "Ben").await?;
    ana.click("forward-yes").await?;
    cleo.click("conversation-row").await?;
    cleo.see_last_message("My blood values").await?;
    cleo.see_with("message", "Forwarded").await?;
    Ok(())
}

#[tokio::test]
async fn message_info_says_who_has_read_it() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    ana.send("Are you there?").await?;
    ben.see_last_message("Are you there?").await?;
    ana.see_status("Are you there?", "read", "Read").await?;
    ana.act_on("Are you there?", "action-info").await?;
    ana.see_with("seen-sum", "1").await?;
    ana.see_with("seen-person", "Ben").await?;
    Ok(())
}

#[tokio::test]
async fn a_message_is_copied_plain_and_as_markdown() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    ana.send("**80 kg** now").await?;
    ben.see_last_message("80 kg now").await?;
    // What the page hands to the clipboard: a browser without a person in front of it does not let anybody read it back.
    let listen = "navigator.clipboard.writeText = async (text) => { window.handed = text; }";
    ben.measure(listen, Vec::new()).await?;
    for (act, words) in [
        ("action-copy", "80 kg now"),
        ("action-copy-markdown", "**80 kg** now"),
    ] {
        ben.act_on("80 kg now", act).await?;
        ben.see_of_message("80 kg now", "window.handed", json!(words))
            .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_message_is_reached_and_answered_by_keys_alone() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    ana.send("Ready?").await?;
    ben.see_last_message("Ready?").await?;
    for page in [&*ana, &ben] {
        page.press("message", &[Key::Letter('r')]).await?;
        page.see_with("composer-banner", "Ready?").await?;
        page.press("composer", &[Key::Escape]).await?;
        page.see_no("composer-banner").await?;
        page.press("message", &[Key::Enter]).await?;
        page.see("action-forward").await?;
        page.press("action-forward", &[Key::Escape]).await?;
        page.see_no("action-forward").await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_swipe_to_the_right_begins_a_reply() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    ana.send("Ready?").await?;
    ben.see_last_message("Ready?").await?;
    ben.swipe("message", 120.0).await?;
    ben.see_with("composer-banner", "Ready?").await?;
    Ok(())
}
