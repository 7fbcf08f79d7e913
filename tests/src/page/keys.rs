//! Keys as a driver wants them, and as scenarios name them.

/// A key that a person presses; keys held are held for those after them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Enter,
    Escape,
    Tab,
    Up,
    Down,
    Left,
    Right,
    Backspace,
    /// Held for the keys after it.
    Shift,
    /// Held for the keys after it.
    Control,
    Letter(char),
}

/// See the table in section 17.4.2 of the WebDriver specification. `\u{e000}` lets go of what is held; when nothing is,
/// WebKit's driver would type it.
pub(super) fn spelled(keys: &[Key]) -> String {
    keys.iter()
        .map(|key| match key {
            Key::Enter => '\u{e007}',
            Key::Escape => '\u{e00c}',
            Key::Tab => '\u{e004}',
            Key::Up => '\u{e013}',
            Key::Down => '\u{e015}',
            Key::Left => '\u{e012}',
            Key::Right => '\u{e014}',
            Key::Backspace => '\u{e003}',
            Key::Shift => '\u{e008}',
            Key::Control => '\u{e009}',
            Key::Letter(letter) => *letter,
        })
        .chain(
            keys.iter()
                .any(|key| matches!(key, Key::Shift | Key::Control))
                .then_some('\u{e000}'),
        )
        .collect()
}
