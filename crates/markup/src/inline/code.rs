//! Where code within a line ends.

/// Runs that are longer are text.
const LONGEST: usize = 64;

/// The runs of backticks of a line by their length, so that none is looked for twice.
#[derive(Debug)]
pub(super) struct Backticks {
    /// The places of runs of one backtick, of two, and so on.
    places: Vec<Vec<usize>>,
}

impl Backticks {
    pub(super) fn of(line: &str) -> Self {
        let mut places = vec![Vec::new(); LONGEST];
        let mut run = 0;
        for (place, byte) in line.bytes().chain([0]).enumerate() {
            if byte == b'`' {
                run += 1;
            } else if run > 0 {
                if let Some(places) = places.get_mut(run - 1) {
                    places.push(place - run);
                }
                run = 0;
            }
        }
        Self { places }
    }

    /// The first run of exactly this length at or after a place.
    pub(super) fn next_run(&self, from: usize, len: usize) -> Option<usize> {
        let places = self.places.get(len.checked_sub(1)?)?;
        places.get(places.partition_point(|place| *place < from)).copied()
    }
}

/// What is code between the backticks: without one space on either side, which is there to keep backticks apart.
pub(super) fn content(line: &str, start: usize, end: usize) -> (usize, usize) {
    let code = line.get(start..end).unwrap_or_default();
    let spaced =
        code.len() > 2 && code.starts_with(' ') && code.ends_with(' ') && !code.trim_matches(' ').is_empty();
    if spaced {
        (start + 1, end - 1)
    } else {
        (start, end)
    }
}

/// Code as it is typed.
pub(crate) fn typed(code: &str) -> String {
    let longest = longest_run(code);
    let taken: Vec<usize> = code
        .split(|c| c != '`')
        .map(str::len)
        .filter(|len| *len > 0)
        .collect();
    let fence = (1..=longest + 1).find(|len| !taken.contains(len)).unwrap_or(1);
    let fence = "`".repeat(fence);
    let edge = |c: Option<char>| matches!(c, Some('`' | ' '));
    let blank = code.trim_matches(' ').is_empty();
    let ticks = code.starts_with('`') || code.ends_with('`');
    let spaced = edge(code.chars().next()) && edge(code.chars().next_back()) && !blank;
    let space = if ticks || spaced { " " } else { "" };
    format!("{fence}{space}{code}{space}{fence}")
}

/// The longest run of backticks.
pub(crate) fn longest_run(code: &str) -> usize {
    code.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}
