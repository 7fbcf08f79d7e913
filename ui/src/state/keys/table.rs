//! The table of keys. The first row that holds decides.

use super::{Cap, Chord, Command, Format, Group, Shortcut, When};

const fn row(chord: Chord, when: When, does: Command, group: Group, words: &'static str) -> Shortcut {
    Shortcut {
        chord,
        when,
        does,
        group,
        words,
    }
}

const fn key(name: &'static str) -> Chord {
    Chord {
        cap: Cap::Named(name),
        command: false,
        shift: false,
        alt: false,
    }
}

const fn command(cap: Cap) -> Chord {
    Chord {
        cap,
        command: true,
        shift: false,
        alt: false,
    }
}

const fn shift(chord: Chord) -> Chord {
    Chord { shift: true, ..chord }
}

const fn alt(chord: Chord) -> Chord {
    Chord { alt: true, ..chord }
}

use Command as Do;
use Group::{Choosing, Formatting, Going, Writing};

const fn format(chord: Chord, format: Format, words: &'static str) -> Shortcut {
    row(chord, When::Writing, Do::Format(format), Formatting, words)
}

pub(crate) const TABLE: &[Shortcut] = &[
    row(key("ArrowDown"), When::Choosing, Do::ChooseNext, Choosing, "Next"),
    row(
        key("ArrowUp"),
        When::Choosing,
        Do::ChoosePrevious,
        Choosing,
        "The one before",
    ),
    row(key("Enter"), When::Choosing, Do::Choose, Choosing, "Take it"),
    row(key("Tab"), When::Choosing, Do::Choose, Choosing, "Take it"),
    row(
        key("Escape"),
        When::Choosing,
        Do::ChooseNothing,
        Choosing,
        "Take none",
    ),
    // Going.
    row(
        command(Cap::Letter('k')),
        When::Selected,
        Do::Format(Format::Link),
        Formatting,
        "Link, with text selected",
    ),
    row(
        command(Cap::Letter('k')),
        When::Anywhere,
        Do::Switch,
        Going,
        "Go to a person, a group or an action",
    ),
    row(
        shift(command(Cap::Letter('f'))),
        When::Anywhere,
        Do::Search,
        Going,
        "Search conversations",
    ),
    row(
        alt(key("ArrowUp")),
        When::Anywhere,
        Do::Previous,
        Going,
        "Conversation above",
    ),
    row(
        alt(key("ArrowDown")),
        When::Anywhere,
        Do::Next,
        Going,
        "Conversation below",
    ),
    row(
        shift(alt(key("ArrowUp"))),
        When::Anywhere,
        Do::PreviousUnread,
        Going,
        "Unread conversation above",
    ),
    row(
        shift(alt(key("ArrowDown"))),
        When::Anywhere,
        Do::NextUnread,
        Going,
        "Unread conversation below",
    ),
    row(
        command(Cap::OneToNine),
        When::Anywhere,
        Do::Nth(0),
        Going,
        "Conversation at that place of the list (some browsers keep these keys)",
    ),
    row(
        key("Escape"),
        When::Busy,
        Do::Leave,
        Writing,
        "Leave the edit or the reply",
    ),
    row(
        key("Escape"),
        When::Reading,
        Do::MarkRead,
        Going,
        "Mark the conversation as read",
    ),
    row(
        command(Cap::Sign('/')),
        When::Anywhere,
        Do::Sheet,
        Going,
        "Show the shortcuts",
    ),
    // Writing.
    row(key("Enter"), When::EnterSends(true), Do::Send, Writing, "Send"),
    row(
        shift(key("Enter")),
        When::EnterSends(false),
        Do::Send,
        Writing,
        "Send",
    ),
    row(
        command(Cap::Named("Enter")),
        When::Writing,
        Do::Send,
        Writing,
        "Send",
    ),
    row(
        shift(key("Enter")),
        When::EnterSends(true),
        Do::Line,
        Writing,
        "New line, or next item of a list",
    ),
    row(
        key("Enter"),
        When::EnterSends(false),
        Do::Line,
        Writing,
        "New line, or next item of a list",
    ),
    row(
        key("ArrowUp"),
        When::Empty,
        Do::EditLast,
        Writing,
        "Edit your last message, from an empty field",
    ),
    // Formatting.
    format(command(Cap::Letter('b')), Format::Bold, "Bold"),
    format(command(Cap::Letter('i')), Format::Italic, "Italic"),
    format(shift(command(Cap::Letter('x'))), Format::Strike, "Strike through"),
    format(command(Cap::Letter('e')), Format::Code, "Code"),
    format(shift(command(Cap::Digit('8'))), Format::Bullets, "Bulleted list"),
    format(shift(command(Cap::Digit('7'))), Format::Numbers, "Numbered list"),
    format(shift(command(Cap::Digit('9'))), Format::Quote, "Quote"),
    format(
        shift(command(Cap::Letter('c'))),
        Format::CodeBlock,
        "Block of code",
    ),
];
