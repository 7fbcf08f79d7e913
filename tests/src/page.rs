//! What one person sees and does, in whatever browser: the words in which scenarios are told.
//!
//! Elements are named by `data-testid`, which the UI promises to keep, and never by class or place. Every look waits
//! until there is something to see; what a person cannot see is not there.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::wait::{PATIENCE, until_within};

mod chat;
mod keys;
mod pictures;

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
        let found = until_within(self.patience, &format!("{} sees {name}", self.person), || {
            self.visible(name)
        })
        .await;
        self.explained(found).await
    }

    /// The first visible element of a name whose text has `words` in it.
    pub async fn see_with(&self, name: &str, words: &str) -> Result<Element> {
        let wanted = format!("{} sees {name} with \"{words}\"", self.person);
        let found = until_within(self.patience, &wanted, || async move {
            for element in self.all(name).await? {
                if alive(element.text().await)?.is_some_and(|text| text.contains(words)) {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        })
        .await;
        self.explained(found).await
    }

    /// Waits until nothing visible has this name.
    pub async fn see_no(&self, name: &str) -> Result<()> {
        let wanted = format!("{} sees no {name} any more", self.person);
        let gone = until_within(self.patience, &wanted, || async move {
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
        let wanted = format!("{} sees {name}: {wanted}", self.person);
        let is_so = &is_so;
        let found = until_within(self.patience, &wanted, || async move {
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

    pub async fn click(&self, name: &str) -> Result<()> {
        self.click_when(name, None).await
    }

    /// Clicks the element of a name that has `words` in it.
    pub async fn click_with(&self, name: &str, words: &str) -> Result<()> {
        self.click_when(name, Some(words)).await
    }

    /// A click may meet an element that is just being drawn anew or is still covered: then it is looked for again.
    async fn click_when(&self, name: &str, words: Option<&str>) -> Result<()> {
        let wanted = format!("{} can click {name} {}", self.person, words.unwrap_or_default());
        let clicked = until_within(self.patience, &wanted, || async move {
            for element in self.all(name).await? {
                let fits = match words {
                    Some(words) => alive(element.text().await)?.is_some_and(|text| text.contains(words)),
                    None => true,
                };
                if fits
                    && alive(element.is_displayed().await)? == Some(true)
                    && alive(element.click().await)?.is_some()
                {
                    return Ok(Some(()));
                }
            }
            Ok(None)
        })
        .await;
        self.explained(clicked).await
    }

    /// Puts text into a field at once, as a paste does; the field hears the events that a person would cause.
    ///
    /// Not by keys: Chromium's driver cannot type what is outside the first plane of Unicode, such as emoji.
    pub async fn write(&self, name: &str, text: &str) -> Result<()> {
        let field = self.see(name).await?;
        let script = "arguments[0].focus(); return document.execCommand('insertText', false, arguments[1])";
        let arguments = vec![serde_json::to_value(&field)?, text.into()];
        if self.client.execute(script, arguments).await? != json!(true) {
            bail!("{} cannot write into {name}", self.person);
        }
        Ok(())
    }

    /// Puts text in the place of what a field holds.
    pub async fn replace(&self, name: &str, text: &str) -> Result<()> {
        let field = self.see(name).await?;
        self.client
            .execute(
                "arguments[0].focus(); arguments[0].select()",
                vec![serde_json::to_value(&field)?],
            )
            .await?;
        self.write(name, text).await
    }

    /// What a field holds.
    pub async fn value(&self, name: &str) -> Result<String> {
        Ok(self.see(name).await?.prop("value").await?.unwrap_or_default())
    }

    /// Waits until a field holds a text.
    pub async fn see_value(&self, name: &str, text: &str) -> Result<()> {
        let wanted = format!("{}'s {name} holds {text:?}", self.person);
        let holds = until_within(self.patience, &wanted, || async move {
            Ok((self.value(name).await? == text).then_some(()))
        })
        .await;
        self.explained(holds).await
    }

    /// Presses keys on the element of a name.
    pub async fn press(&self, name: &str, keys: &[Key]) -> Result<()> {
        Ok(self.see(name).await?.send_keys(&keys::spelled(keys)).await?)
    }

    /// Runs a script in the page; for measuring, not for acting.
    pub async fn measure(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute(script, arguments).await?)
    }

    /// Whether an attribute of a visible element comes to have a value.
    pub async fn see_attribute(&self, name: &str, attribute: &str, value: &str) -> Result<()> {
        let wanted = format!("{} sees {name} with {attribute}={value}", self.person);
        let found = until_within(self.patience, &wanted, || async move {
            for element in self.all(name).await? {
                if alive(element.attr(attribute).await)?.flatten().as_deref() == Some(value) {
                    return Ok(Some(()));
                }
            }
            Ok(None)
        })
        .await;
        self.explained(found).await
    }

    /// Clicks a button by what is written on it.
    pub async fn click_words(&self, words: &str) -> Result<()> {
        let wanted = format!("{} can click \"{words}\"", self.person);
        let path = format!("//button[normalize-space()='{words}']");
        let clicked = until_within(self.patience, &wanted, || async {
            let buttons = alive(self.client.find_all(Locator::XPath(&path)).await)?.unwrap_or_default();
            for button in buttons {
                if alive(button.is_displayed().await)? == Some(true) && alive(button.click().await)?.is_some()
                {
                    return Ok(Some(()));
                }
            }
            Ok(None)
        })
        .await;
        self.explained(clicked).await
    }

    /// Clicks what a script finds, with the pointer on it first, as a person would have it.
    async fn hover_and_click(&self, script: &str, arguments: Vec<Value>) -> Result<()> {
        let wanted = format!("{} can click what {script} finds", self.person);
        let clicked = until_within(self.patience, &wanted, || async {
            let found = self.client.execute(script, arguments.clone()).await?;
            if found.is_null() {
                return Ok(None);
            }
            let element = Element::from_element_id(self.client.clone(), reference(&found));
            let hover = MouseActions::new("mouse".into()).then(PointerAction::MoveToElement {
                element: element.clone(),
                duration: None,
                x: 0.0,
                y: 0.0,
            });
            if alive(self.client.perform_actions(hover).await)?.is_none() {
                return Ok(None);
            }
            alive(element.click().await)
        })
        .await;
        self.explained(clicked).await
    }

    /// Waits with this page's patience.
    async fn patiently<T, F>(&self, wanted: &str, ask: impl FnMut() -> F) -> Result<T>
    where
        F: Future<Output = Result<Option<T>>>,
    {
        until_within(self.patience, &format!("{} sees {wanted}", self.person), ask).await
    }

    async fn all(&self, name: &str) -> Result<Vec<Element>> {
        Ok(alive(self.client.find_all(Locator::Css(&selector(name))).await)?.unwrap_or_default())
    }

    async fn visible(&self, name: &str) -> Result<Option<Element>> {
        for element in self.all(name).await? {
            if alive(element.is_displayed().await)? == Some(true) {
                return Ok(Some(element));
            }
        }
        Ok(None)
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

/// The driver's own name of an element, out of what a script gives back.
fn reference(found: &Value) -> ElementRef {
    let name = found.as_object().and_then(|object| object.values().next());
    name.and_then(Value::as_str).unwrap_or_default().to_owned().into()
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
