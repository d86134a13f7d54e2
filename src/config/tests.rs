//! The configuration as files and variables give it, on whole texts.
