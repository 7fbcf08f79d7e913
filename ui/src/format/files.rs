//! Files in words: how large, how long, what they are. Knows no bytes.

use engine::ui::{Media, Preview, Quote, TimelineItem};
use protocol::{Attachment, FileKind, NewFile};

use super::events::event_words;
use super::words::count;

/// "640 B", "12 kB", "2.4 MB": as a limit of 100 MB is meant, a MB is 1,024 times 1,024 bytes.
pub(crate) fn size(bytes: u64) -> String {
    const STEP: f64 = 1_024.0;
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    let mut amount = bytes as f64 / STEP;
    for unit in ["kB", "MB", "GB"] {
        // 999.6 would be said as 1000.
        if amount < 999.5 || unit == "GB" {
            return if amount < 9.95 && unit != "kB" {
                let words = format!("{amount:.1}");
                format!("{} {unit}", words.trim_end_matches(".0"))
            } else {
                format!("{} {unit}", amount.round().max(1.0))
            };
        }
        amount /= STEP;
    }
    String::new()
}

/// "0:42", "12:05", "1:02:03".
pub(crate) fn length(ms: u32) -> String {
    let seconds = (ms + 500) / 1_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// What follows the last point of a name, in capitals and short; else nothing.
pub(crate) fn extension(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, end)) if !stem.is_empty() && (1..=4).contains(&end.chars().count()) => end.to_uppercase(),
        _ => String::new(),
    }
}

/// A name without the end that says what it is.
pub(crate) fn stem(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, _)) if !extension(name).is_empty() => stem.to_owned(),
        _ => name.to_owned(),
    }
}

/// A name in two parts: what may be cut, and the end that says what it is.
pub(crate) fn split_name(name: &str) -> (&str, &str) {
    const KEPT: usize = 8;
    let cut = name
        .char_indices()
        .rev()
        .nth(KEPT - 1)
        .map_or(0, |(index, _)| index);
    if cut == 0 { (name, "") } else { name.split_at(cut) }
}

/// One file: "Photo", "Video 0:42", "Voice note 0:42", or its name.
pub(crate) fn one(file: &Attachment) -> String {
    let with_length = |word: &str| match file.length_ms {
        Some(ms) => format!("{word} {}", length(ms)),
        None => word.to_owned(),
    };
    match file.kind {
        FileKind::Photo if file.media_type == "image/gif" => "GIF".into(),
        FileKind::Photo => "Photo".into(),
        FileKind::Video => with_length("Video"),
        FileKind::Voice => with_length("Voice note"),
        FileKind::Document => file.name.clone(),
    }
}

/// Several of which the first is known: "3 photos", "2 files".
pub(crate) fn media(media: &Media) -> String {
    if media.count <= 1 {
        return one(&media.first);
    }
    let (single, many) = match media.first.kind {
        FileKind::Photo => ("photo", "photos"),
        FileKind::Video => ("video", "videos"),
        FileKind::Voice | FileKind::Document => ("file", "files"),
    };
    count(media.count.into(), single, many)
}

/// All of a message, of which nothing is left out: "2 photos, video 0:42, plan.pdf".
pub(crate) fn all<'a>(files: impl Iterator<Item = &'a Attachment>) -> String {
    let mut photos = 0u64;
    let mut others = Vec::new();
    for file in files {
        match file.kind {
            FileKind::Photo => photos += 1,
            FileKind::Document => others.push(file.name.clone()),
            FileKind::Video | FileKind::Voice => others.push(one(file).to_lowercase()),
        }
    }
    if photos > 0 {
        let photos = if photos == 1 {
            "photo".into()
        } else {
            count(photos, "photo", "photos")
        };
        others.insert(0, photos);
    }
    others.join(", ")
}

/// A quoted message in one line: its words, else what it holds.
pub(crate) fn quote(quote: &Quote) -> String {
    either(&quote.text, quote.media.as_ref())
}

/// The last message of a conversation in one line.
pub(crate) fn preview(preview: &Preview) -> String {
    if let Some(line) = &preview.event {
        return event_words(line);
    }
    either(&preview.text, preview.media.as_ref())
}

fn either(text: &str, held: Option<&Media>) -> String {
    match held {
        Some(held) if text.is_empty() => media(held),
        _ => text.to_owned(),
    }
}

/// A message with nothing left out: its files, then its words.
pub(crate) fn message(item: &TimelineItem) -> String {
    if let Some(line) = &item.event {
        return event_words(line);
    }
    let files = all(item.files.iter().map(|view| &view.file));
    match (files.is_empty(), item.body.text.is_empty()) {
        (true, _) => item.body.text.clone(),
        (false, true) => sentence(&files),
        (false, false) => format!("{}, {}", sentence(&files), item.body.text),
    }
}

/// Begins with a capital letter.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// Whether it stands among the pictures.
pub(crate) fn is_picture(kind: FileKind) -> bool {
    matches!(kind, FileKind::Photo | FileKind::Video)
}

/// What a screen reader says of a file that waits in the composer.
pub(crate) fn waiting(file: &NewFile) -> String {
    match file.kind {
        FileKind::Document => format!("{}, {}", file.name, size(file.bytes)),
        _ => format!("{}, {}", one(&file.attachment()), size(file.bytes)),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use protocol::FileId;

    pub(crate) fn file(number: u128, kind: FileKind, name: &str) -> Attachment {
        Attachment {
            id: FileId::from_number(number),
            kind,
            name: name.into(),
            media_type: "application/octet-stream".into(),
            bytes: 2_500_000,
            size: None,
            length_ms: None,
            placeholder: None,
            waveform: None,
            thumbnail: false,
        }
    }

    #[test]
    fn sizes_are_short() {
        let cases = [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1 kB"),
            (12_300, "12 kB"),
            (1_023_900, "1 MB"),
            (2_516_582, "2.4 MB"),
            (100 * 1_024 * 1_024, "100 MB"),
            (3 * 1_024 * 1_024 * 1_024, "3 GB"),
        ];
        for (bytes, words) in cases {
            assert_eq!(size(bytes), words, "{bytes}");
        }
    }

    #[test]
    fn lengths_are_those_of_a_clock() {
        assert_eq!(
            [length(0), length(42_400), length(725_000), length(3_723_000)],
            ["0:00", "0:42", "12:05", "1:02:03"]
        );
    }

    #[test]
    fn a_name_keeps_its_end() {
        assert_eq!(split_name("plan.pdf"), ("plan.pdf", ""));
        assert_eq!(split_name("Trainingsplan_Mai.pdf"), ("Trainingsplan", "_Mai.pdf"));
        assert_eq!(split_name("täglich_ü.pdf"), ("tägli", "ch_ü.pdf"));
        assert_eq!(extension("a.b.Pdf"), "PDF");
        assert_eq!(
            [extension(".profile"), extension("README"), extension("x.backup")],
            ["", "", ""]
        );
    }

    #[test]
    fn files_are_said_in_words() {
        let mut video = file(1, FileKind::Video, "squat.mp4");
        video.length_ms = Some(42_000);
        let photo = file(2, FileKind::Photo, "a.jpg");
        let plan = file(3, FileKind::Document, "plan.pdf");
        assert_eq!(
            [one(&video), one(&photo), one(&plan)],
            ["Video 0:42", "Photo", "plan.pdf"]
        );
        let three = Media {
            first: photo.clone(),
            count: 3,
        };
        assert_eq!(media(&three), "3 photos");
        assert_eq!(sentence("élan, b"), "Élan, b");
        assert_eq!(
            all([&photo, &video, &photo, &plan].into_iter()),
            "2 photos, video 0:42, plan.pdf"
        );
    }
}
