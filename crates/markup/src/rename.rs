//! Mentions by the names that people have now. The text under a mention is the name when it was written.

use protocol::{AccountId, RichText, Span, SpanKind};

/// The text with `@` and today's name under each mention whose account `name` knows; for drawing, previews and editing. A text that
/// does not pass `check` stays as it is.
pub fn with_names(rich: &RichText, name: impl Fn(AccountId) -> Option<String>) -> RichText {
    if rich.check().is_err() {
        return rich.clone();
    }
    let mut text = String::new();
    // Where mentions ended, and where they end now.
    let mut ends: Vec<(usize, usize)> = vec![(0, 0)];
    let mut done = 0;
    for span in &rich.spans {
        let SpanKind::Mention { account } = span.kind else {
            continue;
        };
        let Some(name) = name(account).filter(|name| !name.contains('\n')) else {
            continue;
        };
        let before = rich.text.get(done..span.start as usize);
        text.push_str(before.unwrap_or_default());
        text.push('@');
        text.push_str(&name);
        done = span.end as usize;
        ends.push((done, text.len()));
    }
    text.push_str(rich.text.get(done..).unwrap_or_default());
    let moved = |place: u32| {
        let place = place as usize;
        let before = ends.partition_point(|(old, _)| *old <= place);
        let (old, new) = ends.get(before.saturating_sub(1)).copied().unwrap_or_default();
        u32::try_from(new + (place - old)).ok()
    };
    let spans = rich.spans.iter().filter(|span| span.kind != SpanKind::Unknown);
    let spans: Option<Vec<Span>> = spans
        .map(|span| {
            Some(Span {
                start: moved(span.start)?,
                end: moved(span.end)?,
                kind: span.kind.clone(),
            })
        })
        .collect();
    match spans {
        Some(spans) => RichText { text, spans },
        None => rich.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{People, from_typed_naming, to_typed_naming};

    #[test]
    fn a_rename_shows_and_can_be_edited() {
        let (ben, cleo) = (AccountId::from_number(2), AccountId::from_number(3));
        let before = People::new([("Ben", ben), ("Cleo", cleo)]);
        let text = from_typed_naming("- **@Ben and** @Cleo: *go*\n> @Ben!", &before);
        let name = |account| (account == ben).then(|| "Benjamin é".to_owned());
        let renamed = with_names(&text, name);
        assert_eq!(renamed.text, "• @Benjamin é and @Cleo: go\n> @Benjamin é!");
        assert_eq!(renamed.check(), Ok(()));

        let now = People::new([("Benjamin é", ben), ("Cleo", cleo)]);
        let typed = to_typed_naming(&renamed, &now);
        assert_eq!(typed, "- **@Benjamin é and** @Cleo: *go*\n> @Benjamin é!");
        assert_eq!(from_typed_naming(&typed, &now), renamed);
        // Whom nobody knows by that name is not lost.
        let typed = to_typed_naming(&text, &now);
        assert!(typed.contains(&format!("[@Ben](mention:{ben})")), "{typed}");
        assert_eq!(from_typed_naming(&typed, &now), text);
    }
}
