//! Where the server's random bytes come from: passed in, so that a simulation replays from a seed.

use std::fmt;

use protocol::Timestamp;
use uuid::{Builder, Uuid};

type Fill = Box<dyn FnMut(&mut [u8]) + Send>;

/// A source of random bytes, and of what the server makes from them.
pub struct Entropy(Fill);

/// Digits and letters that are not mistaken for each other (Crockford's base 32).
const CODE_LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Entropy {
    pub fn new(fill: impl FnMut(&mut [u8]) + Send + 'static) -> Self {
        Self(Box::new(fill))
    }

    /// The same bytes for the same seed, for tests and the simulation. Not for a server that anybody uses.
    pub fn from_seed(seed: u64) -> Self {
        let mut stream = blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof();
        Self::new(move |bytes| stream.fill(bytes))
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0)(&mut bytes);
        bytes
    }

    /// A version 7 UUID: sorts by the time it was made.
    pub fn uuid(&mut self, now: Timestamp) -> Uuid {
        Builder::from_unix_timestamp_millis(now.0.unsigned_abs(), &self.bytes()).into_uuid()
    }

    /// 256 bits.
    pub fn token(&mut self) -> [u8; 32] {
        self.bytes()
    }

    /// Six digits, each value as likely as the others.
    pub fn digits(&mut self) -> String {
        // 2^64 is so much larger than a million that the remainder's bias is beyond measuring.
        format!("{:06}", u64::from_le_bytes(self.bytes()) % 1_000_000)
    }

    /// Ten letters and digits in two groups: 50 bits.
    pub fn invite_code(&mut self) -> String {
        let letters = self.bytes::<10>().map(|byte| {
            let letter = CODE_LETTERS.get(usize::from(byte & 31));
            char::from(letter.copied().unwrap_or(b'0'))
        });
        let (first, second) = letters.split_at(5);
        format!(
            "{}-{}",
            first.iter().collect::<String>(),
            second.iter().collect::<String>()
        )
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entropy(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_things() {
        let make = || {
            let mut entropy = Entropy::from_seed(7);
            (
                entropy.uuid(Timestamp(5)),
                entropy.digits(),
                entropy.invite_code(),
            )
        };
        assert_eq!(make(), make());
        let (id, digits, code) = make();
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(digits.len(), 6);
        assert_eq!((code.len(), code.find('-')), (11, Some(5)));
    }
}
