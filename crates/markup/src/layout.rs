//! A text as whoever draws it needs it: blocks in blocks, lines, stretches of words. Characters that only say what a block is
//! (quote marks, list markers, indentation) are left out. Knows nothing of screens.

use protocol::{AccountId, RichText, Span, SpanKind};

use crate::lines::{self, LineOf};

/// What covers whole lines. Neighbouring lines without a block of their own are one `Lines`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    Lines(Vec<Vec<Stretch>>),
    Quote(Vec<Block>),
    /// Neighbouring items are a list; `depth` 0 is the outermost.
    Item {
        depth: u8,
        number: Option<u32>,
        lines: Vec<Vec<Stretch>>,
    },
    Code {
        language: Option<String>,
        text: String,
    },
}

/// Words of one line that lead to one place or to none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub target: Target,
    pub words: Vec<Words>,
}

/// Where a stretch leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Target {
    #[default]
    None,
    Link(String),
    /// Draw the name that the account has now.
    Mention(AccountId),
    Everyone,
}

/// Words that look alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    pub text: String,
    pub bold: bool,
    pub italic: bool,
    pub strike: bool,
    pub code: bool,
}

/// Lays out a text; one that does not pass `check` is plain lines.
pub fn layout(rich: &RichText) -> Vec<Block> {
    let plain;
    let rich = if rich.check().is_ok() {
        rich
    } else {
        plain = RichText::plain(rich.text.as_str());
        &plain
    };
    blocks(rich, &lines::of(rich), 0)
}

fn blocks(rich: &RichText, lines: &[LineOf<'_>], quotes: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut rest = lines;
    while let Some(first) = rest.first() {
        let own = own_block(first, quotes);
        let count = rest
            .iter()
            .position(|line| own_block(line, quotes) != own)
            .unwrap_or(rest.len());
        let (inside, after) = rest.split_at(count);
        rest = after;
        let drawn = || inside.iter().map(|line| stretches(rich, line)).collect();
        blocks.push(match (own, first.item, first.code) {
            (Own::Quote(_), ..) => Block::Quote(self::blocks(rich, inside, quotes + 1)),
            (Own::Place(_), Some(item), _) => match &item.kind {
                SpanKind::Item { depth, number } => Block::Item {
                    depth: *depth,
                    number: *number,
                    lines: drawn(),
                },
                _ => Block::Lines(drawn()),
            },
            (Own::Place(_), None, Some(code)) => Block::Code {
                language: match &code.kind {
                    SpanKind::CodeBlock { language } => language.clone(),
                    _ => None,
                },
                text: inside
                    .iter()
                    .map(|line| line.text(rich))
                    .collect::<Vec<_>>()
                    .join("\n"),
            },
            _ => Block::Lines(drawn()),
        });
    }
    blocks
}

/// The outermost block around a line that is not drawn yet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Own {
    None,
    Quote(usize),
    Place(u32),
}

fn own_block(line: &LineOf<'_>, quotes: usize) -> Own {
    match (line.quotes.get(quotes), line.item.or(line.code)) {
        (Some(quote), _) => Own::Quote(*quote),
        (None, Some(block)) => Own::Place(block.start),
        (None, None) => Own::None,
    }
}

/// Cuts a line where its formatting changes; what leads to one place stays together.
fn stretches(rich: &RichText, line: &LineOf<'_>) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut led_by = None;
    let mut around: Vec<&Span> = Vec::new();
    let mut spans = line.spans.iter().peekable();
    let mut start = line.content;
    while start < line.whole.end {
        around.retain(|span| span.end as usize > start);
        while let Some(span) = spans.next_if(|span| span.start as usize <= start) {
            around.push(span);
        }
        // Up to where something ends or the next begins.
        let ends = around.iter().map(|span| span.end as usize);
        let next = spans.peek().map(|span| span.start as usize);
        let end = ends.chain(next).min().unwrap_or(line.whole.end);
        let text = rich.text.get(start..end).unwrap_or_default();
        let has = |kind: SpanKind| around.iter().any(|span| span.kind == kind);
        let words = Words {
            text: text.to_owned(),
            bold: has(SpanKind::Bold),
            italic: has(SpanKind::Italic),
            strike: has(SpanKind::Strike),
            code: has(SpanKind::Code),
        };
        let leads = around
            .iter()
            .find_map(|span| target(span).map(|target| (span.start, target)));
        let leader = leads.as_ref().map(|(start, _)| *start);
        match stretches.last_mut() {
            Some(last) if leader == led_by => last.words.push(words),
            _ => stretches.push(Stretch {
                target: leads.map(|(_, target)| target).unwrap_or_default(),
                words: vec![words],
            }),
        }
        led_by = leader;
        start = end;
    }
    stretches
}

fn target(span: &Span) -> Option<Target> {
    match &span.kind {
        SpanKind::Link { url } => Some(Target::Link(url.clone())),
        SpanKind::Mention { account } => Some(Target::Mention(*account)),
        SpanKind::Everyone => Some(Target::Everyone),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One line a block, as one would describe it.
    fn described(blocks: &[Block], indent: usize) -> String {
        let line = |stretches: &Vec<Stretch>| {
            let stretch = |stretch: &Stretch| {
                let words = stretch.words.iter().map(|words| {
                    let marks = [
                        (words.bold, 'b'),
                        (words.italic, 'i'),
                        (words.strike, 's'),
                        (words.code, 'c'),
                    ];
                    let marks: String = marks.iter().filter(|(on, _)| *on).map(|(_, mark)| mark).collect();
                    if marks.is_empty() {
                        words.text.clone()
                    } else {
                        format!("{marks}({})", words.text)
                    }
                });
                let words: String = words.collect();
                match &stretch.target {
                    Target::None => words,
                    Target::Link(url) => format!("<{words}={url}>"),
                    Target::Mention(_) | Target::Everyone => format!("<{words}>"),
                }
            };
            stretches.iter().map(stretch).collect::<String>()
        };
        let lines = |lines: &Vec<Vec<Stretch>>| lines.iter().map(line).collect::<Vec<_>>().join("/");
        let pad = " ".repeat(indent);
        let block = |block: &Block| match block {
            Block::Lines(inside) => format!("{pad}{}\n", lines(inside)),
            Block::Quote(inside) => format!("{pad}quote\n{}", described(inside, indent + 1)),
            Block::Item {
                depth,
                number,
                lines: inside,
            } => format!("{pad}item {depth} {number:?} {}\n", lines(inside)),
            Block::Code { language, text } => format!("{pad}code {language:?} {text:?}\n"),
        };
        blocks.iter().map(block).collect()
    }

    #[test]
    fn blocks_lines_and_stretches() {
        let typed = r"Hi **Ben *and* [you `x`](tel:1)**!
ok

- a
  more
  - *b*
1. c
> q ~~r~~
>
> > deep
> ```rust
>   let a;
>
> ```
end [@everyone](mention:everyone)";
        let text = crate::from_typed(typed);
        let expected = r#"Hi b(Ben )bi(and)b( )<b(you )bc(x)=tel:1>!/ok/
item 0 None a/more
item 1 None i(b)
item 0 Some(1) c
quote
 q s(r)/
 quote
  deep
 code Some("rust") "  let a;\n"
end <@everyone>
"#;
        assert_eq!(described(&layout(&text), 0), expected);
    }

    #[test]
    fn what_lies_is_plain() {
        let lie = RichText {
            text: "é ok".into(),
            spans: vec![Span {
                start: 1,
                end: 2,
                kind: SpanKind::Bold,
            }],
        };
        assert_eq!(described(&layout(&lie), 0), "é ok\n");
    }
}
