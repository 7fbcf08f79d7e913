//! The page's microphone.

use futures_channel::mpsc::UnboundedReceiver;
use futures_util::FutureExt;
use protocol::{ApiError, ConversationId, ErrorCode, NewFile};

use crate::backend::{Heard, Later, Microphone, Recorder};

#[derive(Debug)]
pub(super) struct PageRecorder;

fn refused<T: 'static>() -> Later<T> {
    async { Err(ApiError::new(ErrorCode::NotFound, "There is no microphone here.")) }.boxed_local()
}

impl Recorder for PageRecorder {
    fn microphones(&self) -> Later<Vec<Microphone>> {
        async { Ok(Vec::new()) }.boxed_local()
    }

    fn record(&self, _: ConversationId, _: Option<String>) -> Later<UnboundedReceiver<Heard>> {
        refused()
    }

    fn pause(&self, _: bool) -> Later<()> {
        refused()
    }

    fn finish(&self) -> Later<NewFile> {
        refused()
    }

    fn cancel(&self) -> Later<()> {
        async { Ok(()) }.boxed_local()
    }
}
