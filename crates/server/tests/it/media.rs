//! The bytes of files, as browsers and apps get them: by a link, whole or in part, and never so that they could do something.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use protocol::{Attachment, Call, FileId, FileKind, FileLink, NewFile, Variant};
use reqwest::Response;

use crate::support::files::announced;
use crate::support::people::Person;
use crate::support::running::Running;

const PLACE: &[u8] = b"52.5200N 13.4050E";

/// A photo that says where it was taken.
fn photo() -> Vec<u8> {
    let picture = RgbImage::from_fn(800, 600, |x, y| Rgb([x as u8, y as u8, 90]));
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Jpeg).unwrap();
    let file = file.into_inner();
    let exif = [b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0", PLACE].concat();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&file[..2], &[0xff, 0xe1], &length, &exif, &file[2..]].concat()
}

fn tells(bytes: &[u8]) -> bool {
    bytes.windows(PLACE.len()).any(|window| window == PLACE)
}

/// As whoever has the link, without a session.
async fn get(server: &Running, path: &str, range: Option<&str>) -> Response {
    let mut request = server.http.get(server.url(path));
    if let Some(range) = range {
        request = request.header("range", range);
    }
    request.send().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers()[name].to_str().unwrap()
}

/// In three pieces.
async fn brings(person: &Person<'_>, asked: &NewFile, bytes: &[u8]) -> Attachment {
    let mut state = person.begins(asked).await.unwrap();
    while state.ready.is_none() {
        let begin = usize::try_from(state.offset).unwrap();
        let end = bytes.len().min(begin + bytes.len().div_ceil(3));
        let piece = person.piece(asked.id, state.offset, &bytes[begin..end]);
        state = piece.await.unwrap();
    }
    state.ready.unwrap()
}

async fn link_to(person: &Person<'_>, file: FileId, variant: Variant) -> Option<FileLink> {
    let links = person.links(file).await;
    links.into_iter().find(|link| link.variant == variant)
}

#[tokio::test]
async fn ana_sees_bens_photo_and_not_where_he_was() {
    let server = Running::start().await;
    let ana = server.opens_practice("Ana", "Fit", "ana@fit.example").await;
    let (ben, cleo) = (ana.invites("Ben").await, ana.invites("Cleo").await);
    let photo = photo();
    let claimed = NewFile {
        name: "morning.jpg".into(),
        ..announced(FileKind::Photo, photo.len())
    };
    let brought = brings(&ben, &claimed, &photo).await;
    assert_eq!(
        (brought.kind, brought.media_type.as_str()),
        (FileKind::Photo, "image/jpeg")
    );
    assert!(brought.thumbnail && brought.placeholder.is_some());
    assert_eq!(
        link_to(&ana, claimed.id, Variant::Full).await,
        None,
        "not sent yet"
    );
    let message = ben.shows(ben.direct(), claimed.id).await.unwrap();
    assert_eq!(message.attachments, std::slice::from_ref(&brought));

    let link = link_to(&ana, claimed.id, Variant::Full).await.unwrap();
    let whole = get(&server, &link.path, None).await;
    assert_eq!(whole.status(), 200);
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("content-disposition", "inline; filename=\"morning.jpg\""),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("cross-origin-resource-policy", "same-origin"),
        ("accept-ranges", "bytes"),
    ] {
        assert_eq!(header(&whole, name), value);
    }
    let keep = header(&whole, "cache-control");
    assert!(
        keep.starts_with("private, max-age=") && keep.ends_with(", immutable"),
        "{keep}"
    );
    let whole = whole.bytes().await.unwrap();
    assert_eq!(whole.len() as u64, brought.bytes);
    assert!(tells(&photo) && !tells(&whole));
    let picture = image::load_from_memory(&whole).unwrap();
    assert_eq!((picture.width(), picture.height()), (800, 600));

    let part = get(&server, &link.path, Some("bytes=10-19")).await;
    assert_eq!(part.status(), 206);
    assert_eq!(
        header(&part, "content-range"),
        format!("bytes 10-19/{}", whole.len())
    );
    assert_eq!(part.bytes().await.unwrap(), whole[10..20]);

    let small = link_to(&ana, claimed.id, Variant::Thumbnail).await.unwrap();
    let small = get(&server, &small.path, None).await.bytes().await.unwrap();
    let small = image::load_from_memory(&small).unwrap();
    assert_eq!((small.width(), small.height()), (640, 480));

    let saved = get(&server, &format!("{}?save", link.path), None).await;
    assert_eq!(
        header(&saved, "content-disposition"),
        "attachment; filename=\"morning.jpg\""
    );
    assert_eq!(link_to(&cleo, claimed.id, Variant::Full).await, None);
}

#[tokio::test]
async fn what_could_run_is_only_ever_downloaded() {
    let server = Running::start().await;
    let ana = server.opens_practice("Ana", "Fit", "ana@fit.example").await;
    for (name, bytes) in [
        ("a.html", &b"<!doctype html><script>alert(1)</script>"[..]),
        (
            "b.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        ),
        ("c.js", b"alert(1)"),
        ("d.pdf", b"%PDF-1.7\n/OpenAction"),
        ("e.jpg", b"\xff\xd8\xff\xe0 not a photo <script>alert(1)</script>"),
    ] {
        for kind in [
            FileKind::Photo,
            FileKind::Video,
            FileKind::Voice,
            FileKind::Document,
        ] {
            let claimed = NewFile {
                name: name.into(),
                ..announced(kind, bytes.len())
            };
            let brought = brings(&ana, &claimed, bytes).await;
            assert_eq!(brought.kind, FileKind::Document, "{name} as {kind:?}");
            let link = link_to(&ana, claimed.id, Variant::Full).await.unwrap();
            let got = get(&server, &link.path, None).await;
            assert_eq!(header(&got, "content-type"), "application/octet-stream");
            assert_eq!(
                header(&got, "content-disposition"),
                format!("attachment; filename=\"{name}\"")
            );
            assert_eq!(
                header(&got, "content-security-policy"),
                "default-src 'none'; sandbox"
            );
            assert_eq!(got.bytes().await.unwrap(), bytes, "as it came");
        }
    }
}

#[tokio::test]
async fn a_link_that_was_changed_or_whose_file_is_gone_leads_nowhere() {
    let server = Running::start().await;
    let ana = server.opens_practice("Ana", "Fit", "ana@fit.example").await;
    let plan = NewFile {
        name: "plan.txt".into(),
        ..announced(FileKind::Document, b"three times ten".len())
    };
    brings(&ana, &plan, b"three times ten").await;
    let link = link_to(&ana, plan.id, Variant::Full).await.unwrap();
    assert_eq!(get(&server, &link.path, None).await.status(), 200);
    assert_eq!(get(&server, &link.path, Some("bytes=99-")).await.status(), 416);
    assert_eq!(
        link_to(&ana, plan.id, Variant::Thumbnail).await,
        None,
        "there is none"
    );

    let mut changed = link.path.clone().into_bytes();
    let place = changed.len() - 60;
    changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
    let changed = String::from_utf8(changed).unwrap();
    for path in [&changed, "/media/x", "/media/..%2f..%2fetc%2fpasswd"] {
        let refused = get(&server, path, None).await;
        assert_eq!(refused.status(), 404, "{path}");
        assert!(header(&refused, "content-type").starts_with("application/json"));
    }
    ana.call(&Call::DropFile(plan.id)).await.unwrap();
    assert_eq!(get(&server, &link.path, None).await.status(), 404);
}
