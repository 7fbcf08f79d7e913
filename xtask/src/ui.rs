//! `cargo xtask ui`: from the crate `ui` to a folder that a server, the app or a browser can take.
//!
//! cargo makes WASM, wasm-bindgen the glue, wasm-opt (when there) makes it small; names carry the hash of what is in
//! them, and every text has its compressed copies beside it. Nothing is done when nothing has changed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::shell;

mod bindgen;
mod inputs;
mod optimise;
mod page;
mod precompress;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Profile {
    /// Small; for people
    Web,
    /// Quick to build, with names in stack traces
    Dev,
}

impl Profile {
    /// cargo's name of the profile, and of its folder.
    fn cargo(self) -> (&'static str, &'static str) {
        match self {
            Self::Web => ("web", "web"),
            Self::Dev => ("dev", "debug"),
        }
    }
}

#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    #[arg(long, value_enum, default_value = "web")]
    pub(crate) profile: Profile,
    /// With the scripted stories of design work, which `?story=NAME` opens
    #[arg(long)]
    pub(crate) story: bool,
    /// Where to
    #[arg(long, default_value = "ui/dist")]
    pub(crate) out: PathBuf,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            profile: Profile::Web,
            story: false,
            out: "ui/dist".into(),
        }
    }
}

impl Options {
    /// The build with stories in it, away from the one that people get.
    pub(crate) fn stories() -> Self {
        Self {
            story: true,
            out: shell::target_dir().join("ui-story"),
            ..Self::default()
        }
    }
}

pub(crate) fn build(options: &Options) -> Result<()> {
    let out = shell::root().join(&options.out);
    // Stories are for looking at them here: their size does not matter.
    let (wasm_opt, packing) = if options.story {
        (None, Profile::Dev)
    } else {
        (optimise::find(options.profile), options.profile)
    };
    let stamp = inputs::Stamp::of(&out, options, wasm_opt.is_some())?;
    if stamp.is_fresh() {
        println!(
            "ui: nothing has changed, {} is as it should be",
            options.out.display()
        );
        return Ok(());
    }
    bindgen::check_versions(&fs::read_to_string(shell::root().join("Cargo.lock"))?)?;

    let (profile, folder) = options.profile.cargo();
    let mut cargo = shell::cargo();
    cargo.args([
        "build",
        "--package",
        "ui",
        "--bin",
        "ui",
        "--target",
        crate::setup::WASM_TARGET,
    ]);
    cargo.args(["--profile", profile]);
    if options.story {
        cargo.args(["--features", "story"]);
    }
    shell::run(&mut cargo)?;
    let wasm = shell::target_dir()
        .join(crate::setup::WASM_TARGET)
        .join(folder)
        .join("ui.wasm");

    let mut glue = bindgen::generate(&wasm, options.profile)?;
    match wasm_opt {
        Some(tool) => glue.wasm = optimise::shrink(&tool, &glue.wasm)?,
        None if packing == Profile::Web => {
            println!("ui: no wasm-opt (it comes from npm): the page works and is somewhat larger");
        }
        None => {}
    }

    // Built beside and moved into place, so that whoever reads the folder never sees half of it.
    let fresh = out.with_extension("new");
    remove(&fresh)?;
    page::write(&shell::root().join("ui"), glue, &fresh)?;
    let sizes = precompress::folder(&fresh, packing)?;
    remove(&out)?;
    fs::rename(&fresh, &out).with_context(|| format!("cannot move the page to {}", out.display()))?;
    stamp.write()?;
    println!("ui: {} is ready; {sizes}", options.out.display());
    Ok(())
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}
