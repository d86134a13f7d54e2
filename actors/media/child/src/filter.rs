//! A video filter chain without delay: one picture in, one picture out.

use ffmpeg::filter::Graph;
use ffmpeg::frame::Video;
use ffmpeg_next as ffmpeg;

/// A chain that was built for pictures of one size and format.
pub(crate) struct VideoFilter {
    graph: Graph,
    shape: (u32, u32, ffmpeg::format::Pixel),
}

impl VideoFilter {
    /// Builds a chain for pictures like this one. `aspect` is the width of a pixel over its height.
    pub(crate) fn like(picture: &Video, aspect: f64, chain: &str) -> Result<Self, ffmpeg::Error> {
        let mut graph = Graph::new();
        let format = picture
            .format()
            .descriptor()
            .map_or("none", |descriptor| descriptor.name());
        let (width, height) = (picture.width(), picture.height());
        let pixel = ffmpeg::Rational::from(aspect).reduce();
        let arguments = format!(
            "video_size={width}x{height}:pix_fmt={format}:time_base=1/90000:pixel_aspect={}/{}",
            pixel.numerator(),
            pixel.denominator()
        );
        graph.add(&named("buffer")?, "in", &arguments)?;
        graph.add(&named("buffersink")?, "out", "")?;
        graph.output("in", 0)?.input("out", 0)?.parse(chain)?;
        graph.validate()?;
        Ok(Self {
            graph,
            shape: shape(picture),
        })
    }

    /// Whether the chain was built for pictures like this one.
    pub(crate) fn takes(&self, picture: &Video) -> bool {
        self.shape == shape(picture)
    }

    /// Runs one picture through; its pixels are moved, not copied.
    pub(crate) fn run(&mut self, picture: &Video) -> Result<Video, ffmpeg::Error> {
        self.graph
            .get("in")
            .ok_or(ffmpeg::Error::FilterNotFound)?
            .source()
            .add(picture)?;
        let mut filtered = Video::empty();
        self.graph
            .get("out")
            .ok_or(ffmpeg::Error::FilterNotFound)?
            .sink()
            .frame(&mut filtered)?;
        Ok(filtered)
    }
}

fn shape(picture: &Video) -> (u32, u32, ffmpeg::format::Pixel) {
    (picture.width(), picture.height(), picture.format())
}

/// The filter that turns a stored picture clockwise.
pub(crate) fn turn(rotation: u16) -> Option<&'static str> {
    match rotation {
        90 => Some("transpose=clock"),
        180 => Some("hflip,vflip"),
        270 => Some("transpose=cclock"),
        _ => None,
    }
}

fn named(name: &str) -> Result<ffmpeg::Filter, ffmpeg::Error> {
    ffmpeg::filter::find(name).ok_or(ffmpeg::Error::FilterNotFound)
}
