//! One `tributary-media` process on pipes: bounded lines out of it, its last words kept, and no survivor.

use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use actors_media::{Encoded, Event, MAX_EVENT_BYTES, MAX_PICTURE_BYTES, Request};
use bytes::Bytes;
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};

/// Time that a child has to end after its last event.
const LEAVE: Duration = Duration::from_secs(10);

/// What comes out of a child.
#[derive(Debug)]
pub(crate) enum Output {
    /// An event.
    Event(Box<Event>),
    /// A piece of a live with its bytes.
    Piece(Encoded, Bytes),
    /// So many bytes went in.
    Taken(usize),
    /// Something that no child of ours writes.
    Garbage(String),
    /// Stdout is closed.
    End,
}

/// A running child. Dropping it kills it and all that it started.
pub(crate) struct MediaChild {
    process: Child,
    group: Option<Pid>,
    // Kept open: the child ends when it closes.
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    line: Vec<u8>,
    /// A piece whose bytes are not all there yet.
    piece: Option<(Encoded, Vec<u8>)>,
    stderr: Option<ChildStderr>,
    tail: Vec<u8>,
    tail_limit: usize,
}

impl MediaChild {
    /// Starts the child and hands it its request.
    pub(crate) async fn start(
        executable: &Path,
        request: &Request,
        tail_limit: usize,
    ) -> std::io::Result<Self> {
        let mut line = serde_json::to_vec(request)?;
        line.push(b'\n');
        let mut process = Command::new(executable)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .env_clear()
            .process_group(0)
            .kill_on_drop(true)
            .spawn()?;
        let group = process
            .id()
            .and_then(|id| Pid::from_raw(id.try_into().ok()?));
        let missing = || std::io::Error::other("a pipe of the child is missing");
        let mut stdin = process.stdin.take().ok_or_else(missing)?;
        let stdout = process.stdout.take().ok_or_else(missing)?;
        let stderr = process.stderr.take();
        // A child that crashes before it reads is reported by its end, not by this pipe.
        match stdin.write_all(&line).await {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => return Err(error),
            _ => {}
        }
        Ok(Self {
            process,
            group,
            stdin: Some(stdin),
            stdout: BufReader::new(stdout),
            line: Vec::new(),
            piece: None,
            stderr,
            tail: Vec::new(),
            tail_limit,
        })
    }

    /// Process id, while it runs.
    pub(crate) fn id(&self) -> Option<u32> {
        self.process.id()
    }

    /// Waits for the next output. Cancel safe: what is half read stays.
    pub(crate) async fn output(&mut self) -> Output {
        self.exchange(&[]).await
    }

    /// The same, or until some of these bytes went in behind the request. Cancel safe, too.
    pub(crate) async fn exchange(&mut self, input: &[u8]) -> Output {
        loop {
            tokio::select! {
                output = read_output(&mut self.stdout, &mut self.line, &mut self.piece) => return output,
                count = write_some(&mut self.stdin, input), if !input.is_empty() && self.stdin.is_some() => {
                    match count {
                        Some(count) => return Output::Taken(count),
                        // Its end tells why.
                        None => self.stdin = None,
                    }
                }
                bytes = read_some(&mut self.stderr), if self.stderr.is_some() => match bytes {
                    Some(bytes) => self.keep(&bytes),
                    None => self.stderr = None,
                },
            }
        }
    }

    /// Nothing more goes in.
    pub(crate) fn end_input(&mut self) {
        self.stdin = None;
    }

    /// Lets the child and all that it started stand still, or go on.
    pub(crate) fn pause(&self, paused: bool) {
        let signal = if paused { Signal::STOP } else { Signal::CONT };
        if let (Some(group), Some(_running)) = (self.group, self.process.id()) {
            // An error means that nobody is left in it.
            kill_process_group(group, signal).ok();
        }
    }

    /// Waits for the end, for a while, then kills. Answers how it ended.
    pub(crate) async fn leave(mut self) -> (Option<ExitStatus>, String) {
        let status = tokio::time::timeout(LEAVE, async {
            while let Some(bytes) = read_some(&mut self.stderr).await {
                self.keep(&bytes);
            }
            self.process.wait().await
        })
        .await;
        let status = match status {
            Ok(status) => status.ok(),
            Err(_late) => {
                self.kill_group();
                self.process.kill().await.ok();
                None
            }
        };
        (status, self.last_words())
    }

    /// Kills the child and waits until it is gone.
    pub(crate) async fn kill(mut self) -> String {
        self.kill_group();
        // An error means that it is gone already.
        self.process.kill().await.ok();
        self.last_words()
    }

    fn last_words(&self) -> String {
        String::from_utf8_lossy(&self.tail).trim().to_owned()
    }

    fn keep(&mut self, bytes: &[u8]) {
        self.tail.extend_from_slice(bytes);
        let surplus = self.tail.len().saturating_sub(self.tail_limit);
        self.tail.drain(..surplus);
    }

    fn kill_group(&mut self) {
        if let (Some(group), Some(_running)) = (self.group, self.process.id()) {
            // An error means that nobody is left in it.
            kill_process_group(group, Signal::KILL).ok();
        }
    }
}

impl Drop for MediaChild {
    fn drop(&mut self) {
        self.kill_group();
    }
}

async fn read_output(
    stdout: &mut BufReader<ChildStdout>,
    line: &mut Vec<u8>,
    piece: &mut Option<(Encoded, Vec<u8>)>,
) -> Output {
    loop {
        let available = match stdout.fill_buf().await {
            Ok([]) => return Output::End,
            Ok(available) => available,
            Err(error) => return Output::Garbage(format!("its output cannot be read: {error}")),
        };
        if let Some((encoded, bytes)) = piece {
            let missing = encoded.bytes.saturating_sub(bytes.len());
            let taken = missing.min(available.len());
            bytes.extend_from_slice(available.get(..taken).unwrap_or_default());
            stdout.consume(taken);
            if taken == missing
                && let Some((encoded, bytes)) = piece.take()
            {
                return Output::Piece(encoded, bytes.into());
            }
            continue;
        }
        let newline = available.iter().position(|byte| *byte == b'\n');
        let taken = newline.map_or(available.len(), |place| place + 1);
        line.extend_from_slice(available.get(..taken).unwrap_or_default());
        stdout.consume(taken);
        if line.len() > MAX_EVENT_BYTES {
            return Output::Garbage(format!(
                "it wrote a line longer than {MAX_EVENT_BYTES} bytes"
            ));
        }
        if newline.is_some() {
            let text = std::mem::take(line);
            match serde_json::from_slice(&text) {
                Ok(Event::Encoded(encoded)) if encoded.bytes > MAX_PICTURE_BYTES => {
                    return Output::Garbage("it wrote a picture that is too large".to_owned());
                }
                Ok(Event::Encoded(encoded)) => {
                    *piece = Some((encoded, Vec::with_capacity(encoded.bytes)));
                }
                Ok(event) => return Output::Event(Box::new(event)),
                Err(error) => {
                    return Output::Garbage(format!("it wrote a line that is no event: {error}"));
                }
            }
        }
    }
}

/// How many bytes went in; `None` when the pipe is closed.
async fn write_some(stdin: &mut Option<ChildStdin>, input: &[u8]) -> Option<usize> {
    match stdin {
        Some(pipe) => pipe.write(input).await.ok(),
        None => None,
    }
}

/// Some bytes of stderr; `None` at its end, and never again after that.
async fn read_some(stderr: &mut Option<ChildStderr>) -> Option<Vec<u8>> {
    let mut bytes = vec![0; 4096];
    match stderr {
        Some(pipe) => match pipe.read(&mut bytes).await {
            Ok(count) if count > 0 => {
                bytes.truncate(count);
                Some(bytes)
            }
            _ => None,
        },
        None => None,
    }
}
