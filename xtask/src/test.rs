//! `cargo xtask test`: everything that must hold, from a bare machine on, in the order that finds faults soonest.
//!
//! What is compiled once is used by all: one build of every target comes first, then unit tests, simulator and browsers
//! run what it made. The runner's closing lines are the last of the output, after the table of times.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::{lint, setup, shell, ui};

mod targets;

use targets::{Targets, named};

/// How many schedules the simulator plays here.
const SEEDS: &str = "200";

/// What has been done, how long it took, how it ended, and what the test runner said last.
#[derive(Default)]
struct Course {
    steps: Vec<(&'static str, Duration, bool)>,
    closing: Vec<String>,
}

impl Course {
    /// Does a step and notes its time; a failure is said at once and remembered.
    fn step(&mut self, name: &'static str, work: impl FnOnce(&mut Vec<String>) -> Result<()>) -> bool {
        println!("\n=== {name}");
        let watch = shell::Watch::start();
        let done = work(&mut self.closing);
        if let Err(error) = &done {
            println!("\n=== {name} failed: {error:#}");
        }
        self.steps.push((name, watch.elapsed(), done.is_ok()));
        done.is_ok()
    }

    fn all_good(&self) -> bool {
        !self.steps.is_empty() && self.steps.iter().all(|(_, _, good)| *good)
    }

    fn table(&self) -> String {
        let mut text = String::from("\n=== time\n");
        for (name, took, good) in &self.steps {
            text.push_str(&format!(
                "{:>7}  {name}{}\n",
                shell::clock(*took),
                if *good { "" } else { "  FAILED" }
            ));
        }
        let total = self.steps.iter().map(|(_, took, _)| *took).sum();
        text.push_str(&format!("{:>7}  in all\n", shell::clock(total)));
        text
    }
}

pub(crate) fn test() -> ExitCode {
    let mut course = Course::default();
    let whole = everything(&mut course);
    print!("{}", course.table());
    if !whole {
        println!("\nStopped before the end: what follows rests on a step that failed.");
    }
    println!();
    for line in &course.closing {
        println!("{line}");
    }
    if whole && course.all_good() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Whether all steps were tried. Those that nothing can follow stop the course.
fn everything(course: &mut Course) -> bool {
    if !course.step("setup", |_| setup::setup(setup::Purpose::Test)) {
        return false;
    }
    // Lint and page first: both are quick to fail, and the app has the page inside.
    if !course.step("page", |_| ui::build(&ui::Options::default())) {
        return false;
    }
    course.step("stories", |_| ui::build(&ui::Options::stories()));
    course.step("lint", |_| lint::lint());
    if !course.step("build", |_| build()) {
        return false;
    }
    let targets = match Targets::find() {
        Ok(targets) => targets,
        Err(error) => {
            println!("\n=== cannot tell which tests there are: {error:#}");
            return false;
        }
    };
    course.step("unit and integration tests", |closing| {
        let mut tests = cargo_test();
        tests.args(["--lib", "--bins"]).args(named(&targets.others));
        runner(&mut tests, closing)
    });
    course.step("the server's scenarios on PostgreSQL", |closing| {
        let mut tests = cargo_test();
        tests
            .args(["--test", "it"])
            .env("RAPPORT_TEST_DATABASE", "postgres");
        runner(&mut tests, closing)
    });
    course.step("simulator", |_| {
        shell::run(shell::command(shell::built("debug", "simulate")).args(["--seeds", SEEDS]))
    });
    course.step("end to end", |closing| {
        // One at a time: each scenario has two browsers, and two cores are to be enough.
        let mut tests = cargo_test();
        tests.args(named(&targets.in_browsers));
        runner(tests.args(["--", "--test-threads=1"]), closing)
    });
    if !shell::root().join("node_modules/axe-core/axe.min.js").is_file() {
        let words = "accessibility: not looked at, axe-core comes with npm and there is none";
        course.closing.push(words.to_owned());
    }
    true
}

/// Everything in one go: with all targets, features are chosen once, and nothing is compiled for a test that is
/// compiled again for a program.
fn build() -> Result<()> {
    shell::run(shell::cargo().args(["build", "--workspace", "--all-targets"]))
}

/// Of the whole workspace, as it was built: see [`targets`].
fn cargo_test() -> Command {
    let mut cargo = shell::cargo();
    cargo.args(["test", "--workspace", "--no-fail-fast"]);
    cargo
}

/// Runs the tests, shows what they say as they say it, and keeps the closing lines.
fn runner(command: &mut Command, closing: &mut Vec<String>) -> Result<()> {
    follow(command, &mut std::io::stdout().lock(), closing)
}

fn follow(command: &mut Command, screen: &mut impl Write, closing: &mut Vec<String>) -> Result<()> {
    let text = shell::spelled(command);
    eprintln!("$ {text}");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{text}`"))?;
    let stdout = child.stdout.take().context("a piped child has an output")?;
    let before = closing.len();
    for line in BufReader::new(stdout).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        writeln!(screen, "{line}")?;
        if line.starts_with("test result: ") {
            closing.push(line);
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{text}` failed ({status})");
    }
    if closing.len() == before {
        bail!("`{text}` ran no tests");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failed_step_fails_the_course() {
        let mut course = Course::default();
        assert!(!course.all_good());
        assert!(course.step("good", |_| Ok(())));
        assert!(course.all_good());
        assert!(!course.step("bad", |_| bail!("no")));
        assert!(!course.all_good());
        assert!(course.table().contains("bad  FAILED"));
    }

    #[cfg(unix)]
    #[test]
    fn closing_lines_are_kept_even_of_a_failure() {
        let script = |text: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", text]);
            command
        };
        let (mut closing, mut screen) = (Vec::new(), Vec::new());
        let failed = follow(
            &mut script("echo noise; echo 'test result: FAILED. 1 failed'; exit 101"),
            &mut screen,
            &mut closing,
        );
        assert!(failed.is_err());
        assert_eq!(closing, ["test result: FAILED. 1 failed"]);
        let mut runs = |text| follow(&mut script(text), &mut screen, &mut closing);
        assert!(runs("echo 'test result: ok. 1 passed'").is_ok());
        assert!(runs("true").is_err(), "no tests at all is a failure");
        assert_eq!(closing.len(), 2);
        assert!(String::from_utf8_lossy(&screen).starts_with("noise\ntest result: FAILED"));
    }
}
