//! The two pictures that may come with a video's fields.

use crate::{
    config::Config,
    http::{
        error::ApiError,
        form::{Form, Rules},
    },
    media::OwnPictures,
};

const THUMBNAIL: &str = "thumbnailfile";
const PREVIEW: &str = "previewfile";

/// Lets the two pictures into a form.
#[must_use]
pub(in crate::http::videos) fn allow(rules: Rules, config: &Config) -> Rules {
    let most = config.upload.max_image_size.bytes();
    let too_large = move || ApiError::FileTooLarge {
        what: "a picture",
        most,
    };
    rules
        .picture(THUMBNAIL, most, too_large)
        .picture(PREVIEW, most, too_large)
}

/// Takes them out of it.
pub(in crate::http::videos) fn take(form: &mut Form) -> OwnPictures {
    let mut bytes = |name| form.picture(name).map(|file| file.content.to_vec());
    OwnPictures {
        thumbnail: bytes(THUMBNAIL).filter(|bytes| !bytes.is_empty()),
        preview: bytes(PREVIEW).filter(|bytes| !bytes.is_empty()),
    }
}
