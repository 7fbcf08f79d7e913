//! Which crate may use which: the directions of docs/ARCHITECTURE.md, read from cargo itself.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::shell;

/// Crates of the workspace and what they may use of it. A crate that is not here is refused.
const MAY_USE: &[(&str, &[&str])] = &[
    ("protocol", &[]),
    ("markup", &["protocol"]),
    ("engine", &["protocol", "markup"]),
    ("store", &["engine", "protocol"]),
    ("rapport-server", &["protocol", "markup", "backing"]),
    ("ui", &["protocol", "markup", "engine"]),
    ("voice", &["backing"]),
    ("rapport", &["protocol", "engine", "store", "voice"]),
    (
        "testkit",
        &[
            "protocol",
            "markup",
            "engine",
            "store",
            "rapport-server",
            "backing",
        ],
    ),
    ("backing", &[]),
    ("loadgen", &["protocol", "backing"]),
    ("e2e", &["protocol", "backing"]),
    ("xtask", &[]),
];

/// Crates from outside that only one of ours may use: a name, or the beginning of one.
const ONLY: &[(&str, &str)] = &[
    ("tauri", "rapport"),
    ("wry", "rapport"),
    ("tao", "rapport"),
    ("cpal", "voice"),
    ("hound", "voice"),
    ("rubato", "voice"),
    ("opus", "voice"),
];

/// These hold rules and no machine: no clock, no socket, no chance, not even at second hand.
const PURE: &[&str] = &["protocol", "markup", "engine"];
const NOT_PURE: &[&str] = &[
    "tokio",
    "rand",
    "getrandom",
    "chrono",
    "time",
    "reqwest",
    "rusqlite",
    "mio",
];

pub(super) fn check() -> Result<Vec<String>> {
    let metadata = shell::read(shell::cargo().args(["metadata", "--format-version", "1", "--no-deps"]))?;
    let packages = packages(&serde_json::from_str(&metadata).context("cargo metadata is not JSON")?)?;
    let mut complaints = directions(&packages);
    for package in PURE {
        // Not from the metadata: there, features of the whole workspace are one.
        let tree = shell::read(shell::cargo().args([
            "tree",
            "--package",
            package,
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--no-dedupe",
            "--target",
            crate::setup::WASM_TARGET,
        ]))?;
        complaints.extend(impure(package, &tree));
    }
    Ok(complaints)
}

/// One crate of ours and the names of what it asks for, be it for building, testing or itself.
#[derive(Debug)]
struct Package {
    name: String,
    uses: Vec<Use>,
}

#[derive(Debug)]
struct Use {
    name: String,
    ours: bool,
}

fn packages(metadata: &Value) -> Result<Vec<Package>> {
    let list = |value: &Value, key: &str| {
        value
            .get(key)
            .and_then(Value::as_array)
            .cloned()
            .with_context(|| format!("cargo metadata has no {key}"))
    };
    let name = |value: &Value| {
        value
            .get("name")
            .and_then(Value::as_str)
            .map(str::to_owned)
            .context("cargo metadata has no name")
    };
    list(metadata, "packages")?
        .iter()
        .map(|package| {
            let uses = list(package, "dependencies")?
                .iter()
                .map(|used| {
                    Ok(Use {
                        name: name(used)?,
                        ours: used.get("path").is_some_and(Value::is_string),
                    })
                })
                .collect::<Result<_>>()?;
            Ok(Package {
                name: name(package)?,
                uses,
            })
        })
        .collect()
}

fn directions(packages: &[Package]) -> Vec<String> {
    let mut complaints = Vec::new();
    for package in packages {
        let name = package.name.as_str();
        let Some((_, may_use)) = MAY_USE.iter().find(|(known, _)| *known == name) else {
            complaints.push(format!(
                "{name}: not in the table of crates; give it its directions there"
            ));
            continue;
        };
        for used in &package.uses {
            let forbidden = if used.ours {
                !may_use.contains(&used.name.as_str())
            } else {
                ONLY.iter()
                    .any(|(outside, owner)| is_of(&used.name, outside) && *owner != name)
            };
            if forbidden {
                complaints.push(format!("{name} must not use {}", used.name));
            }
        }
    }
    complaints
}

/// `tauri-plugin-opener` is of `tauri`, `taurine` is not.
fn is_of(name: &str, family: &str) -> bool {
    name.strip_prefix(family)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// Complaints about what `cargo tree --prefix none` lists below a crate.
fn impure(package: &str, tree: &str) -> Vec<String> {
    let mut found: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| NOT_PURE.contains(name))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
        .into_iter()
        .map(|name| format!("{package} must not use {name}, not even through another crate"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(name: &str, ours: &[&str], outside: &[&str]) -> Vec<Package> {
        let ours = ours
            .iter()
            .map(|name| serde_json::json!({ "name": name, "path": "/here" }));
        let outside = outside
            .iter()
            .map(|name| serde_json::json!({ "name": name, "path": null }));
        let dependencies: Vec<Value> = ours.chain(outside).collect();
        packages(&serde_json::json!({ "packages": [{ "name": name, "dependencies": dependencies }] }))
            .unwrap()
    }

    #[test]
    fn wrong_directions_are_found() {
        let bad: &[(&str, &[&str], &[&str])] = &[
            ("protocol", &["markup"], &[]),
            ("engine", &["store"], &[]),
            ("rapport-server", &["engine"], &[]),
            ("ui", &["store"], &[]),
            ("testkit", &["ui"], &[]),
            ("testkit", &["rapport"], &[]),
            ("ui", &[], &["tauri"]),
            ("rapport-server", &[], &["tauri-plugin-opener"]),
            ("rapport", &[], &["cpal"]),
            ("newcomer", &[], &[]),
        ];
        for (name, ours, outside) in bad {
            assert_eq!(
                directions(&metadata(name, ours, outside)).len(),
                1,
                "{name} {ours:?} {outside:?}"
            );
        }
    }

    #[test]
    fn right_directions_pass() {
        let good: &[(&str, &[&str], &[&str])] = &[
            ("engine", &["protocol", "markup"], &["serde"]),
            (
                "rapport",
                &["engine", "store", "protocol"],
                &["tauri", "tauri-build", "tauri-plugin-opener"],
            ),
            ("testkit", &["rapport-server", "engine"], &["taurine"]),
        ];
        for (name, ours, outside) in good {
            assert_eq!(
                directions(&metadata(name, ours, outside)),
                Vec::<String>::new(),
                "{name}"
            );
        }
    }

    #[test]
    fn a_clock_at_second_hand_is_found() {
        let tree = "engine v0.1.0 (/here)\nserde v1.0.0\nuuid v1.0.0\ngetrandom v0.3.0\ngetrandom v0.3.0\ntokio-stub v1.0.0\n";
        assert_eq!(
            impure("engine", tree),
            ["engine must not use getrandom, not even through another crate"]
        );
        assert!(impure("engine", "engine v0.1.0\nserde v1.0.0\n").is_empty());
    }

    #[test]
    fn the_server_and_the_engine_meet_in_the_testkit_only() {
        let both: Vec<_> = MAY_USE
            .iter()
            .filter(|(_, uses)| uses.contains(&"rapport-server") && uses.contains(&"engine"))
            .map(|(name, _)| *name)
            .collect();
        assert_eq!(both, ["testkit"]);
    }
}
