//! What the beginning of a typed line makes of it. One line at a time; what follows from its neighbours is `read`'s.

/// What a line begins with, white space aside.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Start<'t> {
    /// Backticks, three or more, and what follows them.
    Fence {
        ticks: usize,
        info: &'t str,
    },
    /// `> ` and what is quoted; a lone `>` goes on with a quote, but begins none.
    Quote {
        quoted: &'t str,
    },
    /// `- `, `* `, `• ` or `7. ` and what is listed, which is not blank.
    Item {
        number: Option<u32>,
        listed: &'t str,
    },
    Blank,
    Plain,
}

pub(crate) fn start(line: &str) -> Start<'_> {
    let text = line.trim_start();
    if text.is_empty() {
        return Start::Blank;
    }
    let after_ticks = text.trim_start_matches('`');
    let ticks = text.len() - after_ticks.len();
    if ticks >= 3 && !after_ticks.contains('`') {
        let info = after_ticks.trim();
        return Start::Fence { ticks, info };
    }
    if let Some(quoted) = text.strip_prefix('>') {
        return match quoted.strip_prefix(' ') {
            Some(quoted) => Start::Quote { quoted },
            None if quoted.is_empty() => Start::Quote { quoted },
            // `>5 kg` compares.
            None => Start::Plain,
        };
    }
    match item(text) {
        Some((number, listed)) if !is_rule(text) => Start::Item { number, listed },
        _ => Start::Plain,
    }
}

fn item(text: &str) -> Option<(Option<u32>, &str)> {
    let (number, after) = match text.strip_prefix(['-', '*', '•']) {
        Some(after) => (None, after),
        None => {
            let after = text.trim_start_matches(|c: char| c.is_ascii_digit());
            let digits = text.get(..text.len() - after.len())?;
            // Nothing that would not be written again as it is.
            let sound = (1..=9).contains(&digits.len()) && (digits == "0" || !digits.starts_with('0'));
            let number = digits.parse().ok().filter(|_| sound)?;
            (Some(number), after.strip_prefix('.')?)
        }
    };
    let listed = after.strip_prefix([' ', '\t'])?.trim_start();
    (!listed.is_empty()).then_some((number, listed))
}

/// A line such as `* * *` or `- - -` parts; it lists nothing.
fn is_rule(text: &str) -> bool {
    ['-', '*']
        .iter()
        .any(|mark| text.chars().all(|c| c == *mark || c.is_whitespace()))
}

/// How far a line is indented, in columns; a tab goes on to the next fourth.
pub(crate) fn indent(line: &str) -> usize {
    let mut columns = 0;
    for c in line.chars() {
        match c {
            ' ' => columns += 1,
            '\t' => columns += 4 - columns % 4,
            _ => break,
        }
    }
    columns
}

/// The line with a backslash where it keeps the line from being read as a block.
pub(crate) fn escaped(line: String) -> String {
    let text = line.trim_start();
    let marker = line.len() - text.len();
    let place = match start(&line) {
        Start::Item { number: Some(_), .. } => line.find('.').unwrap_or(marker),
        Start::Fence { .. } | Start::Quote { .. } | Start::Item { .. } => marker,
        Start::Blank | Start::Plain => return line,
    };
    let mut line = line;
    line.insert(place, '\\');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings() {
        let item = |number, listed| Start::Item { number, listed };
        let cases = [
            ("- milk", item(None, "milk")),
            ("  *  milk", item(None, "milk")),
            ("• milk", item(None, "milk")),
            ("12. squat", item(Some(12), "squat")),
            ("0. warm up", item(Some(0), "warm up")),
            ("01. squat", Start::Plain),
            ("1) squat", Start::Plain),
            ("+ 5 kg", Start::Plain),
            ("-5 kg", Start::Plain),
            ("- ", Start::Plain),
            ("* * *", Start::Plain),
            ("---", Start::Plain),
            ("> so", Start::Quote { quoted: "so" }),
            (">", Start::Quote { quoted: "" }),
            (">80 %", Start::Plain),
            (">:(", Start::Plain),
            (
                "```rust",
                Start::Fence {
                    ticks: 3,
                    info: "rust",
                },
            ),
            ("```a``` b", Start::Plain),
            (" \t", Start::Blank),
            ("# Plan", Start::Plain),
        ];
        for (line, expected) in cases {
            assert_eq!(start(line), expected, "{line:?}");
            let escaped = escaped(line.to_owned());
            assert!(
                matches!(start(&escaped), Start::Plain | Start::Blank),
                "{escaped:?}"
            );
        }
    }
}
