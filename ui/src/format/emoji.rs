//! Whether a message is one to three emoji and nothing else: those are drawn big.

/// How many emoji the text consists of, when it is nothing but one to three of them.
pub(crate) fn only_emoji(text: &str) -> Option<usize> {
    let text = text.trim();
    if text.len() > 120 {
        return None; // three families with skin tones are shorter
    }
    let mut count = 0usize;
    let mut joined = false; // the last character was a zero-width joiner
    let mut half_flag = false; // a flag is two regional indicators
    for c in text.chars() {
        match c {
            ' ' => {}
            '\u{200d}' if count > 0 => joined = true,
            '\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}' if count > 0 => {}
            '\u{1f1e6}'..='\u{1f1ff}' => {
                if !half_flag {
                    count += 1;
                }
                half_flag = !half_flag;
            }
            _ if is_emoji(c) => {
                if !joined {
                    count += 1;
                }
                joined = false;
                half_flag = false;
            }
            _ => return None,
        }
    }
    (1..=3).contains(&count).then_some(count)
}

fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{1f300}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b05}'..='\u{2b55}'
        | '\u{231a}' | '\u{231b}' | '\u{23e9}'..='\u{23fa}' | '\u{25aa}'..='\u{25fe}' | '\u{2934}' | '\u{2935}')
}

#[cfg(test)]
mod tests {
    use super::only_emoji;

    #[test]
    fn one_to_three_alone_are_big() {
        for (text, count) in [
            ("👍", Some(1)),
            ("❤️", Some(1)),
            ("💪🏽 🎉", Some(2)),
            ("👨‍👩‍👧‍👦", Some(1)),
            ("🇦🇹🇩🇪", Some(2)),
            ("🎉🎉🎉", Some(3)),
            ("🎉🎉🎉🎉", None),
            ("👍 ok", None),
            ("3", None),
            ("", None),
        ] {
            assert_eq!(only_emoji(text), count, "{text}");
        }
    }
}
