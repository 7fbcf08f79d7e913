//! The viewer: which pictures, which of them, and how near. Knows no screen.

use engine::ui::TimelineItem;
use protocol::{Attachment, ConversationId, FileId, Message, MessageId, Timestamp};

use crate::format::files::is_picture;

/// A picture with what belongs to it.
#[derive(Clone, PartialEq)]
pub(crate) struct Shown {
    pub conversation: ConversationId,
    pub message: MessageId,
    pub author: String,
    pub sent_at: Option<Timestamp>,
    pub words: String,
    pub file: Attachment,
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Shown({:?})", self.file)
    }
}

/// Oldest first; one of them is on the screen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Viewing {
    all: Vec<Shown>,
    at: usize,
}

impl Viewing {
    /// `None` when that file is not among them.
    pub(crate) fn new(all: Vec<Shown>, file: FileId) -> Option<Self> {
        let at = all.iter().position(|shown| shown.file.id == file)?;
        Some(Self { all, at })
    }

    pub(crate) fn now(&self) -> Option<&Shown> {
        self.all.get(self.at)
    }

    /// Counted from one, and how many there are.
    pub(crate) fn place(&self) -> (usize, usize) {
        (self.at + 1, self.all.len())
    }

    pub(crate) fn has(&self, forward: bool) -> bool {
        if forward {
            self.at + 1 < self.all.len()
        } else {
            self.at > 0
        }
    }

    /// To the next or the one before; `false` at an end.
    pub(crate) fn step(&mut self, forward: bool) -> bool {
        let may = self.has(forward);
        if may {
            self.at = if forward { self.at + 1 } else { self.at - 1 };
        }
        may
    }

    pub(crate) fn go_to_end(&mut self, last: bool) {
        self.at = if last { self.all.len().saturating_sub(1) } else { 0 };
    }

    /// The neighbours, to be had before they are asked for.
    pub(crate) fn around(&self) -> impl Iterator<Item = &Shown> {
        [self.at.checked_sub(1), Some(self.at + 1)]
            .into_iter()
            .flatten()
            .filter_map(|at| self.all.get(at))
    }
}

/// The pictures of a timeline.
pub(crate) fn of_items<'a>(
    conversation: ConversationId,
    items: impl Iterator<Item = &'a TimelineItem>,
) -> Vec<Shown> {
    let of_one = move |item: &'a TimelineItem| {
        let pictures = item.files.iter().filter(|view| is_picture(view.file.kind));
        pictures.map(move |view| Shown {
            conversation,
            message: item.id,
            author: if item.own {
                "You".into()
            } else {
                item.author_name.clone()
            },
            sent_at: item.sent_at,
            words: item.body.text.clone(),
            file: view.file.clone(),
        })
    };
    items.filter(|item| !item.deleted).flat_map(of_one).collect()
}

/// The pictures of messages that come newest first; `name` knows the people.
pub(crate) fn of_messages(messages: &[Message], name: impl Fn(&Message) -> String) -> Vec<Shown> {
    let mut all = Vec::new();
    for message in messages.iter().rev() {
        for file in message.attachments.iter().filter(|file| is_picture(file.kind)) {
            all.push(Shown {
                conversation: message.conversation,
                message: message.id,
                author: name(message),
                sent_at: Some(message.sent_at),
                words: message.body.text.clone(),
                file: file.clone(),
            });
        }
    }
    all
}

/// How near a picture is, and where its middle stands beside the middle of the screen, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Zoom {
    pub scale: f64,
    pub x: f64,
    pub y: f64,
}

impl Default for Zoom {
    fn default() -> Self {
        Self {
            scale: 1.0,
            x: 0.0,
            y: 0.0,
        }
    }
}

impl Zoom {
    const NEAREST: f64 = 8.0;

    pub(crate) fn is_near(&self) -> bool {
        self.scale > 1.01
    }

    /// Nearer or farther; what lies under `point` stays there. `room`: half the width and height of the screen.
    pub(crate) fn by(&mut self, factor: f64, point: (f64, f64), room: (f64, f64)) {
        let scale = (self.scale * factor).clamp(1.0, Self::NEAREST);
        let grown = scale / self.scale;
        self.x = point.0 - (point.0 - self.x) * grown;
        self.y = point.1 - (point.1 - self.y) * grown;
        self.scale = scale;
        self.keep_in(room);
    }

    pub(crate) fn drag(&mut self, by: (f64, f64), room: (f64, f64)) {
        self.x += by.0;
        self.y += by.1;
        self.keep_in(room);
    }

    /// It never leaves the screen.
    fn keep_in(&mut self, room: (f64, f64)) {
        let beyond = self.scale - 1.0;
        self.x = self.x.clamp(-room.0 * beyond, room.0 * beyond);
        self.y = self.y.clamp(-room.1 * beyond, room.1 * beyond);
        if !self.is_near() {
            *self = Self::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::files::tests::file;
    use crate::state::layout::tests::item;
    use engine::ui::FileView;
    use protocol::FileKind;

    fn viewing(at: u128) -> Viewing {
        let mut items = [item(1, 1), item(2, 2), item(3, 3)];
        let view = |number, kind| FileView {
            file: file(number, kind, "x"),
            sent: None,
        };
        items[0].files = vec![view(10, FileKind::Photo), view(11, FileKind::Document)];
        items[1].files = vec![view(20, FileKind::Photo)];
        items[1].deleted = true;
        items[2].files = vec![view(30, FileKind::Video), view(31, FileKind::Photo)];
        let all = of_items(ConversationId::from_number(1), items.iter());
        Viewing::new(all, FileId::from_number(at)).unwrap()
    }

    #[test]
    fn one_walks_through_all_pictures_and_stops_at_the_ends() {
        let mut viewing = viewing(30);
        assert_eq!(viewing.place(), (2, 3));
        assert!(viewing.step(true) && !viewing.step(true));
        assert_eq!(viewing.now().unwrap().file.id, FileId::from_number(31));
        assert_eq!(viewing.around().count(), 1);
        viewing.go_to_end(false);
        assert!(!viewing.step(false) && viewing.has(true));
    }

    #[test]
    fn what_lies_under_the_pointer_stays_there() {
        let room = (400.0, 300.0);
        let mut zoom = Zoom::default();
        zoom.by(2.0, (100.0, 50.0), room);
        assert_eq!((zoom.scale, zoom.x, zoom.y), (2.0, -100.0, -50.0));
        zoom.drag((-10_000.0, 20.0), room);
        assert_eq!((zoom.x, zoom.y), (-400.0, -30.0));
        zoom.by(0.1, (0.0, 0.0), room);
        assert_eq!(zoom, Zoom::default());
        zoom.by(100.0, (0.0, 0.0), room);
        assert_eq!(zoom.scale, 8.0);
    }
}
