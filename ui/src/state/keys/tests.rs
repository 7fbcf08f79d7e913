//! The table does what the sheet says, and keys do what people expect.

use super::*;

const WRITING: Situation = Situation {
    writing: true,
    choosing: false,
    empty: false,
    selected: false,
    busy: false,
    dialog: false,
    field: false,
    enter_sends: true,
};

fn named(name: &str) -> Key<'_> {
    Key {
        name,
        ..Key::default()
    }
}

fn command(name: &str) -> Key<'_> {
    Key {
        command: true,
        ..named(name)
    }
}

/// A situation in which a row is meant to hold.
fn situation(when: When) -> Situation {
    match when {
        When::Choosing => Situation {
            choosing: true,
            ..WRITING
        },
        When::Writing => WRITING,
        When::EnterSends(enter_sends) => Situation {
            enter_sends,
            ..WRITING
        },
        When::Empty => Situation {
            empty: true,
            ..WRITING
        },
        When::Busy => Situation {
            busy: true,
            ..WRITING
        },
        When::Selected => Situation {
            selected: true,
            ..WRITING
        },
        When::Anywhere | When::Reading => Situation::default(),
    }
}

#[test]
fn the_sheet_does_not_lie() {
    for row in TABLE {
        let (name, code) = match row.chord.cap {
            // As an English keyboard says it.
            Cap::Letter(c) if row.chord.shift => (c.to_ascii_uppercase().to_string(), String::new()),
            Cap::Letter(c) | Cap::Sign(c) => (c.to_string(), String::new()),
            Cap::Digit(c) => ("&".into(), format!("Digit{c}")),
            Cap::Named(name) => (name.to_owned(), String::new()),
            Cap::OneToNine => ("4".into(), "Digit4".into()),
        };
        let key = Key {
            name: &name,
            code: &code,
            shift: row.chord.shift,
            command: row.chord.command,
            alt: row.chord.alt,
            composing: false,
        };
        let expected = match row.does {
            Command::Nth(_) => Command::Nth(4),
            does => does,
        };
        assert_eq!(find(key, situation(row.when)), Some(expected), "{}", row.words);
        let composing = Key {
            composing: true,
            ..key
        };
        assert_eq!(find(composing, situation(row.when)), None, "{}", row.words);
    }
}

#[test]
fn the_sheet_has_every_row_once() {
    for enter_sends in [true, false] {
        let shown: usize = Group::ALL
            .iter()
            .flat_map(|group| sheet(*group, enter_sends))
            .map(|(_, chords)| chords.len())
            .sum();
        // Of the rows that depend on the setting, half hold.
        assert_eq!(shown, TABLE.len() - 2);
    }
}

#[test]
fn enter_sends_and_shift_enter_makes_a_line_or_the_other_way_round() {
    let enter = named("Enter");
    let shift = Key { shift: true, ..enter };
    let swapped = Situation {
        enter_sends: false,
        ..WRITING
    };
    assert_eq!(find(enter, WRITING), Some(Command::Send));
    assert_eq!(find(shift, WRITING), Some(Command::Line));
    assert_eq!(find(enter, swapped), Some(Command::Line));
    assert_eq!(find(shift, swapped), Some(Command::Send));
    for now in [WRITING, swapped] {
        assert_eq!(find(command("Enter"), now), Some(Command::Send));
        assert_eq!(find(Key { alt: true, ..enter }, now), None);
    }
}

#[test]
fn up_edits_only_from_an_empty_field() {
    let up = named("ArrowUp");
    let empty = situation(When::Empty);
    assert_eq!(find(up, empty), Some(Command::EditLast));
    assert_eq!(find(up, WRITING), None);
    assert_eq!(find(up, Situation { busy: true, ..empty }), None);
}

#[test]
fn escape_closes_the_list_then_the_edit_then_marks_as_read() {
    let escape = named("Escape");
    let all = Situation {
        choosing: true,
        busy: true,
        ..WRITING
    };
    assert_eq!(find(escape, all), Some(Command::ChooseNothing));
    assert_eq!(
        find(
            escape,
            Situation {
                choosing: false,
                ..all
            }
        ),
        Some(Command::Leave)
    );
    assert_eq!(find(escape, WRITING), Some(Command::MarkRead));
    assert_eq!(
        find(
            escape,
            Situation {
                dialog: true,
                ..WRITING
            }
        ),
        None
    );
    let field = Situation {
        field: true,
        ..Situation::default()
    };
    assert_eq!(find(escape, field), None);
}

#[test]
fn k_is_a_link_with_a_selection_and_else_the_switcher() {
    assert_eq!(find(command("k"), WRITING), Some(Command::Switch));
    assert_eq!(
        find(command("k"), situation(When::Selected)),
        Some(Command::Format(Format::Link))
    );
    assert_eq!(find(command("k"), Situation::default()), Some(Command::Switch));
}

#[test]
fn search_is_under_shift() {
    let search = Key {
        shift: true,
        ..command("F")
    };
    assert_eq!(find(search, WRITING), Some(Command::Search));
    assert_eq!(find(command("f"), WRITING), None, "the browser's own search");
}

#[test]
fn other_keyboards() {
    let cyrillic = Key {
        code: "KeyB",
        ..command("и")
    };
    assert_eq!(find(cyrillic, WRITING), Some(Command::Format(Format::Bold)));
    // On this layout the letter has moved: its name counts, not its place.
    let dvorak = Key {
        code: "KeyN",
        ..command("b")
    };
    assert_eq!(find(dvorak, WRITING), Some(Command::Format(Format::Bold)));
    // AltGr is Ctrl and Alt: it types characters.
    let euro = Key {
        alt: true,
        ..command("e")
    };
    assert_eq!(find(euro, WRITING), None);
}

#[test]
fn keys_are_called_as_on_the_keyboard() {
    let strike = chord_of(Format::Strike).unwrap();
    assert_eq!(strike.words(false), "Ctrl+Shift+X");
    assert_eq!(strike.words(true), "⌘⇧X");
    assert_eq!(strike.labels(false), ["Ctrl", "Shift", "X"]);
}
