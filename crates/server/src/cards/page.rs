//! What a page says of itself: title, description, site and picture.
//!
//! Owns which of its words count. The page is anybody's: its words become one line of plain characters each, and no longer
//! than a card may be. Must not fetch anything.

use url::Url;

use super::html::{Part, Parts};
use super::words;

/// Characters of a card, as the protocol says.
const TITLE: usize = 200;
const DESCRIPTION: usize = 300;
/// More than a name needs.
const SITE: usize = 80;
/// Things in a head that are looked at.
const PARTS: usize = 5_000;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) site: String,
    /// As it stands in the page: it may be relative, and lead anywhere.
    pub(super) picture: Option<String>,
}

/// The first that has something in it wins.
#[derive(Default)]
struct First([String; 4]);

impl First {
    /// `rank` 0 is the best source.
    fn offer(&mut self, rank: usize, text: &str) {
        if let Some(place) = self.0.get_mut(rank)
            && place.is_empty()
        {
            *place = text.to_owned();
        }
    }

    fn line(&self, characters: usize) -> String {
        let mut lines = self.0.iter().map(|text| words::line(text, characters));
        lines.find(|line| !line.is_empty()).unwrap_or_default()
    }
}

/// None when it has no title.
pub(super) fn said(at: &Url, html: &str) -> Option<Said> {
    let (mut title, mut description) = (First::default(), First::default());
    let (mut site, mut picture) = (First::default(), First::default());
    for part in Parts::of(html).take(PARTS) {
        match part {
            Part::Title(text) => title.offer(2, text),
            Part::Meta { name, content } => match name.to_ascii_lowercase().as_str() {
                "og:title" => title.offer(0, content),
                "twitter:title" => title.offer(1, content),
                "og:description" => description.offer(0, content),
                "twitter:description" => description.offer(1, content),
                "description" => description.offer(2, content),
                "og:site_name" => site.offer(0, content),
                "application-name" => site.offer(1, content),
                "og:image:secure_url" => picture.offer(0, content),
                "og:image" => picture.offer(1, content),
                "og:image:url" => picture.offer(2, content),
                "twitter:image" | "twitter:image:src" => picture.offer(3, content),
                _ => {}
            },
        }
    }
    let title = title.line(TITLE);
    if title.is_empty() {
        return None;
    }
    let mut description = description.line(DESCRIPTION);
    if description == title {
        description.clear();
    }
    let mut site = site.line(SITE);
    if site.is_empty() {
        // In ASCII: letters that look like others do not pass for them.
        let host = at.host_str().unwrap_or_default();
        site = host.strip_prefix("www.").unwrap_or(host).to_owned();
    }
    let picture = picture
        .0
        .iter()
        .map(|text| words::decoded(text).trim().to_owned());
    Some(Said {
        title,
        description,
        site,
        picture: picture.into_iter().find(|link| !link.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::cards::charset::decode;

    fn read(html: &str) -> Option<Said> {
        said(&Url::parse("https://www.page.org/a").unwrap(), html)
    }

    #[test]
    fn the_best_source_of_each_word_wins_wherever_it_stands() {
        let said = read(
            "<!doctype html><html><head><title>Plain</title>
             <meta name=description content='Plain too'>
             <meta name='twitter:title' content=\"Middling\">
             <META CONTENT='Run &amp; rest' PROPERTY='og:title' />
             <meta property=\"og:description\" content=\"How to\n  pace &#8220;long&#x201d; runs\">
             <meta property=og:site_name content=Running>
             <meta property=og:image content='/run.jpg?a=1&amp;b=2'>
             </head><body><meta property=og:site_name content=Other>",
        );
        let expected = Said {
            title: "Run & rest".into(),
            description: "How to pace “long” runs".into(),
            site: "Running".into(),
            picture: Some("/run.jpg?a=1&b=2".into()),
        };
        assert_eq!(said, Some(expected));
    }

    #[test]
    fn a_title_is_enough_and_the_host_is_a_name() {
        let said = read("<title> Sleep\n well </title>").unwrap();
        assert_eq!(
            (said.title.as_str(), said.site.as_str()),
            ("Sleep well", "page.org")
        );
        assert_eq!((said.description.as_str(), said.picture), ("", None));
        let idn = Url::parse("https://www.аррӏе.com/").unwrap();
        assert_eq!(
            super::said(&idn, "<title>a</title>").unwrap().site,
            "xn--80ak6aa92e.com"
        );
    }

    #[test]
    fn nothing_usable_is_no_card() {
        for html in [
            "",
            "plain text",
            "<title></title>",
            "<title> \u{200b}\u{202e} &nbsp;</title>",
            "<meta property=og:description content='no title'>",
            "<!-- <title>hidden</title> -->",
            "<script>'<title>code</title>'</script>",
            "<title",
            "<meta property=og:title content='open",
        ] {
            assert_eq!(read(html), None, "{html}");
        }
    }

    #[test]
    fn an_empty_source_leaves_the_place_to_the_next() {
        let said = read("<meta property=og:title content=' '><title>Real</title>").unwrap();
        assert_eq!(said.title, "Real");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(
            content_type in "text/html(; ?charset=\"?(utf-8|latin1|utf-16|koi8-r|big5|iso-2022-jp|[a-z]{0,5})\"?)?",
            pieces in vec(prop_oneof![
                vec(any::<u8>(), 0..40),
                "<(title|meta|/title|script|!--)[ =>'\"]?".prop_map(String::into_bytes),
                "(name|property|content|charset)=['\"]?(og:title|og:image|&#[0-9]{1,7};|koi8-r)".prop_map(String::into_bytes),
            ], 0..40),
        ) {
            let html = decode(&content_type, &pieces.concat());
            if let Some(said) = read(&html) {
                prop_assert!((1..=TITLE).contains(&said.title.chars().count()));
                prop_assert!(said.description.chars().count() <= DESCRIPTION);
                prop_assert!(!said.site.is_empty() && said.site.chars().count() <= SITE);
            }
        }
    }

    #[test]
    fn words_are_as_long_as_a_card_may_have_them() {
        let long = "long ".repeat(400);
        let said = read(&format!(
            "<title>{long}</title><meta name=description content='{long}.'>"
        ))
        .unwrap();
        assert!(said.title.chars().count() <= TITLE && said.title.ends_with('…'));
        assert!(said.description.chars().count() <= DESCRIPTION && said.description.len() > 250);
    }
}
