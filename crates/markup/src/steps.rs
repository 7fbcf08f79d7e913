//! Counts, in tests only, how much the loops do that could do too much.

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// One more thing looked at.
#[inline]
pub(crate) fn step() {
    #[cfg(test)]
    STEPS.set(STEPS.get() + 1);
}

#[cfg(test)]
pub(crate) fn start() {
    STEPS.set(0);
}

#[cfg(test)]
pub(crate) fn taken() -> u64 {
    STEPS.get()
}
