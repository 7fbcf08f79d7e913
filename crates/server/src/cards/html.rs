//! Finds the title and the meta tags in the head of an HTML page. No parser: it only knows where tags, comments and scripts end.
//!
//! Goes through the text once, from the front to the back; whatever is in it, it ends after as many steps as the text has
//! bytes, times a small number. What it gives back are pieces of the page as they stand there, character references included.

/// Something that a page says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'t> {
    Title(&'t str),
    /// `name` is that of `property` or `name`.
    Meta {
        name: &'t str,
        content: &'t str,
    },
}

/// Elements whose text is no HTML. A title's is text too, but wanted.
const RAW: [&str; 6] = ["script", "style", "noscript", "textarea", "template", "iframe"];

/// What is left to go through; empty when the head is over.
pub(super) struct Parts<'t>(&'t str);

impl<'t> Parts<'t> {
    pub(super) fn of(html: &'t str) -> Self {
        Self(html)
    }

    /// Goes on after the first `end`, whatever the case of its letters; gives back what was before it. When there is none,
    /// nothing is left.
    fn up_to(&mut self, end: &str) -> Option<&'t str> {
        let found = find(self.0, end);
        let before = found.and_then(|at| self.0.get(..at));
        self.0 = found
            .and_then(|at| self.0.get(at + end.len()..))
            .unwrap_or_default();
        before
    }

    /// Right after `<`: the name of a tag, or nothing where there is no tag.
    fn name(&mut self) -> &'t str {
        if !self.0.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            return "";
        }
        self.take_while(|c, at| !(c.is_ascii_whitespace() || c == b'>' || (c == b'/' && at > 0)))
    }

    /// The next attribute of the tag, its value without quotation marks. None at the end of the tag.
    fn attribute(&mut self) -> Option<(&'t str, &'t str)> {
        self.take_while(|c, _| c.is_ascii_whitespace() || c == b'/');
        if self.0.is_empty() {
            return None;
        }
        if let Some(after) = self.0.strip_prefix('>') {
            self.0 = after;
            return None;
        }
        // A stray `=` is the beginning of a name.
        let name = self.take_while(|c, at| {
            !(c.is_ascii_whitespace() || c == b'/' || c == b'>' || (c == b'=' && at > 0))
        });
        self.take_while(|c, _| c.is_ascii_whitespace());
        let Some(after) = self.0.strip_prefix('=') else {
            return Some((name, ""));
        };
        self.0 = after;
        self.take_while(|c, _| c.is_ascii_whitespace());
        let value = if let Some(after) = self.0.strip_prefix('"') {
            self.0 = after;
            self.up_to("\"")?
        } else if let Some(after) = self.0.strip_prefix('\'') {
            self.0 = after;
            self.up_to("'")?
        } else {
            self.take_while(|c, _| !(c.is_ascii_whitespace() || c == b'>'))
        };
        Some((name, value))
    }

    /// What begins with `<` and is no tag has no attributes.
    fn attribute_of(&mut self, tag: &str) -> Option<(&'t str, &'t str)> {
        if tag.is_empty() {
            return None;
        }
        self.attribute()
    }

    /// Only asks for bytes below 128, so that it stops between characters.
    fn take_while(&mut self, goes_on: impl Fn(u8, usize) -> bool) -> &'t str {
        let mut bytes = self.0.bytes().enumerate();
        let len = bytes
            .find(|(at, c)| !goes_on(*c, *at))
            .map_or(self.0.len(), |(at, _)| at);
        let (taken, rest) = self.0.split_at_checked(len).unwrap_or((self.0, ""));
        self.0 = rest;
        taken
    }
}

impl<'t> Iterator for Parts<'t> {
    type Item = Part<'t>;

    fn next(&mut self) -> Option<Part<'t>> {
        loop {
            self.up_to("<")?;
            if let Some(after) = self.0.strip_prefix("!--") {
                self.0 = after;
                self.up_to("-->")?;
                continue;
            }
            let tag = self.name();
            let (mut named, mut content) = (None, None);
            while let Some((name, value)) = self.attribute_of(tag) {
                if name.eq_ignore_ascii_case("property")
                    || (named.is_none() && name.eq_ignore_ascii_case("name"))
                {
                    named = Some(value);
                } else if content.is_none() && name.eq_ignore_ascii_case("content") {
                    content = Some(value);
                }
            }
            if tag.eq_ignore_ascii_case("meta") {
                if let (Some(name), Some(content)) = (named, content) {
                    return Some(Part::Meta { name, content });
                }
            } else if tag.eq_ignore_ascii_case("title") {
                return self.up_to("</title").map(Part::Title);
            } else if tag.eq_ignore_ascii_case("body") || tag.eq_ignore_ascii_case("/head") {
                self.0 = "";
            } else if let Some(raw) = RAW.iter().find(|raw| tag.eq_ignore_ascii_case(raw)) {
                self.up_to(&format!("</{raw}"))?;
            }
        }
    }
}

/// Where `wanted` begins first, whatever the case of its ASCII letters. Begins with a character that is rare enough not to make
/// this slow: every place is looked at once, and `wanted` is short.
fn find(text: &str, wanted: &str) -> Option<usize> {
    let wanted = wanted.as_bytes();
    text.as_bytes()
        .windows(wanted.len())
        .position(|window| window.eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(html: &str) -> Vec<Part<'_>> {
        Parts::of(html).collect()
    }

    #[test]
    fn tags_are_found_as_browsers_find_them() {
        let meta = |name, content| Part::Meta { name, content };
        for (html, found) in [
            ("<meta name=a content=b>", vec![meta("a", "b")]),
            ("<META CONTENT = 'b > c' NAME = \"a\"/>", vec![meta("a", "b > c")]),
            (
                "<meta name='x' property=a content=b content=c>",
                vec![meta("a", "b")],
            ),
            (
                "<meta name=a/b content=https://c/d>",
                vec![meta("a/b", "https://c/d")],
            ),
            ("<meta/name=a/content=b>", vec![]),
            ("<meta = name=a content=b>", vec![meta("a", "b")]),
            ("<meta name=a content>", vec![meta("a", "")]),
            (
                "<meta charset=utf-8><title>A<b>c</title >",
                vec![Part::Title("A<b>c")],
            ),
            ("<title lang=de>ä</TITLE>", vec![Part::Title("ä")]),
            ("a < b <meta name=a content=b>", vec![meta("a", "b")]),
            ("<<meta name=a content=b>", vec![meta("a", "b")]),
            (
                "<!-- <meta name=a content=b> --><meta name=c content=d>",
                vec![meta("c", "d")],
            ),
            (
                "<script>var a = '<meta name=a content=b>'</SCRIPT><meta name=c content=d>",
                vec![meta("c", "d")],
            ),
            ("<p title='<meta name=a content=b>'>", vec![]),
            ("</head><meta name=a content=b>", vec![]),
            ("<body class=x><meta name=a content=b>", vec![]),
            ("<header><meta name=a content=b>", vec![meta("a", "b")]),
            ("<meta name=a content='b", vec![]),
            ("<title>a", vec![]),
            ("<script>", vec![]),
            ("<!--", vec![]),
            ("<", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(parts(html), found, "{html}");
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_it_comes_to_an_end(html in "(<|>|/|!--|-->|=|'|\"| |meta|title|script|</|name|content|ä|\u{1f600}|a|\0){0,60}") {
            parts(&html);
        }
    }

    /// Half a megabyte of each would take hours if every beginning were read up to the end of the text.
    #[test]
    fn half_a_megabyte_of_beginnings_is_no_work() {
        for piece in [
            "<",
            "<a",
            "<a ",
            "<a b=",
            "<a b='",
            "<!--",
            "<title",
            "<title>",
            "<meta ",
            "<script>",
            "</",
            "='",
            "\"<",
            "<meta name=a content=b>",
        ] {
            let html = piece.repeat(512 * 1024 / piece.len());
            Parts::of(&html).for_each(drop);
        }
    }
}
