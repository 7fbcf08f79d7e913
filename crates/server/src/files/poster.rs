//! Videos: they are kept as they came; what is seen of them before they play was made by the device that sent them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use protocol::{Attachment, NewFile, POSTER_BYTES};

use super::photo::{self, Seen};
use super::{Looked, attachment};

/// What browsers and the app's web view play.
const PLAYED: [&str; 3] = ["video/mp4", "video/quicktime", "video/webm"];

/// None when it is no video that plays anywhere.
pub(super) fn look_at(found: &'static str, claimed: &NewFile) -> Option<Looked> {
    PLAYED.contains(&found).then_some(())?;
    let seen = claimed.poster.as_deref().and_then(read);
    let attachment = attachment(found, claimed);
    Some(Looked {
        attachment: Attachment {
            size: attachment.size.or(seen.as_ref().map(|seen| seen.size)),
            placeholder: seen.as_ref().map(|seen| seen.placeholder.clone()),
            waveform: None,
            thumbnail: seen.is_some(),
            ..attachment
        },
        rewritten: None,
        thumbnail: seen.map(|seen| seen.thumbnail),
    })
}

/// A poster that is none is left.
fn read(poster: &str) -> Option<Seen> {
    (poster.len() <= POSTER_BYTES.div_ceil(3) * 4).then_some(())?;
    let file = STANDARD.decode(poster).ok()?;
    photo::see(&file)
}
