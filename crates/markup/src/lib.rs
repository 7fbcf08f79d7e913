//! Message text: what a person typed in, text with spans out, and back.
//!
//! Owns the meaning of typed text. It must not know messages, stores or screens, and never makes HTML. For now it finds links;
//! whatever else is typed is kept to the letter.

mod excerpt;
mod links;

pub use excerpt::{excerpt, one_line};

use protocol::RichText;

/// Makes message text from what was typed: white space around it goes, line breaks inside stay, links become spans.
pub fn from_typed(typed: &str) -> RichText {
    let text = typed.trim().to_owned();
    let spans = links::find(&text);
    RichText { text, spans }
}

/// What to put into the composer to edit this text.
pub fn to_typed(text: &RichText) -> String {
    text.text.clone()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_typed_is_lost_or_mangled(typed in "\\PC{0,200}|[a-z:/.@ \n]{0,80}") {
            let text = from_typed(&typed);
            prop_assert_eq!(&text.text, typed.trim());
            prop_assert_eq!(text.check(), Ok(()));
            prop_assert_eq!(from_typed(&to_typed(&text)), text);
        }
    }
}
