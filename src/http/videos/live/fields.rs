//! What a body wants of a live.

use crate::{
    domain::{LatencyMode, LiveWishes, Privacy},
    http::{
        error::ApiError,
        form::{Fields, Given},
    },
    usecases::create_live::LiveRefused,
};

/// Reads it, over what was wanted before; `privacy` is that of the live, and of its replay unless that is said.
///
/// # Errors
/// 400 with everything that is wrong, or for a contradiction.
pub(super) fn wishes(
    fields: &Fields,
    before: LiveWishes,
    privacy: Privacy,
) -> Result<LiveWishes, ApiError> {
    let permanent = fields.boolean("permanentLive").or(before.permanent);
    let saved = fields.boolean("saveReplay").or(before.replay.is_some());
    let latency = fields
        .numbered("latencyMode", LatencyMode::try_from)
        .or(before.latency);
    let said = fields.section("replaySettings").map(|section| {
        section
            .numbered("privacy", Privacy::try_from)
            .or(before.replay.unwrap_or(privacy))
    });
    fields.finish()?;
    let replay = match said {
        Given::Value(_) if !saved => return Err(LiveRefused::Contradiction.into()),
        Given::Value(privacy) => Some(privacy),
        Given::Null | Given::Absent => saved.then(|| before.replay.unwrap_or(privacy)),
    };
    Ok(LiveWishes {
        permanent,
        replay,
        latency,
    })
}
