//! Measures what a minute of speech weighs as a voice note, and how long it takes to encode: of a part on the disk, as after a crash; while it is
//! recorded, the same work is done bit by bit.
//!
//! Prints the figures, as one line of JSON, last to stdout. Needs eSpeak.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program that measures and prints figures"
)]

use std::error::Error;
use std::time::Instant;

const WORDS: &str =
    "Keep your back straight, breathe out on the way up, and rest a whole minute between the sets.";
const SECONDS: usize = 60;
const ROUNDS: usize = 7;

fn main() -> Result<(), Box<dyn Error>> {
    let spoken = backing::spoken(WORDS)?.to_wav();
    let folder = tempfile::tempdir()?;
    let part = folder.path().join("minute.part");
    write_a_minute(&spoken, &part)?;
    let (mut times, mut bytes) = (Vec::new(), 0);
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        let note = voice::recover(&part)?;
        times.push(begin.elapsed().as_secs_f64() * 1_000.0);
        if note.length_ms().abs_diff(60_000) > 100 {
            return Err(format!("a minute became {} ms", note.length_ms()).into());
        }
        bytes = note.ogg().len();
    }
    times.sort_by(f64::total_cmp);
    let middle = times.get(ROUNDS / 2).ok_or("nothing was measured")?;
    println!("{{\"voice_60s_bytes\":{bytes},\"voice_encode_ms\":{middle:.1}}}");
    Ok(())
}

/// The words again and again, at the rate of a recording.
fn write_a_minute(spoken: &[u8], to: &std::path::Path) -> Result<(), Box<dyn Error>> {
    let mut reader = hound::WavReader::new(spoken)?;
    let from = f64::from(reader.spec().sample_rate);
    let samples: Vec<i16> = reader.samples::<i16>().collect::<Result<_, _>>()?;
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: voice::RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(to, spec)?;
    for number in 0..SECONDS * voice::RATE as usize {
        // Between two samples a straight line.
        let place = number as f64 * from / f64::from(voice::RATE);
        let at = |offset: usize| {
            samples
                .get((place as usize + offset) % samples.len().max(1))
                .copied()
        };
        let (left, right) = (at(0).ok_or("no sound")?, at(1).ok_or("no sound")?);
        let (left, right) = (f64::from(left), f64::from(right));
        writer.write_sample((left + (right - left) * place.fract()) as i16)?;
    }
    Ok(writer.finalize()?)
}
