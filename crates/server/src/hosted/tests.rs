//! The whole server over real HTTP and real sockets: ana opens a practice, ben joins it, and they talk.

mod cards;
mod http;
mod line;
mod running;
