//! RTMP as a server speaks it to publishers: bytes in, values out, without a socket and without a clock.
//!
//! Own code, since the crates that were looked at (docs/decisions/0008) bound no nesting and lack Enhanced RTMP, or AMF3
//! and aggregates. Sources: the RTMP 1.0 specification, AMF0 and AMF3, and Enhanced RTMP v1 and v2 (Veovera).

mod amf;
mod amf0;
mod amf3;
mod chunk_reader;
mod chunk_writer;
mod command;
pub(crate) mod fuzzing;
mod handshake;
mod message;
mod session;
mod stream_name;

pub use amf::Value;
pub use chunk_reader::Limits;
pub use session::{Event, Refusal, Session};

use chunk_reader::ChunkReader;
use message::{Message, MessageKind};

/// What a peer did that ends its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Violation(pub &'static str);
