//! What every Rust file keeps: an opening word, no `mod.rs`, a readable length, nothing left undone, nothing silenced
//! without a reason.

use super::rust_text::code_only;

/// From here on a file is worth a note.
const LONG: usize = 500;
/// A file above this is refused.
const TOO_LONG: usize = 600;

/// What is wrong with a file, and what is merely worth knowing.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) complaints: Vec<String>,
    pub(super) note: Option<String>,
}

pub(super) fn check(name: &str, source: &str) -> Found {
    let mut found = Found::default();
    let mut complain = |line: usize, what: &str| found.complaints.push(format!("{name}:{line}: {what}"));

    if !source.starts_with("//!") {
        complain(
            1,
            "a file opens with `//!`: what it owns and what it must not know",
        );
    }
    if name == "mod.rs" || name.ends_with("/mod.rs") {
        complain(1, "`foo.rs` stands beside `foo/`: no mod.rs");
    }
    let lines = source.lines().count();
    if lines > TOO_LONG {
        complain(
            1,
            &format!("{lines} lines; more than {TOO_LONG} want a better cut"),
        );
    } else if lines > LONG {
        found.note = Some(format!(
            "{name} has {lines} lines and is near the limit of {TOO_LONG}"
        ));
    }

    let code = code_only(source);
    let mut offset = 0;
    for (number, line) in code.lines().enumerate() {
        let rest = code.get(offset..).unwrap_or_default();
        for what in undone(line).into_iter().chain(silenced(line, rest)) {
            found.complaints.push(format!("{name}:{}: {what}", number + 1));
        }
        offset += line.len() + 1;
    }
    for (number, line) in source.lines().enumerate() {
        if comment_of(line).is_some_and(|words| MARKS.iter().any(|mark| words.contains(mark))) {
            found.complaints.push(format!(
                "{name}:{}: finish it, or leave it out: no marks for later",
                number + 1
            ));
        }
    }
    found
}

/// Words that say that something is not done.
const MARKS: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];

/// The comment that a whole line is.
fn comment_of(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix("//")
}

fn undone(line: &str) -> Option<String> {
    ["todo!", "unimplemented!"]
        .into_iter()
        .find(|mark| line.contains(mark))
        .map(|mark| format!("`{mark}` is not done"))
}

/// Attributes that switch a check off, without saying why. `rest` is the code from this line on.
fn silenced(line: &str, rest: &str) -> Option<String> {
    let squeezed: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let attribute: String = rest
        .split(']')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let starts =
        |name: &str| squeezed.contains(&format!("#[{name}")) || squeezed.contains(&format!("#![{name}"));
    if starts("allow(") {
        return Some(
            "`allow` does not notice when it is no longer needed: use `#[expect(.., reason = \"..\")]`"
                .into(),
        );
    }
    if starts("expect(") && !attribute.contains("reason=") {
        return Some("an `expect` says its reason".into());
    }
    if starts("ignore") && !attribute.contains("ignore=") {
        return Some("an ignored test says why".into());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(source: &str) -> Vec<String> {
        check("a.rs", &format!("//! A file.\n{source}")).complaints
    }

    #[test]
    fn bad_files_are_refused() {
        let bad = [
            "fn a() { todo!() }",
            "fn a() { unimplemented!(\"later\") }",
            "#[allow(dead_code)]\nfn a() {}",
            "#![allow(dead_code)]",
            "# [ allow(dead_code)]\nfn a() {}",
            "#[expect(dead_code)]\nfn a() {}",
            "#[expect(\n    dead_code,\n)]\nfn a() {}",
            "#[ignore]\nfn a() {}",
            concat!("// TO", "DO: finish"),
        ];
        for source in bad {
            assert_eq!(complaints(source).len(), 1, "{source}");
        }
        assert!(complaints("fn a() {}\nfn b() { todo!() }")[0].starts_with("a.rs:3:"));
    }

    #[test]
    fn good_files_pass() {
        let good = [
            "#[expect(dead_code, reason = \"used by tests\")]\nfn a() {}",
            "#[expect(\n    dead_code,\n    reason = \"[used] by tests\"\n)]\nfn a() {}",
            "#[ignore = \"needs a microphone\"]\nfn a() {}",
            "fn a() -> &'static str { \"todo!\" }",
            "// One does not write #[allow(..)] here.",
            "fn allow(ignore: bool) -> bool { ignore }",
        ];
        for source in good {
            assert_eq!(complaints(source), Vec::<String>::new(), "{source}");
        }
    }

    #[test]
    fn a_file_says_what_it_owns_and_is_not_a_mod_rs() {
        assert_eq!(check("a.rs", "use std::fs;\n").complaints.len(), 1);
        assert_eq!(check("x/mod.rs", "//! A file.\n").complaints.len(), 1);
        assert_eq!(check("x/my_mod.rs", "//! A file.\n").complaints.len(), 0);
    }

    #[test]
    fn long_files_are_noted_and_longer_ones_refused() {
        let of = |lines: usize| check("a.rs", &format!("//! A file.\n{}", "\n".repeat(lines - 1)));
        assert!(of(500).note.is_none() && of(500).complaints.is_empty());
        assert!(of(501).note.is_some() && of(501).complaints.is_empty());
        assert_eq!(of(601).complaints.len(), 1);
    }
}
