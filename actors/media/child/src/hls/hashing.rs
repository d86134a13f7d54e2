//! The byte stream below the muxer: writes to the file, counts, and hashes since the last cut.

use std::fs::File;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

/// What is known of the stream so far.
#[derive(Default)]
struct State {
    position: u64,
    hash: Sha256,
}

/// The end that libav writes to.
pub(super) struct HashingFile {
    file: File,
    state: Arc<Mutex<State>>,
}

/// The end that asks for cuts.
#[derive(Clone)]
pub(super) struct Cutter(Arc<Mutex<State>>);

/// Both ends of the stream to a new file.
pub(super) fn hashing(file: File) -> (HashingFile, Cutter) {
    let state = Arc::new(Mutex::new(State::default()));
    (
        HashingFile {
            file,
            state: Arc::clone(&state),
        },
        Cutter(state),
    )
}

impl Cutter {
    /// Ends a range: its position after the last byte, and the SHA-256 of its bytes in hexadecimal.
    pub(super) fn cut(&self) -> (u64, String) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let digest = std::mem::take(&mut state.hash).finalize();
        (
            state.position,
            digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        )
    }
}

impl Write for HashingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.position += written as u64;
        state.hash.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
