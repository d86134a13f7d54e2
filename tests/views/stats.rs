//! Statistics of a video.

use serde_json::{Value, json};
use tokio::process::Command;

use super::stage::{SECOND, duty, flush, ping, stats, views, watch};
use crate::support::{
    answer::{invalid, json as parsed, status},
    app::TestApp,
    videos::{draft, quick, row, set},
};

#[tokio::test(flavor = "multi_thread")]
async fn sums_retention_and_series_say_what_was_watched() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = row(&app, &alice, &draft("Ten seconds")).await;
    assert_eq!(
        stats(&alice, video, "retention").await,
        json!({ "data": [] })
    );
    let nothing = stats(&alice, video, "overall").await;
    assert_eq!(nothing["totalWatchTime"], 0);
    assert_eq!(nothing["averageWatchTime"], 0.0);
    assert_eq!(nothing["viewersPeakDate"], Value::Null);
    watch(&app, &app, video, "a", (0, 10)).await;
    watch(&app, &app, video, "b", (0, 5)).await;
    ping(&app, video, "c", 9).await;
    let alice = app.sign_in("alice").await;
    flush(&app).await;
    let overall = stats(&alice, video, "overall").await;
    assert_eq!(overall["totalWatchTime"], 15);
    assert_eq!(overall["averageWatchTime"], 5.0);
    assert_eq!(overall["totalViewers"], 3);
    assert_eq!(overall["uniqueViewers"], 3);
    assert_eq!(overall["countries"], json!([]));
    let peak = overall["viewersPeak"].as_i64().unwrap();
    assert!(
        (2..=3).contains(&peak),
        "{peak}: a minute may have begun in between"
    );
    assert!(overall["viewersPeakDate"].is_string());
    let retention = stats(&alice, video, "retention").await;
    let shares: Vec<f64> = retention["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|second| second["retentionPercent"].as_f64().unwrap())
        .collect();
    let (two, one) = (66.67, 33.33);
    assert_eq!(shares, [two, two, two, two, two, one, one, one, one, one]);
    let viewers = stats(&alice, video, "timeseries/viewers").await;
    assert_eq!(viewers["groupInterval"], "1 minute");
    assert!(sum(&viewers) >= 3);
    assert_eq!(sum(&stats(&alice, video, "timeseries/views").await), 1);
    let watched = stats(&alice, video, "timeseries/aggregateWatchTime").await;
    assert_eq!(sum(&watched), 15);
    app.stop().await;
}

fn sum(series: &Value) -> i64 {
    let data = series["data"].as_array().unwrap();
    data.iter()
        .map(|period| period["value"].as_i64().unwrap())
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_asks_for_a_part_of_them() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = row(&app, &alice, &draft("Ten seconds")).await;
    watch(&app, &app, video, "a", (0, 10)).await;
    app.advance(20 * 24 * 3600 * SECOND);
    watch(&app, &app, video, "b", (0, 5)).await;
    flush(&app).await;
    let alice = app.sign_in("alice").await;
    let now = app.app().clock.now();
    let ago = |days: u32| {
        (now - days * 24 * 3600 * SECOND).to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    };
    let between = |what: &str, from: u32, to: u32| {
        format!("{what}?startDate={}&endDate={}", ago(from), ago(to))
    };
    for (from, to, watched, viewers) in [
        (30, 0, 15, 2),
        (10, 0, 5, 1),
        (30, 10, 10, 1),
        (15, 10, 0, 0),
    ] {
        let overall = stats(&alice, video, &between("overall", from, to)).await;
        assert_eq!(overall["totalWatchTime"], watched, "{from} to {to}");
        assert_eq!(overall["totalViewers"], viewers, "{from} to {to}");
        assert_eq!(
            overall["viewersPeak"],
            i64::from(viewers > 0),
            "{from} to {to}"
        );
        let series = stats(
            &alice,
            video,
            &between("timeseries/aggregateWatchTime", from, to),
        )
        .await;
        assert_eq!(
            series["groupInterval"],
            if from - to > 7 { "1 day" } else { "1 hour" }
        );
        assert_eq!(sum(&series), watched, "{from} to {to}");
    }
    let days = stats(&alice, video, &between("timeseries/uniqueViewers", 1, 0)).await;
    assert_eq!(days["groupInterval"], "1 day");
    assert_eq!(sum(&days), 1);
    let long = format!(
        "timeseries/viewers?startDate=2020-01-01T00:00:00Z&endDate={}",
        ago(0)
    );
    let months = stats(&alice, video, &long).await;
    assert_eq!(months["groupInterval"], "1 month");
    assert!(months["data"].as_array().unwrap().len() > 80);
    let months = stats(&alice, video, &long.replace("viewers", "uniqueViewers")).await;
    assert_eq!(months["groupInterval"], "1 month");
    assert!(
        (1..=2).contains(&sum(&months)),
        "one a month, or one in each of two"
    );
    let path = |what: &str| format!("/api/v1/videos/{video}/stats/{what}");
    let wrong = between("overall", 1, 2);
    invalid(alice.get(&path(&wrong)).await, &["endDate"]).await;
    invalid(
        alice.get(&path("overall?startDate=yesterday")).await,
        &["startDate"],
    )
    .await;
    let endless = "timeseries/viewers?startDate=1970-01-01T00:00:00Z&endDate=9000-01-01T00:00:00Z";
    invalid(alice.get(&path(endless)).await, &["startDate"]).await;
    invalid(alice.get(&path("timeseries/likes")).await, &["metric"]).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_has_statistics_but_no_retention() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = row(&app, &alice, &draft("Live")).await;
    set(
        &app,
        video,
        "is_live = TRUE, duration = 0",
        app.app().clock.now(),
    )
    .await;
    watch(&app, &app, video, "a", (1000, 1010)).await;
    flush(&app).await;
    assert_eq!(stats(&alice, video, "overall").await["totalWatchTime"], 10);
    let path = format!("/api/v1/videos/{video}/stats/retention");
    status(alice.get(&path).await, 400).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn players_devices_and_systems_are_counted_where_they_are_said() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = row(&app, &alice, &draft("Ten seconds")).await;
    for (session, client, device) in [
        ("a", "web", "phone"),
        ("b", "web", "desktop"),
        ("c", "app", "phone"),
    ] {
        let body = json!({
            "currentTime": 0, "sessionId": session, "client": client, "device": device, "operatingSystem": "Linux"
        });
        status(app.post_json(&views(video), &body).await, 204).await;
    }
    flush(&app).await;
    let overall = stats(&alice, video, "overall").await;
    let viewers = |name: &str, viewers: i64| json!({ "name": name, "viewers": viewers });
    assert_eq!(
        overall["clients"],
        json!([viewers("web", 2), viewers("app", 1)])
    );
    assert_eq!(
        overall["devices"],
        json!([viewers("phone", 2), viewers("desktop", 1)])
    );
    assert_eq!(overall["operatingSystems"], json!([viewers("Linux", 3)]));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn countries_come_from_a_file_where_there_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("countries.mmdb");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/countries");
    let made = Command::new(script).arg(&file).status().await.unwrap();
    assert!(made.success());
    let app = TestApp::with(|config| {
        config.transcoding.enabled = false;
        config.geo_ip.enabled = true;
        config.geo_ip.database = Some(tributary::config::Folder::new(&file));
    })
    .await;
    let alice = app.user("alice").await;
    let video = row(&app, &alice, &draft("Ten seconds")).await;
    for (session, address) in [
        ("a", "192.0.2.1"),
        ("b", "192.0.2.7"),
        ("c", "198.51.100.1"),
        ("d", "203.0.113.1"),
    ] {
        let request = app.request(reqwest::Method::POST, &views(video));
        let request = request.header("x-forwarded-for", address);
        let body = json!({ "currentTime": 0, "sessionId": session });
        status(request.json(&body).send().await.unwrap(), 204).await;
    }
    flush(&app).await;
    let overall = stats(&alice, video, "overall").await;
    assert_eq!(
        overall["countries"],
        json!([{ "isoCode": "FR", "viewers": 2 }, { "isoCode": "DE", "viewers": 1 }])
    );
    assert_eq!(
        overall["subdivisions"],
        json!([{ "name": "Brittany", "viewers": 2 }])
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_file_viewers_are_counted_without_countries() {
    let app = TestApp::with(|config| {
        config.transcoding.enabled = false;
        config.geo_ip.enabled = true;
        config.geo_ip.database = Some(tributary::config::Folder::new("/nowhere/countries.mmdb"));
    })
    .await;
    let alice = app.user("alice").await;
    let video = row(&app, &alice, &draft("Ten seconds")).await;
    ping(&app, video, "a", 0).await;
    flush(&app).await;
    let overall = stats(&alice, video, "overall").await;
    assert_eq!(
        (&overall["totalViewers"], &overall["countries"]),
        (&json!(1), &json!([]))
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fine_numbers_are_forgotten_and_coarse_ones_stay() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = row(&app, &alice, &draft("Ten seconds")).await;
    watch(&app, &app, video, "a", (0, 10)).await;
    flush(&app).await;
    let start = app.app().clock.now();
    app.advance(100 * 24 * 3600 * SECOND);
    duty(&app, "prune-views").await;
    let alice = app.sign_in("alice").await;
    let date = (start - 3600 * SECOND).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let day = stats(&alice, video, &format!("overall?startDate={date}")).await;
    assert_eq!(day["totalWatchTime"], 10);
    let left = "SELECT DISTINCT CAST(granularity AS TEXT) FROM watch_periods ORDER BY 1";
    assert_eq!(app.database().texts(left).await, ["3", "4"]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_instance_counts_itself_and_keeps_the_numbers_for_a_while() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let path = "/api/v1/server/stats";
    let video = row(&app, &alice, &draft("Ten seconds")).await;
    set(&app, video, "views = 7", app.app().clock.now()).await;
    let before = parsed(app.get(path).await, 200).await;
    assert_eq!(before["totalUsers"], 2);
    assert_eq!(before["totalAdmins"], 1);
    assert_eq!(before["totalLocalVideos"], 1);
    assert_eq!(before["totalLocalVideoViews"], 7);
    assert_eq!(before["totalLocalVideoChannels"], 2);
    assert_eq!(before["totalLocalDailyActiveVideoChannels"], 1);
    row(&app, &alice, &draft("Another")).await;
    assert_eq!(parsed(app.get(path).await, 200).await, before, "kept");
    app.advance(4 * 3600 * SECOND);
    assert_eq!(
        parsed(app.get(path).await, 200).await["totalLocalVideos"],
        2
    );
    app.stop().await;
}
