//! Saved messages that are being written: what was begun stays until it is saved or given up, whatever one looks at meanwhile.

use std::ops::Range;

use engine::ui::{KeptFile, Request};
use markup::{Placeholder, filled, from_typed, placeholders};
use protocol::{Attachment, Limits, NewFile, RichText, TEMPLATE_NAME_CHARS, TemplateId, is_template_name};

use super::library::Library;

/// A saved message as it stands in the editor.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    /// `None`: a new one.
    pub id: Option<TemplateId>,
    pub shared: bool,
    pub name: String,
    pub text: String,
    pub files: Vec<KeptFile>,
}

/// Words are not for logs.
impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Draft({:?})", self.id)
    }
}

/// All that were begun.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Drafts {
    begun: Vec<Draft>,
    /// The one that is being spoken for.
    speaking: Option<TemplateId>,
}

impl Drafts {
    /// As it was left; else as it is saved; else empty.
    pub(crate) fn of(&self, id: Option<TemplateId>, library: &Library) -> Draft {
        let begun = self.begun.iter().find(|draft| draft.id == id).cloned();
        begun.unwrap_or_else(|| saved(id, library))
    }

    /// Changes it. What is again as it is saved was not begun.
    pub(crate) fn change(
        &mut self,
        id: Option<TemplateId>,
        library: &Library,
        change: impl FnOnce(&mut Draft),
    ) {
        let mut draft = self.of(id, library);
        change(&mut draft);
        self.drop(id);
        if draft != saved(id, library) {
            self.begun.push(draft);
        }
    }

    pub(crate) fn has(&self, id: Option<TemplateId>) -> bool {
        self.begun.iter().any(|draft| draft.id == id)
    }

    /// A voice note that is being recorded belongs to this one.
    pub(crate) fn speak_for(&mut self, id: Option<TemplateId>) {
        self.speaking = id;
    }

    pub(crate) fn is_spoken_for(&self, id: Option<TemplateId>) -> bool {
        self.speaking == id
    }

    /// The voice note that was being recorded.
    pub(crate) fn take_voice(&mut self, library: &Library, file: NewFile) {
        self.change(self.speaking, library, |draft| {
            draft.files.push(KeptFile::Staged(file));
        });
    }

    pub(crate) fn drop(&mut self, id: Option<TemplateId>) {
        self.begun.retain(|draft| draft.id != id);
    }
}

fn saved(id: Option<TemplateId>, library: &Library) -> Draft {
    let known = id.and_then(|id| library.template(id));
    match known {
        Some(template) => Draft {
            id,
            shared: template.owner.is_none(),
            name: template.name.clone(),
            text: template.text.clone(),
            files: template.files.iter().cloned().map(KeptFile::Held).collect(),
        },
        None => Draft {
            id,
            shared: false,
            name: String::new(),
            text: String::new(),
            files: Vec::new(),
        },
    }
}

impl Draft {
    /// What is wrong with its name, once there is one.
    pub(crate) fn name_refusal(&self, library: &Library) -> Option<&'static str> {
        if self.name.is_empty() {
            return None;
        }
        if !is_template_name(&self.name) {
            return Some("Small letters, digits, - and _ only.");
        }
        library
            .is_taken(self.id, self.shared, &self.name)
            .then_some(if self.shared {
                "There is a shared template of that name."
            } else {
                "You have a template of that name."
            })
    }

    /// Whether it can be saved.
    pub(crate) fn is_ready(&self, library: &Library, limits: &Limits) -> bool {
        let says = !self.text.trim().is_empty() || !self.files.is_empty();
        let fits = self.text.chars().count() <= limits.message_chars as usize
            && self.files.len() <= limits.message_files as usize;
        says && fits && !self.name.is_empty() && self.name_refusal(library).is_none()
    }

    pub(crate) fn save(&self) -> Request {
        Request::SaveTemplate {
            id: self.id,
            shared: self.shared,
            name: self.name.clone(),
            text: self.text.trim().to_owned(),
            files: self.files.clone(),
        }
    }
}

/// As a name is typed: small letters, and a line where there was a space.
pub(crate) fn clean_name(typed: &str) -> String {
    let lower = typed.trim_start().trim_start_matches('/').to_lowercase();
    let letters = lower
        .chars()
        .map(|letter| if letter.is_whitespace() { '-' } else { letter });
    let letters = letters.filter(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'));
    letters.take(TEMPLATE_NAME_CHARS).collect()
}

/// A file of a draft, to be drawn.
pub(crate) fn attachment(file: &KeptFile) -> Attachment {
    match file {
        KeptFile::Staged(file) => file.attachment(),
        KeptFile::Held(file) => file.clone(),
    }
}

/// What stands for a placeholder in words that people read.
pub(crate) fn label(placeholder: Placeholder) -> &'static str {
    match placeholder {
        Placeholder::FirstName => "First name",
        Placeholder::CoachName => "Your name",
        Placeholder::GroupName => "Group name",
    }
}

/// A piece of a text with placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Words(String),
    Blank(Placeholder),
}

/// The beginning of a saved text on one line, with its placeholders apart.
pub(crate) fn parts(typed: &str, chars: usize) -> Vec<Part> {
    let rich = from_typed(typed);
    let mut parts = Vec::new();
    let mut left = chars;
    let mut done = 0;
    let mut say = |words: &str, parts: &mut Vec<Part>| {
        let words: String = words
            .chars()
            .map(|letter| if letter == '\n' { ' ' } else { letter })
            .take(left)
            .collect();
        left -= words.chars().count();
        if !words.is_empty() {
            parts.push(Part::Words(words));
        }
        left > 0
    };
    for open in placeholders(&rich) {
        let before = rich.text.get(done..open.place.start).unwrap_or_default();
        if !say(before, &mut parts) {
            return parts;
        }
        parts.push(Part::Blank(open.placeholder));
        done = open.place.end;
    }
    say(rich.text.get(done..).unwrap_or_default(), &mut parts);
    parts
}

/// The first placeholder that typed text leaves open, and its bytes.
pub(crate) fn left_open(typed: &str) -> Option<(Placeholder, Range<usize>)> {
    if !typed.contains('{') {
        return None;
    }
    let rich = from_typed(typed);
    let open = placeholders(&rich).into_iter().next()?;
    let written = rich.text.get(open.place.clone())?;
    // The same words before it stand in code.
    let before = rich.text.get(..open.place.start)?.matches(written).count();
    let (start, _) = typed.match_indices(written).nth(before)?;
    Some((open.placeholder, start..start + written.len()))
}

/// What a client would read.
pub(crate) fn sample(typed: &str, client: Option<&str>, coach: &str, group: &str) -> RichText {
    filled(&from_typed(typed), |placeholder| match placeholder {
        Placeholder::FirstName => client.map(str::to_owned),
        Placeholder::CoachName => Some(coach.to_owned()),
        Placeholder::GroupName => Some(group.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::ui::Library as Told;
    use protocol::{AccountId, Template};

    fn library() -> Library {
        let template = |number: u128, name: &str, own: bool| Template {
            id: TemplateId::from_number(number),
            owner: own.then(|| AccountId::from_number(1)),
            name: name.into(),
            text: "Hi {first_name}".into(),
            files: Vec::new(),
            rev: 1,
            deleted: false,
        };
        Library::new(Told {
            templates: vec![template(1, "welcome", false), template(2, "check-in", true)],
            ..Told::default()
        })
    }

    #[test]
    fn what_was_begun_stays_until_it_is_saved() {
        let library = library();
        let mut drafts = Drafts::default();
        let id = Some(TemplateId::from_number(2));
        drafts.change(id, &library, |draft| draft.text.push_str(", how was it?"));
        drafts.change(None, &library, |draft| draft.name = "new".into());
        assert_eq!(drafts.of(id, &library).text, "Hi {first_name}, how was it?");
        assert!(drafts.has(id) && drafts.has(None));
        // Typed back to what is saved: nothing was begun.
        drafts.change(id, &library, |draft| draft.text = "Hi {first_name}".into());
        assert!(!drafts.has(id));
        drafts.drop(None);
        assert_eq!(drafts.of(None, &library).name, "");
    }

    #[test]
    fn a_voice_note_goes_to_the_template_that_it_was_spoken_for() {
        let library = library();
        let mut drafts = Drafts::default();
        let id = Some(TemplateId::from_number(1));
        drafts.speak_for(id);
        // Looked at meanwhile: another one.
        drafts.change(None, &library, |draft| draft.name = "new".into());
        drafts.take_voice(
            &library,
            NewFile {
                id: protocol::FileId::from_number(9),
                kind: protocol::FileKind::Voice,
                name: "Voice note.ogg".into(),
                media_type: "audio/ogg".into(),
                bytes: 4_000,
                size: None,
                length_ms: Some(3_000),
                placeholder: None,
                waveform: None,
                poster: None,
            },
        );
        assert_eq!(drafts.of(id, &library).files.len(), 1);
        assert!(drafts.of(None, &library).files.is_empty());
    }

    #[test]
    fn a_template_needs_a_name_of_its_own_and_something_to_say() {
        let (library, limits) = (library(), Limits::default());
        let draft = |shared, name: &str, text: &str| Draft {
            shared,
            name: name.into(),
            text: text.into(),
            ..saved(None, &library)
        };
        assert!(
            draft(false, "welcome", "Hi").is_ready(&library, &limits),
            "the shared one is another"
        );
        assert!(draft(true, "welcome", "Hi").name_refusal(&library).is_some());
        assert!(draft(false, "check-in", "Hi").name_refusal(&library).is_some());
        assert!(!draft(false, "", "Hi").is_ready(&library, &limits));
        assert!(!draft(false, "new", " ").is_ready(&library, &limits));
        let long = "x".repeat(limits.message_chars as usize + 1);
        assert!(!draft(false, "new", &long).is_ready(&library, &limits));
    }

    #[test]
    fn names_become_what_can_be_typed_behind_a_slash() {
        for (typed, name) in [
            ("Two words", "two-words"),
            ("/Check in!", "check-in"),
            ("Übung_2", "übung_2"),
            (" ", ""),
        ] {
            assert_eq!(clean_name(typed), name);
            assert!(name.is_empty() || is_template_name(name));
        }
    }

    #[test]
    fn what_is_left_open_is_found_where_it_was_typed() {
        let place =
            |typed: &'static str| left_open(typed).map(|(placeholder, at)| (placeholder, typed.get(at)));
        assert_eq!(place("Hi Ben"), None);
        assert_eq!(place("`{first_name}` is code"), None);
        let typed = "`{first_name}` **Hi** {first_name}, {coach_name}";
        assert_eq!(place(typed), Some((Placeholder::FirstName, Some("{first_name}"))));
        assert_eq!(left_open(typed).map(|(_, at)| at.start), Some(22));
        assert_eq!(
            place("- {group_name|all}"),
            Some((Placeholder::GroupName, Some("{group_name|all}")))
        );
    }

    #[test]
    fn placeholders_stand_apart() {
        assert_eq!(
            parts("Hi **{first_name|there}**,\nsee `{coach_name}` {group_name}!", 40),
            [
                Part::Words("Hi ".into()),
                Part::Blank(Placeholder::FirstName),
                Part::Words(", see {coach_name} ".into()),
                Part::Blank(Placeholder::GroupName),
                Part::Words("!".into()),
            ]
        );
        assert_eq!(parts("Hello {first_name}", 4), [Part::Words("Hell".into())]);
        let read = sample("Hi {first_name|there}, {coach_name}", None, "Ana", "Spring");
        assert_eq!(read.text, "Hi there, Ana");
    }
}
