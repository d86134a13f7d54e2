//! The watch page and the embed.

use serde_json::{Value, json};

use crate::support::{
    answer::{status, text},
    videos::{details, put, quick, tiny, word},
};

/// Everything that could end an attribute, an element or a script.
const HOSTILE: &str = "\"></title><script>alert(1)</script>'&amp;<!--";

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_page_tells_what_it_shows_and_escapes_it() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "At first").await;
    put(
        &alice,
        &video,
        json!({ "name": HOSTILE, "description": HOSTILE }),
    )
    .await;
    let found = details(&app, &video).await;
    let short = word(&found, "shortUUID");
    let page = text(app.get(&format!("/w/{short}")).await, 200).await;
    for wanted in [
        "property=\"og:title\"",
        "property=\"og:description\"",
        "property=\"og:image\"",
        "property=\"og:url\"",
        "property=\"og:video:url\"",
        "name=\"twitter:card\"",
        "rel=\"canonical\"",
        "type=\"application/json+oembed\"",
    ] {
        assert!(page.contains(wanted), "{wanted} of {page}");
    }
    assert!(page.contains(&format!("content=\"https://video.test/w/{short}\"")));
    assert!(page.contains(&format!(
        "content=\"https://video.test{}\"",
        word(&found, "previewPath")
    )));
    for never in ["<script>alert", "\"></title>", "<!--"] {
        assert!(!page.contains(never), "{never} of {page}");
    }
    let start = "<script type=\"application/ld+json\">";
    let object = page
        .split(start)
        .nth(1)
        .unwrap()
        .split("</script>")
        .next()
        .unwrap();
    let object: Value = serde_json::from_str(object).unwrap();
    assert_eq!(
        (&object["@type"], &object["name"]),
        (&json!("VideoObject"), &json!(HOSTILE))
    );
    assert_eq!(object["url"], format!("https://video.test/w/{short}"));
    assert_eq!(object["duration"], "PT2S");
    let embed = text(app.get(&format!("/videos/embed/{short}")).await, 200).await;
    assert!(
        !embed.contains("<script>alert") && !embed.contains("\"></title>"),
        "{embed}"
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unlisted_video_and_every_embed_stay_out_of_search_engines() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "Hidden from search").await;
    let (short, long) = (word(&video, "shortUUID"), word(&video, "uuid"));
    let noindex = "<meta name=\"robots\" content=\"noindex\">";
    for (privacy, hidden) in [(1, false), (2, true)] {
        put(&alice, &video, json!({ "privacy": privacy })).await;
        for id in [short, long] {
            let page = text(app.get(&format!("/w/{id}")).await, 200).await;
            assert_eq!(page.contains(noindex), hidden, "{id}");
            let embed = text(app.get(&format!("/videos/embed/{id}")).await, 200).await;
            assert!(embed.contains(noindex));
        }
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_nothing_are_404_in_words_for_people() {
    let app = quick().await;
    for start in ["/w/", "/videos/embed/", "/live/"] {
        for id in [
            "x5UYbpu7ayHF1drYdjS6nh",
            "fbbaeaa6-a991-46e1-975a-0e0c9a5ae576",
            "424242",
            "nothing",
            "%00",
            "..%2f",
            "%3Cscript%3E",
        ] {
            let answer = app.get(&format!("{start}{id}")).await;
            assert_eq!(
                answer.headers()["content-type"],
                "text/html; charset=utf-8",
                "{start}{id}"
            );
            let page = text(answer, 404).await;
            assert!(
                page.contains("There is nothing at this address.") && !page.contains("<script>"),
                "{page}"
            );
        }
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_older_watch_address_leads_to_the_page() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "Older").await;
    for id in [word(&video, "uuid"), word(&video, "shortUUID")] {
        let answer = app.get(&format!("/videos/watch/{id}")).await;
        let target = answer.headers()["location"].to_str().unwrap().to_owned();
        assert_eq!(
            (answer.status().as_u16(), target.as_str()),
            (308, format!("/w/{id}").as_str())
        );
        status(app.get(&target).await, 200).await;
    }
    for id in [
        "%2f%2fevil.example",
        "%5cevil.example",
        "a%0d%0aX-Injected:1",
        "..%2f..",
    ] {
        let answer = app.get(&format!("/videos/watch/{id}")).await;
        assert!(!answer.headers().contains_key("x-injected"));
        if let Some(target) = answer.headers().get("location") {
            assert_eq!(target, "/", "{id}");
        }
    }
    app.stop().await;
}
