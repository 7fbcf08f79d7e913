//! Message text: what a person typed in, text with spans out, and back.
//!
//! Owns the meaning of typed text: Markdown as it is typed in chats (`inline` and `block` say how that differs from CommonMark),
//! links, mentions, and the short forms of a text. It must not know messages, stores or screens, and never makes HTML.
//!
//! Two things hold for whatever is typed. Every letter and digit is in the text, in the address of a link or in the name of a
//! language. And a text that was read writes back to Markdown that reads to the same text: editing changes nothing by itself.

mod block;
mod excerpt;
mod inline;
mod layout;
mod lines;
mod links;
mod misleads;
mod people;
mod placeholders;
mod read;
mod rename;
mod steps;
mod unnamed;
mod write;

#[cfg(test)]
mod tests;

pub use excerpt::{excerpt, one_line};
pub use layout::{Block, Stretch, Target, Words, layout};
pub use misleads::misleads;
pub use people::People;
pub use placeholders::{Open, Placeholder, filled, placeholders, unfilled};
pub use rename::with_names;
pub use unnamed::naming_only;

use protocol::RichText;

/// Makes message text from what was typed: white space around it goes, line breaks inside stay, Markdown and links become spans.
/// The result passes `check`.
pub fn from_typed(typed: &str) -> RichText {
    from_typed_naming(typed, &People::default())
}

/// As `from_typed`; `@` and a name of these people is a mention as well.
pub fn from_typed_naming(typed: &str, people: &People) -> RichText {
    read::read(typed, people)
}

/// What to put into the composer to edit this text; also the text as Markdown. Mentions are written in the long form.
pub fn to_typed(text: &RichText) -> String {
    to_typed_naming(text, &People::default())
}

/// As `to_typed`; a mention of one of these people is written as `@` and the name.
pub fn to_typed_naming(text: &RichText, people: &People) -> String {
    write::write(text, people)
}
