//! Both handshakes of a client: the simple one of the specification, and the one with digests that Flash began and some
//! encoders still speak.

use std::io;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Which handshake the client speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Handshake {
    Simple,
    /// The digest lies in the first of its two possible blocks.
    Digest,
    /// The digest lies in the second block.
    LateDigest,
}

/// Bytes of C1, C2, S1 and S2.
const SIZE: usize = 1536;
const CLIENT: &[u8] = b"Genuine Adobe Flash Player 001";
const SERVER: &[u8] = b"Genuine Adobe Flash Media Server 001";
/// What follows either name in the keys of the second round.
const SUFFIX: [u8; 32] = [
    0xF0, 0xEE, 0xC2, 0x4A, 0x80, 0x68, 0xBE, 0xE8, 0x2E, 0x00, 0xD0, 0xD1, 0x02, 0x9E, 0x7E, 0x57,
    0x6E, 0xEC, 0x5D, 0x2D, 0x29, 0x80, 0x6F, 0xAB, 0x93, 0xB8, 0xE6, 0x36, 0xCF, 0xEB, 0x31, 0xAE,
];
/// Where the four bytes stand whose sum places the digest.
const BLOCKS: [usize; 2] = [8, 772];

/// Shakes hands; with a digest, an answer that does not prove itself is an error.
pub(crate) async fn shake(stream: &mut TcpStream, handshake: Handshake) -> io::Result<()> {
    let mut first = noise(1);
    let mut place = None;
    if handshake == Handshake::Simple {
        first[..8].fill(0);
    } else {
        first[..8].copy_from_slice(&[0, 0, 0, 0, 0x80, 0x00, 0x07, 0x02]);
        let block = BLOCKS[usize::from(handshake == Handshake::LateDigest)];
        let at = digest_place(&first, block);
        let digest = digest_of(&first, at, CLIENT);
        first[at..at + 32].copy_from_slice(&digest);
        place = Some(at);
    }
    stream.write_all(&[&[3], first.as_slice()].concat()).await?;
    let mut answer = vec![0; 1 + 2 * SIZE];
    stream.read_exact(&mut answer).await?;
    if answer[0] != 3 {
        return Err(io::Error::other("the server speaks another version"));
    }
    let (theirs, echo) = answer[1..].split_at(SIZE);
    let second = match place {
        None => theirs.to_vec(),
        Some(at) => prove(&first[at..at + 32], theirs, echo)?,
    };
    stream.write_all(&second).await
}

/// Checks S1 and S2 against the client's digest, and makes C2.
fn prove(digest: &[u8], theirs: &[u8], echo: &[u8]) -> io::Result<Vec<u8>> {
    let found = BLOCKS.iter().find_map(|block| {
        let at = digest_place(theirs, *block);
        let found = &theirs[at..at + 32];
        (digest_of(theirs, at, SERVER) == *found).then_some(found)
    });
    let found = found.ok_or_else(|| io::Error::other("S1 has no digest of a server"))?;
    let key = authenticate(&[SERVER, &SUFFIX].concat(), &[digest]);
    if authenticate(&key, &[&echo[..SIZE - 32]]) != echo[SIZE - 32..] {
        return Err(io::Error::other("S2 is not signed with C1's digest"));
    }
    let mut second = noise(2);
    let key = authenticate(&[CLIENT, &SUFFIX].concat(), &[found]);
    let signature = authenticate(&key, &[&second[..SIZE - 32]]);
    second[SIZE - 32..].copy_from_slice(&signature);
    Ok(second)
}

/// Where the digest is: the four bytes at `block` say it.
fn digest_place(bytes: &[u8], block: usize) -> usize {
    let sum: usize = bytes[block..block + 4]
        .iter()
        .map(|byte| usize::from(*byte))
        .sum();
    sum % 728 + block + 4
}

/// Of everything but the digest itself.
fn digest_of(bytes: &[u8], at: usize, key: &[u8]) -> [u8; 32] {
    authenticate(key, &[&bytes[..at], &bytes[at + 32..]])
}

/// HMAC-SHA-256 of the parts together.
fn authenticate(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

/// Bytes that look random and are the same in every run.
fn noise(seed: u32) -> Vec<u8> {
    let mut state = seed;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(SIZE).collect()
}
