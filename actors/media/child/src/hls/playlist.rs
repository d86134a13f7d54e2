//! The text of RFC 8216 about one media file. That about all of them is written by the server, which knows them all.

use std::fmt::Write;

use super::segments::SegmentList;

/// The playlist of one media file.
pub(crate) fn media_playlist(list: &SegmentList) -> String {
    let longest = list
        .segments
        .iter()
        .map(|segment| segment.duration)
        .fold(0.0, f64::max);
    let mut text = format!(
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{}\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n\
         #EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MAP:URI=\"{}\",BYTERANGE=\"{}@{}\"\n",
        (longest.round() as u64).max(1),
        list.file,
        list.head.length,
        list.head.start
    );
    for segment in &list.segments {
        // Writing to a String cannot fail.
        let _written = writeln!(
            text,
            "#EXTINF:{:.6},\n#EXT-X-BYTERANGE:{}@{}\n{}",
            segment.duration, segment.range.length, segment.range.start, list.file
        );
    }
    text.push_str("#EXT-X-ENDLIST\n");
    text
}

#[cfg(test)]
mod tests {
    use super::super::segments::{ByteRange, Segment, hashes};
    use super::*;

    fn list() -> SegmentList {
        let range = |start, length| ByteRange {
            start,
            length,
            sha256: "ab".to_owned(),
        };
        SegmentList {
            file: "v.mp4".to_owned(),
            head: range(0, 100),
            segments: vec![
                Segment {
                    range: range(100, 1000),
                    duration: 4.0,
                },
                Segment {
                    range: range(1100, 200),
                    duration: 2.5,
                },
            ],
        }
    }

    #[test]
    fn a_playlist_names_each_range_once() {
        let text = media_playlist(&list());
        assert!(text.contains("#EXT-X-TARGETDURATION:4\n"));
        assert!(text.contains("#EXT-X-MAP:URI=\"v.mp4\",BYTERANGE=\"100@0\"\n"));
        assert!(text.contains("#EXTINF:4.000000,\n#EXT-X-BYTERANGE:1000@100\nv.mp4\n"));
        assert!(
            text.ends_with("#EXTINF:2.500000,\n#EXT-X-BYTERANGE:200@1100\nv.mp4\n#EXT-X-ENDLIST\n")
        );
    }

    #[test]
    fn hashes_are_keyed_by_first_and_last_byte() {
        let text = hashes([list()].iter()).unwrap();
        assert_eq!(
            text,
            r#"{"v.mp4":{"0-99":"ab","100-1099":"ab","1100-1299":"ab"}}"#
        );
    }
}
