//! What ractor lacks: doors, keyed routers, back-off, a root. Being written by `kernel`.
#![warn(missing_docs)]

mod request_id;

pub use request_id::RequestId;
