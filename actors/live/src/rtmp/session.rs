//! One publisher's connection, from its first byte to its last: what it may say when, and what it is answered.

mod aggregate;
mod refusals;

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};

use super::{
    ChunkReader, Limits, Message, MessageKind, Value, Violation, amf0,
    chunk_writer::{self, CHUNK_SIZE},
    command::{self, Command, status, text},
    handshake::{Handshake, Step},
    stream_name,
};
use aggregate::Tags;
use refusals::{NO_KEY, NO_PLAY};

/// The one message stream of a connection.
const STREAM: u32 = 1;
/// Bytes that may be under way unacknowledged, as it is said to the peer.
const WINDOW: u32 = 5_000_000;
/// Commands before the first publication; encoders send fewer than ten.
const COMMANDS: u32 = 64;

/// What a publisher did.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// It wants to publish with this key. Nothing else is taken in before [`Session::accept`] or [`Session::refuse`].
    Publish {
        /// The stream key.
        key: String,
    },
    /// The body of an FLV audio tag.
    Audio {
        /// Milliseconds on its clock; starts again at 2^32.
        timestamp: u32,
        /// The tag's body.
        body: Bytes,
    },
    /// The body of an FLV video tag.
    Video {
        /// Milliseconds on its clock; starts again at 2^32.
        timestamp: u32,
        /// The tag's body.
        body: Bytes,
    },
    /// What it says of its stream.
    Metadata(Value),
    /// It has ended the stream in order.
    Unpublish,
}

/// Why a publication is refused, as encoders show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// A code of RTMP, for example `NetStream.Publish.BadName`.
    pub code: &'static str,
    /// One sentence for the streamer.
    pub description: &'static str,
}

/// The state of one connection.
#[derive(Debug)]
pub struct Session {
    input: BytesMut,
    output: BytesMut,
    chunks: ChunkReader,
    /// What is left of an aggregate. Its tags are read one at a time: all at once, they could become many times as long.
    tags: Option<Tags>,
    phase: Phase,
    /// Whether the peer dresses its commands in AMF3; so is it answered.
    amf3: bool,
    events: VecDeque<Event>,
    commands_left: u32,
    received: u64,
    acknowledged: u64,
    /// After how many bytes the peer wants to hear of them.
    window: u64,
}

#[derive(Debug)]
enum Phase {
    Shaking(Handshake),
    /// Nothing but `connect` is taken.
    Shaken,
    Connected {
        application: String,
    },
    /// Waits for the server's own word.
    Asked,
    Publishing,
    /// What comes is thrown away.
    Over,
}

impl Session {
    /// One for a connection that has just been made.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            input: BytesMut::new(),
            output: BytesMut::new(),
            chunks: ChunkReader::new(limits),
            tags: None,
            phase: Phase::Shaking(Handshake::First),
            amf3: false,
            events: VecDeque::new(),
            commands_left: COMMANDS,
            received: 0,
            acknowledged: 0,
            window: WINDOW.into(),
        }
    }

    /// Where what the socket gave is to be put; [`Session::next_event`] then looks at it.
    pub fn input(&mut self) -> &mut BytesMut {
        &mut self.input
    }

    /// Says that so many bytes were put into [`Session::input`].
    pub fn received(&mut self, bytes: usize) {
        self.received += u64::try_from(bytes).unwrap_or_default();
        if self.received - self.acknowledged >= self.window / 2
            && !matches!(self.phase, Phase::Shaking(_))
        {
            self.acknowledged = self.received;
            // The count starts again at 2^32.
            let count = self.received & u64::from(u32::MAX);
            let count = u32::try_from(count).unwrap_or_default();
            self.send(
                2,
                &chunk_writer::number(MessageKind::Acknowledgement, count),
            );
        }
    }

    /// The next thing that the peer did; `None` when more bytes are needed, or its publication is undecided.
    ///
    /// # Errors
    /// When it does what ends a connection.
    pub fn next_event(&mut self) -> Result<Option<Event>, Violation> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Ok(Some(event));
            }
            match &mut self.phase {
                Phase::Shaking(handshake) => match handshake.step(&mut self.input)? {
                    Step::Wait => return Ok(None),
                    Step::Send(bytes) => self.output.extend_from_slice(&bytes),
                    Step::Done => self.phase = Phase::Shaken,
                },
                Phase::Asked => return Ok(None),
                Phase::Over => {
                    self.input.clear();
                    return Ok(None);
                }
                Phase::Shaken | Phase::Connected { .. } | Phase::Publishing => {
                    match self.message()? {
                        None => return Ok(None),
                        Some(message) => self.take(message)?,
                    }
                }
            }
        }
    }

    fn message(&mut self) -> Result<Option<Message>, Violation> {
        if let Some(tags) = &mut self.tags {
            let message = tags.next()?;
            if message.is_some() {
                return Ok(message);
            }
            self.tags = None;
        }
        self.chunks.next(&mut self.input)
    }

    /// Bytes that are held of messages that are not over or not taken apart, for fuzzing.
    pub(in crate::rtmp) fn held(&self) -> usize {
        let events = self.events.len() * size_of::<Event>();
        self.chunks.capacity() + self.tags.as_ref().map_or(0, Tags::len) + events
    }

    /// Whether nothing more is taken in: the publication was refused, or has ended.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over)
    }

    /// What is to be sent; empty if nothing is.
    pub fn output(&mut self) -> Bytes {
        self.output.split().freeze()
    }

    /// Lets the publication begin.
    pub fn accept(&mut self) {
        if matches!(self.phase, Phase::Asked) {
            self.phase = Phase::Publishing;
            self.status("status", "NetStream.Publish.Start", "The live is on air.");
        }
    }

    /// Refuses the publication, or ends one that has begun; nothing more is taken in.
    pub fn refuse(&mut self, refusal: &Refusal) {
        if matches!(self.phase, Phase::Asked | Phase::Publishing) {
            self.end(refusal);
        }
    }

    fn end(&mut self, refusal: &Refusal) {
        self.phase = Phase::Over;
        self.events.clear();
        self.status("error", refusal.code, refusal.description);
    }

    fn take(&mut self, message: Message) -> Result<(), Violation> {
        match message.kind {
            MessageKind::Audio | MessageKind::Video | MessageKind::Aggregate => self.media(message),
            MessageKind::DataAmf0 | MessageKind::DataAmf3 => self.data(&message),
            MessageKind::CommandAmf0 | MessageKind::CommandAmf3 => self.command(&message),
            MessageKind::WindowSize => {
                let window = message
                    .payload
                    .first_chunk()
                    .copied()
                    .map(u32::from_be_bytes);
                // One that is too small would have every byte acknowledged.
                self.window = window.unwrap_or(WINDOW).max(4_096).into();
                Ok(())
            }
            MessageKind::UserControl => {
                self.user_control(&message);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn media(&mut self, message: Message) -> Result<(), Violation> {
        if !matches!(self.phase, Phase::Publishing) {
            return Err(Violation("sound or pictures came before a publication"));
        }
        let (timestamp, body) = (message.timestamp, message.payload);
        match message.kind {
            MessageKind::Audio => self.events.push_back(Event::Audio { timestamp, body }),
            MessageKind::Video => self.events.push_back(Event::Video { timestamp, body }),
            _ => self.tags = Some(Tags::new(timestamp, body)),
        }
        Ok(())
    }

    /// `@setDataFrame`, `onMetaData`, {…}, or without the first.
    fn data(&mut self, message: &Message) -> Result<(), Violation> {
        let values = amf0::decode(command::bare(message))?;
        let names = ["@setDataFrame", "onMetaData"];
        let rest = values
            .into_iter()
            .skip_while(|value| value.text().is_some_and(|text| names.contains(&text)));
        if let Some(object @ Value::Object(_)) = rest.into_iter().next()
            && matches!(self.phase, Phase::Publishing)
        {
            self.events.push_back(Event::Metadata(object));
        }
        Ok(())
    }

    /// A ping (6) is answered with its own time (7).
    fn user_control(&mut self, message: &Message) {
        if let Some(([0, 6], time)) = message.payload.split_first_chunk::<2>()
            && let Some(time) = time.first_chunk::<4>()
        {
            let payload = [&[0, 7], &time[..]].concat();
            let answer = Message {
                kind: MessageKind::UserControl,
                timestamp: 0,
                stream: 0,
                payload: payload.into(),
            };
            self.send(2, &answer);
        }
    }

    fn command(&mut self, message: &Message) -> Result<(), Violation> {
        let command = Command::read(message)?;
        self.amf3 = message.kind == MessageKind::CommandAmf3;
        if !matches!(self.phase, Phase::Publishing) {
            let left = self.commands_left.checked_sub(1);
            self.commands_left = left.ok_or(Violation("too many commands, and no publication"))?;
        }
        match (command.name.as_str(), &self.phase) {
            ("connect", Phase::Shaken) => self.connect(&command),
            (_, Phase::Shaken) => return Err(Violation("the first command is not connect")),
            ("createStream", _) => {
                self.result(&command, &[Value::Null, Value::Number(STREAM.into())])
            }
            ("releaseStream" | "getStreamLength", _) => {
                self.result(&command, &[Value::Null, Value::Null])
            }
            ("FCPublish", _) => {
                self.result(&command, &[Value::Null, Value::Null]);
                let told = status("status", "NetStream.Publish.Start", "");
                self.say(
                    0,
                    &[text("onFCPublish"), Value::Number(0.0), Value::Null, told],
                );
            }
            ("publish", Phase::Connected { application }) => {
                let key = stream_name::key(application, command.text(1));
                self.phase = Phase::Asked;
                match key {
                    Some(key) => self.events.push_back(Event::Publish { key }),
                    None => self.refuse(&NO_KEY),
                }
            }
            ("FCUnpublish" | "deleteStream" | "closeStream", Phase::Publishing) => {
                self.phase = Phase::Over;
                self.events.push_back(Event::Unpublish);
            }
            ("play" | "play2", Phase::Connected { .. }) => {
                self.end(&NO_PLAY);
            }
            _ => {}
        }
        Ok(())
    }

    fn connect(&mut self, command: &Command) {
        let object = command.arguments.first();
        let field = |name| object.and_then(|object| object.field(name));
        let application = field("app").and_then(Value::text).unwrap_or_default();
        let encoding = field("objectEncoding").and_then(Value::number);
        self.phase = Phase::Connected {
            application: application.to_owned(),
        };
        self.send(2, &chunk_writer::number(MessageKind::WindowSize, WINDOW));
        let mut bandwidth = chunk_writer::number(MessageKind::PeerBandwidth, WINDOW);
        // Its last byte says how strict the limit is: 2 is "as you like".
        bandwidth.payload = [&bandwidth.payload[..], &[2]].concat().into();
        self.send(2, &bandwidth);
        let size = u32::try_from(CHUNK_SIZE).unwrap_or(128);
        self.send(2, &chunk_writer::number(MessageKind::SetChunkSize, size));
        let server = Value::Object(vec![
            ("fmsVer".to_owned(), text("FMS/3,5,3,824")),
            ("capabilities".to_owned(), Value::Number(127.0)),
            // Enhanced RTMP: what may be sent (section "Enhancing NetConnection connect Command").
            (
                "fourCcList".to_owned(),
                Value::Array(
                    ["avc1", "hvc1", "av01", "vp09", "mp4a", "Opus"]
                        .map(text)
                        .to_vec(),
                ),
            ),
        ]);
        let mut told = status(
            "status",
            "NetConnection.Connect.Success",
            "Connection succeeded.",
        );
        if let Value::Object(fields) = &mut told {
            let encoding = Value::Number(encoding.unwrap_or_default());
            fields.push(("objectEncoding".to_owned(), encoding));
        }
        self.result(command, &[server, told]);
    }

    fn result(&mut self, command: &Command, values: &[Value]) {
        // A transaction of 0 asks for no answer.
        if command.transaction != 0.0 {
            let head = [text("_result"), Value::Number(command.transaction)];
            self.say(0, &[&head, values].concat());
        }
    }

    fn status(&mut self, level: &str, code: &str, description: &str) {
        let told = status(level, code, description);
        self.say(
            STREAM,
            &[text("onStatus"), Value::Number(0.0), Value::Null, told],
        );
    }

    fn say(&mut self, stream: u32, values: &[Value]) {
        self.send(3, &command::message(self.amf3, stream, values));
    }

    fn send(&mut self, chunk_stream: u8, message: &Message) {
        // Nothing longer than the peer's first chunk size is sent before it is told of ours.
        chunk_writer::write(chunk_stream, message, CHUNK_SIZE, &mut self.output);
    }
}

#[cfg(test)]
mod tests;
