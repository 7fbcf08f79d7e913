//! The folder that is served: names with hashes for what may be kept for ever, and the one page that names them.
//!
//! `index.html` has `{{app_js}}`, `{{app_wasm}}` and `{{app_css}}` where the paths go. `app.css` is all of
//! `assets/styles/*.css` in the order of their names.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::bindgen::Glue;

/// Writes the whole folder.
pub(super) fn write(ui: &Path, glue: Glue, out: &Path) -> Result<()> {
    fs::create_dir_all(out)?;
    copy(&ui.join("assets"), out)?;

    let css = stylesheet(&ui.join("assets/styles"))?;
    let css = put(out, "app", "css", css.as_bytes())?;
    let wasm = put(out, "app", "wasm", &glue.wasm)?;
    let js = script(glue.js, &glue.snippets, out)?;
    let js = put(out, "app", "js", js.as_bytes())?;

    fs::copy(ui.join("boot.js"), out.join("boot.js")).context("cannot read ui/boot.js")?;
    let page = fs::read_to_string(ui.join("index.html")).context("cannot read ui/index.html")?;
    let page = fill(&page, &[("app_js", &js), ("app_wasm", &wasm), ("app_css", &css)])?;
    fs::write(out.join("index.html"), page)?;
    Ok(())
}

/// Writes a file under a name with its hash; gives back its path on the server.
fn put(out: &Path, stem: &str, extension: &str, content: &[u8]) -> Result<String> {
    let name = format!("{stem}-{}.{extension}", short_hash(content));
    fs::write(out.join(&name), content)?;
    Ok(format!("/{name}"))
}

fn short_hash(content: &[u8]) -> String {
    blake3::hash(content).to_hex().chars().take(16).collect()
}

/// All style sheets in the order of their names.
fn stylesheet(folder: &Path) -> Result<String> {
    let mut files = fs::read_dir(folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "css"));
    files.sort();
    let mut css = String::new();
    for file in files {
        css.push_str(&fs::read_to_string(&file)?);
        css.push('\n');
    }
    Ok(css)
}

/// Writes what crates bring along into a folder named by its hash, and points the script there.
fn script(js: String, snippets: &[(String, String)], out: &Path) -> Result<String> {
    if snippets.is_empty() {
        return Ok(js);
    }
    let all: String = snippets
        .iter()
        .map(|(path, content)| format!("{path}\n{content}\n"))
        .collect();
    let folder = format!("snippets-{}", short_hash(all.as_bytes()));
    for (path, content) in snippets {
        let file = out.join(&folder).join(path);
        fs::create_dir_all(file.parent().unwrap_or(out))?;
        fs::write(file, content)?;
    }
    let pointed = js
        .replace("'./snippets/", &format!("'./{folder}/"))
        .replace("\"./snippets/", &format!("\"./{folder}/"));
    if pointed == js {
        bail!("wasm-bindgen brought snippets that its script does not load");
    }
    Ok(pointed)
}

fn fill(page: &str, values: &[(&str, &str)]) -> Result<String> {
    let mut filled = page.to_owned();
    for (name, value) in values {
        let placeholder = format!("{{{{{name}}}}}");
        if !filled.contains(&placeholder) {
            bail!("ui/index.html does not have {placeholder}");
        }
        filled = filled.replace(&placeholder, value);
    }
    if let Some((_, rest)) = filled.split_once("{{") {
        let name = rest.split("}}").next().unwrap_or_default();
        bail!("ui/index.html has {{{{{name}}}}}, which nothing fills");
    }
    Ok(filled)
}

/// Copies what lies in `assets` to the top, but for the style sheets, which are in `app.css`.
fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if !entry.file_type()?.is_dir() {
            fs::copy(entry.path(), target)?;
        } else if entry.file_name() != "styles" {
            copy(&entry.path(), &target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDEX: &str = r#"<link rel="stylesheet" href="{{app_css}}"><script type="module" src="/boot.js" data-js="{{app_js}}" data-wasm="{{app_wasm}}"></script>"#;

    fn interface() -> tempfile::TempDir {
        let ui = tempfile::tempdir().unwrap();
        fs::create_dir_all(ui.path().join("assets/styles")).unwrap();
        fs::write(ui.path().join("index.html"), INDEX).unwrap();
        fs::write(ui.path().join("boot.js"), "load()").unwrap();
        fs::write(ui.path().join("assets/icon.svg"), "<svg/>").unwrap();
        fs::write(ui.path().join("assets/styles/02-list.css"), ".list {}").unwrap();
        fs::write(ui.path().join("assets/styles/01-tokens.css"), ":root {}").unwrap();
        ui
    }

    fn glue(js: &str) -> Glue {
        let snippets = vec![("dx-1/inline0.js".into(), "export const a = 1".into())];
        Glue {
            js: js.into(),
            wasm: b"\0asm".to_vec(),
            snippets,
        }
    }

    #[test]
    fn the_page_names_files_that_are_there() {
        let ui = interface();
        let out = ui.path().join("dist");
        write(
            ui.path(),
            glue("import { a } from './snippets/dx-1/inline0.js';"),
            &out,
        )
        .unwrap();

        let page = fs::read_to_string(out.join("index.html")).unwrap();
        let named: Vec<&str> = page.split('"').filter(|part| part.starts_with('/')).collect();
        assert_eq!(named.len(), 4, "{page}");
        for path in named {
            assert!(out.join(path.trim_start_matches('/')).is_file(), "{path}");
        }
        let js = page
            .split("data-js=\"/")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let js = fs::read_to_string(out.join(js)).unwrap();
        let snippet = js.split("'./").nth(1).unwrap().split('\'').next().unwrap();
        assert!(out.join(snippet).is_file(), "{js}");
        assert!(out.join("icon.svg").is_file() && !out.join("styles").exists());
    }

    #[test]
    fn styles_are_in_the_order_of_their_names() {
        let ui = interface();
        assert_eq!(
            stylesheet(&ui.path().join("assets/styles")).unwrap(),
            ":root {}\n.list {}\n"
        );
    }

    #[test]
    fn a_page_that_misses_a_placeholder_or_has_a_strange_one_is_refused() {
        assert!(fill("<p>", &[("app_js", "/a.js")]).is_err());
        assert!(
            fill("{{app_js}} {{app_map}}", &[("app_js", "/a.js")])
                .unwrap_err()
                .to_string()
                .contains("app_map")
        );
        assert_eq!(fill("{{app_js}}", &[("app_js", "/a.js")]).unwrap(), "/a.js");
    }

    #[test]
    fn snippets_that_nothing_loads_are_refused() {
        let ui = interface();
        assert!(write(ui.path(), glue("no import"), &ui.path().join("dist")).is_err());
    }
}
