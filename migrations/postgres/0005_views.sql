-- Which epochs of a server's journal of views are in the tables below.
CREATE TABLE view_journal (
    journal         TEXT NOT NULL PRIMARY KEY,
    applied_through BIGINT NOT NULL
);

-- What was watched of a video in a period; starts are seconds since 1970.
-- Granularity: 1 minute, 2 hour, 3 day, 4 month.
CREATE TABLE watch_periods (
    video_id    BIGINT NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    granularity BIGINT NOT NULL CHECK (granularity BETWEEN 1 AND 4),
    start       BIGINT NOT NULL,
    views       BIGINT NOT NULL,
    viewers     BIGINT NOT NULL,
    begun       BIGINT NOT NULL,
    watched     BIGINT NOT NULL,
    PRIMARY KEY (video_id, granularity, start)
);
CREATE INDEX watch_periods_age ON watch_periods (granularity, start);

-- The most viewers in one minute of a day, and in which.
CREATE TABLE watch_peaks (
    video_id BIGINT NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    day      BIGINT NOT NULL,
    viewers  BIGINT NOT NULL,
    minute   BIGINT NOT NULL,
    PRIMARY KEY (video_id, day)
);

-- How many viewers more than of the second before have watched a second: the running sum is how many have.
CREATE TABLE watch_retention (
    video_id BIGINT NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    second   BIGINT NOT NULL,
    change   BIGINT NOT NULL,
    PRIMARY KEY (video_id, second)
);

-- Viewers that began on a day, by what they have. Kind: 1 country, 2 subdivision, 3 client, 4 device, 5 system.
CREATE TABLE watch_traits (
    video_id BIGINT NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    kind     BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 5),
    day      BIGINT NOT NULL,
    value    TEXT NOT NULL,
    viewers  BIGINT NOT NULL,
    PRIMARY KEY (video_id, kind, day, value)
);

-- Which viewers watched on a day, as a sketch that only tells roughly how many there were.
CREATE TABLE watch_uniques (
    video_id BIGINT NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    day      BIGINT NOT NULL,
    sketch   BYTEA NOT NULL,
    PRIMARY KEY (video_id, day)
);

-- Where users are in the videos that they have watched.
CREATE TABLE user_video_history (
    user_id    BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    video_id   BIGINT NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    position   BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, video_id)
);
CREATE INDEX user_video_history_recent ON user_video_history (user_id, updated_at DESC);
CREATE INDEX user_video_history_video ON user_video_history (video_id);
CREATE INDEX user_video_history_age ON user_video_history (updated_at);

-- Views of the last days, and views and rates against age: rewritten when one of these changes.
ALTER TABLE videos ADD COLUMN recent_views BIGINT NOT NULL DEFAULT 0;
ALTER TABLE videos ADD COLUMN hot DOUBLE PRECISION NOT NULL DEFAULT 0;
CREATE INDEX videos_recent_views ON videos (recent_views DESC, views DESC, id DESC) WHERE privacy = 1 AND state = 1;
CREATE INDEX videos_hot ON videos (hot DESC, id DESC) WHERE privacy = 1 AND state = 1;

-- Another server is told how often its video was viewed, not by an actor but by the instance itself.
ALTER TABLE outbox ALTER COLUMN actor_id DROP NOT NULL;
ALTER TABLE outbox DROP CONSTRAINT outbox_activity_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_activity_check CHECK (activity IN ('create', 'update', 'delete', 'view'));
ALTER TABLE outbox ADD COLUMN host TEXT;
ALTER TABLE outbox ADD COLUMN amount BIGINT;
