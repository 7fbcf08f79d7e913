//! Bytes on their way: pieces that are cut, lost, late or come twice, and what a device's folder holds when it dies in the middle.

use engine::CallId;
use protocol::{Answer, ApiError, ErrorCode, FileId, FileVariant, LinksQuery, NewFile, Timestamp, Variant};
use rand::Rng;

use super::{Event, World};
use crate::network::{Plant, delay_ms};

/// A piece of a file, as it left a device.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub file: FileId,
    pub offset: u64,
    pub bytes: Vec<u8>,
}

fn lost() -> ApiError {
    ApiError::new(ErrorCode::Unavailable, "no connection")
}

impl World {
    /// The bytes are on this device before the engine hears of the file.
    pub(crate) fn stage(&mut self, device: usize, file: FileId, bytes: Vec<u8>) {
        self.originals.insert(file, bytes.clone());
        self.devices[device].staged.insert(file, bytes);
    }

    /// The engine wants a piece of a file to be brought.
    pub(super) fn upload(&mut self, device: usize, id: CallId, file: FileId, offset: u64, bytes: u32) {
        let from = usize::try_from(offset).unwrap_or(usize::MAX);
        let all = self.devices[device]
            .staged
            .get(&file)
            .map_or(&[][..], Vec::as_slice);
        let to = from.saturating_add(bytes as usize).min(all.len());
        let boot = self.devices[device].boot;
        let after = delay_ms(&mut self.random, &self.faults, &mut self.faults_seen);
        let Some(bytes) = all.get(from..to).filter(|bytes| !bytes.is_empty()) else {
            let result = Err(ApiError::new(
                ErrorCode::NotFound,
                "That file is not on this device any more.",
            ));
            return self.schedule(
                after,
                Event::Answered {
                    device,
                    boot,
                    id,
                    result,
                },
            );
        };
        let mut piece = Piece {
            file,
            offset,
            bytes: bytes.to_vec(),
        };
        if self.random.random_bool(self.faults.cut_piece) {
            // The line breaks at some byte of it; perhaps at the first, perhaps behind the last.
            self.faults_seen += 1;
            self.cut_pieces += 1;
            let arrived = self.random.random_range(0..=piece.bytes.len());
            piece.bytes.truncate(arrived);
            self.schedule(
                after,
                Event::PieceArrives {
                    device,
                    boot,
                    id: None,
                    piece,
                },
            );
            let noticed = after + self.random.random_range(1..5_000);
            let result = Err(lost());
            return self.schedule(
                noticed,
                Event::Answered {
                    device,
                    boot,
                    id,
                    result,
                },
            );
        }
        if self.random.random_bool(self.faults.repeat_piece) {
            self.faults_seen += 1;
            let again = after + self.random.random_range(1..300);
            let piece = piece.clone();
            self.schedule(
                again,
                Event::PieceArrives {
                    device,
                    boot,
                    id: None,
                    piece,
                },
            );
        }
        self.schedule(
            after,
            Event::PieceArrives {
                device,
                boot,
                id: Some(id),
                piece,
            },
        );
    }

    /// `id`: who waits for the answer.
    pub(super) fn piece_arrives(&mut self, device: usize, boot: u32, id: Option<CallId>, piece: &Piece) {
        let actor = self.devices[device].actor;
        let result = if !self.server_is_up {
            Err(lost())
        } else if piece.bytes.is_empty() {
            return;
        } else {
            let offset = self.planted_offset(device, piece);
            self.server
                .upload(Timestamp(self.now), &actor, piece.file, offset, &piece.bytes)
                .map(Answer::File)
        };
        let Some(id) = id else { return };
        let after = delay_ms(&mut self.random, &self.faults, &mut self.faults_seen);
        self.schedule(
            after,
            Event::Answered {
                device,
                boot,
                id,
                result,
            },
        );
    }

    /// As if the server put each piece behind what it has, without a look at where it belongs.
    fn planted_offset(&mut self, device: usize, piece: &Piece) -> u64 {
        let actor = self.devices[device].actor;
        let known = self.begun.get(&piece.file).cloned();
        match known.filter(|_| self.plant == Some(Plant::NoOffsetCheck)) {
            Some(new) => {
                let state = self.server.begin_file(Timestamp(self.now), &actor, new);
                state.map_or(piece.offset, |state| state.offset)
            }
            None => piece.offset,
        }
    }

    pub(super) fn begin_file(&mut self, device: usize, new: &NewFile) -> Result<Answer, ApiError> {
        let actor = self.devices[device].actor;
        self.begun.insert(new.id, new.clone());
        self.server
            .begin_file(Timestamp(self.now), &actor, new.clone())
            .map(Answer::File)
    }

    /// The server has it: the staged bytes are a copy from now on.
    pub(super) fn uploaded(&mut self, device: usize, file: FileId) {
        let device = &mut self.devices[device];
        if device.staged.remove(&file).is_some() {
            device.copies.insert(file);
        }
    }

    pub(super) fn forget_file(&mut self, device: usize, file: FileId) {
        if self.plant == Some(Plant::KeepsFiles) {
            return;
        }
        let device = &mut self.devices[device];
        device.staged.remove(&file);
        device.copies.remove(&file);
    }

    /// Somebody looks at a file, and the device keeps a copy.
    pub(crate) fn look_at(&mut self, device: usize, file: FileId) {
        let actor = self.devices[device].actor;
        if self.server_is_up && self.bytes_of(&actor, file).is_some() {
            self.devices[device].copies.insert(file);
        }
    }

    /// What the server gives of a file to whoever may see it.
    pub(crate) fn bytes_of(&self, actor: &server::domain::Actor, file: FileId) -> Option<&[u8]> {
        let variant = Variant::Full;
        let query = LinksQuery {
            files: vec![FileVariant { file, variant }],
        };
        let now = Timestamp(self.now);
        let links = self.server.links(now, actor, &query).ok()?;
        self.server.follow(now, &links.first()?.path)
    }
}
