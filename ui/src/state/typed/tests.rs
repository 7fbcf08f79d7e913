//! What buttons and keys do to a text, with `⟦` and `⟧` where the selection begins and ends, or `|` for the caret.

use super::*;

fn parse(shown: &str) -> (String, Range<usize>) {
    if let Some(at) = shown.find('|') {
        return (shown.replace('|', ""), at..at);
    }
    let (start, end) = (shown.find('⟦').unwrap(), shown.find('⟧').unwrap());
    (shown.replace(['⟦', '⟧'], ""), start..end - '⟦'.len_utf8())
}

fn show(text: &str, select: &Range<usize>) -> String {
    let (head, middle, tail) = (
        piece(text, 0..select.start),
        piece(text, select.clone()),
        piece(text, select.end..text.len()),
    );
    if select.is_empty() {
        return format!("{head}|{tail}");
    }
    format!("{head}⟦{middle}⟧{tail}")
}

fn apply(text: &str, change: &Change) -> String {
    let mut after = text.to_owned();
    after.replace_range(change.at.clone(), &change.with);
    show(&after, &change.select)
}

fn after(format: Format, shown: &str) -> String {
    let (text, selected) = parse(shown);
    match change(format, &text, selected) {
        Some(change) => apply(&text, &change),
        None => "nothing".into(),
    }
}

fn enter(shown: &str) -> String {
    let (text, selected) = parse(shown);
    next_line(&text, selected).map_or_else(|| "nothing".into(), |change| apply(&text, &change))
}

fn on(shown: &str) -> Vec<Format> {
    let (text, selected) = parse(shown);
    let standing = stands(&text, selected);
    Format::ALL
        .into_iter()
        .filter(|format| standing.has(*format))
        .collect()
}

#[test]
fn buttons_are_pressed_where_the_caret_stands_in_such_a_stretch() {
    use Format::*;
    for (shown, expected) in [
        ("a **b|** c", vec![Bold]),
        ("a **⟦b⟧** c", vec![Bold]),
        ("a ⟦**b**⟧ c", vec![Bold]),
        ("a **b**| c", vec![]),
        ("⟦a **b**⟧ c", vec![]),
        ("***x|***", vec![Bold, Italic]),
        ("_a ~~b|~~_", vec![Italic, Strike]),
        ("3*5|*2", vec![]),
        ("snake_|case_x", vec![]),
        ("`a|`", vec![Code]),
        ("- one|", vec![Bullets]),
        ("- |", vec![Bullets]),
        ("> 2. two|", vec![Numbers, Quote]),
        ("```\na|\n```", vec![CodeBlock]),
        ("[a|](https://a.example)", vec![Link]),
        ("|", vec![]),
        ("**a\nb|**", vec![]),
        ("**⟦a**\n\n**b⟧**", vec![Bold]),
        ("⟦- a\n- b⟧", vec![Bullets]),
        ("⟦a\n- b⟧", vec![]),
    ] {
        assert_eq!(on(shown), expected, "{shown}");
    }
}

#[test]
fn marks_go_around_what_is_selected_and_away_again() {
    for (format, shown, expected) in [
        (Format::Bold, "a ⟦b c⟧ d", "a **⟦b c⟧** d"),
        (Format::Bold, "a **⟦b c⟧** d", "a ⟦b c⟧ d"),
        (Format::Bold, "a ⟦**b c**⟧ d", "a ⟦b c⟧ d"),
        (Format::Bold, "a __⟦b⟧__ d", "a ⟦b⟧ d"),
        // White space stays outside, or nothing would be bold.
        (Format::Bold, "a⟦ b ⟧c", "a **⟦b⟧** c"),
        (Format::Italic, "***⟦x⟧***", "**⟦x⟧**"),
        (Format::Bold, "***⟦x⟧***", "*⟦x⟧*"),
        (Format::Italic, "**⟦x⟧**", "**_⟦x⟧_**"),
        (Format::Strike, "⟦80 kg⟧", "~~⟦80 kg⟧~~"),
        (Format::Strike, "~~⟦80 kg⟧~~", "⟦80 kg⟧"),
        (Format::Code, "run ⟦ls -l⟧", "run `⟦ls -l⟧`"),
        (Format::Code, "run `⟦ls -l⟧`", "run ⟦ls -l⟧"),
        (Format::Code, "⟦a`b⟧", "``⟦a`b⟧``"),
        // A part that is bold already.
        (Format::Bold, "⟦a **b** c⟧", "**⟦a b c⟧**"),
        // Part of a word is no stretch that can be bold: the word is.
        (Format::Bold, "un⟦believ⟧able", "**⟦unbelievable⟧**"),
        (Format::Code, "un⟦believ⟧able", "un`⟦believ⟧`able"),
        // The item, not its marker.
        (Format::Bold, "⟦- squat⟧", "- **⟦squat⟧**"),
        // What is no formatting stays.
        (Format::Italic, "⟦snake_case⟧ 3*5*2", "_⟦snake_case⟧_ 3*5*2"),
        (Format::Bold, "⟦é 💪⟧", "**⟦é 💪⟧**"),
    ] {
        assert_eq!(after(format, shown), expected, "{shown}");
    }
}

#[test]
fn lines_are_marked_each_by_itself() {
    assert_eq!(after(Format::Bold, "⟦one\n\n- two⟧"), "**⟦one**\n\n- **two⟧**");
    assert_eq!(after(Format::Bold, "**⟦one**\n\n- **two⟧**"), "⟦one\n\n- two⟧");
    // One of them is bold already: then all are.
    assert_eq!(after(Format::Bold, "⟦**one**\ntwo⟧"), "⟦**one**\n**two⟧**");
    assert_eq!(after(Format::Italic, "o⟦ne\ntw⟧o"), "_⟦one_\n_two⟧_");
}

#[test]
fn without_a_selection_the_word_or_a_pair_to_write_between() {
    for (format, shown, expected) in [
        (Format::Bold, "a wo|rd b", "a **wo|rd** b"),
        (Format::Bold, "a **wo|rd** b", "a wo|rd b"),
        (Format::Bold, "a word|", "a **word|**"),
        (Format::Bold, "a |word", "a **|word**"),
        (Format::Bold, "a |", "a **|**"),
        (Format::Bold, "a **|**", "a |"),
        (Format::Italic, "|", "_|_"),
        (Format::Italic, "_|_", "|"),
        (Format::Bold, "- |", "- **|**"),
        // At its end the caret steps out, to write on without.
        (Format::Bold, "a **b|**", "a **b**|"),
        (Format::Code, "`b|`", "`b`|"),
    ] {
        assert_eq!(after(format, shown), expected, "{shown}");
    }
}

#[test]
fn nothing_is_formatted_in_a_block_of_code() {
    assert_eq!(after(Format::Bold, "```\n⟦a⟧\n```"), "nothing");
    assert_eq!(after(Format::Bullets, "```\n⟦a⟧\n```"), "nothing");
}

#[test]
fn lists_and_quotes_take_whole_lines() {
    for (format, shown, expected) in [
        (Format::Bullets, "one|", "- one|"),
        (Format::Bullets, "- one|", "one|"),
        (Format::Bullets, "|", "- |"),
        (Format::Bullets, "- |", "|"),
        (
            Format::Bullets,
            "⟦a\n\nb⟧\nc",
            "⟦- a\n\n- b⟧\nc".replace("⟦- ", "- ⟦").as_str(),
        ),
        (Format::Numbers, "⟦a\nb\nc⟧", "1. ⟦a\n2. b\n3. c⟧"),
        (Format::Numbers, "1. a\n2. b\nc|", "1. a\n2. b\n3. c|"),
        (Format::Numbers, "- a|", "1. a|"),
        (Format::Bullets, "1. ⟦a\n2. b⟧", "- ⟦a\n- b⟧"),
        (Format::Quote, "a|", "> a|"),
        (Format::Quote, "> a|", "a|"),
        (Format::Quote, "⟦a\n\nb⟧", "> ⟦a\n> \n> b⟧"),
        (Format::Quote, "> ⟦a\n>\n> b⟧", "⟦a\n\nb⟧"),
        (Format::Bullets, "> a|", "> - a|"),
        // The selection ends where the next line begins: that line is not touched.
        (Format::Quote, "⟦a\n⟧b", "> ⟦a\n⟧b"),
    ] {
        assert_eq!(after(format, shown), expected, "{shown}");
    }
}

#[test]
fn code_blocks_have_fences_of_their_own_lines() {
    assert_eq!(after(Format::CodeBlock, "a\n⟦b\nc⟧\nd"), "a\n```\n⟦b\nc⟧\n```\nd");
    assert_eq!(after(Format::CodeBlock, "a\n```\n⟦b\nc⟧\n```\nd"), "a\n⟦b\nc⟧\nd");
    assert_eq!(after(Format::CodeBlock, "|"), "```\n|\n```");
    assert_eq!(after(Format::CodeBlock, "⟦```⟧"), "````\n⟦```⟧\n````");
}

#[test]
fn a_link_asks_for_its_address_and_gives_its_words_back() {
    for (shown, expected) in [
        ("the ⟦plan⟧", "the [plan](⟦https://⟧)"),
        ("the [⟦plan⟧](https://a.example)", "the ⟦plan⟧"),
        ("the [pl|an](https://a.example/x_(y))", "the pl|an"),
        ("|", "[⟦words⟧](https://)"),
        ("⟦https://a.example⟧", "[⟦words⟧](https://a.example)"),
        ("⟦a\nb⟧", "nothing"),
    ] {
        assert_eq!(after(Format::Link, shown), expected, "{shown}");
    }
}

#[test]
fn an_address_pasted_over_words_makes_a_link() {
    let paste = |shown: &str, pasted: &str| {
        let (text, selected) = parse(shown);
        paste_address(&text, selected, pasted).map(|change| apply(&text, &change))
    };
    let link = "the [plan](https://a.example)|";
    assert_eq!(paste("the ⟦plan⟧", " https://a.example\n").as_deref(), Some(link));
    for (shown, pasted) in [
        ("the |", "https://a.example"),
        ("the ⟦plan⟧", "two words"),
        ("the ⟦plan⟧", "javascript:alert(1)"),
        ("⟦https://b.example⟧", "https://a.example"),
        ("⟦one\ntwo⟧", "https://a.example"),
        ("[plan](⟦x⟧)", "https://a.example"),
    ] {
        assert_eq!(paste(shown, pasted), None, "{shown}");
    }
    let brackets = paste("⟦it⟧", "https://a.example/(x").unwrap();
    assert_eq!(markup::from_typed(&brackets.replace('|', "")).spans.len(), 1);
}

#[test]
fn a_pasted_list_begins_its_own_line() {
    let list = markup::from_typed("- squat\n- row");
    let paste = |shown: &str| {
        let (text, selected) = parse(shown);
        paste_text(&text, selected, &list).map(|change| apply(&text, &change))
    };
    assert_eq!(paste("today|").as_deref(), Some("today\n- squat\n- row|"));
    assert_eq!(paste("today\n⟦x⟧").as_deref(), Some("today\n- squat\n- row|"));
    assert_eq!(paste("```\n|\n```"), None);
}

#[test]
fn enter_goes_on_with_a_list_and_ends_it_on_an_empty_item() {
    for (shown, expected) in [
        ("- one|", "- one\n- |"),
        ("- one|two", "- one\n- |two"),
        ("* one|", "* one\n* |"),
        ("9. nine|", "9. nine\n10. |"),
        ("    - deep|", "    - deep\n    - |"),
        ("> said|", "> said\n> |"),
        ("> - a|", "> - a\n> - |"),
        ("- one\n- |", "- one\n|"),
        ("- one\n- |\nafter", "- one\n|\nafter"),
        ("plain|", "nothing"),
        ("|- one", "nothing"),
        ("```\n- one|\n```", "nothing"),
        ("3.5 kg|", "nothing"),
    ] {
        assert_eq!(enter(shown), expected, "{shown}");
    }
}

#[test]
fn only_what_differs_is_replaced() {
    let change = change(Format::Bold, "été b", 6..6);
    assert_eq!(
        change.map(|change| (change.at, change.with)),
        Some((6..7, "**b**".into()))
    );
    let swap = Change::between("aéb", "aèb", 0..0);
    assert_eq!((swap.at, swap.with.as_str()), (1..3, "è"));
}
