//! What every help page in `docs/guides` keeps: it is tagged, and each of its promises names tests that exist.
//!
//! A promise is a paragraph or a list item. The line after it names its tests: `<!-- tests: one, another -->`. Nobody who reads the
//! page sees them; `<!-- no promise -->` stands behind what promises nothing.

use std::collections::BTreeSet;

const TAGS: [&str; 2] = ["*Basic*", "*Advanced*"];

pub(super) fn is_guide(name: &str) -> bool {
    name.starts_with("docs/guides/") && name.ends_with(".md")
}

/// The names of the test functions in a Rust file.
pub(super) fn tests_in(source: &str) -> impl Iterator<Item = &str> {
    let mut marked = false;
    source.lines().filter_map(move |line| {
        let line = line.trim();
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            marked = true;
            return None;
        }
        if line.starts_with("#[") || !marked {
            return None;
        }
        marked = false;
        let rest = line.split_once("fn ")?.1;
        rest.split_once('(').map(|(name, _)| name)
    })
}

pub(super) fn check(name: &str, page: &str, tests: &BTreeSet<String>) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut complain = |line: usize, what: String| complaints.push(format!("{name}:{line}: {what}"));
    let mut lines = page.lines();
    if !lines.next().is_some_and(|line| line.starts_with("# ")) {
        complain(1, "a guide opens with its title".into());
    }
    if !page.lines().take(3).any(|line| TAGS.contains(&line)) {
        complain(
            2,
            "a guide is tagged *Basic* or *Advanced* under its title".into(),
        );
    }
    // The line of the promise that waits for its tests.
    let mut open: Option<usize> = None;
    for (number, line) in page
        .lines()
        .enumerate()
        .map(|(number, line)| (number + 1, line.trim()))
    {
        let unproved = "a promise without tests: `<!-- tests: name -->` belongs behind it";
        if let Some(comment) = line.strip_prefix("<!--") {
            let words = comment.trim_end_matches("-->").trim();
            if open.take().is_none() {
                complain(number, "tests of nothing: they belong behind a promise".into());
            }
            if let Some(names) = words.strip_prefix("tests:") {
                for test in names.split(',').map(str::trim) {
                    if !tests.contains(test) {
                        complain(number, format!("there is no test called {test:?}"));
                    }
                }
            } else if words != "no promise" {
                complain(number, "a comment is `tests: …` or `no promise`".into());
            }
        } else if line.is_empty() || line.starts_with('#') || TAGS.contains(&line) {
            if let Some(at) = open.take() {
                complain(at, unproved.into());
            }
        } else if line.starts_with("- ") {
            if let Some(at) = open.replace(number) {
                complain(at, unproved.into());
            }
        } else {
            open.get_or_insert(number);
        }
    }
    if let Some(at) = open {
        complain(
            at,
            "a promise without tests: `<!-- tests: name -->` belongs behind it".into(),
        );
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(page: &str) -> usize {
        check("docs/guides/1.md", page, &BTreeSet::from(["it_sends".to_owned()])).len()
    }

    #[test]
    fn every_promise_names_a_test_that_exists() {
        let good = "# Title\n*Basic*\n\nEnter\nsends.\n<!-- tests: it_sends -->\n\n- A list\n<!-- tests: it_sends -->\n- of two\n<!-- no promise -->\n";
        assert_eq!(complaints(good), 0);
        assert_eq!(complaints("# Title\n*Basic*\n\nEnter sends.\n"), 1, "no test");
        assert_eq!(
            complaints("# Title\n*Basic*\n\nEnter sends.\n<!-- tests: it_does_not -->\n"),
            1,
            "no such test"
        );
        assert_eq!(
            complaints("# Title\n*Basic*\n- one\n- two\n<!-- tests: it_sends -->\n"),
            1,
            "an item without"
        );
        assert_eq!(
            complaints("# Title\nEnter sends.\n<!-- tests: it_sends -->\n"),
            1,
            "no tag"
        );
        assert_eq!(
            complaints("*Basic*\n<!-- tests: it_sends -->\n"),
            2,
            "no title, tests of nothing"
        );
    }

    #[test]
    fn tests_are_found_by_their_attribute() {
        let source = "#[test]\nfn one() {}\n#[tokio::test]\n#[cfg(unix)]\nasync fn two() {}\nfn three() {}\n";
        assert!(tests_in(source).eq(["one", "two"]));
    }
}
