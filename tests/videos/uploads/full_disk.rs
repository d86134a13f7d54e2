//! A disk that is full: told as such, and nothing that was stored is lost.

use super::session::{Session, stored};
use crate::support::{answer::status, app::TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_507_with_retry_after_and_the_session_goes_on_later() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let session = Session::begin(&alice, 20).await;
    // The file system that is always full stands in for one that is.
    let file = app.folder().join(session.file());
    std::os::unix::fs::symlink("/dev/full", &file).unwrap();
    let refused = session.put("bytes 0-9/20", "0123456789").await;
    assert!(refused.headers().contains_key("retry-after"));
    status(refused, 507).await;

    std::fs::remove_file(&file).unwrap();
    stored(session.put("bytes 0-9/20", "0123456789").await, 308, 10).await;
    app.stop().await;
}
