//! Durable background work: its table's rules and the periodic work of the server.
