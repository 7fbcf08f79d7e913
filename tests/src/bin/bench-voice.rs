//! How long a voice note takes from the click that ends it until the server has it: the real app, a real microphone, ten seconds of speech.
//! The last line of stdout is JSON.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use backing::Microphone;
use e2e::{Practice, until};
use protocol::FileKind;

const WORDS: &str =
    "Keep your back straight, breathe out on the way up, and rest a whole minute between the sets.";
const ROUNDS: usize = 5;

#[tokio::main(flavor = "current_thread")]
#[expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a program that measures and prints figures"
)]
async fn main() -> Result<()> {
    let microphone = Arc::new(Microphone::start()?);
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    practice.stage.windows.hear_with(&microphone);
    let (ana, _ben) = practice.ana_and_ben().await?;
    let conversation = practice.conversation("Ben")?;
    let mut times = Vec::new();
    for round in 1..=ROUNDS {
        ana.click("record").await?;
        ana.see("recording").await?;
        let speaking = Arc::clone(&microphone);
        tokio::task::spawn_blocking(move || speaking.say(WORDS)).await??;
        let begin = Instant::now();
        ana.click("send").await?;
        until("the server has it", || async {
            let newest = practice.ana.newest(conversation).await?;
            let notes = newest.iter().flat_map(|message| &message.attachments);
            let heard = notes.filter(|file| file.kind == FileKind::Voice).count();
            Ok((heard == round).then_some(()))
        })
        .await?;
        times.push(begin.elapsed().as_secs_f64() * 1_000.0);
    }
    times.sort_by(f64::total_cmp);
    let middle = times.get(ROUNDS / 2).context("nothing was measured")?;
    println!("{{\"stop_to_sent_ms\":{middle:.0}}}");
    Ok(())
}
