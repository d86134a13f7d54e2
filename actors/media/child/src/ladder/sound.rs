//! The sound, resampled and encoded once for all rungs.

use std::collections::VecDeque;

use actors_media::{Encoding, Failure};
use ffmpeg::codec::encoder::audio::Encoder;
use ffmpeg::error::EAGAIN;
use ffmpeg::filter::Graph;
use ffmpeg::format::Sample;
use ffmpeg::frame::Audio;
use ffmpeg::{ChannelLayout, Dictionary, Packet, Rational, Rescale};
use ffmpeg_next as ffmpeg;

use crate::failure::{internal, libav};
use crate::libav::extradata;
use crate::source::AudioStream;

/// Sample rates that are kept; everything else becomes the first.
const RATES: [u32; 2] = [48_000, 44_100];

/// What the filter was built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shape {
    format: Sample,
    layout: ChannelLayout,
    rate: u32,
}

/// One input's way from decoded samples to stereo AAC packets, in samples.
pub(super) struct SoundEncoder {
    encoder: Encoder,
    filter: Option<(Shape, Graph)>,
    pub(super) rate: u32,
    pub(super) extradata: Vec<u8>,
    time_base: Rational,
    start_us: i64,
    /// Samples handed to the encoder.
    pub(super) position: i64,
    ready: VecDeque<Packet>,
}

impl SoundEncoder {
    /// Opens the AAC encoder for that stream. `start_us` is the time at which the whole input starts.
    pub(super) fn open(
        stream: &AudioStream,
        start_us: i64,
        encoding: &Encoding,
    ) -> Result<Self, Failure> {
        let rate = RATES
            .into_iter()
            .find(|rate| *rate == stream.facts.sample_rate)
            .unwrap_or(RATES[0]);
        let codec = ffmpeg::encoder::find_by_name("aac")
            .ok_or_else(|| internal("libav has no AAC encoder"))?;
        let mut encoder = ffmpeg::codec::Context::new_with_codec(codec)
            .encoder()
            .audio()
            .map_err(|error| libav("AAC", error))?;
        encoder.set_rate(rate as i32);
        encoder.set_format(Sample::F32(ffmpeg::format::sample::Type::Planar));
        encoder.set_channel_layout(ChannelLayout::STEREO);
        encoder.set_channels(2);
        encoder.set_bit_rate(encoding.audio_bit_rate as usize);
        encoder.set_time_base((1, rate as i32));
        encoder.set_flags(ffmpeg::codec::Flags::GLOBAL_HEADER);
        let encoder = encoder
            .open_as_with(codec, Dictionary::new())
            .map_err(|error| libav("AAC refuses its settings", error))?;
        Ok(Self {
            extradata: extradata(&encoder),
            encoder,
            filter: None,
            rate,
            time_base: stream.time_base,
            start_us,
            position: 0,
            ready: VecDeque::new(),
        })
    }

    /// The opened context, for muxers.
    pub(super) fn context(&self) -> &ffmpeg::codec::Context {
        &self.encoder
    }

    /// Takes decoded samples; silence fills what is missing before them.
    pub(super) fn encode(&mut self, mut samples: Audio) -> Result<(), Failure> {
        if samples.channel_layout().is_empty() {
            samples.set_channel_layout(ChannelLayout::default(i32::from(samples.channels())));
        }
        let shape = Shape {
            format: samples.format(),
            layout: samples.channel_layout(),
            rate: samples.rate(),
        };
        if self
            .filter
            .as_ref()
            .is_none_or(|(built_for, _)| *built_for != shape)
        {
            self.drain_filter(true)?;
            let graph = self
                .graph(shape)
                .map_err(|error| libav("its sound cannot be converted", error))?;
            self.filter = Some((shape, graph));
        }
        let microsecond = Rational(1, 1_000_000);
        let time = samples.timestamp().map(|time| {
            time.rescale(self.time_base, Rational(1, shape.rate as i32))
                .saturating_sub(
                    self.start_us
                        .rescale(microsecond, Rational(1, shape.rate as i32)),
                )
        });
        samples.set_pts(time);
        self.source(|source| source.add(&samples))?;
        self.drain_filter(false)
    }

    /// Tells the encoder that nothing follows.
    pub(super) fn end(&mut self) -> Result<(), Failure> {
        self.drain_filter(true)?;
        self.encoder
            .send_eof()
            .map_err(|error| libav("AAC does not end", error))?;
        collect(&mut self.encoder, &mut self.ready)
    }

    /// The next finished packet.
    pub(super) fn packet(&mut self) -> Option<Packet> {
        self.ready.pop_front()
    }

    fn source<T>(
        &mut self,
        act: impl FnOnce(&mut ffmpeg::filter::Source<'_>) -> Result<T, ffmpeg::Error>,
    ) -> Result<(), Failure> {
        let Some((_, graph)) = &mut self.filter else {
            return Ok(());
        };
        let mut context = graph
            .get("in")
            .ok_or_else(|| internal("the sound filter lost its source"))?;
        act(&mut context.source())
            .map(|_| ())
            .map_err(|error| libav("its sound cannot be converted", error))
    }

    /// Moves what the filter has ready to the encoder; with `end`, also what it held back.
    fn drain_filter(&mut self, end: bool) -> Result<(), Failure> {
        if end {
            self.source(|source| source.flush())?;
        }
        let Some((_, graph)) = &mut self.filter else {
            return Ok(());
        };
        let mut context = graph
            .get("out")
            .ok_or_else(|| internal("the sound filter lost its sink"))?;
        loop {
            let mut converted = Audio::empty();
            match context.sink().frame(&mut converted) {
                Ok(()) => {}
                Err(ffmpeg::Error::Eof | ffmpeg::Error::Other { errno: EAGAIN }) => break,
                Err(error) => return Err(libav("its sound cannot be converted", error)),
            }
            // Counted, not copied: a clock that jumps back must not reach the encoder.
            converted.set_pts(Some(self.position));
            self.position += i64::try_from(converted.samples()).unwrap_or(0);
            self.encoder
                .send_frame(&converted)
                .map_err(|error| libav("AAC refuses samples", error))?;
            // At once: a gap gives many frames together, and the encoder takes no second one before its packet is out.
            collect(&mut self.encoder, &mut self.ready)?;
        }
        if end {
            self.filter = None;
        }
        Ok(())
    }

    /// Stereo at our rate, its first sample at the position that comes next, in frames as the encoder wants them.
    fn graph(&self, shape: Shape) -> Result<Graph, ffmpeg::Error> {
        let find = |name| ffmpeg::filter::find(name).ok_or(ffmpeg::Error::FilterNotFound);
        let mut graph = Graph::new();
        let arguments = format!(
            "time_base=1/{rate}:sample_rate={rate}:sample_fmt={}:channel_layout=0x{:x}",
            shape.format.name(),
            shape.layout.bits(),
            rate = shape.rate,
        );
        graph.add(&find("abuffer")?, "in", &arguments)?;
        graph.add(&find("abuffersink")?, "out", "")?;
        let chain = format!(
            "aresample={rate}:async=1:first_pts={},aformat=sample_fmts=fltp:channel_layouts=stereo:sample_rates={rate}",
            self.position,
            rate = self.rate,
        );
        graph.output("in", 0)?.input("out", 0)?.parse(&chain)?;
        graph.validate()?;
        if let Some(mut sink) = graph.get("out") {
            sink.sink().set_frame_size(self.encoder.frame_size());
        }
        Ok(graph)
    }
}

/// Moves finished packets out of the encoder.
fn collect(encoder: &mut Encoder, ready: &mut VecDeque<Packet>) -> Result<(), Failure> {
    loop {
        let mut packet = Packet::empty();
        match encoder.receive_packet(&mut packet) {
            Ok(()) => ready.push_back(packet),
            Err(ffmpeg::Error::Eof | ffmpeg::Error::Other { errno: EAGAIN }) => return Ok(()),
            Err(error) => return Err(libav("AAC fails", error)),
        }
    }
}
