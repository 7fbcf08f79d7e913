//! Links to the bytes of a file: who has one has the file, without a session, for a few minutes.
//!
//! A token is what it says with a keyed BLAKE3 hash behind it, so that it is checked without a look into the database, on any node. That the
//! person may see the file is checked before one is made.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use protocol::{FileId, FileLink, Timestamp, Variant, WorkspaceId};
use uuid::Uuid;

/// For so long the same link is given, so that a browser finds in its cache what it has had; milliseconds.
const STEP: i64 = 10 * 60 * 1_000;
/// A link works until the end of this many steps after the one in which it was given.
const STEPS: i64 = 2;
/// Practice, file, variant, end.
const SAID: usize = 16 + 16 + 1 + 8;
const TOKEN: usize = SAID + blake3::OUT_LEN;

/// Made once for a database and never told; the same on all nodes.
#[derive(Clone, Copy)]
pub struct LinkKey(pub [u8; 32]);

impl fmt::Debug for LinkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkKey(..)")
    }
}

/// What a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pass {
    pub workspace: WorkspaceId,
    pub file: FileId,
    pub variant: Variant,
    /// From then on it does not work.
    pub until: Timestamp,
}

impl Pass {
    /// For whoever may see the file now.
    pub fn new(now: Timestamp, workspace: WorkspaceId, file: FileId, variant: Variant) -> Self {
        let step = now.0.div_euclid(STEP).saturating_add(1 + STEPS);
        Self {
            workspace,
            file,
            variant,
            until: Timestamp(step.saturating_mul(STEP)),
        }
    }

    fn said(&self) -> [u8; SAID] {
        let mut said = [0; SAID];
        let variant = [match self.variant {
            Variant::Thumbnail => 1,
            Variant::Full => 2,
        }];
        let until = self.until.0.to_be_bytes();
        let parts: [&[u8]; 4] = [
            self.workspace.0.as_bytes(),
            self.file.0.as_bytes(),
            &variant,
            &until,
        ];
        for (to, from) in said.iter_mut().zip(parts.concat()) {
            *to = from;
        }
        said
    }

    fn hear(said: &[u8; SAID]) -> Option<Self> {
        let (workspace, rest) = said.split_first_chunk::<16>()?;
        let (file, rest) = rest.split_first_chunk::<16>()?;
        let (variant, until) = rest.split_first()?;
        Some(Self {
            workspace: WorkspaceId(Uuid::from_bytes(*workspace)),
            file: FileId(Uuid::from_bytes(*file)),
            variant: match variant {
                1 => Variant::Thumbnail,
                2 => Variant::Full,
                _ => return None,
            },
            until: Timestamp(i64::from_be_bytes(until.try_into().ok()?)),
        })
    }
}

impl LinkKey {
    /// The link of a pass, as it is handed out at `now`.
    pub fn link(&self, now: Timestamp, pass: Pass) -> FileLink {
        let said = pass.said();
        let token = [said.as_slice(), self.seal(&said).as_bytes()].concat();
        FileLink {
            file: pass.file,
            variant: pass.variant,
            path: format!("/media/{}", URL_SAFE_NO_PAD.encode(token)),
            valid_ms: u64::try_from(pass.until.since(now)).unwrap_or_default(),
        }
    }

    /// What the token in a link says, when it is one of ours and has not ended.
    pub fn open(&self, now: Timestamp, token: &str) -> Option<Pass> {
        let token: [u8; TOKEN] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
        let (said, seal) = token.split_first_chunk::<SAID>()?;
        let seal = blake3::Hash::from_bytes(seal.try_into().ok()?);
        // Compared in constant time.
        if self.seal(said) != seal {
            return None;
        }
        Pass::hear(said).filter(|pass| now < pass.until)
    }

    fn seal(&self, said: &[u8; SAID]) -> blake3::Hash {
        blake3::keyed_hash(&self.0, said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: LinkKey = LinkKey([7; 32]);
    const ANAS: WorkspaceId = WorkspaceId::from_number(1);
    const PHOTO: FileId = FileId::from_number(2);
    const NOW: Timestamp = Timestamp(1_800_000_000_123);

    fn token(link: &FileLink) -> &str {
        link.path.strip_prefix("/media/").unwrap()
    }

    #[test]
    fn a_link_leads_to_its_file_until_it_ends() {
        for variant in [Variant::Thumbnail, Variant::Full] {
            let pass = Pass::new(NOW, ANAS, PHOTO, variant);
            let link = KEY.link(NOW, pass);
            assert_eq!(KEY.open(NOW, token(&link)), Some(pass));
            let valid = i64::try_from(link.valid_ms).unwrap();
            assert!((STEPS * STEP..=(STEPS + 1) * STEP).contains(&valid));
            assert_eq!(KEY.open(NOW.plus_ms(valid - 1), token(&link)), Some(pass));
            assert_eq!(KEY.open(NOW.plus_ms(valid), token(&link)), None);
        }
    }

    #[test]
    fn the_same_link_is_given_for_ten_minutes() {
        let start = Timestamp(NOW.0 / STEP * STEP);
        let at = |ms| {
            let now = start.plus_ms(ms);
            KEY.link(now, Pass::new(now, ANAS, PHOTO, Variant::Full)).path
        };
        assert_eq!(at(0), at(STEP - 1));
        assert_ne!(at(0), at(STEP));
    }

    #[test]
    fn no_bit_of_a_link_can_be_changed_and_no_other_key_makes_one() {
        let link = KEY.link(NOW, Pass::new(NOW, ANAS, PHOTO, Variant::Full));
        let bytes = URL_SAFE_NO_PAD.decode(token(&link)).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let changed = URL_SAFE_NO_PAD.encode(changed);
            assert_eq!(KEY.open(NOW, &changed), None, "{bit}");
        }
        assert_eq!(LinkKey([8; 32]).open(NOW, token(&link)), None);
        for text in ["", "AAAA", "../../etc/passwd", token(&link).get(1..).unwrap()] {
            assert_eq!(KEY.open(NOW, text), None, "{text}");
        }
        let longer = format!("{}AAAA", token(&link));
        assert_eq!(KEY.open(NOW, &longer), None);
    }

    #[test]
    fn the_key_is_not_told() {
        assert_eq!(format!("{KEY:?}"), "LinkKey(..)");
    }
}
