//! Bodies that stop coming: a request whose body stands still is ended, however it is read.

use std::{
    io,
    pin::Pin,
    task::{self, Poll, ready},
    time::Duration,
};

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    middleware::Next,
    web::{self, Bytes},
};
use futures_util::{Stream, StreamExt};
use tokio::time::{Instant, Sleep};

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
                payload: Box::pin(still_coming(payload, timeout)),
            }),
        }
    }
    next.call(request).await
}

/// The bytes of a body that [`watch`] watches, or why they end.
pub fn chunks<S>(payload: S) -> impl Stream<Item = Result<Bytes, ApiError>> + Unpin
where
    S: Stream<Item = Result<Bytes, PayloadError>> + Unpin,
{
    payload.map(|chunk| chunk.map_err(|error| failed(&error)))
}

/// Ends `payload` with an error once nothing comes for `timeout`.
pub(super) const fn still_coming<S>(payload: S, timeout: Duration) -> StillComing<S> {
    StillComing {
        payload,
        timeout,
        timer: None,
        waits: false,
        ended: false,
    }
}

/// A body that ends with an error once nothing comes for `timeout`. Only waiting counts, not what the reader does with
/// the bytes.
pub(super) struct StillComing<S> {
    payload: S,
    timeout: Duration,
    timer: Option<Pin<Box<Sleep>>>,
    waits: bool,
    ended: bool,
}

impl<S> StillComing<S> {
    /// Pending for as long as one may wait.
    fn poll_timer(&mut self, context: &mut task::Context<'_>) -> Poll<()> {
        let timeout = self.timeout;
        let timer = match &mut self.timer {
            Some(timer) => {
                if !self.waits {
                    timer.as_mut().reset(Instant::now() + timeout);
                }
                timer
            }
            none => none.insert(Box::pin(tokio::time::sleep(timeout))),
        };
        self.waits = true;
        timer.as_mut().poll(context)
    }
}

impl<S: Stream<Item = Result<Bytes, PayloadError>> + Unpin> Stream for StillComing<S> {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
    ) -> Poll<Option<Self::Item>> {
        // A multipart reader looks again after the end.
        if self.ended {
            return Poll::Ready(None);
        }
        let chunk = match self.payload.poll_next_unpin(context) {
            Poll::Ready(chunk) => chunk,
            Poll::Pending => {
                ready!(self.poll_timer(context));
                Some(Err(PayloadError::Io(io::ErrorKind::TimedOut.into())))
            }
        };
        self.waits = false;
        self.ended = !matches!(chunk, Some(Ok(_)));
        Poll::Ready(chunk)
    }
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
    use futures_util::stream::{self, LocalBoxStream};

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
        let chunks: Vec<_> = chunks(still_coming(slow(&[29, 29, 29]), TIMEOUT))
            .collect()
            .await;
        assert!(chunks.len() == 3 && chunks.iter().all(Result::is_ok));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_stands_still_is_ended() {
        let chunks: Vec<_> = chunks(still_coming(slow(&[1, 31, 1]), TIMEOUT))
            .collect()
            .await;
        assert!(
            matches!(&chunks[..], [Ok(_), Err(ApiError::TimedOut(_))]),
            "{chunks:?}"
        );
    }
}
