//! Which tests there are, by cargo's own account: those in front of browsers, and all others.
//!
//! All are named to cargo with the whole workspace selected. Left out by package instead, cargo would choose the features of shared
//! libraries anew, and compile most of them a second time.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::shell;

/// The package whose tests need a screen to themselves.
const IN_BROWSERS: &str = "e2e";

/// The files in `tests/` folders, by name without ending.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Targets {
    pub in_browsers: Vec<String>,
    pub others: Vec<String>,
}

impl Targets {
    pub(super) fn find() -> Result<Self> {
        let metadata = shell::read(shell::cargo().args(["metadata", "--format-version", "1", "--no-deps"]))?;
        Self::among(&serde_json::from_str(&metadata).context("cargo metadata is not JSON")?)
    }

    fn among(metadata: &Value) -> Result<Self> {
        let mut found = Self::default();
        for package in list(metadata, "packages")? {
            for target in list(package, "targets")? {
                if list(target, "kind")?.iter().any(|kind| kind == "test") {
                    let name = text(target, "name")?;
                    if text(package, "name")? == IN_BROWSERS {
                        found.in_browsers.push(name);
                    } else {
                        found.others.push(name);
                    }
                }
            }
        }
        // Cargo would run both of a name.
        for name in &found.in_browsers {
            ensure!(
                !found.others.contains(name),
                "two tests are called {name}: rename the one in tests/"
            );
        }
        Ok(found)
    }
}

/// The arguments that choose tests by name.
pub(super) fn named(names: &[String]) -> impl Iterator<Item = &str> {
    names.iter().flat_map(|name| ["--test", name.as_str()])
}

fn list<'v>(value: &'v Value, key: &str) -> Result<&'v Vec<Value>> {
    value
        .get(key)
        .and_then(Value::as_array)
        .with_context(|| format!("cargo metadata has no {key}"))
}

fn text(value: &Value, key: &str) -> Result<String> {
    let text = value.get(key).and_then(Value::as_str);
    Ok(text
        .with_context(|| format!("cargo metadata has no {key}"))?
        .to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn package(name: &str, tests: &[&str]) -> Value {
        let mut targets = vec![json!({"name": name, "kind": ["lib"]})];
        targets.extend(tests.iter().map(|test| json!({"name": test, "kind": ["test"]})));
        json!({"name": name, "targets": targets})
    }

    #[test]
    fn tests_in_browsers_are_told_from_others() {
        let metadata = json!({"packages": [package("e2e", &["talking"]), package("engine", &["scenarios"])]});
        let found = Targets::among(&metadata).unwrap();
        assert_eq!(found.in_browsers, ["talking"]);
        assert_eq!(found.others, ["scenarios"]);
        assert!(named(&found.others).eq(["--test", "scenarios"]));
    }

    #[test]
    fn one_name_for_two_is_refused() {
        let metadata = json!({"packages": [package("e2e", &["talking"]), package("engine", &["talking"])]});
        assert!(Targets::among(&metadata).is_err());
    }
}
