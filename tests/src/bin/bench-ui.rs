//! How fast the web dashboard is in Chromium: bytes, first text, ready, and frames that stall while one jumps through a
//! conversation of 100,000 messages. The last line of stdout is JSON.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use clap::Parser;
use e2e::{Caller, Line, Page, Practice};
use protocol::{Command, CommandId, CommandResult, ConversationId, MessageId, RichText};
use serde_json::{Value, json};

#[derive(Parser)]
struct Arguments {
    /// Messages in the conversation
    #[arg(long, default_value_t = 100_000)]
    messages: u128,
    /// Loads of the page, of which the middle one counts
    #[arg(long, default_value_t = 7)]
    loads: usize,
    /// Where to write what the processor did while jumping, for the developer tools of a browser
    #[arg(long)]
    profile: Option<std::path::PathBuf>,
    /// The last line alone
    #[arg(long)]
    json: bool,
}

/// Every so many messages one answers a much older one, so that there is something to jump to.
const REPLY_EVERY: u128 = 10;
const IN_FLIGHT: u128 = 200;

/// Before anything of the page runs: when the first row of the running program is there, and which frames took long.
const WATCH: &str = "
    window.watched = { ready: null, long: [] };
    new MutationObserver((_, watch) => {
        if (!document.querySelector('[data-testid=conversation-row]')) return;
        window.watched.ready = performance.now();
        watch.disconnect();
    }).observe(document, { childList: true, subtree: true });
    new PerformanceObserver(list => list.getEntries().forEach(e => window.watched.long.push({
        ms: Math.round(e.duration),
        scripts: Math.round(e.scripts.reduce((sum, script) => sum + script.duration, 0)),
        forced: Math.round(e.scripts.reduce((sum, script) => sum + script.forcedStyleAndLayoutDuration, 0)),
        layout: Math.round(e.startTime + e.duration - (e.styleAndLayoutStart || e.startTime + e.duration)),
    }))).observe({ type: 'long-animation-frame' });";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let say = |text: &str| {
        if !arguments.json {
            println!("{text}");
        }
    };
    let mut practice = Practice::with_clients(&["Ben"]).await?;
    say(&format!("writing {} messages", arguments.messages));
    fill(&practice.ana, practice.conversation("Ben")?, arguments.messages).await?;

    let page = practice.stage.browser("ana").await?;
    page.sign_in_by_mail(&practice.stage.server, "ana@example.com")
        .await?;
    page.see("conversation-row").await?;
    page.devtools("Network.enable", json!({})).await?;
    page.devtools("Network.setCacheDisabled", json!({ "cacheDisabled": true }))
        .await?;
    page.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": WATCH }),
    )
    .await?;

    let (mut first_text, mut ready) = (Vec::new(), Vec::new());
    for _ in 0..arguments.loads {
        page.go(&practice.stage.server.url).await?;
        page.see("conversation-row").await?;
        let times = "return [performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null, watched.ready]";
        let [first, now] = numbers(&page, times).await?;
        first_text.push(first);
        ready.push(now);
    }
    say("jumping through the conversation");
    page.click("conversation-row").await?;
    page.see("message").await?;
    page.settle().await?;
    page.measure("watched.long = []", vec![]).await?;
    // By the processor's clock: what else the machine does is not in it.
    page.devtools("Performance.enable", json!({ "timeDomain": "threadTicks" }))
        .await?;
    let before = page.devtools("Performance.getMetrics", json!({})).await?;
    if arguments.profile.is_some() {
        page.devtools("Profiler.enable", json!({})).await?;
        page.devtools("Profiler.start", json!({})).await?;
    }
    jump_about(&page).await?;
    if let Some(file) = &arguments.profile {
        let measured = page.devtools("Profiler.stop", json!({})).await?;
        std::fs::write(file, serde_json::to_vec(&measured.get("profile"))?)?;
    }
    let after = page.devtools("Performance.getMetrics", json!({})).await?;
    let spent = |name: &str| spent_ms(&before, &after, name);
    say(&format!(
        "processor time of the page, in ms: {} in all, of that style {}, layout {}, scripts {}",
        spent("TaskDuration"),
        spent("RecalcStyleDuration"),
        spent("LayoutDuration"),
        spent("ScriptDuration"),
    ));
    let long = page.measure("return watched.long", vec![]).await?;
    say(
        "frames over 50 ms: all of it, in scripts, of that in layout that a script asked for, in layout and paint after it",
    );
    for frame in long.as_array().into_iter().flatten() {
        say(&format!("  {frame}"));
    }

    let bytes = brotli_bytes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/dist"))?;
    let wasm = bytes
        .iter()
        .filter(|(name, _)| name.ends_with(".wasm.br"))
        .map(|(_, size)| *size)
        .sum::<u64>();
    let report = json!({
        "wasm_brotli_bytes": wasm,
        "brotli_bytes": bytes.values().sum::<u64>(),
        "first_text_ms": middle(first_text)?,
        "ready_ms": middle(ready)?,
        "long_frames": long.as_array().map_or(0, Vec::len),
        "messages": u64::try_from(arguments.messages)?,
    });
    println!("{report}");
    Ok(())
}

/// Writes the conversation through the live line, with many messages on their way at once.
async fn fill(ana: &Caller, conversation: ConversationId, messages: u128) -> Result<()> {
    let mut line = ana.line().await?;
    for number in 0..messages {
        let reply_to =
            (number > 0 && number % REPLY_EVERY == 0).then(|| MessageId::from_number(1 + number / 2));
        let command = Command::SendMessage {
            attachments: Vec::new(),
            id: MessageId::from_number(1 + number),
            conversation,
            body: RichText::plain(words(number)),
            reply_to,
            forwarded: false,
            staff_only: false,
        };
        line.command(CommandId::from_number(1 + number), command).await?;
        if number >= IN_FLIGHT {
            answered(&mut line).await?;
        }
    }
    for _ in 0..IN_FLIGHT.min(messages) {
        answered(&mut line).await?;
    }
    Ok(())
}

async fn answered(line: &mut Line) -> Result<()> {
    match line.result().await?.context("the line died")? {
        (_, CommandResult::Ok(_)) => Ok(()),
        (id, CommandResult::Error(error)) => bail!("{id} was refused: {error:?}"),
    }
}

/// Texts of all lengths that people write, from a word to a paragraph.
fn words(number: u128) -> String {
    let sentence = "Three easy runs this week, and one of them on hills.";
    match number % 7 {
        0 => format!("{number} ok"),
        1..=4 => format!("{number} {sentence}"),
        5 => format!("{number} {sentence}\n\n{sentence}"),
        _ => format!("{number} {}", [sentence; 6].join(" ")),
    }
}

/// To older messages by scrolling, to far older ones by their quotes, and back to the latest.
async fn jump_about(page: &Page) -> Result<()> {
    // A message that was jumped to is marked for a moment.
    let marked = "return document.querySelector('[data-testid=message][data-lit=true]')?.dataset.seq";
    for _ in 0..5 {
        for _ in 0..6 {
            let before = oldest(page).await?;
            page.measure(
                "document.querySelector('[data-testid=timeline]').scrollTop = 0",
                vec![],
            )
            .await?;
            e2e::until("older messages", || async {
                Ok((oldest(page).await? != before).then_some(()))
            })
            .await?;
        }
        for _ in 0..4 {
            let before = page.measure(marked, vec![]).await?;
            // From within the page: a pointer would first scroll to it, and scrolling loads more and moves everything.
            let quote = "const quotes = [...document.querySelectorAll('[data-testid=quote]')];
                quotes[Math.floor(quotes.length / 2)].click()";
            page.measure(quote, vec![]).await?;
            e2e::until("the quoted message", || async {
                let now = page.measure(marked, vec![]).await?;
                Ok((!now.is_null() && now != before).then_some(()))
            })
            .await?;
        }
        page.click("jump-to-latest").await?;
        page.see_no("jump-to-latest").await?;
    }
    Ok(())
}

async fn oldest(page: &Page) -> Result<Value> {
    page.measure(
        "return document.querySelector('[data-testid=message]')?.dataset.seq",
        vec![],
    )
    .await
}

async fn numbers<const N: usize>(page: &Page, script: &str) -> Result<[f64; N]> {
    let numbers: Vec<Option<f64>> = serde_json::from_value(page.measure(script, vec![]).await?)?;
    let numbers: Option<Vec<f64>> = numbers.into_iter().collect();
    let numbers = numbers.context("the browser did not measure it")?;
    numbers
        .try_into()
        .map_err(|_| anyhow::anyhow!("as many numbers as were asked for"))
}

/// What a measure of the developer tools has risen by, in milliseconds.
fn spent_ms(before: &Value, after: &Value, name: &str) -> i64 {
    let seconds = |answer: &Value| {
        let metrics = answer.get("metrics").and_then(Value::as_array);
        metrics
            .into_iter()
            .flatten()
            .find(|metric| metric.get("name").and_then(Value::as_str) == Some(name))
            .and_then(|metric| metric.get("value")?.as_f64())
            .unwrap_or_default()
    };
    ((seconds(after) - seconds(before)) * 1000.0).round() as i64
}

fn middle(mut values: Vec<f64>) -> Result<f64> {
    values.sort_by(f64::total_cmp);
    let value = values.get(values.len() / 2).context("there was no load")?;
    Ok((value * 10.0).round() / 10.0)
}

/// Sizes of all compressed copies that the page loads.
fn brotli_bytes(dist: &Path) -> Result<BTreeMap<String, u64>> {
    let mut sizes = BTreeMap::new();
    let mut folders = vec![dist.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "br") {
                sizes.insert(path.display().to_string(), std::fs::metadata(&path)?.len());
            }
        }
    }
    ensure!(
        !sizes.is_empty(),
        "ui/dist has no compressed copies: run `cargo xtask ui`"
    );
    Ok(sizes)
}
