//! Lists of popular videos.

use super::stage::{SECOND, duty, flush, ping, watch};
use crate::{
    support::{
        app::TestApp,
        videos::{draft, row, set},
    },
    videos::lists::names,
};

const DAY: u32 = 24 * 3600;

async fn quick() -> TestApp {
    TestApp::with(|config| {
        config.transcoding.enabled = false;
        config.views.videos.count_view_after = std::time::Duration::ZERO;
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn trending_knows_the_views_of_the_last_days_alone() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let old = row(&app, &alice, &draft("Old")).await;
    for session in ["a", "b", "c"] {
        ping(&app, old, session, 0).await;
    }
    flush(&app).await;
    app.advance(5 * DAY * SECOND);
    let new = row(&app, &alice, &draft("New")).await;
    for session in ["a", "b"] {
        ping(&app, new, session, 0).await;
    }
    flush(&app).await;
    let trending = "/api/v1/videos?sort=-trending";
    assert_eq!(names(&app, trending).await, ["Old", "New"]);
    app.advance(3 * DAY * SECOND);
    duty(&app, "prune-views").await;
    assert_eq!(names(&app, trending).await, ["New", "Old"]);
    assert_eq!(
        names(&app, "/api/v1/videos?sort=-views").await,
        ["Old", "New"]
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hot_weighs_views_against_age_and_best_puts_what_was_watched_behind() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let viewed = row(&app, &alice, &draft("Viewed")).await;
    for session in 0..20 {
        ping(&app, viewed, &session.to_string(), 0).await;
    }
    flush(&app).await;
    app.advance(3600 * SECOND);
    let fresh = row(&app, &alice, &draft("Fresh")).await;
    assert_eq!(
        names(&app, "/api/v1/videos?sort=-hot").await,
        ["Viewed", "Fresh"]
    );
    assert_eq!(
        names(&app, "/api/v1/videos?sort=-best").await,
        ["Viewed", "Fresh"]
    );
    let bob = app.user("bob").await;
    watch(&app, &bob, viewed, "bob", (0, 5)).await;
    assert_eq!(
        names(&bob, "/api/v1/videos?sort=-best").await,
        ["Viewed", "Fresh"]
    );
    set(&app, fresh, "views = 3", app.app().clock.now()).await;
    assert_eq!(
        names(&bob, "/api/v1/videos?sort=-best").await,
        ["Fresh", "Viewed"]
    );
    assert_eq!(
        names(&app, "/api/v1/videos?sort=-best").await,
        ["Viewed", "Fresh"]
    );
    app.advance(30 * DAY * SECOND);
    row(&app, &alice, &draft("Today")).await;
    assert_eq!(names(&app, "/api/v1/videos?sort=-hot").await[0], "Today");
    app.stop().await;
}
