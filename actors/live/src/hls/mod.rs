//! HLS as it is made from a live (RFC 8216 and its second edition's low-latency parts): where fragments are cut, what a
//! window of them holds, how its playlist reads.

mod packager;
mod playlist;
mod rendition;
mod window;

pub use packager::{CutSettings, Packager, Piece};
pub use playlist::Ask;
pub use rendition::{Description, Media, NotThere, Rendition};
pub use window::{PartId, Place, Stored, WindowSettings, Written};
