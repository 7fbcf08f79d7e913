//! `/api/invites`: coaches bring clients in.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use futures_util::FutureExt as _;
use protocol::{AccountId, ApiError, ConversationId, CreateInvite, ErrorCode, Invite, InviteId, Timestamp};

use super::request::{Answer, Body, Refusal, id};
use super::session::SignedInActor;
use super::sign_in::post;
use crate::db::{Accounts as _, Workspaces as _};
use crate::domain::invites::{self, Invitee, NewInvite};
use crate::domain::{Rules, Work};
use crate::hosted::{Db, Desk, Lane, Server, system};
use crate::mail::{Letter, Mail};

/// Where a code is redeemed.
pub(crate) fn link(public_url: &str, code: &str) -> String {
    format!("{}/join#{code}", public_url.trim_end_matches('/'))
}

/// The link as a square of modules; none when it is too long for one, which no link of ours is.
pub(crate) fn qr(link: &str) -> Option<Vec<Vec<bool>>> {
    let code = qrcode::QrCode::new(link).ok()?;
    let width = code.width();
    let dark = code
        .to_colors()
        .into_iter()
        .map(|color| color == qrcode::Color::Dark);
    let dark: Vec<bool> = dark.collect();
    Some(dark.chunks(width.max(1)).map(<[bool]>::to_vec).collect())
}

/// Ids and a code for an invite.
pub(crate) fn new_invite<T>(desk: &mut Desk<T>) -> NewInvite {
    NewInvite {
        id: InviteId(desk.entropy.uuid(desk.now)),
        code: desk.entropy.invite_code(),
        account: AccountId(desk.entropy.uuid(desk.now)),
        direct: ConversationId(desk.entropy.uuid(desk.now)),
    }
}

/// `POST /api/invites`
pub(crate) async fn create<D: Db>(
    State(server): State<Arc<Server<D>>>,
    SignedInActor(actor): SignedInActor,
    Body(body): Body<CreateInvite>,
) -> Answer<Invite> {
    server.throttles.invites.take(actor.account, system::now())?;
    let send_email = body.send_email;
    let invitee = Invitee {
        name: body.name,
        email: body.email,
        account: body.account,
    };
    let limits = server.config.limits;
    let (invite, account, letter_from) = server
        .db
        .write(Lane::Workspace(actor.workspace), move |desk| {
            async move {
                let new = new_invite(desk);
                let rules = Rules {
                    now: desk.now,
                    limits,
                };
                let mut work = Work::new(&mut desk.tx, actor.workspace, rules);
                let (invite, account) = invites::create(&mut work, &actor, invitee, &new).await?;
                if send_email && account.email.is_none() {
                    let message = "To send the invitation, give an e-mail address.";
                    return Err(ApiError::new(ErrorCode::Invalid, message).into());
                }
                let publications = work.finish();
                let workspace = desk.tx.workspace(actor.workspace).await?;
                let inviter = desk.tx.account(actor.workspace, actor.account).await?;
                Ok(((invite, account, (workspace, inviter)), publications))
            }
            .boxed()
        })
        .await?;
    let code = invite.code.clone().unwrap_or_default();
    let link = link(&server.public_url, &code);
    if send_email
        && let (Some((_, workspace)), Some(inviter)) = letter_from
        && let Some(to) = account.email
    {
        let letter = Letter::Invite {
            workspace: workspace.name,
            inviter: inviter.name,
            name: account.name,
            code,
            link: link.clone(),
        };
        post(&server, Mail { to, letter });
    }
    Ok(Json(Invite {
        qr: qr(&link),
        link: Some(link),
        ..invite
    }))
}

/// `GET /api/invites`
pub(crate) async fn list<D: Db>(
    State(server): State<Arc<Server<D>>>,
    SignedInActor(actor): SignedInActor,
) -> Answer<Vec<Invite>> {
    let now: Timestamp = system::now();
    let list = server
        .db
        .read(move |tx| async move { invites::list(tx, &actor, now).await }.boxed());
    Ok(Json(list.await?))
}

/// `DELETE /api/invites/{invite}`
pub(crate) async fn revoke<D: Db>(
    State(server): State<Arc<Server<D>>>,
    SignedInActor(actor): SignedInActor,
    Path(invite): Path<String>,
) -> Result<StatusCode, Refusal> {
    let invite: InviteId = id(&invite)?;
    let revoke = server.db.note(Lane::Workspace(actor.workspace), move |desk| {
        async move { invites::revoke(&mut desk.tx, &actor, invite).await }.boxed()
    });
    revoke.await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_is_a_square_of_modules() {
        let link = link("https://chat.fit.example/", "K7QXD-2M9RT");
        assert_eq!(link, "https://chat.fit.example/join#K7QXD-2M9RT");
        let modules = qr(&link).unwrap();
        assert!(modules.len() >= 21);
        assert!(modules.iter().all(|row| row.len() == modules.len()));
        assert!(
            modules[0][..7].iter().all(|dark| *dark),
            "the finder in the corner"
        );
    }
}
