//! Short notices at the edge of the screen: what happened, what was kept, what to do.

use engine::ui::Request;

/// Longest time that a notice stays, in milliseconds.
pub(crate) const STAYS_MS: i32 = 7_000;

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Toast {
    pub id: u64,
    pub text: String,
    pub action: Option<Action>,
}

/// What a notice offers, such as taking back what was just done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Action {
    pub label: &'static str,
    pub request: Request,
}

/// At most three at a time; saying the same again does not double it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Toasts {
    pub shown: Vec<Toast>,
    next: u64,
}

impl Toasts {
    /// Shows a notice and gives its id.
    pub(crate) fn show(&mut self, text: impl Into<String>, action: Option<Action>) -> u64 {
        let text = text.into();
        self.shown.retain(|toast| toast.text != text);
        let id = self.next;
        self.next += 1;
        self.shown.push(Toast { id, text, action });
        if self.shown.len() > 3 {
            self.shown.remove(0);
        }
        id
    }

    pub(crate) fn clear(&mut self) {
        self.shown.clear();
    }

    pub(crate) fn hide(&mut self, id: u64) {
        self.shown.retain(|toast| toast.id != id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_at_most_and_none_twice() {
        let mut toasts = Toasts::default();
        for text in ["one", "two", "two", "three", "four"] {
            toasts.show(text, None);
        }
        let texts: Vec<_> = toasts.shown.iter().map(|toast| toast.text.as_str()).collect();
        assert_eq!(texts, ["two", "three", "four"]);
        let first = toasts.shown[0].id;
        toasts.hide(first);
        assert_eq!(toasts.shown.len(), 2);
    }
}
