//! What people type, what it says then, and what they see when they edit it.

use crate::*;

#[test]
fn editing_shows_what_was_typed() {
    for typed in [
        "Hi **Ben**, *slowly*: ~~3~~ 4 sets of `squat` at [this pace](https://a.example/x_(y)?q=1)",
        "**bold with *italic* inside** and *italic with **bold** inside*",
        "***both*** and **~~more~~**",
        "- squat\n- **bench**\n    - slow\n    - `3x5 @ RPE8`\n- row",
        "1. warm up\n2. 3*5*2\n   easy\n10. cool down",
        "> you said\n> > and I said\n> - so\n\nok",
        "```rust\nfn main() {\n    **not bold**\n\n}\n```\nafter",
        "````\n```\nfences\n```\n````",
        "``a`b`` and ` `` `",
        "see https://a.example/snake_case*, (www.a.example) or ana_b@a.example!",
        "snake_case, 2 * 3 * 4, a_b_c, f(x)[1], # no heading, <b>no HTML</b>, ![no](image), 5 < 6 & 7 > 2",
        "not a \\*star\\*",
        "\\- not a list\n1\\. neither\n\\> nor a quote",
        "https\\://a\\.example is no link, \\`no code\\`",
        "重要**です**ね **Great 💪**!",
        "**שלום** ו*עולם*",
        "¯\\_(ツ)_/¯",
        "one  \n  two\n\n\n\tthree",
    ] {
        assert_eq!(to_typed(&from_typed(typed)), typed);
    }
}

#[test]
fn markdown_of_other_hands_is_understood() {
    let cases = [
        ("__bold__ _italic_", "**bold** *italic*"),
        ("* a\n  * b\n* c", "- a\n    - b\n- c"),
        ("\t- a\n\t\t- b", "- a\n    - b"),
        ("• a\n• b", "- a\n- b"),
        (
            "1. a\n\n   ```\n   x\n     y\n   ```\n2. b",
            "1. a\n\n```\nx\n  y\n```\n2. b",
        ),
        ("```let a = 1;\nlet b;\n```", "```\nlet a = 1;\nlet b;\n```"),
        ("> a\n>\n> b", "> a\n> \n> b"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("[a](<https://a.example>)", "[a](https://a.example)"),
        (
            "[https://b.example](https://a.example)",
            "[https://b.example](https://a.example)",
        ),
        ("**a **b** c**", "**a b c**"),
    ];
    for (typed, edited) in cases {
        let text = from_typed(typed);
        assert_eq!(to_typed(&text), edited, "{typed:?}");
        assert_eq!(from_typed(edited), text, "{typed:?}");
    }
}

#[test]
fn plain_text_reads_well() {
    let typed = "**Week 1**\n- squat\n  - slow\n1. *rest*\n   long\n> > deep\n```\ncode *here*\n```\n[plan](https://a.example)";
    let plain = "Week 1\n• squat\n  • slow\n1. rest\n   long\n> > deep\ncode *here*\nplan";
    assert_eq!(from_typed(typed).text, plain);
}

#[test]
fn formatting_stays_in_its_line_and_its_place() {
    // A stray asterisk reaches no further than its line; fences that never close are text.
    for typed in [
        "*a\nb*",
        "**a\n\nb**",
        "`a\nb`",
        "[a\nb](https:x)",
        "```\na",
        "a *",
        "~a~ ~~~a~~~",
        "* * *",
        "a\n---",
        "a\n===",
    ] {
        let text = from_typed(typed);
        assert_eq!((text.text.as_str(), text.spans.len()), (typed, 0));
    }
}
