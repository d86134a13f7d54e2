//! Bodies that stop coming: a request whose body stands still is ended, however it is read.

use std::{io, time::Duration};

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    middleware::Next,
    web::{self, Bytes},
};
use futures_util::{
    Stream, StreamExt,
    stream::{self, LocalBoxStream},
};

use crate::http::{error::ApiError, state::App};

/// Watches the body of every request, whichever extractor or handler reads it.
pub async fn watch<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let app = request.app_data::<web::Data<App>>();
    if let Some(timeout) = app.map(|app| app.config.http.body_timeout) {
        match request.take_payload() {
            Payload::None => {}
            payload => request.set_payload(Payload::Stream {
                payload: still_coming(payload, timeout),
            }),
        }
    }
    next.call(request).await
}

/// The bytes of `payload`, or why they end: 408 where none comes for `timeout`.
pub fn timed<S>(payload: S, timeout: Duration) -> LocalBoxStream<'static, Result<Bytes, ApiError>>
where
    S: Stream<Item = Result<Bytes, PayloadError>> + Unpin + 'static,
{
    still_coming(payload, timeout)
        .map(|chunk| chunk.map_err(|error| failed(&error)))
        // A multipart reader looks again after the end.
        .fuse()
        .boxed_local()
}

/// Ends `payload` with an error once nothing comes for `timeout`. Only waiting counts, not what the
/// reader does with the bytes.
pub(super) fn still_coming<S>(
    payload: S,
    timeout: Duration,
) -> LocalBoxStream<'static, Result<Bytes, PayloadError>>
where
    S: Stream<Item = Result<Bytes, PayloadError>> + Unpin + 'static,
{
    stream::unfold(Some(payload), move |payload| async move {
        let mut payload = payload?;
        match tokio::time::timeout(timeout, payload.next()).await {
            Ok(Some(Ok(chunk))) => Some((Ok(chunk), Some(payload))),
            Ok(Some(Err(error))) => Some((Err(error), None)),
            Ok(None) => None,
            Err(_) => Some((Err(PayloadError::Io(io::ErrorKind::TimedOut.into())), None)),
        }
    })
    // A multipart reader looks again after the end.
    .fuse()
    .boxed_local()
}

/// What the caller is told when a body ends too early.
#[must_use]
pub fn failed(error: &PayloadError) -> ApiError {
    match error {
        PayloadError::Overflow => too_large(),
        PayloadError::Io(error) if error.kind() == io::ErrorKind::TimedOut => stalled(),
        other => ApiError::BadRequest(format!("the body did not arrive whole: {other}").into()),
    }
}

/// 413 for a body of fields.
#[must_use]
pub fn too_large() -> ApiError {
    ApiError::TooLarge("the body is larger than this operation accepts".into())
}

/// 408 for a body that stands still.
#[must_use]
pub fn stalled() -> ApiError {
    ApiError::TimedOut("the body stood still for too long: send it again".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(30);

    fn slow(gaps: &'static [u64]) -> LocalBoxStream<'static, Result<Bytes, PayloadError>> {
        stream::iter(gaps)
            .then(|seconds| async move {
                tokio::time::sleep(Duration::from_secs(*seconds)).await;
                Ok(Bytes::from_static(b"x"))
            })
            .boxed_local()
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_body_that_keeps_coming_arrives() {
        let chunks: Vec<_> = timed(slow(&[29, 29, 29]), TIMEOUT).collect().await;
        assert!(chunks.len() == 3 && chunks.iter().all(Result::is_ok));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_stands_still_is_ended() {
        let chunks: Vec<_> = timed(slow(&[1, 31, 1]), TIMEOUT).collect().await;
        assert!(
            matches!(&chunks[..], [Ok(_), Err(ApiError::TimedOut(_))]),
            "{chunks:?}"
        );
    }
}
