//! An element that follows a finger sideways, and goes back when it is let go.

use super::{by_id, matches};

const MARK: &str = "data-drawn";
const ACROSS: &str = "--drawn";

/// Whether the person wants nothing to move.
fn is_still() -> bool {
    matches("(prefers-reduced-motion: reduce)")
}

/// Stands `pixels` to the right; `ready`: letting go does something.
pub(crate) fn follow(id: &str, pixels: f64, ready: bool) {
    let Some(element) = by_id(id) else { return };
    let _ = element.set_attribute(MARK, if ready { "ready" } else { "on" });
    if !is_still() {
        let _ = element.style().set_property(ACROSS, &format!("{pixels:.0}px"));
    }
}

/// Goes back to its place.
pub(crate) fn release(id: &str) {
    let Some(element) = by_id(id) else { return };
    let _ = element.remove_attribute(MARK);
    let _ = element.style().remove_property(ACROSS);
}
