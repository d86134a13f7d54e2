//! What ladders of lives ask: which rungs the settings want of a source, and processes that make them.

use std::sync::Arc;

use actors_kernel::PortError;
use actors_live::{
    Encoder, EncoderSaid, Encoders, LadderPlan,
    media::{VideoCodec, VideoTrack},
};
use actors_media::{Encoding, Feed, Limits, Live, LiveCodec, LiveRung};
use actors_transcode::{LiveEncoder, LiveOutput, Transcoding};
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{FutureExt, future::BoxFuture};

use crate::{
    config::{LiveTranscoding, value::TranscodingProfile},
    domain::{
        Resolution,
        ladder::{SourceShape, ladder},
    },
};

/// See the module.
pub struct Ladders {
    /// Where processes come from.
    pub transcoding: Transcoding,
    /// What is wanted.
    pub settings: LiveTranscoding,
}

impl Ladders {
    fn encoding(&self) -> Encoding {
        let (preset, crf) = match self.settings.profile {
            TranscodingProfile::Fast => ("ultrafast", 23),
            TranscodingProfile::Default => ("veryfast", 23),
            TranscodingProfile::Quality => ("fast", 21),
        };
        Encoding {
            preset: preset.to_owned(),
            crf,
            threads: self.settings.threads,
            immediate: true,
            ..Encoding::default()
        }
    }
}

/// The rungs that these settings want of such a source.
fn plan(settings: &LiveTranscoding, source: &VideoTrack) -> LadderPlan {
    let own = Resolution::new(source.width.min(source.height).into());
    let fps = settings.fps.max;
    let shape = SourceShape {
        resolution: Some(own),
        fps: fps.into(),
        has_sound: true,
    };
    let enabled = settings.resolutions.enabled();
    let always_original = settings.always_transcode_original_resolution;
    // The source itself is the rung of its size, where every player plays it.
    let plays = source.codec == VideoCodec::Avc;
    let known = source.width > 0 && source.height > 0;
    let rungs = ladder(shape, &enabled, always_original).into_iter();
    let rungs = rungs.filter(|rung| known && rung.resolution != Resolution::AUDIO_ONLY);
    LadderPlan {
        rungs: rungs
            .filter(|rung| !plays || rung.resolution != own)
            .map(|rung| LiveRung {
                resolution: rung.resolution.id(),
                max_fps: fps,
                video_bit_rate: rung.video_bit_rate,
            })
            .collect(),
        sound_alone: enabled.contains(&Resolution::AUDIO_ONLY),
        keeps_source: always_original || enabled.contains(&own),
    }
}

impl Encoders for Ladders {
    fn plan(&self, source: &VideoTrack) -> LadderPlan {
        plan(&self.settings, source)
    }

    fn start(
        self: Arc<Self>,
        source: VideoTrack,
        rungs: Vec<LiveRung>,
    ) -> BoxFuture<'static, Result<Box<dyn Encoder>, PortError>> {
        let live = Live {
            codec: match source.codec {
                VideoCodec::Avc => LiveCodec::Avc,
                VideoCodec::Hevc => LiveCodec::Hevc,
                VideoCodec::Av1 => LiveCodec::Av1,
                VideoCodec::Vp9 => LiveCodec::Vp9,
            },
            record: source.record.to_vec(),
            rungs,
            encoding: self.encoding(),
            limits: Limits::default(),
        };
        async move {
            let started = self.transcoding.live(live).await;
            let encoder = started.map_err(|error| PortError::Failed(Box::new(error)))?;
            Ok(Box::new(Process(encoder)) as Box<dyn Encoder>)
        }
        .boxed()
    }

    fn urgent(&self) -> Box<dyn Send> {
        Box::new(self.transcoding.urgent())
    }
}

struct Process(LiveEncoder);

#[async_trait]
impl Encoder for Process {
    fn feed(&mut self, feed: Feed, bytes: Bytes) {
        self.0.feed(&feed, bytes);
    }

    fn finish(&mut self) {
        self.0.finish();
    }

    fn waiting_bytes(&self) -> usize {
        self.0.waiting_bytes()
    }

    async fn next(&mut self) -> EncoderSaid {
        match self.0.next().await {
            LiveOutput::Piece(encoded, bytes) => EncoderSaid::Piece {
                resolution: encoded.resolution,
                kind: encoded.kind,
                bytes,
            },
            LiveOutput::Reached(time_ms) => EncoderSaid::Reached(time_ms),
            LiveOutput::Ended(reason) => EncoderSaid::Ended(reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// H.264, 1280 × 720, as x264 describes it.
    const RECORD: &[u8] = b"\x01\x42\xc0\x1f\xff\xe1\x00\x09\x67\x42\xc0\x1f\xda\x01\x40\x16\xe4\x01\x00\x04\x68\xce\x3c\x80";

    fn source(codec: VideoCodec) -> VideoTrack {
        let record = Bytes::from_static(RECORD);
        let mut track = VideoTrack::read(VideoCodec::Avc, record, (1280, 720)).unwrap();
        assert_eq!((track.width, track.height), (1280, 720));
        track.codec = codec;
        track
    }

    fn lines(settings: &LiveTranscoding, codec: VideoCodec) -> Vec<u32> {
        let plan = plan(settings, &source(codec));
        plan.rungs.iter().map(|rung| rung.resolution).collect()
    }

    #[test]
    fn rungs_lie_below_the_source_which_is_its_own() {
        let mut settings = LiveTranscoding::default();
        assert!(lines(&settings, VideoCodec::Avc).is_empty());
        settings.resolutions.p240 = true;
        settings.resolutions.p480 = true;
        settings.resolutions.p720 = true;
        settings.resolutions.p1080 = true;
        assert_eq!(lines(&settings, VideoCodec::Avc), [240, 480]);
        // Not every player plays it.
        assert_eq!(lines(&settings, VideoCodec::Hevc), [240, 480, 720]);
        let planned = plan(&settings, &source(VideoCodec::Avc));
        assert!(planned.keeps_source && !planned.sound_alone);
        settings.always_transcode_original_resolution = false;
        settings.resolutions.p720 = false;
        settings.resolutions.p0 = true;
        let planned = plan(&settings, &source(VideoCodec::Avc));
        assert!(!planned.keeps_source && planned.sound_alone);
    }
}
