//! What a publisher does with what the server sends: pings are answered, bytes acknowledged, answers handed on.

use std::{io, sync::Arc};

use tokio::{
    io::BufReader,
    net::tcp::OwnedReadHalf,
    sync::{Mutex, mpsc},
};

use super::{
    amf::{self, Value},
    chunks::Message,
    flv::big_endian,
    publisher::Out,
    received::Received,
    status::Status,
};

/// What the publisher waits for.
pub(crate) enum Answer {
    /// Of a transaction: the values after it, or the status of the error.
    Result(f64, Result<Vec<Value>, Status>),
    /// An `onStatus`.
    Status(Status),
}

/// Reads until the server closes; then `answers` ends.
pub(crate) async fn listen(
    input: OwnedReadHalf,
    out: Arc<Mutex<Out>>,
    answers: mpsc::UnboundedSender<Answer>,
) {
    let mut received = Received::new(BufReader::new(input));
    let (mut window, mut acknowledged) = (u64::MAX, 0);
    while let Ok(message) = received.message().await {
        let number = message.payload.get(..4).map_or(0, big_endian);
        let reply = match message.kind {
            // A user control message: a ping is returned as it came.
            4 if message.payload.starts_with(&[0, 6]) => {
                let mut payload = vec![0, 7];
                payload.extend(&message.payload[2..]);
                control(&out, 4, payload).await
            }
            5 => {
                window = u64::from(number);
                Ok(())
            }
            6 => control(&out, 5, number.to_be_bytes().to_vec()).await,
            17 | 20 => {
                let skipped = usize::from(message.kind == 17);
                let values = amf::read(&message.payload[skipped..]);
                if let Some(answer) = answer(&values)
                    && answers.send(answer).is_err()
                {
                    return;
                }
                Ok(())
            }
            _ => Ok(()),
        };
        if reply.is_err() {
            return;
        }
        if received.bytes - acknowledged >= window {
            acknowledged = received.bytes;
            let payload = (acknowledged as u32).to_be_bytes().to_vec();
            if control(&out, 3, payload).await.is_err() {
                return;
            }
        }
    }
}

async fn control(out: &Mutex<Out>, kind: u8, payload: Vec<u8>) -> io::Result<()> {
    let message = Message {
        kind,
        stream: 0,
        timestamp: 0,
        payload,
    };
    out.lock().await.send(2, &message).await
}

fn answer(values: &[Value]) -> Option<Answer> {
    let [Value::Text(name), Value::Number(transaction), rest @ ..] = values else {
        return None;
    };
    match name.as_str() {
        "_result" => Some(Answer::Result(*transaction, Ok(rest.to_vec()))),
        "_error" => Some(Answer::Result(*transaction, Err(Status::of(rest.get(1))))),
        "onStatus" => Some(Answer::Status(Status::of(rest.get(1)))),
        _ => None,
    }
}
