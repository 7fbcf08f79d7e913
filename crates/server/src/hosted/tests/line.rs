//! The live line.

use protocol::{
    Activity, Call, Change, ClientFrame, Command, CommandId, CommandResult, ErrorCode, FeedId, Outcome,
    ServerFrame,
};

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};
use tokio_tungstenite::tungstenite::Error;

use super::running::{Running, says};

#[tokio::test]
async fn a_message_from_ana_is_on_bens_line() {
    let mut server = Running::start().await;
    let ana = server.ana().await;
    let ben = server.client(&ana, "Ben").await;
    let direct = ben.me.account.direct.unwrap();
    let mut of_ana = server.signed_in_line(&ana).await;
    let mut of_ben = server.signed_in_line(&ben).await;

    of_ana.command(1, says(1, direct, "How was the run?")).await;
    let (id, result) = of_ana.result().await;
    assert_eq!(id, CommandId::from_number(1));
    let CommandResult::Ok(Outcome::Message(sent)) = result else {
        panic!("{result:?}");
    };
    let page = of_ben.page(FeedId::Conversation(direct)).await;
    assert_eq!(page.changes, [Change::Message(sent.clone())]);
    assert_eq!((page.after, page.head), (sent.seq - 1, sent.seq));
    server.stop().await;
}

#[tokio::test]
async fn commands_of_one_line_are_done_in_their_order() {
    let mut server = Running::start().await;
    let ana = server.ana().await;
    let ben = server.client(&ana, "Ben").await;
    let direct = ben.me.account.direct.unwrap();
    let mut line = server.signed_in_line(&ben).await;
    for number in 1..=200 {
        line.command(number, says(number, direct, "again")).await;
    }
    let mut last = 0;
    for number in 1..=200 {
        let (id, result) = line.result().await;
        assert_eq!(id, CommandId::from_number(number));
        let CommandResult::Ok(Outcome::Message(message)) = result else {
            panic!("{result:?}");
        };
        assert!(message.seq > last);
        last = message.seq;
    }
    server.stop().await;
}

#[tokio::test]
async fn whoever_is_taken_out_of_a_group_hears_no_more_of_it() {
    let mut server = Running::start().await;
    let ana = server.ana().await;
    let ben = server.client(&ana, "Ben").await;
    let cleo = server.client(&ana, "Cleo").await;
    let mut of_ana = server.signed_in_line(&ana).await;
    let mut of_ben = server.signed_in_line(&ben).await;
    let group = protocol::ConversationId::from_number(9);
    let people = vec![ben.me.account.id, cleo.me.account.id];
    let create = Command::CreateGroup {
        id: group,
        name: "Runners".into(),
        members: people,
        options: protocol::GroupOptions::default(),
        rule: None,
    };
    of_ana.command(1, create).await;
    of_ana.command(2, says(2, group, "welcome")).await;
    of_ana
        .command(
            3,
            Command::RemoveMember {
                conversation: group,
                account: ben.me.account.id,
            },
        )
        .await;
    of_ana.command(4, says(4, group, "without ben")).await;
    for _ in 0..4 {
        assert!(matches!(of_ana.result().await.1, CommandResult::Ok(_)));
    }
    // Something that ben does hear marks the end of what he could have heard before it.
    let direct = ben.me.account.direct.unwrap();
    of_ana.command(5, says(5, direct, "all well?")).await;
    let mut heard = Vec::new();
    loop {
        let ServerFrame::Feed(page) = of_ben.next().await else {
            panic!("not a page");
        };
        if page.feed == FeedId::Conversation(direct) {
            break;
        }
        heard.extend(page.changes);
    }
    let words: Vec<_> = heard
        .iter()
        .filter_map(|change| match change {
            Change::Message(message) => Some(message.body.text.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(words, ["welcome"]);
    assert!(
        heard
            .iter()
            .any(|change| matches!(change, Change::Membership(one) if !one.active))
    );
    server.stop().await;
}

#[tokio::test]
async fn typing_is_seen_by_the_other_members_only() {
    let mut server = Running::start().await;
    let ana = server.ana().await;
    let ben = server.client(&ana, "Ben").await;
    let cleo = server.client(&ana, "Cleo").await;
    let direct = ben.me.account.direct.unwrap();
    let mut of_ana = server.signed_in_line(&ana).await;
    let mut of_ben = server.signed_in_line(&ben).await;
    let mut of_cleo = server.signed_in_line(&cleo).await;
    let typing = ClientFrame::Activity {
        conversation: direct,
        activity: Activity::Typing,
    };
    // Cleo is not in it: nobody hears of hers, so the first that ana hears of is ben.
    of_cleo.send(&typing).await;
    of_cleo.send(&ClientFrame::Ping).await;
    assert_eq!(of_cleo.reply().await, ServerFrame::Pong);
    of_ben.send(&typing).await;
    let seen = ServerFrame::Activity {
        conversation: direct,
        account: ben.me.account.id,
        activity: Activity::Typing,
    };
    assert_eq!(of_ana.reply().await, seen);
    server.stop().await;
}

#[tokio::test]
async fn frames_that_cannot_be_read_are_answered_and_the_line_stays_open() {
    let mut server = Running::start().await;
    let ana = server.ana().await;
    let mut line = server.signed_in_line(&ana).await;
    let long = "x".repeat(300_000);
    for (frame, code) in [
        ("", ErrorCode::Invalid),
        ("{", ErrorCode::Invalid),
        (r#"{"type":"dance"}"#, ErrorCode::Invalid),
        (r#"{"type":"authenticate"}"#, ErrorCode::Invalid),
        (long.as_str(), ErrorCode::TooLong),
    ] {
        line.raw(frame).await;
        let answer = line.reply().await;
        assert!(
            matches!(&answer, ServerFrame::Error { error } if error.code == code),
            "{answer:?}"
        );
    }
    let unknown = format!(
        r#"{{"type":"command","id":"{}","command":{{"type":"dance"}}}}"#,
        CommandId::from_number(7)
    );
    line.raw(&unknown).await;
    let (id, result) = line.result().await;
    assert_eq!(id, CommandId::from_number(7));
    assert!(matches!(result, CommandResult::Error(error) if error.code == ErrorCode::Invalid));
    line.send(&ClientFrame::Ping).await;
    assert_eq!(line.reply().await, ServerFrame::Pong);
    server.stop().await;
}

#[tokio::test]
async fn a_line_without_a_good_first_frame_is_ended() {
    let mut server = Running::start().await;
    server.ana().await;
    let wrong_token = "A".repeat(43);
    let command = serde_json::to_string(&ClientFrame::Ping).unwrap();
    let wrong = format!(r#"{{"type":"authenticate","token":"{wrong_token}"}}"#);
    for (frame, code) in [
        (command.as_str(), ErrorCode::SignInNeeded),
        (r#"{"type":"authenticate"}"#, ErrorCode::SignInNeeded),
        (wrong.as_str(), ErrorCode::SessionEnded),
    ] {
        let mut line = server.line().await;
        line.raw(frame).await;
        let answer = line.reply().await;
        assert!(
            matches!(&answer, ServerFrame::Ended { error } if error.code == code),
            "{answer:?}"
        );
        assert!(line.is_closed().await);
    }
    server.stop().await;
}

#[tokio::test]
async fn signing_out_ends_the_line_at_once() {
    let mut server = Running::start().await;
    let ana = server.ana().await;
    let mut line = server.signed_in_line(&ana).await;
    server.call(Some(&ana.token), Call::SignOut).await.unwrap();
    let answer = line.reply().await;
    assert!(
        matches!(&answer, ServerFrame::Ended { error } if error.code == ErrorCode::SessionEnded),
        "{answer:?}"
    );
    assert!(line.is_closed().await);
    let again = server.call(Some(&ana.token), Call::Me).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::SessionEnded);
    server.stop().await;
}

#[tokio::test]
async fn stopping_closes_the_lines_and_keeps_what_was_answered() {
    let mut server = Running::start().await;
    let ana = server.ana().await;
    let mut line = server.signed_in_line(&ana).await;
    server.stop().await;
    assert!(line.is_closed().await);
}

#[tokio::test]
async fn a_server_that_drains_sends_new_lines_elsewhere_and_lets_the_open_ones_go_one_by_one() {
    let mut server = Running::with(|config| {
        config.sign_up_open = true;
        config.drain = std::time::Duration::from_secs(3);
    })
    .await;
    let ana = server.ana().await;
    let mut lines = Vec::new();
    for _ in 0..4 {
        lines.push(server.signed_in_line(&ana).await);
    }
    let (base, http) = (server.base.clone(), server.http.clone());
    let stopping = tokio::spawn(server.stop());
    let mut closing: FuturesUnordered<_> = lines.iter_mut().map(|line| line.is_closed()).collect();
    assert_eq!(closing.next().await, Some(true));
    // The others are open still, and calls are answered.
    assert_eq!(closing.next().now_or_never(), None);
    let status = async |path: &str| http.get(format!("{base}{path}")).send().await.unwrap().status();
    assert_eq!(status("/readyz").await, 503);
    assert_eq!(status("/healthz").await, 200);
    let address = base.replace("http://", "ws://") + "/api/socket";
    let refused = tokio_tungstenite::connect_async(address).await;
    assert!(matches!(refused, Err(Error::Http(answer)) if answer.status() == 503));
    while let Some(closed) = closing.next().await {
        assert!(closed);
    }
    stopping.await.unwrap();
}
