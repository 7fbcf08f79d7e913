//! What is due later: how much of it waits, and what was given up lately and why. Nothing to repair: a page on the internet that
//! cannot be reached is no fault of the data. But when all of them cannot, the operator learns it here.

use super::Finding;

/// What is still to be done.
pub(super) const WAITING: &str = "SELECT count(*) FROM jobs WHERE given_up_at IS NULL";
/// What was given up, each reason with how often it was one.
pub(super) const GIVEN_UP: &str = "SELECT coalesce(last_error, '') AS why, count(*) AS often FROM jobs
     WHERE given_up_at IS NOT NULL GROUP BY why ORDER BY often DESC, why";

pub(super) const WHAT: &str = "what is due later";

pub(super) fn line(waiting: i64, given_up: &[(String, i64)]) -> Finding {
    let reasons: Vec<String> = given_up
        .iter()
        .map(|(why, often)| format!("{why}: {often}"))
        .collect();
    if reasons.is_empty() {
        return Finding::fine(format!("{WHAT}: {waiting} waiting"));
    }
    Finding::fine(format!(
        "{WHAT}: {waiting} waiting, given up in the last week ({})",
        reasons.join("; ")
    ))
}
