//! What Prometheus reads of views and of players.

use serde_json::json;

use super::stage::{flush, ping};
use crate::support::{
    answer::{invalid, status},
    app::TestApp,
    videos::{draft, row},
};

const PLAYBACK: &str = "/api/v1/metrics/playback";

#[tokio::test(flavor = "multi_thread")]
async fn what_players_report_and_what_is_counted_is_in_the_metrics() {
    let app = TestApp::with(|config| {
        config.transcoding.enabled = false;
        config.open_telemetry.metrics.enabled = true;
        config.open_telemetry.metrics.prometheus_exporter.port = 0;
    })
    .await;
    let alice = app.user("alice").await;
    let video = row(&app, &alice, &draft("Ten seconds")).await;
    let mut report = json!({
        "playerMode": "p2p-media-loader", "resolution": 720, "fps": 30, "p2pEnabled": false, "p2pPeers": 0,
        "resolutionChanges": 2, "errors": 1, "bufferStalled": 3, "downloadedBytesP2P": 0,
        "downloadedBytesHTTP": 1000, "uploadedBytesP2P": 0, "videoId": video.get()
    });
    status(app.post_json(PLAYBACK, &report).await, 204).await;
    report["resolution"] = json!(721);
    report["videoId"] = json!(video.to_string());
    status(app.post_json(PLAYBACK, &report).await, 204).await;
    report["videoId"] = json!(999_999);
    status(app.post_json(PLAYBACK, &report).await, 404).await;
    report["errors"] = json!(-1);
    report["playerMode"] = json!("flash");
    report["videoId"] = json!("!");
    let wrong = ["playerMode", "errors", "videoId"];
    invalid(app.post_json(PLAYBACK, &report).await, &wrong).await;
    ping(&app, video, "a", 0).await;
    flush(&app).await;
    let address = app.metrics_address().unwrap();
    let metrics = reqwest::get(format!("http://{address}/metrics"))
        .await
        .unwrap();
    let metrics = metrics.text().await.unwrap();
    for line in [
        r#"tributary_playback_bytes_total{p2p="false",path="from-server",player_mode="hls",resolution="720"} 1000"#,
        r#"tributary_playback_events_total{event="stall",p2p="false",player_mode="hls",resolution="other"} 3"#,
        "tributary_views_hits_total 1",
        "tributary_views_viewers 1",
        "tributary_views_flushes_total 1",
    ] {
        assert!(metrics.contains(line), "{line} is not in\n{metrics}");
    }
    app.stop().await;
}
