//! `GET /services/oembed`.

use serde_json::json;

use crate::support::{
    answer::{invalid, json, problem},
    videos::{details, put, quick, tiny, word},
};

#[tokio::test(flavor = "multi_thread")]
async fn oembed_describes_a_video_by_any_of_its_addresses() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "At first").await;
    let name = "\"><script>alert(1)</script>";
    put(&alice, &video, json!({ "name": name })).await;
    let found = details(&app, &video).await;
    let (short, long) = (word(&found, "shortUUID"), word(&found, "uuid"));
    for path in [
        format!("/w/{short}"),
        format!("/w/{long}"),
        format!("/videos/watch/{long}"),
        format!("/videos/embed/{long}"),
        format!("/w/{short}%3Fstart=3"),
    ] {
        let answer = app
            .get(&format!(
                "/services/oembed?url=https://video.test{path}&format=json"
            ))
            .await;
        assert!(
            answer.headers()["content-type"]
                .to_str()
                .unwrap()
                .starts_with("application/json")
        );
        let document = json(answer, 200).await;
        assert_eq!(
            (&document["type"], &document["version"]),
            (&json!("video"), &json!("1.0"))
        );
        assert_eq!(
            (&document["title"], &document["author_name"]),
            (&json!(name), &found["channel"]["displayName"])
        );
        assert_eq!(
            (&document["width"], &document["height"]),
            (&json!(560), &json!(315))
        );
        assert_eq!(document["author_url"], found["channel"]["url"]);
        assert_eq!(document["provider_url"], "https://video.test");
        let html = word(&document, "html");
        assert!(
            html.contains(&format!("https://video.test/videos/embed/{long}"))
                && !html.contains("<script"),
            "{html}"
        );
        let picture = format!("https://video.test{}", word(&found, "previewPath"));
        assert_eq!(document["thumbnail_url"], picture);
    }
    let narrow =
        format!("/services/oembed?url=https://video.test/w/{short}&maxwidth=300&maxheight=100");
    let document = json(app.get(&narrow).await, 200).await;
    assert_eq!(
        (&document["width"], &document["height"]),
        (&json!(300), &json!(100))
    );
    assert!(document.get("thumbnail_url").is_none(), "{document}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn oembed_refuses_what_it_cannot_describe() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "Known").await;
    let known = format!("https://video.test/w/{}", word(&video, "shortUUID"));
    for url in [
        "",
        "x",
        "https://elsewhere.test/w/x5UYbpu7ayHF1drYdjS6nh",
        "https://video.test/",
        "https://video.test/about",
        "https://video.test.evil.example/w/x5UYbpu7ayHF1drYdjS6nh",
        "javascript:alert(1)",
        "https://video.test@evil.example/w/x5UYbpu7ayHF1drYdjS6nh",
        "https://video.test/w/..%252f",
        "%00",
    ] {
        invalid(
            app.get(&format!("/services/oembed?url={url}")).await,
            &["url"],
        )
        .await;
    }
    invalid(app.get("/services/oembed").await, &["url"]).await;
    for id in [
        "x5UYbpu7ayHF1drYdjS6nh",
        "fbbaeaa6-a991-46e1-975a-0e0c9a5ae576",
        "nothing",
    ] {
        problem(
            app.get(&format!("/services/oembed?url=https://video.test/w/{id}"))
                .await,
            404,
            "",
        )
        .await;
    }
    problem(
        app.get(&format!("/services/oembed?url={known}&format=xml"))
            .await,
        501,
        "",
    )
    .await;
    for size in ["0", "-1", "x", "1e9"] {
        let path = format!("/services/oembed?url={known}&maxwidth={size}&maxheight={size}");
        invalid(app.get(&path).await, &["maxheight", "maxwidth"]).await;
    }
    app.stop().await;
}
