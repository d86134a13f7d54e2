//! The devices of encoders in graphics cards, and what their drivers read.

use std::path::Path;

use actors_media::{HardwareEncoder, Request};

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
fn of(encoder: HardwareEncoder) -> &'static [&'static str] {
    match encoder {
        HardwareEncoder::Nvenc => &[
            "/dev/nvidia0",
            "/dev/nvidiactl",
            "/dev/nvidia-uvm",
            "/dev/nvidia-uvm-tools",
        ],
        HardwareEncoder::Qsv | HardwareEncoder::Vaapi => &["/dev/dri"],
        HardwareEncoder::StandIn => &[],
    }
}

/// Whether the device that an encoder needs is there.
pub(crate) fn is_there(encoder: HardwareEncoder) -> bool {
    of(encoder)
        .first()
        .is_none_or(|device| Path::new(device).exists())
}

/// Devices that this request may use, and those of their paths that exist; empty without any.
pub(crate) fn wanted(request: &Request) -> Vec<&'static Path> {
    let Request::Transcode(transcode) = request else {
        return Vec::new();
    };
    let encoders = transcode.encoding.hardware.iter().copied();
    let present = encoders.filter(|encoder| is_there(*encoder));
    let mut paths: Vec<&Path> = present.flat_map(of).map(Path::new).collect();
    paths.retain(|path| path.exists());
    paths
}

/// What may be read besides where devices are wanted.
pub(crate) fn read_by_drivers() -> impl Iterator<Item = &'static Path> {
    let paths = READ_BY_DRIVERS.iter().map(Path::new);
    paths.filter(|path| path.exists())
}

#[cfg(test)]
mod tests {
    use actors_media::{Encoding, Inspect, Limits, Transcode};

    use super::*;

    fn transcode(hardware: &[HardwareEncoder]) -> Request {
        Request::Transcode(Transcode {
            input: "/a".into(),
            still: None,
            output_folder: "/b".into(),
            renditions: Vec::new(),
            segment_hashes: None,
            segment_ms: 4000,
            keyframe_ms: 2000,
            follow_keyframes: false,
            copy_sound: false,
            encoding: Encoding {
                hardware: hardware.to_vec(),
                ..Encoding::default()
            },
            limits: Limits::default(),
        })
    }

    #[test]
    fn the_confinement_is_wider_for_a_card_that_is_asked_for_and_there_alone() {
        let inspect = Request::Inspect(Inspect {
            input: "/a".into(),
            thumbnail: None,
            preview: None,
            limits: Limits::inspection(),
        });
        assert!(wanted(&inspect).is_empty());
        assert!(wanted(&transcode(&[])).is_empty());
        assert!(wanted(&transcode(&[HardwareEncoder::StandIn])).is_empty());
        for (encoder, device) in [
            (HardwareEncoder::Nvenc, "/dev/nvidia0"),
            (HardwareEncoder::Vaapi, "/dev/dri"),
        ] {
            let is_there = Path::new(device).exists();
            assert_eq!(
                wanted(&transcode(&[encoder])).is_empty(),
                !is_there,
                "{encoder:?}"
            );
        }
    }
}
