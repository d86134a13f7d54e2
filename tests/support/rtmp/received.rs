//! Messages put together again from the chunks that a server sends.

use std::{collections::HashMap, io};

use tokio::io::{AsyncRead, AsyncReadExt};

use super::{
    chunks::{EXTENDED, FIRST_SIZE, Message},
    flv::big_endian,
};

#[derive(Default)]
struct Channel {
    kind: u8,
    stream: u32,
    /// As the header had it: a time in one of type 0, a difference in one of type 1 or 2.
    field: u32,
    timestamp: u32,
    length: usize,
    extended: bool,
    payload: Vec<u8>,
}

/// Reads chunks from a connection.
pub(crate) struct Received<R> {
    input: R,
    size: usize,
    channels: HashMap<u32, Channel>,
    /// Bytes read so far, for acknowledgements.
    pub(crate) bytes: u64,
}

impl<R: AsyncRead + Unpin> Received<R> {
    pub(crate) fn new(input: R) -> Self {
        Self {
            input,
            size: FIRST_SIZE,
            channels: HashMap::new(),
            bytes: 0,
        }
    }

    /// The next whole message. A new chunk size and an abort are obeyed here, and returned as well.
    pub(crate) async fn message(&mut self) -> io::Result<Message> {
        loop {
            let Some(message) = self.chunk().await? else {
                continue;
            };
            match (message.kind, message.payload.get(..4)) {
                (1, Some(size)) => self.size = big_endian(size) as usize,
                (2, Some(channel)) => {
                    self.channels
                        .entry(big_endian(channel))
                        .or_default()
                        .payload
                        .clear();
                }
                _ => {}
            }
            return Ok(message);
        }
    }

    async fn chunk(&mut self) -> io::Result<Option<Message>> {
        let first = self.number(1).await?;
        let id = match first & 63 {
            0 => 64 + self.number(1).await?,
            1 => 64 + self.number(1).await? + (self.number(1).await? << 8),
            id => id,
        };
        let mut channel = self.channels.remove(&id).unwrap_or_default();
        let form = first >> 6;
        let begins = channel.payload.is_empty();
        if form < 3 {
            channel.field = self.number(3).await?;
            channel.extended = channel.field == EXTENDED;
        }
        if form < 2 {
            channel.length = self.number(3).await? as usize;
            channel.kind = self.number(1).await? as u8;
        }
        if form == 0 {
            channel.stream = self.number(4).await?.swap_bytes();
        }
        if channel.extended {
            channel.field = self.number(4).await?;
        }
        if begins {
            let base = if form == 0 { 0 } else { channel.timestamp };
            channel.timestamp = base.wrapping_add(channel.field);
        }
        let had = channel.payload.len();
        let wanted = (channel.length - had).min(self.size);
        channel.payload.resize(had + wanted, 0);
        self.input.read_exact(&mut channel.payload[had..]).await?;
        self.bytes += wanted as u64;
        let whole = (channel.payload.len() == channel.length).then(|| Message {
            kind: channel.kind,
            stream: channel.stream,
            timestamp: channel.timestamp,
            payload: std::mem::take(&mut channel.payload),
        });
        self.channels.insert(id, channel);
        Ok(whole)
    }

    async fn number(&mut self, width: usize) -> io::Result<u32> {
        let mut bytes = [0; 4];
        self.input.read_exact(&mut bytes[..width]).await?;
        self.bytes += width as u64;
        Ok(big_endian(&bytes[..width]))
    }
}
