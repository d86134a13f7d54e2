//! The contract's own tool looks at a running server: names and statuses of the core operations.

use std::{path::PathBuf, process::Command};

use crate::support::app::TestApp;

/// Where the tool lies when the contract is beside the checkout, as it is for its developers and for CI.
fn contract() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/contract");
    let python = Command::new("python3").arg("--version").output();
    (folder.join("coverage").is_file() && python.is_ok()).then_some(folder)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_core_operations_are_complete_by_the_coverage_tool() {
    are_complete("ops/core.txt").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operations_of_live_are_complete_by_the_coverage_tool() {
    are_complete("ops/live.txt").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operations_of_views_are_complete_by_the_coverage_tool() {
    are_complete("ops/views.txt").await;
}

async fn are_complete(operations: &'static str) {
    let Some(contract) = contract() else {
        eprintln!("skipped: the contract is not beside this checkout, or python3 is missing");
        return;
    };
    let app = TestApp::start().await;
    let url = app.url("/").trim_end_matches('/').to_owned();
    let run = tokio::task::spawn_blocking(move || {
        Command::new("python3")
            .arg(contract.join("coverage"))
            .arg(url)
            .arg("--ops")
            .arg(contract.join(operations))
            .output()
            .unwrap()
    });
    let output = run.await.unwrap();
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{report}");
    assert!(report.contains("total"), "{report}");
    app.stop().await;
}
