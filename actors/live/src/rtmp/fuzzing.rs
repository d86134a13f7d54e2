//! The targets that look into RTMP; see [`crate::fuzzing`].

use super::{
    Event, Limits, Refusal, Session, Value, Violation,
    amf::{DEPTH, REPEATED, VALUES},
    amf0,
};

/// Small enough that short inputs reach them.
const LIMITS: Limits = Limits {
    media_message: 4_096,
    other_message: 1_024,
    streams: 4,
};

/// Bytes of the longest header of a chunk.
const HEADER: usize = 3 + 11 + 4;

const NO: Refusal = Refusal {
    code: "NetStream.Publish.BadName",
    description: "no",
};

/// What is sent behind a simple handshake. The first four bytes say in pieces of what sizes the rest comes.
pub fn rtmp_chunks(bytes: &[u8]) {
    let Some((sizes, bytes)) = bytes.split_first_chunk::<4>() else {
        return;
    };
    let whole = hear([bytes]);
    let cut = hear(pieces(*sizes, bytes));
    // Numbers that are none are not equal to themselves.
    assert!(
        whole == cut || format!("{whole:?}") == format!("{cut:?}"),
        "{whole:?} whole, {cut:?} in pieces"
    );
}

fn pieces(sizes: [u8; 4], mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    sizes.into_iter().cycle().map_while(move |size| {
        let size = usize::from(size).max(1).min(bytes.len());
        let (piece, rest) = bytes.split_at_checked(size)?;
        bytes = rest;
        (size > 0).then_some(piece)
    })
}

/// Everything that a publisher does, up to what ends its connection. One whose key begins with `r` is refused.
fn hear<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Event>, Option<Violation>) {
    let mut session = Session::new(LIMITS);
    session.input().extend_from_slice(&[3]);
    session.input().extend_from_slice(&[0; 2 * 1536]);
    let mut events = Vec::new();
    for piece in pieces {
        session.input().extend_from_slice(piece);
        session.received(piece.len());
        loop {
            let next = session.next_event();
            // Half a message on each chunk stream, whose buffers grow by doubling, and one whole message taken apart.
            let most = LIMITS.media_message * (2 * 2 + LIMITS.streams + 1);
            assert!(session.held() <= most, "{} bytes are held", session.held());
            match next {
                Ok(None) => break,
                Ok(Some(event)) => {
                    match &event {
                        Event::Publish { key } if key.starts_with('r') => session.refuse(&NO),
                        Event::Publish { .. } => session.accept(),
                        Event::Metadata(value) => check(value, LIMITS.media_message),
                        _ => {}
                    }
                    events.push(event);
                }
                Err(violation) => return (events, Some(violation)),
            }
        }
        let left = session.input().len();
        assert!(left <= HEADER + LIMITS.media_message, "{left} bytes wait");
        session.output();
    }
    (events, None)
}

/// A message of AMF0 or AMF3.
pub fn amf(bytes: &[u8]) {
    const AMF3: u8 = 17;
    for message in [bytes, &[&[AMF3], bytes].concat()] {
        if let Ok(values) = amf0::decode(message) {
            check(&Value::Array(values), message.len());
        }
    }
}

/// The first object of a message, as metadata is found.
pub(crate) fn metadata(message: &[u8]) -> Option<Value> {
    let values = amf0::decode(message).ok()?;
    values
        .into_iter()
        .find(|value| matches!(value, Value::Object(_)))
}

/// That a value out of so many bytes is within bounds.
fn check(value: &Value, bytes: usize) {
    let (mut values, mut text) = (0, 0);
    weigh(value, 0, &mut values, &mut text);
    // The array of a message's values is none of them.
    assert!(values <= VALUES + 1, "{values} values");
    // A byte that is no UTF-8 becomes a character of three.
    let most = 3 * bytes + REPEATED;
    assert!(text <= most, "{text} bytes of text out of {bytes}");
}

fn weigh(value: &Value, depth: usize, values: &mut usize, text: &mut usize) {
    assert!(depth <= DEPTH + 1, "nested {depth} deep");
    *values += 1;
    match value {
        Value::Text(said) => *text += said.len(),
        Value::Array(inner) => inner
            .iter()
            .for_each(|value| weigh(value, depth + 1, values, text)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            *text += name.len();
            weigh(value, depth + 1, values, text);
        }),
        _ => {}
    }
}
