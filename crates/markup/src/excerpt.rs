//! Short forms of a text, for lists, quotes and notifications. The text of a message is readable as it stands, with its list
//! markers and quote marks and without its fences, so it only has to be cut.

use protocol::RichText;

/// The beginning of the text, at most `chars` Unicode scalar values; line breaks stay. Ends in `…` when cut.
pub fn excerpt(text: &RichText, chars: usize) -> String {
    cut(text.text.trim(), chars)
}

/// The beginning of any text as one line, for a list row.
pub fn one_line(text: &str, chars: usize) -> String {
    // Reads no more of a long text than it needs.
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > chars.saturating_mul(4) {
            break;
        }
    }
    cut(&line, chars)
}

fn cut(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        None => text.to_owned(),
        Some((end, _)) => {
            let kept = text.get(..end).unwrap_or_default();
            format!("{}…", kept.trim_end())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formatted_text_reads_as_it_looks() {
        let typed = "**Today** with [the *plan*](https://a.example)\n1. squat `5x5`\n   - slow\n```rust\nlet a = 1;\n```\n> ok?";
        let text = crate::from_typed(typed);
        let expected = "Today with the plan\n1. squat 5x5\n  • slow\nlet a = 1;\n> ok?";
        assert_eq!(excerpt(&text, 1_000), expected);
        assert_eq!(
            one_line(&text.text, 1_000),
            "Today with the plan 1. squat 5x5 • slow let a = 1; > ok?"
        );
        assert_eq!(excerpt(&text, 24), "Today with the plan\n1. s…");
    }

    #[test]
    fn cuts_between_characters() {
        assert_eq!(excerpt(&RichText::plain("áéíóú"), 3), "áéí…");
        assert_eq!(excerpt(&RichText::plain("áéí"), 3), "áéí");
        assert_eq!(one_line("one\n\n two   three", 9), "one two t…");
        assert_eq!(one_line("", 9), "");
    }
}
