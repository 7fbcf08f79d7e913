//! Secrets as they are kept: only hashes, compared in constant time.

use super::{Failure, refuse};
use protocol::ErrorCode;

fn hash(purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key(purpose);
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    *hasher.finalize().as_bytes()
}

/// Of a session's token.
pub(crate) fn token_hash(token: &[u8; 32]) -> [u8; 32] {
    hash("rapport 2026 session token", &[token])
}

/// Of the six digits that were sent to an address.
pub(super) fn sign_in_hash(email: &str, digits: &str) -> [u8; 32] {
    hash(
        "rapport 2026 sign-in code",
        &[email.as_bytes(), digits.trim().as_bytes()],
    )
}

/// Of an invite's code, however it was typed: case, dashes and spaces do not matter, nor do letters that look like digits.
pub(super) fn invite_hash(code: &str) -> Result<[u8; 32], Failure> {
    let clean: String = code
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_uppercase() {
            'I' | 'L' => '1',
            'O' => '0',
            other => other,
        })
        .collect();
    if clean.chars().count() != 10 {
        return Err(wrong_code());
    }
    Ok(hash("rapport 2026 invite code", &[clean.as_bytes()]))
}

/// In constant time.
pub(super) fn same(one: [u8; 32], other: [u8; 32]) -> bool {
    blake3::Hash::from_bytes(one) == blake3::Hash::from_bytes(other)
}

pub(crate) fn wrong_code() -> Failure {
    refuse(
        ErrorCode::WrongCode,
        "This code is wrong, used up or too old. Ask for a new one.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_in_many_ways() {
        let code = invite_hash("K1QXD-20RT7").unwrap();
        for typed in ["k1qxd20rt7", " KIQXD - 2ORT7 ", "klqxd-2ort7"] {
            assert_eq!(invite_hash(typed).unwrap(), code, "{typed}");
        }
        assert_ne!(invite_hash("K1QXD-20RT8").unwrap(), code);
        assert!(invite_hash("K1QXD").is_err());
    }

    #[test]
    fn a_sign_in_code_belongs_to_its_address() {
        assert_ne!(
            sign_in_hash("ana@a.example", "123456"),
            sign_in_hash("ben@a.example", "123456")
        );
        assert!(same(
            sign_in_hash("a@a.example", "123456"),
            sign_in_hash("a@a.example", " 123456")
        ));
    }
}
