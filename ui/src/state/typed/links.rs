//! Links with words of their own, `[words](address)`.

use std::ops::Range;

use super::{Change, Format, Marked, piece};

const WORDS: &str = "words";
const ADDRESS: &str = "https://";

/// Makes a link of what is selected, the address to be typed; or gives back the words of the link around the caret.
pub(super) fn toggle(text: &str, selected: Range<usize>) -> Option<Change> {
    if Marked::new(text, &selected).is_some_and(|marked| marked.covered(Format::Link)) {
        return take_off(text, &selected);
    }
    let words = piece(text, selected.clone());
    if words.contains(['\n', '[', ']']) {
        return None;
    }
    let (shown, address) = match words.trim() {
        address if is_address(address) => (WORDS, address),
        _ if selected.is_empty() => (WORDS, ADDRESS),
        _ => (words, ADDRESS),
    };
    let with = format!("[{shown}]({address})");
    let begin = selected.start + 1;
    let select = match shown == WORDS {
        true => begin..begin + shown.len(),
        false => begin + shown.len() + 2..begin + shown.len() + 2 + address.len(),
    };
    Some(Change {
        at: selected,
        with,
        select,
    })
}

fn take_off(text: &str, selected: &Range<usize>) -> Option<Change> {
    let before = Marked::new(text, selected)?;
    let opened = piece(text, 0..selected.start);
    let open = opened
        .rfind('[')
        .filter(|at| !piece(opened, *at..opened.len()).contains('\n'))?;
    let middle = selected.end + piece(text, selected.end..text.len()).find("](")?;
    let target = piece(text, middle..text.len());
    // The address may hold brackets of its own: the first that leaves the words as they were.
    for (close, _) in target.match_indices(')').take(8) {
        let words = piece(text, open + 1..middle);
        let after = [
            piece(text, 0..open),
            words,
            piece(text, middle + close + 1..text.len()),
        ]
        .concat();
        let at = selected.start - 1..selected.end - 1;
        let sound =
            Marked::new(&after, &at).is_some_and(|after| before.differs_only_in(Format::Link, &after));
        if sound {
            return Some(Change::between(text, &after, at));
        }
    }
    None
}

/// Whether this is one web or mail address and nothing else.
fn is_address(text: &str) -> bool {
    let starts = |with: &str| {
        text.get(..with.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    let scheme = ["https://", "http://", "mailto:"]
        .into_iter()
        .find(|with| starts(with));
    scheme.is_some_and(|scheme| text.len() > scheme.len()) && !text.contains(char::is_whitespace)
}

/// An address that is pasted over words makes them a link; `None`: paste it as it is.
pub(crate) fn paste_address(text: &str, selected: Range<usize>, pasted: &str) -> Option<Change> {
    let (words, address) = (piece(text, selected.clone()), pasted.trim());
    let plain = !words.trim().is_empty() && !words.contains(['\n', '[', ']']) && !is_address(words.trim());
    if !plain || !is_address(address) || address.contains(['<', '>']) {
        return None;
    }
    // In the address field of a link that is being typed it is only an address.
    if piece(text, 0..selected.start).ends_with("](") || Marked::new(text, &selected)?.covered(Format::Link) {
        return None;
    }
    let target = match address.contains(['(', ')']) {
        true => format!("<{address}>"),
        false => address.to_owned(),
    };
    let with = format!("[{words}]({target})");
    let caret = selected.start + with.len();
    Some(Change {
        at: selected,
        with,
        select: caret..caret,
    })
}
