//! What people do in a conversation, in the words of the product: open, write, read, reply, see how far it has come.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Key, Page};
use crate::server::Server;

/// A message as it stands in the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Bubble {
    pub id: String,
    /// What was written.
    pub text: String,
    pub own: bool,
    /// `waiting`, `sent`, `delivered`, `read` or `failed`; empty for those of others.
    pub status: String,
    /// What the mark of the status says, to hover and to screen readers.
    pub mark: String,
    /// Whether it was just jumped to.
    pub lit: bool,
}

const BUBBLES: &str = "return [...document.querySelectorAll('[data-testid=message]')].map(m => ({
    id: m.dataset.id, text: m.dataset.text, own: m.dataset.own === 'true', status: m.dataset.status || '',
    mark: m.querySelector('[data-testid=status]')?.getAttribute('aria-label') || '', lit: m.dataset.lit === 'true' }))";

/// A row of the conversation list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Row {
    pub title: String,
    pub unread: String,
    /// All words on it.
    pub words: String,
}

const ROWS: &str = "return [...document.querySelectorAll('[data-testid=conversation-row]')].map(r => ({
    title: r.dataset.title, unread: r.dataset.unread, words: r.innerText }))";

impl Page {
    /// Opens a conversation from the list.
    pub async fn open_conversation(&self, title: &str) -> Result<()> {
        self.click_with("conversation-row", title).await?;
        self.see_with("conversation-title", title).await?;
        self.see("composer").await.map(drop)
    }

    /// Writes into the composer and presses Enter.
    pub async fn send(&self, text: &str) -> Result<()> {
        self.write("composer", text).await?;
        self.press("composer", &[Key::Enter]).await?;
        self.see_value("composer", "").await
    }

    /// Waits until the open conversation holds exactly these messages, in this order.
    pub async fn see_messages(&self, texts: &[&str]) -> Result<Vec<Bubble>> {
        self.see_all(
            BUBBLES,
            &format!("the messages {texts:?}"),
            |bubbles: &[Bubble]| {
                bubbles
                    .iter()
                    .map(|bubble| bubble.text.as_str())
                    .eq(texts.iter().copied())
            },
        )
        .await
    }

    /// Waits until the texts of the open conversation are as wanted.
    pub async fn see_messages_so(
        &self,
        wanted: &str,
        is_so: impl Fn(&[String]) -> bool,
    ) -> Result<Vec<Bubble>> {
        self.see_all(BUBBLES, wanted, |bubbles: &[Bubble]| {
            is_so(
                &bubbles
                    .iter()
                    .map(|bubble| bubble.text.clone())
                    .collect::<Vec<_>>(),
            )
        })
        .await
    }

    /// Waits until the newest message is this one.
    pub async fn see_last_message(&self, text: &str) -> Result<Bubble> {
        let bubbles = self
            .see_all(
                BUBBLES,
                &format!("{text:?} as the last message"),
                |bubbles: &[Bubble]| bubbles.last().is_some_and(|bubble| bubble.text == text),
            )
            .await?;
        bubbles.into_iter().next_back().context("there is a last one")
    }

    /// Waits until a message of one's own has come this far, said by its mark in words too.
    pub async fn see_status(&self, text: &str, status: &str, words: &str) -> Result<()> {
        self.see_all(
            BUBBLES,
            &format!("{text:?} {status} ({words})"),
            |bubbles: &[Bubble]| {
                bubbles
                    .iter()
                    .any(|bubble| bubble.text == text && bubble.status == status && bubble.mark == words)
            },
        )
        .await
        .map(drop)
    }

    /// Waits until a message has been jumped to.
    pub async fn see_lit(&self, text: &str) -> Result<()> {
        self.see_all(BUBBLES, &format!("{text:?} marked"), |bubbles: &[Bubble]| {
            bubbles.iter().any(|bubble| bubble.text == text && bubble.lit)
        })
        .await
        .map(drop)
    }

    /// Waits until a row of the list is as wanted.
    pub async fn see_row(&self, title: &str, wanted: &str, is_so: impl Fn(&Row) -> bool) -> Result<Row> {
        let rows = self
            .see_all(
                ROWS,
                &format!("the row of {title}: {wanted}"),
                |rows: &[Row]| rows.iter().any(|row| row.title == title && is_so(row)),
            )
            .await?;
        rows.into_iter()
            .find(|row| row.title == title)
            .context("it was there")
    }

    /// Begins a reply to a message, from the bar that shows when the pointer is on it.
    pub async fn reply_to(&self, text: &str) -> Result<()> {
        self.point_and_click(text, "action-reply").await?;
        self.see("composer-banner").await.map(drop)
    }

    /// Does something with a message, from the menu behind its bar.
    pub async fn act_on(&self, text: &str, act: &str) -> Result<()> {
        self.point_and_click(text, "action-more").await?;
        self.click(act).await
    }

    /// Reacts to a message, from the grid of emoji behind its bar.
    pub async fn react(&self, text: &str, emoji: &str) -> Result<()> {
        self.point_and_click(text, "action-react").await?;
        self.click_with("emoji", emoji).await
    }

    /// Points at a message and clicks a button of the bar that shows then.
    async fn point_and_click(&self, text: &str, button: &str) -> Result<()> {
        let message = "[...document.querySelectorAll('[data-testid=message]')].find(m => m.dataset.text === arguments[0])";
        self.hover_and_click(
            &format!("{button} of {text:?}"),
            &format!("return {message}"),
            &format!("return {message}?.querySelector(`[data-testid=${{arguments[1]}}]`)"),
            vec![text.into(), button.into()],
        )
        .await
    }

    /// Waits until a script about the message with this text gives a value.
    pub async fn see_of_message(&self, text: &str, what: &str, wanted: Value) -> Result<()> {
        let script = format!(
            "const message = [...document.querySelectorAll('[data-testid=message]')].find(m => m.dataset.text === arguments[0]);
             const all = (name) => [...(message?.querySelectorAll(`[data-testid=${{name}}]`) ?? [])].map(e => e.innerText.replace(/\\s+/g, ' ').trim());
             return message ? [{what}] : []"
        );
        let wanted = vec![wanted];
        self.see_all_with(
            &script,
            vec![text.into()],
            &format!("{what} of {text:?}: {wanted:?}"),
            |seen: &[Value]| seen == wanted,
        )
        .await
        .map(drop)
    }

    /// Signs in with the digits that were mailed.
    pub async fn sign_in_by_mail(&self, server: &Server, address: &str) -> Result<()> {
        self.write("sign-in-email", address).await?;
        self.click("sign-in-submit").await?;
        self.see("sign-in-code").await?;
        // Six digits go on by themselves.
        self.write("sign-in-code", &server.mailed_code(address).await?)
            .await
    }

    async fn see_all<T: for<'a> Deserialize<'a>>(
        &self,
        script: &str,
        wanted: &str,
        is_so: impl Fn(&[T]) -> bool,
    ) -> Result<Vec<T>> {
        self.see_all_with(script, vec![], wanted, is_so).await
    }

    async fn see_all_with<T: for<'a> Deserialize<'a>>(
        &self,
        script: &str,
        arguments: Vec<Value>,
        wanted: &str,
        is_so: impl Fn(&[T]) -> bool,
    ) -> Result<Vec<T>> {
        let (is_so, arguments) = (&is_so, &arguments);
        let found = self
            .patiently(wanted, || async move {
                let seen: Vec<T> = serde_json::from_value(self.measure(script, arguments.clone()).await?)?;
                Ok(is_so(&seen).then_some(seen))
            })
            .await;
        let Err(error) = found else { return found };
        let now = self
            .measure(script, arguments.clone())
            .await
            .unwrap_or(Value::Null);
        self.explained(Err(error.context(format!("now: {now:#}")))).await
    }
}

/// Writes the file by which the app is signed in when it starts.
pub fn write_session(file: &Path, server: &str, token: &str) -> Result<()> {
    Ok(std::fs::write(
        file,
        json!({ "server": server, "token": token }).to_string(),
    )?)
}
