//! The first picture of a session: what the application makes the live's thumbnails of.

use super::Running;
use crate::LiveId;
use crate::hls::Written;
use crate::lives::Shared;

/// Shows it, if it is among this.
pub(super) async fn show(
    running: &mut Running,
    shared: &Shared,
    live: LiveId,
    written: &[Written],
) {
    for one in written {
        match one {
            Written::Initialisation(bytes) => running.initialisation = Some(bytes.clone()),
            Written::Part(bytes, _) if !running.pictured => {
                if let Some(initialisation) = running.initialisation.clone() {
                    running.pictured = true;
                    shared
                        .book
                        .first_picture(live, initialisation, bytes.clone())
                        .await;
                }
            }
            Written::Part(..) => {}
        }
    }
}
