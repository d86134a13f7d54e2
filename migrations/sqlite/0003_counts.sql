-- Counting the public videos reads this alone, and not each video.
CREATE INDEX videos_public_count ON videos (nsfw) WHERE privacy = 1 AND state = 1;
