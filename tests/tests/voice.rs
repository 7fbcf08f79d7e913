//! Voice notes, with a real microphone: what eSpeak says into the sound server is recorded by the app, sent, and decoded in Chromium; and
//! the other way round. Guide 4's second half.

use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use backing::{Likeness, Microphone, Sound, spoken};
use e2e::{Page, Practice, until};
use protocol::{Attachment, FileKind, Variant};
use serde_json::{Value, json};

const WORDS: &str = "Ben, please keep your back straight, and rest a whole minute between the sets.";
/// A speech codec, a resampler and a mouth of software lie between the two.
const SAME_LENGTH: std::ops::Range<f32> = 0.9..1.1;
const SAME_RHYTHM: f32 = 0.9;
const SAME_PITCH: f32 = 0.7;

async fn with_a_microphone(clients: &[&str]) -> Result<(Arc<Microphone>, Practice)> {
    let microphone = Arc::new(Microphone::start()?);
    let mut practice = Practice::with_clients(clients).await?;
    practice.stage.windows.hear_with(&microphone);
    Ok((microphone, practice))
}

/// Speaks, without keeping the scenario's thread.
async fn say(microphone: &Arc<Microphone>) -> Result<Sound> {
    let microphone = Arc::clone(microphone);
    Ok(tokio::task::spawn_blocking(move || microphone.say(WORDS)).await??)
}

/// The voice note of the newest message, as the server keeps it.
async fn kept(practice: &Practice) -> Result<Attachment> {
    let conversation = practice.conversation("Ben")?;
    until("a voice note", || async {
        let newest = practice.ana.newest(conversation).await?.pop();
        let file = newest.and_then(|message| message.attachments.into_iter().next());
        Ok(file.filter(|file| file.kind == FileKind::Voice))
    })
    .await
}

/// What Chromium decodes of a voice note: as its player hears it.
async fn decoded(practice: &Practice, page: &Page, file: &Attachment) -> Result<Sound> {
    let link = practice
        .ana
        .link(file.id, Variant::Full)
        .await?
        .context("a link")?;
    let script = "const decode = async () => {
            const bytes = await (await fetch(arguments[0])).arrayBuffer();
            const sound = await new OfflineAudioContext(1, 1, 16000).decodeAudioData(bytes);
            // A decoder may go a little beyond full scale, where a sound card clips.
            const clipped = sample => Math.max(-1, Math.min(1, sample));
            return [...sound.getChannelData(0)].map(sample => Math.round(clipped(sample) * 32767));
        };
        window.decoded = undefined;
        decode().then(samples => { window.decoded = samples }, error => { window.decoded = String(error) })";
    page.measure(script, vec![link.into()]).await?;
    until("Chromium has decoded it", || async {
        match page
            .measure(
                "return window.decoded === undefined ? null : window.decoded",
                vec![],
            )
            .await?
        {
            Value::Null => Ok(None),
            Value::String(error) => bail!("not decoded: {error}"),
            samples => {
                let samples: Vec<i16> = serde_json::from_value(samples)?;
                Ok(Some(Sound::new(16_000, &samples)))
            }
        }
    })
    .await
}

fn same_words(said: &Sound, heard: &Sound) -> Result<Likeness> {
    let likeness = said.likeness(heard);
    let same = SAME_LENGTH.contains(&likeness.length)
        && likeness.rhythm > SAME_RHYTHM
        && likeness.pitch > SAME_PITCH
        && likeness.louder_db.abs() < 6.0;
    ensure!(same, "other words: {likeness:?}");
    Ok(likeness)
}

async fn records(ana: &Page) -> Result<()> {
    ana.click("record").await?;
    ana.see("recording").await?;
    until("it records", || async {
        let time = ana.texts("record-time").await?;
        Ok(time.first().is_some_and(|time| time != "0:00").then_some(()))
    })
    .await
}

async fn stops_and_sends(page: &Page) -> Result<()> {
    page.click("record-stop").await?;
    page.see("voice-draft").await?;
    page.click("send").await
}

#[tokio::test]
async fn a_voice_note_is_recorded_in_the_app_and_heard_in_the_browser() -> Result<()> {
    let (microphone, mut practice) = with_a_microphone(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;

    records(&ana).await?;
    ben.see_with("conversation-state", "recording").await?;
    let said = say(&microphone).await?;
    stops_and_sends(&ana).await?;

    ben.see_attribute("voice-note", "data-fresh", "true").await?;
    let file = kept(&practice).await?;
    let heard = decoded(&practice, &ben, &file).await?;
    same_words(&said, &heard)?;
    let length = file.length_ms.context("a length")?;
    ensure!(
        length.abs_diff(heard.length_ms()) < 150,
        "{length} ms are promised"
    );
    ensure!(
        file.bytes * 60_000 / u64::from(length) < 250_000,
        "{} B for {length} ms",
        file.bytes
    );
    ensure!(file.waveform.is_some(), "no waveform");

    // Played, it is no longer fresh, and Ana sees it.
    ben.click("voice-play").await?;
    ben.see_attribute("voice-note", "data-fresh", "false").await?;
    ana.see_attribute("heard", "data-heard", "true").await
}

#[tokio::test]
async fn a_voice_note_is_recorded_in_the_browser_and_heard_in_the_app() -> Result<()> {
    let (_microphone, mut practice) = with_a_microphone(&["Ben"]).await?;
    let said = spoken(WORDS)?;
    let wav = practice.stage.windows.folder()?.join("words.wav");
    std::fs::write(&wav, said.to_wav())?;
    practice.stage.windows.browsers_hear(wav);
    let (ana, ben) = practice.ana_and_ben().await?;

    records(&ben).await?;
    // Twice the words: wherever it begins, all of them are in it once.
    let seconds = u64::from(said.length_ms()) * 2 / 1_000 + 1;
    until("all was said", || async {
        let time = ben.texts("record-time").await?.pop().unwrap_or_default();
        Ok((seconds_of(&time) > seconds).then_some(()))
    })
    .await?;
    stops_and_sends(&ben).await?;

    let file = kept(&practice).await?;
    ensure!(file.media_type == "audio/ogg", "{}", file.media_type);
    let heard = decoded(&practice, &ben, &file).await?;
    let likeness = said.likeness(&heard);
    ensure!(
        likeness.rhythm > SAME_RHYTHM && likeness.pitch > SAME_PITCH,
        "other words: {likeness:?}"
    );

    // The app plays it: time goes by.
    ana.click("voice-play").await?;
    until("it plays", || async {
        let at = ana.value("voice-slider").await?;
        Ok((at.parse::<u32>().unwrap_or_default() > 500).then_some(()))
    })
    .await
}

fn seconds_of(clock: &str) -> u64 {
    let (minutes, seconds) = clock.split_once(':').unwrap_or(("0", "0"));
    minutes.parse::<u64>().unwrap_or_default() * 60 + seconds.parse::<u64>().unwrap_or_default()
}

#[tokio::test]
async fn what_was_recorded_before_a_crash_waits_in_the_composer() -> Result<()> {
    let (microphone, mut practice) = with_a_microphone(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    records(&ana).await?;
    let said = say(&microphone).await?;
    let ana = ana.crash_and_restart().await?;
    ana.click("conversation-row").await?;
    ana.see("voice-draft").await?;
    ana.click("send").await?;
    ben.see("voice-note").await?;
    let file = kept(&practice).await?;
    let heard = decoded(&practice, &ben, &file).await?;
    let likeness = said.likeness(&heard);
    ensure!(
        likeness.rhythm > SAME_RHYTHM && likeness.length > 0.8,
        "not what was said: {likeness:?}"
    );
    Ok(())
}

#[tokio::test]
async fn a_voice_note_plays_on_while_one_looks_elsewhere() -> Result<()> {
    let (microphone, mut practice) = with_a_microphone(&["Ben"]).await?;
    let (ana, ben) = practice.ana_and_ben().await?;
    for number in 1..=2_usize {
        records(&ana).await?;
        say(&microphone).await?;
        stops_and_sends(&ana).await?;
        ben.see_texts("voice-note", "the next note", |notes| notes.len() == number)
            .await?;
    }
    // One click: the second follows by itself, and both have been listened to.
    ben.click("voice-play").await?;
    ben.click("rail-settings").await?;
    ben.see("mini-player").await?;
    let both = "return [...document.querySelectorAll('[data-testid=voice-note]')]
        .filter(note => note.dataset.fresh === 'false').length";
    ben.click("mini-show").await?;
    until("both were listened to", || async {
        Ok((ben.measure(both, vec![]).await? == json!(2)).then_some(()))
    })
    .await
}
