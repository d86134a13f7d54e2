//! How many requests one address may make (FACTS.md, rate limits).
