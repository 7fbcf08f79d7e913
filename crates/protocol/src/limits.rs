//! What the server accepts, told to every client at sign-in so that a refusal is never a surprise.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Limits {
    /// Longest message, in Unicode scalar values.
    pub message_chars: u32,
    /// Longest name of a group, person or workspace, in Unicode scalar values.
    pub name_chars: u32,
    /// Most members of a group.
    pub group_members: u32,
    /// Most messages in one page of history.
    pub page: u32,
    /// Longest frame or body that a client may send, in bytes.
    pub frame_bytes: u32,
    /// Largest file, in bytes.
    #[serde(default)]
    pub file_bytes: u64,
    /// Most files of one message.
    #[serde(default)]
    pub message_files: u32,
    /// Largest piece of an upload, in bytes.
    #[serde(default)]
    pub piece_bytes: u32,
    /// Longest voice note, in milliseconds.
    #[serde(default)]
    pub voice_ms: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message_chars: 20_000,
            name_chars: 100,
            group_members: 10_000,
            page: 200,
            frame_bytes: 262_144,
            file_bytes: 100 * 1_024 * 1_024,
            message_files: 10,
            piece_bytes: 1_024 * 1_024,
            voice_ms: 15 * 60 * 1_000,
        }
    }
}
