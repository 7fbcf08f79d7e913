//! What the story's server answers. The code that works is 482913; any other is wrong.

use std::cell::RefCell;
use std::rc::Rc;

use engine::ui::ConnectionState;
use protocol::{
    AccountChoice, AccountId, Answer, ApiError, Call, CodeSent, ConversationId, Device, DeviceId, ErrorCode,
    Invite, InviteId, RichText, SeenBy, Session, SignedIn, Timestamp, Version,
};

use super::NOW;
use super::people::{client, direct};
use super::sent;
use super::stage::Stage;

const CODE: &str = "482913";

pub(crate) fn answer(stage: &Rc<RefCell<Stage>>, call: Call) -> Result<Answer, ApiError> {
    let stage = stage.borrow();
    match call {
        Call::StartSignIn(_) => Ok(Answer::CodeSent(CodeSent {
            valid_ms: 600_000,
            sign_up_open: true,
        })),
        Call::VerifySignIn(verify) if verify.code != CODE => Err(wrong_code()),
        Call::VerifySignIn(verify) if stage.name == "choose-account" && verify.account.is_none() => {
            let choice = |number, name: &str, workspace_name: &str| AccountChoice {
                account: AccountId::from_number(number),
                name: name.into(),
                workspace_name: workspace_name.into(),
            };
            Ok(Answer::SignedIn(SignedIn::Choose {
                accounts: vec![
                    choice(1, "Ana Berger", "Berger Coaching"),
                    choice(77, "Ana B.", "Nordlicht Running Club"),
                ],
            }))
        }
        Call::CreateWorkspace(create) if create.code != CODE => Err(wrong_code()),
        Call::VerifySignIn(_) | Call::CreateWorkspace(_) | Call::RedeemCode(_) => {
            stage.reset();
            Ok(Answer::SignedIn(SignedIn::Session(session(&stage))))
        }
        Call::Devices => Ok(Answer::Devices(devices())),
        Call::CreateInvite(invite) => Ok(Answer::Invite(Invite {
            id: InviteId::from_number(1),
            account: invite.account.unwrap_or_else(|| client(24)),
            conversation: direct(24),
            name: invite.name,
            expires_at: Timestamp(NOW + 48 * 3_600_000),
            code: Some("K7QXD-2M9RT".into()),
            link: Some("https://chat.berger-coaching.example/join#K7QXD-2M9RT".into()),
            qr: Some(picture_of_a_code()),
        })),
        Call::Seen(..) if matches!(stage.connection.state, ConnectionState::Offline { .. }) => Err(offline()),
        Call::Seen(conversation, _) => Ok(Answer::Seen(seen(&stage, conversation))),
        Call::Files(conversation, query) => {
            let talk = stage.talks.iter().find(|talk| talk.id == conversation);
            talk.map(|talk| Answer::Files(sent::page(talk, query)))
                .ok_or_else(offline)
        }
        Call::Versions(..) => Ok(Answer::Versions(versions())),
        Call::SignOut | Call::EndDevice(_) | Call::RevokeInvite(_) => Ok(Answer::Done),
        _ => Err(ApiError::new(
            ErrorCode::Unavailable,
            "The story doesn't tell that.",
        )),
    }
}

fn offline() -> ApiError {
    ApiError::new(ErrorCode::Unavailable, "There is no connection.")
}

/// The first half has read it, the last has not even got it.
fn seen(stage: &Stage, conversation: ConversationId) -> Vec<SeenBy> {
    let talk = stage.talks.iter().find(|talk| talk.id == conversation);
    let members = talk.map(|talk| talk.members.as_slice()).unwrap_or_default();
    let others: Vec<_> = members
        .iter()
        .filter(|member| member.account != stage.me.id)
        .collect();
    let (count, minute) = (others.len(), 60_000);
    others
        .into_iter()
        .zip(0..)
        .map(|(member, index)| {
            let read = index <= count / 2;
            let delivered = read || index + 1 < count;
            let at = |minutes: i64| Timestamp(NOW - minutes * minute);
            SeenBy {
                account: member.account,
                delivered_at: delivered.then(|| at(29)),
                read_at: read.then(|| at(3 + 4 * index as i64)),
                delivered,
                read,
            }
        })
        .collect()
}

fn versions() -> Vec<Version> {
    [
        (12, "Monday: squat 80 kg, 3x8. Thursday: 30 min easy."),
        (
            9,
            "Monday: squat 80 kg, 4x6. Thursday: 40 min easy, heart rate under 140. Eat 2,400 kcal on rest days.",
        ),
    ]
    .into_iter()
    .map(|(ago, text)| Version {
        body: RichText::plain(text),
        at: Timestamp(NOW - ago * 60_000),
    })
    .collect()
}

fn wrong_code() -> ApiError {
    ApiError::new(
        ErrorCode::WrongCode,
        "That isn't the code, or it is too old. Look at the newest mail.",
    )
}

fn session(stage: &Stage) -> Session {
    Session {
        token: None,
        me: protocol::Me {
            account: stage.me.clone(),
            workspace: stage.workspace(),
            device: DeviceId::from_number(1),
            limits: protocol::Limits::default(),
        },
    }
}

fn devices() -> Vec<Device> {
    let device = |number, name: &str, days: i64, minutes: i64, this| Device {
        id: DeviceId::from_number(number),
        name: name.into(),
        signed_in_at: Timestamp(NOW - days * 86_400_000),
        last_seen_at: Timestamp(NOW - minutes * 60_000),
        this,
    };
    vec![
        device(1, "Firefox on Linux", 12, 0, true),
        device(2, "Rapport on iPhone", 40, 25, false),
        device(3, "Rapport on macOS", 118, 2_900, false),
    ]
}

/// Looks like a QR code and says nothing: three finders, and a pattern.
fn picture_of_a_code() -> Vec<Vec<bool>> {
    const SIDE: usize = 29;
    let finder = |x: usize, y: usize| {
        let ring = |x: usize, y: usize| x.max(y).max(6 - x.min(6)).max(6 - y.min(6));
        [(0, 0), (SIDE - 7, 0), (0, SIDE - 7)]
            .iter()
            .find_map(|(left, top)| {
                let inside = x >= *left && y >= *top && x < left + 7 && y < top + 7;
                inside.then(|| matches!(ring(x - left, y - top), 6 | 4 | 3))
            })
    };
    let quiet = |x: usize, y: usize| !(8..=SIDE - 9).contains(&x) && y < 8 || x < 8 && y > SIDE - 9;
    let dark = |x: usize, y: usize| {
        finder(x, y).unwrap_or_else(|| !quiet(x, y) && (x * 7 + y * 13 + x * y * 3) % 5 < 2)
    };
    (0..SIDE)
        .map(|y| (0..SIDE).map(|x| dark(x, y)).collect())
        .collect()
}
