//! A client of HTTP/1.1 that costs little: one connection kept open, bodies kept only where they are wanted.

use std::{cell::RefCell, io};

use tokio::{io::AsyncWriteExt, net::TcpStream};

thread_local! {
    /// Where bytes land that are read. One for the thread: a read copies out of it before anybody else reads.
    static LANDING: RefCell<Vec<u8>> = RefCell::new(vec![0; 256 * 1024]);
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Empty if it was not to be kept.
    pub(crate) body: Vec<u8>,
    /// Bytes of the body.
    pub(crate) length: u64,
}

/// A connection to one server, opened again when the server has closed it.
pub(crate) struct Client {
    address: String,
    stream: Option<TcpStream>,
    held: Vec<u8>,
}

impl Client {
    pub(crate) fn new(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            stream: None,
            held: Vec::new(),
        }
    }

    /// Asks for `path`. A connection that was kept and turns out to be closed is tried once more.
    pub(crate) async fn get(&mut self, path: &str, keep: bool) -> io::Result<Answer> {
        let was_kept = self.stream.is_some();
        match self.ask(path, keep).await {
            Err(_) if was_kept => {
                self.stream = None;
                self.ask(path, keep).await
            }
            answer => answer,
        }
        .inspect_err(|_| self.stream = None)
    }

    async fn ask(&mut self, path: &str, keep: bool) -> io::Result<Answer> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(&self.address).await?;
            stream.set_nodelay(true)?;
            self.stream = Some(stream);
            self.held.clear();
        }
        let stream = self.stream.as_mut().unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).await?;
        let head = loop {
            if let Some(end) = find(&self.held, b"\r\n\r\n") {
                let rest = self.held.split_off(end + 4);
                let head = std::mem::replace(&mut self.held, rest);
                break String::from_utf8_lossy(&head).into_owned();
            }
            self.fill().await?;
        };
        let status = head.get(9..12).and_then(|digits| digits.parse().ok());
        let mut answer = Answer {
            status: status.ok_or_else(|| io::Error::other("no status line"))?,
            body: Vec::new(),
            length: 0,
        };
        match header(&head, "content-length") {
            Some(length) => {
                let length = length.parse().map_err(io::Error::other)?;
                self.take(length, keep, &mut answer).await?;
            }
            None if header(&head, "transfer-encoding").is_some() => {
                self.take_chunks(keep, &mut answer).await?;
            }
            None => return Err(io::Error::other("a body without a length")),
        }
        if header(&head, "connection").is_some_and(|word| word.eq_ignore_ascii_case("close")) {
            self.stream = None;
        }
        Ok(answer)
    }

    async fn take_chunks(&mut self, keep: bool, answer: &mut Answer) -> io::Result<()> {
        loop {
            let end = loop {
                match find(&self.held, b"\r\n") {
                    Some(end) => break end,
                    None => self.fill().await?,
                }
            };
            let line = String::from_utf8_lossy(&self.held[..end]).into_owned();
            self.held.drain(..end + 2);
            let size = line.split(';').next().unwrap_or_default().trim();
            let size = u64::from_str_radix(size, 16).map_err(io::Error::other)?;
            self.take(size, keep, answer).await?;
            while self.held.len() < 2 {
                self.fill().await?;
            }
            self.held.drain(..2);
            if size == 0 {
                return Ok(());
            }
        }
    }

    /// Moves so many bytes to the answer, or past it.
    async fn take(&mut self, count: u64, keep: bool, answer: &mut Answer) -> io::Result<()> {
        answer.length += count;
        let mut missing = count as usize;
        loop {
            let now = missing.min(self.held.len());
            let taken = self.held.drain(..now);
            if keep {
                answer.body.extend(taken);
            } else {
                drop(taken);
            }
            missing -= now;
            if missing == 0 {
                return Ok(());
            }
            if keep {
                self.fill().await?;
            } else {
                missing -= self.skip(missing).await?;
            }
        }
    }

    async fn fill(&mut self) -> io::Result<()> {
        let stream = self.stream.as_ref().unwrap();
        let held = &mut self.held;
        receive(stream, usize::MAX, |bytes| held.extend(bytes)).await?;
        Ok(())
    }

    async fn skip(&self, most: usize) -> io::Result<usize> {
        receive(self.stream.as_ref().unwrap(), most, |_| ()).await
    }
}

/// Reads once; how many bytes came.
async fn receive(
    stream: &TcpStream,
    most: usize,
    mut seen: impl FnMut(&[u8]),
) -> io::Result<usize> {
    loop {
        stream.readable().await?;
        let read = LANDING.with_borrow_mut(|landing| {
            let room = most.min(landing.len());
            let count = stream.try_read(&mut landing[..room])?;
            seen(&landing[..count]);
            Ok(count)
        });
        match read {
            Err(error) if io::Error::kind(&error) == io::ErrorKind::WouldBlock => {}
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            other => return other,
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

/// The address and the path of an `http://` URL.
pub(crate) fn split(url: &str) -> (String, String) {
    let rest = url.strip_prefix("http://").unwrap();
    let (address, path) = rest.split_once('/').unwrap();
    (address.to_owned(), format!("/{path}"))
}

/// The path that `link` leads to from `path`, on the same server.
pub(crate) fn join(path: &str, link: &str) -> String {
    if link.starts_with("http://") {
        return split(link).1;
    }
    if link.starts_with('/') {
        return link.to_owned();
    }
    let folder = path.split('?').next().unwrap_or_default();
    let folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{folder}/{link}")
}
