//! Parts of a file.

use reqwest::{Method, Response};

use crate::support::{
    app::TestApp,
    clip,
    videos::{details, quick, tiny, word},
};

/// A server with one video: the address of its file, and the file.
pub(super) async fn served() -> (TestApp, String, Vec<u8>) {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "Served").await;
    let address = word(&details(&app, &video).await["files"][0], "fileUrl").to_owned();
    let bytes = std::fs::read(clip::tiny_mp4(app.folder())).unwrap();
    (app, address, bytes)
}

/// GET with these headers.
pub(super) async fn with(app: &TestApp, address: &str, headers: &[(&str, &str)]) -> Response {
    let request = headers.iter().fold(
        app.request(Method::GET, address),
        |request, (name, value)| request.header(*name, *value),
    );
    request.send().await.unwrap()
}

/// A header's text, empty without it.
pub(super) fn header(answer: &Response, name: &str) -> String {
    let value = answer.headers().get(name);
    value.map_or(String::new(), |value| value.to_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_range_is_sent_to_the_byte() {
    let (app, address, bytes) = served().await;
    let size = bytes.len();
    for (range, from, to) in [
        ("bytes=0-0".to_owned(), 0, 1),
        ("bytes=10-19".to_owned(), 10, 20),
        (format!("bytes={}-", size - 7), size - 7, size),
        ("bytes=-5".to_owned(), size - 5, size),
        (format!("bytes=-{}", size * 2), 0, size),
        (format!("bytes=100-{}", size * 2), 100, size),
        ("bytes=0-99999999999999999999999".to_owned(), 0, size),
        ("bytes=0-".to_owned(), 0, size),
    ] {
        let answer = with(&app, &address, &[("range", &range)]).await;
        assert_eq!(answer.status(), 206, "{range}");
        assert_eq!(
            header(&answer, "content-range"),
            format!("bytes {from}-{}/{size}", to - 1)
        );
        assert_eq!(header(&answer, "content-length"), (to - from).to_string());
        assert_eq!(header(&answer, "content-type"), "video/mp4");
        assert!(answer.bytes().await.unwrap() == bytes[from..to], "{range}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_beyond_the_end_is_416_with_the_size() {
    let (app, address, bytes) = served().await;
    let size = bytes.len();
    let beyond = [
        format!("bytes={size}-"),
        format!("bytes={size}-{}", size + 9),
        "bytes=-0".to_owned(),
        "bytes=99999999999999999999999-".to_owned(),
    ];
    for range in beyond {
        let answer = with(&app, &address, &[("range", &range)]).await;
        assert_eq!(answer.status(), 416, "{range}");
        assert_eq!(header(&answer, "content-range"), format!("bytes */{size}"));
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ranges_that_are_several_or_malformed_never_send_more_than_the_file() {
    let (app, address, bytes) = served().await;
    let flood = format!("bytes={}", vec!["0-"; 1000].join(","));
    for range in [
        "bytes=0-1,5-6",
        "bytes=0-,0-",
        "bytes=5-2",
        "bytes=a-b",
        "bytes=",
        "bytes=-",
        "bytes",
        "bytes=0x1-2",
        "bytes=1-2-3",
        "bytes=--1",
        "lines=0-1",
        "",
        &flood,
    ] {
        let answer = with(&app, &address, &[("range", range)]).await;
        let status = answer.status().as_u16();
        assert!(
            status == 200 || (status == 416 && range.len() > 100),
            "{range}: {status}"
        );
        if status == 200 {
            assert_eq!(header(&answer, "content-range"), "");
            assert!(answer.bytes().await.unwrap() == bytes, "{range}");
        }
    }
    app.stop().await;
}
