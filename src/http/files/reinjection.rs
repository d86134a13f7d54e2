//! Writing a file token into the addresses of an HLS playlist: a player that was given one address
//! cannot add the token to those it finds behind it; pure.

/// The playlist with `token` in each address that leads back to us.
///
/// An address with a scheme or a host may lead elsewhere, where the token must not be told.
#[must_use]
pub fn with_token(playlist: &str, token: &str) -> String {
    let mut text = String::with_capacity(playlist.len().saturating_mul(2));
    for line in playlist.split_inclusive('\n') {
        let content = line.trim_end_matches(['\r', '\n']);
        if content.starts_with('#') {
            in_attributes(&mut text, content, token);
        } else {
            in_address(&mut text, content, token);
        }
        text.push_str(line.get(content.len()..).unwrap_or_default());
    }
    text
}

/// Every second piece between quotes is a value; `URI="` stands at the begin of a list or after a
/// comma.
fn in_attributes(text: &mut String, line: &str, token: &str) {
    let mut before = "";
    for (index, piece) in line.split('"').enumerate() {
        let is_value = index % 2 == 1;
        if index > 0 {
            text.push('"');
        }
        if is_value && (before.ends_with(":URI=") || before.ends_with(",URI=")) {
            in_address(text, piece, token);
        } else {
            text.push_str(piece);
        }
        before = if is_value { "" } else { piece };
    }
}

fn in_address(text: &mut String, address: &str, token: &str) {
    if address.trim().is_empty() || leads_elsewhere(address) {
        text.push_str(address);
        return;
    }
    let (main, fragment) = match address.find('#') {
        Some(at) => address.split_at(at),
        None => (address, ""),
    };
    let (path, separator) = match main.split_once('?') {
        Some((path, _)) => (path, '&'),
        None => (main, '?'),
    };
    text.push_str(main);
    text.push(separator);
    text.push_str("videoFileToken=");
    text.push_str(token);
    if path.ends_with(".m3u8") {
        text.push_str("&reinjectVideoFileToken=true");
    }
    text.push_str(fragment);
}

fn leads_elsewhere(address: &str) -> bool {
    let has_scheme = address
        .split(['/', '?', '#'])
        .next()
        .is_some_and(|first| first.contains(':'));
    has_scheme || address.starts_with("//")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_master_playlist_leads_on_to_playlists_that_do_the_same() {
        let master = "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,NAME=\"a,URI=\",URI=\"audio.m3u8\"\n\
                      #EXT-X-STREAM-INF:BANDWIDTH=1,CODECS=\"avc1\"\nvideo.m3u8\n";
        assert_eq!(
            with_token(master, "t"),
            "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,NAME=\"a,URI=\",\
             URI=\"audio.m3u8?videoFileToken=t&reinjectVideoFileToken=true\"\n\
             #EXT-X-STREAM-INF:BANDWIDTH=1,CODECS=\"avc1\"\n\
             video.m3u8?videoFileToken=t&reinjectVideoFileToken=true\n"
        );
    }

    #[test]
    fn a_rendition_playlist_has_the_token_at_each_file() {
        let rendition = "#EXTM3U\r\n#EXT-X-MAP:URI=\"v.mp4\",BYTERANGE=\"100@0\"\r\n\r\n\
                         #EXTINF:4.0,\r\n#EXT-X-BYTERANGE:5@100\r\nv.mp4\r\n#EXT-X-ENDLIST";
        assert_eq!(
            with_token(rendition, "t"),
            "#EXTM3U\r\n#EXT-X-MAP:URI=\"v.mp4?videoFileToken=t\",BYTERANGE=\"100@0\"\r\n\r\n\
             #EXTINF:4.0,\r\n#EXT-X-BYTERANGE:5@100\r\nv.mp4?videoFileToken=t\r\n#EXT-X-ENDLIST"
        );
    }

    #[test]
    fn an_address_keeps_its_query_and_its_fragment() {
        assert_eq!(
            with_token("a.mp4?x=1#t=3", "t"),
            "a.mp4?x=1&videoFileToken=t#t=3"
        );
    }

    #[test]
    fn the_token_is_not_told_elsewhere() {
        for address in [
            "https://other.example/a.m3u8",
            "//other.example/a",
            "data:a",
        ] {
            assert_eq!(with_token(address, "t"), address);
        }
    }

    proptest! {
        #[test]
        fn nothing_but_the_token_is_added(playlist in "[#A-Z=\":,./?a-z\r\n]{0,200}") {
            let with = with_token(&playlist, "TOKEN-1");
            let without = with
                .replace("&reinjectVideoFileToken=true", "")
                .replace("?videoFileToken=TOKEN-1", "")
                .replace("&videoFileToken=TOKEN-1", "");
            prop_assert_eq!(without, playlist);
        }
    }
}
