//! An open microphone of the browser: who may use it, what it is called, how loud it is. Knows no voice note.

use js_sys::{Array, Object, Reflect};
use protocol::{ApiError, ErrorCode};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AnalyserNode, AudioContext, MediaDeviceInfo, MediaDeviceKind, MediaDevices, MediaStream,
    MediaStreamConstraints, MediaStreamTrack,
};

use super::sound;
use crate::backend::Microphone;
use crate::dom;

/// Samples that are looked at: a little less than a tenth of a second.
const WINDOW: u32 = 4_096;

/// Dropped, it is closed, and the browser's red dot goes.
#[derive(Debug)]
pub(super) struct Listening {
    pub(super) stream: MediaStream,
    /// A browser without it records, and shows no level.
    ear: Option<Ear>,
}

#[derive(Debug)]
struct Ear {
    context: AudioContext,
    analyser: AnalyserNode,
    samples: Vec<f32>,
}

impl Listening {
    /// Asks the person when they have not said yes before.
    pub(super) async fn begin(microphone: Option<String>) -> Result<Self, ApiError> {
        let devices = devices()?;
        let asked = MediaStreamConstraints::new();
        asked.set_audio(&wanted(microphone.as_deref()));
        let promise = devices
            .get_user_media_with_constraints(&asked)
            .map_err(|error| refused(&error))?;
        let stream: MediaStream = JsFuture::from(promise)
            .await
            .and_then(JsCast::dyn_into)
            .map_err(|error| refused(&error))?;
        let ear = Ear::open(&stream).ok();
        Ok(Self { stream, ear })
    }

    pub(super) fn loudness(&mut self) -> f32 {
        let Some(ear) = &mut self.ear else { return 0.0 };
        ear.analyser.get_float_time_domain_data(&mut ear.samples);
        sound::loudness(&ear.samples)
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        for track in self.stream.get_tracks() {
            if let Ok(track) = track.dyn_into::<MediaStreamTrack>() {
                track.stop();
            }
        }
        if let Some(ear) = &self.ear {
            let _ = ear.context.close(); // it ends some time later, and nobody waits
        }
    }
}

impl Ear {
    fn open(stream: &MediaStream) -> Result<Self, JsValue> {
        let context = AudioContext::new()?;
        let _ = context.resume()?; // some begin asleep, although a person has just asked
        let analyser = context.create_analyser()?;
        analyser.set_fft_size(WINDOW);
        context
            .create_media_stream_source(stream)?
            .connect_with_audio_node(&analyser)?;
        Ok(Self {
            context,
            analyser,
            samples: vec![0.0; WINDOW as usize],
        })
    }
}

/// Those that the browser tells of. Their names are empty until the person has said yes once.
pub(super) async fn microphones() -> Result<Vec<Microphone>, ApiError> {
    let promise = devices()?.enumerate_devices().map_err(|error| refused(&error))?;
    let found: Array = JsFuture::from(promise)
        .await
        .and_then(JsCast::dyn_into)
        .map_err(|error| refused(&error))?;
    let devices = found
        .iter()
        .filter_map(|device| device.dyn_into::<MediaDeviceInfo>().ok())
        .filter(|device| device.kind() == MediaDeviceKind::Audioinput)
        // Another name of one that is listed too.
        .filter(|device| device.device_id() != "communications");
    let named = devices.enumerate().map(|(place, device)| Microphone {
        id: device.device_id(),
        name: Some(device.label())
            .filter(|label| !label.is_empty())
            .unwrap_or_else(|| format!("Microphone {}", place + 1)),
    });
    Ok(named.collect())
}

fn devices() -> Result<MediaDevices, ApiError> {
    // Browsers have none on pages that came without encryption.
    let devices = dom::window().and_then(|window| {
        let navigator = window.navigator();
        let devices = Reflect::get(&navigator, &"mediaDevices".into()).ok()?;
        devices.dyn_into::<MediaDevices>().ok()
    });
    devices.ok_or_else(|| {
        ApiError::new(
            ErrorCode::Forbidden,
            "This browser lets nobody record here: the address has to begin with https://.",
        )
    })
}

/// Speech, one channel; which microphone, when it matters.
fn wanted(microphone: Option<&str>) -> Object {
    let wanted = Object::new();
    let set = |name: &str, value: &JsValue| {
        let _ = Reflect::set(&wanted, &name.into(), value); // a fresh object takes everything
    };
    set("channelCount", &1.into());
    if let Some(id) = microphone.filter(|id| !id.is_empty()) {
        let exact = Object::new();
        let _ = Reflect::set(&exact, &"exact".into(), &id.into());
        set("deviceId", &exact);
    }
    wanted
}

fn refused(error: &JsValue) -> ApiError {
    let name = Reflect::get(error, &"name".into())
        .ok()
        .and_then(|name| name.as_string())
        .unwrap_or_default();
    let (code, words) = told(&name);
    ApiError::new(code, words)
}

/// By the names of "Media Capture and Streams".
fn told(name: &str) -> (ErrorCode, &'static str) {
    match name {
        "NotAllowedError" | "SecurityError" => (
            ErrorCode::Forbidden,
            "The microphone may not be used here. Allow it beside the address above, then try again.",
        ),
        "NotFoundError" | "OverconstrainedError" => (
            ErrorCode::NotFound,
            "There is no microphone. Plug one in and try again.",
        ),
        "NotReadableError" | "AbortError" => (
            ErrorCode::Unavailable,
            "Another program holds the microphone. Close that one, or choose another microphone.",
        ),
        _ => (
            ErrorCode::Unavailable,
            "This browser can't record. Use the app, or another browser.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_has_its_words() {
        let words = [
            "NotAllowedError",
            "NotFoundError",
            "NotReadableError",
            "TypeError",
        ]
        .map(|name| told(name).1);
        let mut different = words.to_vec();
        different.sort_unstable();
        different.dedup();
        assert_eq!(different.len(), words.len());
        assert_eq!(told("SecurityError").0, ErrorCode::Forbidden);
    }
}
