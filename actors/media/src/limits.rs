//! What a child may use: enforced by the child upon itself before it opens the input.

use serde::{Deserialize, Serialize};

/// Bounds of one child, those of the kernel first, those on the input after them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Limits {
    /// CPU seconds of all its threads together (RLIMIT_CPU; ten more seconds until the kernel kills).
    pub cpu_seconds: u64,
    /// Bytes of address space (RLIMIT_AS), a backstop: several times the resident memory that is expected.
    pub address_space: u64,
    /// Bytes of the largest file that it may write (RLIMIT_FSIZE).
    pub file_size: u64,
    /// Open file descriptors (RLIMIT_NOFILE).
    pub open_files: u64,
    /// Added to the niceness of the process, 0 to 19.
    pub nice: u8,
    /// Largest width × height of a picture of the input.
    pub pixels: u64,
    /// Largest number of streams in the input.
    pub streams: u32,
    /// Longest input in milliseconds.
    pub duration_ms: u64,
    /// Bytes read at most to find out what the input is.
    pub probe_bytes: u64,
}

impl Limits {
    /// Bounds of an inspection: constants, since a look at a file must not depend on how long it plays.
    pub fn inspection() -> Self {
        Self {
            cpu_seconds: 30,
            address_space: 4 * GIBIBYTE,
            file_size: 16 * MEBIBYTE,
            nice: 5,
            ..Self::default()
        }
    }
}

const MEBIBYTE: u64 = 1024 * 1024;
const GIBIBYTE: u64 = 1024 * MEBIBYTE;

impl Default for Limits {
    /// Bounds that fit a transcoding of an hour; a server computes tighter ones from the length of the input.
    fn default() -> Self {
        Self {
            cpu_seconds: 24 * 3600,
            address_space: 16 * GIBIBYTE,
            file_size: 256 * GIBIBYTE,
            open_files: 128,
            nice: 10,
            pixels: 8192 * 4608,
            streams: 64,
            duration_ms: 48 * 3600 * 1000,
            probe_bytes: 64 * MEBIBYTE,
        }
    }
}
