//! Many connections that are open and quiet.

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::task::JoinSet;

use crate::line::Line;
use crate::people::Practice;
use crate::process::Servers;

const AT_ONCE: usize = 64;

/// Kilobytes of server memory for each. Every client has several devices' worth of sockets.
pub(crate) async fn measure(servers: &Servers, people: &Practice, connections: usize) -> anyhow::Result<f64> {
    let before = servers.rss_kb()?;
    let lines: Vec<Line> = stream::iter(people.clients.iter().cycle().take(connections).enumerate())
        .map(|(number, client)| Line::open(servers.address(number), &client.token))
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let mut open = JoinSet::new();
    for mut line in lines {
        open.spawn(async move { while line.text().await.is_ok() {} });
    }
    let used = servers.rss_kb()? - before;
    Ok(used / connections as f64)
}
