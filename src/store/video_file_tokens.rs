//! `video_file_tokens`: short-lived rights to the files of one video.
