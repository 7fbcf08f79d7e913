//! What a key does in the composer. Never sends while an input method composes.

/// A key as the composer sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Key<'a> {
    pub name: &'a str,
    pub shift: bool,
    /// Ctrl, or Cmd.
    pub command: bool,
    pub alt: bool,
    /// An input method is at work (`isComposing`, or key code 229 in browsers that do not say).
    pub composing: bool,
}

/// What the composer does about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Send,
    /// Edit the last own message.
    EditLast,
    /// Give up the edit or the reply.
    Leave,
    /// The browser's own doing: type the character, make the line.
    Type,
}

/// `enter_sends`: the person's setting. `busy`: an edit or a reply is going on.
pub(crate) fn act(key: Key<'_>, enter_sends: bool, empty: bool, busy: bool) -> Act {
    if key.composing {
        return Act::Type;
    }
    match key.name {
        "Enter" if key.command => Act::Send,
        "Enter" if key.alt => Act::Type,
        "Enter" if enter_sends != key.shift => Act::Send,
        "ArrowUp" if empty && !busy && !key.shift && !key.command && !key.alt => Act::EditLast,
        "Escape" if busy => Act::Leave,
        _ => Act::Type,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTER: Key<'_> = Key {
        name: "Enter",
        shift: false,
        command: false,
        alt: false,
        composing: false,
    };

    #[test]
    fn enter_sends_and_shift_enter_makes_a_line() {
        let shift = Key { shift: true, ..ENTER };
        assert_eq!(act(ENTER, true, false, false), Act::Send);
        assert_eq!(act(shift, true, false, false), Act::Type);
        // Swapped by the setting.
        assert_eq!(act(ENTER, false, false, false), Act::Type);
        assert_eq!(act(shift, false, false, false), Act::Send);
    }

    #[test]
    fn command_enter_always_sends() {
        let command = Key {
            command: true,
            ..ENTER
        };
        assert_eq!(act(command, true, false, false), Act::Send);
        assert_eq!(act(command, false, false, false), Act::Send);
    }

    #[test]
    fn an_input_method_keeps_its_keys() {
        for name in ["Enter", "Escape", "ArrowUp"] {
            for command in [false, true] {
                let key = Key {
                    name,
                    command,
                    composing: true,
                    ..ENTER
                };
                assert_eq!(act(key, true, true, true), Act::Type);
            }
        }
    }

    #[test]
    fn up_edits_only_from_an_empty_field() {
        let up = Key {
            name: "ArrowUp",
            ..ENTER
        };
        assert_eq!(act(up, true, true, false), Act::EditLast);
        assert_eq!(act(up, true, false, false), Act::Type);
        assert_eq!(act(up, true, true, true), Act::Type);
    }

    #[test]
    fn escape_leaves_what_is_going_on() {
        let escape = Key {
            name: "Escape",
            ..ENTER
        };
        assert_eq!(act(escape, true, false, true), Act::Leave);
        assert_eq!(act(escape, true, false, false), Act::Type);
    }
}
