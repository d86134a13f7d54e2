//! Bodies of fields: JSON, urlencoded and multipart alike (FACTS.md, forms and lists).
