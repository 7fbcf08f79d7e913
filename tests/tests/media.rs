//! Photos and documents between Ana in the app and Ben in Chromium: guide 4's first half, sentence by sentence.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use e2e::{Handing, Page, Practice, samples, until};
use protocol::{Attachment, FileKind, Variant};
use serde_json::json;

/// What the server keeps of the newest message's first file.
async fn kept(practice: &Practice, name: &str) -> Result<Attachment> {
    let conversation = practice.conversation(name)?;
    until("the newest message has a file", || async {
        let newest = practice.ana.newest(conversation).await?.pop();
        Ok(newest.and_then(|message| message.attachments.into_iter().next()))
    })
    .await
}

/// Waits until the last message shows as many pictures, each of them loaded.
async fn see_pictures(page: &Page, count: usize) -> Result<()> {
    let script = "const last = [...document.querySelectorAll('[data-testid=message]')].pop();
        const pictures = [...(last?.querySelectorAll('[data-testid=picture][data-shown=true]') || [])];
        const loaded = image => image.complete && image.naturalWidth > 0;
        return pictures.filter(picture => [...picture.querySelectorAll('img')].every(loaded)).length";
    until(&format!("{count} pictures"), || async {
        let shown = page.measure(script, Vec::new()).await?;
        Ok((shown == json!(count)).then_some(()))
    })
    .await
}

/// Chooses files, and waits until all of them are in the composer.
async fn attach(page: &Page, files: &[PathBuf]) -> Result<()> {
    page.choose_files("attach-input", files).await?;
    see_tray(page, files.len()).await
}

fn two_photos(practice: &Practice) -> Result<[PathBuf; 2]> {
    let folder = practice.stage.windows.folder()?;
    Ok([
        samples::photo(&folder, "one.jpg", [200, 40, 40])?,
        samples::photo(&folder, "two.jpg", [40, 200, 40])?,
    ])
}

async fn see_tray(page: &Page, count: usize) -> Result<()> {
    page.see_texts("tray-item", &format!("{count} files that wait"), |items| {
        items.len() == count
    })
    .await
    .map(drop)
}

#[tokio::test]
async fn a_photo_with_words_reaches_the_client() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    let folder = practice.stage.windows.folder()?;
    let photo = samples::photo_of_a_phone(&folder)?;
    ensure!(
        std::fs::read(&photo)?.windows(4).any(|bytes| bytes == b"Exif"),
        "the photo tells where it was taken"
    );
    attach(&ana, &[photo]).await?;
    ana.send("Your knee from the front").await?;
    ben.see_last_message("Your knee from the front").await?;
    see_pictures(&ben, 1).await?;
    see_pictures(&ana, 1).await?;

    // Upright, without the camera's notes, and small enough to be looked at in a list.
    let file = kept(&practice, "Ben").await?;
    ensure!(file.kind == FileKind::Photo, "{file:?}");
    for variant in [Variant::Full, Variant::Thumbnail] {
        let link = practice.ana.link(file.id, variant).await?.context("a link")?;
        let bytes = practice.ana.bytes(&link).await?.context("the photo")?;
        ensure!(
            !bytes.windows(4).any(|bytes| bytes == b"Exif"),
            "notes of the camera"
        );
        let image = image::load_from_memory(&bytes)?.to_rgb8();
        let (width, height) = image.dimensions();
        ensure!(
            (height * 2).abs_diff(width * 3) < 4,
            "{width} x {height} is not upright"
        );
        let above = image.get_pixel(width / 2, height / 8);
        let below = image.get_pixel(width / 2, height - height / 8);
        ensure!(above[0] > 150 && below[2] > 150, "{above:?} above {below:?}");
    }
    Ok(())
}

#[tokio::test]
async fn files_can_be_pasted_and_dropped() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    let folder = practice.stage.windows.folder()?;
    let red = samples::photo(&folder, "red.jpg", [200, 40, 40])?;
    let blue = samples::photo(&folder, "blue.jpg", [40, 40, 200])?;
    ben.hand_over("composer", Handing::Paste, &red).await?;
    see_tray(&ben, 1).await?;
    ben.hand_over("timeline", Handing::Drop, &blue).await?;
    see_tray(&ben, 2).await?;
    ben.send("Two of them").await?;
    see_pictures(&ana, 2).await?;

    ana.hand_over("composer", Handing::Paste, &blue).await?;
    see_tray(&ana, 1).await?;
    ana.send("And one").await?;
    ben.see_last_message("And one").await?;
    see_pictures(&ben, 1).await
}

#[tokio::test]
async fn files_wait_in_the_composer_until_they_are_sent() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    let files = two_photos(&practice)?;
    attach(&ana, &files).await?;
    ana.click("tray-remove").await?;
    see_tray(&ana, 1).await?;

    let ana = ana.crash_and_restart().await?;
    ana.open_conversation("Ben").await?;
    see_tray(&ana, 1).await?;
    ana.send("Only this one").await?;
    ben.see_last_message("Only this one").await?;
    see_pictures(&ben, 1).await?;

    // A browser keeps them over a reload as well.
    attach(&ben, &files).await?;
    ben.reload().await?;
    see_tray(&ben, 2).await?;
    ben.send("Both").await?;
    ana.see_last_message("Both").await?;
    see_pictures(&ana, 2).await
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused_before_it_is_sent() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (_ana, ben) = practice.ana_and_ben().await?;
    let large = practice.stage.windows.folder()?.join("training.mov");
    // Longer than the limit, and no byte on the disk.
    std::fs::File::create(&large)?.set_len(101 * 1_024 * 1_024)?;
    ben.choose_files("attach-input", &[large]).await?;
    ben.see_with("tray-refused", "100").await?;
    ben.see_no("tray-item").await
}

#[tokio::test]
async fn a_document_is_saved_as_it_was_sent() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    let plan = samples::document(&practice.stage.windows.folder()?, "plan März 2026.bin", 300_000)?;
    ben.choose_files("attach-input", std::slice::from_ref(&plan))
        .await?;
    see_tray(&ben, 1).await?;
    ben.send("The plan").await?;
    ana.see_with("document", "plan März").await?;
    ana.click("document-save").await?;
    let home = practice.stage.windows.home("ana")?;
    saved(&home, &plan).await
}

/// Waits until a folder holds a file of the same name and bytes.
async fn saved(folder: &Path, original: &Path) -> Result<()> {
    let name = original.file_name().context("a name")?;
    let bytes = std::fs::read(original)?;
    until("the file is saved", || async {
        let there = std::fs::read(folder.join(name)).ok();
        Ok(there.filter(|there| *there == bytes).map(drop))
    })
    .await
}

#[tokio::test]
async fn a_large_file_arrives_whole_though_the_server_was_killed() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    let film = samples::document(&practice.stage.windows.folder()?, "squats.bin", 24_000_000)?;
    ana.choose_files("attach-input", std::slice::from_ref(&film))
        .await?;
    see_tray(&ana, 1).await?;
    practice.stage.server.kill().await?;
    ana.send("My squats").await?;
    ana.send("And how I felt").await?;
    let texts = ["My squats", "And how I felt"];
    ana.see_messages(&texts).await?;
    practice.stage.server.start().await?;
    // Cut off once more while pieces are on their way.
    until("pieces come", || async {
        let shown = ana.texts("document").await?;
        Ok((!shown.iter().any(|words| words.contains(" 0 B of"))).then_some(()))
    })
    .await?;
    practice.stage.server.kill().await?;
    let ana = ana.crash_and_restart().await?;
    practice.stage.server.start().await?;
    ana.open_conversation("Ben").await?;

    ben.see_messages(&texts).await?;
    let file = kept_of(&practice, "My squats").await?;
    let link = practice
        .ana
        .link(file.id, Variant::Full)
        .await?
        .context("a link")?;
    let bytes = practice.ana.bytes(&link).await?.context("the film")?;
    ensure!(
        bytes == std::fs::read(&film)?,
        "{} bytes of another file",
        bytes.len()
    );
    Ok(())
}

/// The file of the message with these words.
async fn kept_of(practice: &Practice, text: &str) -> Result<Attachment> {
    let messages = practice.ana.newest(practice.conversation("Ben")?).await?;
    let message = messages.into_iter().find(|message| message.body.text == text);
    message
        .and_then(|message| message.attachments.into_iter().next())
        .context("a message with a file")
}

#[tokio::test]
async fn a_message_is_taken_back_while_its_files_are_on_their_way() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    let film = samples::document(&practice.stage.windows.folder()?, "wrong.bin", 3_000_000)?;
    practice.stage.server.kill().await?;
    attach(&ana, &[film]).await?;
    ana.send("The wrong one").await?;
    ana.see("document").await?;
    ana.click("cancel-upload").await?;
    ana.see_no("document").await?;
    // It is in the composer again, words and file.
    ana.see_value("composer", "The wrong one").await?;
    see_tray(&ana, 1).await?;
    ana.click("tray-remove").await?;
    ana.replace("composer", "Never mind").await?;
    ana.press("composer", &[e2e::Key::Enter]).await?;
    practice.stage.server.start().await?;
    ben.see_messages(&["Never mind"]).await.map(drop)
}

#[tokio::test]
async fn photos_are_looked_at_large() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    let files = two_photos(&practice)?;
    attach(&ana, &files).await?;
    ana.send("Before and after").await?;
    for page in [&ben, &*ana] {
        see_pictures(page, 2).await?;
        page.click("tile").await?;
        page.see("viewer-picture").await?;
        page.see_no("viewer-before").await?;
        page.press("viewer", &[e2e::Key::Right]).await?;
        page.see("viewer-before").await?;
        page.press("viewer", &[e2e::Key::Escape]).await?;
        page.see_no("viewer").await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_files_of_a_conversation_are_found_by_sort() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    let folder = practice.stage.windows.folder()?;
    let photo = samples::photo(&folder, "one.jpg", [200, 40, 40])?;
    let plan = samples::document(&folder, "plan.bin", 2_000)?;
    attach(&ben, &[photo]).await?;
    ben.send("A photo").await?;
    attach(&ben, &[plan]).await?;
    ben.send("A plan, see https://example.org/plan").await?;
    ana.see_with("document", "plan").await?;
    ana.click("details-toggle").await?;
    ana.click("open-media").await?;
    ana.see("media-picture").await?;
    ana.click("media-files").await?;
    ana.see_with("media-row", "plan").await?;
    ana.click("media-links").await?;
    ana.see_with("media-row", "example.org").await.map(drop)
}

#[tokio::test]
async fn the_files_of_a_deleted_message_are_gone() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    let photo = samples::photo(&practice.stage.windows.folder()?, "one.jpg", [200, 40, 40])?;
    attach(&ben, &[photo]).await?;
    ben.send("Not for you").await?;
    see_pictures(&ana, 1).await?;
    let file = kept(&practice, "Ben").await?;
    let link = practice
        .ana
        .link(file.id, Variant::Full)
        .await?
        .context("a link")?;
    ensure!(practice.ana.bytes(&link).await?.is_some(), "it is there");

    ben.act_on("Not for you", "action-delete").await?;
    ben.click("confirm").await?;
    ana.see_no("tile").await?;
    ben.see_no("tile").await?;
    until("the bytes are gone", || async {
        Ok(practice.ana.bytes(&link).await?.is_none().then_some(()))
    })
    .await?;
    ensure!(
        practice.ana.link(file.id, Variant::Full).await?.is_none(),
        "a link"
    );
    Ok(())
}

#[tokio::test]
async fn an_emoji_is_chosen_by_search() -> Result<()> {
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    ana.click("emoji-open").await?;
    ana.write("emoji-search", "flexed").await?;
    ana.click_with("emoji", "💪").await?;
    ana.see_value("composer", "💪").await?;
    ana.press("composer", &[e2e::Key::Enter]).await?;
    ben.see_messages(&["💪"]).await.map(drop)
}
