//! What keys do, in one table: it decides what happens, and the sheet of shortcuts is drawn from it. Nothing happens while
//! an input method composes. Knows no page.

use super::typed::Format;

mod table;

pub(crate) use table::TABLE;

/// A key as it was pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Key<'a> {
    pub name: &'a str,
    /// The place on the keyboard, such as `KeyB`: for letters of other scripts, and for digits under Shift.
    pub code: &'a str,
    pub shift: bool,
    /// Ctrl, or Cmd on a Mac.
    pub command: bool,
    pub alt: bool,
    /// An input method is at work (`isComposing`, or key code 229 in browsers that do not say).
    pub composing: bool,
}

/// Where it was pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Situation {
    /// In the composer.
    pub writing: bool,
    /// A list of people or emoji is open at the composer.
    pub choosing: bool,
    /// The composer is empty.
    pub empty: bool,
    /// Text is selected in the composer.
    pub selected: bool,
    /// An edit or a reply is going on.
    pub busy: bool,
    /// A dialog or a menu lies over the page.
    pub dialog: bool,
    /// In a field other than the composer.
    pub field: bool,
    /// The person's setting: Enter sends, Shift+Enter makes a line.
    pub enter_sends: bool,
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    ChooseNext,
    ChoosePrevious,
    Choose,
    ChooseNothing,
    Send,
    /// A new line; it goes on with a list.
    Line,
    Format(Format),
    /// Edit the last own message.
    EditLast,
    /// Give up the edit or the reply.
    Leave,
    MarkRead,
    Switch,
    /// Into the list's search field.
    Search,
    Sheet,
    Previous,
    Next,
    PreviousUnread,
    NextUnread,
    /// The conversation at this place of the list, from 1.
    Nth(u8),
}

/// When a row of the table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    Choosing,
    Writing,
    /// While writing, as the person has set Enter.
    EnterSends(bool),
    /// In an empty composer with nothing going on.
    Empty,
    Busy,
    Selected,
    /// Anywhere in the page.
    Anywhere,
    /// Anywhere but in other fields, with nothing going on.
    Reading,
}

impl When {
    pub(crate) fn holds(self, now: Situation) -> bool {
        match self {
            Self::Choosing => now.choosing,
            Self::Writing => now.writing,
            Self::EnterSends(sends) => now.writing && now.enter_sends == sends,
            Self::Empty => now.writing && now.empty && !now.busy,
            Self::Busy => now.writing && now.busy,
            Self::Selected => now.writing && now.selected,
            Self::Anywhere => !now.dialog,
            Self::Reading => !now.dialog && !now.field && !now.busy && !now.choosing,
        }
    }
}

/// The key of a chord.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cap {
    Letter(char),
    Digit(char),
    Sign(char),
    /// As browsers call it.
    Named(&'static str),
    OneToNine,
}

/// Keys that are pressed together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chord {
    pub cap: Cap,
    pub command: bool,
    pub shift: bool,
    pub alt: bool,
}

impl Chord {
    fn is(self, key: Key<'_>) -> bool {
        let held = self.command == key.command && self.alt == key.alt;
        held && match self.cap {
            // Signs lie elsewhere on other keyboards, some of them under Shift.
            Cap::Sign(sign) => is_char(key.name, sign),
            _ if self.shift != key.shift => false,
            Cap::Letter(letter) => {
                // Another script has another letter on that key.
                is_char(&key.name.to_ascii_lowercase(), letter)
                    || (!key.name.is_ascii()
                        && key
                            .code
                            .strip_prefix("Key")
                            .is_some_and(|code| is_char(&code.to_ascii_lowercase(), letter)))
            }
            Cap::Digit(digit) => {
                is_char(key.name, digit)
                    || key
                        .code
                        .strip_prefix("Digit")
                        .is_some_and(|code| is_char(code, digit))
            }
            Cap::Named(name) => key.name == name,
            Cap::OneToNine => nth(key).is_some(),
        }
    }

    /// What is printed on the keys.
    pub(crate) fn labels(self, mac: bool) -> Vec<String> {
        let held = [
            (self.command, if mac { "⌘" } else { "Ctrl" }),
            (self.alt, if mac { "⌥" } else { "Alt" }),
            (self.shift, if mac { "⇧" } else { "Shift" }),
        ];
        let cap = match self.cap {
            Cap::Letter(letter) => letter.to_ascii_uppercase().to_string(),
            Cap::Digit(sign) | Cap::Sign(sign) => sign.to_string(),
            Cap::Named("ArrowUp") => "↑".into(),
            Cap::Named("ArrowDown") => "↓".into(),
            Cap::Named("Escape") => "Esc".into(),
            Cap::Named(name) => name.into(),
            Cap::OneToNine => "1 … 9".into(),
        };
        let held = held
            .into_iter()
            .filter(|(held, _)| *held)
            .map(|(_, label)| label.to_owned());
        held.chain([cap]).collect()
    }

    /// In words, for tooltips.
    pub(crate) fn words(self, mac: bool) -> String {
        self.labels(mac).join(if mac { "" } else { "+" })
    }
}

fn is_char(text: &str, wanted: char) -> bool {
    let mut chars = text.chars();
    chars.next() == Some(wanted) && chars.next().is_none()
}

fn nth(key: Key<'_>) -> Option<u8> {
    let digit = key.code.strip_prefix("Digit").unwrap_or(key.name);
    digit.parse().ok().filter(|digit| (1..=9).contains(digit))
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shortcut {
    pub chord: Chord,
    pub when: When,
    pub does: Command,
    pub group: Group,
    /// For the sheet.
    pub words: &'static str,
}

/// How the sheet orders them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    Going,
    Writing,
    Formatting,
    Choosing,
}

impl Group {
    pub(crate) const ALL: [Self; 4] = [Self::Going, Self::Writing, Self::Formatting, Self::Choosing];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Going => "Getting around",
            Self::Writing => "Writing",
            Self::Formatting => "Formatting",
            Self::Choosing => "While a list of people or emoji is open",
        }
    }
}

/// What the key does there; `None`: the browser's own doing.
pub(crate) fn find(key: Key<'_>, now: Situation) -> Option<Command> {
    if key.composing {
        return None;
    }
    let row = TABLE
        .iter()
        .find(|row| row.when.holds(now) && row.chord.is(key))?;
    Some(match row.does {
        Command::Nth(_) => Command::Nth(nth(key)?),
        does => does,
    })
}

/// The rows of the sheet: what holds with the person's settings, each thing with all its chords.
pub(crate) fn sheet(group: Group, enter_sends: bool) -> Vec<(&'static str, Vec<Chord>)> {
    let mut rows: Vec<(&'static str, Vec<Chord>)> = Vec::new();
    let rows_of = TABLE
        .iter()
        .filter(|row| row.group == group && row.when != When::EnterSends(!enter_sends));
    for row in rows_of {
        match rows.iter_mut().find(|(words, _)| *words == row.words) {
            Some((_, chords)) => chords.push(row.chord),
            None => rows.push((row.words, vec![row.chord])),
        }
    }
    rows
}

/// The chord that formats so, for tooltips.
pub(crate) fn chord_of(format: Format) -> Option<Chord> {
    let row = TABLE.iter().find(|row| row.does == Command::Format(format))?;
    Some(row.chord)
}

#[cfg(test)]
mod tests;
