//! Many clients write to their coach at the same time; the coach receives and reads everything.

use std::collections::HashMap;
use std::time::Instant;

use anyhow::bail;
use futures_util::future::try_join_all;
use protocol::{
    Change, ClientFrame, Command, CommandId, CommandResult, ConversationId, MessageId, RichText, Seq,
    ServerFrame,
};

use crate::Arguments;
use crate::clock;
use crate::line::Line;
use crate::people::Practice;
use crate::process::Servers;

/// As long as a message in a coaching conversation usually is.
const TEXT: &str =
    "Session B done: squats 3x5 at 60, last set felt like an 8. Slept well, knee is quiet. See you Thursday";
/// How many messages the coach's app reads before it says so: an app gathers receipts.
const READ_AT_ONCE: usize = 16;

pub(crate) struct Sent {
    pub(crate) per_second: f64,
    pub(crate) cpu_us: f64,
    pub(crate) database_cpu_us: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
}

pub(crate) async fn measure(
    servers: &Servers,
    practices: &[Practice],
    arguments: &Arguments,
) -> anyhow::Result<Sent> {
    let each = arguments.messages.div_ceil(arguments.senders);
    let mut lines = Vec::new();
    let mut readers = Vec::new();
    for (number, practice) in practices.iter().enumerate() {
        let mine = (0..arguments.senders)
            .filter(|sender| sender % practices.len() == number)
            .count();
        for client in practice.clients.iter().take(mine) {
            let line = Line::open(servers.address(number), &client.token).await?;
            lines.push((line, client.conversation));
        }
        // What the coach reads has crossed from one node to another, when there are several.
        let coach = Line::open(servers.address(number + 1), &practice.coach.token).await?;
        readers.push((coach, each * mine));
    }
    let total = each * lines.len();

    let (cpu, database_cpu, began) = (servers.cpu_us()?, servers.database_cpu_us()?, clock::now());
    let reading: Vec<_> = readers
        .into_iter()
        .map(|(coach, messages)| tokio::spawn(read_all(coach, messages)))
        .collect();
    let sending = lines
        .into_iter()
        .enumerate()
        .map(|(number, (line, conversation))| {
            tokio::spawn(send_all(line, conversation, number, each, arguments.in_flight))
        });
    let mut waits: Vec<f64> = Vec::with_capacity(total);
    for sender in try_join_all(sending).await? {
        waits.extend(sender?);
    }
    let took = began.elapsed().as_secs_f64();
    for reader in try_join_all(reading).await? {
        reader?;
    }
    let cpu = servers.cpu_us()? - cpu;
    let database_cpu = servers.database_cpu_us()? - database_cpu;

    waits.sort_by(f64::total_cmp);
    let at = |share: f64| {
        waits
            .get((waits.len() as f64 * share) as usize)
            .copied()
            .unwrap_or(0.0)
    };
    Ok(Sent {
        per_second: total as f64 / took,
        cpu_us: cpu / total as f64,
        database_cpu_us: database_cpu / total as f64,
        p50_ms: at(0.50),
        p99_ms: at(0.99),
    })
}

/// Keeps `in_flight` messages on their way; says how many milliseconds each waited for its answer.
async fn send_all(
    mut line: Line,
    conversation: ConversationId,
    sender: usize,
    messages: usize,
    in_flight: usize,
) -> anyhow::Result<Vec<f64>> {
    let mut waiting: HashMap<CommandId, Instant> = HashMap::new();
    let mut waits = Vec::with_capacity(messages);
    let mut next = 0;
    while waits.len() < messages {
        while next < messages && waiting.len() < in_flight {
            let number = (sender as u128 + 1) << 64 | next as u128;
            let id = CommandId::from_number(number);
            let command = Command::SendMessage {
                attachments: Vec::new(),
                id: MessageId::from_number(number),
                conversation,
                body: RichText::plain(TEXT),
                reply_to: None,
                forwarded: false,
                staff_only: false,
            };
            waiting.insert(id, clock::now());
            line.send(&ClientFrame::Command { id, command }).await?;
            next += 1;
        }
        match line.frame().await? {
            ServerFrame::Result {
                id,
                result: CommandResult::Ok(_),
            } => {
                if let Some(sent) = waiting.remove(&id) {
                    waits.push(sent.elapsed().as_secs_f64() * 1_000.0);
                }
            }
            ServerFrame::Result {
                result: CommandResult::Error(error),
                ..
            } => bail!("a message was refused: {error}"),
            ServerFrame::Ended { error } => bail!("the line was ended: {error}"),
            _ => {}
        }
    }
    Ok(waits)
}

/// The coach's app: takes every message and raises its watermarks.
async fn read_all(mut line: Line, messages: usize) -> anyhow::Result<()> {
    let (mut seen, mut receipts) = (0, 0_u128);
    let mut unread: HashMap<ConversationId, (Seq, usize)> = HashMap::new();
    while seen < messages {
        match line.frame().await? {
            ServerFrame::Feed(page) => {
                for change in page.changes {
                    if let Change::Message(message) = change {
                        seen += 1;
                        let waiting = unread.entry(message.conversation).or_default();
                        *waiting = (message.seq, waiting.1 + 1);
                        if waiting.1 >= READ_AT_ONCE {
                            waiting.1 = 0;
                            receipts += 1;
                            let command = Command::MarkSeen {
                                conversation: message.conversation,
                                delivered: message.seq,
                                read: message.seq,
                            };
                            let id = CommandId::from_number(u128::MAX / 2 + receipts);
                            line.send(&ClientFrame::Command { id, command }).await?;
                        }
                    }
                }
            }
            // Fell behind, as an app may: it would catch up over HTTP. What is measured goes on without it.
            ServerFrame::Resync => return Ok(()),
            ServerFrame::Ended { error } => bail!("the coach's line was ended: {error}"),
            _ => {}
        }
    }
    Ok(())
}
