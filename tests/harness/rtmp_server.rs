//! As much of an RTMP server as shows what the publisher sends: it accepts everything but the stream `refused`.

use bytes::Buf;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

use crate::support::rtmp::{
    amf::{self, Value},
    chunks::{Message, Writer},
    received::Received,
};

/// A server for one connection: its address, and the messages that come.
pub(super) async fn start() -> (String, mpsc::UnboundedReceiver<Message>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (sender, messages) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        serve(stream, sender).await;
    });
    (address, messages)
}

async fn serve(mut stream: TcpStream, messages: mpsc::UnboundedSender<Message>) {
    let mut hello = vec![0; 1537];
    stream.read_exact(&mut hello).await.unwrap();
    let answer = [&hello[..], &hello[1..]].concat();
    stream.write_all(&answer).await.unwrap();
    stream.read_exact(&mut hello[..1536]).await.unwrap();
    let (input, mut output) = stream.into_split();
    let (mut received, mut writer) = (Received::new(input), Writer::new());
    for (kind, payload) in [
        (5, vec![0, 0, 0, 100]),
        (6, vec![0, 0, 9, 0, 2]),
        (4, vec![0, 6, 1, 2, 3, 4]),
    ] {
        let message = control(kind, payload);
        output.write_all(&writer.write(2, &message)).await.unwrap();
    }
    while let Ok(message) = received.message().await {
        if let Some(reply) = replies(&message) {
            let message = control(20, reply);
            output.write_all(&writer.write(3, &message)).await.unwrap();
        }
        if messages.send(message).is_err() {
            return;
        }
    }
}

fn control(kind: u8, payload: Vec<u8>) -> Message {
    Message {
        kind,
        stream: 0,
        timestamp: 0,
        payload,
    }
}

/// Name, transaction and what AMF0 there is of the arguments.
pub(super) fn command(message: &Message) -> Option<(String, f64, Vec<Value>)> {
    let mut payload = message.payload.as_slice();
    match message.kind {
        17 => payload.advance(1),
        20 => {}
        _ => return None,
    }
    let mut values = amf::read(payload).into_iter();
    match (values.next(), values.next()) {
        (Some(Value::Text(name)), Some(Value::Number(transaction))) => {
            Some((name, transaction, values.collect()))
        }
        _ => None,
    }
}

fn replies(message: &Message) -> Option<Vec<u8>> {
    let (name, transaction, arguments) = command(message)?;
    let status = |level: &str, code: &str| {
        Value::Object(vec![
            ("level".to_owned(), Value::text(level)),
            ("code".to_owned(), Value::text(code)),
            ("description".to_owned(), Value::text("as asked")),
        ])
    };
    let (name, transaction, value) = match name.as_str() {
        "connect" => (
            "_result",
            transaction,
            status("status", "NetConnection.Connect.Success"),
        ),
        "createStream" => ("_result", transaction, Value::Number(1.0)),
        "publish" if arguments.get(1) == Some(&Value::text("refused")) => (
            "onStatus",
            0.0,
            status("error", "NetStream.Publish.BadName"),
        ),
        "publish" => ("onStatus", 0.0, status("status", "NetStream.Publish.Start")),
        _ => return None,
    };
    let mut reply = Vec::new();
    Value::text(name).write(&mut reply);
    Value::Number(transaction).write(&mut reply);
    Value::Null.write(&mut reply);
    value.write(&mut reply);
    Some(reply)
}
