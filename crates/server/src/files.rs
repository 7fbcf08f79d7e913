//! What the bytes of a file are, whatever somebody has claimed, and what everybody is given of them.
//!
//! Owns sniffing, decoding within limits, removing what a photo tells besides the picture, thumbnails and placeholders, the form in which
//! voice is kept, and the links under which bytes are handed out. Pure, but for [`Intake`], which does the slow work off the async threads.
//! Nothing is refused here: what is not what it claims to be is a document, and documents are only ever downloaded.
//! Must not know accounts, messages or the database.

mod intake;
mod link;
mod name;
mod photo;
mod poster;
mod sniff;
mod voice;

use protocol::{Attachment, FileKind, NewFile, PEAKS, Pixels};

pub use intake::{Intake, Stored};
pub use link::{LinkKey, Pass};
pub use name::clean_name;

use sniff::sniff;

/// What is known of a file once it was looked at.
#[derive(Clone, PartialEq, Eq)]
pub struct Looked {
    /// As everybody sees it.
    pub attachment: Attachment,
    /// What is kept instead of the bytes that came: without what a photo tells besides the picture, or in another form.
    pub rewritten: Option<Vec<u8>>,
    /// A small JPEG.
    pub thumbnail: Option<Vec<u8>>,
}

/// The bytes are the content of a message.
impl std::fmt::Debug for Looked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Looked({:?})", self.attachment)
    }
}

/// Up to here photos and voice notes are held in memory; what is larger is a document.
const WHOLE: u64 = 40 * 1_024 * 1_024;
/// So much of a file's beginning says what it is.
const HEAD: usize = 64 * 1_024;
/// No picture that is shown has a longer side; what claims to have one has no size.
const SIDE: u32 = 20_000;

/// Looks at a whole file. Slow, and not for the async threads. The same bytes always make the same.
pub fn look_at(bytes: &[u8], claimed: &NewFile) -> Looked {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let found = sniff(head);
    let special = match claimed.kind {
        FileKind::Photo if takes_all(claimed) => photo::look_at(bytes, found, claimed),
        FileKind::Video => poster::look_at(found, claimed),
        FileKind::Voice if takes_all(claimed) => voice::look_at(bytes, found, claimed),
        FileKind::Photo | FileKind::Voice | FileKind::Document => None,
    };
    special.unwrap_or_else(|| document(found, claimed))
}

/// Whether [`look_at`] has to see all bytes; of other files it asks for the [`HEAD`] only.
fn takes_all(claimed: &NewFile) -> bool {
    matches!(claimed.kind, FileKind::Photo | FileKind::Voice) && claimed.bytes <= WHOLE
}

fn document(found: &'static str, claimed: &NewFile) -> Looked {
    Looked {
        attachment: Attachment {
            kind: FileKind::Document,
            size: None,
            length_ms: None,
            placeholder: None,
            waveform: None,
            ..attachment(sniff::document_type(found, &claimed.media_type), claimed)
        },
        rewritten: None,
        thumbnail: None,
    }
}

/// What was claimed, as far as it can be believed without knowing the bytes.
fn attachment(media_type: &str, claimed: &NewFile) -> Attachment {
    Attachment {
        id: claimed.id,
        kind: claimed.kind,
        name: clean_name(&claimed.name),
        media_type: media_type.to_owned(),
        bytes: claimed.bytes,
        size: claimed.size.filter(is_size),
        length_ms: claimed.length_ms,
        placeholder: None,
        waveform: claimed.waveform.clone().filter(|text| is_waveform(text)),
        thumbnail: false,
    }
}

fn is_size(size: &Pixels) -> bool {
    let possible = 1..=SIDE;
    possible.contains(&size.width) && possible.contains(&size.height)
}

fn is_waveform(text: &str) -> bool {
    use base64::Engine as _;
    let most = PEAKS.div_ceil(3) * 4;
    let peaks = (text.len() <= most).then(|| base64::engine::general_purpose::STANDARD.decode(text));
    matches!(peaks, Some(Ok(peaks)) if (1..=PEAKS).contains(&peaks.len()))
}

#[cfg(test)]
mod tests;
