//! The kernel's contract.
