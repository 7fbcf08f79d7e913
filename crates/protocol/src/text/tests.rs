//! Tables of spans that are accepted and spans that are not.

use super::*;

fn span(start: u32, end: u32, kind: SpanKind) -> Span {
    Span { start, end, kind }
}

fn link(start: u32, end: u32, url: &str) -> Span {
    span(start, end, SpanKind::Link { url: url.into() })
}

fn item(depth: u8, number: Option<u32>) -> SpanKind {
    SpanKind::Item { depth, number }
}

fn code_block(language: Option<&str>) -> SpanKind {
    SpanKind::CodeBlock {
        language: language.map(Into::into),
    }
}

fn checked(text: &str, spans: &[Span]) -> Result<(), TextError> {
    RichText {
        text: text.into(),
        spans: spans.to_vec(),
    }
    .check()
}

const BAD: Result<(), TextError> = Err(TextError::BadSpan);

#[test]
fn spans_must_fit_the_text() {
    let cases = [
        (vec![link(0, 5, "https://a.example")], Ok(())),
        (vec![link(0, 99, "https://a.example")], BAD),
        (vec![link(3, 3, "https://a.example")], BAD),
        (vec![link(4, 2, "https://a.example")], BAD),
        (vec![link(7, 8, "https://a.example")], BAD), // inside the é
        (vec![link(3, 5, "tel:1"), link(0, 2, "tel:1")], BAD),
        (vec![link(0, 5, "javascript:alert(1)")], Err(TextError::BadLink)),
        (vec![link(0, 5, "HTTPS://a.example")], Ok(())),
        (vec![link(0, 5, "https://")], Err(TextError::BadLink)),
        (vec![link(0, 5, "https://a.example\n")], Err(TextError::BadLink)),
        (
            vec![link(0, 5, "https://a.example/\u{202e}gpj.exe")],
            Err(TextError::BadLink),
        ),
    ];
    for (spans, expected) in cases {
        assert_eq!(checked("hello é!", &spans), expected, "{spans:?}");
    }
}

#[test]
fn spans_nest_and_never_overlap_in_part() {
    use SpanKind::{Bold, Code, Italic, Strike, Unknown};
    let ana = SpanKind::Mention {
        account: AccountId::from_number(1),
    };
    let cases = [
        (
            vec![span(0, 5, Bold), span(0, 5, Italic), span(1, 2, Strike)],
            Ok(()),
        ),
        (vec![span(0, 5, Italic), span(0, 5, Bold)], BAD),
        (vec![span(0, 2, Bold), span(0, 5, Italic)], BAD),
        (vec![span(0, 3, Bold), span(2, 5, Italic)], BAD),
        (vec![span(0, 5, Bold), span(1, 3, Bold)], BAD),
        (vec![span(0, 5, Bold), span(0, 5, Bold)], BAD),
        (vec![span(0, 2, Bold), span(2, 5, Bold)], Ok(())),
        (vec![span(0, 5, Code), span(1, 2, Bold)], BAD),
        (vec![span(0, 5, Bold), span(1, 2, Code)], Ok(())),
        (vec![link(0, 5, "tel:1"), span(1, 2, Code)], Ok(())),
        (vec![link(0, 5, "tel:1"), link(1, 2, "tel:1")], BAD),
        (vec![link(0, 5, "tel:1"), span(1, 2, ana.clone())], BAD),
        (vec![span(0, 5, ana), span(1, 2, Bold)], BAD),
        // What a newer version means by its kinds is not ours to judge.
        (
            vec![span(0, 3, Unknown), span(2, 5, Unknown), span(3, 5, Bold)],
            Ok(()),
        ),
        (vec![span(0, 9, Unknown)], BAD),
    ];
    for (spans, expected) in cases {
        assert_eq!(checked("hello", &spans), expected, "{spans:?}");
    }
}

#[test]
fn blocks_cover_whole_lines_that_begin_as_they_should() {
    use SpanKind::{Bold, Quote};
    let deep = |count: u32| (0..count).map(|_| span(0, 19, Quote)).collect();
    let cases: [(&str, Vec<Span>, _); 24] = [
        ("> a\n> b", vec![span(0, 7, Quote)], Ok(())),
        ("> a\n> b", vec![span(0, 3, Quote)], Ok(())),
        ("> a\n> b", vec![span(0, 6, Quote)], BAD),
        ("> a\n> b", vec![span(1, 7, Quote)], BAD),
        ("> a\nb", vec![span(0, 5, Quote)], BAD),
        ("> > a", vec![span(0, 5, Quote), span(0, 5, Quote)], Ok(())),
        ("> a", vec![span(0, 3, Quote), span(0, 3, Quote)], BAD),
        ("> a", vec![span(0, 3, Quote), span(2, 3, Bold)], Ok(())),
        ("> a", vec![span(0, 3, Quote), span(0, 3, Bold)], BAD),
        ("a\nb", vec![span(0, 3, Bold)], BAD),
        ("• a", vec![span(0, 5, item(0, None)), span(4, 5, Bold)], Ok(())),
        ("• a", vec![span(0, 5, item(0, None)), span(3, 5, Bold)], BAD),
        (
            "• a\n  b",
            vec![span(0, 9, item(0, None)), span(8, 9, Bold)],
            Ok(()),
        ),
        ("• a\n b", vec![span(0, 8, item(0, None))], BAD),
        ("  12. a", vec![span(0, 7, item(1, Some(12)))], Ok(())),
        ("  12. a", vec![span(0, 7, item(0, Some(12)))], BAD),
        ("12. a", vec![span(0, 5, item(0, Some(13)))], BAD),
        (
            "> • a",
            vec![span(0, 7, Quote), span(0, 7, item(0, None))],
            Ok(()),
        ),
        ("> • a", vec![span(0, 7, item(0, None))], BAD),
        ("a\n\nb", vec![span(0, 4, code_block(Some("c++")))], Ok(())),
        ("a\n\nb", vec![span(0, 4, code_block(Some("no such")))], BAD),
        ("a", vec![span(0, 1, code_block(None)), span(0, 1, Bold)], BAD),
        ("> > > > > > > > > a", deep(8), Ok(())),
        ("> > > > > > > > > a", deep(9), BAD),
    ];
    for (text, spans, expected) in cases {
        assert_eq!(checked(text, &spans), expected, "{text:?} {spans:?}");
    }
}

#[test]
fn there_is_a_limit() {
    let text = "a".repeat(MAX_SPANS + 1);
    let mut spans: Vec<_> = (0..=MAX_SPANS as u32)
        .map(|start| span(start, start + 1, SpanKind::Bold))
        .collect();
    assert_eq!(checked(&text, &spans), Err(TextError::TooManySpans));
    spans.pop();
    assert_eq!(checked(&text, &spans), Ok(()));
}

#[test]
fn the_wire_is_small_and_newer_kinds_are_kept_as_unknown() {
    let text = RichText {
        text: "• a\n1. @Ana\nb".into(),
        spans: vec![
            span(0, 5, item(0, None)),
            span(6, 13, item(0, Some(1))),
            span(
                9,
                13,
                SpanKind::Mention {
                    account: AccountId::from_number(1),
                },
            ),
            span(14, 15, code_block(None)),
        ],
    };
    assert_eq!(text.check(), Ok(()));
    let wire = serde_json::to_string(&text).unwrap();
    insta::assert_snapshot!(wire, @r#"{"text":"• a\n1. @Ana\nb","spans":[{"start":0,"end":5,"kind":"item"},{"start":6,"end":13,"kind":"item","number":1},{"start":9,"end":13,"kind":"mention","account":"00000000-0000-0000-0000-000000000001"},{"start":14,"end":15,"kind":"code_block"}]}"#);
    assert_eq!(serde_json::from_str::<RichText>(&wire).unwrap(), text);

    let newer = r#"{"text":"a","spans":[{"start":0,"end":1,"kind":"sparkle","colour":"red"}]}"#;
    let read: RichText = serde_json::from_str(newer).unwrap();
    assert_eq!(read.spans, [span(0, 1, SpanKind::Unknown)]);
}

#[test]
fn debug_hides_the_words() {
    assert!(!format!("{:?}", RichText::plain("my knee hurts")).contains("knee"));
}
