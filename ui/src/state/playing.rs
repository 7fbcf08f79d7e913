//! What plays: one voice note at a time, how far it is, and which one follows.

use engine::ui::TimelineItem;
use protocol::{ConversationId, FileId, FileKind, MessageId};
use serde::{Deserialize, Serialize};

/// How quickly voice notes play, remembered on this device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Speed {
    #[default]
    Normal,
    Faster,
    Double,
}

impl Speed {
    pub(crate) fn rate(self) -> f64 {
        match self {
            Self::Normal => 1.0,
            Self::Faster => 1.5,
            Self::Double => 2.0,
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Normal => "1×",
            Self::Faster => "1.5×",
            Self::Double => "2×",
        }
    }

    pub(crate) fn next(self) -> Self {
        match self {
            Self::Normal => Self::Faster,
            Self::Faster => Self::Double,
            Self::Double => Self::Normal,
        }
    }
}

/// Something to play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Track {
    pub conversation: ConversationId,
    /// `None` before it is sent.
    pub message: Option<MessageId>,
    pub file: FileId,
    /// Who speaks.
    pub who: String,
    pub length_ms: u32,
    /// It is somebody else's and was not listened to yet.
    pub fresh: bool,
}

/// The voice note of a message; `None` when it has none.
pub(crate) fn track(conversation: ConversationId, item: &TimelineItem) -> Option<Track> {
    let view = item.files.first().filter(|_| !item.deleted)?;
    (view.file.kind == FileKind::Voice).then(|| Track {
        conversation,
        message: Some(item.id),
        file: view.file.id,
        who: if item.own {
            "You".into()
        } else {
            item.author_name.clone()
        },
        length_ms: view.file.length_ms.unwrap_or_default(),
        fresh: !item.own && !item.played,
    })
}

/// What plays on after a message: voice notes that follow at once, and those of others that were not listened to yet.
pub(crate) fn following<'a>(
    conversation: ConversationId,
    items: impl Iterator<Item = &'a TimelineItem>,
    after: MessageId,
) -> Vec<Track> {
    let mut tracks = Vec::new();
    let mut beside = true; // the message before plays as well
    for item in items.skip_while(|item| item.id != after).skip(1) {
        let next = track(conversation, item).filter(|track| beside || track.fresh);
        beside = next.is_some();
        tracks.extend(next);
    }
    tracks
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doing {
    /// Its bytes are on their way.
    Loading,
    Playing,
    Paused,
}

/// The voice note that is in the player.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Playing {
    pub track: Track,
    pub doing: Doing,
    /// What follows, as it was known when this one began.
    pub queue: Vec<Track>,
}

impl Playing {
    pub(crate) fn new(track: Track, queue: Vec<Track>) -> Self {
        Self {
            track,
            doing: Doing::Loading,
            queue,
        }
    }

    /// What comes when this one has ended. `fresh`: what follows by what is on the screen now, when that is known.
    pub(crate) fn next(&self, fresh: Option<Vec<Track>>) -> Option<Self> {
        let mut queue = fresh.unwrap_or_else(|| self.queue.clone());
        if queue.is_empty() {
            return None;
        }
        let track = queue.remove(0);
        Some(Self::new(track, queue))
    }
}

/// "0:07", "12:40", "1:00:00".
pub(crate) fn clock(ms: u32) -> String {
    let seconds = ms / 1_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// For screen readers: "1 minute 5 seconds".
pub(crate) fn spoken(ms: u32) -> String {
    use crate::format::words::count;
    let seconds = ms / 1_000;
    let minutes = count(u64::from(seconds / 60), "minute", "minutes");
    let rest = count(u64::from(seconds % 60), "second", "seconds");
    match (seconds / 60, seconds % 60) {
        (0, _) => rest,
        (_, 0) => minutes,
        _ => format!("{minutes} {rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::layout::tests::item;
    use engine::ui::FileView;
    use protocol::NewFile;

    const HERE: ConversationId = ConversationId::from_number(1);

    fn voice(id: u128, own: bool, played: bool) -> TimelineItem {
        let file = NewFile {
            id: FileId::from_number(id),
            kind: FileKind::Voice,
            name: "voice.ogg".into(),
            media_type: "audio/ogg".into(),
            bytes: 9_000,
            size: None,
            length_ms: Some(4_000),
            placeholder: None,
            waveform: None,
            poster: None,
        };
        TimelineItem {
            files: vec![FileView {
                file: file.attachment(),
                sent: None,
            }],
            own,
            played,
            ..item(id, id as u64)
        }
    }

    fn plays_on(items: &[TimelineItem], after: u128) -> Vec<u128> {
        let tracks = following(HERE, items.iter(), MessageId::from_number(after));
        let number = |track: Track| track.file.0.as_u128();
        tracks.into_iter().map(number).collect()
    }

    #[test]
    fn neighbours_and_what_is_new_play_on() {
        let mut gone = voice(9, false, false);
        gone.deleted = true;
        let items = [
            voice(1, false, true),
            voice(2, true, true),
            voice(3, false, true),
            item(4, 4),
            voice(5, false, true), // old, and not beside
            item(6, 6),
            voice(7, false, false),
            voice(8, true, false),
            gone,
        ];
        assert_eq!(plays_on(&items, 1), [2, 3, 7, 8]);
        assert_eq!(plays_on(&items, 4), [5, 7, 8]);
        assert_eq!(plays_on(&items, 8), Vec::<u128>::new());
        assert_eq!(plays_on(&items, 99), Vec::<u128>::new());
    }

    #[test]
    fn the_queue_is_played_to_its_end() {
        let tracks: Vec<_> = [1, 2, 3]
            .into_iter()
            .filter_map(|id| track(HERE, &voice(id, false, false)))
            .collect();
        let first = Playing::new(tracks[0].clone(), tracks[1..].to_vec());
        let second = first.next(None).unwrap();
        assert_eq!((second.track.clone(), second.queue.len()), (tracks[1].clone(), 1));
        assert_eq!(
            second.next(Some(Vec::new())),
            None,
            "the last one was deleted meanwhile"
        );
        assert_eq!(second.next(None).unwrap().next(None), None);
    }

    #[test]
    fn times_are_short_to_see_and_whole_to_hear() {
        for (ms, seen, heard) in [
            (0, "0:00", "0 seconds"),
            (7_900, "0:07", "7 seconds"),
            (65_000, "1:05", "1 minute 5 seconds"),
            (120_000, "2:00", "2 minutes"),
            (3_600_000, "1:00:00", "60 minutes"),
        ] {
            assert_eq!((clock(ms).as_str(), spoken(ms).as_str()), (seen, heard));
        }
        assert_eq!(Speed::Normal.next().next().next(), Speed::Normal);
    }
}
