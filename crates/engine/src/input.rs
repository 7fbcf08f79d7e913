//! What goes into the engine and what comes out: the whole contract with a driver.
//!
//! A driver owns the clock, the socket, HTTP and the UI's channel. It calls [`Engine::handle`](crate::Engine::handle) with each event, carries out the
//! effects in order, and calls again with [`Input::Tick`] when [`Engine::deadline`](crate::Engine::deadline) has come.

use protocol::{Answer, ApiError, Call, ClientFrame, ConversationId, FileId, MessageId, ServerFrame};

use crate::ui::{Reply, Request, RequestId, Update};

/// Pairs the answer of an HTTP call with its question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CallId(pub u64);

/// Something happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// The driver is ready: connect.
    Start,
    /// The UI asks.
    Request {
        id: RequestId,
        request: Request,
    },
    /// The socket is open and the driver has sent `Authenticate`.
    Connected,
    /// The socket has closed, or could not be opened.
    Disconnected,
    Frame(ServerFrame),
    /// An HTTP call was answered, or failed (`Unavailable` when there was no connection).
    Called {
        id: CallId,
        result: Result<Answer, ApiError>,
    },
    /// The deadline has come. Harmless at any other time.
    Tick,
    /// The machine woke up, or the network changed: make sure that the line is alive.
    Resumed,
}

/// Something is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Open the socket and send `Authenticate`; answer with `Connected` or `Disconnected`.
    Connect,
    /// Close the socket and say nothing more of it.
    Disconnect,
    Send(ClientFrame),
    Call {
        id: CallId,
        call: Call,
    },
    /// Bring at most `bytes` of a file that is staged on this device, from `offset` on, to [`protocol::upload_path`]; comes back as `Called` with
    /// [`Answer::File`]. `NotFound` when the bytes are not on this device any more.
    Upload {
        id: CallId,
        file: FileId,
        offset: u64,
        bytes: u32,
    },
    /// The server has all of a staged file: what is here need not be kept, but may serve as the local copy.
    Uploaded(FileId),
    /// Nothing of a file is to be on this device any more: it was taken out, or its message deleted.
    ForgetFile(FileId),
    Reply {
        id: RequestId,
        result: Result<Reply, ApiError>,
    },
    Update(Update),
    /// Show a notification of a new message. (Holds message text: not for logs.)
    Notify(Notice),
    /// The session is over: forget the token. The engine does nothing more.
    SignedOut {
        reason: ApiError,
    },
}

/// What a notification says.
#[derive(Clone, PartialEq, Eq)]
pub struct Notice {
    pub conversation: ConversationId,
    pub message: MessageId,
    /// The conversation's name.
    pub title: String,
    /// Sender and beginning of the text.
    pub body: String,
}

impl std::fmt::Debug for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Notice({})", self.message)
    }
}

/// Where the engine gets chance from: ids and the jitter of retries.
pub trait Entropy: Send {
    /// Fills with random bytes.
    fn fill(&mut self, bytes: &mut [u8]);
}
