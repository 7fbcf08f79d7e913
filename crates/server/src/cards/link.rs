//! Which links are looked at, before anybody is asked where they lead.
//!
//! Owns what a link must look like: scheme, port, host. Must not resolve names; the host of a [`Destination`] is either a
//! public address or a name that somebody on the internet may have.
//! Addresses in links are read as browsers read them (WHATWG URL), so that there is no second way to write an IP address.

use std::net::IpAddr;

use url::{Host, Url};

use super::address::is_public;

/// In bytes. Longer links are not looked at.
const LONGEST: usize = 2_048;
/// A name in DNS (RFC 1035).
const LONGEST_NAME: usize = 253;

/// What names of networks at home and in offices end with, and what never leads to a page on the internet.
const NOT_PUBLIC: [&str; 16] = [
    "alt",
    "arpa",
    "corp",
    "example",
    "home",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "onion",
    "private",
    "test",
    "workgroup",
];

/// Where a link leads, as far as can be known without asking.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Destination {
    pub(super) url: Url,
    pub(super) place: Place,
    pub(super) port: u16,
    pub(super) encrypted: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In ASCII and lower case, without a dot at the end.
    Name(String),
    /// A public address.
    Address(IpAddr),
}

/// Links are people's words.
impl std::fmt::Debug for Destination {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Destination(..)")
    }
}

/// The link as a destination; none when it is not one that is looked at.
pub(super) fn destination(link: &str) -> Option<Destination> {
    if link.len() > LONGEST {
        return None;
    }
    of_url(Url::parse(link).ok()?)
}

/// A place that a page names, such as its picture or where it has moved.
pub(super) fn relative(base: &Url, link: &str) -> Option<Destination> {
    if link.len() > LONGEST {
        return None;
    }
    of_url(base.join(link).ok()?)
}

fn of_url(mut url: Url) -> Option<Destination> {
    let encrypted = match url.scheme() {
        "http" => false,
        "https" => true,
        _ => return None,
    };
    let port = url.port_or_known_default()?;
    if !matches!(port, 80 | 443) || !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    let place = match url.host()? {
        Host::Ipv4(address) => public(address.into())?,
        Host::Ipv6(address) => public(address.into())?,
        Host::Domain(name) => Place::Name(public_name(name)?.to_owned()),
    };
    // It is for the reader of a page and is never sent.
    url.set_fragment(None);
    Some(Destination {
        url,
        place,
        port,
        encrypted,
    })
}

fn public(address: IpAddr) -> Option<Place> {
    is_public(address).then_some(Place::Address(address))
}

fn public_name(name: &str) -> Option<&str> {
    let name = name.strip_suffix('.').unwrap_or(name);
    let (_, last) = name.rsplit_once('.')?;
    let sound = name.len() <= LONGEST_NAME && name.split('.').all(|label| (1..=63).contains(&label.len()));
    (sound && !NOT_PUBLIC.contains(&last)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_way_of_writing_reaches_what_is_not_public() {
        for link in [
            // Loopback and the network at home, in every notation that browsers take.
            "http://127.0.0.1/",
            "http://127.1/",
            "http://127.0.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0x7f.0.0.1/",
            "http://0X7F.1/",
            "http://0177.0.0.1/",
            "http://017700000001/",
            "http://127.0.0.1./",
            "http://%31%32%37.0.0.1/",
            "http://１２７.０.０.１/",
            "http://127。0。0。1/",
            "http://⑯⑨。②⑤④。⑯⑨｡②⑤④/",
            "http://0/",
            "http://0.0.0.0/",
            "http://3232235777/",
            "http://192.168.257/",
            "http://169.254.169.254/latest/meta-data/",
            "http://2852039166/",
            "http://0xa9fea9fe/",
            "http://0251.0376.0251.0376/",
            "http://100.100.100.200/",
            "http://[::1]/",
            "http://[0:0:0:0:0:0:0:1]/",
            "http://[::]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://[::ffff:8.8.8.8]/",
            "http://[::127.0.0.1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2002:7f00:1::]/",
            "http://[fd00::1]/",
            "http://[fe80::1]/",
            "http://[fe80::1%25eth0]/",
            // Not addresses at all: a number too large, or one too many.
            "http://256.256.256.256/",
            "http://4294967296/",
            "http://1.2.3.4.5/",
            // Names that are not for the internet.
            "http://localhost/",
            "http://LOCALHOST./",
            "http://a.localhost/",
            "http://printer.local/",
            "http://printer.local./",
            "http://metadata.google.internal/",
            "http://hidden.onion/",
            "http://router/",
            "http://router./",
            "http://router../",
            "http://.example.com/",
            "http://a..example.com/",
            "http://1.0.0.127.in-addr.arpa/",
            "http://router.home.arpa/",
            "http://nas.lan/",
            // Other ports, names and passwords, other schemes.
            "http://page.org:8080/",
            "http://page.org:22/",
            "https://page.org:6379/",
            "http://page.org:0/",
            "http://ana@page.org/",
            "http://ana:secret@page.org/",
            "http://:secret@page.org/",
            "http://page.org@127.0.0.1/",
            "ftp://page.org/",
            "file:///etc/passwd",
            "gopher://page.org/",
            "data:text/html,hello",
            "javascript:alert(1)",
            "mailto:ana@page.org",
            "tel:+49123456",
            "//page.org/",
            "page.org",
            "http://",
            "https:///",
            "",
        ] {
            assert_eq!(destination(link), None, "{link}");
        }
        assert_eq!(
            destination(&format!("https://page.org/{}", "a".repeat(LONGEST))),
            None
        );
        let long = format!(
            "https://{}page.org/",
            "a".repeat(60).as_str().to_owned() + &".b".repeat(100)
        );
        assert_eq!(destination(&long), None);
    }

    #[test]
    fn what_is_public_is_read_as_browsers_read_it() {
        for (link, place, port, encrypted) in [
            ("http://page.org", "page.org", 80, false),
            ("HTTPS://Page.ORG/a?b#c", "page.org", 443, true),
            ("https://page.org:443/", "page.org", 443, true),
            ("http://page.org:443/", "page.org", 443, false),
            ("https://page.org./", "page.org", 443, true),
            ("https://bücher.de/", "xn--bcher-kva.de", 443, true),
            ("https://xn--bcher-kva.de/", "xn--bcher-kva.de", 443, true),
            ("https://пример.рф/", "xn--e1afmkfd.xn--p1ai", 443, true),
            ("https://page.org\\a", "page.org", 443, true),
            ("http:page.org", "page.org", 80, false),
        ] {
            let found = destination(link).unwrap();
            assert_eq!(found.place, Place::Name(place.into()), "{link}");
            assert_eq!((found.port, found.encrypted), (port, encrypted), "{link}");
            assert_eq!(found.url.fragment(), None);
        }
        for (link, address) in [
            ("http://8.8.8.8/", "8.8.8.8"),
            ("http://134744072/", "8.8.8.8"),
            ("http://0x8080808/", "8.8.8.8"),
            ("http://[2606:4700::1111]/", "2606:4700::1111"),
        ] {
            let found = destination(link).unwrap();
            assert_eq!(found.place, Place::Address(address.parse().unwrap()), "{link}");
        }
    }

    #[test]
    fn a_page_cannot_send_anybody_elsewhere_either() {
        let base = Url::parse("https://page.org/blog/").unwrap();
        for link in [
            "http://127.1/",
            "//10.0.0.1/x.png",
            "data:image/png;base64,AA",
            "//page.org:81/",
            "\\\\[::1]\\",
        ] {
            assert_eq!(relative(&base, link), None, "{link}");
        }
        let picture = relative(&base, "../run.jpg").unwrap();
        assert_eq!(picture.url.as_str(), "https://page.org/run.jpg");
    }
}
