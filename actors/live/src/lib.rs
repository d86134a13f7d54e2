//! Lives: what a publisher sends by RTMP becomes what viewers fetch by HLS, without decoding a picture.
//!
//! ```text
//! ingest ─ acceptor ─ connection ─ Publication ─ Rendition ─ viewers, through OnAir
//!                        │    │ Ladder ─ Encoder ─ Rungs ─┘
//!                        │ Seat                      │ Written
//!                        └──────── live session ─────┴─ LiveShelf (recording), LiveBook (what is written down)
//! ```
//!
//! In reading order: [`rtmp`] turns bytes of a connection into what a publisher does, [`Publication`] puts that on the
//! live's own time, [`media`] writes it as fragments of MP4, [`hls`] cuts them into segments and offers those. All of that
//! is pure: no socket, no file, no clock of its own.
//!
//! Around it stand the actors. A connection reads its socket and writes into what is [`OnAir`]. One session actor per live
//! decides who may publish, bridges a lost connection, writes the recording, and says when the live is over. [`Lives`] is
//! what the application sees of all that.
#![warn(missing_docs)]

mod connection;
mod encoders;
#[doc(hidden)]
pub mod fuzzing;
mod health;
pub mod hls;
mod ingest;
mod ladder;
mod lives;
pub mod media;
mod on_air;
mod ports;
mod publication;
mod refusals;
pub mod rtmp;
mod rungs;
mod seat;
mod session;
mod settings;
mod throttle;

pub use actors_kernel::PortError;
pub use encoders::{Encoder, EncoderSaid, Encoders, LadderPlan};
pub use health::Health;
pub use ingest::{Door, Ingest};
pub use lives::{Listening, Lives, Standing};
pub use on_air::OnAir;
pub use ports::{
    Admittance, Denial, EndReason, LiveBook, LiveId, LiveShelf, OpenSession, SessionId, Verdict,
};
pub use publication::Publication;
pub use rungs::RungState;
pub use settings::LiveSettings;

#[cfg(test)]
mod tests;
