//! The whole server over real HTTP and real sockets: ana opens a practice, ben joins it, and they talk.

mod http;
mod line;
mod running;
