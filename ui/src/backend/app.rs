//! The app's shell: Tauri's `invoke`, and one channel for updates. The engine, its socket and its store are over there.
//!
//! Commands: `attach {updates}`, `request {request}`, `call {call}`, `info`, `set_server {url}`, `sign_out`, and those
//! of [`files`] and [`recorder`]; arguments
//! and answers are the JSON of their types, a refusal is an `ApiError`. The channel is what Tauri's own script makes: a
//! callback whose number is written as `__CHANNEL__:number`; messages carry an `index` and may overtake each other.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use engine::ui::{Reply, Request, Update};
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::FutureExt;
use js_sys::{Function, JSON, Object, Promise, Reflect};
use protocol::read::{Read, from_json};
use protocol::{Answer, ApiError, Call, ErrorCode};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use self::files::ShellFiles;
use super::{Backend, Files, Info, Later, Recorder};

mod files;
mod recorder;

const INTERNALS: &str = "__TAURI_INTERNALS__";

#[derive(Debug, Default)]
pub(crate) struct App {
    files: Rc<ShellFiles>,
}

impl Backend for App {
    fn request(&self, request: Request) -> Later<Reply> {
        invoke("request", arguments([("request", to_js(&request))])).boxed_local()
    }

    fn call(&self, call: Call) -> Later<Answer> {
        invoke("call", arguments([("call", to_js(&call))])).boxed_local()
    }

    fn updates(&self) -> UnboundedReceiver<Update> {
        let (sender, receiver) = unbounded();
        let channel = open_channel(sender);
        spawn_local(async move {
            if let Some(updates) = channel {
                let _: Result<(), _> = invoke("attach", arguments([("updates", updates.into())])).await;
            }
        });
        receiver
    }

    fn files(&self) -> Rc<dyn Files> {
        self.files.clone()
    }

    fn info(&self) -> Later<Info> {
        invoke("info", Object::new()).boxed_local()
    }

    fn set_server(&self, url: String) -> Later<()> {
        invoke("set_server", arguments([("url", url.into())])).boxed_local()
    }

    fn sign_out(&self) -> Later<()> {
        invoke("sign_out", Object::new()).boxed_local()
    }

    fn recorder(&self) -> Rc<dyn Recorder> {
        Rc::new(recorder::AppRecorder)
    }
}

/// Whether this page runs in the app.
pub(crate) fn is_here() -> bool {
    internals().is_some()
}

fn internals() -> Option<JsValue> {
    let internals = Reflect::get(&js_sys::global(), &INTERNALS.into()).ok()?;
    internals.is_object().then_some(internals)
}

fn function(name: &str) -> Option<(JsValue, Function)> {
    let internals = internals()?;
    let function = Reflect::get(&internals, &name.into()).ok()?.dyn_into().ok()?;
    Some((internals, function))
}

/// Calls a command of the shell, with the arguments that it takes.
async fn invoke<T: Read>(command: &'static str, arguments: Object) -> Result<T, ApiError> {
    let answer = send(command, &arguments, None).await?;
    from_js(&answer).ok_or_else(unreachable)
}

/// As [`invoke`], with any payload, and whatever comes back.
async fn send(
    command: &'static str,
    payload: &JsValue,
    options: Option<&JsValue>,
) -> Result<JsValue, ApiError> {
    let (internals, invoke) = function("invoke").ok_or_else(unreachable)?;
    let promise: Promise = invoke
        .call3(
            &internals,
            &command.into(),
            payload,
            options.unwrap_or(&JsValue::UNDEFINED),
        )
        .ok()
        .and_then(|answer| answer.dyn_into().ok())
        .ok_or_else(unreachable)?;
    JsFuture::from(promise)
        .await
        .map_err(|refusal| from_js(&refusal).unwrap_or_else(unreachable))
}

fn unreachable() -> ApiError {
    ApiError::new(ErrorCode::Unavailable, "The app doesn't answer. Start it again.")
}

fn arguments<'a>(named: impl IntoIterator<Item = (&'a str, JsValue)>) -> Object {
    let arguments = Object::new();
    for (name, value) in named {
        let _ = Reflect::set(&arguments, &name.into(), &value); // a fresh object takes everything
    }
    arguments
}

/// Registers the callback of a channel and gives its address.
fn open_channel<T: Read + 'static>(sender: UnboundedSender<T>) -> Option<String> {
    let (internals, register) = function("transformCallback")?;
    let in_order = RefCell::new(InOrder::default());
    let heard = Closure::<dyn Fn(JsValue)>::new(move |parcel: JsValue| {
        let get = |name: &str| {
            Reflect::get(&parcel, &name.into())
                .ok()
                .filter(|value| !value.is_undefined())
        };
        let (Some(index), Some(message)) = (get("index").and_then(|index| index.as_f64()), get("message"))
        else {
            return; // the end of the channel
        };
        let Ok(mut in_order) = in_order.try_borrow_mut() else {
            return;
        };
        for update in in_order.take(index as u64, from_js(&message)) {
            let _ = sender.unbounded_send(update);
        }
    });
    let number = register.call1(&internals, heard.as_ref()).ok()?.as_f64()?;
    heard.forget();
    Some(format!("__CHANNEL__:{}", number as u64))
}

/// Puts what overtook back in order.
#[derive(Debug)]
struct InOrder<T> {
    next: u64,
    early: BTreeMap<u64, Option<T>>,
}

impl<T> Default for InOrder<T> {
    fn default() -> Self {
        Self {
            next: 0,
            early: BTreeMap::new(),
        }
    }
}

impl<T> InOrder<T> {
    /// Takes one in and gives those whose turn it is. `None` is one that could not be read: its place is still counted.
    fn take(&mut self, index: u64, message: Option<T>) -> Vec<T> {
        self.early.insert(index, message);
        let mut due = Vec::new();
        while let Some(message) = self.early.remove(&self.next) {
            self.next += 1;
            due.extend(message);
        }
        due
    }
}

fn to_js(value: &impl Serialize) -> JsValue {
    serde_json::to_string(value)
        .ok()
        .and_then(|json| JSON::parse(&json).ok())
        .unwrap_or(JsValue::UNDEFINED)
}

fn from_js<T: Read>(value: &JsValue) -> Option<T> {
    let json = JSON::stringify(value).ok().and_then(|json| json.as_string());
    from_json(json.as_deref().unwrap_or("null"))
}

#[cfg(test)]
mod tests {
    use super::InOrder;

    #[test]
    fn what_overtakes_waits_for_its_turn() {
        let mut order = InOrder::default();
        assert!(order.take(1, Some("b")).is_empty());
        assert!(order.take(2, None).is_empty());
        assert_eq!(order.take(0, Some("a")), ["a", "b"]);
        assert_eq!(order.take(3, Some("d")), ["d"]);
    }
}
