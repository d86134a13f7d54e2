//! Everything that ffmpeg-next does not offer safely: the only file of this crate with unsafe blocks.
#![expect(
    unsafe_code,
    reason = "fields and calls of libav that have no safe wrapper"
)]

use std::ptr;

use actors_media::Failure;
use ffmpeg::Packet;
use ffmpeg::codec::Parameters;
use ffmpeg::codec::packet::Ref;
use ffmpeg::ffi;
use ffmpeg::format::context::Output;
use ffmpeg::format::stream::Stream;
use ffmpeg_next as ffmpeg;

use crate::failure::internal;

/// Prepares libav; its messages go to stderr, errors only.
pub(crate) fn start() -> Result<(), Failure> {
    ffmpeg::init().map_err(|error| internal(format!("libav does not start: {error}")))?;
    ffmpeg::log::set_level(ffmpeg::log::Level::Error);
    Ok(())
}

/// What the container says about a stream before any decoder is opened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StreamFacts {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Width of a pixel over its height, by the container or else by the codec; 1 when unknown.
    pub(crate) pixel_aspect: f64,
    pub(crate) profile: i32,
    pub(crate) bit_rate: u64,
    pub(crate) channels: u16,
    pub(crate) sample_rate: u32,
    pub(crate) color: Color,
    /// Whether no picture is made of two fields, as far as the container knows.
    pub(crate) progressive: bool,
}

/// How the numbers of a picture mean colours, in the code points of ISO/IEC 23091-2; 2 is "unknown".
#[derive(Debug, Clone, Copy)]
pub(crate) struct Color {
    pub(crate) range: u32,
    pub(crate) primaries: u32,
    pub(crate) transfer: u32,
    pub(crate) space: u32,
}

impl Color {
    /// Of what `tone` makes: BT.709 within the limited range.
    pub(crate) const fn ordinary() -> Self {
        Self {
            range: ffi::AVColorRange::AVCOL_RANGE_MPEG as u32,
            primaries: ffi::AVColorPrimaries::AVCOL_PRI_BT709 as u32,
            transfer: ffi::AVColorTransferCharacteristic::AVCOL_TRC_BT709 as u32,
            space: ffi::AVColorSpace::AVCOL_SPC_BT709 as u32,
        }
    }

    /// How its numbers mean light beyond an ordinary screen's, in the words of zscale; none where they do not.
    pub(crate) const fn high_dynamic_range(self) -> Option<&'static str> {
        const PQ: u32 = ffi::AVColorTransferCharacteristic::AVCOL_TRC_SMPTE2084 as u32;
        const HLG: u32 = ffi::AVColorTransferCharacteristic::AVCOL_TRC_ARIB_STD_B67 as u32;
        match self.transfer {
            PQ => Some("smpte2084"),
            HLG => Some("arib-std-b67"),
            _ => None,
        }
    }

    /// Whether black is 0 and white is all bits, which video seldom has.
    pub(crate) const fn is_of_full_range(self) -> bool {
        self.range == ffi::AVColorRange::AVCOL_RANGE_JPEG as u32
    }

    /// Of a decoded picture, once it is scaled.
    pub(crate) fn of_picture(picture: &ffmpeg::frame::Video) -> Self {
        // SAFETY: the picture lives, and the fields are plain values.
        let (color, format) = unsafe {
            let raw = &*picture.as_ptr();
            let color = Self {
                range: raw.color_range as u32,
                primaries: raw.color_primaries as u32,
                transfer: raw.color_trc as u32,
                space: raw.colorspace as u32,
            };
            (color, raw.format)
        };
        color.once_scaled(format)
    }

    /// Of a JPEG: BT.601, whose full range swscale has made a limited one.
    pub(crate) fn of_jpeg_once_scaled() -> Self {
        Self {
            range: ffi::AVColorRange::AVCOL_RANGE_MPEG as u32,
            primaries: ffi::AVColorPrimaries::AVCOL_PRI_UNSPECIFIED as u32,
            transfer: ffi::AVColorTransferCharacteristic::AVCOL_TRC_UNSPECIFIED as u32,
            space: ffi::AVColorSpace::AVCOL_SPC_SMPTE170M as u32,
        }
    }

    /// What is true after swscale made limited-range YUV of it: RGB gets the matrix of BT.601, the `yuvj` formats
    /// lose their full range, everything else stays.
    fn once_scaled(self, format: i32) -> Self {
        const RGB: u32 = ffi::AVColorSpace::AVCOL_SPC_RGB as u32;
        const FULL_RANGE: std::ops::RangeInclusive<i32> = ffi::AVPixelFormat::AV_PIX_FMT_YUVJ420P
            as i32
            ..=ffi::AVPixelFormat::AV_PIX_FMT_YUVJ444P as i32;
        let limited = ffi::AVColorRange::AVCOL_RANGE_MPEG as u32;
        if self.space == RGB {
            Self {
                range: limited,
                space: ffi::AVColorSpace::AVCOL_SPC_SMPTE170M as u32,
                ..self
            }
        } else if FULL_RANGE.contains(&format) {
            Self {
                range: limited,
                ..self
            }
        } else {
            self
        }
    }
}

/// Reads the codec parameters of a stream.
pub(crate) fn stream_facts(stream: &Stream<'_>) -> StreamFacts {
    let parameters = stream.parameters();
    // SAFETY: `stream` and `parameters` keep their context alive, libav allocates `codecpar` with every stream, and the
    // fields are plain values that are copied here.
    let (facts, aspects) = unsafe {
        let raw = &*parameters.as_ptr();
        let facts = StreamFacts {
            width: raw.width.try_into().unwrap_or(0),
            height: raw.height.try_into().unwrap_or(0),
            pixel_aspect: 1.0,
            profile: raw.profile,
            bit_rate: raw.bit_rate.try_into().unwrap_or(0),
            channels: raw.channels.try_into().unwrap_or(0),
            sample_rate: raw.sample_rate.try_into().unwrap_or(0),
            color: Color {
                range: raw.color_range as u32,
                primaries: raw.color_primaries as u32,
                transfer: raw.color_trc as u32,
                space: raw.color_space as u32,
            }
            .once_scaled(raw.format),
            progressive: matches!(
                raw.field_order,
                ffi::AVFieldOrder::AV_FIELD_UNKNOWN | ffi::AVFieldOrder::AV_FIELD_PROGRESSIVE
            ),
        };
        let container = (*stream.as_ptr()).sample_aspect_ratio;
        (facts, [container, raw.sample_aspect_ratio])
    };
    let mut told = aspects
        .into_iter()
        .filter(|aspect| aspect.num > 0 && aspect.den > 0)
        .map(|aspect| f64::from(aspect.num) / f64::from(aspect.den));
    // No camera has pixels of any other shape; a picture stretched by more would be too long to encode.
    let believed = told.find(|aspect| (0.125..=8.0).contains(aspect));
    StreamFacts {
        pixel_aspect: believed.unwrap_or(1.0),
        ..facts
    }
}

/// Name of a codec's profile (`High`).
pub(crate) fn profile_name(codec: ffmpeg::codec::Id, profile: i32) -> Option<String> {
    // SAFETY: the call reads static tables; the name it answers, unless null, is a static string.
    let name = unsafe {
        let name = ffi::avcodec_profile_name(codec.into(), profile);
        if name.is_null() {
            return None;
        }
        std::ffi::CStr::from_ptr(name)
    };
    name.to_str().ok().map(str::to_owned)
}

/// The bytes by which a decoder is set up, as an opened encoder gives them.
pub(crate) fn extradata(context: &ffmpeg::codec::Context) -> Vec<u8> {
    // SAFETY: libav keeps `extradata_size` bytes at `extradata` while the context lives; they are copied here.
    unsafe {
        let raw = &*context.as_ptr();
        match usize::try_from(raw.extradata_size) {
            Ok(size) if size > 0 && !raw.extradata.is_null() => {
                std::slice::from_raw_parts(raw.extradata, size).to_vec()
            }
            _ => Vec::new(),
        }
    }
}

/// The parameters of a stream as another container takes them: without the former container's own name of the codec.
pub(crate) fn portable(stream: &Stream<'_>) -> Parameters {
    let mut parameters = stream.parameters().clone();
    // SAFETY: `clone` made parameters of our own, and the field is a plain value.
    unsafe { (*parameters.as_mut_ptr()).codec_tag = 0 };
    parameters
}

/// The bytes by which a decoder of this stream is set up; none where they come within the stream.
pub(crate) fn setup_bytes(parameters: &Parameters) -> Vec<u8> {
    // SAFETY: libav keeps `extradata_size` bytes at `extradata` while the parameters live; they are copied here.
    unsafe {
        let raw = &*parameters.as_ptr();
        match usize::try_from(raw.extradata_size) {
            Ok(size) if size > 0 && !raw.extradata.is_null() => {
                std::slice::from_raw_parts(raw.extradata, size).to_vec()
            }
            _ => Vec::new(),
        }
    }
}

/// Parameters of a stream of pictures that came without a container, set up by these bytes.
pub(crate) fn bare_parameters(
    codec: ffmpeg::codec::Id,
    setup: &[u8],
) -> Result<Parameters, Failure> {
    const PADDING: usize = ffi::AV_INPUT_BUFFER_PADDING_SIZE as usize;
    let refused = || internal("there is no room for a configuration");
    let mut parameters = Parameters::new();
    parameters.set_medium(ffmpeg::media::Type::Video);
    parameters.set_id(codec);
    let size = i32::try_from(setup.len()).map_err(|_| refused())?;
    // SAFETY: the parameters are our own; the buffer is libav's, zeroed, with the padding that it asks for behind
    // `setup`, and is freed by libav with the parameters.
    unsafe {
        let buffer = ffi::av_mallocz(setup.len() + PADDING).cast::<u8>();
        if buffer.is_null() {
            return Err(refused());
        }
        ptr::copy_nonoverlapping(setup.as_ptr(), buffer, setup.len());
        let raw = &mut *parameters.as_mut_ptr();
        raw.extradata = buffer;
        raw.extradata_size = size;
    }
    Ok(parameters)
}

/// Whether the container says that the packet is decoded and not shown: before the start of an edit, say.
pub(crate) fn is_hidden(packet: &Packet) -> bool {
    // SAFETY: the packet lives, and the field is a plain value.
    let flags = unsafe { (*packet.as_ptr()).flags };
    flags & ffi::AV_PKT_FLAG_DISCARD != 0
}

/// Pictures in the memory of a graphics card, for an encoder that takes no others.
pub(crate) struct Frames(*mut ffi::AVBufferRef);

impl Frames {
    /// Room for pictures of that size behind VAAPI's first device.
    pub(crate) fn of_vaapi(width: u32, height: u32) -> Result<Self, ffmpeg::Error> {
        let mut device = ptr::null_mut();
        // SAFETY: the call writes a reference of ours into `device` or an error; every other argument may be null.
        let opened = unsafe {
            ffi::av_hwdevice_ctx_create(
                &raw mut device,
                ffi::AVHWDeviceType::AV_HWDEVICE_TYPE_VAAPI,
                ptr::null(),
                ptr::null_mut(),
                0,
            )
        };
        if opened < 0 {
            return Err(ffmpeg::Error::from(opened));
        }
        // SAFETY: `device` is a live reference, which the frames hold by one of their own, so that ours is given back
        // here in any case; the fields of a fresh frames context are ours to set before it is initialised.
        unsafe {
            let frames = ffi::av_hwframe_ctx_alloc(device);
            ffi::av_buffer_unref(&raw mut device);
            if frames.is_null() {
                return Err(ffmpeg::Error::Other {
                    errno: ffmpeg::error::ENOMEM,
                });
            }
            let frames = Self(frames);
            let context = (*frames.0).data.cast::<ffi::AVHWFramesContext>();
            (*context).format = ffi::AVPixelFormat::AV_PIX_FMT_VAAPI;
            (*context).sw_format = ffi::AVPixelFormat::AV_PIX_FMT_NV12;
            (*context).width = i32::try_from(width).unwrap_or(i32::MAX);
            (*context).height = i32::try_from(height).unwrap_or(i32::MAX);
            (*context).initial_pool_size = 20;
            let ready = ffi::av_hwframe_ctx_init(frames.0);
            if ready < 0 {
                return Err(ffmpeg::Error::from(ready));
            }
            Ok(frames)
        }
    }

    /// Tells an encoder that is not open yet that its pictures come from here.
    pub(crate) fn lend_to(&self, encoder: &mut ffmpeg::codec::encoder::video::Video) {
        encoder.set_format(ffmpeg::format::Pixel::VAAPI);
        // SAFETY: the encoder takes a reference of its own, which libav gives back with it.
        unsafe {
            (*encoder.as_mut_ptr()).hw_frames_ctx = ffi::av_buffer_ref(self.0);
        }
    }

    /// A copy of a picture in the memory of the card.
    pub(crate) fn take(
        &self,
        picture: &ffmpeg::frame::Video,
    ) -> Result<ffmpeg::frame::Video, ffmpeg::Error> {
        let mut moved = ffmpeg::frame::Video::empty();
        // SAFETY: both frames live; the first call gives `moved` a buffer of the pool, the second fills it.
        let result = unsafe {
            match ffi::av_hwframe_get_buffer(self.0, moved.as_mut_ptr(), 0) {
                0 => ffi::av_hwframe_transfer_data(moved.as_mut_ptr(), picture.as_ptr(), 0),
                error => error,
            }
        };
        if result < 0 {
            return Err(ffmpeg::Error::from(result));
        }
        Ok(moved)
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        // SAFETY: the reference is ours and is given back once.
        unsafe { ffi::av_buffer_unref(&raw mut self.0) }
    }
}

/// Lets the muxer write what it holds: the head of the file the first time, one fragment each further time.
pub(crate) fn flush_fragment(output: &mut Output) -> Result<(), ffmpeg::Error> {
    // SAFETY: `output` owns a context whose header is written; a null packet is the documented flush, and its byte
    // stream exists as long as the context.
    unsafe {
        let context = output.as_mut_ptr();
        let result = ffi::av_write_frame(context, ptr::null_mut());
        ffi::avio_flush((*context).pb);
        if result < 0 {
            return Err(ffmpeg::Error::from(result));
        }
        let error = (*(*context).pb).error;
        if error < 0 {
            Err(ffmpeg::Error::from(error))
        } else {
            Ok(())
        }
    }
}
