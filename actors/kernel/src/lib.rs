//! What ractor lacks: bounded doors, keyed routers that rest and restart their children, back-off and parking, a root.
//!
//! ```text
//! Root (one for one)
//! ├─ Router<A>            one per kind of keyed actor
//! │   └─ A                one per key, born by the first message, resting when quiet
//! └─ any other Service    for example a pool of workers
//! ```
//!
//! To write an actor: implement [`KeyedActor`], start a [`Router`] for it below the application's [`Root`], and wrap the
//! router in a handle of your own so that the message type stays private. What callers may rely on is in docs/ACTORS.md.
#![warn(missing_docs)]

mod backoff;
mod call_error;
mod child;
mod counters;
mod current;
mod door;
mod envelope;
mod failure_record;
mod gate;
mod keyed_actor;
mod port;
mod reply;
mod request_context;
mod request_id;
mod root;
mod router;
mod tree;

pub use backoff::Backoff;
pub use call_error::CallError;
pub use counters::{Counters, Counts};
pub use current::Current;
pub use keyed_actor::{Awake, Context, Failure, KeyedActor, Lives, Post};
pub use port::{PortError, timely};
pub use reply::Reply;
pub use request_context::RequestContext;
pub use request_id::RequestId;
pub use root::{Root, RootError, Service, Shutdown};
pub use router::{Router, RouterSettings};
pub use tree::Tree;

#[cfg(test)]
mod tests;
