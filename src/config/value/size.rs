//! Counts of bytes: '100MB', '5GB', '1GiB'. As in the reference a KB is 1024 bytes, and so is a KiB.

use crate::config::node::Node;

use super::{Leaf, quantity};

const KIB: u64 = 1024;

/// Units to show a size in, the largest first.
const SHOWN: [(&str, u64); 4] = [
    ("TB", KIB * KIB * KIB * KIB),
    ("GB", KIB * KIB * KIB),
    ("MB", KIB * KIB),
    ("KB", KIB),
];

/// A count of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteSize(u64);

impl ByteSize {
    /// So many bytes.
    #[must_use]
    pub const fn new(bytes: u64) -> Self {
        Self(bytes)
    }

    /// As a number of bytes.
    #[must_use]
    pub const fn bytes(self) -> u64 {
        self.0
    }

    /// As a number of bytes that fit into memory.
    #[must_use]
    pub fn in_memory(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// `count` × 1024 bytes.
#[must_use]
pub const fn kibibytes(count: u64) -> ByteSize {
    ByteSize(count * KIB)
}

/// `count` × 1024² bytes.
#[must_use]
pub const fn mebibytes(count: u64) -> ByteSize {
    ByteSize(count * KIB * KIB)
}

/// `count` × 1024³ bytes.
#[must_use]
pub const fn gibibytes(count: u64) -> ByteSize {
    ByteSize(count * KIB * KIB * KIB)
}

fn unit(name: &str) -> Option<u64> {
    Some(match name {
        "" | "b" => 1,
        "k" | "kb" | "kib" => KIB,
        "m" | "mb" | "mib" => KIB * KIB,
        "g" | "gb" | "gib" => KIB * KIB * KIB,
        "t" | "tb" | "tib" => KIB * KIB * KIB * KIB,
        _ => return None,
    })
}

impl Leaf for ByteSize {
    fn accepted() -> String {
        "a size such as '100MB', '5GB', '1GB 512MB' (powers of 1024), or bytes".to_owned()
    }

    fn parse(node: &Node) -> Option<Self> {
        quantity::sum(node.text()?, unit).map(Self)
    }

    fn show(&self) -> String {
        quantity::largest_unit(self.0, &SHOWN).map_or_else(
            || self.0.to_string(),
            |(count, name)| format!("{count}{name}"),
        )
    }
}
