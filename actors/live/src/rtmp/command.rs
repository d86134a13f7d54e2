//! Commands: what a publisher asks, and how it is answered (RTMP 1.0, section 7.2).

use bytes::BytesMut;

use super::{Message, MessageKind, Value, Violation, amf0};

/// What was asked: a name, a number to answer to, and what goes with it.
#[derive(Debug)]
pub(super) struct Command {
    pub(super) name: String,
    pub(super) transaction: f64,
    /// The command object and everything behind it.
    pub(super) arguments: Vec<Value>,
}

impl Command {
    /// Reads a message of one of the two kinds.
    pub(super) fn read(message: &Message) -> Result<Self, Violation> {
        let values = amf0::decode(bare(message))?;
        let mut values = values.into_iter();
        let name = match values.next() {
            Some(Value::Text(name)) => name,
            _ => return Err(Violation("a command has no name")),
        };
        let transaction = values.next().and_then(|value| value.number());
        Ok(Self {
            name,
            transaction: transaction.unwrap_or_default(),
            arguments: values.collect(),
        })
    }

    /// A text among the arguments, counted from the command object.
    pub(super) fn text(&self, place: usize) -> &str {
        let argument = self.arguments.get(place).and_then(Value::text);
        argument.unwrap_or_default()
    }
}

/// The payload of a command or data message without the byte that AMF3 clothes begin with.
pub(super) fn bare(message: &Message) -> &[u8] {
    let dressed = matches!(
        message.kind,
        MessageKind::CommandAmf3 | MessageKind::DataAmf3
    );
    match message.payload.split_first() {
        Some((0, rest)) if dressed => rest,
        _ => &message.payload,
    }
}

/// A command of the server's.
pub(super) fn message(amf3: bool, stream: u32, values: &[Value]) -> Message {
    let mut payload = BytesMut::new();
    if amf3 {
        payload.extend_from_slice(&[0]);
    }
    values
        .iter()
        .for_each(|value| amf0::encode(value, &mut payload));
    Message {
        kind: match amf3 {
            true => MessageKind::CommandAmf3,
            false => MessageKind::CommandAmf0,
        },
        timestamp: 0,
        stream,
        payload: payload.freeze(),
    }
}

pub(super) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// The object in which a result or status is told.
pub(super) fn status(level: &str, code: &str, description: &str) -> Value {
    Value::Object(vec![
        ("level".to_owned(), text(level)),
        ("code".to_owned(), text(code)),
        ("description".to_owned(), text(description)),
    ])
}
