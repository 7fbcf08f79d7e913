//! What people send, and what is sent to do harm.
