//! How often things go wrong, and how long what goes right takes. All of it drawn from the seed.

use rand::Rng;
use rand::rngs::SmallRng;

/// Chances of things going wrong.
#[derive(Clone, Copy, Debug)]
pub struct Faults {
    /// Of a live frame to be lost between the domain and the socket, as a bus may.
    pub lose_frame: f64,
    /// Of a frame to arrive a second time, later.
    pub repeat_frame: f64,
    /// Of a frame or call to take seconds.
    pub delay: f64,
    /// Of a call to fail before or after the server has done it.
    pub fail_call: f64,
    /// Of a piece of a file to be cut off at some byte.
    pub cut_piece: f64,
    /// Of a piece to arrive a second time, among those after it.
    pub repeat_piece: f64,
    /// Of a device to die between a step and what it asks to be done with a file.
    pub die_before_file: f64,
    /// Of each step of the plan to break something larger: a line, a client, the power, the server.
    pub break_something: f64,
}

impl Faults {
    pub const NONE: Self = Self {
        lose_frame: 0.0,
        repeat_frame: 0.0,
        delay: 0.0,
        fail_call: 0.0,
        cut_piece: 0.0,
        repeat_piece: 0.0,
        die_before_file: 0.0,
        break_something: 0.0,
    };
    pub const USUAL: Self = Self {
        lose_frame: 0.02,
        repeat_frame: 0.02,
        delay: 0.03,
        fail_call: 0.05,
        cut_piece: 0.08,
        repeat_piece: 0.08,
        die_before_file: 0.1,
        break_something: 0.12,
    };
}

/// A bug put in on purpose, to show that the checks see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Plant {
    /// The client applies live pages whatever their number, as if it never checked for holes.
    NoNumberCheck,
    /// The server forgets which commands it has done.
    NoCommandMemory,
    /// The disk says "safe" before it is.
    LyingDisk,
    /// The server counts a reaction in its feed and leaves it out of the page.
    SilentReactions,
    /// The server counts a change of the vault in its feed and leaves it out of the page.
    SilentVault,
    /// The server puts a piece of a file behind what it has, wherever it belongs.
    NoOffsetCheck,
    /// Devices keep the files of deleted messages.
    KeepsFiles,
}

/// Milliseconds on the way.
pub(crate) fn delay_ms(random: &mut SmallRng, faults: &Faults, counted: &mut u64) -> i64 {
    if random.random_bool(faults.delay) {
        *counted += 1;
        random.random_range(500..12_000)
    } else {
        random.random_range(2..60)
    }
}
