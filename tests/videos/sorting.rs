//! In which order lists of videos come, and which part of them.

use std::time::Duration;

use serde_json::json;

use super::lists::names;
use crate::support::{
    answer::{invalid, json},
    videos::{draft, quick, row, set},
};

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test(flavor = "multi_thread")]
async fn videos_are_sorted_by_each_key_in_both_directions() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let now = app.app().clock.now();
    // One more than the numbers of the key that it is the largest of.
    let columns = [
        (
            "Zebra",
            "duration = 1, views = 3, recent_views = 2, likes = 2, published_at = $1",
            24,
        ),
        (
            "apple",
            "duration = 2, views = 1, recent_views = 1, likes = 3, updated_at = $1",
            24,
        ),
        (
            "Birne",
            "duration = 3, views = 2, recent_views = 1, likes = 1, created_at = $1",
            24,
        ),
        (
            "éclair",
            "duration = 4, views = 0, recent_views = 0, likes = 0, originally_published_at = $1",
            24,
        ),
    ];
    for (name, columns, hours) in columns {
        let id = row(&app, &alice, &draft(name)).await;
        set(&app, id, columns, now + hours * HOUR).await;
    }
    app.advance(48 * HOUR);
    let alice = app.sign_in("alice").await;
    for (sort, expected) in [
        ("name", ["apple", "Birne", "Zebra", "éclair"]),
        ("duration", ["Zebra", "apple", "Birne", "éclair"]),
        ("views", ["éclair", "apple", "Birne", "Zebra"]),
        ("trending", ["éclair", "apple", "Birne", "Zebra"]),
        ("likes", ["éclair", "Birne", "Zebra", "apple"]),
        ("createdAt", ["Zebra", "apple", "éclair", "Birne"]),
        ("updatedAt", ["Zebra", "Birne", "éclair", "apple"]),
        ("publishedAt", ["apple", "Birne", "éclair", "Zebra"]),
        // Without a date of its own, that of publication counts.
        (
            "originallyPublishedAt",
            ["apple", "Birne", "Zebra", "éclair"],
        ),
    ] {
        for list in ["videos", "accounts/alice/videos", "users/me/videos"] {
            let path = format!("/api/v1/{list}?sort={sort}");
            assert_eq!(names(&alice, &path).await, expected, "{path}");
            let reversed: Vec<&str> = expected.into_iter().rev().collect();
            let path = format!("/api/v1/{list}?sort=-{sort}");
            assert_eq!(names(&alice, &path).await, reversed, "{path}");
        }
    }
    for sort in ["-hot", "-best"] {
        let hottest = names(&app, &format!("/api/v1/videos?sort={sort}")).await;
        assert_eq!(hottest.first().map(String::as_str), Some("Zebra"), "{sort}");
    }
    assert_eq!(names(&app, "/api/v1/videos").await[0], "Zebra");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sort_that_is_none_is_refused() {
    let app = quick().await;
    let alice = app.user("alice").await;
    for sort in [
        "-(select+1)",
        "name;drop+table+videos",
        "--name",
        "id",
        "Name",
        "",
        "-",
        "name,views",
        "%00",
    ] {
        for list in [
            "videos",
            "accounts/alice/videos",
            "video-channels/alice_channel/videos",
            "users/me/videos",
        ] {
            let path = format!("/api/v1/{list}?sort={sort}");
            invalid(alice.get(&path).await, &["sort"]).await;
        }
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn start_and_count_cut_a_page_out_of_a_list() {
    let app = quick().await;
    let alice = app.user("alice").await;
    for number in 10..30 {
        row(&app, &alice, &draft(&format!("Number {number}"))).await;
    }
    for list in [
        "videos",
        "accounts/alice/videos",
        "video-channels/alice_channel/videos",
        "users/me/videos",
    ] {
        let path = |query: &str| format!("/api/v1/{list}?sort=name{query}");
        assert_eq!(names(&alice, &path("")).await.len(), 15);
        let page = json(alice.get(&path("&start=18&count=5")).await, 200).await;
        assert_eq!(page["total"], 20);
        let found: Vec<&str> = page["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|video| video["name"].as_str().unwrap())
            .collect();
        assert_eq!(found, ["Number 28", "Number 29"]);
        let beyond = json(alice.get(&path("&start=1000000000")).await, 200).await;
        assert_eq!(beyond, json!({ "total": 20, "data": [] }));
        let uncounted = json(alice.get(&path("&skipCount=true&count=1")).await, 200).await;
        assert!(uncounted.get("total").is_none(), "{uncounted}");
        assert_eq!(uncounted["data"].as_array().unwrap().len(), 1);
        for start in [
            "-1",
            "1e9",
            "9223372036854775807",
            "99999999999999999999",
            "x",
            "",
        ] {
            invalid(
                alice.get(&path(&format!("&start={start}"))).await,
                &["start"],
            )
            .await;
        }
        for count in ["-1", "0", "101", "1.5", "x"] {
            invalid(
                alice.get(&path(&format!("&count={count}"))).await,
                &["count"],
            )
            .await;
        }
        invalid(
            alice.get(&path("&start=-1&count=0")).await,
            &["start", "count"],
        )
        .await;
        assert_eq!(names(&alice, &path("&count=100")).await.len(), 20);
    }
    app.stop().await;
}
