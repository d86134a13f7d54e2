//! `video_passwords`: what opens a video that asks for a password.
