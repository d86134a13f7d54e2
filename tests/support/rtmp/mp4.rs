//! The tracks of a small MP4 file that ffmpeg wrote: codec configuration and samples, for codecs that its FLV muxer cannot
//! carry. Files with one sample description a track, without edit lists that matter and without fragments.

use bytes::Bytes;

use super::flv::big_endian;

/// One track.
pub(crate) struct Track {
    /// The FourCC of its sample description.
    pub(crate) code: [u8; 4],
    /// The codec's configuration record, as it lies in its box (`vpcC` and `esds` with version and flags).
    pub(crate) configuration: Bytes,
    pub(crate) samples: Vec<Sample>,
}

/// One frame, with times in milliseconds.
pub(crate) struct Sample {
    pub(crate) decoded: u32,
    /// From decoding to showing.
    pub(crate) composition: i32,
    pub(crate) is_key: bool,
    pub(crate) data: Bytes,
}

/// Every track of the file.
pub(crate) fn read(file: &[u8]) -> Vec<Track> {
    let movie = child(file, b"moov").unwrap();
    boxes(movie)
        .filter(|(name, _)| name == b"trak")
        .map(|(_, track)| read_track(track, file))
        .collect()
}

fn read_track(track: &[u8], file: &[u8]) -> Track {
    let media = child(track, b"mdia").unwrap();
    let header = child(media, b"mdhd").unwrap();
    let wide = usize::from(header[0] == 1);
    let scale = u64::from(big_endian(&header[12 + 8 * wide..16 + 8 * wide]));
    let information = child(media, b"minf").unwrap();
    let table = child(information, b"stbl").unwrap();
    let description = child(table, b"stsd").unwrap();
    let (code, entry) = boxes(&description[8..]).next().unwrap();
    // What stands before the boxes of a sample entry: 78 bytes for pictures, 28 for sound.
    let fixed = if child(information, b"vmhd").is_some() {
        78
    } else {
        28
    };
    let configuration = boxes(&entry[fixed..])
        .find(|(name, _)| [b"avcC", b"hvcC", b"av1C", b"vpcC", b"dOps", b"esds"].contains(&name))
        .map(|(_, record)| Bytes::copy_from_slice(record))
        .unwrap();
    Track {
        code,
        configuration,
        samples: samples(table, scale, file),
    }
}

fn samples(table: &[u8], scale: u64, file: &[u8]) -> Vec<Sample> {
    let sizes = child(table, b"stsz").unwrap();
    let count = big_endian(&sizes[8..12]) as usize;
    let size = |index: usize| match big_endian(&sizes[4..8]) {
        0 => big_endian(&sizes[12 + 4 * index..16 + 4 * index]) as usize,
        same => same as usize,
    };
    let durations = runs(child(table, b"stts").unwrap());
    let compositions = child(table, b"ctts").map(runs).unwrap_or_default();
    let keys: Option<Vec<u32>> =
        child(table, b"stss").map(|keys| keys[8..].chunks_exact(4).map(big_endian).collect());
    let milliseconds = |ticks: u64| ticks * 1000 / scale;
    let (mut found, mut ticks) = (Vec::with_capacity(count), 0);
    for (index, at) in places(table, count, size).into_iter().enumerate() {
        let composition = compositions.get(index).copied().unwrap_or(0) as i32;
        found.push(Sample {
            decoded: milliseconds(ticks) as u32,
            composition: (i64::from(composition) * 1000 / scale as i64) as i32,
            is_key: keys
                .as_ref()
                .is_none_or(|keys| keys.contains(&(index as u32 + 1))),
            data: Bytes::copy_from_slice(&file[at..at + size(index)]),
        });
        ticks += u64::from(durations[index]);
    }
    found
}

/// Where in the file each sample begins.
fn places(table: &[u8], count: usize, size: impl Fn(usize) -> usize) -> Vec<usize> {
    let chunks: Vec<usize> = match (child(table, b"stco"), child(table, b"co64")) {
        (Some(offsets), _) => numbers(offsets).map(|offset| offset as usize).collect(),
        (None, wide) => wide.unwrap()[8..]
            .chunks_exact(8)
            .map(|wide| big_endian(&wide[4..]) as usize)
            .collect(),
    };
    let groups: Vec<u32> = numbers(child(table, b"stsc").unwrap()).collect();
    let in_chunk = |chunk: usize| {
        let group = groups
            .chunks_exact(3)
            .take_while(|group| group[0] as usize <= chunk + 1);
        group.last().unwrap()[1] as usize
    };
    let mut found = Vec::with_capacity(count);
    for (chunk, first) in chunks.into_iter().enumerate() {
        let mut at = first;
        for _ in 0..in_chunk(chunk) {
            found.push(at);
            at += size(found.len() - 1);
        }
    }
    found
}

/// A table of runs (how many, which value) as one value for each sample.
fn runs(table: &[u8]) -> Vec<u32> {
    let numbers: Vec<u32> = numbers(table).collect();
    let run = |run: &[u32]| std::iter::repeat_n(run[1], run[0] as usize);
    numbers.chunks_exact(2).flat_map(run).collect()
}

/// The numbers of a table, after version, flags and count.
fn numbers(table: &[u8]) -> impl Iterator<Item = u32> {
    table[8..].chunks_exact(4).map(big_endian)
}

fn child<'a>(parent: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
    boxes(parent).find_map(|(found, content)| (found == *name).then_some(content))
}

/// The boxes of `bytes`, with their contents.
fn boxes(mut bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let length = big_endian(bytes.get(..4)?) as usize;
        let (whole, rest) = bytes.split_at_checked(length)?;
        bytes = rest;
        Some((whole.get(4..8)?.try_into().ok()?, &whole[8..]))
    })
}
