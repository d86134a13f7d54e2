//! Numbers and codes with their labels.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::{CommentsPolicy, Privacy, Resolution, VideoState, catalog};

const UNKNOWN: &str = "Unknown";

/// A number with its label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NumberConstant {
    /// The number; none where it is not known.
    pub id: Option<i64>,
    /// The label.
    pub label: String,
}

impl NumberConstant {
    /// A category.
    #[must_use]
    pub fn category(number: Option<i64>) -> Self {
        Self::of(number, number.and_then(catalog::category))
    }

    /// A licence.
    #[must_use]
    pub fn licence(number: Option<i64>) -> Self {
        Self::of(number, number.and_then(catalog::licence))
    }

    fn of(id: Option<i64>, label: Option<&str>) -> Self {
        Self {
            id,
            label: label.unwrap_or(UNKNOWN).to_owned(),
        }
    }
}

impl From<Privacy> for NumberConstant {
    fn from(privacy: Privacy) -> Self {
        Self::of(Some(privacy.number()), Some(privacy.label()))
    }
}

impl From<VideoState> for NumberConstant {
    fn from(state: VideoState) -> Self {
        Self::of(Some(state.number()), Some(state.label()))
    }
}

impl From<CommentsPolicy> for NumberConstant {
    fn from(policy: CommentsPolicy) -> Self {
        Self::of(Some(policy.number()), Some(policy.label()))
    }
}

impl From<Resolution> for NumberConstant {
    fn from(resolution: Resolution) -> Self {
        Self::of(Some(i64::from(resolution.id())), Some(&resolution.label()))
    }
}

/// A code with its label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TextConstant {
    /// The code; none where it is not known.
    pub id: Option<String>,
    /// The label.
    pub label: String,
}

impl TextConstant {
    /// A language.
    #[must_use]
    pub fn language(code: Option<&str>) -> Self {
        Self {
            id: code.map(str::to_owned),
            label: code
                .and_then(catalog::language)
                .unwrap_or(UNKNOWN)
                .to_owned(),
        }
    }
}
