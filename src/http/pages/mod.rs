//! The pages for people: what is loaded for them and who may see it.
