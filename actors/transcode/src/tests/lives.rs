//! Children at lives, and jobs that stand still for them.

use std::time::Duration;

use actors_media::{Encoded, EncodedKind, Encoding, Feed, Limits, Live, LiveCodec};

use super::support::{Shelf, Stage, done};
use crate::{JobId, LiveOutput, Outcome};

fn live() -> Live {
    Live {
        codec: LiveCodec::Avc,
        record: Vec::new(),
        rungs: Vec::new(),
        encoding: Encoding::default(),
        limits: Limits::default(),
    }
}

fn picture(bytes: usize) -> Feed {
    Feed::Picture {
        time_ms: 40,
        composition_ms: 0,
        key: true,
        bytes,
    }
}

#[tokio::test]
async fn a_child_at_a_live_is_fed_heard_and_ended() {
    let script = r#"read feed
        head -c 3 > $folder/fed
        echo '{"event":"encoded","resolution":240,"kind":{"kind":"record"},"bytes":5}'
        printf 'ab'; sleep 0.1; printf '\ncd'
        echo '{"event":"progress","frames":1,"mediaMs":40,"bytes":3,"percent":0}'
        cat > /dev/null
        echo '{"event":"ended"}'"#;
    let stage = Stage::with(Shelf::with([]), script, |_| {}).await;
    let mut encoder = stage.transcoding.live(live()).await.unwrap();
    encoder.feed(&picture(3), "xyz".into());
    assert!(encoder.waiting_bytes() > 3);
    let encoded = Encoded {
        resolution: 240,
        kind: EncodedKind::Record,
        bytes: 5,
    };
    assert_eq!(
        encoder.next().await,
        LiveOutput::Piece(encoded, "ab\ncd".into())
    );
    assert_eq!(encoder.next().await, LiveOutput::Reached(40));
    assert_eq!(encoder.waiting_bytes(), 0);
    encoder.finish();
    assert_eq!(encoder.next().await, LiveOutput::Ended(None));
    assert_eq!(std::fs::read(stage.path("fed")).unwrap(), b"xyz");
    stage.end().await;
}

#[tokio::test]
async fn a_child_at_a_live_that_dies_or_lies_says_why() {
    for (script, reason) in [
        ("echo 'out of luck' >&2; kill -SEGV $$", "out of luck"),
        ("echo nonsense; sleep 60", "no event"),
        (
            r#"echo '{"event":"encoded","resolution":1,"kind":{"kind":"record"},"bytes":99999999}'; sleep 60"#,
            "too large",
        ),
        (
            r#"echo '{"event":"failed","kind":"internal","reason":"no such codec"}'"#,
            "no such codec",
        ),
    ] {
        let stage = Stage::with(Shelf::with([]), script, |_| {}).await;
        let mut encoder = stage.transcoding.live(live()).await.unwrap();
        let LiveOutput::Ended(Some(told)) = encoder.next().await else {
            panic!("{script} is still well");
        };
        assert!(told.contains(reason), "{told}");
        assert_eq!(encoder.next().await, LiveOutput::Ended(None));
        stage.end().await;
    }
}

#[tokio::test]
async fn why_a_child_died_is_told_also_to_who_was_away_meanwhile() {
    // Its output is closed before it ends.
    let script = "exec >&-; sleep 0.2; echo 'out of luck' >&2; kill -SEGV $$";
    let stage = Stage::with(Shelf::with([]), script, |_| {}).await;
    let mut encoder = stage.transcoding.live(live()).await.unwrap();
    let away = Duration::from_millis(20);
    let told = loop {
        if let Ok(told) = tokio::time::timeout(away, encoder.next()).await {
            break told;
        }
    };
    assert!(
        matches!(&told, LiveOutput::Ended(Some(reason)) if reason.contains("out of luck")),
        "{told:?}"
    );
    stage.end().await;
}

#[tokio::test]
async fn a_child_at_a_live_that_does_not_read_costs_memory_that_is_told() {
    let stage = Stage::with(Shelf::with([]), "sleep 60", |_| {}).await;
    let mut encoder = stage.transcoding.live(live()).await.unwrap();
    encoder.feed(&picture(1_000_000), vec![0; 1_000_000].into());
    let waiting = tokio::time::timeout(Duration::from_millis(200), encoder.next()).await;
    assert!(waiting.is_err());
    assert!(encoder.waiting_bytes() > 500_000);
    drop(encoder);
    stage.end().await;
}

/// The state of a process as the kernel tells it.
fn state(pid: u32) -> String {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let rest = stat.rsplit_once(')').map(|(_, rest)| rest.trim());
    rest.and_then(|rest| rest.split(' ').next())
        .unwrap_or("")
        .to_owned()
}

#[tokio::test]
async fn jobs_stand_still_while_a_live_is_behind_and_go_on_afterwards() {
    let script = format!(
        "echo $$ >> $folder/pids\nwhile ! [ -e $folder/go ]; do sleep 0.01; done\n{}",
        done()
    );
    let stage = Stage::with(Shelf::with([1]), &script, |settings| {
        settings.stall = Duration::from_secs(3);
    })
    .await;
    while stage.pids().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let (first, second) = (stage.transcoding.urgent(), stage.transcoding.urgent());
    while state(stage.pids()[0]) != "T" {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    drop(first);
    // Longer than a child may take without a sign.
    tokio::time::sleep(Duration::from_millis(3_500)).await;
    assert_eq!(state(stage.pids()[0]), "T");
    std::fs::write(stage.path("go"), "").unwrap();
    drop(second);
    let diary = stage.shelf.until(|diary| !diary.finished.is_empty()).await;
    assert!(
        matches!(diary.finished.as_slice(), [(JobId(1), Outcome::Done(_))]),
        "{diary:?}"
    );
    stage.end().await;
}
