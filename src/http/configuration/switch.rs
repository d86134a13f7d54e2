//! The smallest section of all: whether a part of the server is on.

use serde::Serialize;
use utoipa::ToSchema;

/// Whether a part of the server is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Switch {
    /// On or off.
    pub enabled: bool,
}

impl Switch {
    /// Off, whatever the configuration says: this version has no such part. A client that believed
    /// the setting would offer what then answers `route_not_found`.
    pub const ABSENT: Self = Self { enabled: false };

    /// As the configuration says.
    #[must_use]
    pub const fn of(enabled: bool) -> Self {
        Self { enabled }
    }
}

/// A part that runners could do for this machine.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RemoteSwitch {
    /// On or off.
    pub enabled: bool,
    /// Whether runners do it.
    pub remote_runners: Switch,
}

impl RemoteSwitch {
    /// This version has no such part.
    pub const ABSENT: Self = Self {
        enabled: false,
        remote_runners: Switch::ABSENT,
    };
}
