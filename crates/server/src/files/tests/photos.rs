//! Photos as they come from telephones and pages.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::{DynamicImage, GenericImageView as _, ImageFormat};
use protocol::{FileKind, Pixels};

use super::samples::{SECRET, claim, clear, file, gif, halves, jpeg, noise, with_metadata};
use crate::files::{Looked, look_at};

fn photo(bytes: &[u8]) -> Looked {
    let looked = look_at(bytes, &claim(FileKind::Photo, bytes));
    assert_eq!(looked.attachment.kind, FileKind::Photo);
    let kept = looked.rewritten.as_deref().unwrap_or(bytes);
    assert_eq!(looked.attachment.bytes, kept.len() as u64);
    looked
}

fn kept(looked: &Looked, came: &[u8]) -> DynamicImage {
    image::load_from_memory(looked.rewritten.as_deref().unwrap_or(came)).unwrap()
}

fn tells(bytes: &[u8]) -> bool {
    bytes.windows(SECRET.len()).any(|window| window == SECRET)
}

fn samples() -> [(&'static str, Vec<u8>); 5] {
    [
        ("image/jpeg", jpeg(&noise(64, 48))),
        ("image/png", file(&noise(64, 48), ImageFormat::Png)),
        ("image/png", file(&clear(64, 48), ImageFormat::Png)),
        ("image/webp", file(&noise(64, 48), ImageFormat::WebP)),
        ("image/gif", gif()),
    ]
}

#[test]
fn a_photo_that_tells_nothing_is_kept_as_it_came() {
    for (media_type, bytes) in samples() {
        let looked = photo(&bytes);
        assert_eq!(looked.rewritten, None, "{media_type}");
        assert_eq!(looked.attachment.media_type, media_type);
    }
}

#[test]
fn place_device_and_comments_are_gone_and_the_picture_is_the_same() {
    for (media_type, plain) in samples() {
        let told = with_metadata(&plain, 1);
        assert!(
            tells(&told) && image::load_from_memory(&told).is_ok(),
            "{media_type}"
        );
        let looked = photo(&told);
        let rewritten = looked.rewritten.as_deref().unwrap();
        assert!(
            !tells(rewritten) && !tells(looked.thumbnail.as_deref().unwrap()),
            "{media_type}"
        );
        assert_eq!(
            image::load_from_memory(rewritten).unwrap(),
            image::load_from_memory(&plain).unwrap(),
            "{media_type}"
        );
    }
}

#[test]
fn a_photo_that_lies_on_its_side_is_set_upright() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        // Taken with the telephone upright: the picture is to be turned to the right.
        let told = with_metadata(&file(&halves(80, 60), format), 6);
        let looked = photo(&told);
        assert_eq!(
            looked.attachment.size,
            Some(Pixels {
                width: 60,
                height: 80
            }),
            "{format:?}"
        );
        let thumbnail = image::load_from_memory(looked.thumbnail.as_deref().unwrap()).unwrap();
        assert!(!tells(looked.rewritten.as_deref().unwrap()));
        for picture in [kept(&looked, &told), thumbnail] {
            assert_eq!(picture.dimensions(), (60, 80), "{format:?}");
            let [red, _, blue, _] = picture.get_pixel(30, 10).0;
            assert!(
                red > 200 && blue < 50,
                "what was on the left is on top: {format:?}"
            );
            let [red, _, blue, _] = picture.get_pixel(30, 70).0;
            assert!(red < 50 && blue > 200, "{format:?}");
        }
    }
}

#[test]
fn the_type_and_the_ending_are_those_of_what_is_kept() {
    let told = with_metadata(&file(&halves(80, 60), ImageFormat::WebP), 3);
    let claimed = protocol::NewFile {
        name: "ben.webp".into(),
        ..claim(FileKind::Photo, &told)
    };
    let looked = look_at(&told, &claimed).attachment;
    assert_eq!(
        (looked.media_type.as_str(), looked.name.as_str()),
        ("image/jpeg", "ben.jpg")
    );
}

#[test]
fn a_picture_that_moves_goes_on_moving() {
    use image::AnimationDecoder as _;
    let told = with_metadata(&gif(), 1);
    let rewritten = photo(&told).rewritten.unwrap();
    let decoder = image::codecs::gif::GifDecoder::new(std::io::Cursor::new(&rewritten)).unwrap();
    assert_eq!(decoder.into_frames().count(), 2);
    let repeat = b"NETSCAPE2.0";
    assert!(rewritten.windows(repeat.len()).any(|window| window == repeat));
}

#[test]
fn a_thumbnail_is_small_and_a_placeholder_has_the_shape() {
    let looked = photo(&jpeg(&halves(1_600, 400)));
    assert_eq!(
        looked.attachment.size,
        Some(Pixels {
            width: 1_600,
            height: 400
        })
    );
    let thumbnail = looked.thumbnail.unwrap();
    assert_eq!(image::guess_format(&thumbnail).unwrap(), ImageFormat::Jpeg);
    assert_eq!(
        image::load_from_memory(&thumbnail).unwrap().dimensions(),
        (640, 160)
    );
    let hash = STANDARD.decode(looked.attachment.placeholder.unwrap()).unwrap();
    let shape = thumbhash::thumb_hash_to_approximate_aspect_ratio(&hash).unwrap();
    assert!((3.0..=5.0).contains(&shape), "{shape}");
    let (width, height, pixels) = thumbhash::thumb_hash_to_rgba(&hash).unwrap();
    let row = height / 2 * width;
    let (left, right) = (row * 4, (row + width - 1) * 4);
    assert!(pixels[left] > 150 && pixels[left + 2] < 100, "red on the left");
    assert!(
        pixels[right] < 100 && pixels[right + 2] > 150,
        "blue on the right"
    );
}

#[test]
fn a_picture_larger_than_any_screen_is_made_smaller() {
    let long = jpeg(&halves(8_200, 100));
    let looked = photo(&long);
    let picture = kept(&looked, &long);
    assert_eq!(picture.width(), 4_096);
    let size = looked.attachment.size.unwrap();
    assert_eq!((size.width, size.height), picture.dimensions());
}

#[test]
fn the_same_photo_makes_the_same_bytes() {
    let told = with_metadata(&jpeg(&halves(80, 60)), 8);
    assert_eq!(photo(&told), photo(&told));
}
