//! Avatars and banners.

use std::io::Cursor;

use image::{
    AnimationDecoder as _, Delay, DynamicImage, Frame, ImageFormat, Rgba, RgbaImage,
    codecs::gif::{GifDecoder, GifEncoder},
};
use reqwest::{
    Response,
    multipart::{Form, Part},
};
use serde_json::Value;
use tributary::{config::ByteSize, media::Place};

use crate::support::{
    answer::{invalid, json, problem, status},
    app::TestApp,
    client::Client,
    videos::{self, draft, row},
    wait::until,
};

const MINE: &str = "/api/v1/users/me/avatar";

async fn send(by: &Client, path: &str, field: &str, bytes: Vec<u8>) -> Response {
    let part = Part::bytes(bytes).file_name("a.png");
    let form = Form::new().part(field.to_owned(), part);
    by.post_multipart(path, form).await
}

/// A picture whose left half is red and whose right half can be seen through.
fn picture(format: ImageFormat) -> Vec<u8> {
    let picture = RgbaImage::from_fn(200, 100, |x, _| {
        if x < 100 {
            Rgba([255, 0, 0, 255])
        } else {
            Rgba([0, 0, 255, 0])
        }
    });
    let mut bytes = Cursor::new(Vec::new());
    let picture = DynamicImage::ImageRgba8(picture);
    let picture = if format == ImageFormat::Jpeg {
        picture.to_rgb8().into()
    } else {
        picture
    };
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn moving() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    for shade in [0, 120, 240] {
        let picture = RgbaImage::from_pixel(60, 60, Rgba([shade, 0, 0, 255]));
        let delay = Delay::from_numer_denom_ms(200, 1);
        encoder
            .encode_frame(Frame::from_parts(picture, 0, 0, delay))
            .unwrap();
    }
    drop(encoder);
    bytes
}

/// A JPEG that says of itself where it was taken, and that it is to be turned.
fn with_exif() -> Vec<u8> {
    let plain = picture(ImageFormat::Jpeg);
    // Tag 0x0112, orientation, is 6: a quarter to the right.
    let mut exif =
        b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    exif.extend(b"SECRET PLACE");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let mut bytes = plain[..2].to_vec();
    bytes.extend([0xff, 0xe1]);
    bytes.extend(length);
    bytes.extend(exif);
    bytes.extend(&plain[2..]);
    bytes
}

async fn fetch(app: &TestApp, image: &Value) -> (String, Vec<u8>) {
    let answer = app.get(image["path"].as_str().unwrap()).await;
    assert_eq!(answer.status(), 200);
    let kind = answer.headers()["content-type"]
        .to_str()
        .unwrap()
        .to_owned();
    (kind, answer.bytes().await.unwrap().to_vec())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_avatar_is_shown_in_its_sizes_wherever_its_account_is() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    row(&app, &alice, &draft("One")).await;
    let pick = format!("{MINE}/pick");
    let made = json(
        send(&alice, &pick, "avatarfile", picture(ImageFormat::Png)).await,
        200,
    )
    .await;
    let widths: Vec<i64> = made["avatars"]
        .as_array()
        .unwrap()
        .iter()
        .map(|avatar| avatar["width"].as_i64().unwrap())
        .collect();
    assert_eq!(widths, [48, 120, 600, 1500]);
    let (kind, bytes) = fetch(&app, &made["avatars"][1]).await;
    let shown = image::load_from_memory(&bytes).unwrap().to_rgba8();
    assert_eq!(
        (kind.as_str(), shown.dimensions()),
        ("image/png", (120, 120))
    );
    assert_eq!(
        (shown.get_pixel(10, 60).0, shown.get_pixel(110, 60).0[3]),
        ([255, 0, 0, 255], 0)
    );
    let account = json(app.get("/api/v1/accounts/alice").await, 200).await;
    assert_eq!(account["avatars"], made["avatars"]);
    let list = json(app.get("/api/v1/videos").await, 200).await;
    assert_eq!(list["data"][0]["account"]["avatars"], made["avatars"]);
    assert_eq!(list["data"][0]["channel"]["avatars"], serde_json::json!([]));
    // Another takes its place, and its files go.
    let other = json(
        send(&alice, &pick, "avatarfile", picture(ImageFormat::Jpeg)).await,
        200,
    )
    .await;
    let old = made["avatars"][0]["path"].as_str().unwrap();
    status(app.get(old).await, 404).await;
    let (kind, _) = fetch(&app, &other["avatars"][3]).await;
    assert_eq!(kind, "image/jpeg");
    status(alice.delete(MINE).await, 204).await;
    status(alice.delete(MINE).await, 204).await;
    let account = json(app.get("/api/v1/accounts/alice").await, 200).await;
    assert_eq!(account["avatars"], serde_json::json!([]));
    videos::command(&app, "remove-files").await;
    let folder = app.app().library.folder(Place::Avatars);
    until("the files are gone", async || {
        let left = std::fs::read_dir(&folder).unwrap().count();
        (left == 0).then_some(())
    })
    .await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_has_an_avatar_and_a_banner_of_its_own() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let bob = app.user("bob").await;
    let path = format!("/api/v1/video-channels/{}", alice.channel);
    for (what, field, sizes) in [("avatar", "avatarfile", 4), ("banner", "bannerfile", 2)] {
        let pick = format!("{path}/{what}/pick");
        let bytes = picture(ImageFormat::WebP);
        status(send(&bob, &pick, field, bytes.clone()).await, 403).await;
        let made = json(send(&alice, &pick, field, bytes).await, 200).await;
        let all = format!("{what}s");
        assert_eq!(made[&all].as_array().unwrap().len(), sizes);
        let shown = json(app.get(&path).await, 200).await;
        assert_eq!(shown[&all], made[&all]);
        if what == "banner" {
            let (_, bytes) = fetch(&app, &made[&all][0]).await;
            let banner = image::load_from_memory(&bytes).unwrap();
            assert_eq!((banner.width(), banner.height()), (600, 100));
        }
        status(bob.delete(&format!("{path}/{what}")).await, 403).await;
        status(alice.delete(&format!("{path}/{what}")).await, 204).await;
        let shown = json(app.get(&path).await, 200).await;
        assert_eq!(shown[&all], serde_json::json!([]));
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_moves_goes_on_moving_and_nothing_else_of_a_file_is_kept() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let pick = format!("{MINE}/pick");
    let made = json(send(&alice, &pick, "avatarfile", moving()).await, 200).await;
    let (kind, bytes) = fetch(&app, &made["avatars"][1]).await;
    assert_eq!(kind, "image/gif");
    let frames = GifDecoder::new(Cursor::new(bytes)).unwrap().into_frames();
    assert_eq!(frames.count(), 3);
    let (kind, _) = fetch(&app, &made["avatars"][3]).await;
    assert_eq!(kind, "image/png", "the largest stands still");
    let made = json(send(&alice, &pick, "avatarfile", with_exif()).await, 200).await;
    let (_, bytes) = fetch(&app, &made["avatars"][1]).await;
    assert!(!bytes.windows(6).any(|part| part == b"SECRET"));
    // Turned as it says: what was left is above.
    let shown = image::load_from_memory(&bytes).unwrap().to_rgb8();
    let (above, below) = (shown.get_pixel(60, 10).0, shown.get_pixel(60, 110).0);
    assert!(above[0] > 200 && below[2] > 200, "{above:?} {below:?}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_picture_or_too_much_of_one_is_refused() {
    let app = TestApp::with(|config| {
        config.upload.max_avatar_size = ByteSize::new(64 * 1024);
    })
    .await;
    let alice = app.user("alice").await;
    let pick = format!("{MINE}/pick");
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>".to_vec();
    let mut bomb = picture(ImageFormat::Png);
    bomb.splice(16..24, [0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let cut = picture(ImageFormat::Png).into_iter().take(60).collect();
    for bytes in [svg, bomb, cut, b"GIF89a".to_vec(), Vec::new()] {
        invalid(
            send(&alice, &pick, "avatarfile", bytes).await,
            &["avatarfile"],
        )
        .await;
    }
    let large = send(&alice, &pick, "avatarfile", vec![0; 70 * 1024]).await;
    problem(large, 413, "max_file_size_reached").await;
    let account = json(app.get("/api/v1/accounts/alice").await, 200).await;
    assert_eq!(account["avatars"], serde_json::json!([]));
    let folder = app.app().library.folder(Place::Avatars);
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
    let folder = app.app().library.folder(Place::Temporary);
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
    app.stop().await;
}
