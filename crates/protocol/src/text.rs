//! Message text: plain characters, and spans that say how stretches of them are drawn.
//!
//! The text alone is always readable: whatever does not know a span draws the characters. Never HTML.

use serde::{Deserialize, Serialize};

/// Text with formatting. `spans` are sorted by `start`, do not leave the text, and lie on character boundaries.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RichText {
    /// What the message says; line breaks are `\n` and are kept exactly.
    pub text: String,
    /// How stretches of `text` are drawn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
}

/// One stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Span {
    /// First byte of the stretch in the UTF-8 text.
    pub start: u32,
    /// One past its last byte; greater than `start`.
    pub end: u32,
    /// How it is drawn.
    #[serde(flatten)]
    pub kind: SpanKind,
}

/// What a span means. Kinds that this build does not know are kept as `Unknown` and drawn as plain text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SpanKind {
    /// Opens `url`; only http, https, mailto and tel.
    Link {
        /// Absolute address.
        url: String,
    },
    /// Made by a newer version.
    #[serde(other)]
    Unknown,
}

/// Why a text is not accepted. Sending it again will not help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// A span is empty, out of order, outside the text or inside a character.
    #[error("a formatting span does not fit the text")]
    BadSpan,
    /// A link leads somewhere that a message may not link to.
    #[error("links may only use http, https, mailto or tel")]
    BadLink,
}

impl RichText {
    /// Text without formatting.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            spans: Vec::new(),
        }
    }

    /// Length in Unicode scalar values, which is what limits count.
    pub fn chars(&self) -> usize {
        self.text.chars().count()
    }

    /// Whether there is nothing to read.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Checks the promises of the type, for text that came from outside.
    pub fn check(&self) -> Result<(), TextError> {
        let mut last_start = 0;
        for span in &self.spans {
            let (start, end) = (span.start as usize, span.end as usize);
            if start < last_start || self.text.get(start..end).is_none_or(str::is_empty) {
                return Err(TextError::BadSpan);
            }
            if let SpanKind::Link { url } = &span.kind
                && !is_allowed_link(url)
            {
                return Err(TextError::BadLink);
            }
            last_start = start;
        }
        Ok(())
    }
}

/// Message text must not reach a log, not even through `Debug`.
impl std::fmt::Debug for RichText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "RichText({} bytes, {} spans)",
            self.text.len(),
            self.spans.len()
        )
    }
}

fn is_allowed_link(url: &str) -> bool {
    let lower = url
        .get(..8.min(url.len()))
        .map(str::to_ascii_lowercase)
        .unwrap_or_default();
    ["http://", "https://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme))
        && !url.chars().any(|c| c.is_control() || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(start: u32, end: u32, url: &str) -> Span {
        Span {
            start,
            end,
            kind: SpanKind::Link { url: url.into() },
        }
    }

    #[test]
    fn spans_must_fit_the_text() {
        let cases = [
            (vec![link(0, 5, "https://a.example")], Ok(())),
            (vec![link(0, 99, "https://a.example")], Err(TextError::BadSpan)),
            (vec![link(3, 3, "https://a.example")], Err(TextError::BadSpan)),
            (vec![link(4, 2, "https://a.example")], Err(TextError::BadSpan)),
            (vec![link(7, 8, "https://a.example")], Err(TextError::BadSpan)), // inside the é
            (
                vec![link(3, 5, "tel:1"), link(0, 2, "tel:1")],
                Err(TextError::BadSpan),
            ),
            (vec![link(0, 5, "javascript:alert(1)")], Err(TextError::BadLink)),
            (vec![link(0, 5, "HTTPS://a.example")], Ok(())),
            (vec![link(0, 5, "https://a.example\n")], Err(TextError::BadLink)),
        ];
        for (spans, expected) in cases {
            let text = RichText {
                text: "hello é!".into(),
                spans: spans.clone(),
            };
            assert_eq!(text.check(), expected, "{spans:?}");
        }
    }

    #[test]
    fn debug_hides_the_words() {
        assert!(!format!("{:?}", RichText::plain("my knee hurts")).contains("knee"));
    }
}
