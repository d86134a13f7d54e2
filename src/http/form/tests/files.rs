//! Files: in memory, on disk, too large, unwanted, and abandoned.

use std::path::Path;

use tempfile::TempDir;

use super::*;

const MEGABYTE: usize = 1024 * 1024;

fn over() -> ApiError {
    ApiError::TooLarge("too large a file".into())
}

fn rules(folder: &TempDir, most: u64) -> Rules {
    Rules::no_files()
        .picture("thumbnailfile", 1000, over)
        .stored("videofile", folder.path().join("video"), most, over)
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder)
        .expect("a folder")
        .next()
        .is_none()
}

fn upload(size: usize) -> Vec<u8> {
    let mut body = Vec::new();
    encode::part(&mut body, "name=\"name\"", b"A video");
    let content: Vec<u8> = (0..size).map(|n| b"\r\n-ab"[n % 5]).collect();
    let what = "name=\"videofile\"; filename=\"C:\\clips\\a/clip.mp4\"\r\nContent-Type: video/mp4";
    encode::part(&mut body, what, &content);
    encode::part(
        &mut body,
        "name=\"thumbnailfile\"; filename=\"a.jpg\"",
        b"\xff\xd8",
    );
    encode::part(&mut body, "name=\"previewfile\"; filename=\"\"", b"");
    encode::close(&mut body);
    body
}

async fn read(body: Body, rules: &Rules) -> Result<Form, ApiError> {
    decode_as(&encode::multipart_type(), body, rules).await
}

#[tokio::test]
async fn files_go_where_their_rules_say() {
    let folder = tempfile::tempdir().expect("a folder");
    let size = 3 * MEGABYTE + 7;
    let body = pieces(&upload(size), 10_000);
    let mut form = read(body, &rules(&folder, size as u64))
        .await
        .expect("a form");
    assert_eq!(form.fields.required_text("name"), "A video");
    let picture = form.picture("thumbnailfile").expect("a picture");
    assert_eq!(
        (picture.name.as_str(), &picture.content[..]),
        ("a.jpg", &b"\xff\xd8"[..])
    );
    assert!(form.picture("previewfile").is_none());
    let video = form.stored("videofile").expect("a video");
    assert_eq!(video.name, "clip.mp4");
    assert_eq!(video.content_type.as_deref(), Some("video/mp4"));
    assert_eq!(video.content.size(), size as u64);
    let path = video.content.keep();
    let written = std::fs::read(path).expect("it is there");
    assert!(written.len() == size && written.chunks(5).all(|five| b"\r\n-ab".starts_with(five)));
}

#[tokio::test]
async fn a_file_over_its_limit_is_answered_as_its_rule_says_and_removed() {
    let folder = tempfile::tempdir().expect("a folder");
    let answer = read(
        pieces(&upload(2 * MEGABYTE), 9000),
        &rules(&folder, 1_500_000),
    )
    .await;
    assert!(matches!(answer, Err(ApiError::TooLarge(text)) if text == "too large a file"));
    assert!(is_empty(folder.path()));
}

#[tokio::test]
async fn a_body_that_is_cut_off_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let body = upload(2 * MEGABYTE);
    let answer = read(pieces(&body[..MEGABYTE], 9000), &rules(&folder, u64::MAX)).await;
    assert!(matches!(answer, Err(ApiError::BadRequest(_))));
    assert!(is_empty(folder.path()));
}

#[tokio::test]
async fn a_reader_that_is_dropped_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let body = upload(2 * MEGABYTE);
    let some = pieces(&body[..MEGABYTE + 9000], 9000);
    let body = some.chain(stream::pending()).boxed_local();
    let rules = rules(&folder, u64::MAX);
    {
        let reading = std::pin::pin!(read(body, &rules));
        let started = async {
            while is_empty(folder.path()) {
                tokio::task::yield_now().await;
            }
        };
        let started = std::pin::pin!(started);
        futures_util::future::select(reading, started).await;
    }
    while !is_empty(folder.path()) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_form_that_is_dropped_takes_its_files_along() {
    let folder = tempfile::tempdir().expect("a folder");
    let form = read(pieces(&upload(100), 9000), &rules(&folder, 100)).await;
    assert!(!is_empty(folder.path()));
    drop(form.expect("a form"));
    while !is_empty(folder.path()) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_file_that_nobody_asked_for_or_twice_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    for names in [["avatarfile", "x"], ["thumbnailfile", "thumbnailfile"]] {
        let mut body = Vec::new();
        for name in names {
            let what = format!("name=\"{name}\"; filename=\"a.png\"");
            encode::part(&mut body, &what, b"png");
        }
        encode::close(&mut body);
        let answer = read(pieces(&body, 50), &rules(&folder, 1)).await;
        assert!(matches!(answer, Err(ApiError::Invalid(_))), "{names:?}");
    }
}
