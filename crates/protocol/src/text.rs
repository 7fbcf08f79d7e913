//! Message text: plain characters, and spans that say how stretches of them are drawn.
//!
//! The text alone is always readable: whatever does not know a span draws the characters. So list markers, quote marks and
//! indentation are characters of the text, and the spans over them only say what they are. Never HTML.
//! `docs/PROTOCOL.md` tells the shape; `check` holds it.

mod check;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use check::is_allowed_link;

use crate::AccountId;

/// Most spans that a text may have.
pub const MAX_SPANS: usize = 2_000;
/// Most quotes within quotes, and most levels of a list.
pub const MAX_DEPTH: u8 = 8;
/// What stands before each line of a quote, once per quote around it.
pub const QUOTE_MARK: &str = "> ";

/// Text with formatting. `spans` are sorted by `start`, longer ones first; they do not leave the text, lie on character
/// boundaries and never overlap in part.
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
    /// Whole lines, each of which begins with `> ` once more than around it.
    Quote,
    /// Whole lines: the first begins with two spaces a level and the marker, `• ` or the number as `3. `; the others with as
    /// many spaces as those are characters.
    Item {
        /// 0 is the outermost list; below `MAX_DEPTH`.
        #[serde(default, skip_serializing_if = "is_zero")]
        depth: u8,
        /// As it was typed; none for a bulleted item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<u32>,
    },
    /// Whole lines of code, drawn as they are. Nothing is formatted inside.
    CodeBlock {
        /// A word such as `rust`: a letter, then letters, digits and `+#._-`, 32 at most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<String>,
    },
    /// Opens `url`; only http, https, mailto and tel. This and all that follow stay within one line.
    Link {
        /// Absolute address.
        url: String,
    },
    Bold,
    Italic,
    Strike,
    /// Code within a line. Nothing is formatted inside.
    Code,
    /// Names a person; the text under it is the name when it was written.
    Mention {
        account: AccountId,
    },
    /// Names every member of the conversation.
    Everyone,
    /// Made by a newer version.
    #[serde(other)]
    Unknown,
}

/// Why a text is not accepted. Sending it again will not help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// A span is empty, out of order, outside the text or inside a character, or stands where its kind may not stand.
    #[error("a formatting span does not fit the text")]
    BadSpan,
    /// A link leads somewhere that a message may not link to.
    #[error("links may only use http, https, mailto or tel")]
    BadLink,
    /// More than `MAX_SPANS`.
    #[error("there is too much formatting")]
    TooManySpans,
}

impl SpanKind {
    /// Whether it covers whole lines.
    pub fn is_block(&self) -> bool {
        matches!(self, Self::Quote | Self::Item { .. } | Self::CodeBlock { .. })
    }

    /// Of spans over the same characters the one with the smaller rank comes first and is drawn around the other.
    pub fn rank(&self) -> u8 {
        match self {
            Self::Quote => 0,
            Self::Item { .. } => 1,
            Self::CodeBlock { .. } => 2,
            Self::Link { .. } => 3,
            Self::Bold => 4,
            Self::Italic => 5,
            Self::Strike => 6,
            Self::Code | Self::Mention { .. } | Self::Everyone | Self::Unknown => 7,
        }
    }

    /// What an item's first line begins with, after what stands around the item; `None` for other kinds.
    pub fn marker(&self) -> Option<String> {
        match self {
            Self::Item { depth, number } => {
                let indent = "  ".repeat(usize::from(*depth));
                Some(match number {
                    None => format!("{indent}• "),
                    Some(number) => format!("{indent}{number}. "),
                })
            }
            _ => None,
        }
    }
}

/// Whether a word may name the language of a code block.
pub fn is_language(word: &str) -> bool {
    word.len() <= 32
        && word.starts_with(|first: char| first.is_ascii_alphabetic())
        && word
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+#._-".contains(c))
}

fn is_zero(depth: &u8) -> bool {
    *depth == 0
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

    /// Checks the promises of the type, for text that came from outside. Takes time in proportion to the text.
    pub fn check(&self) -> Result<(), TextError> {
        check::check(self)
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
