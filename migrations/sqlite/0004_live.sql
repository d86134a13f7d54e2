-- What a video has beside the others' when it is a live.
CREATE TABLE video_lives (
    video_id       INTEGER PRIMARY KEY REFERENCES videos (id) ON DELETE CASCADE,
    -- SHA-256 of the stream key; the key itself is made anew whenever it is shown.
    key_hash       BLOB NOT NULL UNIQUE,
    permanent      BOOLEAN NOT NULL,
    save_replay    BOOLEAN NOT NULL,
    replay_privacy INTEGER CHECK (replay_privacy BETWEEN 1 AND 5),
    latency_mode   INTEGER NOT NULL CHECK (latency_mode BETWEEN 1 AND 3),
    created_at     TEXT NOT NULL,
    updated_at     TEXT NOT NULL
);

-- One row per session of a live: from its first publisher to its end.
CREATE TABLE live_sessions (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    video_id        INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    -- The name of its recording.
    folder          TEXT NOT NULL UNIQUE,
    -- The server that holds it while it has not ended.
    holder          TEXT NOT NULL,
    save_replay     BOOLEAN NOT NULL,
    replay_privacy  INTEGER CHECK (replay_privacy BETWEEN 1 AND 5),
    replay_video_id INTEGER REFERENCES videos (id) ON DELETE SET NULL,
    started_at      TEXT NOT NULL,
    ended_at        TEXT,
    error           INTEGER CHECK (error BETWEEN 1 AND 9),
    -- Whether nothing more is to be made of its recording.
    processed       BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX live_sessions_video ON live_sessions (video_id, started_at);
CREATE INDEX live_sessions_replay ON live_sessions (replay_video_id) WHERE replay_video_id IS NOT NULL;
CREATE UNIQUE INDEX live_sessions_open ON live_sessions (video_id) WHERE ended_at IS NULL;
CREATE INDEX videos_lives ON videos (channel_id) WHERE is_live;
