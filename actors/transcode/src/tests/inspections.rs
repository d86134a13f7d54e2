//! Inspections: answered, refused, too many, interrupted.

use std::time::Duration;

use actors_kernel::RequestId;
use actors_media::{Event, Failure, FailureKind, Probe};

use super::support::{Shelf, Stage};
use crate::{InspectError, Pictures};

fn say(event: &Event) -> String {
    format!("echo '{}'", serde_json::to_string(event).unwrap())
}

fn probe() -> Probe {
    Probe {
        duration: 1000,
        container: "mp4".to_owned(),
        bit_rate: 8,
        size: 1,
        video: None,
        audio: None,
    }
}

async fn inspect(stage: &Stage) -> Result<Probe, InspectError> {
    stage
        .transcoding
        .inspect(
            "/nowhere/a.mp4".into(),
            Pictures::default(),
            RequestId::from("r"),
        )
        .await
}

#[tokio::test]
async fn a_file_is_told_beside_a_long_job() {
    let script = format!(
        "case $request in *inspect*) {};; *) sleep 1000;; esac",
        say(&Event::Inspected(probe()))
    );
    let stage = Stage::with(Shelf::with([1]), &script, |_| {}).await;
    stage.shelf.until(|diary| !diary.beats.is_empty()).await;
    assert_eq!(inspect(&stage).await, Ok(probe()));
    stage.end().await;
}

#[tokio::test]
async fn a_file_that_is_no_media_is_refused() {
    let failure = Failure {
        kind: FailureKind::NotMedia,
        reason: "text".to_owned(),
    };
    let stage = Stage::with(
        Shelf::with([]),
        &say(&Event::Failed(failure.clone())),
        |_| {},
    )
    .await;
    assert_eq!(inspect(&stage).await, Err(InspectError::Refused(failure)));
    stage.end().await;
}

#[tokio::test]
async fn a_crash_is_not_taken_for_the_files_fault() {
    let stage = Stage::with(Shelf::with([]), "exit 1", |_| {}).await;
    assert!(matches!(
        inspect(&stage).await,
        Err(InspectError::Crashed(_))
    ));
    assert_eq!(stage.transcoding.job_counts().inspections_crashed, 1);
    stage.end().await;
}

#[tokio::test]
async fn beyond_those_that_wait_callers_hear_busy() {
    let stage = Stage::with(
        Shelf::with([]),
        "echo $$ >> $folder/pids\nsleep 1000",
        |settings| {
            settings.inspections = 1;
            settings.waiting_inspections = 1;
        },
    )
    .await;
    let (mut first, mut second) = (Box::pin(inspect(&stage)), Box::pin(inspect(&stage)));
    let third = async {
        while stage.pids().is_empty() {
            tokio::task::yield_now().await;
        }
        inspect(&stage).await
    };
    let third = tokio::select! {
        biased;
        _ = &mut first => panic!("the first ended"),
        _ = &mut second => panic!("the second ended"),
        third = third => third,
    };
    assert_eq!(third, Err(InspectError::Busy));
    // The callers go away, and their children with them.
    drop((first, second));
    while !stage.all_gone() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    stage.end().await;
}

#[tokio::test]
async fn a_shutdown_interrupts_an_inspection() {
    let stage = Stage::with(
        Shelf::with([]),
        "echo $$ >> $folder/pids\nsleep 1000",
        |_| {},
    )
    .await;
    let stopping = async {
        while stage.pids().is_empty() {
            tokio::task::yield_now().await;
        }
        stage.transcoding.shutdown().await;
    };
    let (answer, ()) = tokio::join!(inspect(&stage), stopping);
    assert_eq!(answer, Err(InspectError::Stopped));
    assert_eq!(inspect(&stage).await, Err(InspectError::Stopped));
    stage.end().await;
}

#[tokio::test]
async fn without_the_executable_the_reason_is_told() {
    let stage = Stage::without_executable(Shelf::with([])).await;
    assert!(matches!(
        inspect(&stage).await,
        Err(InspectError::Unavailable(_))
    ));
    stage.end().await;
}
