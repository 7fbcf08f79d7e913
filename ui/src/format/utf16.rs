//! Places in a text: browsers count UTF-16 units, Rust counts bytes.

/// The byte at which a UTF-16 unit begins; within a character: where that begins.
pub(crate) fn byte(text: &str, unit: u32) -> usize {
    let mut units = 0;
    for (byte, c) in text.char_indices() {
        units += c.len_utf16() as u32;
        if units > unit {
            return byte;
        }
    }
    text.len()
}

/// How many UTF-16 units stand before a byte.
pub(crate) fn place(text: &str, byte: usize) -> u32 {
    let before = text.char_indices().take_while(|(at, _)| *at < byte);
    before.map(|(_, c)| c.len_utf16() as u32).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_to_the_same_character() {
        let text = "aé💪b";
        for (at, unit) in [(0, 0), (1, 1), (3, 2), (7, 4), (8, 5)] {
            assert_eq!((byte(text, unit), place(text, at)), (at, unit));
        }
        // Inside of a pair, and beyond the end.
        assert_eq!((byte(text, 3), byte(text, 99), place(text, 99)), (3, 8, 5));
    }
}
