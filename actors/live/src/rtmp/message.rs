//! A message: what the chunks of one chunk stream add up to (RTMP 1.0, section 6).

use bytes::Bytes;

/// A whole message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    /// What it is.
    pub(super) kind: MessageKind,
    /// Milliseconds on the sender's clock; starts again at 2^32.
    pub(super) timestamp: u32,
    /// The message stream that it belongs to; 0 for the connection itself.
    pub(super) stream: u32,
    /// What it says.
    pub(super) payload: Bytes,
}

/// The kinds of messages that mean something to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MessageKind {
    /// From now on chunks are that long.
    SetChunkSize,
    /// The rest of a message on that chunk stream will not come.
    Abort,
    /// So many bytes have arrived.
    Acknowledgement,
    /// Pings and their like.
    UserControl,
    /// How many bytes may be under way before they are acknowledged.
    WindowSize,
    /// The same, for the other direction.
    PeerBandwidth,
    /// An FLV audio tag without its header.
    Audio,
    /// An FLV video tag without its header.
    Video,
    /// Metadata in AMF3 clothes.
    DataAmf3,
    /// A command in AMF3 clothes.
    CommandAmf3,
    /// Metadata.
    DataAmf0,
    /// A command.
    CommandAmf0,
    /// Several FLV tags with their headers.
    Aggregate,
    /// Any other.
    Other(u8),
}

impl From<u8> for MessageKind {
    fn from(number: u8) -> Self {
        match number {
            1 => Self::SetChunkSize,
            2 => Self::Abort,
            3 => Self::Acknowledgement,
            4 => Self::UserControl,
            5 => Self::WindowSize,
            6 => Self::PeerBandwidth,
            8 => Self::Audio,
            9 => Self::Video,
            15 => Self::DataAmf3,
            17 => Self::CommandAmf3,
            18 => Self::DataAmf0,
            20 => Self::CommandAmf0,
            22 => Self::Aggregate,
            other => Self::Other(other),
        }
    }
}

impl From<MessageKind> for u8 {
    fn from(kind: MessageKind) -> Self {
        match kind {
            MessageKind::SetChunkSize => 1,
            MessageKind::Abort => 2,
            MessageKind::Acknowledgement => 3,
            MessageKind::UserControl => 4,
            MessageKind::WindowSize => 5,
            MessageKind::PeerBandwidth => 6,
            MessageKind::Audio => 8,
            MessageKind::Video => 9,
            MessageKind::DataAmf3 => 15,
            MessageKind::CommandAmf3 => 17,
            MessageKind::DataAmf0 => 18,
            MessageKind::CommandAmf0 => 20,
            MessageKind::Aggregate => 22,
            MessageKind::Other(number) => number,
        }
    }
}

impl MessageKind {
    /// Whether its payload may be as long as a picture.
    pub(super) fn is_media(self) -> bool {
        matches!(self, Self::Audio | Self::Video | Self::Aggregate)
    }
}
