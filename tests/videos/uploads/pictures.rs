//! The pictures that come with a video.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use reqwest::{
    Response,
    multipart::{Form, Part},
};
use serde_json::Value;
use tributary::config::{ByteSize, Limit};

use super::{
    folders,
    session::{Session, declared, fields, init, location},
};
use crate::support::{
    answer::{invalid, json, problem, status},
    app::TestApp,
    clip,
    person::Person,
};

const RED: [u8; 3] = [220, 20, 20];
const BLUE: [u8; 3] = [20, 20, 220];

fn plain(colour: [u8; 3], format: ImageFormat) -> Vec<u8> {
    let picture = DynamicImage::ImageRgb8(RgbImage::from_pixel(400, 300, Rgb(colour)));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The fields of an upload as a form.
fn form(by: &Person) -> Form {
    Form::new()
        .text("name", "A clip")
        .text("channelId", by.channel_id.to_string())
        .text("privacy", "1")
}

fn picture(bytes: Vec<u8>) -> Part {
    Part::bytes(bytes)
        .file_name("picture.png")
        .mime_str("image/png")
        .unwrap()
}

/// Files that are no pictures, or none that anybody should open.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let mut bomb = plain(RED, ImageFormat::Png);
    // Width and height of the header chunk: 60,000 by 60,000.
    bomb.splice(16..24, [0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let mut cut = plain(RED, ImageFormat::Jpeg);
    cut.truncate(200);
    vec![
        ("text", b"this is no picture".to_vec()),
        (
            "svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(),
        ),
        ("gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec()),
        ("bomb", bomb),
        ("cut", cut),
    ]
}

async fn multipart_init(by: &Person, total: usize, form: Form) -> Response {
    let form = form.text("filename", "clip.mp4");
    declared(by, total).multipart(form).send().await.unwrap()
}

async fn details(app: &TestApp, made: &Value) -> Value {
    let path = format!("/api/v1/videos/{}", made["video"]["uuid"].as_str().unwrap());
    json(app.get(&path).await, 200).await
}

/// Fails unless the picture at `path` has this size and colour.
async fn is_plain(app: &TestApp, path: &Value, size: (u32, u32), colour: [u8; 3]) {
    let answer = app.get(path.as_str().unwrap()).await;
    assert_eq!(answer.status(), 200);
    let bytes = answer.bytes().await.unwrap();
    let picture = image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg).unwrap();
    let picture = picture.to_rgb8();
    assert_eq!(picture.dimensions(), size);
    let found = picture.get_pixel(size.0 / 2, size.1 / 2).0;
    let near = found
        .iter()
        .zip(colour)
        .all(|(found, wanted)| found.abs_diff(wanted) < 16);
    assert!(near, "{found:?} and not {colour:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_the_init_are_those_of_the_video() {
    let app = TestApp::with(|config| config.transcoding.enabled = false).await;
    let alice = app.user("alice").await;
    let file = std::fs::read(clip::tiny_mp4(app.folder())).unwrap();
    let form = form(&alice)
        .part("thumbnailfile", picture(plain(RED, ImageFormat::Png)))
        .part("previewfile", picture(plain(BLUE, ImageFormat::Jpeg)));
    let begun = multipart_init(&alice, file.len(), form).await;
    let path = location(&begun);
    status(begun, 201).await;
    // The fields alone name the session.
    let same = init(&alice, file.len(), &fields(&alice)).await;
    assert_eq!(location(&same), path);
    status(same, 200).await;
    let request = alice.request(reqwest::Method::PUT, &path);
    let range = format!("bytes 0-{}/{}", file.len() - 1, file.len());
    let request = request.header("Content-Range", range).body(file);
    let made = json(request.send().await.unwrap(), 200).await;
    let video = details(&app, &made).await;
    is_plain(&app, &video["thumbnailPath"], (280, 157), RED).await;
    is_plain(&app, &video["previewPath"], (850, 480), BLUE).await;
    let left: Vec<String> = folders::files(&app);
    assert!(
        !left.iter().any(|file| file.starts_with("data/uploads/")),
        "{left:?}"
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_init_with_a_hostile_picture_is_refused_and_costs_nothing() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    for field in ["thumbnailfile", "previewfile"] {
        for (kind, bytes) in hostile() {
            // The other one is fine, and goes with it.
            let other = if field == "previewfile" {
                "thumbnailfile"
            } else {
                "previewfile"
            };
            let form = form(&alice)
                .part(other, picture(plain(RED, ImageFormat::Png)))
                .part(field, picture(bytes));
            let refused = multipart_init(&alice, 10, form).await;
            assert_eq!(refused.status(), 400, "{field}: {kind}");
            invalid(refused, &[field]).await;
            folders::only(&app, &[]).await;
        }
    }
    // No session was begun.
    Session::begin(&alice, 10).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_a_refused_init_are_not_kept() {
    let app = TestApp::with(|config| {
        config.upload.max_file_size = Limit::AtMost(ByteSize::new(1000));
        config.upload.max_image_size = ByteSize::new(100_000);
    })
    .await;
    let alice = app.user("alice").await;
    let with = |bytes| form(&alice).part("thumbnailfile", picture(bytes));
    let small = plain(RED, ImageFormat::Png);
    let refused = multipart_init(&alice, 1001, with(small)).await;
    problem(refused, 413, "max_file_size_reached").await;
    let refused = multipart_init(&alice, 10, with(vec![0; 100_001])).await;
    problem(refused, 413, "max_file_size_reached").await;
    folders::only(&app, &[]).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_a_session_go_with_it() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let form = form(&alice).part("previewfile", picture(plain(RED, ImageFormat::WebP)));
    let begun = multipart_init(&alice, 10, form).await;
    let path = location(&begun);
    status(begun, 201).await;
    assert_eq!(folders::files(&app).len(), 1);
    status(alice.delete(&path).await, 204).await;
    folders::only(&app, &[]).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_legacy_upload_uses_its_pictures_and_refuses_hostile_ones() {
    let app = TestApp::with(|config| config.transcoding.enabled = false).await;
    let alice = app.user("alice").await;
    let file = std::fs::read(clip::tiny_mp4(app.folder())).unwrap();
    let whole = || form(&alice).part("videofile", Part::bytes(file.clone()).file_name("clip.mp4"));
    for (kind, bytes) in hostile() {
        let form = whole()
            .part("thumbnailfile", picture(plain(RED, ImageFormat::Png)))
            .part("previewfile", picture(bytes));
        let refused = alice.post_multipart("/api/v1/videos/upload", form).await;
        assert_eq!(refused.status(), 400, "{kind}");
        invalid(refused, &["previewfile"]).await;
        folders::only(&app, &[]).await;
    }
    let form = whole()
        .part("thumbnailfile", picture(plain(BLUE, ImageFormat::WebP)))
        .part("previewfile", picture(plain(RED, ImageFormat::Jpeg)));
    let made = json(
        alice.post_multipart("/api/v1/videos/upload", form).await,
        200,
    )
    .await;
    let video = details(&app, &made).await;
    is_plain(&app, &video["thumbnailPath"], (280, 157), BLUE).await;
    is_plain(&app, &video["previewPath"], (850, 480), RED).await;
    app.stop().await;
}
