//! Saved messages: one's own, which nobody else learns of, and the practice's. The same one can go from one to the other.

use protocol::{
    AccountId, ErrorCode, FileId, Outcome, TEMPLATE_NAME_CHARS, TEMPLATES, Template, TemplateId,
    is_template_name,
};

use super::too_many;
use crate::db::Tx;
use crate::domain::access::access_as_coach;
use crate::domain::{Actor, Failure, Work, files, refuse, text};

/// What a coach wants to keep.
pub(crate) struct TemplateAsked {
    pub(crate) id: TemplateId,
    pub(crate) shared: bool,
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) files: Vec<FileId>,
}

pub(crate) async fn save_template<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    asked: TemplateAsked,
) -> Result<Outcome, Failure> {
    access_as_coach(actor)?;
    let owner = (!asked.shared).then_some(actor.account);
    let other = asked.shared.then_some(actor.account);
    let before = work.tx.template(work.ws, owner, asked.id).await?;
    let moving = work.tx.template(work.ws, other, asked.id).await?;
    let was_deleted = [&before, &moving].into_iter().flatten().any(|held| held.deleted);
    let before = before.filter(|held| !held.deleted);
    let moving = moving.filter(|held| !held.deleted);
    if was_deleted && before.is_none() && moving.is_none() {
        return Err(refuse(ErrorCode::NotFound, "This template was deleted."));
    }
    refuse_misnamed(work, owner, asked.id, &asked.name).await?;
    if before.is_none() && work.tx.count_templates(work.ws, owner).await? as usize >= TEMPLATES {
        let what = if asked.shared {
            "templates are shared"
        } else {
            "templates are your own"
        };
        return Err(too_many(what, TEMPLATES));
    }
    let attachments = files::to_attach(work, actor, false, &asked.files).await?;
    text::template(work.limits(), &asked.text, attachments.is_empty())?;
    files::refuse_words_with_voice(&attachments, asked.text.trim().is_empty())?;
    let template = Template {
        id: asked.id,
        owner,
        name: asked.name,
        text: asked.text,
        files: attachments,
        rev: before.as_ref().map_or(0, |before| before.rev),
        deleted: false,
    };
    if before.as_ref() == Some(&template) {
        return Ok(Outcome::Done);
    }
    let had = [&before, &moving].into_iter().flatten();
    let had: Vec<_> = had.flat_map(files_of).collect();
    // First what is over, then what is: who hears both in this order always has one.
    if let Some(moving) = moving {
        work.put_template(gone(&moving)).await?;
    }
    work.put_template(template).await?;
    work.drop_unheld(&had).await?;
    Ok(Outcome::Done)
}

pub(crate) async fn delete_template<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: TemplateId,
) -> Result<Outcome, Failure> {
    access_as_coach(actor)?;
    let mut known = false;
    for owner in [Some(actor.account), None] {
        let Some(held) = work.tx.template(work.ws, owner, id).await? else {
            continue;
        };
        known = true;
        if !held.deleted {
            work.put_template(gone(&held)).await?;
            let had: Vec<_> = files_of(&held).collect();
            work.drop_unheld(&had).await?;
        }
    }
    if known {
        return Ok(Outcome::Done);
    }
    Err(refuse(
        ErrorCode::NotFound,
        "There is no such template (any more).",
    ))
}

fn files_of(template: &Template) -> impl Iterator<Item = FileId> {
    template.files.iter().map(|file| file.id)
}

fn gone(template: &Template) -> Template {
    Template {
        id: template.id,
        owner: template.owner,
        name: String::new(),
        text: String::new(),
        files: Vec::new(),
        rev: template.rev,
        deleted: true,
    }
}

async fn refuse_misnamed<T: Tx>(
    work: &mut Work<'_, T>,
    owner: Option<AccountId>,
    id: TemplateId,
    name: &str,
) -> Result<(), Failure> {
    if !is_template_name(name) {
        let words = format!(
            "A template's name is {TEMPLATE_NAME_CHARS} characters at most: lower-case letters, digits, - and _."
        );
        return Err(refuse(ErrorCode::Invalid, &words));
    }
    let named = work.tx.template_named(work.ws, owner, name).await?;
    if named.is_some_and(|named| named != id) {
        let whose = if owner.is_some() {
            "You have"
        } else {
            "Your practice has"
        };
        let words = format!("{whose} a template of this name already.");
        return Err(refuse(ErrorCode::Taken, &words));
    }
    Ok(())
}
