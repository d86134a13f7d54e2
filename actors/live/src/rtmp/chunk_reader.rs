//! From chunks to messages (RTMP 1.0, section 5.3), with a bound on everything that a peer can make it hold.

use bytes::{Buf, BytesMut};

use super::{Message, MessageKind, Violation};

/// What the sender has before it says otherwise.
const FIRST_CHUNK_SIZE: usize = 128;
/// A timestamp field that says: look at the four bytes behind the header.
const EXTENDED: u32 = 0x00ff_ffff;

/// What a peer can make a reader hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the longest message with sound or pictures; twice as many may be under way in all.
    pub media_message: usize,
    /// Bytes of the longest other message.
    pub other_message: usize,
    /// Chunk streams at a time; encoders use fewer than ten.
    pub streams: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            media_message: 8 * 1024 * 1024,
            other_message: 64 * 1024,
            streams: 32,
        }
    }
}

/// Puts messages together.
#[derive(Debug)]
pub(super) struct ChunkReader {
    limits: Limits,
    chunk_size: usize,
    streams: Vec<ChunkStream>,
    /// Bytes of all messages that have begun.
    held: usize,
}

#[derive(Debug)]
struct ChunkStream {
    id: u32,
    header: Header,
    /// What has come of the message at hand; empty between two messages.
    payload: BytesMut,
    /// Whether a message has begun, be it one without a byte so far.
    begun: bool,
}

/// What later chunks may leave out, since it is as it was.
#[derive(Clone, Copy, Debug, Default)]
struct Header {
    timestamp: u32,
    delta: u32,
    length: usize,
    kind: u8,
    stream: u32,
    /// The extended timestamp field, if the last header had one.
    extended: Option<u32>,
}

/// What became of the bytes at the front.
enum Chunk {
    /// They are no whole chunk.
    Cut,
    /// They were a part of a message.
    Part,
    /// They were the end of one.
    Last(Message),
}

/// A header with the number of its bytes.
struct Parsed {
    id: u32,
    header: Header,
    bytes: usize,
}

impl ChunkReader {
    /// One for the beginning of a connection.
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            chunk_size: FIRST_CHUNK_SIZE,
            streams: Vec::new(),
            held: 0,
        }
    }

    /// Takes whole chunks from `input` until a message is complete; `None` when more bytes are needed. Changes of the
    /// chunk size and aborted messages are seen to here, and answered too.
    ///
    /// # Errors
    /// When the peer breaks the format or asks for more than the limits.
    pub(super) fn next(&mut self, input: &mut BytesMut) -> Result<Option<Message>, Violation> {
        loop {
            match self.chunk(input)? {
                Chunk::Cut => return Ok(None),
                Chunk::Part => {}
                Chunk::Last(message) => {
                    self.control(&message)?;
                    return Ok(Some(message));
                }
            }
        }
    }

    /// Bytes of memory that are taken for messages that have begun.
    pub(super) fn capacity(&self) -> usize {
        self.streams
            .iter()
            .map(|stream| stream.payload.capacity())
            .sum()
    }

    fn chunk(&mut self, input: &mut BytesMut) -> Result<Chunk, Violation> {
        let Some(parsed) = self.header(input)? else {
            return Ok(Chunk::Cut);
        };
        let place = self.place(&parsed)?;
        let Some(stream) = self.streams.get_mut(place) else {
            return Ok(Chunk::Cut);
        };
        let missing = parsed.header.length.saturating_sub(stream.payload.len());
        let length = missing.min(self.chunk_size);
        if input.len() < parsed.bytes + length {
            return Ok(Chunk::Cut);
        }
        input.advance(parsed.bytes);
        if !stream.begun {
            // What is declared is not allocated before it comes.
            stream.payload.reserve(parsed.header.length.min(256 * 1024));
            stream.begun = true;
        }
        stream.header = parsed.header;
        stream
            .payload
            .extend_from_slice(input.get(..length).unwrap_or_default());
        input.advance(length);
        self.held += length;
        if self.held > self.limits.media_message.saturating_mul(2) {
            return Err(Violation("too much is under way at a time"));
        }
        if stream.payload.len() < parsed.header.length {
            return Ok(Chunk::Part);
        }
        stream.begun = false;
        self.held = self.held.saturating_sub(stream.payload.len());
        Ok(Chunk::Last(Message {
            kind: parsed.header.kind.into(),
            timestamp: parsed.header.timestamp,
            stream: parsed.header.stream,
            payload: std::mem::take(&mut stream.payload).freeze(),
        }))
    }

    /// The chunk stream that it belongs to.
    fn place(&mut self, parsed: &Parsed) -> Result<usize, Violation> {
        if let Some(place) = self
            .streams
            .iter()
            .position(|stream| stream.id == parsed.id)
        {
            return Ok(place);
        }
        if self.streams.len() == self.limits.streams {
            return Err(Violation("too many chunk streams"));
        }
        self.streams.push(ChunkStream {
            id: parsed.id,
            header: Header::default(),
            payload: BytesMut::new(),
            begun: false,
        });
        Ok(self.streams.len() - 1)
    }

    /// Reads the header at the front, if it is there whole.
    fn header(&self, input: &[u8]) -> Result<Option<Parsed>, Violation> {
        let mut bytes = input;
        let Some((format, id)) = basic_header(&mut bytes) else {
            return Ok(None);
        };
        let known = self.streams.iter().find(|stream| stream.id == id);
        let begun = known.is_some_and(|stream| stream.begun);
        let before = match (known, format) {
            (Some(stream), _) => stream.header,
            (None, 0) => Header::default(),
            (None, _) => return Err(Violation("a chunk stream begins without a whole header")),
        };
        // Behind a message that is not over, any header but the shortest begins it anew: seen from encoders that gave up
        // on a picture; it is refused, as nobody can say what they mean.
        if begun && format != 3 {
            return Err(Violation("a message begins inside another one"));
        }
        let mut header = before;
        let mut field = None;
        if format < 3 {
            let Some(time) = number::<3>(&mut bytes) else {
                return Ok(None);
            };
            field = Some(time);
        }
        if format < 2 {
            let (Some(length), Some(kind)) = (number::<3>(&mut bytes), number::<1>(&mut bytes))
            else {
                return Ok(None);
            };
            header.length = usize::try_from(length).unwrap_or(usize::MAX);
            header.kind = u8::try_from(kind).unwrap_or_default();
            self.check_length(&header)?;
        }
        if format == 0 {
            let Some(stream) = bytes.split_first_chunk::<4>() else {
                return Ok(None);
            };
            header.stream = u32::from_le_bytes(*stream.0);
            bytes = stream.1;
        }
        if !take_time(&mut header, field, format, begun, &mut bytes) {
            return Ok(None);
        }
        Ok(Some(Parsed {
            id,
            header,
            bytes: input.len() - bytes.len(),
        }))
    }

    fn check_length(&self, header: &Header) -> Result<(), Violation> {
        let most = match MessageKind::from(header.kind).is_media() {
            true => self.limits.media_message,
            false => self.limits.other_message,
        };
        match header.length > most {
            true => Err(Violation("a message is longer than is accepted")),
            false => Ok(()),
        }
    }

    /// What concerns the chunks themselves.
    fn control(&mut self, message: &Message) -> Result<(), Violation> {
        let number = || {
            message
                .payload
                .first_chunk()
                .copied()
                .map(u32::from_be_bytes)
        };
        match (message.kind, number()) {
            (MessageKind::SetChunkSize, Some(size @ 1..=0x7fff_ffff)) => {
                // No message is longer, so that no chunk has to be.
                let size = usize::try_from(size).unwrap_or(usize::MAX);
                self.chunk_size = size.min(self.limits.media_message.max(FIRST_CHUNK_SIZE));
            }
            (MessageKind::SetChunkSize, _) => {
                return Err(Violation("a chunk size is not one"));
            }
            (MessageKind::Abort, Some(id)) => {
                let aborted = self.streams.iter_mut().find(|stream| stream.id == id);
                if let Some(stream) = aborted {
                    self.held = self.held.saturating_sub(stream.payload.len());
                    stream.payload = BytesMut::new();
                    stream.begun = false;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// The format (0 to 3) and the chunk stream's id.
fn basic_header(bytes: &mut &[u8]) -> Option<(u8, u32)> {
    let (first, rest) = bytes.split_first()?;
    let (id, rest) = match first & 0x3f {
        0 => {
            let (low, rest) = rest.split_first()?;
            (64 + u32::from(*low), rest)
        }
        1 => {
            let ([low, high], rest) = rest.split_first_chunk::<2>()?;
            (64 + u32::from(*low) + 256 * u32::from(*high), rest)
        }
        id => (u32::from(id), rest),
    };
    *bytes = rest;
    Some((first >> 6, id))
}

fn number<const N: usize>(bytes: &mut &[u8]) -> Option<u32> {
    let (taken, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(
        taken
            .iter()
            .fold(0, |number, byte| number << 8 | u32::from(*byte)),
    )
}

/// Works out the time of the message that this header belongs to; false if bytes are missing.
fn take_time(
    header: &mut Header,
    field: Option<u32>,
    format: u8,
    begun: bool,
    bytes: &mut &[u8],
) -> bool {
    let time = match field {
        Some(EXTENDED) => {
            let Some(time) = number::<4>(bytes) else {
                return false;
            };
            header.extended = Some(time);
            time
        }
        Some(time) => {
            header.extended = None;
            time
        }
        None => {
            // Repeated behind the shortest header by most encoders and the specification, left out by some.
            if let Some(extended) = header.extended {
                let Some(repeated) = bytes.first_chunk::<4>() else {
                    return false;
                };
                if u32::from_be_bytes(*repeated) == extended {
                    let _repeated = number::<4>(bytes);
                }
            }
            header.delta
        }
    };
    match format {
        // A message that begins with the shortest header right behind a whole one is not moved by the whole one's time.
        0 => (header.timestamp, header.delta) = (time, 0),
        3 if begun => {}
        _ => {
            header.timestamp = header.timestamp.wrapping_add(time);
            header.delta = time;
        }
    }
    true
}

#[cfg(test)]
mod tests;
