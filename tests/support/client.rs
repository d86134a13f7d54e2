//! A client of the API, signed in or not: no redirects, no cookies, no retries.

use std::net::SocketAddr;

use reqwest::{Method, RequestBuilder, Response, multipart::Form, redirect::Policy};
use serde_json::Value;

/// Sends requests to one server; cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    http: reqwest::Client,
    /// Where the server really listens: `http://127.0.0.1:PORT`.
    address: String,
    /// What its links begin with.
    origin: String,
    token: Option<String>,
}

impl Client {
    pub(crate) fn new(address: SocketAddr, origin: String) -> Self {
        Self {
            http: reqwest::Client::builder()
                .redirect(Policy::none())
                .no_proxy()
                .build()
                .unwrap(),
            address: format!("http://{address}"),
            origin,
            token: None,
        }
    }

    /// The same with an access token.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// Where a path, or a link that the server gave, is really reached.
    pub(crate) fn url(&self, path: &str) -> String {
        let path = path.strip_prefix(&self.origin).unwrap_or(path);
        assert!(path.starts_with('/'), "not of this server: {path}");
        format!("{}{path}", self.address)
    }

    /// A request that is not sent yet: for headers, ranges and bodies of one's own.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, self.url(path));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    pub(crate) async fn head(&self, path: &str) -> Response {
        self.request(Method::HEAD, path).send().await.unwrap()
    }

    pub(crate) async fn delete(&self, path: &str) -> Response {
        self.request(Method::DELETE, path).send().await.unwrap()
    }

    /// POST without a body.
    pub(crate) async fn post(&self, path: &str) -> Response {
        self.request(Method::POST, path).send().await.unwrap()
    }

    pub(crate) async fn post_json(&self, path: &str, body: &Value) -> Response {
        let request = self.request(Method::POST, path).json(body);
        request.send().await.unwrap()
    }

    pub(crate) async fn put_json(&self, path: &str, body: &Value) -> Response {
        let request = self.request(Method::PUT, path).json(body);
        request.send().await.unwrap()
    }

    pub(crate) async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let request = self.request(Method::POST, path).form(fields);
        request.send().await.unwrap()
    }

    pub(crate) async fn post_multipart(&self, path: &str, form: Form) -> Response {
        let request = self.request(Method::POST, path).multipart(form);
        request.send().await.unwrap()
    }

    pub(crate) async fn put_multipart(&self, path: &str, form: Form) -> Response {
        let request = self.request(Method::PUT, path).multipart(form);
        request.send().await.unwrap()
    }
}
