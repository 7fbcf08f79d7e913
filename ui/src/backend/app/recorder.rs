//! The app's microphone: the shell records, so that it goes on while the page sleeps; the page hears how loud it is.
//!
//! Commands: `recorder_microphones`, `recorder_record {conversation, microphone, heard}` with a channel of [`Heard`],
//! `recorder_pause {paused}`, `recorder_finish`, `recorder_cancel`.

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use futures_util::FutureExt;
use js_sys::Object;
use protocol::read::{Json, Read, field};
use protocol::{ApiError, ConversationId, ErrorCode, NewFile};

use super::{arguments, invoke, open_channel, to_js};
use crate::backend::{Heard, Later, Microphone, Recorder};

#[derive(Debug)]
pub(super) struct AppRecorder;

impl Recorder for AppRecorder {
    fn microphones(&self) -> Later<Vec<Microphone>> {
        invoke("recorder_microphones", Object::new()).boxed_local()
    }

    fn record(
        &self,
        conversation: ConversationId,
        microphone: Option<String>,
    ) -> Later<UnboundedReceiver<Heard>> {
        let (sender, hear) = unbounded();
        let channel = open_channel(sender);
        async move {
            let heard = channel.ok_or_else(|| {
                ApiError::new(ErrorCode::Unavailable, "The app doesn't answer. Start it again.")
            })?;
            let named = arguments([
                ("conversation", to_js(&conversation)),
                ("microphone", to_js(&microphone)),
                ("heard", heard.into()),
            ]);
            invoke::<()>("recorder_record", named).await?;
            Ok(hear)
        }
        .boxed_local()
    }

    fn pause(&self, paused: bool) -> Later<()> {
        invoke("recorder_pause", arguments([("paused", paused.into())])).boxed_local()
    }

    fn finish(&self) -> Later<NewFile> {
        invoke("recorder_finish", Object::new()).boxed_local()
    }

    fn cancel(&self) -> Later<()> {
        invoke("recorder_cancel", Object::new()).boxed_local()
    }
}

protocol::read_struct! {
    Microphone { id, name }
}

/// `{"level": {"level": 0, "length_ms": 0}}` or `{"stopped": error}`.
impl Read for Heard {
    fn read(json: &mut Json) -> Option<Self> {
        let object = json.as_object_mut()?;
        if let Some(level) = object.get_mut("level") {
            let level = level.as_object_mut()?;
            return Some(Self::Level {
                level: field(level, "level")?,
                length_ms: field(level, "length_ms")?,
            });
        }
        field(object, "stopped").map(Self::Stopped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::read::from_json;

    #[test]
    fn what_the_shell_says_is_understood() {
        let level = from_json(r#"{"level":{"level":129,"length_ms":4200}}"#);
        assert_eq!(
            level,
            Some(Heard::Level {
                level: 129,
                length_ms: 4_200
            })
        );
        let stopped = from_json(r#"{"stopped":{"code":"unavailable","message":"The microphone is gone."}}"#);
        let gone = ApiError::new(ErrorCode::Unavailable, "The microphone is gone.");
        assert_eq!(stopped, Some(Heard::Stopped(gone)));
        let microphones = from_json::<Vec<Microphone>>(r#"[{"id":"default","name":"Built-in"}]"#);
        assert_eq!(microphones.map(|all| all.len()), Some(1));
        assert_eq!(from_json::<Heard>(r#"{"hum":1}"#), None);
    }
}
