//! Names that try to become paths.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::ranges::served;
use crate::support::{answer::problem, app::TestApp};

const PLACES: [&str; 8] = [
    "/static/web-videos/",
    "/static/web-videos/private/",
    "/static/streaming-playlists/hls/fbbaeaa6-a991-46e1-975a-0e0c9a5ae576/",
    "/static/streaming-playlists/hls/private/fbbaeaa6-a991-46e1-975a-0e0c9a5ae576/",
    "/static/streaming-playlists/hls/",
    "/lazy-static/thumbnails/",
    "/lazy-static/previews/",
    "/lazy-static/storyboards/",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_name_from_outside_never_becomes_a_path() {
    let (app, _, _) = served().await;
    let secret = "database.sqlite3";
    let long = "a".repeat(5000);
    let deep = "..%2f".repeat(50);
    let names = [
        format!("..%2f..%2f{secret}"),
        format!("..%2F{secret}"),
        format!("..%5c{secret}"),
        format!("%2e%2e%2f{secret}"),
        format!("%252e%252e%252f{secret}"),
        format!("..%252f{secret}"),
        format!("%2f{secret}"),
        "%00".to_owned(),
        format!("{secret}%00.mp4"),
        "%2fetc%2fpasswd".to_owned(),
        format!("{deep}etc%2fpasswd"),
        long,
        format!("..%c0%af{secret}"),
        "%ff%fe".to_owned(),
        "%E2%80%AE.mp4".to_owned(),
        ".hidden".to_owned(),
        "a%0d%0aX-Injected:%201".to_owned(),
        "CON".to_owned(),
        "%20".to_owned(),
        "*".to_owned(),
        "~root".to_owned(),
    ];
    for place in PLACES {
        for name in &names {
            let answer = app.get(&format!("{place}{name}")).await;
            assert!(!answer.headers().contains_key("x-injected"));
            assert_eq!(answer.status(), 404, "{place}{name}");
        }
    }
    for name in &names[..8] {
        problem(
            app.get(&format!("/static/web-videos/{name}")).await,
            404,
            "",
        )
        .await;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dots_that_a_client_does_not_resolve_lead_nowhere_either() {
    let (app, _, _) = served().await;
    for place in PLACES {
        for name in [
            "../../database.sqlite3",
            "../../../../../../etc/passwd",
            "./",
            "..",
            "//etc/passwd",
            "..\\..\\x",
        ] {
            let status = raw(&app, &format!("{place}{name}")).await;
            assert!(status == 404 || status == 400, "{place}{name}: {status}");
        }
    }
    app.stop().await;
}

/// The status of a request whose path nobody tidies up before it is sent.
async fn raw(app: &TestApp, path: &str) -> u16 {
    let url = app.url("/");
    let host = url
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned();
    let mut stream = TcpStream::connect(&host).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let text = String::from_utf8_lossy(&answer);
    assert!(
        !text.contains("SQLite format") && !text.contains("root:"),
        "{path}: {text}"
    );
    text.split(' ').nth(1).unwrap().parse().unwrap()
}
