//! What waits to be sent to one socket: bounded, and honest when it overflows.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use axum::extract::ws::Utf8Bytes;
use protocol::ApiError;
use tokio::sync::Notify;

/// Frames that wait before a subscriber counts as behind.
const FRAMES: usize = 256;

/// What the socket is to do next.
#[derive(Debug)]
pub(crate) enum Next {
    Send(Utf8Bytes),
    /// Frames were dropped: tell the client to catch up.
    Resync,
    /// Tell the client why, and close.
    End(ApiError),
    /// The server stops: close.
    Close,
}

#[derive(Debug, Default)]
struct Waiting {
    frames: VecDeque<Utf8Bytes>,
    behind: bool,
    end: Option<Next>,
    /// The end was announced; it may have been taken since.
    closing: bool,
}

/// Filled by the hub, emptied by the socket's task.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    waiting: Mutex<Waiting>,
    filled: Notify,
}

impl Queue {
    fn change(&self, change: impl FnOnce(&mut Waiting)) {
        change(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        self.filled.notify_one();
    }

    /// A queue that is full is emptied: catching up brings everything that was in it.
    pub(crate) fn push(&self, frame: Utf8Bytes) {
        self.change(|waiting| {
            if waiting.behind {
                return;
            }
            if waiting.frames.len() >= FRAMES {
                waiting.frames = VecDeque::new();
                waiting.behind = true;
            } else {
                waiting.frames.push_back(frame);
            }
        });
    }

    /// What was waiting is not sent any more.
    pub(crate) fn end(&self, error: ApiError) {
        self.change(|waiting| {
            waiting.frames = VecDeque::new();
            waiting.closing = true;
            waiting.end = Some(Next::End(error));
        });
    }

    pub(crate) fn close(&self) {
        self.change(|waiting| {
            waiting.closing = true;
            waiting.end = Some(Next::Close);
        });
    }

    /// Whether the line is on its way out.
    pub(crate) fn is_closing(&self) -> bool {
        self.waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .closing
    }

    /// Waits for something to do. May be dropped without losing anything.
    pub(crate) async fn next(&self) -> Next {
        loop {
            if let Some(next) = self.take() {
                return next;
            }
            self.filled.notified().await;
        }
    }

    /// What is to be done now, if anything.
    pub(crate) fn take(&self) -> Option<Next> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(end) = waiting.end.take() {
            return Some(end);
        }
        if std::mem::take(&mut waiting.behind) {
            return Some(Next::Resync);
        }
        let frame = waiting.frames.pop_front();
        if waiting.frames.is_empty() {
            // An idle socket keeps no room for a burst that has passed.
            waiting.frames = VecDeque::new();
        }
        frame.map(Next::Send)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn whoever_falls_behind_is_told_once_and_goes_on() {
        let queue = Queue::default();
        for number in 0..=FRAMES {
            queue.push(number.to_string().into());
        }
        queue.push("dropped as well".into());
        assert!(matches!(queue.next().now_or_never(), Some(Next::Resync)));
        queue.push("after".into());
        assert!(matches!(queue.next().now_or_never(), Some(Next::Send(frame)) if frame == "after"));
        assert!(queue.next().now_or_never().is_none());
    }

    #[test]
    fn an_ended_session_hears_of_nothing_else() {
        let queue = Queue::default();
        queue.push("a message".into());
        queue.end(ApiError::new(protocol::ErrorCode::SessionEnded, "over"));
        assert!(matches!(queue.next().now_or_never(), Some(Next::End(_))));
        assert!(queue.next().now_or_never().is_none());
    }
}
