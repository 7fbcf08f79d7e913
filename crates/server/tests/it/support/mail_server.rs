//! A mail server that takes every mail and keeps it, for as long as the scenario lasts.

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// A mail as it came in.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    pub(crate) text: String,
}

pub(crate) struct MailServer {
    pub(crate) port: u16,
    mails: mpsc::UnboundedReceiver<Received>,
    task: JoinHandle<()>,
}

impl MailServer {
    /// `refuse`: the address that this server does not know.
    pub(crate) async fn start(refuse: Option<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, mails) = mpsc::unbounded_channel();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, sender.clone(), refuse));
            }
        });
        Self { port, mails, task }
    }

    pub(crate) async fn next(&mut self) -> Received {
        self.mails.recv().await.unwrap()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The server's side of RFC 5321, as far as a client of ours goes.
async fn talk(stream: TcpStream, mails: mpsc::UnboundedSender<Received>, refuse: Option<&str>) -> Option<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 test\r\n").await.ok()?;
    let (mut from, mut to) = (String::new(), Vec::new());
    while let Some(line) = lines.next_line().await.ok()? {
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" | "HELO" | "NOOP" | "RSET" => "250 test",
            "MAIL" => {
                from = address(&line);
                "250 ok"
            }
            "RCPT" if Some(address(&line).as_str()) == refuse => "550 no such mailbox",
            "RCPT" => {
                to.push(address(&line));
                "250 ok"
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.ok()?;
                let mut text = String::new();
                while let Some(line) = lines.next_line().await.ok()? {
                    if line == "." {
                        break;
                    }
                    text.push_str(line.strip_prefix('.').unwrap_or(&line));
                    text.push('\n');
                }
                mails
                    .send(Received {
                        from: std::mem::take(&mut from),
                        to: std::mem::take(&mut to),
                        text,
                    })
                    .ok()?;
                "250 taken"
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await.ok()?;
                return Some(());
            }
            _ => "500 what",
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
    }
    Some(())
}

fn address(line: &str) -> String {
    let (_, rest) = line.split_once('<').unwrap();
    rest.split_once('>').unwrap().0.to_owned()
}
