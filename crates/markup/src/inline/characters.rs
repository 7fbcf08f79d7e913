//! What a character is to the rules of emphasis.

/// Punctuation and symbols, as in CommonMark 0.31, without tables: the blocks that people write with. An emoji counts as a
/// word's character, so that `**Great 💪**!` and `**💪**` are bold whatever follows.
pub(super) fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || (!c.is_alphanumeric()
            && matches!(c, '\u{a1}'..='\u{bf}' | '×' | '÷' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}'
                | '\u{20a0}'..='\u{20cf}' | '\u{2190}'..='\u{22ff}' | '\u{2e00}'..='\u{2e7f}'
                | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3020}' | '\u{3030}'
                | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}'
                | '\u{ff5b}'..='\u{ff65}'))
}

/// Letters of scripts that put no space between words: formatting may begin and end between them.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Part of a word whose ends are seen, such as `5` and `s`: an asterisk or underscore between two of them is just that.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() && !is_unspaced(c)
}

/// Whether a run of delimiters between these may open and close emphasis.
pub(super) fn flanking(before: Option<char>, after: Option<char>, delimiter: char) -> (bool, bool) {
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let punctuation = |c: Option<char>| c.is_some_and(is_punctuation);
    let edge = |c: Option<char>| space(c) || punctuation(c) || c.is_some_and(is_unspaced);
    let left = !space(after) && (!punctuation(after) || edge(before));
    let right = !space(before) && (!punctuation(before) || edge(after));
    match delimiter {
        '_' => (left && (!right || edge(before)), right && (!left || edge(after))),
        '*' if before.is_some_and(is_word) && after.is_some_and(is_word) => (false, false),
        _ => (left, right),
    }
}
