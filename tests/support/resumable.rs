//! A resumable upload as a client sees it: its parts, whole and broken off, and what is stored.

use reqwest::{Method, Response, header};
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt as _, net::TcpStream};

use super::{answer, person::Person, server::Server};

/// An upload that was begun; it outlives its server's process.
pub(crate) struct Resumable {
    /// Its address on the server.
    path: String,
    bytes: Vec<u8>,
}

impl Resumable {
    /// Begins the upload of a public video that waits for its renditions.
    pub(crate) async fn begin(by: &Person, bytes: Vec<u8>, name: &str) -> Self {
        let path = "/api/v1/videos/upload-resumable";
        let answer = by
            .request(Method::POST, path)
            .header("X-Upload-Content-Length", bytes.len())
            .header("X-Upload-Content-Type", "video/mp4")
            .json(&json!({
                "channelId": by.channel_id, "filename": format!("{name}.mp4"), "name": name,
                "privacy": 1, "waitTranscoding": true,
            }))
            .send()
            .await
            .unwrap();
        let location = answer.headers().get(header::LOCATION).cloned();
        answer::text(answer, 201).await;
        let location = location.unwrap();
        let query = location.to_str().unwrap().split_once('?').unwrap().1;
        Self {
            path: format!("{path}?{query}"),
            bytes,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Sends the bytes from `first` up to `end`.
    pub(crate) async fn send(&self, by: &Person, first: usize, end: usize) -> Response {
        let request = by.request(Method::PUT, &self.path);
        let request = request.header(header::CONTENT_RANGE, self.range(first, end));
        let body = self.bytes[first..end].to_vec();
        request.body(body).send().await.unwrap()
    }

    /// Sends everything from `first` on; the video.
    pub(crate) async fn complete(&self, by: &Person, first: usize) -> Value {
        let answer = self.send(by, first, self.len()).await;
        answer::json(answer, 200).await["video"].clone()
    }

    /// Begins to send the bytes from `first` up to `end`, and leaves off after `sent` of them; the connection stays
    /// open until it is dropped.
    pub(crate) async fn break_off(
        &self,
        server: &Server,
        by: &Person,
        (first, end): (usize, usize),
        sent: usize,
    ) -> TcpStream {
        let head = format!(
            "PUT {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Range: {}\r\n\
             Content-Type: application/octet-stream\r\nContent-Length: {}\r\n\r\n",
            self.path,
            server.address(),
            by.token,
            self.range(first, end),
            end - first,
        );
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let body = &self.bytes[first..first + sent];
        stream.write_all(body).await.unwrap();
        stream
    }

    /// How many bytes the server says that it has.
    pub(crate) async fn stored(&self, by: &Person) -> usize {
        let request = by.request(Method::PUT, &self.path);
        let range = format!("bytes */{}", self.len());
        let answer = request.header(header::CONTENT_RANGE, range).send().await;
        let answer = answer.unwrap();
        let range = answer.headers().get(header::RANGE).cloned();
        answer::text(answer, 308).await;
        range.map_or(0, |range| {
            let last = range.to_str().unwrap().strip_prefix("bytes=0-").unwrap();
            last.parse::<usize>().unwrap() + 1
        })
    }

    fn range(&self, first: usize, end: usize) -> String {
        format!("bytes {first}-{}/{}", end - 1, self.len())
    }
}

/// The same video in a longer file: an ISO box that players pass over, full of bytes that are all different.
pub(crate) fn padded(mut mp4: Vec<u8>, to: usize) -> Vec<u8> {
    let length = to.checked_sub(mp4.len()).unwrap();
    mp4.extend(u32::try_from(length).unwrap().to_be_bytes());
    mp4.extend(b"free");
    // xorshift: no two stretches are alike, so that one in the wrong place is seen.
    let mut word = 0x9e37_79b9_7f4a_7c15_u64;
    while mp4.len() < to {
        word ^= word << 13;
        word ^= word >> 7;
        word ^= word << 17;
        mp4.extend(word.to_le_bytes());
    }
    mp4.truncate(to);
    mp4
}
