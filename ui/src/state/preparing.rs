//! What becomes of a picture before it is sent: drawn anew, which turns it upright and leaves behind where it was taken, or kept
//! as it is. Knows no canvas.

use protocol::{FileKind, Pixels};

/// Longer side of what is sent, in pixels.
pub(crate) const SIDE: u32 = 2_560;
/// A PNG file up to this stays one: drawings and screenshots stay sharp. In bytes.
const SMALL_PNG: u64 = 512 * 1_024;
/// Of JPEG.
pub(crate) const QUALITY: f64 = 0.86;

/// How it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Drawing {
    pub size: Pixels,
    pub media_type: &'static str,
    pub name: String,
}

/// What the browser is asked to decode: an animation would become its first picture, a vector is a program.
pub(crate) fn is_drawn(media_type: &str, head: &[u8]) -> bool {
    match media_type {
        "image/gif" | "image/svg+xml" => false,
        "image/webp" => !is_animated_webp(head),
        "image/png" | "image/apng" => !is_animated_png(head),
        _ => media_type.starts_with("image/"),
    }
}

/// Bytes from the front that [`is_drawn`] wants to see.
pub(crate) const HEAD: u32 = 64;

fn is_animated_webp(head: &[u8]) -> bool {
    head.get(12..16) == Some(b"VP8X") && head.get(20).is_some_and(|flags| flags & 2 != 0)
}

fn is_animated_png(head: &[u8]) -> bool {
    head.get(37..41) == Some(b"acTL")
}

/// How a decoded picture is drawn.
pub(crate) fn drawing(name: &str, media_type: &str, bytes: u64, size: Pixels, see_through: bool) -> Drawing {
    let scaled = fit(size, SIDE);
    let png = see_through || media_type == "image/png" && bytes <= SMALL_PNG && scaled == size;
    let (media_type, endings, ending) = if png {
        ("image/png", &["png"][..], "png")
    } else {
        ("image/jpeg", &["jpg", "jpeg"][..], "jpg")
    };
    let (stem, old) = name.rsplit_once('.').unwrap_or((name, ""));
    let named = if endings.contains(&old.to_ascii_lowercase().as_str()) {
        name.to_owned()
    } else {
        format!("{stem}.{ending}")
    };
    Drawing {
        size: scaled,
        media_type,
        name: named,
    }
}

/// As large as fits, never larger than it is.
pub(crate) fn fit(size: Pixels, side: u32) -> Pixels {
    let longer = size.width.max(size.height);
    if longer <= side {
        return size;
    }
    let scaled =
        |length: u32| ((f64::from(length) * f64::from(side) / f64::from(longer)).round() as u32).max(1);
    Pixels {
        width: scaled(size.width),
        height: scaled(size.height),
    }
}

/// What a file is when the browser has not decoded it.
pub(crate) fn kind(media_type: &str) -> FileKind {
    match media_type {
        "video/mp4" | "video/webm" | "video/quicktime" => FileKind::Video,
        _ => FileKind::Document,
    }
}

/// As a name is sent: without folders and characters that no one sees, and not too long; its end stays.
pub(crate) fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|sign| !sign.is_control()).collect();
    let clean = clean.trim();
    let count = clean.chars().count();
    if count <= protocol::NAME_CHARS {
        return if clean.is_empty() {
            "file".into()
        } else {
            clean.to_owned()
        };
    }
    const END: usize = 20;
    let front: String = clean.chars().take(protocol::NAME_CHARS - END - 1).collect();
    let end: String = clean.chars().skip(count - END).collect();
    format!("{front}…{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: Pixels = Pixels {
        width: 3_024,
        height: 4_032,
    };
    const SCREEN: Pixels = Pixels {
        width: 1_280,
        height: 800,
    };

    #[test]
    fn photos_become_jpeg_that_fits() {
        let photo = drawing("IMG_1.JPG", "image/jpeg", 4_000_000, PHONE, false);
        assert_eq!(
            photo.size,
            Pixels {
                width: 1_920,
                height: 2_560
            }
        );
        assert_eq!(
            (photo.media_type, photo.name.as_str()),
            ("image/jpeg", "IMG_1.JPG")
        );
        let webp = drawing("a.webp", "image/webp", 400_000, SCREEN, false);
        assert_eq!((webp.media_type, webp.name.as_str()), ("image/jpeg", "a.jpg"));
    }

    #[test]
    fn drawings_stay_png() {
        let png =
            |bytes, size, see_through| drawing("s.png", "image/png", bytes, size, see_through).media_type;
        assert_eq!(png(90_000, SCREEN, false), "image/png");
        assert_eq!(png(4_000_000, SCREEN, false), "image/jpeg");
        assert_eq!(png(4_000_000, SCREEN, true), "image/png");
        assert_eq!(png(90_000, PHONE, false), "image/jpeg");
    }

    #[test]
    fn what_moves_is_kept_as_it_is() {
        assert!(is_drawn("image/jpeg", &[]) && is_drawn("image/heic", &[]));
        assert!(
            !is_drawn("image/gif", &[]) && !is_drawn("image/svg+xml", &[]) && !is_drawn("video/mp4", &[])
        );
        let mut webp = b"RIFF....WEBPVP8X....\x02".to_vec();
        assert!(!is_drawn("image/webp", &webp));
        webp[20] = 16;
        assert!(is_drawn("image/webp", &webp));
    }

    #[test]
    fn names_have_no_folders() {
        assert_eq!(clean_name("C:\\photos\\me.jpg"), "me.jpg");
        assert_eq!(clean_name("a\u{0}b\n.pdf"), "ab.pdf");
        assert_eq!(clean_name(" "), "file");
        let long = clean_name(&format!("{}.docx", "x".repeat(400)));
        assert!(long.chars().count() == protocol::NAME_CHARS && long.ends_with(".docx"));
    }

    #[test]
    fn small_pictures_are_not_blown_up() {
        assert_eq!(fit(SCREEN, SIDE), SCREEN);
        assert_eq!(
            fit(
                Pixels {
                    width: 10_000,
                    height: 2
                },
                100
            ),
            Pixels {
                width: 100,
                height: 1
            }
        );
    }
}
