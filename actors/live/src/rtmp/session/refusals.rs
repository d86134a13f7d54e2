//! Publications and players that are refused before anybody else is asked.

use super::Refusal;

pub(super) const NO_KEY: Refusal = Refusal {
    code: "NetStream.Publish.BadName",
    description: "There is no stream key: the server's address is rtmp://…/live, the stream key is shown with the live.",
};

pub(super) const NO_PLAY: Refusal = Refusal {
    code: "NetStream.Play.Failed",
    description: "Lives are watched over HTTP, not over RTMP.",
};
