//! What publishers are told, in words that their encoders show.

use crate::ports::{Denial, EndReason};
use crate::rtmp::Refusal;

const fn bad_name(description: &'static str) -> Refusal {
    Refusal {
        code: "NetStream.Publish.BadName",
        description,
    }
}

const fn failed(description: &'static str) -> Refusal {
    Refusal {
        code: "NetStream.Publish.Failed",
        description,
    }
}

pub(crate) const TAKEN: Refusal =
    bad_name("Somebody is publishing with this stream key already; that stream goes on.");
pub(crate) const THROTTLED: Refusal =
    bad_name("Too many wrong stream keys came from this address: wait a minute and try again.");
pub(crate) const TAKEN_OVER: Refusal =
    failed("Another encoder goes on with this live: this connection was silent.");
pub(crate) const SERVER_FAILED: Refusal =
    failed("The server cannot take the stream now: try again in a moment.");
pub(crate) const STOPPING: Refusal =
    failed("The server is restarting: connect again, the live goes on.");
pub(crate) const TOO_MUCH: Refusal =
    failed("The stream has more bits a second than this server takes: lower the bit rate.");
pub(crate) const NO_PICTURE: Refusal =
    failed("No key frame came: check the encoder, and set its key frame interval to 2 s.");
pub(crate) const NO_KEY_FRAME: Refusal =
    failed("Key frames are too far apart: set the encoder's key frame interval to 2 s.");

pub(crate) fn of_denial(denial: Denial) -> Refusal {
    match denial {
        Denial::UnknownKey => {
            bad_name("Nobody has this stream key: copy it again from the live's page.")
        }
        Denial::Over => bad_name("This live is over: create a new one, its stream key is another."),
        Denial::Blocked => bad_name("This live is blocked."),
        Denial::Quota => failed("There is no room left for a replay: the quota is used up."),
    }
}

pub(crate) fn of_end(reason: EndReason) -> Refusal {
    match reason {
        EndReason::BadSocket => failed("The stream came too slowly."),
        EndReason::Duration => failed("The live is as long as it may be, and has ended."),
        EndReason::Quota => failed("The live has ended: the quota for its replay is used up."),
        EndReason::Blocked => failed("This live was blocked, and has ended."),
        EndReason::BadInput => failed("What came is no stream that can be passed on."),
        EndReason::Encoding | EndReason::Unknown => SERVER_FAILED,
    }
}
