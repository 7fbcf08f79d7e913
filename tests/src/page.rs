//! What one person sees and does, in whatever browser: the words in which scenarios are told.
//!
//! Elements are named by `data-testid`, which the UI promises to keep, and never by class or place. Every look waits
//! until there is something to see; what a person cannot see is not there.

use std::time::Duration;

use anyhow::{Context, Result};
use fantoccini::elements::Element;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;

use crate::wait::{PATIENCE, until_within};

mod acts;
mod chat;
mod keys;
mod pictures;

pub use acts::Handing;
pub use chat::{Bubble, Row, write_session};
pub use keys::Key;
pub use pictures::Scheme;

/// A person's window.
#[derive(Debug)]
pub struct Page {
    client: Client,
    person: String,
    patience: Duration,
}

impl Page {
    pub(crate) async fn open(person: &str, driver: &str, capabilities: Value) -> Result<Self> {
        let capabilities: Capabilities = serde_json::from_value(capabilities)?;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(driver)
            .await
            .context("no session from the driver")?;
        Ok(Self {
            client,
            person: person.to_owned(),
            patience: PATIENCE,
        })
    }

    /// The same page, waiting at most this long for anything.
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    pub async fn go(&self, url: &str) -> Result<()> {
        Ok(self.client.goto(url).await?)
    }

    pub async fn reload(&self) -> Result<()> {
        Ok(self.client.refresh().await?)
    }

    pub async fn url(&self) -> Result<String> {
        Ok(self.client.current_url().await?.to_string())
    }

    /// Closes the window as a person does; the browser's storage is written.
    pub async fn close(self) -> Result<()> {
        Ok(self.client.close().await?)
    }

    /// The first visible element of a name.
    pub async fn see(&self, name: &str) -> Result<Element> {
        let found = self.patiently(name, || self.visible(name)).await;
        self.explained(found).await
    }

    /// The first visible element of a name whose text has `words` in it.
    pub async fn see_with(&self, name: &str, words: &str) -> Result<Element> {
        let wanted = format!("{name} with \"{words}\"");
        let found = self.patiently(&wanted, || self.visible_with(name, words)).await;
        self.explained(found).await
    }

    /// Waits until nothing visible has this name.
    pub async fn see_no(&self, name: &str) -> Result<()> {
        let wanted = format!("no {name} any more");
        let gone = self
            .patiently(&wanted, || async move {
                Ok(self.visible(name).await?.is_none().then_some(()))
            })
            .await;
        self.explained(gone).await
    }

    /// Waits until the texts of all elements of a name satisfy a condition; gives them back.
    pub async fn see_texts(
        &self,
        name: &str,
        wanted: &str,
        is_so: impl Fn(&[String]) -> bool,
    ) -> Result<Vec<String>> {
        let wanted = format!("{name}: {wanted}");
        let is_so = &is_so;
        let found = self
            .patiently(&wanted, || async move {
                let texts = self.texts(name).await?;
                Ok(is_so(&texts).then_some(texts))
            })
            .await;
        match found {
            Err(error) => {
                let now = self.texts(name).await?;
                self.explained(Err(error.context(format!("now: {now:?}")))).await
            }
            found => found,
        }
    }

    /// The texts of all elements of a name as they are drawn, now.
    pub async fn texts(&self, name: &str) -> Result<Vec<String>> {
        let script = "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText)";
        let texts = self.client.execute(script, vec![selector(name).into()]).await?;
        serde_json::from_value(texts).context("texts are strings")
    }

    /// What a field holds.
    pub async fn value(&self, name: &str) -> Result<String> {
        Ok(self.see(name).await?.prop("value").await?.unwrap_or_default())
    }

    /// Waits until a field holds a text.
    pub async fn see_value(&self, name: &str, text: &str) -> Result<()> {
        let holds = self
            .patiently(&format!("{name} holding {text:?}"), || async move {
                let Some(field) = self.visible(name).await? else {
                    return Ok(None);
                };
                let value = alive(field.prop("value").await)?.flatten();
                Ok((value.as_deref() == Some(text)).then_some(()))
            })
            .await;
        self.explained(holds).await
    }

    /// Runs a script in the page; for measuring, not for acting.
    pub async fn measure(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute(script, arguments).await?)
    }

    /// Whether an attribute of a visible element comes to have a value.
    pub async fn see_attribute(&self, name: &str, attribute: &str, value: &str) -> Result<()> {
        let wanted = format!("{name} with {attribute}={value}");
        let found = self
            .patiently(&wanted, || async move {
                let script = "return [...document.querySelectorAll(arguments[0])].map(e => e.getAttribute(arguments[1]))";
                let values = self.client.execute(script, vec![selector(name).into(), attribute.into()]).await?;
                let is_there = values.as_array().is_some_and(|values| values.iter().any(|one| one == value));
                Ok(is_there.then_some(()))
            })
            .await;
        self.explained(found).await
    }

    /// Waits until the keyboard's place is on an element of a name with these words in its text.
    pub async fn see_focus(&self, name: &str, words: &str) -> Result<()> {
        let script = "const [selector, words] = arguments, there = document.activeElement;
            return there.matches(selector) && there.innerText.includes(words)";
        let wanted = format!("the focus on {name} {words:?}");
        let found = self
            .patiently(&wanted, || async move {
                let arguments = vec![selector(name).into(), words.into()];
                let is_there = self.client.execute(script, arguments).await?;
                Ok((is_there == Value::Bool(true)).then_some(()))
            })
            .await;
        self.explained(found).await
    }

    /// Waits with this page's patience.
    async fn patiently<T, F>(&self, wanted: &str, ask: impl FnMut() -> F) -> Result<T>
    where
        F: Future<Output = Result<Option<T>>>,
    {
        until_within(self.patience, &format!("{} sees {wanted}", self.person), ask).await
    }

    async fn visible(&self, name: &str) -> Result<Option<Element>> {
        self.visible_with(name, "").await
    }

    /// The first element of a name that is drawn and has these words in its text, in one look.
    async fn visible_with(&self, name: &str, words: &str) -> Result<Option<Element>> {
        let script = "const [selector, words] = arguments;
            const drawn = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility === 'visible';
            return [...document.querySelectorAll(selector)].find(e => drawn(e) && e.innerText.includes(words))";
        let found = alive(
            self.client
                .execute(script, vec![selector(name).into(), words.into()])
                .await,
        )?;
        Ok(found.and_then(|found| self.element(&found)))
    }

    /// The element that a script gave back.
    fn element(&self, found: &Value) -> Option<Element> {
        let reference = found.as_object()?.values().next()?.as_str()?.to_owned();
        Some(Element::from_element_id(self.client.clone(), reference.into()))
    }

    /// Adds to an error what the person sees instead, in words and as a picture.
    async fn explained<T>(&self, result: Result<T>) -> Result<T> {
        let Err(error) = result else { return result };
        let names =
            "return [...document.querySelectorAll('[data-testid]')].map(e => e.dataset.testid).join(' ')";
        let text = "return document.body ? document.body.innerText : ''";
        let names = self.client.execute(names, vec![]).await.unwrap_or_default();
        let text = self.client.execute(text, vec![]).await.unwrap_or_default();
        let picture = match self.keep_picture().await {
            Ok(path) => path.display().to_string(),
            Err(error) => format!("none ({error:#})"),
        };
        Err(error.context(format!(
            "{} sees: {}\nnames there: {}\npicture: {picture}",
            self.person,
            text.as_str().unwrap_or_default(),
            names.as_str().unwrap_or_default(),
        )))
    }
}

fn selector(name: &str) -> String {
    format!("[data-testid=\"{name}\"]")
}

/// An element that is gone or covered by now is no failure of the scenario: it is looked for again.
fn alive<T>(answer: Result<T, fantoccini::error::CmdError>) -> Result<Option<T>> {
    use fantoccini::error::{CmdError, ErrorStatus as Status};

    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(CmdError::Standard(error))
            if matches!(
                error.error,
                Status::StaleElementReference
                    | Status::NoSuchElement
                    | Status::ElementNotInteractable
                    | Status::ElementClickIntercepted
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}
