//! A screen that nobody sees: Xvfb, on a display number that it chooses itself.

use anyhow::Result;

use crate::process::{Process, command, drain};

/// A running X server; gone when dropped.
#[derive(Debug)]
pub(crate) struct Display {
    _process: Process,
    /// As in the variable `DISPLAY`.
    pub(crate) name: String,
}

impl Display {
    pub(crate) async fn start(stage: &str) -> Result<Self> {
        let mut xvfb = command("Xvfb", stage);
        xvfb.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1600x1000x24",
            "-nolisten",
            "tcp",
        ]);
        xvfb.stderr(std::process::Stdio::null());
        let (process, number, lines) =
            Process::start_reading(&mut xvfb, |line| line.trim().parse::<u32>().ok()).await?;
        drain(lines);
        Ok(Self {
            _process: process,
            name: format!(":{number}"),
        })
    }
}
