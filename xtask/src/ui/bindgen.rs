//! wasm-bindgen: WASM in, WASM and JavaScript that fit together out.
//!
//! The library must be of exactly the version of the `wasm-bindgen` crate inside the page; this is checked first,
//! because the failure otherwise shows in the browser.

use std::path::Path;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use super::Profile;

/// What the page loads.
pub(super) struct Glue {
    pub(super) js: String,
    pub(super) wasm: Vec<u8>,
    /// JavaScript that crates bring along: path below `snippets/`, content.
    pub(super) snippets: Vec<(String, String)>,
}

pub(super) fn generate(wasm: &Path, profile: Profile) -> Result<Glue> {
    let small = profile == Profile::Web;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name("app")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .keep_debug(!small)
        .demangle(!small)
        .remove_name_section(small)
        .remove_producers_section(small);
    let mut output = bindgen
        .generate_output()
        .with_context(|| format!("wasm-bindgen on {}", wasm.display()))?;

    let inline = output.snippets().iter().flat_map(|(krate, parts)| {
        parts
            .iter()
            .enumerate()
            .map(move |(number, js)| (format!("{krate}/inline{number}.js"), js.clone()))
    });
    let modules = output
        .local_modules()
        .iter()
        .map(|(path, js)| (path.clone(), js.clone()));
    let mut snippets: Vec<_> = inline.chain(modules).collect();
    snippets.sort();
    Ok(Glue {
        js: output.js().to_owned(),
        wasm: output.wasm_mut().emit_wasm(),
        snippets,
    })
}

/// Fails unless Cargo.lock has one version of wasm-bindgen and the same of the library that works on it.
pub(super) fn check_versions(lock: &str) -> Result<()> {
    let page = locked(lock, "wasm-bindgen");
    let tool = locked(lock, "wasm-bindgen-cli-support");
    if page.len() != 1 || page != tool {
        bail!(
            "Cargo.lock has wasm-bindgen {page:?} and wasm-bindgen-cli-support {tool:?}; they must be one and the same \
             version: run `cargo update -p wasm-bindgen -p wasm-bindgen-cli-support`"
        );
    }
    Ok(())
}

fn locked<'a>(lock: &'a str, name: &str) -> Vec<&'a str> {
    let wanted = format!("name = \"{name}\"");
    let mut lines = lock.lines();
    let mut versions = Vec::new();
    while let Some(line) = lines.next() {
        if line == wanted
            && let Some(version) = lines.next().and_then(|line| line.strip_prefix("version = "))
        {
            versions.push(version.trim_matches('"'));
        }
    }
    versions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(page: &[&str], tool: &str) -> String {
        let entry = |name: &str, version: &str| {
            format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n\n")
        };
        let mut text: String = page
            .iter()
            .map(|version| entry("wasm-bindgen", version))
            .collect();
        text.push_str(&entry("wasm-bindgen-cli-support", tool));
        text.push_str(&entry("wasm-bindgen-macro", "9.9.9"));
        text
    }

    #[test]
    fn versions_that_differ_are_refused() {
        assert!(check_versions(&lock(&["0.2.130"], "0.2.130")).is_ok());
        for (page, tool) in [
            (&["0.2.129"][..], "0.2.130"),
            (&["0.2.129", "0.2.130"], "0.2.130"),
            (&[], "0.2.130"),
        ] {
            let error = check_versions(&lock(page, tool)).unwrap_err().to_string();
            assert!(error.contains("cargo update"), "{error}");
        }
    }

    #[test]
    fn this_repository_has_one_version() {
        let lock = std::fs::read_to_string(crate::shell::root().join("Cargo.lock")).unwrap();
        check_versions(&lock).unwrap();
    }
}
