//! What a person does: click, write, press. An element that is just being drawn anew, or is still covered, is looked for
//! again, as a person would.

use anyhow::{Result, bail};
use fantoccini::Locator;
use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use fantoccini::elements::{Element, ElementRef};
use serde_json::{Value, json};

use super::keys::{self, Key};
use super::{Page, alive};
use crate::wait::until_within;

impl Page {
    pub async fn click(&self, name: &str) -> Result<()> {
        self.click_when(name, None).await
    }

    /// Clicks the element of a name that has `words` in it.
    pub async fn click_with(&self, name: &str, words: &str) -> Result<()> {
        self.click_when(name, Some(words)).await
    }

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

    /// Presses keys on the element of a name.
    pub async fn press(&self, name: &str, keys: &[Key]) -> Result<()> {
        Ok(self.see(name).await?.send_keys(&keys::spelled(keys)).await?)
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
    pub(super) async fn hover_and_click(&self, script: &str, arguments: Vec<Value>) -> Result<()> {
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
}

/// The driver's own name of an element, out of what a script gives back.
fn reference(found: &Value) -> ElementRef {
    let name = found.as_object().and_then(|object| object.values().next());
    name.and_then(Value::as_str).unwrap_or_default().to_owned().into()
}
