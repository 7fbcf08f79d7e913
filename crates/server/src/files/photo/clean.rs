//! What a picture's file tells besides the picture is cut out, without touching the picture: place, device, time, comments, miniature
//! versions, and whatever stands behind the end. Only parts that are known to be needed stay.

use image::ImageFormat;

mod gif;
mod jpeg;
mod png;
mod webp;

/// A file that was walked through to its end.
#[derive(Debug)]
pub(super) struct Clean {
    /// None when nothing had to go.
    pub(super) rewritten: Option<Vec<u8>>,
    /// What was cut out and says how the picture is to be turned.
    pub(super) exif: Option<Vec<u8>>,
    /// It has several pictures, one after the other.
    pub(super) moves: bool,
}

impl Clean {
    pub(super) fn bytes<'a>(&'a self, came: &'a [u8]) -> &'a [u8] {
        self.rewritten.as_deref().unwrap_or(came)
    }
}

/// None when the file is not built as it should be, or breaks off.
pub(super) fn clean(bytes: &[u8], format: ImageFormat) -> Option<Clean> {
    let mut kept = Kept::default();
    match format {
        ImageFormat::Jpeg => jpeg::walk(bytes, &mut kept),
        ImageFormat::Png => png::walk(bytes, &mut kept),
        ImageFormat::Gif => gif::walk(bytes, &mut kept),
        ImageFormat::WebP => webp::walk(bytes, &mut kept),
        _ => None,
    }?;
    let same = kept.bytes == bytes;
    Some(Clean {
        rewritten: (!same).then_some(kept.bytes),
        exif: kept.exif,
        moves: kept.moves,
    })
}

/// What a walk through a file gathers.
#[derive(Debug, Default)]
struct Kept {
    bytes: Vec<u8>,
    exif: Option<Vec<u8>>,
    moves: bool,
}

/// The rest of a file, from front to back.
#[derive(Clone, Copy, Debug)]
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn byte(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }
}
