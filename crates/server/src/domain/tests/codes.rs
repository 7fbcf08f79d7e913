//! Codes: how long they work, how often they may be tried, and what they open.

use protocol::{DeviceId, ErrorCode, InviteId, Limits, Timestamp};

use crate::db::ready;
use crate::domain::invites::{INVITE_MS, Invitee, NewInvite};
use crate::domain::sessions::NewSession;
use crate::domain::sign_in::{CODE_MS, Verified};
use crate::domain::{Failure, Rules, Work, invites, sessions, sign_in};
use crate::scene::Scene;

fn session(number: u128) -> NewSession {
    NewSession {
        device: DeviceId::from_number(number),
        device_name: "Phone".into(),
        token: [number as u8; 32],
    }
}

fn at(now: Timestamp) -> Rules {
    Rules {
        now,
        limits: Limits::default(),
    }
}

fn verify(scene: &mut Scene, digits: &str, now: Timestamp) -> Verified {
    let number = scene.number();
    let verified = scene.server.write(|tx| {
        let session = session(number);
        ready(sign_in::verify(
            tx,
            at(now),
            "ana@fit.example",
            digits,
            None,
            false,
            &session,
        ))
    });
    verified.unwrap()
}

fn start(scene: &mut Scene, digits: &str, now: Timestamp) {
    let known = scene
        .server
        .write(|tx| ready(sign_in::start(tx, "ana@fit.example", digits, now, false)));
    assert!(known.unwrap());
}

#[test]
fn a_sign_in_code_works_for_ten_minutes() {
    let mut scene = Scene::new();
    let now = scene.now();
    let end = now.plus_ms(CODE_MS as i64);
    start(&mut scene, "123456", now);
    assert!(matches!(verify(&mut scene, "123456", end), Verified::Wrong));
    assert!(matches!(
        verify(&mut scene, "123456", end.plus_ms(-1)),
        Verified::Session(..)
    ));
    assert!(
        matches!(verify(&mut scene, "123456", now), Verified::Wrong),
        "used up"
    );
}

#[test]
fn a_sign_in_code_bears_five_wrong_attempts() {
    let mut scene = Scene::new();
    let now = scene.now();
    start(&mut scene, "123456", now);
    for _ in 0..4 {
        assert!(matches!(verify(&mut scene, "000000", now), Verified::Wrong));
    }
    assert!(matches!(verify(&mut scene, "123456", now), Verified::Session(..)));
    start(&mut scene, "123456", now);
    for _ in 0..5 {
        assert!(matches!(verify(&mut scene, "000000", now), Verified::Wrong));
    }
    assert!(matches!(verify(&mut scene, "123456", now), Verified::Wrong));
    start(&mut scene, "654321", now);
    assert!(
        matches!(verify(&mut scene, "654321", now), Verified::Session(..)),
        "a new code, new attempts"
    );
}

#[test]
fn an_address_in_two_practices_chooses_and_the_code_still_works() {
    let mut scene = Scene::new();
    let now = scene.now();
    let elsewhere = scene.dora.workspace;
    scene
        .server
        .create_client(now, elsewhere, "Ana", Some("ana@fit.example"))
        .unwrap();
    start(&mut scene, "123456", now);
    let Verified::Choose(accounts) = verify(&mut scene, "123456", now) else {
        panic!("no choice");
    };
    assert_eq!(accounts.len(), 2);
    let chosen = accounts
        .iter()
        .find(|one| one.account == scene.ana.account)
        .unwrap();
    let foreign = Some(scene.ben.account);
    for (choice, signed_in) in [(foreign, false), (Some(chosen.account), true)] {
        let verified = scene.server.write(|tx| {
            let session = session(9);
            ready(sign_in::verify(
                tx,
                at(now),
                "ana@fit.example",
                "123456",
                choice,
                false,
                &session,
            ))
        });
        assert_eq!(matches!(verified.unwrap(), Verified::Session(..)), signed_in);
    }
}

fn invite(
    scene: &mut Scene,
    invitee: Invitee,
    code: &str,
    now: Timestamp,
) -> Result<protocol::Invite, Failure> {
    let (ana, number) = (scene.ana, scene.number());
    let new = NewInvite {
        id: InviteId::from_number(number),
        code: code.into(),
        account: protocol::AccountId::from_number(number),
        direct: protocol::ConversationId::from_number(number),
    };
    scene.server.write(|tx| {
        let mut work = Work::new(tx, ana.workspace, at(now));
        Ok(ready(invites::create(&mut work, &ana, invitee, &new))?.0)
    })
}

fn redeem(scene: &mut Scene, code: &str, now: Timestamp) -> Result<protocol::Me, ErrorCode> {
    let number = scene.number();
    let redeemed = scene
        .server
        .write(|tx| ready(invites::redeem(tx, at(now), code, &session(number))));
    redeemed
        .map(|(me, _)| me)
        .map_err(|failure| failure.into_api().code)
}

#[test]
fn an_invite_works_for_two_days_and_a_new_one_replaces_it() {
    let mut scene = Scene::new();
    let now = scene.now();
    let gil = Invitee {
        name: "Gil".into(),
        email: Some("gil@mail.example".into()),
        account: None,
    };
    let first = invite(&mut scene, gil.clone(), "AAAAA-AAAAA", now).unwrap();
    let second = invite(&mut scene, gil, "BBBBB-BBBBB", now).unwrap();
    assert_eq!(first.account, second.account, "the address has a client already");
    assert_eq!(redeem(&mut scene, "AAAAA-AAAAA", now), Err(ErrorCode::WrongCode));
    let late = now.plus_ms(INVITE_MS);
    assert_eq!(redeem(&mut scene, "BBBBB-BBBBB", late), Err(ErrorCode::WrongCode));
    let me = redeem(&mut scene, "BBBBB-BBBBB", late.plus_ms(-1)).unwrap();
    assert_eq!(me.account.id, first.account);
    // A code for somebody who has joined is a way to sign in.
    let again = Invitee {
        name: String::new(),
        email: None,
        account: Some(me.account.id),
    };
    invite(&mut scene, again, "CCCCC-CCCCC", now).unwrap();
    let again = redeem(&mut scene, "CCCCC-CCCCC", now).unwrap();
    assert_eq!(again.account.joined_at, me.account.joined_at);
}

#[test]
fn a_code_opens_nothing_of_a_coach_or_of_another_practice() {
    let mut scene = Scene::new();
    let now = scene.now();
    for (account, email, code) in [
        (Some(scene.ana.account), None, ErrorCode::Taken),
        (None, Some("ana@fit.example"), ErrorCode::Taken),
        (Some(scene.dora.account), None, ErrorCode::NotFound),
    ] {
        let invitee = Invitee {
            name: "Someone".into(),
            email: email.map(str::to_owned),
            account,
        };
        let refused = invite(&mut scene, invitee, "AAAAA-AAAAA", now).unwrap_err();
        assert_eq!(refused.into_api().code, code);
    }
}

#[test]
fn an_ended_session_is_not_found() {
    let mut scene = Scene::new();
    let now = scene.now();
    start(&mut scene, "123456", now);
    let Verified::Session(me, _) = verify(&mut scene, "123456", now) else {
        panic!("no session");
    };
    let find = |scene: &mut Scene, token: u8| {
        scene
            .server
            .write(|tx| ready(sessions::find(tx, &[token; 32], now)))
            .unwrap()
    };
    let token = (1_000..1_100)
        .find(|number| find(&mut scene, *number as u8).is_some())
        .unwrap() as u8;
    let ana = find(&mut scene, token).unwrap().actor;
    assert_eq!((ana.account, ana.device), (me.account.id, me.device));
    // Ben cannot end it.
    let (ben, device) = (scene.ben, me.device);
    let refused = scene
        .server
        .write(|tx| ready(sessions::end(tx, &ben, device)))
        .unwrap_err();
    assert_eq!(refused.into_api().code, ErrorCode::NotFound);
    scene
        .server
        .write(|tx| ready(sessions::end(tx, &ana, device)))
        .unwrap();
    assert!(find(&mut scene, token).is_none());
}
