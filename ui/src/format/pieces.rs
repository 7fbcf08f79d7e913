//! A message's text cut into what is drawn: plain stretches and links. Whatever is not understood is plain text.

use protocol::{RichText, SpanKind};

/// One stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Plain(String),
    Link { text: String, url: String },
}

/// Cuts; every character of the text is in exactly one piece. Links of any other kind than the four allowed stay text:
/// the server checks as well, and a page trusts nobody.
pub(crate) fn pieces(body: &RichText) -> Vec<Piece> {
    let text = body.text.as_str();
    let sound = body.check().is_ok();
    let mut cut = Vec::new();
    let mut done = 0;
    for span in body.spans.iter().filter(|_| sound) {
        let SpanKind::Link { url } = &span.kind else {
            continue;
        };
        let (start, end) = (span.start as usize, span.end as usize);
        let (Some(before), Some(inside)) = (text.get(done..start), text.get(start..end)) else {
            continue; // overlaps what is already drawn
        };
        if !before.is_empty() {
            cut.push(Piece::Plain(before.into()));
        }
        cut.push(Piece::Link {
            text: inside.into(),
            url: url.clone(),
        });
        done = end;
    }
    if let Some(rest) = text.get(done..).filter(|rest| !rest.is_empty()) {
        cut.push(Piece::Plain(rest.into()));
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::Span;

    fn link(start: u32, end: u32, url: &str) -> Span {
        Span {
            start,
            end,
            kind: SpanKind::Link { url: url.into() },
        }
    }

    fn plain(text: &str) -> Piece {
        Piece::Plain(text.into())
    }

    #[test]
    fn links_stand_between_plain_stretches() {
        let body = RichText {
            text: "see a.example ok".into(),
            spans: vec![link(4, 13, "https://a.example")],
        };
        let a = Piece::Link {
            text: "a.example".into(),
            url: "https://a.example".into(),
        };
        assert_eq!(pieces(&body), [plain("see "), a, plain(" ok")]);
    }

    #[test]
    fn a_span_that_lies_is_plain_text() {
        for span in [
            link(0, 2, "javascript:alert(1)"),
            link(0, 99, "https://a.example"),
            link(1, 2, "https://a.example"), // inside the é
        ] {
            let body = RichText {
                text: "é ok".into(),
                spans: vec![span],
            };
            assert_eq!(pieces(&body), [plain("é ok")]);
        }
    }
}
