//! The devices of encoders in graphics cards, and what their drivers read.

use std::path::Path;

use actors_media::Request;

/// What drivers read to come up: their libraries and settings, and what the kernel says of the card.
const READ_BY_DRIVERS: &[&str] = &[
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/libva.conf",
    "/etc/nvidia",
    "/proc/devices",
    "/proc/driver",
    "/proc/modules",
    "/sys/bus",
    "/sys/class",
    "/sys/dev",
    "/sys/devices",
];

/// The devices of an encoder, the one that must be there first; none for one that needs none.
fn of(encoder: &str) -> &'static [&'static str] {
    match encoder {
        "h264_nvenc" => &[
            "/dev/nvidia0",
            "/dev/nvidiactl",
            "/dev/nvidia-uvm",
            "/dev/nvidia-uvm-tools",
        ],
        "h264_qsv" | "h264_vaapi" => &["/dev/dri"],
        _ => &[],
    }
}

/// Whether the device that an encoder needs is there.
pub(crate) fn is_there(encoder: &str) -> bool {
    of(encoder)
        .first()
        .is_none_or(|device| Path::new(device).exists())
}

/// Devices that this request may use, and those of their paths that exist; empty without any.
pub(crate) fn wanted(request: &Request) -> Vec<&'static Path> {
    let Request::Transcode(transcode) = request else {
        return Vec::new();
    };
    let encoders = transcode.encoding.hardware.iter();
    let present = encoders.filter(|name| is_there(name));
    let mut paths: Vec<&Path> = present.flat_map(|name| of(name)).map(Path::new).collect();
    paths.retain(|path| path.exists());
    paths
}

/// What may be read besides where devices are wanted.
pub(crate) fn read_by_drivers() -> impl Iterator<Item = &'static Path> {
    let paths = READ_BY_DRIVERS.iter().map(Path::new);
    paths.filter(|path| path.exists())
}
