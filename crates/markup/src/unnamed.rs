//! Mentions of who cannot be named become plain words: the characters stay, the span goes.

use protocol::{AccountId, RichText, SpanKind};

/// The text with mentions of those alone whom `named` lets through, and of everyone only where that is allowed; for words that are
/// passed on to where other people are.
pub fn naming_only(rich: &RichText, named: impl Fn(AccountId) -> bool, everyone: bool) -> RichText {
    let mut rich = rich.clone();
    rich.spans.retain(|span| match span.kind {
        SpanKind::Mention { account } => named(account),
        SpanKind::Everyone => everyone,
        _ => true,
    });
    rich
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{People, from_typed_naming};

    #[test]
    fn who_is_not_there_is_named_in_plain_words() {
        let (ben, cleo) = (AccountId::from_number(2), AccountId::from_number(3));
        let people = People::new([("Ben", ben), ("Cleo", cleo)]).and_everyone();
        let text = from_typed_naming("**@Ben** and @Cleo:\n- @everyone", &people);
        let kinds = |rich: &RichText| -> Vec<SpanKind> {
            assert_eq!((rich.check(), &rich.text), (Ok(()), &text.text));
            rich.spans.iter().map(|span| span.kind.clone()).collect()
        };
        let all = kinds(&text);
        assert_eq!(all.len(), 5);
        assert_eq!(kinds(&naming_only(&text, |_| true, true)), all);
        let item = SpanKind::Item {
            depth: 0,
            number: None,
        };
        assert_eq!(
            kinds(&naming_only(&text, |account| account == cleo, false)),
            [SpanKind::Bold, SpanKind::Mention { account: cleo }, item]
        );
    }
}
