//! The simulation as a test: right stays right under faults, and planted bugs are found.

use testkit::{Faults, Plant, Report, Settings, Verdict, simulate};

fn run(seeds: std::ops::Range<u64>, faults: Faults, plant: Option<Plant>) -> Report {
    let mut total = Report::default();
    for seed in seeds {
        let report = simulate(
            seed,
            Settings {
                steps: 180,
                faults,
                plant,
            },
        );
        total.acked += report.acked;
        total.faults += report.faults;
        total.kept.add(report.kept);
        total.verdict.add(report.verdict);
    }
    total
}

#[test]
fn everything_ends_alike_under_faults() {
    let report = run(1_000..1_012, Faults::USUAL, None);
    assert!(report.verdict.is_clean(), "{:#?}", report.verdict.findings);
    assert!(
        report.acked > 500 && report.faults > 200,
        "it must have done something: {report:?}"
    );
}

#[test]
fn a_run_holds_something_of_everything() {
    let kept = run(1_000..1_024, Faults::USUAL, None).kept;
    let all = [
        kept.reactions,
        kept.pins,
        kept.stars,
        kept.filings,
        kept.forwarded,
        kept.files,
        kept.cut_pieces,
        kept.notes,
        kept.events,
        kept.cohorts,
    ];
    assert!(all.iter().all(|count| *count > 20), "{kept:?}");
    assert!(kept.taken_down > 5 && kept.hidden > 0, "{kept:?}");
    assert!(
        kept.vault > 20 && kept.templates > 20 && kept.from_library > 2,
        "{kept:?}"
    );
    assert!(kept.played > 5 && kept.cancelled > 5, "{kept:?}");
    assert!(
        kept.refused > 0 && kept.joined_late > 2 && kept.tagged > 5,
        "{kept:?}"
    );
}

#[test]
fn everything_ends_alike_in_good_weather() {
    let report = run(2_000..2_004, Faults::NONE, None);
    assert!(report.verdict.is_clean(), "{:#?}", report.verdict.findings);
    assert_eq!(report.faults, 0);
}

#[test]
fn the_same_seed_is_the_same_run() {
    assert_eq!(run(7..8, Faults::USUAL, None), run(7..8, Faults::USUAL, None));
}

/// A check that cannot fail is worth nothing: each of these puts in a bug that somebody could write.
#[test]
fn a_client_that_ignores_holes_is_found() {
    let Verdict { diverged, .. } = run(1..5, Faults::USUAL, Some(Plant::NoNumberCheck)).verdict;
    assert!(diverged > 0);
}

#[test]
fn a_server_that_swallows_reactions_is_found() {
    let Verdict { diverged, .. } = run(1..5, Faults::USUAL, Some(Plant::SilentReactions)).verdict;
    assert!(diverged > 0);
}

#[test]
fn a_server_that_forgets_what_it_did_is_found() {
    let Verdict { duplicated, .. } = run(1..5, Faults::USUAL, Some(Plant::NoCommandMemory)).verdict;
    assert!(duplicated > 0);
}

#[test]
fn a_disk_that_says_safe_too_early_is_found() {
    let Verdict { lost, .. } = run(1..9, Faults::USUAL, Some(Plant::LyingDisk)).verdict;
    assert!(lost > 0);
}

#[test]
fn a_server_that_puts_pieces_where_they_do_not_belong_is_found() {
    let Verdict { lost, .. } = run(1..21, Faults::USUAL, Some(Plant::NoOffsetCheck)).verdict;
    assert!(lost > 0);
}

#[test]
fn a_server_that_swallows_changes_of_the_vault_is_found() {
    let Verdict { diverged, .. } = run(1..9, Faults::USUAL, Some(Plant::SilentVault)).verdict;
    assert!(diverged > 0);
}

#[test]
fn devices_that_keep_the_files_of_deleted_messages_are_found() {
    let Verdict { diverged, .. } = run(1..9, Faults::USUAL, Some(Plant::KeepsFiles)).verdict;
    assert!(diverged > 0);
}
