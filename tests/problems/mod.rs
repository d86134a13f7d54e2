//! What is answered where something is wrong: with the address, with the body, with ourselves.

mod away;
mod bodies;
mod ours;
mod proxy;
mod routes;
