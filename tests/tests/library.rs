//! The vault and saved messages, in the real app: what a coach keeps, and sends again.

use anyhow::Result;
use e2e::{Key, Practice, samples};

const FIRST: &str = "picture";

#[tokio::test]
async fn a_file_of_the_vault_is_sent_to_a_client() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    let folder = practice.stage.windows.folder()?;
    let photo = samples::photo(&folder, "squat.jpg", [200, 90, 40])?;

    ana.click("rail-vault").await?;
    ana.choose_files("vault-input", &[photo]).await?;
    ana.see_with("vault-item", "squat").await?;
    ana.click("vault-new-folder").await?;
    ana.write("folder-name", "Technique").await?;
    ana.click("folder-save").await?;
    ana.see_with("vault-folder", "Technique").await?;

    // From the conversation, by the paper clip.
    ana.click("rail-inbox").await?;
    ana.open_conversation("Ben").await?;
    ana.click("attach").await?;
    ana.click("attach-vault").await?;
    ana.click_with("pick-item", "squat").await?;
    ana.click("pick-take").await?;
    ana.see("tray-item").await?;
    ana.send("As deep as this").await?;
    ben.see_last_message("As deep as this").await?;
    ben.see(FIRST).await?;

    // What was sent stays when the vault lets go.
    ana.click("rail-vault").await?;
    ana.click("vault-more").await?;
    ana.click("vault-delete").await?;
    ana.click("confirm").await?;
    ana.see_no("vault-item").await?;
    ben.reload().await?;
    ben.see_last_message("As deep as this").await?;
    ben.see(FIRST).await.map(drop)
}

#[tokio::test]
async fn what_a_client_sent_is_saved_to_the_vault() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    let plan = samples::document(&practice.stage.windows.folder()?, "plan.pdf", 40_000)?;
    ben.choose_files("attach-input", &[plan]).await?;
    ben.see("tray-item").await?;
    ben.send("My old plan").await?;
    ana.see_last_message("My old plan").await?;
    ana.act_on("My old plan", "action-keep").await?;
    ana.replace("keep-name", "Plan of Ben").await?;
    ana.click("keep-save").await?;

    // It stays when the message is deleted, and every device of a coach has it.
    ben.act_on("My old plan", "action-delete").await?;
    ben.click("confirm").await?;
    let tablet = practice.stage.browser("ana-tablet").await?;
    tablet
        .sign_in_by_mail(&practice.stage.server, "ana@example.com")
        .await?;
    tablet.click("rail-vault").await?;
    tablet.see_with("vault-item", "Plan of Ben").await.map(drop)
}

#[tokio::test]
async fn a_saved_message_is_filled_for_whom_it_is_used() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben Okafor"]).await?;
    let ana = practice.anas_app().await?;
    let ben = practice.joins("Ben Okafor").await?;
    ben.click("conversation-row").await?;

    ana.click("rail-templates").await?;
    ana.click("new-template").await?;
    ana.write("template-name", "welcome").await?;
    ana.write("template-text", "Hi {first_name}, see you in {group_name}!")
        .await?;
    ana.click("template-save").await?;
    ana.see_with("template-row", "welcome").await?;

    ana.click("rail-inbox").await?;
    ana.open_conversation("Ben Okafor").await?;
    ana.write("composer", "/wel").await?;
    ana.see_with("suggestion", "welcome").await?;
    ana.press("composer", &[Key::Enter]).await?;
    ana.see_value("composer", "Hi Ben, see you in {group_name}!")
        .await?;

    // Nothing goes out half filled; what is open is selected, to write over.
    ana.press("composer", &[Key::Enter]).await?;
    ana.see_with("left-open", "{group_name}").await?;
    ana.write("composer", "the gym").await?;
    ana.see_value("composer", "Hi Ben, see you in the gym!").await?;
    ana.press("composer", &[Key::Enter]).await?;
    ben.see_messages(&["Hi Ben, see you in the gym!"]).await?;
    ana.see_no("left-open").await
}
