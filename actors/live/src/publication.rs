//! One publication, from `publish` to its end: tags on the publisher's clock in, pieces on the live's time out.

use bytes::Bytes;

use crate::hls::{CutSettings, Packager, Piece};
use crate::media::{
    AudioBody, AudioTrack, Timeline, Track, Unsupported, VideoBody, VideoTrack, read_audio,
    read_video,
};
use crate::rtmp::{Event, Value};

/// See the module.
#[derive(Debug)]
pub struct Publication {
    timeline: Timeline,
    packager: Packager,
    /// Pixels across and down, as the metadata says; for codecs whose configuration does not.
    told: (u16, u16),
    /// The live's time up to which there is something, in milliseconds.
    reached: u64,
}

impl Publication {
    /// One that begins at this time of the live, in milliseconds: 0, or where an earlier connection ended.
    #[must_use]
    pub fn new(settings: CutSettings, start_ms: u64) -> Self {
        Self {
            timeline: Timeline::starting_at(start_ms),
            packager: match start_ms {
                0 => Packager::new(settings),
                _ => Packager::going_on(settings),
            },
            told: (0, 0),
            reached: start_ms,
        }
    }

    /// Takes in what the publisher did; what came of it is in [`Publication::pieces`].
    ///
    /// # Errors
    /// When the stream is coded in a way that cannot be passed on.
    pub fn take(&mut self, event: Event) -> Result<(), Unsupported> {
        match event {
            Event::Video { timestamp, body } => self.video(timestamp, body),
            Event::Audio { timestamp, body } => self.audio(timestamp, body),
            Event::Metadata(metadata) => {
                self.metadata(&metadata);
                Ok(())
            }
            Event::Unpublish => {
                self.packager.finish();
                Ok(())
            }
            Event::Publish { .. } => Ok(()),
        }
    }

    /// The connection has ended: everything that has come is passed on.
    pub fn finish(&mut self) {
        self.packager.finish();
    }

    /// What has been made since the last call.
    pub fn pieces(&mut self) -> Vec<Piece> {
        let pieces = self.packager.pieces();
        for piece in &pieces {
            if let Piece::Part {
                start_ms,
                duration_ms,
                ..
            } = piece
            {
                self.reached = self.reached.max(start_ms + duration_ms);
            }
        }
        pieces
    }

    /// The live's time at the end of the last part that was given, in milliseconds: where another publication goes on.
    #[must_use]
    pub fn reached(&self) -> u64 {
        self.reached
    }

    /// Milliseconds of the segment at hand, up to the last picture.
    #[must_use]
    pub fn segment_ms(&self) -> u64 {
        self.packager.segment_ms()
    }

    /// Whether the first key frame, or sound where there are no pictures, has come.
    #[must_use]
    pub fn is_described(&self) -> bool {
        self.packager.is_described()
    }

    fn video(&mut self, timestamp: u32, body: Bytes) -> Result<(), Unsupported> {
        let Some(tag) = read_video(body)? else {
            return Ok(());
        };
        match tag.body {
            VideoBody::Configuration(record) => {
                let track = VideoTrack::read(tag.codec, record, self.told)?;
                self.packager.video_track(track);
            }
            VideoBody::Picture {
                key,
                composition,
                data,
            } => {
                let time = self.timeline.place(Track::Video, timestamp);
                self.packager.picture(time, composition, key, data);
            }
            VideoBody::Nothing => {}
        }
        Ok(())
    }

    fn audio(&mut self, timestamp: u32, body: Bytes) -> Result<(), Unsupported> {
        let Some(tag) = read_audio(body)? else {
            return Ok(());
        };
        match tag.body {
            AudioBody::Configuration(configuration) => {
                let track = AudioTrack::read(tag.codec, &configuration)?;
                self.packager.audio_track(track);
            }
            AudioBody::Frame(data) => {
                let time = self.timeline.place(Track::Audio, timestamp);
                self.packager.sound(time, data);
            }
            AudioBody::Nothing => {}
        }
        Ok(())
    }

    fn metadata(&mut self, metadata: &Value) {
        let pixels = |name| {
            let told = metadata.field(name).and_then(Value::number);
            // A size that is no number of pixels is as good as none.
            told.filter(|pixels| (1.0..=16_384.0).contains(pixels))
                .map_or(0, |pixels| pixels as u16)
        };
        self.told = (pixels("width"), pixels("height"));
    }
}
