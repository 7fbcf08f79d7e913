//! How things cross: the subjects, and what is in a message. A line that says which node it comes from, then the frame
//! just as the sockets get it, so that it is encoded once for everybody. Version 2 is in the subject: a node that speaks
//! another one listens elsewhere. (Version 1 did not know of pages for coaches only: it would have handed them to everybody.)

use axum::body::Bytes;
use axum::extract::ws::Utf8Bytes;
use protocol::{DeviceId, ServerFrame};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::Audience;
use crate::domain::publication::Reach;
use crate::hosted::hub::Topic;

/// Nobody listens here: asked when the network's own answer is wanted.
pub(super) const NOBODY: &str = "rapport.v2.nobody";
/// Where the network answers; one permission for `rapport.>` covers everything that a node does.
pub(super) const INBOX: &str = "rapport.inbox";

pub(super) fn subject(topic: Topic) -> String {
    let workspace = topic.workspace;
    match topic.audience {
        Audience::Members(id) => format!("rapport.v2.{workspace}.member.{id}"),
        Audience::Account(id) => format!("rapport.v2.{workspace}.account.{id}"),
        Audience::Staff(_) => format!("rapport.v2.{workspace}.staff"),
        Audience::Clients(_) => format!("rapport.v2.{workspace}.clients"),
    }
}

#[derive(Serialize, Deserialize)]
struct Head {
    node: Uuid,
    /// The session of this device is over; no frame follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended: Option<DeviceId>,
    /// What in the frame is not for every reader.
    #[serde(flatten)]
    reach: Reach,
}

/// What came from another node.
#[derive(Debug)]
pub(crate) enum Received {
    /// Both as it is and as it was encoded, and what of it is not for every reader.
    Frame(Box<ServerFrame>, Utf8Bytes, Reach),
    Ended(DeviceId),
}

/// A message that is not one of ours. Says nothing of what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unreadable {
    #[error("it has no head")]
    NoHead,
    #[error("its head cannot be read")]
    Head,
    #[error("it is not text")]
    NotText,
    #[error("its frame cannot be read")]
    Frame,
}

fn head(node: Uuid, ended: Option<DeviceId>, reach: &Reach) -> String {
    // Two ids and a word always serialize.
    let head = Head {
        node,
        ended,
        reach: reach.clone(),
    };
    serde_json::to_string(&head).unwrap_or_default()
}

/// The message, and the frame within it.
pub(super) fn pack(node: Uuid, reach: &Reach, frame: &str) -> (Bytes, Utf8Bytes) {
    let head = head(node, None, reach);
    let payload = Bytes::from(format!("{head}\n{frame}"));
    let text = Utf8Bytes::try_from(payload.slice(head.len() + 1..));
    (payload, text.unwrap_or_else(|_| frame.into()))
}

pub(super) fn pack_end(node: Uuid, device: DeviceId) -> Bytes {
    Bytes::from(head(node, Some(device), &Reach::default()) + "\n")
}

/// `None` is our own.
pub(super) fn unpack(own: Uuid, payload: &Bytes) -> Result<Option<Received>, Unreadable> {
    let end = payload.iter().position(|byte| *byte == b'\n');
    let end = end.ok_or(Unreadable::NoHead)?;
    let head: Head = serde_json::from_slice(&payload.slice(..end)).map_err(|_| Unreadable::Head)?;
    if head.node == own {
        return Ok(None);
    }
    if let Some(device) = head.ended {
        return Ok(Some(Received::Ended(device)));
    }
    let text = Utf8Bytes::try_from(payload.slice(end + 1..)).map_err(|_| Unreadable::NotText)?;
    let frame = serde_json::from_str(&text).map_err(|_| Unreadable::Frame)?;
    Ok(Some(Received::Frame(Box::new(frame), text, head.reach)))
}

#[cfg(test)]
mod tests {
    use protocol::{AccountId, ConversationId, ReceiptPolicy, WorkspaceId};

    use super::*;

    const NODE: Uuid = Uuid::from_u128(1);
    const OTHER: Uuid = Uuid::from_u128(2);
    fn staff() -> Reach {
        Reach {
            staff_only: true,
            ..Reach::of_receipts(ReceiptPolicy::Staff)
        }
    }

    #[test]
    fn a_frame_crosses_as_the_sockets_get_it() {
        let (payload, here) = pack(NODE, &staff(), r#"{"type":"resync"}"#);
        assert_eq!(here, r#"{"type":"resync"}"#);
        let there = unpack(OTHER, &payload).unwrap();
        assert!(matches!(there, Some(Received::Frame(frame, text, reach))
                if reach == staff() && *frame == ServerFrame::Resync && text == here));
        assert!(unpack(NODE, &payload).unwrap().is_none(), "its own");
    }

    #[test]
    fn the_end_of_a_session_names_the_device() {
        let device = DeviceId::from_number(5);
        let there = unpack(OTHER, &pack_end(NODE, device)).unwrap();
        assert!(matches!(there, Some(Received::Ended(ended)) if ended == device));
    }

    #[test]
    fn whatever_else_is_there_is_refused_without_its_words() {
        let head = head(NODE, None, &Reach::default());
        let invalid = [format!("{head}\n").as_bytes(), &[0xff, 0xfe]].concat();
        for (payload, expected) in [
            (Bytes::new(), Unreadable::NoHead),
            (Bytes::from("secret words"), Unreadable::NoHead),
            (Bytes::from("secret\nwords"), Unreadable::Head),
            (Bytes::from(format!("{head}\nsecret words")), Unreadable::Frame),
            (Bytes::from(invalid), Unreadable::NotText),
        ] {
            let refused = unpack(OTHER, &payload).unwrap_err();
            assert_eq!(refused, expected);
            assert!(!refused.to_string().contains("secret"));
        }
        // What a newer node may say besides is no reason to complain.
        let (newer, _) = pack(NODE, &staff(), r#"{"type":"fanfare"}"#);
        let there = unpack(OTHER, &newer).unwrap();
        assert!(matches!(there, Some(Received::Frame(frame, ..)) if *frame == ServerFrame::Unknown));
    }

    #[test]
    fn subjects_name_the_practice_and_the_audience() {
        let workspace = WorkspaceId::from_number(1);
        let of = |audience| subject(Topic::new(workspace, audience));
        let ws = "rapport.v2.00000000-0000-0000-0000-000000000001";
        let id = "00000000-0000-0000-0000-000000000007";
        assert_eq!(
            of(Audience::Members(ConversationId::from_number(7))),
            format!("{ws}.member.{id}")
        );
        assert_eq!(
            of(Audience::Account(AccountId::from_number(7))),
            format!("{ws}.account.{id}")
        );
        assert_eq!(of(Audience::Staff(workspace)), format!("{ws}.staff"));
        assert_eq!(of(Audience::Clients(workspace)), format!("{ws}.clients"));
    }
}
