//! The rules: what each command does, who may give it, and which feeds learn of it. Written once, over any database.
//!
//! Knows no SQL, socket, clock or random source. Rows are reached only through [`access`], which takes the actor:
//! what an actor may not know of does not exist for it (`not_found`, never `forbidden`). A function here runs inside one
//! transaction that its caller begins and ends: on an error, the caller rolls everything back.

pub mod access;
pub(crate) mod cards;
pub mod files;
pub mod invites;
pub mod links;
pub mod publication;
pub mod sessions;
pub mod sign_in;

mod cohorts;
mod conversations;
mod drafts;
mod emoji;
mod events;
mod failure;
pub(crate) mod filing;
mod group_settings;
mod groups;
mod library;
mod mentions;
mod messages;
mod outcomes;
mod people;
mod pins;
pub(crate) mod planting;
mod reactions;
pub(crate) mod receipts;
mod roles;
pub(crate) mod secrets;
mod tags;
mod text;
pub(crate) mod veil;
mod work;

use protocol::{
    AccountId, AccountKind, ApiError, Command, DeviceId, ErrorCode, Limits, Outcome, SubmitCommand,
    Timestamp, WorkspaceId,
};

use crate::db::Tx;

pub use failure::Failure;
pub use messages::versions;
pub use outcomes::remember_refusal;
pub use people::{NewClient, NewPerson, create_client, create_coach, create_workspace};
pub use publication::{Audience, Publication, audience};
pub use receipts::seen;
pub use work::Work;

/// Who asks, as the session says: never what a request claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    pub workspace: WorkspaceId,
    pub account: AccountId,
    pub kind: AccountKind,
    pub device: DeviceId,
}

/// What every command is measured by.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    pub now: Timestamp,
    pub limits: Limits,
}

/// Does one command, exactly once for each id, and says who is to learn of what.
pub async fn execute<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    rules: Rules,
    submit: SubmitCommand,
) -> Result<(Outcome, Vec<Publication>), Failure> {
    if let Some(outcome) = outcomes::remembered(tx, actor, &submit).await? {
        return Ok((outcome, Vec::new()));
    }
    let remember = outcomes::is_remembered(&submit.command);
    let mut work = Work::new(tx, actor.workspace, rules);
    let outcome = run(&mut work, actor, submit.command).await?;
    let publications = work.finish();
    if remember {
        outcomes::remember(tx, actor, rules.now, submit.id, &outcome).await?;
    }
    Ok((outcome, publications))
}

/// Does a command that nobody will send twice.
pub(crate) async fn apply<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    rules: Rules,
    command: Command,
) -> Result<Outcome, Failure> {
    run(&mut Work::new(tx, actor.workspace, rules), actor, command).await
}

async fn run<T: Tx>(work: &mut Work<'_, T>, actor: &Actor, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::SendMessage {
            id,
            conversation,
            body,
            attachments,
            reply_to,
            forwarded,
            staff_only,
        } => {
            let new = messages::NewMessage {
                id,
                conversation,
                body,
                attachments,
                reply_to,
                forwarded,
                staff_only,
            };
            messages::send(work, actor, new).await
        }
        Command::EditMessage {
            conversation,
            message,
            body,
        } => messages::edit(work, actor, conversation, message, body).await,
        Command::DeleteMessage {
            conversation,
            message,
        } => messages::delete(work, actor, conversation, message).await,
        Command::MarkSeen {
            conversation,
            delivered,
            read,
        } => receipts::mark_seen(work, actor, conversation, delivered, read).await,
        Command::SetDraft {
            conversation,
            text,
            reply_to,
        } => drafts::set(work, actor, conversation, text, reply_to).await,
        Command::CreateGroup {
            id,
            name,
            members,
            options,
            rule,
        } => {
            let new = groups::NewGroup {
                id,
                name,
                members,
                options,
                rule,
            };
            groups::create(work, actor, new).await
        }
        Command::RenameGroup { conversation, name } => {
            group_settings::rename(work, actor, conversation, name).await
        }
        Command::AddMembers {
            conversation,
            accounts,
        } => groups::add(work, actor, conversation, accounts).await,
        Command::RemoveMember {
            conversation,
            account,
        } => groups::remove(work, actor, conversation, account).await,
        Command::LeaveGroup { conversation } => groups::leave(work, actor, conversation).await,
        Command::ArchiveGroup {
            conversation,
            archived,
        } => group_settings::archive(work, actor, conversation, archived).await,
        Command::Rename { name } => people::rename(work, actor, name).await,
        Command::React {
            conversation,
            message,
            emoji,
            on,
        } => reactions::react(work, actor, conversation, message, emoji, on).await,
        Command::PinMessage {
            conversation,
            message,
            pinned,
        } => pins::pin(work, actor, conversation, message, pinned).await,
        Command::StarMessage {
            conversation,
            message,
            starred,
            follow_up_at,
        } => filing::star(work, actor, conversation, message, starred, follow_up_at).await,
        Command::FileConversation { conversation, switch } => {
            filing::file(work, actor, conversation, switch).await
        }
        Command::MarkPlayed {
            conversation,
            message,
        } => receipts::mark_played(work, actor, conversation, message).await,
        Command::SetReceiptPolicy { policy } => receipts::set_policy(work, actor, policy).await,
        Command::SetGroup { conversation, switch } => {
            group_settings::set(work, actor, conversation, switch).await
        }
        Command::SetRole {
            conversation,
            account,
            role,
        } => roles::set_role(work, actor, conversation, account, role).await,
        Command::SetPosting {
            conversation,
            account,
            can_post,
        } => roles::set_posting(work, actor, conversation, account, can_post).await,
        Command::SetCohort { conversation, rule } => cohorts::set(work, actor, conversation, rule).await,
        Command::SaveTag { id, name, hue } => tags::save(work, actor, id, name, hue).await,
        Command::DeleteTag { id } => tags::delete(work, actor, id).await,
        Command::TagClient { account, tag, on } => tags::tag_client(work, actor, account, tag, on).await,
        Command::AssignClient { account, coach } => tags::assign(work, actor, account, coach).await,
        Command::SaveVaultFolder { id, name, parent } => {
            library::save_folder(work, actor, id, name, parent).await
        }
        Command::DeleteVaultFolder { id } => library::delete_folder(work, actor, id).await,
        Command::SaveVaultItem {
            id,
            file,
            name,
            folder,
            tags,
        } => {
            let asked = library::ItemAsked {
                id,
                file,
                name,
                folder,
                tags,
            };
            library::save_item(work, actor, asked).await
        }
        Command::DeleteVaultItem { id } => library::delete_item(work, actor, id).await,
        Command::SaveTemplate {
            id,
            shared,
            name,
            text,
            files,
        } => {
            let asked = library::TemplateAsked {
                id,
                shared,
                name,
                text,
                files,
            };
            library::save_template(work, actor, asked).await
        }
        Command::DeleteTemplate { id } => library::delete_template(work, actor, id).await,
    }
}

pub(crate) fn refuse(code: ErrorCode, message: &str) -> Failure {
    Failure::Refused(ApiError::new(code, message))
}

#[cfg(test)]
mod tests;
