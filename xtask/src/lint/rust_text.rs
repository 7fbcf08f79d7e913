//! Rust source with comments and literals blanked out, so that a rule about code is not broken by a sentence.
//!
//! It keeps every line break, so that line numbers stay true. It knows no rule.

/// The source with the insides of comments, strings and characters replaced by spaces.
pub(super) fn code_only(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let length = literal(rest, code.chars().next_back());
        if length == 0 {
            code.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        } else {
            let (blank, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            code.extend(blank.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            rest = after;
        }
    }
    code
}

/// How many bytes from here are a comment or a literal; 0 when it is code. `before` is the character before.
fn literal(rest: &str, before: Option<char>) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return block_comment(rest);
    }
    if rest.starts_with('"') {
        return 1 + quoted(rest.get(1..).unwrap_or_default(), '"');
    }
    if rest.starts_with('\'') {
        return character(rest);
    }
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if !in_word && (rest.starts_with('r') || rest.starts_with("br")) {
        return raw_string(rest);
    }
    0
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut position = 0;
    while let Some(here) = rest.get(position..).filter(|here| !here.is_empty()) {
        if here.starts_with("/*") {
            depth += 1;
            position += 2;
        } else if here.starts_with("*/") {
            depth = depth.saturating_sub(1);
            position += 2;
            if depth == 0 {
                return position;
            }
        } else {
            position += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// Length of a text up to and with its closing mark.
fn quoted(text: &str, mark: char) -> usize {
    let mut escaped = false;
    for (position, c) in text.char_indices() {
        if !escaped && c == mark {
            return position + c.len_utf8();
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

/// A character, which is not a lifetime: `'a'`, `'\n'`, but `'a`.
fn character(rest: &str) -> usize {
    let mut inside = rest.chars().skip(1);
    match inside.next() {
        Some('\\') => 1 + quoted(rest.get(1..).unwrap_or_default(), '\''),
        Some(c) if inside.next() == Some('\'') => 2 + c.len_utf8(),
        _ => 0,
    }
}

fn raw_string(rest: &str) -> usize {
    let after = rest.trim_start_matches('b');
    let Some(after) = after.strip_prefix('r') else {
        return 0;
    };
    let hashes: String = after.chars().take_while(|c| *c == '#').collect();
    let Some(body) = after.get(hashes.len()..).and_then(|body| body.strip_prefix('"')) else {
        return 0;
    };
    let close = format!("\"{hashes}");
    let start = rest.len() - body.len();
    body.find(&close)
        .map_or(rest.len(), |end| start + end + close.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_code_is_left() {
        let cases = [
            ("a // b\nc", "a     \nc"),
            ("a /* b /* c */ d */ e", "a                   e"),
            (r#"f("x\"y", z)"#, "f(      , z)"),
            ("r#\"a \" b\"# c", "           c"),
            ("br\"a\" c", "      c"),
            ("'x' 'a '\\n' b", "    'a      b"),
            ("for x in var { \"a\nb\" }", "for x in var {   \n   }"),
            ("'\"' x", "    x"),
            ("\"ends not", "         "),
        ];
        for (source, code) in cases {
            assert_eq!(code_only(source), code, "{source}");
        }
    }
}
