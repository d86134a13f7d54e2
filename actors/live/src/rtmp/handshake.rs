//! The handshake of RTMP as a server does it: the simple one of the specification (RTMP 1.0, section 5.2), and the one
//! with digests that Flash's successors ask for.

use bytes::{Buf, Bytes, BytesMut};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::Violation;

const VERSION: u8 = 3;
const PACKET: usize = 1536;
const DIGEST: usize = 32;

/// What a client's digest is keyed with.
const CLIENT_KEY: &[u8] = b"Genuine Adobe Flash Player 001";
/// What a server's digest is keyed with; its answer to a client's digest takes the bytes behind it too.
const SERVER_KEY: &[u8] = b"Genuine Adobe Flash Media Server 001";
const SERVER_KEY_REST: [u8; 32] = [
    0xf0, 0xee, 0xc2, 0x4a, 0x80, 0x68, 0xbe, 0xe8, 0x2e, 0x00, 0xd0, 0xd1, 0x02, 0x9e, 0x7e, 0x57,
    0x6e, 0xec, 0x5d, 0x2d, 0x29, 0x80, 0x6f, 0xab, 0x93, 0xb8, 0xe6, 0x36, 0xcf, 0xeb, 0x31, 0xae,
];

/// Where the four bytes stand that say where the digest is.
const POINTERS: [usize; 2] = [8, 772];

/// A handshake on its way.
#[derive(Debug)]
pub(crate) enum Handshake {
    /// Waits for C0 and C1.
    First,
    /// Waits for C2.
    Last,
}

/// What came of more bytes.
#[derive(Debug)]
pub(crate) enum Step {
    /// More bytes are needed.
    Wait,
    /// This is to be sent, and more bytes are needed.
    Send(Bytes),
    /// The handshake is over; what is left in the buffer are chunks.
    Done,
}

impl Handshake {
    /// Takes what it needs from `input`.
    ///
    /// # Errors
    /// When the client speaks another version.
    pub(crate) fn step(&mut self, input: &mut BytesMut) -> Result<Step, Violation> {
        match self {
            Self::First => {
                if input.first().is_some_and(|version| *version != VERSION) {
                    return Err(Violation("the handshake is not that of RTMP version 3"));
                }
                let Some(client) = input.get(1..=PACKET) else {
                    return Ok(Step::Wait);
                };
                let answer = answer(client);
                input.advance(1 + PACKET);
                *self = Self::Last;
                Ok(Step::Send(answer))
            }
            Self::Last if input.len() < PACKET => Ok(Step::Wait),
            // What C2 says is of no use: clients fill it with what they like.
            Self::Last => {
                input.advance(PACKET);
                Ok(Step::Done)
            }
        }
    }
}

/// S0, S1 and S2 for this C1.
fn answer(client: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(1 + 2 * PACKET);
    out.push(VERSION);
    match client_digest(client) {
        Some((pointer, digest)) => {
            out.extend_from_slice(&signed_hello(pointer));
            out.extend_from_slice(&signed_echo(&digest));
        }
        None => {
            let mut hello = noise();
            hello.get_mut(..8).unwrap_or_default().fill(0);
            out.extend_from_slice(&hello);
            out.extend_from_slice(client);
        }
    }
    out.into()
}

/// The digest in C1 and where its place is told; none in a simple handshake.
fn client_digest(client: &[u8]) -> Option<(usize, Vec<u8>)> {
    // The version of the player; none in a simple handshake.
    if client.get(4..8)? == [0; 4] {
        return None;
    }
    POINTERS.into_iter().find_map(|pointer| {
        let place = digest_place(client, pointer)?;
        let found = client.get(place..place + DIGEST)?;
        let expected = digest_around(CLIENT_KEY, client, place)?;
        (found == expected.as_slice()).then_some((pointer, expected))
    })
}

fn digest_place(packet: &[u8], pointer: usize) -> Option<usize> {
    let told: usize = packet
        .get(pointer..pointer + 4)?
        .iter()
        .copied()
        .map(usize::from)
        .sum();
    Some(told % 728 + pointer + 4)
}

/// The digest of a packet without the bytes of the digest.
fn digest_around(key: &[u8], packet: &[u8], place: usize) -> Option<Vec<u8>> {
    Some(keyed(
        key,
        &[packet.get(..place)?, packet.get(place + DIGEST..)?],
    ))
}

fn signed_hello(pointer: usize) -> Vec<u8> {
    let mut hello = noise();
    hello.get_mut(..4).unwrap_or_default().fill(0);
    if let Some(version) = hello.get_mut(4..8) {
        version.copy_from_slice(&[4, 5, 0, 1]);
    }
    let signed = digest_place(&hello, pointer)
        .and_then(|place| Some((place, digest_around(SERVER_KEY, &hello, place)?)));
    if let Some((place, digest)) = signed
        && let Some(target) = hello.get_mut(place..place + DIGEST)
    {
        target.copy_from_slice(&digest);
    }
    hello
}

fn signed_echo(client_digest: &[u8]) -> Vec<u8> {
    let mut echo = noise();
    echo.truncate(PACKET - DIGEST);
    let whole_key = [SERVER_KEY, &SERVER_KEY_REST].concat();
    let key = keyed(&whole_key, &[client_digest]);
    let digest = keyed(&key, &[&echo]);
    echo.extend_from_slice(&digest);
    echo
}

fn keyed(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return vec![0; DIGEST];
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

/// One packet of random bytes.
fn noise() -> Vec<u8> {
    let pieces = std::iter::repeat_with(|| uuid::Uuid::new_v4().into_bytes()).take(PACKET / 16);
    pieces.flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// C1 as a client with digests makes it.
    fn client_hello(pointer: usize) -> Vec<u8> {
        let mut hello = noise();
        hello[4..8].copy_from_slice(&[9, 0, 124, 2]);
        let place = digest_place(&hello, pointer).unwrap();
        let digest = digest_around(CLIENT_KEY, &hello, place).unwrap();
        hello[place..place + DIGEST].copy_from_slice(&digest);
        hello
    }

    fn first(hello: &[u8]) -> Bytes {
        let mut input = BytesMut::from([&[VERSION], hello].concat().as_slice());
        match Handshake::First.step(&mut input) {
            Ok(Step::Send(answer)) => answer,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_simple_handshake_is_echoed() {
        let mut hello = noise();
        hello[4..8].fill(0);
        let answer = first(&hello);
        assert_eq!(answer.len(), 1 + 2 * PACKET);
        assert_eq!(answer[0], VERSION);
        assert_eq!(answer[1 + PACKET..], hello);
    }

    #[test]
    fn both_places_of_a_digest_are_known_and_answered_in_kind() {
        for pointer in POINTERS {
            let hello = client_hello(pointer);
            let answer = first(&hello);
            let ours = &answer[1..=PACKET];
            let place = digest_place(ours, pointer).unwrap();
            let digest = digest_around(SERVER_KEY, ours, place).unwrap();
            assert_eq!(ours[place..place + DIGEST], digest, "S1 at {pointer}");
            let (_, client) = client_digest(&hello).unwrap();
            let key = keyed(&[SERVER_KEY, &SERVER_KEY_REST].concat(), &[&client]);
            let echo = &answer[1 + PACKET..];
            assert_eq!(
                echo[PACKET - DIGEST..],
                keyed(&key, &[&echo[..PACKET - DIGEST]])
            );
        }
    }

    #[test]
    fn bytes_that_come_one_at_a_time_are_enough() {
        let mut handshake = Handshake::First;
        let mut input = BytesMut::new();
        let mut sent = 0;
        let bytes = [&[VERSION], noise().as_slice(), &noise(), b"chunks"].concat();
        for byte in bytes {
            input.extend_from_slice(&[byte]);
            match handshake.step(&mut input).unwrap() {
                Step::Wait => {}
                Step::Send(answer) => sent += answer.len(),
                Step::Done => break,
            }
        }
        assert_eq!(sent, 1 + 2 * PACKET);
        assert!(input.is_empty());
    }

    #[test]
    fn another_version_is_refused_at_its_first_byte() {
        let mut input = BytesMut::from(&b"GET / HTTP/1.1"[..]);
        assert!(Handshake::First.step(&mut input).is_err());
    }
}
