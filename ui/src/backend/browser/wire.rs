//! The browser's own: fetch, WebSocket, clock, chance.

use engine::{Entropy, Input};
use js_sys::Uint8Array;
use protocol::read::from_json;
use protocol::{Answer, ApiError, Call, ClientFrame, ErrorCode, ServerFrame};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob, Headers, MessageEvent, RequestInit, Response, WebSocket};

use crate::dom;

/// A call that takes longer counts as failed; doing it again is always safe.
const CALL_MS: u32 = 30_000;
/// A piece on the slowest line that is of any use.
const PIECE_MS: u32 = 180_000;

/// Milliseconds since 1970 by a clock that never goes back: the page's start plus the time since.
pub(super) fn now_ms() -> i64 {
    let performance = dom::window().and_then(|window| window.performance());
    let now = performance.map_or_else(js_sys::Date::now, |performance| {
        performance.time_origin() + performance.now()
    });
    // Milliseconds of this century fit with room to spare.
    now as i64
}

/// Where the page came from, such as `https://chat.example`.
pub(super) fn origin() -> String {
    dom::window()
        .and_then(|window| window.location().origin().ok())
        .unwrap_or_default()
}

/// For the list of devices, such as "Firefox on Linux". Names only what a person would recognise.
pub(super) fn device_name() -> String {
    let agent = dom::window()
        .and_then(|window| window.navigator().user_agent().ok())
        .unwrap_or_default();
    let find = |known: &[(&str, &'static str)], otherwise: &'static str| {
        known
            .iter()
            .find(|(mark, _)| agent.contains(mark))
            .map_or(otherwise, |(_, name)| name)
    };
    // Order matters: Edge calls itself Chrome as well, and Chrome calls itself Safari.
    let browser = find(
        &[
            ("Edg", "Edge"),
            ("Firefox", "Firefox"),
            ("Chrom", "Chrome"),
            ("Safari", "Safari"),
        ],
        "Browser",
    );
    let system = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    format!("{browser} on {}", find(&system, "this device"))
}

/// Makes a call. `Unavailable` when there is no connection.
pub(super) async fn call(call: &Call) -> Result<Answer, ApiError> {
    let request = call.request();
    let body = request.body.map(|json| ("application/json", json.into()));
    let (status, body) = fetch(request.method.as_str(), &request.path, body, CALL_MS)
        .await
        .map_err(|_| offline())?;
    call.answer(status, &body)
}

/// Brings one piece of a file.
pub(super) async fn upload(path: &str, piece: &Blob) -> Result<Answer, ApiError> {
    let body = Some(("application/octet-stream", piece.into()));
    let (status, body) = fetch("PUT", path, body, PIECE_MS).await.map_err(|_| offline())?;
    protocol::upload_answer(status, &body).map(Answer::File)
}

fn offline() -> ApiError {
    ApiError::new(
        ErrorCode::Unavailable,
        "No connection to the server. Check your network and try again.",
    )
}

/// `body` with what it is.
async fn fetch(
    method: &str,
    path: &str,
    body: Option<(&str, JsValue)>,
    longest_ms: u32,
) -> Result<(u16, String), JsValue> {
    let window = dom::window().ok_or(JsValue::NULL)?;
    let init = RequestInit::new();
    init.set_method(method);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(longest_ms)));
    if let Some((kind, body)) = &body {
        let headers = Headers::new()?;
        headers.set("content-type", kind)?;
        init.set_headers(&headers);
        init.set_body(body);
    }
    let response = JsFuture::from(window.fetch_with_str_and_init(path, &init)).await?;
    let response: Response = response.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}

/// One connection. Dropping it closes it, and nothing more is heard of it.
pub(super) struct Socket {
    socket: WebSocket,
    _opened: Closure<dyn FnMut()>,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _closed: Closure<dyn FnMut()>,
}

impl Socket {
    /// `None` when the browser refuses the address.
    pub(super) fn open(tell: impl Fn(Input) + Clone + 'static) -> Option<Self> {
        // http becomes ws, https becomes wss.
        let address = format!("{}/api/socket", origin().replacen("http", "ws", 1));
        let socket = WebSocket::new(&address).ok()?;
        let opened = Closure::new({
            let (socket, tell) = (socket.clone(), tell.clone());
            move || {
                // The session cookie came with the upgrade.
                send(&socket, &ClientFrame::Authenticate { token: None });
                tell(Input::Connected);
            }
        });
        let heard = Closure::new({
            let tell = tell.clone();
            move |event: MessageEvent| {
                let frame = event
                    .data()
                    .as_string()
                    .and_then(|text| from_json::<ServerFrame>(&text));
                if let Some(frame) = frame {
                    tell(Input::Frame(frame));
                }
            }
        });
        let closed = Closure::new(move || tell(Input::Disconnected));
        socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        // An error is always followed by a close.
        socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
        Some(Self {
            socket,
            _opened: opened,
            _heard: heard,
            _closed: closed,
        })
    }

    pub(super) fn send(&self, frame: &ClientFrame) {
        send(&self.socket, frame);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        // Closing what is closed does nothing.
        let _ = self.socket.close();
    }
}

fn send(socket: &WebSocket, frame: &ClientFrame) {
    // On a line that is closing, the frame is lost like any other: the outbox sends it again.
    if let Ok(text) = serde_json::to_string(frame) {
        let _ = socket.send_with_str(&text);
    }
}

/// Calls back when the network returns or the page is shown again.
pub(super) fn on_wake_up(wake: impl Fn() + 'static) {
    let Some(window) = dom::window() else { return };
    let wake = Closure::<dyn Fn()>::new(move || {
        if dom::document().is_none_or(|document| !document.hidden()) {
            wake();
        }
    });
    // These cannot fail for names that every browser knows; without them the next retry is only later.
    let _ = window.add_event_listener_with_callback("online", wake.as_ref().unchecked_ref());
    if let Some(document) = dom::document() {
        let _ = document.add_event_listener_with_callback("visibilitychange", wake.as_ref().unchecked_ref());
    }
    // For as long as the page lives.
    wake.forget();
}

/// The browser's own random source.
pub(super) struct CryptoEntropy;

impl Entropy for CryptoEntropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        let random = Uint8Array::new_with_length(u32::try_from(bytes.len()).unwrap_or(0));
        let crypto = dom::window().and_then(|window| window.crypto().ok());
        if let Some(crypto) = crypto {
            // Refuses only more than 64 KiB at once.
            let _ = crypto.get_random_values_with_array_buffer_view(&random);
        }
        random.copy_to(bytes);
    }
}
