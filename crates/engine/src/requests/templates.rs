//! Saved messages: keeping them, and putting one into a composer with its placeholders filled.

use markup::Placeholder;
use protocol::{
    ApiError, Command, ConversationId, ErrorCode, FileKind, RichText, TEMPLATE_NAME_CHARS, Template,
    TemplateId, is_template_name,
};

use super::files::too_many;
use crate::engine::Engine;
use crate::library::find;
use crate::store::{OutgoingFile, Store};
use crate::trouble::not_here;
use crate::ui::{KeptFile, Reply};

/// A saved message as its maker wants it.
pub(super) struct Wanted {
    pub shared: bool,
    pub name: String,
    pub text: String,
    pub files: Vec<KeptFile>,
}

impl<S: Store> Engine<S> {
    pub(super) fn save_template(
        &mut self,
        id: Option<TemplateId>,
        wanted: Wanted,
    ) -> Result<Reply, ApiError> {
        self.refuse_clients()?;
        let Wanted {
            shared,
            name,
            text,
            files,
        } = wanted;
        let name = name.trim().trim_start_matches('/').to_lowercase();
        if !is_template_name(&name) {
            let words = format!(
                "Give it a name to type after \u{201c}/\u{201d}: letters, digits, - and _, {TEMPLATE_NAME_CHARS} at most."
            );
            return Err(ApiError::new(ErrorCode::Invalid, words).with("limit", TEMPLATE_NAME_CHARS));
        }
        let library = self.library_shown();
        if let Some(id) = id {
            find(&library.templates, id).ok_or_else(no_template)?;
        }
        let rival =
            |other: &Template| other.name == name && other.owner.is_none() == shared && Some(other.id) != id;
        if library.templates.iter().any(rival) {
            let whose = if shared { "There is a shared" } else { "You have a" };
            let words =
                format!("{whose} message \u{201c}/{name}\u{201d} already. Give this one another name.");
            return Err(ApiError::new(ErrorCode::Taken, words));
        }
        let text = text.trim().to_owned();
        if text.is_empty() && files.is_empty() {
            return Err(ApiError::new(
                ErrorCode::Invalid,
                "Write something, or attach a file.",
            ));
        }
        self.check_length(&RichText::plain(text.as_str()))?;
        let limit = self.me.limits.message_files as usize;
        if files.len() > limit {
            return Err(too_many(limit));
        }
        let voice = files.iter().any(|file| file.kind() == FileKind::Voice);
        if voice && (files.len() > 1 || !text.is_empty()) {
            return Err(ApiError::new(
                ErrorCode::Invalid,
                "A voice note goes alone. Save the rest as another message.",
            ));
        }
        let mut outgoing: Vec<OutgoingFile> = Vec::with_capacity(files.len());
        for file in files {
            let file = self.outgoing(file)?;
            if !outgoing.iter().any(|known| known.file.id == file.file.id) {
                outgoing.push(file);
            }
        }
        let id = id.unwrap_or_else(|| TemplateId(self.new_uuid()));
        let command = Command::SaveTemplate {
            id,
            shared,
            name,
            text,
            files: outgoing.iter().map(|file| file.file.id).collect(),
        };
        self.enqueue_with(command, outgoing);
        Ok(Reply::Template { id })
    }

    pub(super) fn delete_template(&mut self, id: TemplateId) -> Result<(), ApiError> {
        self.refuse_clients()?;
        let shown = self.library_shown();
        find(&shown.templates, id).ok_or_else(no_template)?;
        let server_has_it = self.library.has_template(id);
        let withdrawn = self.withdraw(
            |command| matches!(command, Command::SaveTemplate { id: saved, .. } if *saved == id),
            server_has_it,
        );
        if !withdrawn {
            self.enqueue(Command::DeleteTemplate { id });
        }
        Ok(())
    }

    /// Its files go into the composer; its words are answered, for the page to put where the cursor is.
    pub(super) fn use_template(
        &mut self,
        id: ConversationId,
        template: TemplateId,
    ) -> Result<Reply, ApiError> {
        self.refuse_clients()?;
        let library = self.library_shown();
        let template = find(&library.templates, template).ok_or_else(no_template)?;
        let text = self.template_text(id, &template.text)?;
        self.put_into_composer(id, &template.files)?;
        Ok(Reply::Text { text })
    }

    /// What it says here. Untouched to the letter where nothing is left open.
    fn template_text(&self, id: ConversationId, typed: &str) -> Result<String, ApiError> {
        let state = self.conversations.get(&id).filter(|state| state.is_listed());
        let state = state.ok_or_else(not_here)?;
        let read = markup::from_typed(typed);
        let filled = markup::filled(&read, |placeholder| match placeholder {
            Placeholder::FirstName => {
                let client = state.meta.as_ref().and_then(|meta| meta.client)?;
                let name = self.name_of(id, client);
                name.split_whitespace().next().map(str::to_owned)
            }
            Placeholder::CoachName => Some(self.me.account.name.clone()),
            Placeholder::GroupName => (!state.is_direct()).then(|| self.title_of(id)),
        });
        if filled == read {
            return Ok(typed.to_owned());
        }
        Ok(markup::to_typed(&filled))
    }

    /// A message must not go out with a gap in it. Clients have no templates: their braces are braces.
    pub(super) fn refuse_unfilled(&self, body: &RichText) -> Result<(), ApiError> {
        let open = markup::unfilled(body).filter(|_| self.is_coach());
        let Some(placeholder) = open.map(Placeholder::as_str) else {
            return Ok(());
        };
        let words = format!("Fill in {{{placeholder}}} before sending.");
        Err(ApiError::new(ErrorCode::Invalid, words).with("placeholder", placeholder))
    }

    /// A later word on a template waits.
    pub(crate) fn is_saved_again(&self, id: TemplateId) -> bool {
        self.outbox.entries().any(|entry| match entry.command {
            Command::SaveTemplate { id: later, .. } | Command::DeleteTemplate { id: later } => later == id,
            _ => false,
        })
    }
}

fn no_template() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "That saved message is gone.")
}
