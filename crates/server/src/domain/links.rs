//! Which link of a message gets a card.

use protocol::{RichText, SpanKind};

/// The address of the first link to a page of the web; mail and telephone have no card.
pub fn first_link(body: &RichText) -> Option<&str> {
    body.spans.iter().find_map(|span| match &span.kind {
        SpanKind::Link { url } if is_web(url) => Some(url.as_str()),
        _ => None,
    })
}

fn is_web(url: &str) -> bool {
    let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
}

#[cfg(test)]
mod tests {
    use protocol::Span;

    use super::*;

    fn body(kinds: impl IntoIterator<Item = SpanKind>) -> RichText {
        let spans = (0..).zip(kinds).map(|(place, kind)| Span {
            start: place * 2,
            end: place * 2 + 1,
            kind,
        });
        RichText {
            text: "a b c d".into(),
            spans: spans.collect(),
        }
    }

    fn link(url: &str) -> SpanKind {
        SpanKind::Link { url: url.into() }
    }

    #[test]
    fn the_first_link_to_a_page_counts() {
        let first = |kinds: Vec<SpanKind>| first_link(&body(kinds)).map(str::to_owned);
        assert_eq!(first(vec![]), None);
        assert_eq!(first(vec![SpanKind::Bold, link("mailto:a@b.example")]), None);
        assert_eq!(
            first(vec![
                link("tel:1"),
                link("HTTPS://one.example"),
                link("http://two.example")
            ]),
            Some("HTTPS://one.example".into())
        );
    }
}
