//! What the pages promise: everything escaped, nothing told to who may not know, the headers that protect.

use actix_web::body::to_bytes;
use actix_web::http::{StatusCode, header};
use chrono::DateTime;

use super::oembed::{self, Room, Thumbnail};
use super::*;

const HOSTILE: &str = r#""></title></script><script>alert('1')</script>&"#;

fn site() -> Site {
    Site {
        name: "Example & friends".to_owned(),
        origin: "https://video.example".to_owned(),
    }
}

fn video(text: &str) -> VideoForAll {
    VideoForAll {
        uuid: "fbbaeaa6-a991-46e1-975a-0e0c9a5ae576".to_owned(),
        short_uuid: "x5UYbpu7ayHF1drYdjS6nh".to_owned(),
        title: text.to_owned(),
        description: text.to_owned(),
        channel_name: text.to_owned(),
        published_at: DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
        duration_seconds: 83,
        views: 1,
        preview_path: Some("/lazy-static/previews/a.jpg".to_owned()),
        size: Some((1920, 1080)),
        listed: true,
    }
}

fn watch(video: Option<VideoForAll>) -> WatchPage {
    WatchPage {
        site: site(),
        id: "x5UYbpu7ayHF1drYdjS6nh".to_owned(),
        video,
    }
}

fn embed() -> EmbedPage {
    EmbedPage {
        site: site(),
        id: "x5UYbpu7ayHF1drYdjS6nh".to_owned(),
        title: Some(HOSTILE.to_owned()),
        preview_path: None,
    }
}

fn live() -> LivePage {
    LivePage {
        site: site(),
        id: "x5UYbpu7ayHF1drYdjS6nh".to_owned(),
    }
}

fn home(number: u32, has_next: bool) -> HomePage {
    let card = VideoCard {
        short_uuid: "x5UYbpu7ayHF1drYdjS6nh".to_owned(),
        title: HOSTILE.to_owned(),
        channel_name: HOSTILE.to_owned(),
        published_at: DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
        duration_seconds: 83,
        views: 2,
        thumbnail_path: None,
    };
    HomePage {
        site: site(),
        videos: vec![card],
        number,
        has_next,
    }
}

async fn html(page: &impl Page) -> String {
    let bytes = to_bytes(respond(page).into_body()).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn header_of(page: &impl Page, name: header::HeaderName) -> Option<String> {
    respond(page)
        .headers()
        .get(name)
        .map(|value| value.to_str().unwrap().to_owned())
}

#[actix_web::test]
async fn hostile_words_stay_words_on_every_page() {
    let failure = FailurePage {
        message: HOSTILE.to_owned(),
        ..FailurePage::not_found(site())
    };
    let pages = [
        html(&watch(Some(video(HOSTILE)))).await,
        html(&embed()).await,
        html(&live()).await,
        html(&home(1, false)).await,
        html(&failure).await,
    ];
    for page in pages {
        assert!(!page.contains("<script>"), "{page}");
        assert!(!page.contains(r#"""></title>"#), "{page}");
    }
}

#[actix_web::test]
async fn the_structured_data_is_json_that_keeps_hostile_words() {
    let page = html(&watch(Some(video(HOSTILE)))).await;
    let start = page
        .split_once(r#"<script type="application/ld+json">"#)
        .unwrap()
        .1;
    let object: serde_json::Value =
        serde_json::from_str(start.split_once("</script>").unwrap().0).unwrap();
    assert_eq!(object["@type"], "VideoObject");
    assert_eq!(object["name"], HOSTILE);
    assert_eq!(object["duration"], "PT1M23S");
    assert_eq!(
        object["thumbnailUrl"],
        "https://video.example/lazy-static/previews/a.jpg"
    );
}

#[actix_web::test]
async fn a_watch_page_tells_link_previews_what_it_shows() {
    let page = html(&watch(Some(video("A river")))).await;
    for expected in [
        r#"<title>A river - Example &#38; friends</title>"#,
        r#"<meta property="og:title" content="A river">"#,
        r#"<meta property="og:url" content="https://video.example/w/x5UYbpu7ayHF1drYdjS6nh">"#,
        r#"<meta property="og:video:url" content="https://video.example/videos/embed/fbbaeaa6-a991-46e1-975a-0e0c9a5ae576">"#,
        r#"<meta name="twitter:card" content="player">"#,
        r#"services/oembed?url=https%3A%2F%2Fvideo.example%2Fw%2Fx5UYbpu7ayHF1drYdjS6nh""#,
        r#"<time datetime="2023-11-14T22:13:20+00:00">14 November 2023</time> · <span class="views">1 view</span>"#,
    ] {
        assert!(page.contains(expected), "{expected} is not in {page}");
    }
    assert!(!page.contains("noindex"));
}

#[actix_web::test]
async fn a_long_description_is_cut_between_letters_for_previews() {
    let page = html(&watch(Some(video(&"ü".repeat(900))))).await;
    assert!(page.contains(&format!(
        r#"<meta name="description" content="{}…">"#,
        "ü".repeat(200)
    )));
}

#[actix_web::test]
async fn search_engines_are_asked_to_leave_unlisted_videos_out() {
    let unlisted = VideoForAll {
        listed: false,
        ..video("A river")
    };
    assert!(
        html(&watch(Some(unlisted)))
            .await
            .contains(r#"<meta name="robots" content="noindex">"#)
    );
}

#[actix_web::test]
async fn the_page_of_a_hidden_video_says_nothing_about_it() {
    let page = watch(None);
    assert_eq!(respond(&page).status(), StatusCode::FORBIDDEN);
    let text = html(&page).await;
    assert!(text.contains("noindex") && text.contains(r#"class="sign-in""#));
    assert!(!text.contains("og:") && !text.contains("ld+json") && !text.contains("oembed"));
}

#[actix_web::test]
async fn only_the_embed_may_be_framed() {
    let closed = [
        header_of(&watch(None), header::CONTENT_SECURITY_POLICY),
        header_of(&live(), header::CONTENT_SECURITY_POLICY),
    ];
    for policy in closed {
        assert!(policy.unwrap().ends_with("frame-ancestors 'none'"));
    }
    for options in [
        header_of(&watch(None), header::X_FRAME_OPTIONS),
        header_of(&live(), header::X_FRAME_OPTIONS),
    ] {
        assert_eq!(options.unwrap(), "DENY");
    }

    let policy = header_of(&embed(), header::CONTENT_SECURITY_POLICY).unwrap();
    assert!(policy.ends_with("frame-ancestors *"));
    assert_eq!(header_of(&embed(), header::X_FRAME_OPTIONS), None);
}

#[actix_web::test]
async fn no_page_runs_inline_script_or_loads_from_elsewhere() {
    let policy = header_of(&home(1, false), header::CONTENT_SECURITY_POLICY).unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"));
    assert!(!policy.contains("unsafe") && !policy.contains("http"));
    for page in [
        html(&watch(Some(video("A river")))).await,
        html(&embed()).await,
        html(&live()).await,
        html(&home(1, false)).await,
    ] {
        assert!(
            !page.contains("src=\"http") && !page.contains("<style") && !page.contains(" style="),
            "{page}"
        );
    }
}

#[actix_web::test]
async fn every_player_has_the_parts_of_a_live_and_hides_them() {
    for page in [
        html(&watch(Some(video("A river")))).await,
        html(&embed()).await,
        html(&live()).await,
    ] {
        assert!(
            page.contains(r#"<div class="live-bar" hidden>"#)
                && page.contains(r#"<p class="interruption" role="status"></p>"#),
            "{page}"
        );
    }
}

#[actix_web::test]
async fn the_owners_page_shows_nothing_before_its_owner_signs_in() {
    let page = html(&live()).await;
    assert!(page.contains("noindex") && page.contains(r#"<div class="studio" hidden>"#));
    assert!(page.contains(r#"<form class="owner-sign-in" hidden>"#));
    assert!(!page.contains("value=") && !page.contains("og:"), "{page}");
}

#[actix_web::test]
async fn the_home_page_links_the_pages_that_exist() {
    let (first, middle, last) = (
        html(&home(1, true)).await,
        html(&home(2, true)).await,
        html(&home(3, false)).await,
    );
    assert!(first.contains("/?page=2") && !first.contains("Newer"));
    assert!(middle.contains("/?page=1") && middle.contains("/?page=3"));
    assert!(last.contains("/?page=2") && !last.contains("Older"));
    assert!(first.contains(r#"href="/w/x5UYbpu7ayHF1drYdjS6nh""#) && first.contains("1:23"));
}

#[actix_web::test]
async fn a_failure_of_ours_names_the_request_and_keeps_its_status() {
    let page = FailurePage::of_ours(
        site(),
        StatusCode::SERVICE_UNAVAILABLE,
        "request-7".to_owned(),
    );
    assert_eq!(respond(&page).status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(html(&page).await.contains("request-7"));
    assert_eq!(
        respond(&FailurePage::not_found(site())).status(),
        StatusCode::NOT_FOUND
    );
}

fn oembed_document(room: Room) -> serde_json::Value {
    let thumbnail = Thumbnail {
        url: "https://video.example/p.jpg".to_owned(),
        width: 850,
        height: 480,
    };
    let author_url = "https://video.example/video-channels/rivers".to_owned();
    let document =
        oembed::document(&site(), &video(HOSTILE), author_url, Some(thumbnail), room).unwrap();
    serde_json::to_value(document).unwrap()
}

#[test]
fn an_oembed_document_carries_an_escaped_frame() {
    let document = oembed_document(Room::default());
    assert_eq!(
        (&document["type"], &document["version"]),
        (&"video".into(), &"1.0".into())
    );
    assert_eq!(
        (document["width"].as_u64(), document["height"].as_u64()),
        (Some(560), Some(315))
    );
    assert_eq!(document["title"], HOSTILE);
    assert_eq!(document["provider_name"], "Example & friends");
    assert_eq!(document["thumbnail_width"], 850);
    let frame = document["html"].as_str().unwrap();
    assert!(frame.contains(
        r#"src="https://video.example/videos/embed/fbbaeaa6-a991-46e1-975a-0e0c9a5ae576""#
    ));
    assert!(!frame.contains("<script>"));
}

#[test]
fn an_oembed_document_fits_the_room_that_the_consumer_has() {
    let document = oembed_document(Room {
        width: Some(200),
        height: Some(900),
    });
    assert_eq!(
        (document["width"].as_u64(), document["height"].as_u64()),
        (Some(200), Some(315))
    );
    assert_eq!(document.get("thumbnail_url"), None);
}

#[test]
fn an_address_means_a_video_only_on_this_server() {
    let id = Some("x5UYbpu7ayHF1drYdjS6nh");
    let cases = [
        ("https://video.example/w/x5UYbpu7ayHF1drYdjS6nh", id),
        (
            "https://video.example/videos/watch/x5UYbpu7ayHF1drYdjS6nh/?start=3s",
            id,
        ),
        (
            "https://video.example/videos/embed/x5UYbpu7ayHF1drYdjS6nh#t",
            id,
        ),
        ("https://video.example.evil/w/x5UYbpu7ayHF1drYdjS6nh", None),
        ("https://other.example/w/x5UYbpu7ayHF1drYdjS6nh", None),
        ("https://video.example/w/", None),
        ("https://video.example/w/a/b", None),
        ("https://video.example/w/%2e%2e", None),
        ("javascript:alert(1)", None),
    ];
    for (address, expected) in cases {
        assert_eq!(oembed::watched_id(&site(), address), expected, "{address}");
    }
}
