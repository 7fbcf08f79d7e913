//! `simulate`: runs many seeds and says what they showed. The last line of stdout is JSON.

use std::process::ExitCode;

use clap::Parser;
use testkit::{Faults, Plant, Report, Settings, simulate};

/// Runs the real server's domain and many clients under faults, from seeds.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many seeds to run.
    #[arg(long, default_value_t = 200)]
    seeds: u64,
    /// The first seed; alone, only this one is run, and its findings are printed.
    #[arg(long)]
    seed: Option<u64>,
    /// Things that people do, per seed.
    #[arg(long, default_value_t = 150)]
    steps: u32,
    /// Put in a known bug, to see that it is found.
    #[arg(long, value_enum)]
    plant: Option<Plant>,
    /// Only the JSON line.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let settings = Settings {
        steps: arguments.steps,
        faults: Faults::USUAL,
        plant: arguments.plant,
    };
    let seeds = match arguments.seed {
        Some(seed) => seed..seed.saturating_add(1),
        None => 1..arguments.seeds.saturating_add(1),
    };
    let mut total = Report::default();
    let count = seeds.end.saturating_sub(seeds.start);
    for seed in seeds {
        let report = simulate(seed, settings);
        if !report.verdict.is_clean() {
            eprintln!(
                "seed {seed} failed; replay: cargo xtask simulate --seed {seed} --steps {}",
                arguments.steps
            );
            for finding in &report.verdict.findings {
                eprintln!("  {finding}");
            }
        }
        total.acked += report.acked;
        total.faults += report.faults;
        total.kept.add(report.kept);
        total.verdict.add(report.verdict);
    }
    if !arguments.json {
        println!(
            "{count} seeds, {} messages acknowledged, {} faults",
            total.acked, total.faults
        );
    }
    let clean = total.verdict.is_clean();
    let Report {
        acked,
        faults,
        kept,
        verdict,
    } = total;
    println!(
        "{}",
        serde_json::json!({
            "seeds": count, "acked": acked, "faults": faults, "kept": kept, "lost": verdict.lost,
            "duplicated": verdict.duplicated, "reordered": verdict.reordered, "diverged": verdict.diverged,
        })
    );
    if clean {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
