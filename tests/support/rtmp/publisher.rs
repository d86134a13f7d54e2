//! The publisher: one connection, from the handshake to the goodbye, or without one.

use std::{io, sync::Arc, time::Duration};

use bytes::{Buf, Bytes};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpStream, ToSocketAddrs, tcp::OwnedWriteHalf},
    sync::{Mutex, mpsc},
    task::JoinHandle,
    time::Instant,
};

use super::{
    aggregate,
    amf::Value,
    chunks::{Message, Writer, full_header},
    flv::{Kind, Tag},
    handshake::shake,
    listener::{Answer, listen},
    options::{Encoding, Options},
    status::Status,
    timestamps::distance,
};

/// How fast a file is replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    RealTime,
    AsFastAsPossible,
}

/// The half of the connection that is written, which answers to pings share with frames.
pub(crate) struct Out {
    pub(crate) stream: OwnedWriteHalf,
    pub(crate) writer: Writer,
}

impl Out {
    pub(crate) async fn send(&mut self, channel: u8, message: &Message) -> io::Result<()> {
        let bytes = self.writer.write(channel, message);
        self.stream.write_all(&bytes).await
    }
}

/// A connection that publishes, or is about to.
pub(crate) struct Publisher {
    out: Arc<Mutex<Out>>,
    answers: mpsc::UnboundedReceiver<Answer>,
    listener: JoinHandle<()>,
    options: Options,
    stream: u32,
    transaction: f64,
    name: String,
}

impl Publisher {
    /// Connects, shakes hands and opens the application.
    ///
    /// # Errors
    /// What the server refused it with.
    pub(crate) async fn connect(
        address: impl ToSocketAddrs,
        options: Options,
    ) -> Result<Self, Status> {
        let mut stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let peer = stream.peer_addr()?;
        shake(&mut stream, options.handshake).await?;
        let (input, output) = stream.into_split();
        let out = Arc::new(Mutex::new(Out {
            stream: output,
            writer: Writer::new(),
        }));
        let (sender, answers) = mpsc::unbounded_channel();
        let listener = tokio::spawn(listen(input, Arc::clone(&out), sender));
        let mut publisher = Self {
            out,
            answers,
            listener,
            options,
            stream: 0,
            transaction: 0.0,
            name: String::new(),
        };
        publisher
            .set_chunk_size(publisher.options.chunk_size)
            .await?;
        let app = publisher.options.app.clone();
        let mut members = vec![
            ("app".to_owned(), Value::text(&app)),
            ("type".to_owned(), Value::text("nonprivate")),
            (
                "flashVer".to_owned(),
                Value::text("FMLE/3.0 (compatible; Tributary)"),
            ),
            (
                "tcUrl".to_owned(),
                Value::Text(format!("rtmp://{peer}/{app}")),
            ),
        ];
        if publisher.options.encoding == Encoding::Amf3 {
            members.push(("objectEncoding".to_owned(), Value::Number(3.0)));
        }
        if publisher.options.enhanced {
            let codes = ["avc1", "hvc1", "av01", "vp09", "Opus", "mp4a"];
            let codes = codes.iter().map(|code| Value::text(code)).collect();
            members.push(("fourCcList".to_owned(), Value::List(codes)));
        }
        let transaction = publisher.call("connect", &[Value::Object(members)]).await?;
        publisher.result(transaction).await?;
        Ok(publisher)
    }

    /// Creates a stream and publishes it under `name`.
    ///
    /// # Errors
    /// The error status that the server answered with.
    pub(crate) async fn publish(&mut self, name: &str) -> Result<(), Status> {
        name.clone_into(&mut self.name);
        if self.options.flash {
            for command in ["releaseStream", "FCPublish"] {
                self.call(command, &[Value::Null, Value::text(name)])
                    .await?;
            }
        }
        let transaction = self.call("createStream", &[Value::Null]).await?;
        let values = self.result(transaction).await?;
        let Some(Value::Number(stream)) = values.get(1) else {
            return Err(Status::closed("createStream was answered without a number"));
        };
        self.stream = *stream as u32;
        let arguments = [Value::Null, Value::text(name), Value::text("live")];
        self.call("publish", &arguments).await?;
        while let Some(status) = self.next_status().await {
            if status.level == "error" {
                return Err(status);
            }
            if status.code == "NetStream.Publish.Start" {
                return Ok(());
            }
        }
        Err(Status::closed("no status before the end"))
    }

    /// Sends a tag as a message of its own; metadata goes by `@setDataFrame`.
    pub(crate) async fn send(&self, tag: &Tag) -> io::Result<()> {
        let mut payload = Vec::with_capacity(tag.data.len());
        if tag.kind == Kind::Data {
            Value::text("@setDataFrame").write(&mut payload);
        }
        payload.extend(&tag.data);
        self.message(tag.kind.number(), tag.timestamp, payload)
            .await
    }

    /// Sends several tags as one aggregate message.
    pub(crate) async fn send_aggregate(&self, tags: &[Tag]) -> io::Result<()> {
        let payload = aggregate::payload(tags);
        self.message(aggregate::KIND, tags[0].timestamp, payload)
            .await
    }

    /// Sends a payload that was cut before with this connection's chunk size ([`super::chunks::cut`], channel 6), in one
    /// write and without a copy.
    pub(crate) async fn send_cut(
        &self,
        kind: Kind,
        timestamp: u32,
        length: usize,
        cut: Bytes,
    ) -> io::Result<()> {
        let header = full_header(6, kind.number(), self.stream, timestamp, length);
        let mut both = Bytes::from(header).chain(cut);
        self.out.lock().await.stream.write_all_buf(&mut both).await
    }

    /// Sends bytes as they are.
    pub(crate) async fn send_raw(&self, bytes: &[u8]) -> io::Result<()> {
        self.out.lock().await.stream.write_all(bytes).await
    }

    /// Sends `onMetaData` with these members.
    pub(crate) async fn metadata(&self, members: &[(&str, Value)]) -> io::Result<()> {
        let members = members
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        let mut data = Vec::new();
        Value::text("onMetaData").write(&mut data);
        Value::Named(members).write(&mut data);
        let tag = Tag {
            kind: Kind::Data,
            timestamp: 0,
            data: data.into(),
        };
        self.send(&tag).await
    }

    /// Sends the tags, in real time by their timestamps; over a jump or a step back it does not wait.
    pub(crate) async fn replay(&self, tags: &[Tag], pace: Pace) -> io::Result<()> {
        let mut due = Instant::now();
        let mut before = tags[0].timestamp;
        for tag in tags {
            let step = distance(before, tag.timestamp);
            before = tag.timestamp;
            if pace == Pace::RealTime && (1..1000).contains(&step) {
                due += Duration::from_millis(step.unsigned_abs().into());
                tokio::time::sleep_until(due).await;
            }
            self.send(tag).await?;
        }
        Ok(())
    }

    /// Announces a chunk size and keeps to it from then on.
    pub(crate) async fn set_chunk_size(&self, size: usize) -> io::Result<()> {
        let mut out = self.out.lock().await;
        let message = Message {
            kind: 1,
            stream: 0,
            timestamp: 0,
            payload: (size as u32).to_be_bytes().to_vec(),
        };
        out.send(2, &message).await?;
        out.writer.size = size;
        Ok(())
    }

    /// The next status the server tells, or none when it has closed the connection.
    pub(crate) async fn next_status(&mut self) -> Option<Status> {
        loop {
            if let Answer::Status(status) = self.answers.recv().await? {
                return Some(status);
            }
        }
    }

    /// Returns when the server has closed the connection.
    pub(crate) async fn closed(&mut self) {
        while self.answers.recv().await.is_some() {}
    }

    /// Whether the server has closed the connection.
    pub(crate) fn is_closed(&self) -> bool {
        self.listener.is_finished()
    }

    /// Ends the stream as an encoder does, and the connection.
    pub(crate) async fn unpublish(mut self) -> io::Result<()> {
        if self.options.flash {
            let name = Value::text(&self.name);
            self.call("FCUnpublish", &[Value::Null, name]).await?;
        }
        let stream = Value::Number(self.stream.into());
        self.call("deleteStream", &[Value::Null, stream]).await?;
        self.out.lock().await.stream.shutdown().await
    }

    /// Lets the connection go without a goodbye.
    pub(crate) fn abandon(self) {}

    async fn message(&self, kind: u8, timestamp: u32, payload: Vec<u8>) -> io::Result<()> {
        let message = Message {
            kind,
            stream: self.stream,
            timestamp,
            payload,
        };
        // Sound, pictures and data have a channel each, so that short headers have something to be short against.
        let channel = match kind {
            8 => 4,
            9 => 6,
            _ => 5,
        };
        self.out.lock().await.send(channel, &message).await
    }

    /// Sends a command; its transaction.
    async fn call(&mut self, name: &str, arguments: &[Value]) -> io::Result<f64> {
        self.transaction += 1.0;
        let amf3 = self.options.encoding == Encoding::Amf3;
        let kind = if self.options.encoding == Encoding::Amf0 {
            20
        } else {
            17
        };
        let mut payload = Vec::new();
        if kind == 17 {
            payload.push(0);
        }
        Value::text(name).write(&mut payload);
        Value::Number(self.transaction).write(&mut payload);
        for argument in arguments {
            if amf3 {
                // The byte with which AMF0 gives over to AMF3.
                payload.push(0x11);
                argument.write_amf3(&mut payload);
            } else {
                argument.write(&mut payload);
            }
        }
        let message = Message {
            kind,
            stream: if name == "publish" { self.stream } else { 0 },
            timestamp: 0,
            payload,
        };
        self.out.lock().await.send(3, &message).await?;
        Ok(self.transaction)
    }

    async fn result(&mut self, transaction: f64) -> Result<Vec<Value>, Status> {
        while let Some(answer) = self.answers.recv().await {
            match answer {
                Answer::Result(found, result) if found == transaction => return result,
                Answer::Status(status) if status.level == "error" => return Err(status),
                _ => {}
            }
        }
        Err(Status::closed("no answer before the end"))
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        // It holds the half that reads: the socket closes with it.
        self.listener.abort();
    }
}
