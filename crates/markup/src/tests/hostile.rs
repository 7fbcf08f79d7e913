//! What is typed in bad faith, or by a cat: no link where none may be, nothing lost, and time in proportion to the length.

use protocol::{RichText, SpanKind};

use crate::*;

fn links(text: &RichText) -> Vec<&str> {
    let urls = text.spans.iter().map(|span| match &span.kind {
        SpanKind::Link { url } => Some(url.as_str()),
        _ => None,
    });
    urls.flatten().collect()
}

#[test]
fn nothing_that_runs_is_a_link() {
    let typed = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](\u{1}javascript:alert(1))",
        "[x](<javascript:alert(1)>)",
        "[x](javascript\\:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "[x](file:///etc/passwd)",
        "[x](//evil.example)",
        "javascript:alert(1)",
        "data:text/html,x",
        "![x](javascript:alert(1))",
        "[x]: javascript:alert(1)",
        "```javascript:alert(1)```",
    ];
    for typed in typed {
        let text = from_typed(typed);
        assert!(links(&text).is_empty(), "{typed}");
        assert_eq!(text.check(), Ok(()));
        assert_eq!(from_typed(&to_typed(&text)), text, "{typed}");
    }
    // HTML is what it looks like.
    assert_eq!(
        from_typed("<script>alert(1)</script>").text,
        "<script>alert(1)</script>"
    );
}

#[test]
fn addresses_hold_nothing_that_is_not_seen() {
    for unseen in [
        '\u{202e}', '\u{2066}', '\u{200b}', '\u{200f}', '\u{feff}', '\u{7f}', '\u{85}', '\u{2028}',
    ] {
        for typed in [
            format!("https://a.example/plan{unseen}gpj.exe"),
            format!("[plan](https://a.example/plan{unseen}gpj.exe)"),
            format!("[plan.pdf{unseen}](https://a.example)"),
            format!("www.a{unseen}.b.example"),
        ] {
            let text = from_typed(&typed);
            assert_eq!(text.check(), Ok(()), "{typed:?}");
            assert!(links(&text).iter().all(|url| !url.contains(unseen)), "{typed:?}");
            assert!(text.text.contains(unseen), "{typed:?}");
            assert_eq!(from_typed(&to_typed(&text)), text, "{typed:?}");
        }
    }
}

#[test]
fn characters_of_every_kind_are_kept() {
    for typed in [
        "3*5*2",
        "snake_case, _a_b, x__y__z",
        "3x5 @ RPE8",
        "2 x 5 @ 80",
        "+ 5 kg",
        ">80 %",
        "**",
        "* * *",
        "¯\\_(ツ)_/¯",
        "C:\\Users\\ana",
        "# Plan\n=====\nWeek\n---",
        "| a | b |\n|---|---|",
        "&amp; &copy;",
        "e\u{301}\u{301}\u{301} 👩🏽‍🚀 🇩🇪",
        "שלום 3*5 مرحبا",
        "\u{2067}שלום\u{2069} ok",
        "a\u{1}b\u{7}c\u{1b}[0m",
        "one\n\n\n  two\n\tthree",
        "1) squat\n2) bench",
        "80. That was heavy",
        "```\nnever closed",
        "f(x)[0](1)",
    ] {
        let text = from_typed(typed);
        assert_eq!(text.text, typed);
        assert_eq!(from_typed(&to_typed(&text)), text, "{typed}");
    }
}

/// What might be read again and again, were it read carelessly.
const PATTERNS: [&str; 51] = [
    "*",
    "_",
    "`",
    "[",
    "]",
    "> ", // the first six at full length
    "**a ",
    "_a",
    "a*",
    "*a_ ",
    "`a``b```",
    "[a](",
    "![",
    "[a](b",
    "[a](<b",
    ">",
    "> \n",
    "~~",
    "~~a ",
    "\\",
    "\\*",
    "- ",
    "- a\n",
    "- a\n  *b*\n",
    "1. a\n   - b\n",
    "```\n",
    "```a\n",
    "````\n```\n",
    "https://",
    "https://a/",
    "https://a)",
    "www.a",
    "www.a?",
    "a@",
    "a_",
    "a@b.",
    "mailto:a/",
    "tel:1-",
    "@",
    "*[",
    "_[a](https://b.example)_",
    "\n",
    "\n> > > > > > > > > a",
    "<",
    "é*",
    "💪_",
    "\u{202e}",
    "**a*",
    "*a **b ",
    "***",
    "_*",
];

/// Steps, not seconds: reading twice as much takes twice as many, and a little.
#[test]
fn what_is_read_takes_time_in_proportion() {
    let steps = |pattern: &str, bytes: usize| {
        let typed = pattern.repeat(bytes / pattern.len());
        steps::start();
        let text = from_typed(&typed);
        assert_eq!(text.check(), Ok(()), "{pattern:?}");
        // As what a program sent, with something that has to be escaped.
        if bytes < 100_000 {
            to_typed(&RichText::plain(format!("*a* {typed}")));
        }
        steps::taken()
    };
    for (index, pattern) in PATTERNS.into_iter().enumerate() {
        let bytes = if index < 6 { 1_000_000 } else { 40_000 };
        let (half, whole) = (steps(pattern, bytes / 2), steps(pattern, bytes));
        assert!(whole <= half * 9 / 4 + 100, "{pattern:?}: {half}, then {whole}");
        assert!(whole <= bytes as u64 * 300, "{pattern:?}: {whole}");
    }
}

#[test]
fn nothing_is_typed_that_no_server_keeps() {
    assert_eq!(from_typed("a\0b").text, "a\u{fffd}b");
}

#[test]
fn very_long_lines_are_read() {
    let line = "a **b** https://a.example/x_y ".repeat(30_000);
    let text = from_typed(&line);
    // More formatting than a message may have: kept to the letter.
    assert_eq!(text, RichText::plain(line.trim()));
    assert_eq!(from_typed(&to_typed(&text)), text);
    let word = "a".repeat(1_000_000);
    assert_eq!(from_typed(&word).text, word);
    let address = format!("https://a.example/{word}");
    assert_eq!(from_typed(&address), RichText::plain(address));
}
