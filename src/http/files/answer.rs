//! The answer with a file: whole, in part, or only that the caller has it already. Decides nothing
//! about rights.

use std::ops::Range;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method, StatusCode,
        header::{
            ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ETAG, LAST_MODIFIED, RANGE,
            X_CONTENT_TYPE_OPTIONS,
        },
    },
};

use super::{
    caching::Caching,
    conditions::{Conditions, Verdict},
    content::{Content, LengthOnly},
    range::{self, Wanted},
    version::Version,
};

/// A file as it can be sent.
#[derive(Clone, Debug)]
pub struct Representation {
    /// Its bytes.
    pub content: Content,
    /// Which bytes they are.
    pub version: Version,
    /// What they are.
    pub content_type: &'static str,
    /// Who may keep them.
    pub caching: Caching,
}

/// Answers GET and HEAD.
///
/// 412 and 416 carry no problem document: who asks so is a player or a cache, and reads the header.
#[must_use]
pub fn answer(request: &HttpRequest, file: Representation) -> HttpResponse {
    let conditions = Conditions::of(request.headers());
    match conditions.judge(&file.version) {
        Verdict::Failed => return HttpResponse::PreconditionFailed().finish(),
        Verdict::NotModified => return empty(StatusCode::NOT_MODIFIED, &file).finish(),
        Verdict::Send => {}
    }
    let size = file.content.size();
    match wanted(request, &conditions, &file) {
        Wanted::Whole => send(request, StatusCode::OK, file, 0..size),
        Wanted::Part(range) => send(request, StatusCode::PARTIAL_CONTENT, file, range),
        Wanted::Unsatisfiable => empty(StatusCode::RANGE_NOT_SATISFIABLE, &file)
            .insert_header((CONTENT_RANGE, format!("bytes */{size}")))
            .finish(),
    }
}

/// Only GET has ranges, and two lines of a header that is no list are malformed.
fn wanted(request: &HttpRequest, conditions: &Conditions, file: &Representation) -> Wanted {
    let mut lines = request.headers().get_all(RANGE);
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return Wanted::Whole;
    };
    if request.method() != Method::GET || !conditions.range_holds(&file.version) {
        return Wanted::Whole;
    }
    line.to_str().map_or(Wanted::Whole, |line| {
        range::wanted(line, file.content.size())
    })
}

fn empty(status: StatusCode, file: &Representation) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((ETAG, file.version.entity_tag()))
        .insert_header((LAST_MODIFIED, file.version.last_modified()))
        .insert_header((CACHE_CONTROL, file.caching.header()))
        .insert_header((ACCEPT_RANGES, "bytes"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"));
    response
}

fn send(
    request: &HttpRequest,
    status: StatusCode,
    file: Representation,
    range: Range<u64>,
) -> HttpResponse {
    let mut response = empty(status, &file);
    response.insert_header((CONTENT_TYPE, file.content_type));
    if status == StatusCode::PARTIAL_CONTENT {
        let last = range.end.saturating_sub(1);
        let value = format!("bytes {}-{last}/{}", range.start, file.content.size());
        response.insert_header((CONTENT_RANGE, value));
    }
    if request.method() == Method::HEAD {
        return response.body(LengthOnly(range.end.saturating_sub(range.start)));
    }
    response.body(file.content.body(range))
}

#[cfg(test)]
mod tests {
    use actix_web::{
        body::{BodySize, MessageBody, to_bytes},
        http::header::{HeaderName, IF_MATCH, IF_NONE_MATCH, IF_RANGE},
        test::TestRequest,
    };

    use super::*;
    use crate::http::files::name::content_type;

    struct Sent {
        status: u16,
        headers: actix_web::http::header::HeaderMap,
        length: BodySize,
        body: Vec<u8>,
    }

    impl Sent {
        fn header(&self, name: HeaderName) -> &str {
            self.headers
                .get(name)
                .map_or("", |value| value.to_str().unwrap())
        }
    }

    /// Asks for a file of the ten bytes `0123456789`.
    async fn ask(method: Method, headers: &[(HeaderName, &str)]) -> Sent {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mp4");
        std::fs::write(&path, "0123456789").unwrap();
        let (content, _) = Content::open(path).await.unwrap();
        let file = Representation {
            content,
            version: version(),
            content_type: content_type("a.mp4"),
            caching: Caching::of("a.mp4", true),
        };
        let mut request = TestRequest::default().method(method);
        for (name, value) in headers {
            request = request.append_header((name.clone(), *value));
        }
        let response = answer(&request.to_http_request(), file);
        Sent {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            length: response.body().size(),
            body: to_bytes(response.into_body()).await.unwrap().to_vec(),
        }
    }

    fn version() -> Version {
        Version::of_file("a.mp4", 10, std::time::SystemTime::UNIX_EPOCH)
    }

    #[actix_web::test]
    async fn a_file_is_sent_whole_with_what_describes_it() {
        let sent = ask(Method::GET, &[]).await;
        assert_eq!((sent.status, sent.length), (200, BodySize::Sized(10)));
        assert_eq!(sent.body, b"0123456789");
        assert_eq!(sent.header(ETAG), version().entity_tag());
        assert_eq!(sent.header(LAST_MODIFIED), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(sent.header(CONTENT_TYPE), "video/mp4");
        assert_eq!(sent.header(X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(sent.header(ACCEPT_RANGES), "bytes");
        assert_eq!(
            sent.header(CACHE_CONTROL),
            "public, max-age=86400, immutable"
        );
    }

    #[actix_web::test]
    async fn a_range_is_sent_with_its_place() {
        let sent = ask(Method::GET, &[(RANGE, "bytes=2-4")]).await;
        assert_eq!((sent.status, sent.length), (206, BodySize::Sized(3)));
        assert_eq!(sent.body, b"234");
        assert_eq!(sent.header(CONTENT_RANGE), "bytes 2-4/10");
        let suffix = ask(Method::GET, &[(RANGE, "bytes=-2")]).await;
        assert_eq!(suffix.body, b"89");
        assert_eq!(suffix.header(CONTENT_RANGE), "bytes 8-9/10");
    }

    #[actix_web::test]
    async fn a_range_beyond_the_end_is_told_the_size() {
        let sent = ask(Method::GET, &[(RANGE, "bytes=10-")]).await;
        assert_eq!(sent.status, 416);
        assert_eq!(sent.header(CONTENT_RANGE), "bytes */10");
        assert_eq!(sent.body, b"");
    }

    #[actix_web::test]
    async fn a_range_that_does_not_count_gets_the_whole() {
        for headers in [
            &[(RANGE, "bytes=4-2")] as &[_],
            &[(RANGE, "bytes=0-1,3-4")],
            &[(RANGE, "bytes=0-1"), (RANGE, "bytes=3-4")],
            &[(RANGE, "bytes=0-1"), (IF_RANGE, "\"other\"")],
        ] {
            let sent = ask(Method::GET, headers).await;
            assert_eq!((sent.status, sent.body.len()), (200, 10), "{headers:?}");
            assert_eq!(sent.header(CONTENT_RANGE), "");
        }
    }

    #[actix_web::test]
    async fn head_says_the_length_and_reads_nothing() {
        let sent = ask(Method::HEAD, &[(RANGE, "bytes=2-4")]).await;
        assert_eq!((sent.status, sent.length), (200, BodySize::Sized(10)));
        assert_eq!(sent.body, b"");
        assert_eq!(sent.header(CONTENT_TYPE), "video/mp4");
    }

    #[actix_web::test]
    async fn conditions_go_before_ranges() {
        let tag = version().entity_tag();
        let known = [(IF_NONE_MATCH, tag.as_str()), (RANGE, "bytes=2-4")];
        let sent = ask(Method::GET, &known).await;
        assert_eq!((sent.status, sent.body.len()), (304, 0));
        assert_eq!(sent.header(ETAG), tag);
        let other = ask(Method::GET, &[(IF_MATCH, "\"other\"")]).await;
        assert_eq!((other.status, other.body.len()), (412, 0));
    }
}
