//! Which routes scripts of other origins may use (FACTS.md, CORS).
