//! Query strings: lists in all their spellings, booleans, bounds (FACTS.md, forms and lists).
