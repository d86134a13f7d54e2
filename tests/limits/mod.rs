//! How often one address may call, and which addresses scripts of other origins may call.

mod cors;
mod rates;
