//! Brings the files of waiting messages to the server, piece by piece: the first two at once, in the order of the outbox.
//!
//! Where to go on is the server's truth: on every new line, and after whatever went wrong, it is asked anew by putting the file down again, which
//! changes nothing. So nothing of a transfer is on the disk but the message that waits for it, and a message goes out only when the server has said
//! on this very line that all its files are there.

use std::collections::BTreeMap;

use protocol::{ApiError, Attachment, Call, ErrorCode, FileId, FileState};

use crate::engine::Engine;
use crate::input::{CallId, Effect};
use crate::line::backoff_ms;
use crate::store::{Store, Write};
use crate::sync::Pending;
use crate::ui::Update;

/// Files on their way at a time: the second one goes on while the server looks at the first.
const AT_ONCE: usize = 2;
/// A piece that is cut off is lost: the first one is small, and they grow while the line is quick.
const FIRST_PIECE: u32 = 128 * 1_024;
const SMALLEST_PIECE: u32 = 32 * 1_024;
/// Pieces double when one took less than this,
const QUICK_MS: i64 = 1_000;
/// and are halved when one took more than this.
const SLOW_MS: i64 = 8_000;
/// A pause that a person is told of.
const TOLD_MS: i64 = 5_000;

#[derive(Debug)]
pub(crate) struct Transfers {
    files: BTreeMap<FileId, Transfer>,
    /// What the line carries well.
    piece: u32,
    /// The server asked to slow down.
    paused_until: Option<i64>,
    /// The person knows it. Until a file has come.
    told_slow: bool,
}

#[derive(Debug, Default)]
struct Transfer {
    /// Bytes that the server has, as far as is known.
    sent: u64,
    /// The server has told so on this line, and nothing went wrong since.
    known: bool,
    /// The server has said on this line that all is there.
    there: bool,
    /// The question or the piece on its way, and since when.
    call: Option<(CallId, i64)>,
    /// Failures since the last progress.
    failures: u32,
    /// The file itself was not found, once since the last progress.
    missed: bool,
    retry_at: Option<i64>,
}

impl Default for Transfers {
    fn default() -> Self {
        Self {
            files: BTreeMap::new(),
            piece: FIRST_PIECE,
            paused_until: None,
            told_slow: false,
        }
    }
}

impl Transfers {
    /// What was on its way is lost, and what is there has to be asked anew.
    pub(crate) fn line_lost(&mut self) {
        self.paused_until = None;
        for transfer in self.files.values_mut() {
            *transfer = Transfer {
                sent: transfer.sent,
                ..Transfer::default()
            };
        }
    }

    /// All of it is on the server, as it said on this line.
    pub(crate) fn is_there(&self, file: FileId) -> bool {
        self.files.get(&file).is_some_and(|transfer| transfer.there)
    }

    /// The server may know of it.
    pub(crate) fn has_begun(&self, file: FileId) -> bool {
        let transfer = self.files.get(&file);
        transfer.is_some_and(|transfer| transfer.call.is_some() || transfer.known || transfer.sent > 0)
    }

    /// Bytes that the server has.
    pub(crate) fn sent(&self, file: FileId) -> u64 {
        self.files.get(&file).map_or(0, |transfer| transfer.sent)
    }

    /// When one that waits is to be tried again.
    pub(crate) fn deadline(&self) -> Option<i64> {
        let waiting = self.files.values().filter(|transfer| !transfer.there);
        let retries = waiting.filter_map(|transfer| transfer.retry_at);
        retries.chain(self.paused_until).min()
    }

    /// What was waited for has come, also where there is no room to go on just now: the clock need not ring for it again.
    fn stop_waiting(&mut self, now: i64) {
        self.paused_until = self.paused_until.filter(|until| now < *until);
        for transfer in self.files.values_mut() {
            transfer.retry_at = transfer.retry_at.filter(|at| now < *at);
        }
    }

    /// How quickly a piece went says how large the next one may be.
    fn measure(&mut self, took_ms: i64, limit: u32) {
        if took_ms < QUICK_MS {
            self.piece = self.piece.saturating_mul(2).min(limit);
        } else if took_ms > SLOW_MS {
            self.halve();
        }
    }

    fn halve(&mut self) {
        self.piece = (self.piece / 2).max(SMALLEST_PIECE);
    }
}

impl<S: Store> Engine<S> {
    /// Asks for what may go on now. Only while the line is up.
    pub(crate) fn bring_files_up(&mut self) {
        let wanted: Vec<FileId> = self.outbox.files_to_bring();
        self.transfers.files.retain(|file, _| wanted.contains(file));
        self.transfers.stop_waiting(self.now);
        if wanted.is_empty() || self.transfers.paused_until.is_some() {
            return;
        }
        let transfers = self.transfers.files.values();
        let mut on_their_way = transfers.filter(|transfer| transfer.call.is_some()).count();
        for file in wanted {
            if on_their_way >= AT_ONCE {
                return;
            }
            let now = self.now;
            let transfer = self.transfers.files.entry(file).or_default();
            if transfer.retry_at.is_some() || transfer.there || transfer.call.is_some() {
                continue;
            }
            let (known, offset) = (transfer.known, transfer.sent);
            let Some(call) = self.next_step(file, known, offset) else {
                continue;
            };
            if let Some(transfer) = self.transfers.files.get_mut(&file) {
                transfer.call = Some((call, now));
            }
            on_their_way = on_their_way.saturating_add(1);
        }
    }

    /// Puts the file down, or brings its next piece.
    fn next_step(&mut self, file: FileId, known: bool, offset: u64) -> Option<CallId> {
        let new = self.outbox.file_to_bring(file)?;
        let left = new.bytes.saturating_sub(offset);
        if !known || left == 0 {
            let call = Call::BeginFile(new.clone());
            return Some(self.call(call, Pending::Begin { file }));
        }
        let limit = self.piece_limit();
        let bytes = u32::try_from(left).unwrap_or(u32::MAX);
        let id = self.new_call(Pending::Piece { file });
        self.effects.push(Effect::Upload {
            id,
            file,
            offset,
            bytes: bytes.min(self.transfers.piece).min(limit),
        });
        Some(id)
    }

    fn piece_limit(&self) -> u32 {
        self.me.limits.piece_bytes.max(1)
    }

    /// The server says how far a file has come: after its putting down, or after a piece.
    pub(crate) fn file_answered(&mut self, pending: Pending, state: FileState) {
        let (file, piece) = match pending {
            Pending::Begin { file } => (file, false),
            Pending::Piece { file } => (file, true),
            _ => return,
        };
        let limit = self.piece_limit();
        let now = self.now;
        let Some(transfer) = self.transfers.files.get_mut(&file) else {
            return;
        };
        let took = transfer.call.take().map(|(_, since)| now.saturating_sub(since));
        let progress = state.offset > transfer.sent;
        let moved = state.offset != transfer.sent;
        transfer.sent = state.offset;
        transfer.known = true;
        transfer.there = state.ready.is_some();
        if progress || transfer.there {
            transfer.failures = 0;
            transfer.missed = false;
        }
        match state.ready {
            Some(attachment) => self.file_is_there(file, &attachment),
            None => {
                let whole = self.outbox.file_to_bring(file).map(|new| new.bytes);
                // A piece that brought nothing on, or all bytes and no word of the file: not at once again.
                if (piece && !progress) || whole.is_some_and(|whole| whole <= state.offset) {
                    self.try_later(file, None);
                } else if let Some(took) = took.filter(|_| piece) {
                    self.transfers.measure(took, limit);
                }
            }
        }
        if moved {
            self.tell_progress(file, state.offset);
        }
    }

    fn file_is_there(&mut self, file: FileId, attachment: &Attachment) {
        self.transfers.told_slow = false;
        for entry in self.outbox.file_is_there(file, attachment) {
            self.touched(&entry.command);
            // On the disk before the message goes: one that may have gone out cannot be taken back.
            self.write_safely(Write::PutOutbox(entry));
        }
    }

    /// A step of a transfer was refused, or could not be done.
    pub(crate) fn file_refused(&mut self, pending: Pending, error: &ApiError) {
        let (file, piece) = match pending {
            Pending::Begin { file } => (file, false),
            Pending::Piece { file } => (file, true),
            _ => return,
        };
        let Some(transfer) = self.transfers.files.get_mut(&file) else {
            return;
        };
        transfer.call = None;
        transfer.known = false;
        if error.code.may_retry() {
            if piece && error.code == ErrorCode::Unavailable {
                self.transfers.halve();
            }
            if error.code == ErrorCode::SlowDown {
                let wait = error.retry_after_ms.and_then(|ms| i64::try_from(ms).ok());
                let wait = wait.unwrap_or_else(|| backoff_ms(2, 0));
                self.transfers.paused_until = Some(self.now.saturating_add(wait));
                self.tell_slow(wait);
            }
            return self.try_later(file, error.retry_after_ms);
        }
        if piece && error.code == ErrorCode::NotFound && !std::mem::replace(&mut transfer.missed, true) {
            // What was put down long ago and never sent is gone from the server: put it down again. Were it gone from this device, the next piece
            // would say so again.
            return;
        }
        self.transfers.files.remove(&file);
        for id in self.outbox.waiting_for(file) {
            if let Some(entry) = self.outbox.finish(id) {
                self.refused(entry, error);
            }
        }
    }

    /// Once, until a file has come.
    fn tell_slow(&mut self, wait_ms: i64) {
        if wait_ms < TOLD_MS || std::mem::replace(&mut self.transfers.told_slow, true) {
            return;
        }
        let when = match wait_ms.saturating_add(59_999) / 60_000 {
            ..=1 => "in a minute".to_owned(),
            minutes => format!("in about {minutes} minutes"),
        };
        self.trouble(format!(
            "Waiting: too many uploads in a short time. The rest goes on by itself {when}."
        ));
    }

    fn try_later(&mut self, file: FileId, retry_after_ms: Option<u64>) {
        let mut chance = [0; 2];
        self.entropy.fill(&mut chance);
        let Some(transfer) = self.transfers.files.get_mut(&file) else {
            return;
        };
        let wait = match retry_after_ms.and_then(|ms| i64::try_from(ms).ok()) {
            Some(ms) => ms,
            None => backoff_ms(transfer.failures, u16::from_le_bytes(chance)),
        };
        transfer.failures = transfer.failures.saturating_add(1);
        transfer.known = false;
        transfer.retry_at = Some(self.now.saturating_add(wait));
    }

    fn tell_progress(&mut self, file: FileId, sent: u64) {
        if self.outbox.brings_for_itself(file) {
            self.tell(Update::Uploading { file, sent });
        }
        let open = self.open.as_ref().map(|open| open.conversation);
        let Some(conversation) = open.filter(|id| self.outbox.of(*id).any(|entry| entry.brings(file))) else {
            return;
        };
        self.tell(Update::Progress {
            conversation,
            file,
            sent,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_follow_the_line() {
        let mut transfers = Transfers::default();
        for _ in 0..9 {
            transfers.measure(100, 1_048_576);
        }
        assert_eq!(transfers.piece, 1_048_576, "as large as the server takes");
        transfers.measure(5_000, 1_048_576);
        assert_eq!(transfers.piece, 1_048_576);
        for _ in 0..9 {
            transfers.measure(9_000, 1_048_576);
        }
        assert_eq!(transfers.piece, SMALLEST_PIECE);
    }
}
