//! Colours and spaces come from custom properties; only the file of tokens has numbers for them.

/// In pixels.
const SMALLEST_SPACE: f32 = 4.0;

/// Style sheets of the interface, without the tokens.
pub(super) fn is_ours(name: &str) -> bool {
    name.starts_with("ui/assets/styles/") && name.ends_with(".css") && !name.ends_with("/01-tokens.css")
}

pub(super) fn check(name: &str, sheet: &str) -> Vec<String> {
    declarations(&without_comments(sheet))
        .into_iter()
        .filter_map(|(line, property, value)| {
            let what = broken(&property, &value)?;
            Some(format!("{name}:{line}: `{property}: {value}`: {what}"))
        })
        .collect()
}

/// Comments become spaces; line breaks stay.
fn without_comments(sheet: &str) -> String {
    let mut clean = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        clean.push_str(before);
        let (comment, after) = after.split_once("*/").unwrap_or((after, ""));
        clean.extend(comment.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    clean.push_str(rest);
    clean
}

/// Line, property and value of each declaration; selectors and at-rules end in `{` and are left out.
fn declarations(sheet: &str) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    let mut line = 1;
    let mut chunk = String::new();
    for c in sheet.chars() {
        match c {
            '{' => chunk.clear(),
            ';' | '}' => {
                if let Some((property, value)) = chunk.split_once(':') {
                    let squeezed = value.split_whitespace().collect::<Vec<_>>().join(" ");
                    found.push((line, property.trim().to_owned(), squeezed));
                }
                chunk.clear();
            }
            _ => chunk.push(c),
        }
        if c == '\n' {
            line += 1;
        }
    }
    found
}

fn broken(property: &str, value: &str) -> Option<&'static str> {
    if has_colour(value) {
        return Some("colours come from custom properties");
    }
    let is_space = ["margin", "padding", "gap", "row-gap", "column-gap"]
        .iter()
        .any(|space| {
            property == *space
                || property
                    .strip_prefix(space)
                    .is_some_and(|rest| rest.starts_with('-'))
        });
    if is_space && has_length(value) {
        return Some("spaces come from custom properties");
    }
    None
}

/// A colour that is written here: by name, in hexadecimal, or by a function with numbers in it. A function of nothing but
/// custom properties is made where they are, and is fine.
fn has_colour(value: &str) -> bool {
    const FUNCTIONS: &[&str] = &[
        "rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color",
    ];
    const NAMES: &[&str] = &[
        "white", "black", "red", "green", "blue", "gray", "grey", "orange", "yellow", "silver",
    ];
    let value = without_properties(&value.to_lowercase());
    let is_hex = |word: &str| {
        word.strip_prefix('#')
            .is_some_and(|hex| hex.len() >= 3 && hex.chars().all(|c| c.is_ascii_hexdigit()))
    };
    let written = value
        .split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '#'))
        .any(|word| is_hex(word) || NAMES.contains(&word));
    written
        || calls(&value)
            .any(|(name, inside)| FUNCTIONS.contains(&name) && inside.contains(|c: char| c.is_ascii_digit()))
}

/// Each call of a function: its name, and what stands up to the next bracket.
fn calls(value: &str) -> impl Iterator<Item = (&str, &str)> {
    value.match_indices('(').filter_map(|(at, _)| {
        let before = value.get(..at)?;
        let name = before
            .rsplit(|c: char| !(c.is_alphanumeric() || c == '-'))
            .next()?;
        let inside = value.get(at + 1..)?.split(['(', ')']).next()?;
        Some((name, inside))
    })
}

/// The value without its `var(..)`, fallbacks and all.
fn without_properties(value: &str) -> String {
    let mut rest = value;
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once("var(") {
        kept.push_str(before);
        let mut depth = 1_usize;
        let end = after.find(|c: char| {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        rest = end.and_then(|end| after.get(end + 1..)).unwrap_or_default();
    }
    kept + rest
}

/// A length of the scale of spaces. What is smaller than its smallest step corrects for the eye and is no space.
fn has_length(value: &str) -> bool {
    let value = without_properties(value);
    value
        .split(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-'))
        .any(|word| {
            let length = |unit: &str, in_px: f32| {
                let number = word
                    .trim_start_matches('-')
                    .strip_suffix(unit)?
                    .parse::<f32>()
                    .ok()?;
                Some(number * in_px)
            };
            length("rem", 16.0)
                .or_else(|| length("px", 1.0))
                .is_some_and(|px| px >= SMALLEST_SPACE)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_outside_the_tokens_are_found() {
        let bad = [
            "a { color: #fff; }",
            "a { color: #1a2b3c }",
            "a { border: 1px solid rgb(0 0 0 / 10%); }",
            "a { background: linear-gradient(oklch(0.5 0.1 200), var(--line)); }",
            "a { box-shadow: 0 1px 2px rgba(0,0,0,.2); }",
            "a { color: White; }",
            "a { padding: 4px var(--space-2); }",
            "a { margin-top: -0.5rem; }",
            "a { gap: calc(var(--space-1) + 5px); }",
            "a { color: oklch(0.5 var(--chroma) var(--hue)); }",
            "@media (width < 720px) { a { padding-inline: 12px } }",
            "a { &:hover { color: #abc } }",
        ];
        for sheet in bad {
            assert_eq!(check("a.css", sheet).len(), 1, "{sheet}");
        }
        assert!(check("a.css", "/* one\n two */\na {\n  color: #fff;\n}")[0].starts_with("a.css:4:"));
    }

    #[test]
    fn custom_properties_and_what_is_no_space_pass() {
        let good = [
            "a { color: var(--text-1); padding: var(--space-2) 0; margin: 0 auto; }",
            "a { background: color-mix(in oklch, var(--brand) 20%, transparent); }",
            "a { width: 320px; border-radius: var(--radius); border: 1px solid var(--line); }",
            "#main { color: currentColor; margin: -1px 3px; }",
            "a { color: oklch(var(--light) calc(var(--chroma)) var(--hue, 200)); }",
            "a { padding: var(--own, 6px); }",
            "a:hover { margin: calc(var(--space-2) * -1); }",
            "/* color: #fff; */ a { padding: 0px; }",
            "a { white-space: pre-wrap; mask: url(#abc-def); }",
        ];
        for sheet in good {
            assert_eq!(check("a.css", sheet), Vec::<String>::new(), "{sheet}");
        }
    }

    #[test]
    fn tokens_may_have_numbers() {
        assert!(is_ours("ui/assets/styles/20-timeline.css"));
        assert!(!is_ours("ui/assets/styles/01-tokens.css"));
    }
}
