//! Recordings as browsers and our app make them.
