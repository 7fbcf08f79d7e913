//! The server as it ships is killed in the middle of a stream of messages, again and again. What it had acknowledged is
//! there afterwards; what it had not is sent again; nothing is lost, doubled or out of order.

use std::collections::{BTreeMap, VecDeque};

use anyhow::{Context, Result, bail};
use e2e::{Caller, ServerStart, Stage};
use protocol::{
    Answer, Call, Command, CommandId, CommandResult, ConversationId, CreateInvite, HistoryQuery, Message,
    MessageId, Outcome, RichText,
};

const MESSAGES: u128 = 400;
/// How many messages are on their way at once.
const AHEAD: usize = 16;
/// After so many further acknowledgements the server is killed, while others are on their way.
const KILLED_AFTER: [usize; 5] = [7, 40, 61, 90, 33];

fn nth(number: u128) -> (CommandId, MessageId) {
    (
        CommandId::from_number(0x7000_0000 + number),
        MessageId::from_number(0x9000_0000 + number),
    )
}

fn message(number: u128, conversation: ConversationId) -> Command {
    Command::SendMessage {
        attachments: Vec::new(),
        id: nth(number).1,
        conversation,
        body: RichText::plain(format!("message {number}")),
        reply_to: None,
        forwarded: false,
        staff_only: false,
    }
}

/// What the server has promised: number of the message, as it was acknowledged.
type Promised = BTreeMap<u128, Message>;

/// Sends from the queue until it is empty or `acknowledged` more have been promised. What is not promised stays in it.
async fn stream(
    ana: &Caller,
    conversation: ConversationId,
    queue: &mut VecDeque<u128>,
    promised: &mut Promised,
    acknowledged: usize,
) -> Result<()> {
    let mut line = ana.line().await?;
    let goal = promised.len() + acknowledged;
    let mut sent = 0;
    while !queue.is_empty() && promised.len() < goal {
        while sent < AHEAD.min(queue.len()) {
            let number = *queue.get(sent).context("it is in the queue")?;
            line.command(nth(number).0, message(number, conversation)).await?;
            sent += 1;
        }
        let (id, result) = line
            .result()
            .await?
            .context("the line died while the server was up")?;
        let number = queue.pop_front().context("a result for nothing")?;
        assert_eq!(id, nth(number).0, "results come in the order of the commands");
        sent -= 1;
        match result {
            CommandResult::Ok(Outcome::Message(message)) => promised.insert(number, message),
            other => bail!("message {number}: {other:?}"),
        };
    }
    // Those that are on their way stay so: the caller pulls the plug now.
    Ok(())
}

async fn all_messages(ana: &Caller, conversation: ConversationId) -> Result<Vec<Message>> {
    let mut all: Vec<Message> = Vec::new();
    loop {
        let before = all.first().map_or(u64::MAX >> 12, |message| message.seq);
        let query = HistoryQuery {
            before: Some(before),
            after: None,
            around: None,
            limit: 200,
        };
        let Answer::History(page) = ana.call(&Call::History(conversation, query)).await? else {
            bail!("history answers a page")
        };
        if page.messages.is_empty() {
            return Ok(all);
        }
        all.splice(0..0, page.messages);
    }
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_when_the_server_is_killed() -> Result<()> {
    let mut stage = Stage::without_interface(ServerStart::Empty).await?;
    let ana = Caller::opens_practice(&stage.server, "Ana", "ana@example.com").await?;
    let invite = CreateInvite {
        name: "Ben".into(),
        email: None,
        account: None,
        send_email: false,
    };
    let Answer::Invite(invite) = ana.call(&Call::CreateInvite(invite)).await? else {
        bail!("an invite")
    };

    let mut queue: VecDeque<u128> = (1..=MESSAGES).collect();
    let mut promised = Promised::new();
    for acknowledged in KILLED_AFTER {
        stream(&ana, invite.conversation, &mut queue, &mut promised, acknowledged).await?;
        stage.server.kill().await?;
        stage.server.start().await?;
    }
    assert!(!queue.is_empty(), "the last kill was in the middle of the stream");
    stream(
        &ana,
        invite.conversation,
        &mut queue,
        &mut promised,
        usize::MAX / 2,
    )
    .await?;

    let found = all_messages(&ana, invite.conversation).await?;
    let texts: Vec<&str> = found.iter().map(|message| message.body.text.as_str()).collect();
    let wanted: Vec<String> = (1..=MESSAGES).map(|number| format!("message {number}")).collect();
    assert_eq!(texts, wanted, "each once, in the order of sending");
    assert!(found.is_sorted_by(|one, next| one.seq < next.seq));
    let promised: Vec<Message> = promised.into_values().collect();
    assert_eq!(found, promised, "as it was acknowledged, number for number");
    Ok(())
}
