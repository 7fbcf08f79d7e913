//! Photos: decoded within limits, without what they tell besides the picture, upright, with a thumbnail and a placeholder.
//!
//! A picture that was decoded and has nothing to hide is kept as it came: a second generation of JPEG only costs. Only what lies on its side
//! or is larger than any screen is encoded anew.

mod clean;

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageEncoder as _, ImageFormat, ImageReader, Limits, RgbImage};
use protocol::{Attachment, NewFile, Pixels};

use super::name::with_ending;
use super::{Looked, SIDE, attachment};
use clean::Clean;

/// Of the original: the photos of today's phones, not those of their largest mode.
const PIXELS: u64 = 50_000_000;
/// For decoding, in bytes.
const MEMORY: u64 = 256 * 1_024 * 1_024;
/// A longer side than this is shown by nothing, and fills a telephone's memory.
const LARGEST: u32 = 4_096;
const THUMBNAIL: u32 = 640;
const THUMBNAIL_QUALITY: u8 = 80;
const QUALITY: u8 = 88;
/// ThumbHash takes no longer side.
const HASHED: u32 = 100;

/// What stands for a picture until it is there.
#[derive(Debug)]
pub(super) struct Seen {
    /// Of the picture.
    pub(super) size: Pixels,
    /// A JPEG file.
    pub(super) thumbnail: Vec<u8>,
    /// A ThumbHash in base64.
    pub(super) placeholder: String,
}

/// None when it is no picture that can be shown.
pub(super) fn look_at(bytes: &[u8], found: &'static str, claimed: &NewFile) -> Option<Looked> {
    let opened = open(bytes)?;
    let seen = opened.seen()?;
    let kept = opened.kept(found)?;
    let claimed = attachment(kept.media_type, claimed);
    let name = match kept.media_type {
        same if same == found => claimed.name,
        "image/png" => with_ending(&claimed.name, "png"),
        _ => with_ending(&claimed.name, "jpg"),
    };
    let attachment = Attachment {
        name,
        bytes: kept.rewritten.as_deref().unwrap_or(bytes).len() as u64,
        size: Some(kept.size),
        length_ms: None,
        placeholder: Some(seen.placeholder),
        waveform: None,
        thumbnail: true,
        ..claimed
    };
    Some(Looked {
        attachment,
        rewritten: kept.rewritten,
        thumbnail: Some(seen.thumbnail),
    })
}

/// Only what stands for a picture.
pub(super) fn see(bytes: &[u8]) -> Option<Seen> {
    open(bytes)?.seen()
}

/// What is kept of a picture.
struct Kept {
    /// Nothing when it is what came.
    rewritten: Option<Vec<u8>>,
    media_type: &'static str,
    size: Pixels,
}

/// A picture that was decoded to its end.
struct Opened {
    picture: DynamicImage,
    orientation: Orientation,
    icc: Option<Vec<u8>>,
    format: ImageFormat,
    clean: Clean,
}

fn open(bytes: &[u8]) -> Option<Opened> {
    let format = image::guess_format(bytes).ok()?;
    // Cleaned first: what is thrown away is never unpacked.
    let clean = clean::clean(bytes, format)?;
    let mut reader = ImageReader::with_format(Cursor::new(clean.bytes(bytes)), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    (1..=PIXELS).contains(&pixels).then_some(())?;
    limits.reserve(decoder.total_bytes()).ok()?;
    decoder.set_limits(limits).ok()?;
    let icc = decoder.icc_profile().ok().flatten();
    Some(Opened {
        picture: DynamicImage::from_decoder(decoder).ok()?,
        orientation: clean
            .exif
            .as_deref()
            .and_then(Orientation::from_exif_chunk)
            .unwrap_or(Orientation::NoTransforms),
        icc,
        format,
        clean,
    })
}

impl Opened {
    fn seen(&self) -> Option<Seen> {
        let mut small = fitted(&self.picture, THUMBNAIL);
        small.apply_orientation(self.orientation);
        let hashed = fitted(&small, HASHED).into_rgba8();
        let hash = thumbhash::rgba_to_thumb_hash(
            hashed.width().try_into().ok()?,
            hashed.height().try_into().ok()?,
            hashed.as_raw(),
        );
        let mut size = size(&self.picture);
        if lies(self.orientation) {
            std::mem::swap(&mut size.width, &mut size.height);
        }
        Some(Seen {
            size,
            thumbnail: jpeg(&on_white(small), THUMBNAIL_QUALITY, None)?,
            placeholder: STANDARD.encode(hash),
        })
    }

    fn kept(self, found: &'static str) -> Option<Kept> {
        let is_large = self.picture.width().max(self.picture.height()) > LARGEST;
        if self.orientation == Orientation::NoTransforms && !is_large {
            return Some(Kept {
                rewritten: self.clean.rewritten,
                media_type: found,
                size: size(&self.picture),
            });
        }
        // Of one that moves, only the first picture would be left.
        (!self.clean.moves).then_some(())?;
        let mut picture = if is_large {
            self.picture
                .resize(LARGEST, LARGEST, image::imageops::FilterType::Triangle)
        } else {
            self.picture
        };
        picture.apply_orientation(self.orientation);
        let size = size(&picture);
        let (file, media_type) = if self.format == ImageFormat::Png || picture.color().has_alpha() {
            let mut file = Vec::new();
            let mut encoder = PngEncoder::new(&mut file);
            if let Some(icc) = self.icc {
                encoder.set_icc_profile(icc).ok()?;
            }
            picture.write_with_encoder(encoder).ok()?;
            (file, "image/png")
        } else {
            (jpeg(&picture.into_rgb8(), QUALITY, self.icc)?, "image/jpeg")
        };
        Some(Kept {
            rewritten: Some(file),
            media_type,
            size,
        })
    }
}

fn size(picture: &DynamicImage) -> Pixels {
    Pixels {
        width: picture.width(),
        height: picture.height(),
    }
}

/// Whether width and height change places.
fn lies(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

fn fitted(picture: &DynamicImage, side: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= side {
        return picture.clone();
    }
    picture.thumbnail(side, side)
}

fn jpeg(picture: &RgbImage, quality: u8, icc: Option<Vec<u8>>) -> Option<Vec<u8>> {
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, quality);
    if let Some(icc) = icc {
        encoder.set_icc_profile(icc).ok()?;
    }
    picture.write_with_encoder(encoder).ok()?;
    Some(file)
}

fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    let mut white = RgbImage::new(picture.width(), picture.height());
    for (to, from) in white.pixels_mut().zip(picture.pixels()) {
        let [red, green, blue, alpha] = from.0.map(u16::from);
        to.0 = [red, green, blue].map(|part| {
            let mixed = (part * alpha + 255 * (255 - alpha)) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        });
    }
    white
}
