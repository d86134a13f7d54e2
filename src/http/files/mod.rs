//! The files of videos: who may have them, and how they are sent.
