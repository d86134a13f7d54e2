//! `/`: recent videos.

use std::time::Duration;

use crate::support::{
    answer::{status, text},
    app::TestApp,
    videos::{draft, quick, row},
};

/// The titles of a page, in its order.
fn titles(page: &str) -> Vec<&str> {
    let links = page.split("<h2><a href=\"/w/").skip(1);
    links
        .map(|link| link.split(['>', '<']).nth(1).unwrap())
        .collect()
}

async fn page(app: &TestApp, path: &str) -> String {
    text(app.get(path).await, 200).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_home_page_lists_public_videos_newest_first_in_pages() {
    let app = quick().await;
    let alice = app.user("alice").await;
    assert!(page(&app, "/").await.contains("There is no video here."));
    for number in 1..=30 {
        app.advance(Duration::from_secs(60));
        row(&app, &alice, &draft(&format!("Number {number}"))).await;
    }
    let newest: Vec<String> = (1..=30)
        .rev()
        .map(|number| format!("Number {number}"))
        .collect();
    let first = page(&app, "/").await;
    assert_eq!(titles(&first), newest[..24]);
    assert!(first.contains("rel=\"next\" href=\"/?page=2\"") && !first.contains("rel=\"prev\""));
    let second = page(&app, "/?page=2").await;
    assert_eq!(titles(&second), newest[24..]);
    assert!(second.contains("rel=\"prev\" href=\"/?page=1\"") && !second.contains("rel=\"next\""));
    assert!(titles(&page(&app, "/?page=100000").await).is_empty());
    for wrong in ["0", "-1", "x", "1e9", "%00", "100001"] {
        status(app.get(&format!("/?page={wrong}")).await, 400).await;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_title_is_text_on_the_home_page() {
    let app = quick().await;
    let alice = app.user("alice").await;
    row(
        &app,
        &alice,
        &draft("</a><script>alert(1)</script>\" onload=x"),
    )
    .await;
    let home = page(&app, "/").await;
    assert!(
        !home.contains("<script>alert") && home.contains("alert(1)"),
        "{home}"
    );
    app.stop().await;
}
