//! Logs go to stderr, as text or JSON. stdout is for what programs read.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// What is logged, and how.
#[derive(Debug)]
pub(crate) struct Logs {
    pub(crate) filter: Option<EnvFilter>,
    pub(crate) format: LogFormat,
}

impl Logs {
    /// Starts logging for the whole process.
    pub(crate) fn start(self) {
        let filter = self.filter.unwrap_or_else(|| EnvFilter::new("info"));
        let lines = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr);
        match self.format {
            LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).init(),
            LogFormat::Json => lines.json().init(),
        }
    }
}
