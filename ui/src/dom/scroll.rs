//! Scroll positions of the timeline, measured and set. Knows elements with `data-seq`, nothing of messaging.

use web_sys::{Element, HtmlElement};

use super::{by_id, query_all};

/// The first visible message, and how far below the upper edge it begins.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Place {
    element: Option<String>,
    offset: f64,
}

impl Place {
    /// The id of the message, without what its element has before it.
    pub(crate) fn message(&self) -> Option<&str> {
        self.element.as_deref()?.strip_prefix("m-")
    }
}

/// What can be seen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct View {
    /// Pixels that are scrolled away at the top.
    pub above: f64,
    /// And below.
    pub below: f64,
    pub place: Place,
    /// Greatest number of a message that is on the screen, 0 when none.
    pub seen_seq: u64,
}

/// Measures. `None` when the list does not stand.
pub(crate) fn view(id: &str) -> Option<View> {
    let list = by_id(id)?;
    let frame = list.get_bounding_client_rect();
    let (top, bottom) = (frame.top(), frame.bottom());
    let messages = query_all(&list, ".message");
    // Messages are in order: the first visible one and the last visible one are found by halving.
    let first = messages.partition_point(|message| message.get_bounding_client_rect().bottom() <= top);
    let end = messages.partition_point(|message| {
        let rect = message.get_bounding_client_rect();
        rect.top() + rect.height().min(48.0) <= bottom + 1.0
    });
    let place = messages.get(first).map_or_else(Place::default, |message| Place {
        element: Some(message.id()),
        offset: message.get_bounding_client_rect().top() - top,
    });
    let seen_seq = messages
        .get(..end)
        .into_iter()
        .flatten()
        .rev()
        .find_map(|message| message.get_attribute("data-seq")?.parse().ok())
        .unwrap_or(0);
    let above = f64::from(list.scroll_top());
    Some(View {
        above,
        below: f64::from(list.scroll_height()) - above - f64::from(list.client_height()),
        place,
        seen_seq,
    })
}

/// Puts a message back to where it was.
pub(crate) fn restore(id: &str, place: &Place) {
    let message = place.element.as_deref().and_then(by_id);
    if let (Some(list), Some(message)) = (by_id(id), message) {
        let moved = offset(&list, &message) - place.offset;
        if moved.abs() >= 1.0 {
            scroll_by(&list, moved);
        }
    }
}

pub(crate) fn to_top(id: &str) {
    if let Some(list) = by_id(id) {
        list.set_scroll_top(0);
    }
}

/// Brings a part of a list to its upper edge.
pub(crate) fn to_child(id: &str, child: &str) {
    if let (Some(list), Some(child)) = (by_id(id), by_id(child)) {
        let moved = child.get_bounding_client_rect().top() - list.get_bounding_client_rect().top();
        scroll_by(&list, moved);
    }
}

pub(crate) fn to_end(id: &str, smoothly: bool) {
    let Some(list) = by_id(id) else { return };
    if smoothly {
        let options = web_sys::ScrollToOptions::new();
        options.set_top(f64::from(list.scroll_height()));
        options.set_behavior(web_sys::ScrollBehavior::Smooth);
        list.scroll_to_with_scroll_to_options(&options);
    } else {
        list.set_scroll_top(list.scroll_height());
    }
}

/// Opens at the "New messages" line with some context above it; without one, at the end.
pub(crate) fn to_new_line(id: &str) {
    let Some(list) = by_id(id) else { return };
    match list.query_selector(".new-line").ok().flatten() {
        Some(line) => {
            let context = f64::from(list.client_height()) * 0.25;
            scroll_by(&list, offset(&list, &line) - context);
        }
        None => to_end(id, false),
    }
}

/// Shows an element in the middle.
pub(crate) fn to_element(id: &str, element: &str) {
    if let (Some(list), Some(element)) = (by_id(id), by_id(element)) {
        let room = f64::from(list.client_height()) - element.get_bounding_client_rect().height();
        scroll_by(&list, offset(&list, &element) - (room / 2.0).max(24.0));
    }
}

fn offset(list: &HtmlElement, element: &Element) -> f64 {
    element.get_bounding_client_rect().top() - list.get_bounding_client_rect().top()
}

fn scroll_by(list: &HtmlElement, pixels: f64) {
    list.set_scroll_top((f64::from(list.scroll_top()) + pixels).round() as i32);
}
