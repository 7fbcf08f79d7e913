//! How people come in: a coach opens a practice, signs in by mail in browser and app, invites a client; the client
//! joins by the link and finds the conversation.

use anyhow::Result;
use e2e::{Practice, ServerStart, Stage};

#[tokio::test]
async fn a_coach_opens_a_practice_and_comes_back_by_mail() -> Result<()> {
    let mut stage = Stage::new(ServerStart::Empty).await?;
    let ana = stage.browser("ana").await?;
    ana.click_words("Open a practice").await?;
    ana.write("practice-name", "Northstar Coaching").await?;
    ana.write("your-name", "Ana Berger").await?;
    ana.write("sign-in-email", "ana@example.com").await?;
    ana.click("create-start").await?;
    ana.see("sign-in-code").await?;
    ana.write(
        "sign-in-code",
        &stage.server.mailed_code("ana@example.com").await?,
    )
    .await?;
    ana.see("new-conversation").await?;

    // The session is kept over a reload and over a restart of the browser.
    ana.reload().await?;
    ana.see("new-conversation").await?;
    ana.close().await?;
    let ana = stage.browser("ana").await?;
    ana.see("new-conversation").await?;

    // Another device of hers: a wrong code says so and changes nothing, the right one lets her in.
    let phone = stage.browser("ana-phone").await?;
    phone.write("sign-in-email", "ana@example.com").await?;
    phone.click("sign-in-submit").await?;
    phone.see("sign-in-code").await?;
    let right = stage.server.mailed_code("ana@example.com").await?;
    let wrong = if right == "123456" { "654321" } else { "123456" };
    phone.write("sign-in-code", wrong).await?;
    phone.see("trouble").await?;
    phone.see_value("sign-in-code", "").await?;
    phone.write("sign-in-code", &right).await?;
    phone.see("new-conversation").await?;

    // Signing out ends it here and nowhere else.
    phone.click("rail-settings").await?;
    phone.click("sign-out").await?;
    phone.click("confirm").await?;
    phone.see("sign-in-email").await?;
    phone.reload().await?;
    phone.see("sign-in-email").await?;
    ana.reload().await?;
    ana.see("new-conversation").await?;
    Ok(())
}

#[tokio::test]
async fn a_coach_signs_in_to_the_app_with_a_server_of_her_own() -> Result<()> {
    let practice = Practice::with_clients(&["Ben"]).await?;
    let app = practice.stage.app("ana", None).await?;
    app.click("another-server").await?;
    app.replace("server-url", &practice.stage.server.url).await?;
    app.click("server-submit").await?;
    app.sign_in_by_mail(&practice.stage.server, "ana@example.com")
        .await?;
    app.see_row("Ben", "is there", |_| true).await?;

    // And stays signed in.
    let app = app.crash_and_restart().await?;
    app.see_row("Ben", "is there", |_| true).await?;
    Ok(())
}

#[tokio::test]
async fn a_client_joins_by_the_link_and_finds_what_was_written_before() -> Result<()> {
    let mut practice = Practice::with_clients(&["Cleo"]).await?;
    let ana = practice.anas_app().await?;

    ana.click("rail-clients").await?;
    ana.click("invite").await?;
    ana.write("invite-name", "Ben Okafor").await?;
    ana.click("invite-submit").await?;
    ana.see("invite-code").await?;
    let link = ana.texts("invite-link").await?.concat();
    ana.click("open-chat").await?;
    ana.see_with("conversation-title", "Ben Okafor").await?;
    ana.send("Welcome, Ben!\n\nHow did the first week go?").await?;

    let ben = practice.stage.windows.browser("ben").await?;
    ben.go(&link).await?;
    ben.click("join-submit").await?;
    ben.click("conversation-row").await?;
    ben.see_messages(&["Welcome, Ben!\n\nHow did the first week go?"])
        .await?;
    assert_eq!(
        ben.texts("conversation-row").await?.len(),
        1,
        "exactly one conversation, and not Cleo's"
    );

    // The link has done its work: whoever else has it does not get in.
    let stranger = practice.stage.windows.browser("stranger").await?;
    stranger.go(&link).await?;
    stranger.click("join-submit").await?;
    stranger.see("trouble").await?;

    // Cleo was invited before; her own conversation is there as well.
    let cleo = practice.joins("Cleo").await?;
    assert_eq!(cleo.texts("conversation-row").await?.len(), 1);
    Ok(())
}
