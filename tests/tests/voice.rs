//! Voice notes, with a real microphone: what eSpeak says into the sound server is recorded by the app, sent, and decoded in Chromium; and
//! the other way round. Guide 4's second half.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use backing::{Likeness, Microphone, Sound, spoken};
use e2e::{App, Page, Practice, until};
use protocol::{Attachment, FileKind, Variant};
use serde_json::{Value, json};

const WORDS: &str = "Ben, please keep your back straight, and rest a whole minute between the sets.";
/// A speech codec, a resampler and a mouth of software lie between the two.
const SAME_LENGTH: std::ops::Range<f32> = 0.9..1.1;
const SAME_RHYTHM: f32 = 0.9;
const SAME_PITCH: f32 = 0.7;

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
            return [...sound.getChannelData(0)].map(sample => Math.round(sample * 32767));
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

async fn records(ana: &App) -> Result<()> {
    ana.click("record").await?;
    ana.see("recording").await?;
    until("it records", || async {
        let time = ana.texts("record-time").await?;
        Ok(time.first().is_some_and(|time| time != "0:00").then_some(()))
    })
    .await
}

#[tokio::test]
async fn a_voice_note_is_recorded_in_the_app_and_heard_in_the_browser() -> Result<()> {
    let microphone = Arc::new(Microphone::start()?);
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let ana = practice.anas_app_with(microphone.environment()).await?;
    let ben = practice.joins("Ben").await?;
    ana.open_conversation("Ben").await?;
    ben.click("conversation-row").await?;

    records(&ana).await?;
    ben.see_with("conversation-state", "recording").await?;
    let said = say(&microphone).await?;
    ana.click("record-stop").await?;
    ana.see("voice-draft").await?;
    ana.click("send").await?;

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
    let microphone = Microphone::start()?;
    let said = spoken(WORDS)?;
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let wav = practice.stage.windows.folder()?.join("words.wav");
    write_wav(&wav, &said)?;
    practice.stage.windows.hear(wav);
    let ana = practice.anas_app_with(microphone.environment()).await?;
    let ben = practice.joins("Ben").await?;
    ana.open_conversation("Ben").await?;
    ben.click("conversation-row").await?;

    ben.click("record").await?;
    ben.see("recording").await?;
    // Twice the words: wherever it begins, all of them are in it once.
    let seconds = u64::from(said.length_ms()) * 2 / 1_000 + 1;
    until("all was said", || async {
        let time = ben.texts("record-time").await?.pop().unwrap_or_default();
        Ok((seconds_of(&time) > seconds).then_some(()))
    })
    .await?;
    ben.click("record-stop").await?;
    ben.see("voice-draft").await?;
    ben.click("send").await?;

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

/// 16 bit, mono.
fn write_wav(path: &Path, sound: &Sound) -> Result<()> {
    let samples = sound.samples.iter().map(|sample| (sample * 32_767.0) as i16);
    let data: Vec<u8> = samples.flat_map(i16::to_le_bytes).collect();
    let length = u32::try_from(data.len())?;
    let rate = sound.rate;
    let mut file = b"RIFF".to_vec();
    file.extend((36 + length).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend([1, 0, 1, 0]);
    file.extend(rate.to_le_bytes());
    file.extend((rate * 2).to_le_bytes());
    file.extend([2, 0, 16, 0]);
    file.extend(b"data");
    file.extend(length.to_le_bytes());
    file.extend(data);
    Ok(std::fs::write(path, file)?)
}

#[tokio::test]
async fn what_was_recorded_before_a_crash_waits_in_the_composer() -> Result<()> {
    let microphone = Arc::new(Microphone::start()?);
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    let ana = practice.anas_app_with(microphone.environment()).await?;
    let ben = practice.joins("Ben").await?;
    ana.open_conversation("Ben").await?;
    ben.click("conversation-row").await?;
    records(&ana).await?;
    let said = say(&microphone).await?;
    let ana = ana.crash_and_restart().await?;
    ana.open_conversation("Ben").await?;
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
    let microphone = Arc::new(Microphone::start()?);
    let mut practice = Practice::with_clients(&["Ben", "Cleo"]).await?;
    let ana = practice.anas_app_with(microphone.environment()).await?;
    let ben = practice.joins("Ben").await?;
    ana.open_conversation("Ben").await?;
    ben.click("conversation-row").await?;
    for number in 1..=2_usize {
        records(&ana).await?;
        say(&microphone).await?;
        ana.click("record-stop").await?;
        ana.see("voice-draft").await?;
        ana.click("send").await?;
        ben.see_texts("voice-note", "the next note", |notes| notes.len() == number)
            .await?;
    }
    // One click: the second follows by itself, and both have been listened to.
    ben.click("voice-play").await?;
    ben.see_no("mini-player").await?;
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
