//! Addresses at which pictures were had: what was on the screen before is there again at once. An address may have stopped
//! working; who finds that out asks for a new one.

use std::collections::HashMap;

use protocol::{Attachment, FileId, FileKind, NewFile, Variant};

/// GIFs up to this move in the timeline, in bytes.
const MOVES: u64 = 6 * 1_024 * 1_024;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sources {
    known: HashMap<(FileId, Variant), String>,
}

impl Sources {
    pub(crate) fn get(&self, file: FileId, variant: Variant) -> Option<String> {
        self.known.get(&(file, variant)).cloned()
    }

    pub(crate) fn keep(&mut self, file: FileId, variant: Variant, address: String) {
        self.known.insert((file, variant), address);
    }

    pub(crate) fn lose(&mut self, file: FileId, variant: Variant) {
        self.known.remove(&(file, variant));
    }

    /// A video that this page sends has its poster before the server has made a thumbnail of it.
    pub(crate) fn keep_poster(&mut self, file: &NewFile) {
        if let Some(poster) = &file.poster {
            self.keep(
                file.id,
                Variant::Thumbnail,
                format!("data:image/jpeg;base64,{poster}"),
            );
        }
    }

    /// What to draw of a file in the timeline; `None` when there is no picture of it.
    pub(crate) fn shown(&self, file: &Attachment) -> Option<Variant> {
        let moves = file.media_type == "image/gif" && file.bytes <= MOVES;
        let has_thumbnail = file.thumbnail || self.known.contains_key(&(file.id, Variant::Thumbnail));
        match file.kind {
            FileKind::Photo if moves => Some(Variant::Full),
            // One's own is drawn from its bytes here until it is sent, and goes on so.
            FileKind::Photo if self.known.contains_key(&(file.id, Variant::Full)) => Some(Variant::Full),
            FileKind::Photo | FileKind::Video if has_thumbnail => Some(Variant::Thumbnail),
            FileKind::Photo => Some(Variant::Full),
            FileKind::Video | FileKind::Voice | FileKind::Document => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::files::tests::file;

    #[test]
    fn a_photo_that_is_drawn_stays_as_it_is_when_it_has_been_sent() {
        let mut sources = Sources::default();
        let mut photo = file(1, FileKind::Photo, "a.jpg");
        assert_eq!(sources.shown(&photo), Some(Variant::Full));
        sources.keep(photo.id, Variant::Full, "blob:1".into());
        photo.thumbnail = true;
        assert_eq!(sources.shown(&photo), Some(Variant::Full));
        sources.lose(photo.id, Variant::Full);
        assert_eq!(sources.shown(&photo), Some(Variant::Thumbnail));
    }

    #[test]
    fn only_what_has_a_picture_is_drawn() {
        let mut sources = Sources::default();
        let mut video = file(2, FileKind::Video, "squat.mp4");
        assert_eq!(sources.shown(&video), None);
        sources.keep(video.id, Variant::Thumbnail, "data:".into());
        assert_eq!(sources.shown(&video), Some(Variant::Thumbnail));
        video.id = FileId::from_number(3);
        video.thumbnail = true;
        assert_eq!(sources.shown(&video), Some(Variant::Thumbnail));
        assert_eq!(sources.shown(&file(4, FileKind::Document, "plan.pdf")), None);
        let mut gif = file(5, FileKind::Photo, "a.gif");
        (gif.media_type, gif.thumbnail) = ("image/gif".into(), true);
        assert_eq!(sources.shown(&gif), Some(Variant::Full));
    }
}
