//! Files that belong to no message on their way up, and a server that slows down.

use engine::Input;
use engine::ui::{KeptFile, Request};
use protocol::{Command, ErrorCode, FileKind, GroupSwitch, Outcome};

use crate::files::{KIB, PHOTO, VOICE, new_file, photo, plan};
use crate::library::{GROUP, ana};
use crate::support::Ana;

#[test]
fn a_groups_picture_goes_up_and_the_last_one_chosen_counts() {
    let mut ana = ana();
    let picture = |ana: &mut Ana, file| {
        ana.ask(Request::SetGroupPicture {
            conversation: GROUP,
            file,
        });
    };
    picture(&mut ana, plan());
    assert_eq!(ana.refusal().code, ErrorCode::Invalid);
    picture(&mut ana, new_file(VOICE, FileKind::Photo, 9 * KIB));
    picture(&mut ana, photo());
    assert_eq!(ana.forgotten, [VOICE]);
    // Nothing that is said waits for it.
    ana.ask(Request::Send {
        conversation: GROUP,
        text: "hi".into(),
        files: Vec::new(),
        reply_to: None,
        staff_only: false,
    });
    assert!(matches!(ana.sent[..], [(_, Command::SendMessage { .. })]));
    ana.done(|_| Outcome::Done);
    let stale = ana
        .calls
        .iter()
        .position(|(_, call)| matches!(call, protocol::Call::BeginFile(new) if new.id == VOICE));
    ana.calls.remove(stale.unwrap());
    ana.bring_all();
    assert!(matches!(
        &ana.sent[..],
        [(
            _,
            Command::SetGroup {
                conversation: GROUP,
                switch: GroupSwitch::Picture(Some(PHOTO))
            }
        )]
    ));
}

#[test]
fn a_server_that_slows_uploads_down_says_so_once() {
    let mut ana = ana();
    ana.keep(KeptFile::Staged(photo()), None);
    let slow = |ana: &mut Ana| {
        let (id, _) = ana.begun();
        let error = protocol::ApiError {
            retry_after_ms: Some(600_000),
            ..protocol::ApiError::new(ErrorCode::SlowDown, "Many.")
        };
        ana.give(Input::Called {
            id,
            result: Err(error),
        });
    };
    slow(&mut ana);
    let told = ["Waiting: too many uploads in a short time. The rest goes on by itself in about 10 minutes."];
    assert_eq!(ana.troubles, told);
    ana.now += 600_000;
    ana.give(Input::Tick);
    if ana.connection.is_some() && ana.calls.is_empty() {
        ana.online();
    }
    slow(&mut ana);
    assert_eq!(ana.troubles, told);
}
