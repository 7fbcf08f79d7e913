//! What changed between two versions of a text, word by word: numbers stand for themselves, since in a plan it is they
//! that matter. Pure; knows no screen.

/// A stretch of the text as the newer version has it, with what was taken out in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Same(String),
    Removed(String),
    Added(String),
    /// One number for another, with the unit when that changed as well: "80 → 85".
    Number {
        before: String,
        after: String,
    },
}

/// Beyond this many pairs of words the middle counts as rewritten: nobody reads such a comparison.
const MOST_PAIRS: usize = 1_000_000;

/// A word, a number or a sign, with the white space before it.
#[derive(Clone, Copy, Debug)]
struct Token<'a> {
    space: &'a str,
    word: &'a str,
    number: bool,
}

/// The pieces of `after` in order. White space alone is no change.
pub(crate) fn changes(before: &str, after: &str) -> Vec<Piece> {
    let (old, new) = (tokens(before), tokens(after));
    let same = |(a, b): &(&Token<'_>, &Token<'_>)| a.word == b.word;
    let head = old.iter().zip(&new).take_while(same).count();
    let (old_rest, new_rest) = (old.get(head..).unwrap_or(&[]), new.get(head..).unwrap_or(&[]));
    let tail = old_rest
        .iter()
        .rev()
        .zip(new_rest.iter().rev())
        .take_while(same)
        .count();
    let old_middle = old_rest.get(..old_rest.len() - tail).unwrap_or(&[]);
    let new_middle = new_rest.get(..new_rest.len() - tail).unwrap_or(&[]);

    let mut drawn = Drawn::default();
    for token in new.iter().take(head) {
        drawn.same(token);
    }
    drawn.middle(old_middle, new_middle);
    for token in new_rest.iter().skip(new_middle.len()) {
        drawn.same(token);
    }
    drawn.pieces
}

/// Pieces as they come, neighbours of one kind in one.
#[derive(Debug, Default)]
struct Drawn {
    pieces: Vec<Piece>,
}

impl Drawn {
    fn same(&mut self, token: &Token<'_>) {
        let words = [token.space, token.word];
        match self.pieces.last_mut() {
            Some(Piece::Same(text)) => text.extend(words),
            _ => self.pieces.push(Piece::Same(words.concat())),
        }
    }

    /// By the longest common run of words.
    fn middle(&mut self, old: &[Token<'_>], new: &[Token<'_>]) {
        if old.len().saturating_mul(new.len()) > MOST_PAIRS {
            self.replace(old, new);
            return;
        }
        // lengths[i][j]: how many words the rests from i and from j have in common, in order.
        let width = new.len() + 1;
        let mut lengths = vec![0u32; (old.len() + 1) * width];
        let at = |lengths: &[u32], i: usize, j: usize| lengths.get(i * width + j).copied().unwrap_or(0);
        for (i, a) in old.iter().enumerate().rev() {
            for (j, b) in new.iter().enumerate().rev() {
                let length = if a.word == b.word {
                    at(&lengths, i + 1, j + 1) + 1
                } else {
                    at(&lengths, i + 1, j).max(at(&lengths, i, j + 1))
                };
                if let Some(cell) = lengths.get_mut(i * width + j) {
                    *cell = length;
                }
            }
        }
        let (mut i, mut j) = (0, 0);
        let (mut out, mut into) = (Vec::new(), Vec::new());
        loop {
            match (old.get(i), new.get(j)) {
                (Some(a), Some(b)) if a.word == b.word => {
                    self.replace(&out, &into);
                    out.clear();
                    into.clear();
                    self.same(b);
                    (i, j) = (i + 1, j + 1);
                }
                (Some(a), _) if at(&lengths, i + 1, j) >= at(&lengths, i, j + 1) || j >= new.len() => {
                    out.push(*a);
                    i += 1;
                }
                (_, Some(b)) => {
                    into.push(*b);
                    j += 1;
                }
                (Some(a), None) => {
                    out.push(*a);
                    i += 1;
                }
                (None, None) => break,
            }
        }
        self.replace(&out, &into);
    }

    fn replace(&mut self, old: &[Token<'_>], new: &[Token<'_>]) {
        if let (true, Some(number)) = (amount(old).is_some(), amount(new)) {
            self.space(number.space);
            self.pieces.push(Piece::Number {
                before: text(old).trim_start().to_owned(),
                after: text(new).trim_start().to_owned(),
            });
            return;
        }
        if !old.is_empty() {
            self.pieces.push(Piece::Removed(text(old)));
        }
        if !new.is_empty() {
            self.pieces.push(Piece::Added(text(new)));
        }
    }

    fn space(&mut self, space: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Same(text)) => text.push_str(space),
            _ if space.is_empty() => {}
            _ => self.pieces.push(Piece::Same(space.to_owned())),
        }
    }
}

/// A number alone or with one word behind it: "80", "80 kg".
fn amount<'a, 't>(tokens: &'t [Token<'a>]) -> Option<&'t Token<'a>> {
    match tokens {
        [number] if number.number => Some(number),
        [number, unit] if number.number && !unit.number && !unit.space.contains('\n') => Some(number),
        _ => None,
    }
}

fn text(tokens: &[Token<'_>]) -> String {
    tokens
        .iter()
        .flat_map(|token| [token.space, token.word])
        .collect()
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        let word_at = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
        let (space, words) = rest.split_at(word_at);
        let Some(first) = words.chars().next() else {
            return tokens; // white space at the end says nothing
        };
        let kind = kind(first);
        let mut end = first.len_utf8();
        let mut following = words.char_indices().skip(1).peekable();
        while let Some((at, c)) = following.next() {
            let inside = match kind {
                Kind::Sign => false,
                Kind::Word => self::kind(c) == Kind::Word,
                // 1,250 and 2.5 and 18:30, but not the full stop behind a number.
                Kind::Number => {
                    self::kind(c) == Kind::Number
                        || matches!(c, '.' | ',' | ':' | '٫' | '٬')
                            && following
                                .peek()
                                .is_some_and(|(_, next)| self::kind(*next) == Kind::Number)
                }
            };
            if !inside {
                break;
            }
            end = at + c.len_utf8();
        }
        let (word, behind) = words.split_at(end);
        tokens.push(Token {
            space,
            word,
            number: kind == Kind::Number,
        });
        rest = behind;
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    Word,
    Sign,
}

/// Accents, joiners and the parts of an emoji belong to the word they stand in.
fn kind(c: char) -> Kind {
    if c.is_numeric() {
        Kind::Number
    } else if c.is_alphabetic() || matches!(c, '_' | '\'' | '’' | '\u{200c}' | '\u{200d}') {
        Kind::Word
    } else if c.is_whitespace() || c.is_ascii() || matches!(c, '\u{a0}'..='\u{bf}' | '\u{2000}'..='\u{206f}')
    {
        Kind::Sign
    } else {
        Kind::Word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `-out-`, `+in+`, `[80 → 85]`.
    fn shown(before: &str, after: &str) -> String {
        changes(before, after)
            .into_iter()
            .map(|piece| match piece {
                Piece::Same(text) => text,
                Piece::Removed(text) => format!("-{text}-"),
                Piece::Added(text) => format!("+{text}+"),
                Piece::Number { before, after } => format!("[{before} → {after}]"),
            })
            .collect()
    }

    #[test]
    fn words_that_changed_are_marked_and_no_others() {
        for (before, after, wanted) in [
            ("rest on Friday", "rest on Friday", "rest on Friday"),
            ("rest on Friday", "rest on Monday", "rest on- Friday-+ Monday+"),
            ("rest on Friday", "rest well on Friday", "rest+ well+ on Friday"),
            ("rest well, then run", "rest, then run", "rest- well-, then run"),
            ("", "all new", "+all new+"),
            ("all gone", "", "-all gone-"),
            ("one\n\ntwo", "one\n\ntwo\nthree", "one\n\ntwo+\nthree+"),
            // White space alone is no change, and stands as it is now.
            ("one  two ", "one two", "one two"),
        ] {
            assert_eq!(shown(before, after), wanted);
        }
    }

    #[test]
    fn numbers_stand_out() {
        for (before, after, wanted) in [
            (
                "Squat 80 kg today",
                "Squat 85 kg today",
                "Squat [80 → 85] kg today",
            ),
            ("Squat 80kg", "Squat 82.5kg", "Squat [80 → 82.5]kg"),
            (
                "Squat 80 kg today",
                "Squat 176 lb today",
                "Squat [80 kg → 176 lb] today",
            ),
            ("4x8 @ 7", "5x8 @ 7.", "[4 → 5]x8 @ 7+.+"),
            ("eat 2,400 kcal.", "eat 2,150 kcal.", "eat [2,400 → 2,150] kcal."),
            ("at 18:30", "at 7:15", "at [18:30 → 7:15]"),
            ("3 rounds, 90 s", "4 rounds, 60 s", "[3 → 4] rounds, [90 → 60] s"),
            ("run 5 km", "run easy", "run- 5 km-+ easy+"),
        ] {
            assert_eq!(shown(before, after), wanted);
        }
    }

    #[test]
    fn every_script_is_compared_by_its_words() {
        assert_eq!(
            shown("להתחיל עם 10 ק״ג ביום ראשון", "להתחיל עם 12.5 ק״ג ביום שני"),
            "להתחיל עם [10 → 12.5] ק״ג ביום- ראשון-+ שני+"
        );
        assert_eq!(shown("شكراً ٨٠ كغ", "شكراً ٨٥ كغ"), "شكراً [٨٠ → ٨٥] كغ");
        assert_eq!(shown("gut 👍🏽 so", "gut 👎🏽 so"), "gut- 👍🏽-+ 👎🏽+ so");
        assert_eq!(
            shown("cafe\u{301} jetzt", "cafe\u{301} dann"),
            "cafe\u{301}- jetzt-+ dann+"
        );
    }

    #[test]
    fn a_text_that_was_rewritten_is_not_compared_for_ever() {
        let words = |from: u32| (from..from + 4_000).map(|n| format!("{n} ")).collect::<String>();
        let pieces = changes(&words(10_000), &words(20_000));
        assert_eq!(pieces.len(), 2);
    }

    #[test]
    fn the_newer_text_can_be_read_off() {
        let (before, after) = ("Mon: 30 min\nWed: rest", "Mon: 40 min, easy\nThu: rest\nFri: off");
        let read: String = changes(before, after)
            .into_iter()
            .map(|piece| match piece {
                Piece::Same(text) | Piece::Added(text) | Piece::Number { after: text, .. } => text,
                Piece::Removed(_) => String::new(),
            })
            .collect();
        assert_eq!(read, after);
    }
}
