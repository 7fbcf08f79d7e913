//! Files that people send: made here, so that a scenario knows every pixel and byte of them.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// A photo as a phone writes it: lying on its side with a note to turn it, and with the place where it was taken.
///
/// Turned upright it is 800 pixels wide and 1,200 high, red above and blue below.
pub fn photo_of_a_phone(folder: &Path) -> Result<PathBuf> {
    let lying = RgbImage::from_fn(1_200, 800, |x, _| if x < 600 { RED } else { BLUE });
    let mut jpeg = Cursor::new(Vec::new());
    DynamicImage::from(lying).write_to(&mut jpeg, ImageFormat::Jpeg)?;
    let jpeg = jpeg.into_inner();
    let (start, rest) = jpeg.split_at_checked(2).context("a JPEG begins with a mark")?;
    let notes = notes_of_a_camera();
    let length = u16::try_from(notes.len() + 2)?.to_be_bytes();
    let whole = [start, &[0xff, 0xe1], &length, &notes, rest].concat();
    let path = folder.join("knee after squats.jpg");
    std::fs::write(&path, whole)?;
    Ok(path)
}

/// A photo of one colour, 640 by 480.
pub fn photo(folder: &Path, name: &str, colour: [u8; 3]) -> Result<PathBuf> {
    let path = folder.join(name);
    RgbImage::from_pixel(640, 480, Rgb(colour)).save_with_format(&path, ImageFormat::Jpeg)?;
    Ok(path)
}

/// A file of many different bytes, of no kind that anybody knows.
pub fn document(folder: &Path, name: &str, bytes: usize) -> Result<PathBuf> {
    let path = folder.join(name);
    let mut state = 0x9e37_79b9_u32;
    let noise = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()
    });
    let content: Vec<u8> = noise.flatten().take(bytes).collect();
    std::fs::write(&path, content)?;
    Ok(path)
}

const RED: Rgb<u8> = Rgb([220, 30, 30]);
const BLUE: Rgb<u8> = Rgb([30, 30, 220]);

/// EXIF: "turn me by 90 degrees", and 48° north. What follows is a TIFF file, whose offsets count from its own beginning.
fn notes_of_a_camera() -> Vec<u8> {
    let mut notes = b"Exif\0\0".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [
            &tag.to_le_bytes()[..],
            &kind.to_le_bytes(),
            &count.to_le_bytes(),
            &value,
        ]
        .concat()
    };
    let place_at = 8 + 2 + 2 * 12 + 4_u32;
    let degrees_at = place_at + 2 + 2 * 12 + 4;
    notes.extend([b"II*\0".as_slice(), &8_u32.to_le_bytes(), &2_u16.to_le_bytes()].concat());
    notes.extend(entry(0x0112, 3, 1, [6, 0, 0, 0]));
    notes.extend(entry(0x8825, 4, 1, place_at.to_le_bytes()));
    notes.extend([&0_u32.to_le_bytes()[..], &2_u16.to_le_bytes()].concat());
    notes.extend(entry(0x0001, 2, 2, *b"N\0\0\0"));
    notes.extend(entry(0x0002, 5, 3, degrees_at.to_le_bytes()));
    notes.extend(0_u32.to_le_bytes());
    for (over, under) in [(48_u32, 1_u32), (12, 1), (0, 1)] {
        notes.extend([over.to_le_bytes(), under.to_le_bytes()].concat());
    }
    notes
}
