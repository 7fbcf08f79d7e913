//! The coach writes to a large group; every member has one socket open.

use anyhow::bail;
use futures_util::{StreamExt, TryStreamExt, stream};
use protocol::{ClientFrame, Command, CommandId, MessageId, RichText, ServerFrame};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::Arguments;
use crate::line::Line;
use crate::people::Practice;
use crate::process::Servers;

const TEXT: &str =
    "Tomorrow's call is at 18:30. Bring one question, and the number of your longest walk this week.";
const AT_ONCE: usize = 64;

/// Microseconds of server CPU for one message to reach one member.
pub(crate) async fn measure(
    servers: &Servers,
    people: &Practice,
    arguments: &Arguments,
) -> anyhow::Result<f64> {
    let members = people.clients.iter().take(arguments.members).enumerate();
    let lines: Vec<Line> = stream::iter(members)
        .map(|(number, client)| Line::open(servers.address(number), &client.token))
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let mut coach = Line::open(servers.address(0), &people.coach.token).await?;
    let (arrived, mut arrivals) = mpsc::unbounded_channel();
    let mut members = JoinSet::new();
    let count = lines.len();
    for mut line in lines {
        let arrived = arrived.clone();
        members.spawn(async move {
            // Only looked at, not understood: the load must not be slower than what it loads.
            while let Ok(text) = line.text().await {
                if text.contains(TEXT) && arrived.send(()).is_err() {
                    return;
                }
            }
        });
    }
    let cpu = servers.cpu_us()?;
    for number in 0..arguments.announcements {
        let id = CommandId::from_number(u128::MAX / 4 + number as u128);
        let command = Command::SendMessage {
            attachments: Vec::new(),
            id: MessageId::from_number(u128::MAX / 4 + number as u128),
            conversation: people.coach.conversation,
            body: RichText::plain(TEXT),
            reply_to: None,
            forwarded: false,
            staff_only: false,
        };
        coach.send(&ClientFrame::Command { id, command }).await?;
        for _ in 0..count {
            arrivals.recv().await;
        }
        // Take what came back to the coach too.
        loop {
            match coach.frame().await? {
                ServerFrame::Result { id: done, .. } if done == id => break,
                ServerFrame::Ended { error } => bail!("the coach's line was ended: {error}"),
                _ => {}
            }
        }
    }
    let cpu = servers.cpu_us()? - cpu;
    Ok(cpu / (arguments.announcements * count) as f64)
}
