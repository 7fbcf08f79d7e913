//! Message text. A span carries its kind and the kind's fields beside its place.

use crate::{RichText, Span, SpanKind};

use super::{Json, Read, field, field_or_default, tag};

crate::read_struct! {
    RichText { text, spans: default }
}

impl Read for Span {
    fn read(json: &mut Json) -> Option<Self> {
        let object = json.as_object_mut()?;
        let kind = match tag(object, "kind")?.as_str() {
            "quote" => SpanKind::Quote,
            "item" => SpanKind::Item {
                depth: field_or_default(object, "depth")?,
                number: field(object, "number")?,
            },
            "code_block" => SpanKind::CodeBlock {
                language: field(object, "language")?,
            },
            "link" => SpanKind::Link {
                url: field(object, "url")?,
            },
            "bold" => SpanKind::Bold,
            "italic" => SpanKind::Italic,
            "strike" => SpanKind::Strike,
            "code" => SpanKind::Code,
            "mention" => SpanKind::Mention {
                account: field(object, "account")?,
            },
            "everyone" => SpanKind::Everyone,
            _ => SpanKind::Unknown,
        };
        Some(Self {
            start: field(object, "start")?,
            end: field(object, "end")?,
            kind,
        })
    }
}
