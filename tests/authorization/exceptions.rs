//! Routes that are in no row, each with its reason. The list may only shrink.

/// Route and reason.
pub(super) const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "GET /",
        "a page for everybody: it shows what the public list shows",
    ),
    ("GET /api/docs", "leads to the page below, and nowhere else"),
    (
        "GET /api/docs/{asset:.*}",
        "the document as a page: files of the binary alone",
    ),
    (
        "GET /client/{release}/{name}",
        "scripts and styles of the pages: files of the binary alone",
    ),
    (
        "GET /videos/embed/{id}",
        "a page for everybody: the player asks the API for what is not public",
    ),
    (
        "GET /videos/watch/{id}",
        "leads to /w/{id}, whether there is such a video or not",
    ),
    (
        "GET /w/{id}",
        "a page for everybody: the player asks the API for what is not public",
    ),
];
