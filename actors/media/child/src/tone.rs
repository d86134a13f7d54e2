//! High dynamic range to that of ordinary screens: light beyond them is compressed, BT.2020 becomes BT.709 with 8 bits.

use crate::libav::Color;

/// The luminance that becomes the white of an ordinary screen, in candela per square metre (ITU-R BT.2408 calls for
/// 203 for diffuse white; the curve below lifts the middle, and 100 keeps faces where they were).
const WHITE: u32 = 100;

/// The chain of filters for pictures of that colour; none for those of ordinary range. With `size` they are scaled
/// first, while they are small numbers.
pub(crate) fn mapped(color: Color, size: Option<(u32, u32)>) -> Option<String> {
    let transfer = color.high_dynamic_range()?;
    let scaled = size.map_or(String::new(), |(width, height)| {
        format!("w={width}:h={height}:")
    });
    let range = if color.is_of_full_range() {
        "full"
    } else {
        "limited"
    };
    // zscale refuses odd sizes where colours are kept for two pixels together; scale leaves even ones as they are.
    Some(format!(
        "scale=w='max(2,trunc(iw/2)*2)':h='max(2,trunc(ih/2)*2)',\
         zscale={scaled}tin={transfer}:pin=bt2020:min=bt2020nc:rin={range}:t=linear:npl={WHITE},format=gbrpf32le,\
         zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=limited,format=yuv420p"
    ))
}
