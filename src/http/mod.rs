//! Everything that speaks HTTP: one folder per resource, one file per operation, every route in
//! [`routes`]. A handler is extract → load → use case → commit → wake → answer; it holds no rules
//! and no SQL.

pub mod auth;
pub mod code;
pub mod error;
pub mod openapi;
pub mod operation;
pub mod page;
pub mod problem;
pub mod request_id;
pub mod routes;
pub mod server;
pub mod service;
pub mod state;
pub mod time;
