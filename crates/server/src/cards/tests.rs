//! Looking at links on an internet that a test scripts.

mod tls;

use std::sync::Mutex;

use super::scripted::{HERE, Scripted, answer, html, listener, moved};
use super::*;

fn looker(internet: &Scripted) -> Looker {
    Looker::on(Arc::new(internet.clone())).unwrap()
}

async fn look(internet: &Scripted, link: &str) -> Result<LinkCard, NoCard> {
    looker(internet).look(link).await
}

const PAGE: &str = "<title>Run slow</title><meta name=description content='To run far.'>";

fn red_square() -> Vec<u8> {
    let red = image::RgbImage::from_pixel(300, 300, image::Rgb([255, 0, 0]));
    let mut png = std::io::Cursor::new(Vec::new());
    red.write_to(&mut png, image::ImageFormat::Png).unwrap();
    png.into_inner()
}

#[tokio::test]
async fn a_page_becomes_a_card_with_its_picture() {
    let internet = Scripted::default();
    let heads = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&heads);
    let answers = move |head: &str| {
        seen.lock().unwrap().push(head.to_ascii_lowercase());
        if head.starts_with("GET /run.png ") {
            return answer("200 OK", "content-type: image/png", &red_square());
        }
        html(&format!("{PAGE}<meta property=og:image content=/run.png>"))
    };
    internet.page("page.org", answers).await;
    let card = look(&internet, "http://Page.org/a?b=c#d").await.unwrap();
    assert_eq!(card.url, "http://Page.org/a?b=c#d");
    assert_eq!(
        (card.title.as_str(), card.description.as_str()),
        ("Run slow", "To run far.")
    );
    assert_eq!(card.site, "page.org");
    let picture = card.picture.unwrap();
    assert_eq!((picture.width, picture.height), (240, 240));

    let heads = heads.lock().unwrap();
    let [page, picture] = heads.as_slice() else {
        panic!("{heads:?}");
    };
    assert!(
        page.starts_with("get /a?b=c http/1.1\r\n") && page.contains("host: page.org\r\n"),
        "{page}"
    );
    assert!(page.contains("user-agent: rapport/") && page.contains("accept-encoding: identity\r\n"));
    for header in ["cookie", "referer", "authorization", "origin", "x-forwarded-for"] {
        assert!(!page.contains(header) && !picture.contains(header), "{header}");
    }
}

#[tokio::test]
async fn a_picture_that_cannot_be_had_is_left_away() {
    for picture in [
        "http://127.0.0.1/run.png",
        "http://inside.org/run.png",
        "data:image/png;base64,AAAA",
        "/missing.png",
        "/page.html",
        "/moved-inside",
        "https://page.org:8443/run.png",
    ] {
        let internet = Scripted::default();
        internet.name("inside.org", &["10.0.0.7"]);
        let page = format!("{PAGE}<meta property=og:image content='{picture}'>");
        let answers = move |head: &str| match head.split(' ').nth(1) {
            Some("/missing.png") => answer("404 Not Found", "", b""),
            Some("/moved-inside") => moved("http://10.0.0.7/run.png"),
            _ => html(&page),
        };
        internet.page("page.org", answers).await;
        let card = look(&internet, "http://page.org/").await.unwrap();
        assert_eq!(card.picture, None, "{picture}");
        let only_there =
            |line: &String| !line.starts_with("connect") || *line == format!("connect {HERE}:80");
        assert!(internet.log().iter().all(only_there), "{:?}", internet.log());
    }
}

#[tokio::test]
async fn a_name_that_leads_inside_is_not_connected_to() {
    for addresses in [
        "127.0.0.1",
        "10.0.0.7",
        "169.254.169.254",
        "0.0.0.0",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.7",
        "64:ff9b::a00:7",
        "fd00::7",
        "fe80::1",
        "2002:a00:7::",
        // One of several is enough, wherever it stands.
        "93.184.216.34 10.0.0.7",
        "10.0.0.7 93.184.216.34",
        "93.184.216.34 2606:4700::1111 ::1",
    ] {
        let internet = Scripted::default();
        internet.name("page.org", &[addresses]);
        assert_eq!(
            look(&internet, "http://page.org/").await,
            Err(NoCard::NotPublic),
            "{addresses}"
        );
        assert_eq!(internet.log(), ["resolve page.org"]);
    }
}

#[tokio::test]
async fn a_name_is_asked_for_once_and_connected_to_what_was_answered() {
    let internet = Scripted::default();
    internet.page("page.org", |_| html(PAGE)).await;
    // Whoever asked a second time would be sent inside.
    internet.name("page.org", &[HERE, "127.0.0.1"]);
    look(&internet, "http://page.org/").await.unwrap();
    assert_eq!(
        internet.log(),
        ["resolve page.org".to_owned(), format!("connect {HERE}:80")]
    );
    // And is asked anew for the next link, as then by a redirect to itself.
    let internet = Scripted::default();
    internet
        .page("page.org", |_| moved("http://page.org/again"))
        .await;
    internet.name("page.org", &[HERE, "127.0.0.1"]);
    assert_eq!(look(&internet, "http://page.org/").await, Err(NoCard::NotPublic));
    assert_eq!(
        internet.log(),
        [
            "resolve page.org".to_owned(),
            format!("connect {HERE}:80"),
            "resolve page.org".to_owned()
        ]
    );
}

#[tokio::test]
async fn the_next_address_is_tried_when_the_first_does_not_answer() {
    let internet = Scripted::default();
    internet.page("page.org", |_| html(PAGE)).await;
    internet.name("page.org", &[&format!("1.1.1.1 {HERE}")]);
    look(&internet, "http://page.org/").await.unwrap();
    assert_eq!(internet.log().last(), Some(&format!("connect {HERE}:80")));
}

#[tokio::test]
async fn a_redirect_inside_is_not_followed() {
    for to in [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://[::ffff:127.0.0.1]/",
        "http://localhost/",
        "//169.254.169.254/latest/meta-data/",
        "http://inside.org/",
        "http://ana:secret@page.org/",
        "http://page.org:6379/",
        "https://page.org:22/",
        "ftp://page.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ] {
        let internet = Scripted::default();
        internet.page("page.org", move |_| moved(to)).await;
        internet.name("inside.org", &["192.168.1.1"]);
        assert_eq!(
            look(&internet, "http://page.org/").await,
            Err(NoCard::NotPublic),
            "{to}"
        );
        let connected = internet
            .log()
            .iter()
            .filter(|line| line.starts_with("connect"))
            .count();
        assert_eq!(connected, 1, "{to}");
    }
}

#[tokio::test]
async fn five_redirects_are_followed_and_no_more() {
    for (redirects, followed) in [(5, true), (6, false)] {
        let internet = Scripted::default();
        let answers = move |head: &str| {
            let at: u32 = head.split(['/', ' ']).nth(2).unwrap().parse().unwrap();
            if at < redirects {
                return moved(&format!("{}", at + 1));
            }
            html(PAGE)
        };
        internet.page("page.org", answers).await;
        let looked = look(&internet, "http://page.org/0").await;
        assert_eq!(looked.err(), (!followed).then_some(NoCard::Redirects));
    }
}

#[tokio::test]
async fn what_is_no_page_has_no_card() {
    for (answered, why) in [
        (
            answer("404 Not Found", "content-type: text/html", PAGE.as_bytes()),
            NoCard::NotHere,
        ),
        (
            answer("401 Unauthorized", "content-type: text/html", b""),
            NoCard::NotHere,
        ),
        (answer("304 Not Modified", "", b""), NoCard::NotHere),
        (answer("302 Found", "", b""), NoCard::NotHere),
        (answer("500 Oops", "", b""), NoCard::Busy),
        (answer("429 Too Many Requests", "", b""), NoCard::Busy),
        (
            answer("200 OK", "content-type: application/json", b"{}"),
            NoCard::NotAPage,
        ),
        (
            answer("200 OK", "content-type: text/plain", PAGE.as_bytes()),
            NoCard::NotAPage,
        ),
        (answer("200 OK", "", PAGE.as_bytes()), NoCard::NotAPage),
        (
            answer(
                "200 OK",
                "content-type: text/html\ncontent-encoding: gzip",
                b"\x1f\x8b",
            ),
            NoCard::NotAPage,
        ),
        (html("<p>no title"), NoCard::Silent),
        (b"SSH-2.0-OpenSSH_9.6\r\n".to_vec(), NoCard::Unreachable),
        (Vec::new(), NoCard::Unreachable),
        (
            format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "a".repeat(200_000)).into_bytes(),
            NoCard::Unreachable,
        ),
    ] {
        let said = String::from_utf8_lossy(&answered)
            .chars()
            .take(40)
            .collect::<String>();
        let internet = Scripted::default();
        internet.page("page.org", move |_| answered.clone()).await;
        assert_eq!(look(&internet, "http://page.org/").await, Err(why), "{said}");
    }
    let internet = Scripted::default();
    assert_eq!(
        look(&internet, "http://nowhere.org/").await,
        Err(NoCard::Unresolved)
    );
    internet.name("nowhere.org", &[""]);
    assert_eq!(
        look(&internet, "http://nowhere.org/").await,
        Err(NoCard::Unresolved)
    );
    internet.name("nowhere.org", &["1.1.1.1"]);
    assert_eq!(
        look(&internet, "http://nowhere.org/").await,
        Err(NoCard::Unreachable)
    );
    assert_eq!(look(&internet, "http://127.0.0.1/").await, Err(NoCard::NotPublic));
}

#[tokio::test]
async fn a_page_is_read_up_to_the_end_of_its_head() {
    // The rest never comes.
    let internet = Scripted::default();
    let open = format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n{PAGE}</HEAD>");
    let listener = listener().await;
    internet.name("page.org", &[HERE]);
    internet.site(&format!("{HERE}:80"), &listener);
    let serving = tokio::spawn(async move {
        use tokio::io::AsyncWriteExt as _;
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(open.as_bytes()).await.unwrap();
        stream
    });
    assert_eq!(
        look(&internet, "http://page.org/").await.unwrap().title,
        "Run slow"
    );
    drop(serving.await.unwrap());
}

#[tokio::test]
async fn a_page_without_end_is_read_up_to_half_a_megabyte() {
    for (before, found) in [(400_000, true), (600_000, false)] {
        let internet = Scripted::default();
        let endless = move |_: &str| {
            let body = format!("{}{PAGE}{}", " ".repeat(before), " ".repeat(8_000_000));
            html(&body)
        };
        internet.page("page.org", endless).await;
        let looked = look(&internet, "http://page.org/").await;
        assert_eq!(looked.err(), (!found).then_some(NoCard::Silent));
    }
}

#[tokio::test]
async fn a_picture_that_is_too_large_is_not_read() {
    let internet = Scripted::default();
    let answers = |head: &str| {
        if head.starts_with("GET /run.png ") {
            let mut png = red_square();
            png.resize(6 * 1024 * 1024, 0);
            return answer("200 OK", "content-type: image/png", &png);
        }
        html(&format!("{PAGE}<meta property=og:image content=/run.png>"))
    };
    internet.page("page.org", answers).await;
    assert_eq!(look(&internet, "http://page.org/").await.unwrap().picture, None);
}

#[tokio::test]
async fn a_site_that_says_nothing_is_left_when_the_time_is_over() {
    let internet = Scripted::default();
    let silent = listener().await;
    internet.name("page.org", &[HERE]);
    internet.site(&format!("{HERE}:80"), &silent);
    let mut looker = looker(&internet);
    assert_eq!(looker.time.as_secs(), 8);
    looker.time = Duration::from_millis(50);
    assert_eq!(looker.look("http://page.org/").await, Err(NoCard::TooSlow));

    // Over a picture that does not come, the words are not lost.
    internet.name("slow.org", &["1.1.1.1"]);
    internet.site("1.1.1.1:80", &silent);
    let answers = |_: &str| {
        html(&format!(
            "{PAGE}<meta property=og:image content=http://slow.org/a.png>"
        ))
    };
    internet.page("page.org", answers).await;
    looker.time = Duration::from_secs(2);
    assert_eq!(looker.look("http://page.org/").await.unwrap().title, "Run slow");
}

#[tokio::test]
async fn a_page_of_another_alphabet_is_read() {
    let internet = Scripted::default();
    let page = |_: &str| {
        answer(
            "200 OK",
            "content-type: text/html; charset=windows-1251",
            b"<title>\xc1\xe5\xe3</title>",
        )
    };
    internet.page("page.org", page).await;
    assert_eq!(look(&internet, "http://page.org/").await.unwrap().title, "Бег");
}
