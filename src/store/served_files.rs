//! Which video a file name belongs to, and who may have it.
