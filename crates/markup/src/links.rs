//! Finds what is a link in plain text: http and https addresses, `www.` names, e-mail addresses.

use linkify::{LinkFinder, LinkKind};
use protocol::{Span, SpanKind};

pub(crate) fn find(text: &str) -> Vec<Span> {
    let mut finder = LinkFinder::new();
    finder.url_must_have_scheme(false);
    finder
        .links(text)
        .filter_map(|link| {
            let url = target(link.as_str(), link.kind())?;
            let (start, end) = (u32::try_from(link.start()).ok()?, u32::try_from(link.end()).ok()?);
            Some(Span {
                start,
                end,
                kind: SpanKind::Link { url },
            })
        })
        .collect()
}

/// Where a found piece of text leads; `None` when it had better stay text, such as `3.Then` or `plan.pdf`.
fn target(found: &str, kind: &LinkKind) -> Option<String> {
    let lower = found.to_ascii_lowercase();
    match kind {
        LinkKind::Email => Some(format!("mailto:{found}")),
        LinkKind::Url if lower.starts_with("http://") || lower.starts_with("https://") => {
            Some(found.to_owned())
        }
        LinkKind::Url if lower.starts_with("www.") => Some(format!("https://{found}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_and_nothing_else() {
        let cases: &[(&str, &[(&str, &str)])] = &[
            (
                "see https://a.example/x_y?q=1, ok",
                &[("https://a.example/x_y?q=1", "https://a.example/x_y?q=1")],
            ),
            (
                "(https://a.example)",
                &[("https://a.example", "https://a.example")],
            ),
            ("www.a.example!", &[("www.a.example", "https://www.a.example")]),
            (
                "write ana@a.example.",
                &[("ana@a.example", "mailto:ana@a.example")],
            ),
            ("3x5 @ RPE8, 3*5*2, snake_case, plan.pdf", &[]),
            ("javascript:alert(1) ftp://a.example", &[]),
            (
                "Ünï https://a.example/ö 👍",
                &[("https://a.example/ö", "https://a.example/ö")],
            ),
        ];
        for (text, expected) in cases {
            let found: Vec<_> = find(text)
                .into_iter()
                .map(|span| match span.kind {
                    SpanKind::Link { url } => (
                        text.get(span.start as usize..span.end as usize)
                            .unwrap()
                            .to_owned(),
                        url,
                    ),
                    SpanKind::Unknown => unreachable!(),
                })
                .collect();
            let found: Vec<_> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            assert_eq!(&found, expected, "{text}");
        }
    }
}
