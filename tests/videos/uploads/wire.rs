//! Requests that no proper client would send, and bodies that come when the test says so.

use reqwest::Body;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::mpsc,
};

use crate::support::client::Client;

/// Sends a head and these bytes, says that no more will come, and reads until the server closes: the status of the
/// answer and all of its text. No status where there was no answer.
pub(super) async fn break_off(client: &Client, head: &str, bytes: &[u8]) -> (Option<u16>, String) {
    let address = client.url("/");
    let address = address.trim_start_matches("http://").trim_end_matches('/');
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(head.as_bytes()).await.unwrap();
    connection.write_all(bytes).await.unwrap();
    connection.shutdown().await.unwrap();
    let mut answer = Vec::new();
    // A reset is an end too.
    drop(connection.read_to_end(&mut answer).await);
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text.split(' ').nth(1).and_then(|word| word.parse().ok());
    (status, text)
}

/// A body without a length (chunked), and what feeds it; it ends when the feed is dropped.
pub(super) fn fed() -> (mpsc::UnboundedSender<Vec<u8>>, Body) {
    let (feed, waiting) = mpsc::unbounded_channel();
    let stream = futures_util::stream::unfold(waiting, |mut waiting| async move {
        let bytes = waiting.recv().await?;
        Some((Ok::<Vec<u8>, std::io::Error>(bytes), waiting))
    });
    (feed, Body::wrap_stream(stream))
}

/// A body of these bytes without a length.
pub(super) fn chunked(bytes: &[u8]) -> Body {
    let (feed, body) = fed();
    for piece in bytes.chunks(16 * 1024) {
        feed.send(piece.to_vec()).unwrap();
    }
    body
}
