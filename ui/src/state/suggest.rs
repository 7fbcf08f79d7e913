//! What is offered while one types: people after `@`, emoji after `:` and two letters, saved messages after `/`.

use std::ops::Range;

use protocol::{AccountId, RichText, Span, SpanKind, TemplateId};

use super::known::Known;
use super::library::Library;
use super::ranking::best_first;
use super::typed::Change;
use crate::format::emoji_list::{self, Tone};
use crate::format::fold::fold;

/// As many emoji as anybody looks through.
const EMOJI: usize = 24;
/// As many saved messages.
const TEMPLATES: usize = 30;
/// As long as a name is looked for.
const LONGEST: usize = 60;

/// A stretch that asks for something.
#[derive(Clone, PartialEq, Eq)]
struct Query<'t> {
    sign: char,
    /// With its sign.
    at: Range<usize>,
    typed: &'t str,
}

/// Something to take.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Suggestion {
    pub shows: Shows,
    /// What replaces what was typed.
    insert: String,
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Shows {
    Person {
        account: AccountId,
        name: String,
    },
    /// With the number of the others.
    Everyone(usize),
    Emoji {
        emoji: String,
        name: &'static str,
    },
    /// Taking it asks for its words.
    Template {
        template: TemplateId,
        name: String,
        text: String,
        files: usize,
        shared: bool,
    },
}

/// All that is offered at one place.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Offer {
    pub at: Range<usize>,
    pub suggestions: Vec<Suggestion>,
}

impl Offer {
    /// The saved message that this is.
    pub(crate) fn template(&self, index: usize) -> Option<TemplateId> {
        match self.suggestions.get(index)?.shows {
            Shows::Template { template, .. } => Some(template),
            _ => None,
        }
    }

    pub(crate) fn take(&self, index: usize) -> Option<Change> {
        let suggestion = self.suggestions.get(index)?;
        let caret = self.at.start + suggestion.insert.len();
        Some(Change {
            at: self.at.clone(),
            with: suggestion.insert.clone(),
            select: caret..caret,
        })
    }
}

/// What to offer at the caret; nothing to offer is an empty offer.
pub(crate) fn offer(text: &str, caret: usize, known: &Known, tone: Tone) -> Offer {
    let people = query(text, caret, '@').map(|query| (people(query.typed, known), query.at));
    let found = people.filter(|(found, _)| !found.is_empty()).or_else(|| {
        let query = query(text, caret, ':')?;
        Some((emoji(query.typed, tone), query.at))
    });
    let (suggestions, at) = found.unwrap_or_default();
    Offer { at, suggestions }
}

/// Saved messages to offer at the caret, where `/` begins a word.
pub(crate) fn templates(text: &str, caret: usize, library: &Library) -> Offer {
    let Some(query) = query(text, caret, '/') else {
        return Offer::default();
    };
    let begins = text
        .get(..query.at.start)
        .is_some_and(|before| before.chars().next_back().is_none_or(char::is_whitespace));
    let named = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
    if !begins || !query.typed.chars().all(named) {
        return Offer::default();
    }
    let found = library.complete(query.typed);
    let suggestions = found.into_iter().take(TEMPLATES).map(|template| Suggestion {
        insert: format!("/{}", template.name),
        shows: Shows::Template {
            template: template.id,
            shared: template.owner.is_none(),
            files: template.files.len(),
            name: template.name,
            text: template.text,
        },
    });
    Offer {
        suggestions: suggestions.collect(),
        at: query.at,
    }
}

/// An emoji whose name has just been closed, `:muscle:`.
pub(crate) fn closed_emoji(text: &str, caret: usize, tone: Tone) -> Option<Change> {
    let open = text.get(..caret)?.strip_suffix(':')?;
    let query = query(open, open.len(), ':').filter(|query| is_name(query.typed))?;
    let emoji = emoji_list::named(query.typed)?.toned(tone);
    let end = query.at.start + emoji.len();
    Some(Change {
        at: query.at.start..caret,
        with: emoji,
        select: end..end,
    })
}

/// The last sign before the caret that begins a word, on its line.
fn query(text: &str, caret: usize, sign: char) -> Option<Query<'_>> {
    let before = text.get(..caret)?;
    let start = before
        .rfind([sign, '\n'])
        .filter(|at| before.get(*at..).is_some_and(|rest| rest.starts_with(sign)))?;
    let typed = before.get(start + sign.len_utf8()..)?;
    let inside = before
        .get(..start)?
        .chars()
        .next_back()
        .is_some_and(char::is_alphanumeric);
    let sound = !inside && typed.len() <= LONGEST && !typed.starts_with(char::is_whitespace);
    sound.then_some(Query {
        sign,
        at: start..caret,
        typed,
    })
}

fn people(typed: &str, known: &Known) -> Vec<Suggestion> {
    let wanted = fold(typed);
    let fit = |name: &str| {
        let name = fold(name);
        let begins = |part: &str| part.starts_with(wanted.as_str());
        if begins(&name) {
            Some(2)
        } else if name
            .match_indices(' ')
            .any(|(at, _)| name.get(at + 1..).is_some_and(begins))
        {
            Some(1)
        } else {
            name.contains(&wanted).then_some(0)
        }
    };
    let naming = known.people();
    let write = |text: String, kind: SpanKind| {
        let end = text.len() as u32;
        let spans = vec![Span { start: 0, end, kind }];
        // Two people of one name: only the long form says which of them.
        markup::to_typed_naming(&RichText { text, spans }, &naming) + " "
    };
    let others: Vec<_> = known.others().collect();
    let places = best_first(others.iter().map(|(_, name)| fit(name)));
    let best = places.into_iter().filter_map(|place| others.get(place));
    let mut found: Vec<_> = best
        .map(|(account, name)| Suggestion {
            insert: write(format!("@{name}"), SpanKind::Mention { account: *account }),
            shows: Shows::Person {
                account: *account,
                name: (*name).to_owned(),
            },
        })
        .collect();
    if known.everyone && "everyone".starts_with(&wanted) {
        found.push(Suggestion {
            insert: write("@everyone".into(), SpanKind::Everyone),
            shows: Shows::Everyone(known.others().count()),
        });
    }
    found
}

fn is_name(typed: &str) -> bool {
    typed.len() >= 2
        && typed
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-'))
}

fn emoji(typed: &str, tone: Tone) -> Vec<Suggestion> {
    if !is_name(typed) {
        return Vec::new();
    }
    let found = emoji_list::find(&typed.to_ascii_lowercase());
    let suggestions = found.into_iter().take(EMOJI).map(|found| Suggestion {
        shows: Shows::Emoji {
            emoji: found.toned(tone),
            name: found.name(),
        },
        insert: found.toned(tone),
    });
    suggestions.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::ui::ConversationDetails;
    use protocol::{AccountKind, ConversationId, ConversationKind, Member, Role};

    fn known(names: &[&str], everyone: bool) -> Known {
        let conversation = ConversationId::from_number(1);
        let members = names.iter().enumerate().map(|(index, name)| Member {
            conversation,
            account: AccountId::from_number(index as u128),
            name: (*name).into(),
            kind: AccountKind::Client,
            role: Role::Member,
            can_post: true,
            active: true,
            since: 0,
        });
        let details = ConversationDetails {
            id: conversation,
            kind: ConversationKind::Group,
            title: "Spring cohort".into(),
            client: None,
            members: members.collect(),
            may_post: true,
            may_manage: true,
            may_leave: true,
            archived: false,
            pinned: Vec::new(),
            may_mention_everyone: everyone,
            settings: protocol::GroupSettings::default(),
        };
        Known::new(&details, Some(AccountId::from_number(0)))
    }

    fn group() -> Known {
        known(&["Ana", "Ben Okafor", "Eva", "Ruben Sanz", "Zoë Lindqvist"], true)
    }

    fn offered(text: &str, known: &Known) -> Vec<String> {
        let shown = offer(text, text.len(), known, Tone::Plain)
            .suggestions
            .into_iter();
        shown
            .map(|suggestion| match suggestion.shows {
                Shows::Person { name, .. } => name,
                Shows::Everyone(people) => format!("everyone {people}"),
                Shows::Emoji { emoji, .. } => emoji,
                Shows::Template { name, .. } => name,
            })
            .collect()
    }

    fn taken(text: &str, known: &Known) -> String {
        let change = offer(text, text.len(), known, Tone::Plain).take(0).unwrap();
        let mut text = text.to_owned();
        text.replace_range(change.at, &change.with);
        text
    }

    #[test]
    fn people_are_found_by_any_part_of_a_name_and_never_oneself() {
        let group = group();
        for (text, expected) in [
            (
                "@",
                vec!["Ben Okafor", "Eva", "Ruben Sanz", "Zoë Lindqvist", "everyone 4"],
            ),
            ("hi @zoe", vec!["Zoë Lindqvist"]),
            ("hi @ben", vec!["Ben Okafor", "Ruben Sanz"]),
            ("(@lind", vec!["Zoë Lindqvist"]),
            ("@Ben O", vec!["Ben Okafor"]),
            (
                "@e",
                vec!["Eva", "Ben Okafor", "Ruben Sanz", "Zoë Lindqvist", "everyone 4"],
            ),
            // Named in full: nothing more to choose.
            ("@Ben Okafor ", vec![]),
            ("ben@e", vec![]),
            ("@ e", vec![]),
            ("@ana", vec![]),
            ("@\nben", vec![]),
        ] {
            assert_eq!(offered(text, &group), expected, "{text:?}");
        }
        assert_eq!(
            offered("@every", &known(&["Ana", "Ben"], false)),
            Vec::<String>::new()
        );
    }

    #[test]
    fn what_is_inserted_means_that_person() {
        let group = group();
        assert_eq!(taken("hi @okaf", &group), "hi @Ben Okafor ");
        assert_eq!(taken("@everyo", &group), "@everyone ");
        let twins = known(&["Ana", "Eva", "Eva"], false);
        for index in 0..2 {
            let change = offer("@ev", 3, &twins, Tone::Plain).take(index).unwrap();
            let read = markup::from_typed_naming(&change.with, &twins.people());
            let account = AccountId::from_number(index as u128 + 1);
            assert_eq!(read.text, "@Eva");
            assert_eq!(
                read.spans.first().map(|span| &span.kind),
                Some(&SpanKind::Mention { account })
            );
        }
    }

    #[test]
    fn saved_messages_after_a_slash_that_begins_a_word() {
        let template = |number: u128, name: &str| protocol::Template {
            id: TemplateId::from_number(number),
            owner: None,
            name: name.into(),
            text: "Hi".into(),
            files: Vec::new(),
            rev: 1,
            deleted: false,
        };
        let library = Library::new(engine::ui::Library {
            templates: vec![template(1, "welcome"), template(2, "weekly-review")],
            ..Default::default()
        });
        let found = |text: &str| {
            let offer = templates(text, text.len(), &library);
            let names = offer
                .suggestions
                .iter()
                .map(|suggestion| match &suggestion.shows {
                    Shows::Template { name, .. } => name.clone(),
                    _ => String::new(),
                });
            (offer.at.start, names.collect::<Vec<_>>().join(" "))
        };
        assert_eq!(found("/"), (0, "weekly-review welcome".into()));
        assert_eq!(found("Hi Ben,\n/wel"), (8, "welcome".into()));
        assert_eq!(found("so /weekly-"), (3, "weekly-review".into()));
        for text in ["and/or", "3/4", "https://we", "/two words", "/none", "//we"] {
            assert_eq!(found(text).1, "", "{text}");
        }
        let offer = templates("/wel", 4, &library);
        assert_eq!(offer.template(0), Some(TemplateId::from_number(1)));
    }

    #[test]
    fn emoji_after_two_letters() {
        let group = group();
        assert_eq!(offered(":m", &group), Vec::<String>::new());
        assert_eq!(offered("go :musc", &group), ["💪"]);
        assert_eq!(taken("go :musc", &group), "go 💪");
        assert_eq!(offered("at 10:30", &group), Vec::<String>::new());
        let closed = closed_emoji("go :muscle:", 11, Tone::Plain).unwrap();
        assert_eq!((closed.at, closed.with.as_str()), (3..11, "💪"));
        assert_eq!(closed_emoji("note :this:", 11, Tone::Plain), None);
    }
}
