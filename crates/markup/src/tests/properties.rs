//! What holds for whatever is typed.

use proptest::prelude::*;
use protocol::{AccountId, RichText};

use crate::*;

/// Pieces that make trouble together.
fn typed() -> impl Strategy<Value = String> {
    let one_of = |pieces: &'static [&'static str]| prop::sample::select(pieces).prop_map(str::to_owned);
    let piece = prop_oneof![
        4 => one_of(&["a", "5", "é", "重", "💪", "\u{301}", "Ben", " ", "  ", "\n", "\n\n"]),
        4 => one_of(&["*", "**", "***", "_", "__", "~~", "~", "`", "``", "```", "\\"]),
        2 => one_of(&["[", "]", "(", ")", "](https://b.example/x_y)", "](tel:1)", "![", "<", ">", "!"]),
        2 => one_of(&["\n- ", "\n  - ", "\n1. ", "\n   12. ", "\n> ", "\n> > ", "\n>", "\n```\n",
            "\n```rust\n", "\n    ", "• ", "* ", "\n  "]),
        2 => one_of(&["https://a.example/x_y", "www.a.example", "ana@a.example", "tel:123", "@Ben", "@everyone",
            "](mention:everyone)", "](mention:00000000-0000-0000-0000-000000000001)", ".", ",", ":", "/", "@", "#"]),
        1 => one_of(&["{first_name}", "{coach_name|you}", "{group_name|}", "{", "}", "first_name", "|"]),
        1 => "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn people() -> People {
    People::new([
        ("Ben", AccountId::from_number(2)),
        ("Ana_B *c*", AccountId::from_number(3)),
    ])
    .and_everyone()
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    #[test]
    fn what_is_read_is_well_formed_and_reads_back_the_same(typed in typed()) {
        for people in [People::default(), people()] {
            let text = from_typed_naming(&typed, &people);
            prop_assert_eq!(text.check(), Ok(()), "{:?}", &text.spans);
            let again = to_typed_naming(&text, &people);
            let read = from_typed_naming(&again, &people);
            prop_assert_eq!(&read.text, &text.text, "{:?}", again);
            prop_assert_eq!(&read.spans, &text.spans, "{:?}", again);
        }
    }

    #[test]
    fn nothing_typed_is_lost(typed in typed()) {
        let text = from_typed(&typed);
        // A link may be written with its address beside it: more, never less.
        let again = letters(&to_typed(&text));
        let mut kept = again.chars();
        prop_assert!(letters(&typed).chars().all(|c| kept.any(|k| k == c)), "{:?}", again);
    }

    #[test]
    fn text_without_markup_stays_to_the_letter(typed in "[\\PC&&[^*_~`\\\\\\[\\]>•\\-]]{0,200}") {
        prop_assume!(!typed.contains(". "));
        prop_assert_eq!(from_typed(&typed).text, typed.trim());
    }

    #[test]
    fn any_characters_survive_being_edited(text in "(?s).{0,60}", more in typed()) {
        // Not only what was read: any text that a program may have sent.
        let text = RichText::plain(format!("{text}{more}").replace(['\r', '\0'], "").trim());
        let lines = |text: &str| text.lines().map(|line| line.replace("• ", "- ").trim().to_owned()).collect::<Vec<_>>();
        prop_assert_eq!(lines(&from_typed(&to_typed(&text)).text), lines(&text.text));
    }

    #[test]
    fn filling_leaves_a_text_well_formed_and_nothing_open_that_is_known(typed in typed(), name in "\\PC{1,6}") {
        let text = from_typed(&typed);
        let known = filled(&text, |_| Some(format!("x{name}").replace(['{', '}'], "")));
        prop_assert_eq!(known.check(), Ok(()), "{:?}", &known.spans);
        let nobody = filled(&text, |_| None);
        prop_assert_eq!(nobody.check(), Ok(()), "{:?}", &nobody.spans);
        prop_assert_eq!(filled(&nobody, |_| None), nobody);
    }
}
