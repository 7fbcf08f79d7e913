//! Files of the story: what the person adds is kept as it is, everything else is drawn or hummed by its number.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::f32::consts::TAU;
use std::rc::Rc;

use futures_util::FutureExt;
use js_sys::{Array, Uint8Array};
use protocol::{FileId, Variant};
use web_sys::{Blob, BlobPropertyBag, Url};

use crate::backend::media::not_there;
use crate::backend::{Files, Later};

/// Files of the story with numbers from here on are voice notes; those below are pictures.
pub(crate) const VOICE: u128 = 0xa000;
/// Numbers that the person's own files get, far from those of the story.
const OWN: u128 = 0xf11e_0000_0000;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct StoryFiles {
    staged: Rc<RefCell<HashMap<FileId, Blob>>>,
    count: Cell<u32>,
    /// Nothing ever comes: what stands there meanwhile can be looked at.
    silent: bool,
}

impl StoryFiles {
    pub(super) fn new(story: &str) -> Self {
        Self {
            silent: story == "photos-loading",
            ..Self::default()
        }
    }
}

impl Files for StoryFiles {
    fn stage(&self, bytes: Blob) -> Later<FileId> {
        self.count.set(self.count.get().saturating_add(1));
        let id = FileId::from_number(OWN + u128::from(self.count.get()));
        self.staged.borrow_mut().insert(id, bytes);
        async move { Ok(id) }.boxed_local()
    }

    fn source(&self, file: FileId, _: Variant) -> Later<String> {
        let staged = self.staged.borrow().get(&file).cloned();
        if self.silent {
            return std::future::pending().boxed_local();
        }
        async move {
            if let Some(blob) = staged {
                return Url::create_object_url_with_blob(&blob).map_err(|_| not_there());
            }
            let number = file.0.as_u128();
            if number < VOICE {
                Ok(picture(number))
            } else {
                hum(number).ok_or_else(not_there)
            }
        }
        .boxed_local()
    }

    fn save(&self, _: FileId, name: String) -> Later<Option<String>> {
        async move { Ok(Some(format!("Downloads/{name}"))) }.boxed_local()
    }
}

/// A hill under a sky, in colours of its own: odd numbers stand upright.
fn picture(number: u128) -> String {
    let hue = number.wrapping_mul(67) % 360;
    let second = (hue + 40) % 360;
    let (width, height) = if number.is_multiple_of(2) {
        (800, 600)
    } else {
        (600, 800)
    };
    let (line, sun) = (height * 6 / 10, width * 7 / 10);
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' viewBox='0 0 {width} {height}'>\
         <rect width='{width}' height='{height}' fill='hsl({hue} 60% 78%)'/>\
         <circle cx='{sun}' cy='180' r='70' fill='hsl({second} 90% 90%)'/>\
         <path d='M0 {line} Q{sun} {low} {width} {line} V{height} H0Z' fill='hsl({second} 40% 45%)'/></svg>",
        low = line - 160,
    );
    format!("data:image/svg+xml,{}", js_sys::encode_uri_component(&svg))
}

const HERTZ: u32 = 8_000;
const SECONDS: u32 = 8;

/// Eight seconds of a tone that swells and fades, as a WAV file: 8 bits, mono.
fn hum(number: u128) -> Option<String> {
    let count = HERTZ * SECONDS;
    let mut wav = Vec::from(*b"RIFF");
    wav.extend((36 + count).to_le_bytes());
    wav.extend(*b"WAVEfmt ");
    wav.extend(16_u32.to_le_bytes());
    for field in [1_u16, 1] {
        wav.extend(field.to_le_bytes());
    }
    for field in [HERTZ, HERTZ] {
        wav.extend(field.to_le_bytes());
    }
    for field in [1_u16, 8] {
        wav.extend(field.to_le_bytes());
    }
    wav.extend(*b"data");
    wav.extend(count.to_le_bytes());
    let pitch = 180.0 + (number % 8) as f32 * 20.0;
    wav.extend((0..count).map(|at| {
        let second = at as f32 / HERTZ as f32;
        let loud = 30.0 * (second * TAU / 2.0).sin().abs();
        (128.0 + loud * (second * TAU * pitch).sin()) as u8
    }));
    let kind = BlobPropertyBag::new();
    kind.set_type("audio/wav");
    let parts = Array::of1(&Uint8Array::from(wav.as_slice()));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &kind).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}
