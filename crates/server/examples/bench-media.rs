//! Measures how fast files come in and how long a photo of today's phones takes: a real server on a folder, over real sockets.
//!
//! Prints the figures, as one line of JSON, last to stdout.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a program that stands in for a device, measures and prints figures"
)]

use std::io::Cursor;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use image::{ImageFormat, Rgb, RgbImage};
use protocol::{Answer, Call, FileId, FileKind, NewFile, SignedIn, upload_answer, upload_path};
use server::config::Config;
use server::mail::{Mail, Mailer, Sending};
use server::with_admin;
use uuid::Uuid;

const FILE: usize = 32 * 1_024 * 1_024;
/// As many as the app brings at once.
const TOGETHER: usize = 2;
const ROUNDS: usize = 3;
const PHOTOS: usize = 9;

#[derive(Debug)]
struct NoMail;

impl Mailer for NoMail {
    fn send(&self, _: Mail) -> Sending<'_> {
        Box::pin(async { Ok(()) })
    }
}

#[derive(Clone)]
struct Device {
    http: reqwest::Client,
    server: String,
    token: Arc<str>,
    piece: usize,
}

#[tokio::main]
async fn main() -> Result<()> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let photo = thumb_12mp_ms()?;
    let upload = upload_mb_s().await?;
    println!("{{\"upload_mb_s\":{upload:.1},\"thumb_12mp_ms\":{photo:.1}}}");
    Ok(())
}

/// From the whole file to its thumbnail, placeholder and clean bytes; the median.
fn thumb_12mp_ms() -> Result<f64> {
    let mut state = 1_u32;
    let picture = RgbImage::from_fn(4_000, 3_000, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        // Surfaces with the grain of a sensor.
        let grain = state >> 28;
        Rgb([x / 16 + grain, y / 12 + grain, (x + y) / 30 + grain].map(|part| part.min(255) as u8))
    });
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Jpeg)?;
    let file = file.into_inner();
    eprintln!("a photo of 12 megapixels, {} kB", file.len() / 1_000);
    let claimed = claim(FileKind::Photo, file.len());
    let mut times = Vec::new();
    for _ in 0..PHOTOS {
        let begin = Instant::now();
        let looked = server::files::look_at(&file, &claimed);
        times.push(begin.elapsed().as_secs_f64() * 1_000.0);
        ensure!(looked.thumbnail.is_some(), "the photo was not read");
    }
    times.sort_by(f64::total_cmp);
    times.get(PHOTOS / 2).copied().context("nothing was measured")
}

/// Files that nobody looks into, until the server says that they can be sent; the best round.
async fn upload_mb_s() -> Result<f64> {
    let folder = tempfile::tempdir()?;
    let config = Config::new(folder.path());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let server = format!("http://{}", listener.local_addr()?);
    let code = code(&config).await?;
    let _running = tokio::spawn(server::run(
        listener,
        config,
        Arc::new(NoMail),
        server::dashboard::router(None),
        std::future::pending(),
    ));
    let device = Device::sign_in(server, &code).await?;
    let bytes: Vec<u8> = (0..FILE).map(|at| (at * 31 % 251) as u8).collect();
    let bytes: Arc<[u8]> = bytes.into();
    let mut best = 0.0_f64;
    for round in 1..=ROUNDS {
        let begin = Instant::now();
        let brought = (0..TOGETHER).map(|_| tokio::spawn(device.clone().bring(Arc::clone(&bytes))));
        for one in brought.collect::<Vec<_>>() {
            one.await??;
        }
        let speed = (FILE * TOGETHER) as f64 / 1e6 / begin.elapsed().as_secs_f64();
        eprintln!("round {round}: {speed:.1} MB/s");
        best = best.max(speed);
    }
    Ok(best)
}

/// Opens a practice, and signs its coach in.
async fn code(config: &Config) -> Result<String> {
    Ok(with_admin!(config, admin => {
        let made = admin.create_workspace("Measures", 200, "Ana", "ana@fit.example").await?;
        admin.sign_in_code(made.0.id, made.1.id).await?.code
    }))
}

fn claim(kind: FileKind, bytes: usize) -> NewFile {
    NewFile {
        id: FileId(Uuid::now_v7()),
        kind,
        name: "measured".into(),
        media_type: "application/octet-stream".into(),
        bytes: bytes as u64,
        size: None,
        length_ms: None,
        placeholder: None,
        waveform: None,
        poster: None,
    }
}

impl Device {
    async fn sign_in(server: String, code: &str) -> Result<Self> {
        let mut device = Self {
            http: reqwest::Client::new(),
            server,
            token: "".into(),
            piece: 0,
        };
        let redeem = Call::RedeemCode(protocol::RedeemCode {
            code: code.to_owned(),
            device_name: "Bench".into(),
            wants_token: true,
        });
        let Answer::SignedIn(SignedIn::Session(session)) = device.call(&redeem).await? else {
            anyhow::bail!("the code did not sign in");
        };
        device.token = session.token.context("there is no token")?.into();
        device.piece = session.me.limits.piece_bytes as usize;
        Ok(device)
    }

    async fn call(&self, call: &Call) -> Result<Answer> {
        let request = call.request();
        let mut sending = self
            .http
            .request(
                request.method.as_str().parse()?,
                format!("{}{}", self.server, request.path),
            )
            .header("content-type", "application/json")
            .body(request.body.unwrap_or_default());
        if !self.token.is_empty() {
            sending = sending.bearer_auth(&self.token);
        }
        let answer = sending.send().await?;
        let status = answer.status().as_u16();
        let body = answer.text().await?;
        call.answer(status, &body)
            .map_err(|error| anyhow::anyhow!("{error:?}"))
    }

    async fn bring(self, bytes: Arc<[u8]>) -> Result<()> {
        let claimed = claim(FileKind::Document, bytes.len());
        let Answer::File(mut state) = self.call(&Call::BeginFile(claimed.clone())).await? else {
            anyhow::bail!("the file was not put down");
        };
        while state.ready.is_none() {
            let begin = usize::try_from(state.offset)?;
            let piece = bytes
                .get(begin..bytes.len().min(begin + self.piece))
                .unwrap_or_default();
            let answer = self
                .http
                .put(format!(
                    "{}{}",
                    self.server,
                    upload_path(claimed.id, state.offset)
                ))
                .bearer_auth(&self.token)
                .header("content-type", "application/octet-stream")
                .body(piece.to_vec())
                .send()
                .await?;
            let status = answer.status().as_u16();
            state =
                upload_answer(status, &answer.text().await?).map_err(|error| anyhow::anyhow!("{error:?}"))?;
        }
        Ok(())
    }
}
