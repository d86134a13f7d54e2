//! What a child says while it works and when it ends.

use serde::{Deserialize, Serialize};

use crate::{Encoded, Probe, Resized, Transcoded};

/// One line of the child's stdout.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase")]
pub enum Event {
    /// The request was read and the child is confined; the input is opened after this line.
    Started(Confinement),
    /// The work goes on. At most four lines a second; a child that decodes sends at least one every few seconds.
    Progress(Progress),
    /// The answer to an inspection; its pictures are written.
    Inspected(Probe),
    /// The answer to a transcoding.
    Transcoded(Transcoded),
    /// The answer to a storyboard; the sheet is written.
    Drawn(Drawn),
    /// The answer to a picture in other sizes; all are written.
    Resized(Resized),
    /// A piece of a live; its bytes follow the line.
    Encoded(Encoded),
    /// The live is over: everything that came was encoded.
    Ended,
    /// The task could not be done; files that were begun are of no use.
    Failed(Failure),
}

impl Event {
    /// Whether no further event follows.
    pub fn is_last(&self) -> bool {
        matches!(
            self,
            Self::Inspected(_)
                | Self::Transcoded(_)
                | Self::Drawn(_)
                | Self::Resized(_)
                | Self::Ended
                | Self::Failed(_)
        )
    }
}

/// What the kernel enforces upon the child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Confinement {
    /// Landlock: reads the input alone, writes the output folder alone, no TCP.
    pub landlock: Enforcement,
    /// Whether the process can never gain privileges.
    pub no_new_privileges: bool,
    /// Whether every resource limit of the request is set.
    pub resource_limits: bool,
}

/// How much of a rule set the running kernel enforces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Enforcement {
    /// All of it.
    Full,
    /// What this kernel knows of it.
    Partial,
    /// Nothing: the kernel lacks it or has it switched off.
    None,
}

/// The sheet of a storyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Drawn {
    /// Pixels of the sheet from left to right.
    pub width: u32,
    /// Pixels of the sheet from top to bottom.
    pub height: u32,
    /// Bytes of the file.
    pub size: u64,
}

/// How far a transcoding is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Decoded pictures.
    pub frames: u64,
    /// Milliseconds of the input that are behind.
    pub media_ms: u64,
    /// Bytes written to all outputs.
    pub bytes: u64,
    /// Share of the input that is behind, 0 to 100.
    pub percent: u8,
}

/// Why a task was not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{reason}")]
pub struct Failure {
    /// What to make of it.
    pub kind: FailureKind,
    /// One sentence for the owner of the video and for the log.
    pub reason: String,
}

/// What a failure means for the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FailureKind {
    /// The input is no media file of any kind that is known.
    NotMedia,
    /// The input is a media file of a kind that is not accepted.
    Unsupported,
    /// The input is a media file, and nothing of it can be decoded.
    Damaged,
    /// The input is larger, longer or richer than the limits allow.
    LimitExceeded,
    /// Files could not be read or written.
    #[serde(rename_all = "camelCase")]
    Io {
        /// Whether the disk or a quota is full.
        no_space: bool,
    },
    /// A mistake in the child or in the request.
    Internal,
}

impl FailureKind {
    /// Whether the same task may succeed later: only failures that are not the input's.
    pub fn may_pass(self) -> bool {
        matches!(self, Self::Io { .. } | Self::Internal)
    }
}
