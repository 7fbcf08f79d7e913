//! `cargo xtask run`: from a clone to two people who can talk, in one command.
//!
//! It builds, starts the server with its demo practice, opens the app signed in as the coach, prints where the browser
//! goes, and stops everything on Ctrl-C.

use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::child::Running;
use crate::{setup, shell, ui};

#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Throw the demo's data away and start over
    #[arg(long)]
    fresh: bool,
    /// Only server and web dashboard
    #[arg(long)]
    no_app: bool,
    /// Where the data is kept between runs
    #[arg(long, default_value = ".rapport")]
    data: PathBuf,
    /// Where the server listens
    #[arg(long, default_value = "127.0.0.1:7300")]
    listen: String,
}

/// Making the demo practice takes a moment on a slow machine.
const READY_WITHIN: Duration = Duration::from_secs(120);

pub(crate) fn run(options: Options) -> Result<()> {
    setup::setup(setup::Purpose::Run)?;
    ui::build(&ui::Options::default())?;
    let mut build = shell::cargo();
    build.args(["build", "--package", "rapport-server"]);
    if !options.no_app {
        build.args(["--package", "rapport"]);
    }
    shell::run(&mut build)?;

    let data = shell::root().join(&options.data);
    fs::create_dir_all(&data)?;
    let session = data.join("demo-session.json");

    let stop = stop_signal()?;
    let mut server = shell::command(shell::built("debug", "rapport-server"));
    server
        .args(["demo", "--listen", &options.listen, "--data"])
        .arg(&data);
    server.arg("--ui").arg(shell::root().join("ui/dist"));
    server.arg("--token-file").arg(&session);
    if options.fresh {
        server.arg("--fresh");
    }
    let (server, lines) = Running::start_reading("rapport-server", &mut server)?;
    let address = lines.wait_for(READY_WITHIN, |line| {
        line.strip_prefix("listening on ").map(str::to_owned)
    })?;
    println!("\nThe web dashboard is at {address}; these links sign in with one click:");
    lines.wait_for(READY_WITHIN, |line| {
        println!("  {line}");
        line.starts_with("client: ").then_some(())
    })?;
    lines.show();

    let mut running = vec![server];
    if options.no_app {
        println!("The app is left out, as you asked.");
    } else if !has_display() {
        println!("There is no display here, so the app is not opened; everything else goes on.");
    } else {
        let mut app = shell::command(shell::built("debug", "rapport"));
        app.env("RAPPORT_SESSION_FILE", &session);
        // A folder of its own: the demo must not meet what a person has really signed in to on this machine.
        app.env("RAPPORT_DATA_DIR", data.join("app"));
        running.push(Running::start("the app", &mut app)?);
        println!("The app opens, signed in as the coach.");
    }
    println!(
        "Ctrl-C stops everything; data stays in {} (--fresh starts over).\n",
        options.data.display()
    );
    watch(&mut running, &stop)
}

/// Until Ctrl-C. The app may be closed without stopping the server; the server may not end.
fn watch(running: &mut Vec<Running>, stop: &Receiver<()>) -> Result<()> {
    loop {
        match stop.recv_timeout(Duration::from_millis(300)) {
            Ok(()) => break,
            Err(RecvTimeoutError::Disconnected) => bail!("the handler of Ctrl-C is gone"),
            Err(RecvTimeoutError::Timeout) => {}
        }
        let Some((server, others)) = running.split_first_mut() else {
            break;
        };
        if let Some(end) = server.ended()? {
            bail!("{end}");
        }
        for other in others {
            if let Some(end) = other.ended()? {
                println!("{end}; the web dashboard stays up until Ctrl-C.");
                running.truncate(1);
                break;
            }
        }
    }
    println!("\nStopping.");
    // The app first, so that it says goodbye to a server that still listens.
    while let Some(last) = running.pop() {
        drop(last);
    }
    Ok(())
}

fn stop_signal() -> Result<Receiver<()>> {
    let (sender, receiver) = channel();
    ctrlc::set_handler(move || {
        // A second Ctrl-C while stopping has nobody to hear it, which is fine.
        let _stopping = sender.send(());
    })
    .context("cannot listen for Ctrl-C")?;
    Ok(receiver)
}

fn has_display() -> bool {
    cfg!(not(target_os = "linux"))
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
