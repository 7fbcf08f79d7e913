//! Going up and down in a grid by its shape on the screen: rows may be of any length.

use web_sys::HtmlElement;

use super::{by_id, document, later, query_all};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum To {
    Above,
    Below,
}

/// Whether the focus is in it.
pub(crate) fn is_inside(id: &str) -> bool {
    let active = document().and_then(|document| document.active_element());
    active.is_some_and(|active| by_id(id).is_some_and(|list| list.contains(Some(&active))))
}

/// Moves the focus to the nearest cell of the next row.
pub(crate) fn step(id: &str, selector: &str, to: To) {
    if let Some(next) = nearest(id, selector, to) {
        later(move || {
            let _ = next.focus();
        });
    }
}

/// As [`step`], upwards; `false` in the first row.
pub(crate) fn step_up(id: &str, selector: &str) -> bool {
    let above = nearest(id, selector, To::Above);
    let some = above.is_some();
    if let Some(next) = above {
        later(move || {
            let _ = next.focus();
        });
    }
    some
}

fn nearest(id: &str, selector: &str, to: To) -> Option<HtmlElement> {
    let list = by_id(id)?;
    let cells = query_all(&list, selector);
    let active = document()?.active_element()?;
    let here = cells.iter().position(|cell| active.is_same_node(Some(cell)))?;
    let place = |cell: &HtmlElement| {
        let rect = cell.get_bounding_client_rect();
        (rect.left(), rect.top())
    };
    let (left, top) = place(cells.get(here)?);
    let mut best: Option<(f64, f64, &HtmlElement)> = None; // top of its row, how far aside
    let beyond: Box<dyn Iterator<Item = &HtmlElement>> = match to {
        To::Below => Box::new(cells.iter().skip(here + 1)),
        To::Above => Box::new(cells.iter().take(here).rev()),
    };
    for cell in beyond {
        let (x, y) = place(cell);
        if (y - top).abs() < 2.0 {
            continue; // the same row
        }
        let aside = (x - left).abs();
        match best {
            Some((row, _, _)) if (y - row).abs() > 2.0 => break,
            Some((_, known, _)) if known <= aside => {}
            _ => best = Some((y, aside, cell)),
        }
    }
    best.map(|(_, _, cell)| cell.clone())
}
