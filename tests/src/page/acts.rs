//! What a person does: click, write, press. An element that is just being drawn anew, or is still covered, is looked for
//! again, as a person would.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use base64::Engine as _;
use fantoccini::Locator;
use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction, TouchActions};
use serde_json::{Value, json};

use super::keys::{self, Key};
use super::{Page, alive};

/// How a file comes to the page without being chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handing {
    Paste,
    Drop,
}

impl Page {
    pub async fn click(&self, name: &str) -> Result<()> {
        self.click_with(name, "").await
    }

    /// Clicks the first element of a name that has `words` in it.
    pub async fn click_with(&self, name: &str, words: &str) -> Result<()> {
        let wanted = format!("{name} {words:?} that can be clicked");
        let clicked = self
            .patiently(&wanted, || async move {
                match self.visible_with(name, words).await? {
                    Some(element) => alive(element.click().await),
                    None => Ok(None),
                }
            })
            .await;
        self.explained(clicked).await
    }

    /// Puts text into a field at once, as a paste does; the field hears the events that a person would cause.
    ///
    /// Not by keys: Chromium's driver cannot type what is outside the first plane of Unicode, such as emoji.
    pub async fn write(&self, name: &str, text: &str) -> Result<()> {
        self.put(name, text, false).await
    }

    /// Puts text in the place of what a field holds.
    pub async fn replace(&self, name: &str, text: &str) -> Result<()> {
        self.put(name, text, true).await
    }

    /// A field under a dialog that is just closing takes no focus yet: then it is tried again.
    async fn put(&self, name: &str, text: &str, whole: bool) -> Result<()> {
        let script = "const [field, text, whole] = arguments;
            field.focus();
            if (document.activeElement !== field) return false;
            if (whole) field.select();
            return document.execCommand('insertText', false, text)";
        let written = self
            .patiently(&format!("{name} that can be written into"), || async move {
                let Some(field) = self.visible(name).await? else {
                    return Ok(None);
                };
                let arguments = vec![serde_json::to_value(&field)?, text.into(), whole.into()];
                let taken = alive(self.client.execute(script, arguments).await)?;
                Ok((taken == Some(json!(true))).then_some(()))
            })
            .await;
        self.explained(written).await
    }

    /// Chooses files as the system's own dialog would, which no driver can use.
    pub async fn choose_files(&self, name: &str, files: &[PathBuf]) -> Result<()> {
        let paths: Vec<_> = files.iter().map(|path| path.display().to_string()).collect();
        let chosen = self
            .patiently(&format!("{name} that takes files"), || async {
                match alive(
                    self.client
                        .find(Locator::Css(&format!("[data-testid={name}]")))
                        .await,
                )? {
                    Some(field) => alive(field.send_keys(&paths.join("\n")).await),
                    None => Ok(None),
                }
            })
            .await;
        self.explained(chosen).await
    }

    /// Pastes a file into the element of a name, or drops it there.
    pub async fn hand_over(&self, name: &str, how: Handing, file: &Path) -> Result<()> {
        let script = "const [target, how, name, type, content] = arguments;
            const bytes = Uint8Array.from(atob(content), c => c.charCodeAt(0));
            const data = new DataTransfer();
            data.items.add(new File([bytes], name, { type }));
            const at = { bubbles: true, cancelable: true };
            if (how === 'paste') {
                target.dispatchEvent(new ClipboardEvent('paste', { ...at, clipboardData: data }));
            } else {
                for (const step of ['dragenter', 'dragover', 'drop'])
                    target.dispatchEvent(new DragEvent(step, { ...at, dataTransfer: data }));
            }";
        let target = serde_json::to_value(self.see(name).await?)?;
        let file_name = file.file_name().unwrap_or_default().to_string_lossy();
        let media_type = if file_name.ends_with(".jpg") {
            "image/jpeg"
        } else {
            ""
        };
        let content = base64::engine::general_purpose::STANDARD.encode(std::fs::read(file)?);
        let how = match how {
            Handing::Paste => "paste",
            Handing::Drop => "drop",
        };
        let arguments = vec![
            target,
            how.into(),
            file_name.into(),
            media_type.into(),
            content.into(),
        ];
        self.client.execute(script, arguments).await?;
        Ok(())
    }

    /// Presses keys on the element of a name.
    pub async fn press(&self, name: &str, keys: &[Key]) -> Result<()> {
        Ok(self.see(name).await?.send_keys(&keys::spelled(keys)).await?)
    }

    /// Presses keys where the keyboard's place is.
    pub async fn press_there(&self, keys: &[Key]) -> Result<()> {
        let there = self.client.active_element().await?;
        Ok(there.send_keys(&keys::spelled(keys)).await?)
    }

    /// The page's clock goes on by days: it has two, and the program reads both.
    pub async fn move_clock_by_days(&self, days: u32) -> Result<()> {
        let script = "const by = arguments[0], wall = Date.now, steady = performance.now.bind(performance);
            Date.now = () => wall() + by;
            performance.now = () => steady() + by";
        let by = u64::from(days) * 86_400_000;
        Ok(self.client.execute(script, vec![by.into()]).await.map(drop)?)
    }

    /// Clicks a button by what is written on it.
    pub async fn click_words(&self, words: &str) -> Result<()> {
        let path = format!("//button[normalize-space()='{words}']");
        self.click_at(&path, &format!("a button {words:?}")).await
    }

    /// Clicks a button by what it says to a screen reader.
    pub async fn click_called(&self, name: &str) -> Result<()> {
        let path = format!("//button[@aria-label='{name}']");
        self.click_at(&path, &format!("a button called {name:?}")).await
    }

    async fn click_at(&self, path: &str, what: &str) -> Result<()> {
        let clicked = self
            .patiently(&format!("{what} that can be clicked"), || async {
                match alive(self.client.find(Locator::XPath(path)).await)? {
                    Some(button) => alive(button.click().await),
                    None => Ok(None),
                }
            })
            .await;
        self.explained(clicked).await
    }

    /// A finger goes sideways over the first element of a name, by pixels to the right.
    pub async fn swipe(&self, name: &str, right: f64) -> Result<()> {
        let element = self.see(name).await?;
        let at = |x: f64, ms: u64| PointerAction::MoveToElement {
            element: element.clone(),
            duration: Some(Duration::from_millis(ms)),
            x,
            y: 0.0,
        };
        let finger = TouchActions::new("finger".into())
            .then(at(-right, 0))
            .then(PointerAction::Down {
                button: MOUSE_BUTTON_LEFT,
            })
            .then(at(-right / 2.0, 60))
            .then(at(0.0, 60))
            .then(PointerAction::Up {
                button: MOUSE_BUTTON_LEFT,
            });
        Ok(self.client.perform_actions(finger).await?)
    }

    /// Clicks what a script finds, after the pointer went to what another finds: some buttons show only then.
    pub(super) async fn hover_and_click(
        &self,
        wanted: &str,
        hover: &str,
        click: &str,
        arguments: Vec<Value>,
    ) -> Result<()> {
        let clicked = self
            .patiently(wanted, || async {
                let found = self.client.execute(hover, arguments.clone()).await?;
                let Some(element) = self.element(&found) else {
                    return Ok(None);
                };
                let there = PointerAction::MoveToElement {
                    element,
                    duration: None,
                    x: 0.0,
                    y: 0.0,
                };
                // From somewhere else: a pointer that is there already would not arrive.
                let away = PointerAction::MoveTo {
                    duration: None,
                    x: 1.0,
                    y: 1.0,
                };
                let hovering = MouseActions::new("mouse".into()).then(away).then(there);
                if alive(self.client.perform_actions(hovering).await)?.is_none() {
                    return Ok(None);
                }
                let found = self.client.execute(click, arguments.clone()).await?;
                match self.element(&found) {
                    Some(element) => alive(element.click().await),
                    None => Ok(None),
                }
            })
            .await;
        self.explained(clicked).await
    }
}
