//! The page's microphone. The browser encodes (Opus where it can); this hears how loud it is, and stages what came. One recording at a time.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_channel::oneshot;
use futures_util::FutureExt;
use js_sys::Array;
use protocol::{ApiError, ConversationId, ErrorCode, FileKind, Limits, NewFile};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, BlobEvent, BlobPropertyBag, MediaRecorder, MediaRecorderOptions, RecordingState};

use super::files::PageFiles;
use super::listening::{self, Listening};
use super::{sound, wire};
use crate::backend::{Files, Heard, Later, Microphone, Recorder};
use crate::dom;

/// A level, and a part of the shape, is this long.
const STEP_MS: f64 = 100.0;
/// The browser gives what it has at least this often: what it holds when it dies is lost.
const SLICE_MS: i32 = 1_000;
/// As in the app: speech needs no more.
const BITS_PER_SECOND: u32 = 24_000;
/// Shorter is a click, not a word.
const SHORTEST_MS: f64 = 100.0;

/// What browsers make of sound, best first, and what the file is called. Where nothing is known to be supported, the browser chooses.
const FORMS: [Form; 3] = [
    Form {
        asked: "audio/ogg;codecs=opus",
        media_type: "audio/ogg",
        name: "Voice note.ogg",
    },
    WEBM,
    Form {
        asked: "audio/mp4",
        media_type: "audio/mp4",
        name: "Voice note.m4a",
    },
];
const WEBM: Form = Form {
    asked: "audio/webm;codecs=opus",
    media_type: "audio/webm",
    name: "Voice note.webm",
};

#[derive(Clone, Copy, Debug)]
struct Form {
    /// As the browser is asked for it.
    asked: &'static str,
    media_type: &'static str,
    name: &'static str,
}

#[derive(Debug)]
pub(super) struct PageRecorder {
    files: Rc<PageFiles>,
    take: Rc<RefCell<Option<Rc<Take>>>>,
}

/// One recording, from the first sound until it is finished or forgotten.
#[derive(Debug)]
struct Take {
    recorder: MediaRecorder,
    /// `None` once the microphone is closed.
    listening: RefCell<Option<Listening>>,
    pieces: RefCell<Vec<Blob>>,
    /// One loudness for each [`STEP_MS`].
    steps: RefCell<Vec<f32>>,
    recorded_ms: Cell<f64>,
    heard: UnboundedSender<Heard>,
    /// Told when the browser has given its last piece.
    ended: RefCell<Option<oneshot::Sender<()>>>,
    _on_piece: Closure<dyn FnMut(BlobEvent)>,
    _on_stop: Closure<dyn FnMut()>,
}

impl PageRecorder {
    pub(super) fn new(files: Rc<PageFiles>) -> Self {
        Self {
            files,
            take: Rc::default(),
        }
    }
}

impl Recorder for PageRecorder {
    fn microphones(&self) -> Later<Vec<Microphone>> {
        listening::microphones().boxed_local()
    }

    fn record(
        &self,
        _conversation: ConversationId,
        microphone: Option<String>,
    ) -> Later<UnboundedReceiver<Heard>> {
        let place = self.take.clone();
        async move {
            if place.borrow().is_some() {
                return Err(ApiError::new(
                    ErrorCode::Taken,
                    "A voice note is being recorded already. Finish that one first.",
                ));
            }
            let listening = Listening::begin(microphone).await?;
            let (heard, hear) = unbounded();
            let take = begin(listening, heard).map_err(|_| cannot_record())?;
            let before = place.replace(Some(take.clone()));
            if let Some(before) = before {
                before.close(); // two were asked for at once: the later one counts
            }
            spawn_local(follow(take));
            Ok(hear)
        }
        .boxed_local()
    }

    fn pause(&self, paused: bool) -> Later<()> {
        let result = match self.take.borrow().as_ref() {
            Some(take) => {
                // Refused only when it has ended, which was told.
                let _ = if paused {
                    take.recorder.pause()
                } else {
                    take.recorder.resume()
                };
                Ok(())
            }
            None => Err(nothing()),
        };
        async { result }.boxed_local()
    }

    fn finish(&self) -> Later<NewFile> {
        let (taken, files) = (self.take.borrow_mut().take(), self.files.clone());
        async move {
            let take = taken.ok_or_else(nothing)?;
            let (form, bytes) = take.end().await?;
            let size = bytes.size();
            let length_ms = take.recorded_ms.get();
            if length_ms < SHORTEST_MS || size < 1.0 {
                return Err(ApiError::new(ErrorCode::Invalid, "Nothing was recorded."));
            }
            let id = files.stage(bytes).await?;
            let waveform = sound::waveform(&take.steps.borrow());
            Ok(NewFile {
                id,
                kind: FileKind::Voice,
                name: form.name.into(),
                media_type: form.media_type.into(),
                bytes: size as u64,
                size: None,
                length_ms: Some(length_ms as u32),
                placeholder: None,
                waveform: base64(&waveform),
                poster: None,
            })
        }
        .boxed_local()
    }

    fn cancel(&self) -> Later<()> {
        if let Some(take) = self.take.borrow_mut().take() {
            take.close();
        }
        async { Ok(()) }.boxed_local()
    }
}

fn begin(listening: Listening, heard: UnboundedSender<Heard>) -> Result<Rc<Take>, JsValue> {
    let options = MediaRecorderOptions::new();
    options.set_audio_bits_per_second(BITS_PER_SECOND);
    if let Some(form) = FORMS
        .iter()
        .find(|form| MediaRecorder::is_type_supported(form.asked))
    {
        options.set_mime_type(form.asked);
    }
    let recorder =
        MediaRecorder::new_with_media_stream_and_media_recorder_options(&listening.stream, &options)?;
    let take = Rc::new_cyclic(|take: &std::rc::Weak<Take>| {
        let (of_piece, of_end) = (take.clone(), take.clone());
        let piece = Closure::<dyn FnMut(BlobEvent)>::new(move |event: BlobEvent| {
            if let (Some(take), Some(bytes)) = (of_piece.upgrade(), event.data()) {
                take.pieces.borrow_mut().push(bytes);
            }
        });
        let stopped = Closure::<dyn FnMut()>::new(move || {
            if let Some(take) = of_end.upgrade() {
                take.stopped();
            }
        });
        recorder.set_ondataavailable(Some(piece.as_ref().unchecked_ref()));
        recorder.set_onstop(Some(stopped.as_ref().unchecked_ref()));
        Take {
            recorder,
            listening: RefCell::new(Some(listening)),
            pieces: RefCell::default(),
            steps: RefCell::default(),
            recorded_ms: Cell::default(),
            heard,
            ended: RefCell::default(),
            _on_piece: piece,
            _on_stop: stopped,
        }
    });
    take.recorder.start_with_time_slice(SLICE_MS)?;
    Ok(take)
}

impl Take {
    /// The browser has stopped: because it was told to, or because the microphone is gone.
    fn stopped(&self) {
        let told = self.ended.borrow_mut().take();
        match told {
            Some(ended) => drop(ended.send(())),
            None if self.listening.borrow_mut().take().is_some() => self.tell(ApiError::new(
                ErrorCode::Unavailable,
                "The microphone is gone. What was recorded until then is kept.",
            )),
            None => {}
        }
    }

    fn tell(&self, error: ApiError) {
        // The interface may not listen any more.
        let _ = self.heard.unbounded_send(Heard::Stopped(error));
    }

    /// Waits for the last piece, and gives all of them.
    async fn end(&self) -> Result<(Form, Blob), ApiError> {
        if self.recorder.state() != RecordingState::Inactive {
            let (ended, end) = oneshot::channel();
            self.ended.replace(Some(ended));
            self.recorder.stop().map_err(|_| cannot_record())?;
            let _ = end.await; // the take lives until then
        }
        self.listening.borrow_mut().take();
        let made = self.recorder.mime_type();
        let form = FORMS.into_iter().find(|form| made.starts_with(form.media_type));
        let form = form.unwrap_or(WEBM);
        let about = BlobPropertyBag::new();
        about.set_type(form.media_type);
        let pieces: Array = self.pieces.borrow().iter().collect();
        let whole = Blob::new_with_blob_sequence_and_options(&pieces, &about).map_err(|_| cannot_record())?;
        Ok((form, whole))
    }

    /// Forgets it.
    fn close(&self) {
        self.listening.borrow_mut().take();
        self.recorder.set_ondataavailable(None);
        self.recorder.set_onstop(None);
        // Refused when it has stopped by itself.
        let _ = self.recorder.stop();
    }
}

/// Says how loud it is, ten times a second while the page is shown, until the microphone is closed.
async fn follow(take: Rc<Take>) {
    let mut last = wire::now_ms();
    loop {
        dom::pause(STEP_MS as i32).await;
        let now = wire::now_ms();
        let passed = (now - last) as f64;
        last = now;
        let loudness = match take.listening.borrow_mut().as_mut() {
            Some(listening) => listening.loudness(),
            None => return,
        };
        if take.recorder.state() != RecordingState::Recording {
            continue;
        }
        let recorded = take.recorded_ms.get() + passed;
        take.recorded_ms.set(recorded);
        // A page that is not shown is called less often.
        let steps = (recorded / STEP_MS).round() as usize;
        take.steps.borrow_mut().resize(steps, loudness);
        let level = Heard::Level {
            level: sound::level(loudness),
            length_ms: recorded as u32,
        };
        let _ = take.heard.unbounded_send(level); // as in `tell`
        if recorded >= f64::from(Limits::default().voice_ms) {
            take.listening.borrow_mut().take();
            take.tell(ApiError::new(
                ErrorCode::TooLong,
                "A voice note can't be longer. What was recorded until then is kept.",
            ));
            return;
        }
    }
}

fn base64(bytes: &[u8]) -> Option<String> {
    // One character for each byte is what the browser wants.
    let characters: String = bytes.iter().copied().map(char::from).collect();
    dom::window()?.btoa(&characters).ok()
}

fn cannot_record() -> ApiError {
    ApiError::new(
        ErrorCode::Unavailable,
        "This browser can't record. Use the app, or another browser.",
    )
}

fn nothing() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "Nothing is being recorded.")
}
