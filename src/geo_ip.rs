//! Where an address is, as far as a file in MaxMind's format tells.

use std::{net::IpAddr, path::Path, sync::Arc};

use maxminddb::{Reader, path};

/// The file, read into memory; cheap to clone. Without one no address is anywhere.
#[derive(Clone, Default)]
pub struct GeoIp(Option<Arc<Reader<Vec<u8>>>>);

impl std::fmt::Debug for GeoIp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "GeoIp(known: {})", self.0.is_some())
    }
}

/// Where an address is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whereabouts {
    /// Two letters of ISO 3166-1.
    pub country: Option<String>,
    /// The English name of the largest part of the country that it is in.
    pub subdivision: Option<String>,
}

impl GeoIp {
    /// Reads a file; with a warning and without countries where that cannot be done. Blocks.
    #[must_use]
    pub fn open(file: &Path) -> Self {
        match Reader::open_readfile(file) {
            Ok(reader) => Self(Some(Arc::new(reader))),
            Err(error) => {
                tracing::warn!(%error, file = %file.display(),
                    "geo_ip.database cannot be read: viewers are counted without their countries");
                Self::default()
            }
        }
    }

    /// Whether there is a file.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        self.0.is_some()
    }

    /// Where the address is.
    #[must_use]
    pub fn find(&self, address: IpAddr) -> Whereabouts {
        let Some(reader) = &self.0 else {
            return Whereabouts::default();
        };
        // A file that is broken here is broken nowhere else: the address is not known.
        let Ok(found) = reader.lookup(address) else {
            return Whereabouts::default();
        };
        let text = |text: Result<Option<String>, _>| text.ok().flatten();
        Whereabouts {
            country: text(found.decode_path(&path!["country", "iso_code"])),
            subdivision: text(found.decode_path(&path!["subdivisions", 0, "names", "en"])),
        }
    }
}
