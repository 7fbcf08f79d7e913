//! What happens in the story when the person does something.

use std::cell::RefCell;
use std::rc::Rc;

use engine::ui::{
    Connection, ConnectionState, Edge, FileView, Place, Reply, Request, Status, TypingPerson, Update,
};
use protocol::{Activity, ApiError, ConversationId, ErrorCode, FileId, MessageId, RichText, Timestamp};
use wasm_bindgen_futures::spawn_local;

use super::NOW;
use super::deeds;
use super::filed;
use super::groups;
use super::people::{ANA, client};
use super::sent;
use super::stage::{Stage, message, quote};
use crate::dom::pause;

type Shared = Rc<RefCell<Stage>>;

/// Does it, and tells what changed.
pub(crate) fn take(
    stage: &Shared,
    request: Request,
) -> impl Future<Output = Result<Reply, ApiError>> + 'static {
    let answer = now(stage, request);
    async { answer }
}

fn now(shared: &Shared, request: Request) -> Result<Reply, ApiError> {
    let mut stage = shared.borrow_mut();
    match request {
        Request::Attach | Request::Focus { .. } | Request::Activity { .. } => {}
        Request::React {
            conversation,
            message,
            emoji,
            on,
        } => change(&mut stage, conversation, message, |item| {
            deeds::react(item, &emoji, on)
        }),
        Request::PinMessage {
            conversation,
            message,
            pinned,
        } => {
            change(&mut stage, conversation, message, |item| item.pinned = pinned);
            stage.tell_details(conversation);
        }
        Request::StarMessage {
            conversation,
            message,
            starred,
            follow_up_at,
        } => {
            change(&mut stage, conversation, message, |item| {
                item.starred = starred;
                item.follow_up_at = follow_up_at;
            });
            deeds::tell_starred(&stage);
        }
        Request::File { conversation, switch } => {
            let switch = deeds::with_number(&mut stage, conversation, switch);
            deeds::file(&mut stage, conversation, switch);
        }
        Request::Forward {
            conversation,
            message,
            to,
        } => deeds::forward(&mut stage, conversation, message, &to),
        Request::SetReceiptPolicy { policy } => {
            stage.receipts = policy;
            stage.tell(Update::Workspace {
                workspace: stage.workspace(),
            });
        }
        Request::Open { conversation } => open(shared, &mut stage, conversation),
        Request::Close => stage.open = None,
        Request::LoadOlder => {
            stage.tell_timeline(|update| update.older = Edge::Loading);
            let shared = shared.clone();
            spawn_local(async move {
                pause(400).await;
                shared.borrow_mut().load_older();
            });
        }
        Request::LoadNewer => {}
        Request::JumpTo { message } => {
            let place = stage
                .open
                .and_then(|open| stage.talk(open)?.items.iter().position(|item| item.id == message));
            let Some(place) = place else {
                return Err(ApiError::new(
                    ErrorCode::NotFound,
                    "That message isn't there any more.",
                ));
            };
            let far = place < stage.from;
            stage.from = stage.from.min(place.saturating_sub(20));
            stage.tell_timeline(|update| {
                update.reset = far;
                update.focus = Some(message);
            });
        }
        Request::JumpToLatest => stage.tell_timeline(|update| update.scroll_to_end = true),
        Request::Send {
            conversation,
            text,
            reply_to,
            files,
            staff_only,
        } => {
            let to = (conversation, staff_only);
            return send(shared, &mut stage, to, text, reply_to, &files);
        }
        Request::Edit {
            conversation,
            message,
            text,
        } => {
            change(&mut stage, conversation, message, |item| {
                item.body = RichText::plain(text);
                item.edited_at = Some(Timestamp(NOW));
            });
        }
        Request::Delete {
            conversation,
            message,
        } => {
            change(&mut stage, conversation, message, |item| {
                item.body = RichText::default();
                item.deleted = true;
            });
        }
        Request::Retry { message } => {
            if let Some(open) = stage.open {
                change(&mut stage, open, message, |item| {
                    item.status = Some(Status::Waiting);
                    item.failure = None;
                });
            }
        }
        Request::Discard { message } => discard(&mut stage, message),
        Request::Seen { conversation, .. } => {
            if let Some(talk) = stage.talk(conversation).filter(|talk| talk.unread > 0) {
                talk.unread = 0;
                stage.tell_row(conversation);
            }
        }
        Request::SetDraft {
            conversation,
            text,
            reply_to,
        } => {
            if let Some(talk) = stage.talk(conversation) {
                talk.reply = reply_to.and_then(|id| talk.items.iter().find(|item| item.id == id).map(quote));
                talk.draft = text;
            }
        }
        Request::CreateGroup { .. }
        | Request::RenameGroup { .. }
        | Request::AddMembers { .. }
        | Request::RemoveMember { .. }
        | Request::LeaveGroup { .. }
        | Request::ArchiveGroup { .. }
        | Request::SetGroup { .. }
        | Request::SetGroupPicture { .. }
        | Request::SetRole { .. }
        | Request::SetPosting { .. }
        | Request::SetCohort { .. } => return groups::take(&mut stage, request),
        Request::Rename { name } => {
            stage.me.name = name;
            stage.tell(Update::Me {
                account: stage.me.clone(),
            });
        }
        Request::AddFile { conversation, file } => {
            sent::tell_composer(&mut stage, conversation, |talk| talk.files.push(file));
        }
        Request::RemoveFile { conversation, file } => {
            sent::tell_composer(&mut stage, conversation, |talk| {
                talk.files.retain(|known| known.id != file);
            });
        }
        Request::Cancel { message } => discard(&mut stage, message),
        Request::Played {
            conversation,
            message,
        } => {
            change(&mut stage, conversation, message, super::voices::play);
        }
        Request::SaveTag { .. }
        | Request::DeleteTag { .. }
        | Request::TagClient { .. }
        | Request::AssignClient { .. } => return filed::take(&mut stage, request),
        Request::Reconnect => reconnect(shared, &mut stage),
        other => return super::shelves::take(&mut stage, other),
    }
    Ok(Reply::Done)
}

fn open(shared: &Shared, stage: &mut Stage, conversation: ConversationId) {
    if stage.name == "loading-conversation" {
        stage.open = Some(conversation);
        return;
    }
    stage.open(conversation);
    stage.tell_row(conversation);
    if stage.name == "jump" {
        let shared = shared.clone();
        spawn_local(async move {
            pause(400).await;
            let mut stage = shared.borrow_mut();
            let message = stage
                .talk(conversation)
                .and_then(|talk| Some(talk.items.get(40)?.id));
            stage.from = 20;
            stage.tell_timeline(|update| {
                update.focus = message;
                update.newer_count = 3;
            });
        });
    }
}

fn change(
    stage: &mut Stage,
    conversation: ConversationId,
    message: MessageId,
    change: impl FnOnce(&mut engine::ui::TimelineItem),
) {
    if let Some(item) = stage
        .talk(conversation)
        .and_then(|talk| talk.items.iter_mut().find(|item| item.id == message))
    {
        change(item);
    }
    stage.tell_timeline(|_| {});
    stage.tell_row(conversation);
}

fn discard(stage: &mut Stage, message: MessageId) {
    let Some(open) = stage.open else { return };
    if let Some(talk) = stage.talk(open) {
        talk.items.retain(|item| item.id != message);
    }
    stage.tell_timeline(|update| update.remove = vec![message]);
    stage.tell_row(open);
}

/// The status goes its way: clock, one check, two, coloured; then the other side answers.
fn send(
    shared: &Shared,
    stage: &mut Stage,
    (conversation, staff_only): (ConversationId, bool),
    text: String,
    reply_to: Option<MessageId>,
    files: &[FileId],
) -> Result<Reply, ApiError> {
    stage.next += 1;
    let id = MessageId::from_number(stage.next);
    let order = stage.next as u64;
    let own = stage.me.id;
    let live = stage.connection.state == ConnectionState::Live;
    let Some(talk) = stage.talk(conversation) else {
        return Err(ApiError::new(
            ErrorCode::NotFound,
            "That conversation isn't there any more.",
        ));
    };
    let mut item = message(stage_id(id), 0, own, &text, NOW);
    item.own = true;
    item.place = Place::Waiting(order);
    item.sent_at = None;
    item.status = Some(Status::Waiting);
    item.staff_only = staff_only;
    item.reply = reply_to.and_then(|id| talk.items.iter().find(|item| item.id == id).map(quote));
    let (gone, kept) = std::mem::take(&mut talk.files)
        .into_iter()
        .partition::<Vec<_>, _>(|file| files.contains(&file.id));
    talk.files = kept;
    item.files = gone
        .iter()
        .map(|file| FileView {
            file: file.attachment(),
            sent: Some(0),
        })
        .collect();
    talk.items.push(item);
    talk.draft.clear();
    talk.reply = None;
    if !gone.is_empty() {
        sent::tell_composer(stage, conversation, |_| {});
    }
    stage.tell_timeline(|update| update.scroll_to_end = true);
    stage.tell_row(conversation);
    if live {
        let shared = shared.clone();
        spawn_local(async move {
            for file in &gone {
                for tenth in 1..=10 {
                    pause(160).await;
                    shared.borrow().tell(Update::Progress {
                        conversation,
                        file: file.id,
                        sent: file.bytes * tenth / 10,
                    });
                }
                change(&mut shared.borrow_mut(), conversation, id, |item| {
                    let view = item.files.iter_mut().find(|view| view.file.id == file.id);
                    if let Some(view) = view {
                        view.sent = None;
                    }
                });
            }
            for (wait, status) in [
                (500, Status::Sent),
                (700, Status::Delivered),
                (1_200, Status::Read),
            ] {
                pause(wait).await;
                let mut stage = shared.borrow_mut();
                let seq = stage.talk(conversation).map_or(0, |talk| talk.items.len() as u64);
                change(&mut stage, conversation, id, |item| {
                    if let Place::Waiting(_) = item.place {
                        item.place = Place::Sent(seq);
                    }
                    item.sent_at = Some(Timestamp(NOW));
                    item.status = Some(status);
                });
            }
            if !staff_only {
                answer(&shared, conversation).await;
            }
        });
    }
    Ok(Reply::Message { id })
}

fn stage_id(id: MessageId) -> u128 {
    id.0.as_u128()
}

async fn answer(shared: &Shared, conversation: ConversationId) {
    let (name, author) = {
        let mut stage = shared.borrow_mut();
        let Some(talk) = stage.talk(conversation) else {
            return;
        };
        (talk.title.clone(), talk.client.unwrap_or_else(|| client(1)))
    };
    if author == ANA {
        return;
    }
    let typing = |people: Vec<TypingPerson>| {
        let mut stage = shared.borrow_mut();
        if let Some(talk) = stage.talk(conversation) {
            talk.typing = people;
        }
        stage.tell_row(conversation);
    };
    pause(600).await;
    typing(vec![TypingPerson {
        name,
        activity: Activity::Typing,
    }]);
    pause(1_800).await;
    typing(Vec::new());
    let mut stage = shared.borrow_mut();
    stage.next += 1;
    let id = stage.next;
    if let Some(talk) = stage.talk(conversation) {
        let seq = talk.items.len() as u64 + 1;
        talk.items.push(message(
            id,
            seq,
            author,
            "Got it, thank you. I'll report back on Friday.",
            NOW,
        ));
    }
    stage.tell_timeline(|_| {});
    stage.tell_row(conversation);
}

fn reconnect(shared: &Shared, stage: &mut Stage) {
    let say = |stage: &mut Stage, state, waiting| {
        stage.connection = Connection { state, waiting };
        stage.tell(Update::Connection(stage.connection));
    };
    let waiting = stage.connection.waiting;
    say(stage, ConnectionState::Connecting, waiting);
    let shared = shared.clone();
    spawn_local(async move {
        pause(700).await;
        say(&mut shared.borrow_mut(), ConnectionState::CatchingUp, waiting);
        pause(700).await;
        let mut stage = shared.borrow_mut();
        say(&mut stage, ConnectionState::Live, 0);
        for talk in &mut stage.talks {
            let length = talk.items.len() as u64;
            for (item, seq) in talk.items.iter_mut().zip(1..=length) {
                if item.status == Some(Status::Waiting) {
                    item.status = Some(Status::Sent);
                    item.place = Place::Sent(seq);
                    item.sent_at = Some(Timestamp(NOW));
                }
            }
        }
        stage.tell_timeline(|_| {});
        if let Some(open) = stage.open {
            stage.tell_row(open);
        }
    });
}
