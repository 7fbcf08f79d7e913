//! Pictures made here, with what cameras write into them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use protocol::{FileId, FileKind, NewFile};

/// What stands in the metadata, and nowhere else.
pub(in crate::files) const SECRET: &[u8] = b"52.5200N 13.4050E Ben's telephone";

pub(in crate::files) fn claim(kind: FileKind, bytes: &[u8]) -> NewFile {
    NewFile {
        id: FileId::from_number(1),
        kind,
        name: "file".into(),
        media_type: "image/png".into(),
        bytes: bytes.len() as u64,
        size: None,
        length_ms: None,
        placeholder: None,
        waveform: None,
        poster: None,
    }
}

/// Every pixel another colour.
pub(in crate::files) fn noise(width: u32, height: u32) -> DynamicImage {
    let mut state = 1_u32;
    let picture = RgbImage::from_fn(width, height, |_, _| {
        let mut byte = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        };
        Rgb([byte(), byte(), byte()])
    });
    picture.into()
}

/// Red on the left, blue on the right.
pub(in crate::files) fn halves(width: u32, height: u32) -> DynamicImage {
    let side = |x| {
        if x < width / 2 {
            Rgb([255, 0, 0])
        } else {
            Rgb([0, 0, 255])
        }
    };
    RgbImage::from_fn(width, height, |x, _| side(x)).into()
}

pub(in crate::files) fn clear(width: u32, height: u32) -> DynamicImage {
    RgbaImage::from_pixel(width, height, Rgba([0, 200, 0, 100])).into()
}

pub(in crate::files) fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub(in crate::files) fn jpeg(picture: &DynamicImage) -> Vec<u8> {
    file(picture, ImageFormat::Jpeg)
}

/// A picture that moves, red and then blue.
pub(in crate::files) fn gif() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    encoder.set_repeat(image::codecs::gif::Repeat::Infinite).unwrap();
    for colour in [[255, 0, 0, 255], [0, 0, 255, 255]] {
        let frame = image::Frame::new(RgbaImage::from_pixel(40, 30, Rgba(colour)));
        encoder.encode_frame(frame).unwrap();
    }
    drop(encoder);
    bytes
}

/// EXIF with one entry, the orientation, and the secret behind it.
pub(in crate::files) fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    exif.extend(SECRET);
    exif
}

/// The same file as a telephone writes it.
pub(in crate::files) fn with_metadata(file: &[u8], orientation: u8) -> Vec<u8> {
    match image::guess_format(file).unwrap() {
        ImageFormat::Jpeg => in_jpeg(file, orientation),
        ImageFormat::Png => in_png(file, orientation),
        ImageFormat::Gif => in_gif(file),
        ImageFormat::WebP => in_webp(file, orientation),
        _ => unreachable!(),
    }
}

fn in_jpeg(file: &[u8], orientation: u8) -> Vec<u8> {
    let segment = |marker: u8, content: &[u8]| {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], &length[..], content].concat()
    };
    let exif = [b"Exif\0\0", &exif(orientation)[..]].concat();
    let xmp = [b"http://ns.adobe.com/xap/1.0/\0", SECRET].concat();
    let maker = [b"MPF\0", SECRET].concat();
    [
        &file[..2],
        &segment(0xe1, &exif),
        &segment(0xe1, &xmp),
        &segment(0xe2, &maker),
        &segment(0xed, SECRET),
        &segment(0xfe, SECRET),
        &file[2..],
        // The film of the moment.
        b"\0\0\0\x18ftypmp42",
        SECRET,
    ]
    .concat()
}

fn in_png(file: &[u8], orientation: u8) -> Vec<u8> {
    let chunk = |name: &[u8; 4], content: &[u8]| {
        let about = [name, content].concat();
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&length[..], &about, &crc(&about).to_be_bytes()].concat()
    };
    // Behind the head of 8 + 25 bytes.
    let (head, rest) = file.split_at(33);
    [
        head,
        &chunk(b"eXIf", &exif(orientation)),
        &chunk(b"tEXt", &[b"Comment\0", SECRET].concat()),
        &chunk(b"prVt", SECRET),
        rest,
        SECRET,
    ]
    .concat()
}

fn in_gif(file: &[u8]) -> Vec<u8> {
    let length = [u8::try_from(SECRET.len()).unwrap()];
    let comment = [b"\x21\xfe", &length[..], SECRET, &[0]].concat();
    let xmp = [b"\x21\xff\x0bXMP DataXMP", &length[..], SECRET, &[0]].concat();
    let (all, end) = file.split_at(file.len() - 1);
    [all, &comment, &xmp, end, SECRET].concat()
}

/// As an extended file: VP8X says what else there is.
fn in_webp(file: &[u8], orientation: u8) -> Vec<u8> {
    let picture = image::load_from_memory(file).unwrap();
    let chunk = |name: &[u8; 4], content: &[u8]| {
        let length = u32::try_from(content.len()).unwrap().to_le_bytes();
        let filling = vec![0; content.len() % 2];
        [name, &length[..], content, &filling].concat()
    };
    let side = |length: u32| (length - 1).to_le_bytes()[..3].to_vec();
    let about = [
        &[0x08 | 0x04, 0, 0, 0][..],
        &side(picture.width()),
        &side(picture.height()),
    ]
    .concat();
    let content = [
        b"WEBP",
        &chunk(b"VP8X", &about)[..],
        &file[12..],
        &chunk(b"EXIF", &exif(orientation)),
        &chunk(b"XMP ", SECRET),
        &chunk(b"odd ", SECRET),
    ]
    .concat();
    let length = u32::try_from(content.len()).unwrap().to_le_bytes();
    [b"RIFF", &length[..], &content, SECRET].concat()
}

/// Of a PNG's chunk.
pub(in crate::files) fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(sum & 1))
        })
    })
}
