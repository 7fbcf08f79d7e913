//! A QR code out of its modules, drawn as one path: dark on light in every theme, because cameras want that.

use std::fmt::Write as _;

use dioxus::prelude::*;

#[component]
pub(crate) fn Qr(modules: Vec<Vec<bool>>) -> Element {
    let side = modules.len();
    let d = path(&modules);
    rsx! {
        svg {
            class: "qr",
            "data-testid": "invite-qr",
            view_box: "-3 -3 {side + 6} {side + 6}",
            role: "img",
            "aria-label": "QR code of the invitation link",
            shape_rendering: "crispEdges",
            path { d }
        }
    }
}

/// One stroke per run of dark modules.
fn path(modules: &[Vec<bool>]) -> String {
    let mut d = String::new();
    for (y, row) in modules.iter().enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&true) {
                let _ = write!(d, "M{x} {y}h{}v1h-{}z", run.len(), run.len());
            }
            x += run.len();
        }
    }
    d
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn runs_become_rectangles() {
        let modules = [vec![true, true, false], vec![false, false, true]];
        assert_eq!(path(&modules), "M0 0h2v1h-2zM2 1h1v1h-1z");
    }
}
