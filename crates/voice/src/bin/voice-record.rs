//! Records with the real microphone, by hand or for a test: `voice-record NOTE.part NOTE.ogg [MICROPHONE]`. It says on its output what it
//! hears, and takes `pause`, `resume`, `finish` and `cancel` on its input. Without arguments it lists the microphones.

use std::io::BufRead;
use std::path::PathBuf;

use voice::{Heard, Recording, microphones};

const LONGEST_MS: u32 = 15 * 60 * 1_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(part), Some(file)) = (arguments.next(), arguments.next()) else {
        for microphone in microphones()? {
            println!("{}\t{}", microphone.id, microphone.name);
        }
        return Ok(());
    };
    let microphone = arguments.next().map(|id| id.to_string_lossy().into_owned());
    let recording = Recording::begin(&part, microphone, LONGEST_MS, |heard| match heard {
        Heard::Level { level, length_ms } => println!("level {level} {length_ms}"),
        Heard::Stopped(error) => println!("stopped {error}"),
    })?;
    println!("recording");
    for word in std::io::stdin().lock().lines() {
        match word?.as_str() {
            "pause" => recording.pause(true),
            "resume" => recording.pause(false),
            "cancel" => {
                recording.cancel();
                println!("cancelled");
                return Ok(());
            }
            _ => break,
        }
    }
    let note = recording.finish()?;
    std::fs::write(file, note.ogg())?;
    println!("finished {}", note.length_ms());
    Ok(())
}
