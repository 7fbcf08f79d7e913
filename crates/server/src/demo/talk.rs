//! The hand-written conversations, read from the files in `demo/talk/`.
//!
//! Owns the format of the files, which each file explains at its top. Must not know people, times or ids.

/// Conversations with one client; each has a beginning and an end.
pub(super) fn health() -> Vec<Thread> {
    let [training, nutrition, everyday] = [
        threads(include_str!("talk/training.txt")),
        threads(include_str!("talk/nutrition.txt")),
        threads(include_str!("talk/everyday.txt")),
    ];
    let longest = training.len().max(nutrition.len()).max(everyday.len());
    (0..longest)
        .flat_map(|place| [training.get(place), nutrition.get(place), everyday.get(place)])
        .flatten()
        .cloned()
        .collect()
}

pub(super) fn business() -> Vec<Thread> {
    threads(include_str!("talk/business.txt"))
}

/// Short exchanges that stand alone.
pub(super) fn small() -> Vec<Vec<Line>> {
    include_str!("talk/small.txt")
        .split("\n\n")
        .map(lines)
        .filter(|lines| !lines.is_empty())
        .collect()
}

/// Conversations of groups, by the group's name.
pub(super) fn groups() -> Vec<Thread> {
    threads(include_str!("talk/groups.txt"))
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Thread {
    pub(super) title: String,
    pub(super) lines: Vec<Line>,
}

/// One message to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) speaker: Speaker,
    /// How many messages before this one is the one that it replies to.
    pub(super) replies_back: Option<usize>,
    pub(super) pause: Pause,
    pub(super) text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speaker {
    /// The coach of this conversation; in a group the head coach.
    Coach,
    /// The second coach, in groups.
    SecondCoach,
    /// The client of a direct conversation.
    Client,
    /// A group's member by number, from 1.
    Member(usize),
}

/// What lies before a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pause {
    Minutes,
    Hours,
    Days,
}

fn threads(file: &str) -> Vec<Thread> {
    file.split("\n== ")
        .skip(1)
        .map(|part| {
            let (title, rest) = part.split_once('\n').unwrap_or((part, ""));
            Thread {
                title: title.trim().to_owned(),
                lines: lines(rest),
            }
        })
        .collect()
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut pause = Pause::Minutes;
    for row in text.lines() {
        let (mark, words) = row.split_once(' ').unwrap_or((row, ""));
        match mark {
            "" | "#" => {}
            "~" => pause = Pause::Hours,
            "~~" => pause = Pause::Days,
            "|" => {
                if let Some(line) = lines.last_mut() {
                    line.text.push('\n');
                    line.text.push_str(words);
                }
            }
            _ => {
                let (who, back) = mark.split_once('^').unwrap_or((mark, ""));
                lines.extend(speaker(who).map(|speaker| Line {
                    speaker,
                    replies_back: back.parse().ok(),
                    pause: std::mem::replace(&mut pause, Pause::Minutes),
                    text: words.to_owned(),
                }));
            }
        }
    }
    lines
}

fn speaker(mark: &str) -> Option<Speaker> {
    match mark {
        "C" => Some(Speaker::Coach),
        "J" => Some(Speaker::SecondCoach),
        "K" => Some(Speaker::Client),
        number => number.parse().ok().map(Speaker::Member),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_files_is_read() {
        for (file, expected) in [
            (
                include_str!("talk/training.txt"),
                threads(include_str!("talk/training.txt")),
            ),
            (
                include_str!("talk/nutrition.txt"),
                threads(include_str!("talk/nutrition.txt")),
            ),
            (
                include_str!("talk/everyday.txt"),
                threads(include_str!("talk/everyday.txt")),
            ),
            (include_str!("talk/business.txt"), business()),
            (include_str!("talk/groups.txt"), groups()),
        ] {
            let marks = ["#", "==", "|", "~", "~~", ""];
            let spoken = file
                .lines()
                .filter(|row| !marks.contains(&row.split(' ').next().unwrap()))
                .count();
            let read: usize = expected.iter().map(|thread| thread.lines.len()).sum();
            assert_eq!(read, spoken);
        }
    }

    #[test]
    fn replies_lead_to_a_message_of_the_same_thread() {
        for thread in health().into_iter().chain(business()).chain(groups()) {
            for (place, line) in thread.lines.iter().enumerate() {
                let back = line.replies_back.unwrap_or(0);
                assert!(back <= place, "{}: {}", thread.title, line.text);
                assert!(!line.text.is_empty(), "{}: an empty line", thread.title);
            }
        }
    }

    #[test]
    fn line_breaks_and_pauses_are_kept() {
        let read = lines("C One:\n| - a\n| - b\n~~\nK^1 Thanks");
        assert_eq!(read[0].text, "One:\n- a\n- b");
        assert_eq!(read[1].pause, Pause::Days);
        assert_eq!(read[1].replies_back, Some(1));
    }
}
