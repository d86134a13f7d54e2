//! Multipart bodies, part by part as they come.

use std::{future::Future, time::Duration};

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::{
    error::PayloadError,
    http::header::HeaderMap,
    web::{Bytes, BytesMut},
};
use futures_util::{
    Stream, StreamExt,
    stream::{self, LocalBoxStream},
};
use serde_json::Value;

use super::{
    Fields, File, Form, LONGEST_TEXT, Limits, MOST_FIELDS, PartialFile, Rules,
    brackets::{Tree, too_long},
    fields::Source,
    rules::{Keep, Rule},
};
use crate::http::{
    body,
    error::{ApiError, Location},
};

/// Reads all parts: texts into the tree, files where their rules say.
pub(super) async fn read<S>(
    headers: &HeaderMap,
    payload: S,
    rules: &Rules,
    limits: Limits,
) -> Result<Form, ApiError>
where
    S: Stream<Item = Result<Bytes, PayloadError>> + 'static,
{
    let mut parts = Multipart::new(headers, payload);
    let mut form = Form::of(Fields::empty());
    let mut tree = Tree::default();
    let mut texts = 0;
    let mut count = 0;
    while let Some(part) = soon(limits.timeout, parts.next()).await? {
        let part = part.map_err(|error| failed(&error))?;
        count += 1;
        if count > MOST_FIELDS {
            let message = format!("the form has more than {MOST_FIELDS} parts");
            return Err(ApiError::BadRequest(message.into()));
        }
        let name = part.name().unwrap_or("").to_owned();
        match file_name(&part) {
            Some(file) => read_file(&mut form, &name, &file, part, rules, limits).await?,
            None => {
                let text = read_text(&name, part, limits).await?;
                texts += name.len() + text.len();
                if texts > limits.fields {
                    return Err(body::too_large());
                }
                tree.insert(&name, text)?;
            }
        }
    }
    form.fields = Fields::root(Source::Form, tree.finish());
    Ok(form)
}

/// What makes a part a file: that it says what the file is called.
fn file_name(part: &Field) -> Option<String> {
    let disposition = part.content_disposition()?;
    let extended = || {
        let name = disposition.get_filename_ext()?;
        Some(String::from_utf8_lossy(&name.value).into_owned())
    };
    extended().or_else(|| disposition.get_filename().map(str::to_owned))
}

async fn read_file(
    form: &mut Form,
    name: &str,
    file_name: &str,
    part: Field,
    rules: &Rules,
    limits: Limits,
) -> Result<(), ApiError> {
    let content_type = part.content_type().map(ToString::to_string);
    let mut bytes = chunks(part, limits.timeout);
    let Some(first) = bytes.next().await.transpose()? else {
        // What browsers send for a file that was not chosen. One that was and is empty is kept.
        if !file_name.is_empty() && rules.of(name).is_some() {
            return keep(
                form,
                name,
                file_name,
                content_type,
                stream::empty().boxed_local(),
                rules,
            )
            .await;
        }
        return Ok(());
    };
    let all = stream::iter([Ok(first)]).chain(bytes).boxed_local();
    keep(form, name, file_name, content_type, all, rules).await
}

type Chunks = LocalBoxStream<'static, Result<Bytes, ApiError>>;

async fn keep(
    form: &mut Form,
    name: &str,
    file_name: &str,
    content_type: Option<String>,
    bytes: Chunks,
    rules: &Rules,
) -> Result<(), ApiError> {
    let refused = |message: &str| {
        Err(ApiError::invalid(
            Location::Body,
            name,
            message,
            Value::Null,
        ))
    };
    let Some(rule) = rules.of(name) else {
        return refused("should not be a file");
    };
    if form.has_file(name) {
        return refused("should be one file");
    }
    match &rule.keep {
        Keep::Memory => {
            let content = in_memory(bytes, rule).await?;
            let file = File::new(file_name, content_type, content);
            form.pictures.push((name.to_owned(), file));
        }
        Keep::Disk(path) => {
            let content = PartialFile::write(path, bytes, rule).await?;
            let file = File::new(file_name, content_type, content);
            form.stored.push((name.to_owned(), file));
        }
    }
    Ok(())
}

async fn in_memory(mut bytes: Chunks, rule: &Rule) -> Result<Bytes, ApiError> {
    let mut content = BytesMut::new();
    while let Some(chunk) = bytes.next().await {
        let chunk = chunk?;
        if (content.len() + chunk.len()) as u64 > rule.most {
            return Err((rule.too_large)());
        }
        content.extend_from_slice(&chunk);
    }
    Ok(content.freeze())
}

async fn read_text(name: &str, part: Field, limits: Limits) -> Result<String, ApiError> {
    let mut bytes = chunks(part, limits.timeout);
    let mut text = Vec::new();
    while let Some(chunk) = bytes.next().await {
        let chunk = chunk?;
        if text.len() + chunk.len() > LONGEST_TEXT {
            return Err(too_long(name));
        }
        text.extend_from_slice(&chunk);
    }
    String::from_utf8(text)
        .map_err(|_| ApiError::invalid(Location::Body, name, "should be UTF-8", Value::Null))
}

/// The bytes of a part. Besides a body that stands still, the time-out ends a part that is cut off
/// where the parser waits for more although nothing more comes.
fn chunks(part: Field, timeout: Duration) -> Chunks {
    stream::unfold(Some(part), move |part| async move {
        let mut part = part?;
        match soon(timeout, part.next()).await {
            Ok(Some(Ok(chunk))) => Some((Ok(chunk), Some(part))),
            Ok(Some(Err(error))) => Some((Err(failed(&error)), None)),
            Ok(None) => None,
            Err(error) => Some((Err(error), None)),
        }
    })
    .boxed_local()
}

async fn soon<F: Future>(timeout: Duration, future: F) -> Result<F::Output, ApiError> {
    let outcome = tokio::time::timeout(timeout, future).await;
    outcome.map_err(|_| body::stalled())
}

fn failed(error: &MultipartError) -> ApiError {
    match error {
        MultipartError::Payload(error) => body::failed(error),
        other => ApiError::BadRequest(format!("the form is not well formed: {other}").into()),
    }
}
