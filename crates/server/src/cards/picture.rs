//! Makes a small JPEG of a picture that somebody on the internet serves.
//!
//! Owns what a picture may cost: nothing is decoded before its measures are known. Nothing of the original file goes on, neither
//! what it says of its maker nor what it may do to a decoder. Slow, and not for the async threads.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageReader, Limits, RgbImage};
use protocol::CardPicture;

/// Pixels of a side at most. When even the lowest quality is too large, the next smaller size is tried.
const SIDES: [u32; 3] = [240, 160, 96];
const QUALITIES: [u8; 6] = [82, 70, 58, 46, 34, 22];
/// Of the JPEG file, in bytes.
const LARGEST: usize = 12_000;
/// A side with less is a dot that counts visitors, or a line.
const LEAST: u32 = 16;
/// Of the original.
const PIXELS: u64 = 40_000_000;
const SIDE: u32 = 20_000;
/// For decoding, in bytes: 40 million pixels of a photo take 120 million.
const MEMORY: u64 = 200_000_000;

/// None when it is no picture, or none that is worth it.
pub(super) fn small(file: &[u8]) -> Option<CardPicture> {
    let picture = decode(file)?;
    for side in SIDES {
        let picture = fitted(&picture, side);
        for quality in QUALITIES {
            let mut jpeg = Vec::new();
            let encoder = JpegEncoder::new_with_quality(&mut jpeg, quality);
            picture.write_with_encoder(encoder).ok()?;
            if jpeg.len() <= LARGEST {
                return Some(CardPicture {
                    width: u16::try_from(picture.width()).ok()?,
                    height: u16::try_from(picture.height()).ok()?,
                    jpeg: STANDARD.encode(jpeg),
                });
            }
        }
    }
    None
}

/// The first frame of one that moves.
fn decode(file: &[u8]) -> Option<RgbImage> {
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let worth_it = width.min(height) >= LEAST && u64::from(width) * u64::from(height) <= PIXELS;
    if !worth_it {
        return None;
    }
    limits.reserve(decoder.total_bytes()).ok()?;
    decoder.set_limits(limits).ok()?;
    Some(on_white(DynamicImage::from_decoder(decoder).ok()?))
}

/// Made small before it is converted: of a large picture there is never a second large one.
fn on_white(picture: DynamicImage) -> RgbImage {
    let [largest, ..] = SIDES;
    let picture = if picture.width().max(picture.height()) > largest {
        picture.thumbnail(largest, largest)
    } else {
        picture
    };
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

fn fitted(picture: &RgbImage, side: u32) -> RgbImage {
    let (width, height) = picture.dimensions();
    let longest = width.max(height);
    if longest <= side {
        return picture.clone();
    }
    let scaled = |length: u32| (length * side / longest).max(1);
    image::imageops::thumbnail(picture, scaled(width), scaled(height))
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgba, RgbaImage};

    use super::*;

    fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// Every pixel another colour: the worst for a JPEG.
    fn noise(width: u32, height: u32) -> DynamicImage {
        let mut state = 1_u32;
        let picture = RgbaImage::from_fn(width, height, |_, _| {
            let mut byte = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state.to_be_bytes()[0]
            };
            Rgba([byte(), byte(), byte(), 255])
        });
        picture.into()
    }

    fn decoded(card: &CardPicture) -> RgbImage {
        let jpeg = STANDARD.decode(&card.jpeg).unwrap();
        assert!(jpeg.len() <= LARGEST);
        let picture = image::load_from_memory_with_format(&jpeg, ImageFormat::Jpeg).unwrap();
        assert_eq!(
            (picture.width(), picture.height()),
            (u32::from(card.width), u32::from(card.height))
        );
        picture.into_rgb8()
    }

    #[test]
    fn whatever_comes_a_small_jpeg_goes_out() {
        let plain = DynamicImage::from(RgbaImage::from_pixel(1_200, 630, Rgba([200, 30, 30, 255])));
        for format in [
            ImageFormat::Png,
            ImageFormat::Gif,
            ImageFormat::WebP,
            ImageFormat::Jpeg,
        ] {
            let file = match format {
                ImageFormat::Jpeg => file(&plain.to_rgb8().into(), format),
                _ => file(&plain, format),
            };
            let card = small(&file).unwrap();
            assert_eq!((card.width, card.height), (240, 126), "{format:?}");
            let [red, green, blue] = decoded(&card).get_pixel(120, 60).0;
            assert!(red > 180 && green < 60 && blue < 60, "{format:?}");
        }
    }

    #[test]
    fn the_first_frame_of_one_that_moves_is_shown() {
        let mut bytes = Vec::new();
        let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
        for colour in [[255, 0, 0, 255], [0, 0, 255, 255]] {
            let frame = image::Frame::new(RgbaImage::from_pixel(40, 40, Rgba(colour)));
            encoder.encode_frame(frame).unwrap();
        }
        drop(encoder);
        let [red, _, blue] = decoded(&small(&bytes).unwrap()).get_pixel(20, 20).0;
        assert!(red > 200 && blue < 50);
    }

    #[test]
    fn what_is_seen_through_is_white() {
        let clear = DynamicImage::from(RgbaImage::new(300, 300));
        let card = small(&file(&clear, ImageFormat::Png)).unwrap();
        assert!(
            decoded(&card)
                .pixels()
                .all(|pixel| pixel.0.iter().all(|part| *part > 250))
        );
    }

    #[test]
    fn a_small_one_stays_as_it_is_and_a_noisy_one_gets_smaller() {
        let card = small(&file(&noise(64, 32), ImageFormat::Png)).unwrap();
        assert_eq!((card.width, card.height), (64, 32));
        for (width, height) in [(240, 240), (239, 240), (1_000, 1_000)] {
            decoded(&small(&file(&noise(width, height), ImageFormat::Png)).unwrap());
        }
        let long = small(&file(&noise(2_000, 20), ImageFormat::Png)).unwrap();
        assert_eq!((long.width, long.height), (240, 2));
    }

    #[test]
    fn dots_lines_and_what_is_no_picture_are_left() {
        for file in [
            file(&noise(1, 1), ImageFormat::Gif),
            file(&noise(15, 400), ImageFormat::Png),
            b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
            b"GIF89a".to_vec(),
            b"\x89PNG\r\n\x1a\n".to_vec(),
            Vec::new(),
        ] {
            assert_eq!(small(&file), None);
        }
    }

    /// The head of a PNG that says it has so many pixels.
    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = file(&noise(16, 16), ImageFormat::Png);
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        let sum = crc(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&sum.to_be_bytes());
        bytes
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                (sum >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(sum & 1))
            })
        })
    }

    #[test]
    fn a_bomb_is_not_decoded() {
        assert!(small(&png_of(16, 16)).is_some(), "the head is a true one");
        for (width, height) in [
            (20_000, 20_000),
            (60_000, 60_000),
            (u32::MAX >> 1, 1 << 20),
            (100_000, 16),
            (7_000, 6_000),
        ] {
            assert_eq!(small(&png_of(width, height)), None, "{width}x{height}");
        }
        // A gif that says 65,535 x 65,535, in 40 bytes.
        let mut gif = file(&noise(16, 16), ImageFormat::Gif);
        gif[6..10].fill(0xff);
        assert_eq!(small(&gif), None);
    }

    #[test]
    fn a_file_that_breaks_off_or_is_damaged_does_no_harm() {
        for format in [
            ImageFormat::Png,
            ImageFormat::Gif,
            ImageFormat::WebP,
            ImageFormat::Jpeg,
        ] {
            let whole = file(&DynamicImage::from(noise(48, 48).to_rgb8()), format);
            for length in (0..whole.len()).step_by(97) {
                let _ = small(&whole[..length]);
            }
            for place in (0..whole.len()).step_by(61) {
                let mut damaged = whole.clone();
                damaged[place] ^= 0x55;
                let _ = small(&damaged);
            }
        }
    }
}
