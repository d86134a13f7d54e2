-- Times are RFC 3339 text in UTC, bound from the clock; uuids are 16-byte blobs.
-- Local and remote actors share their tables: an actor whose host is NULL is ours.

CREATE TABLE settings (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE actors (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    kind            TEXT NOT NULL CHECK (kind IN ('person', 'group', 'application')),
    username        TEXT NOT NULL,
    username_folded TEXT NOT NULL,
    host            TEXT,
    url             TEXT NOT NULL UNIQUE,
    inbox_url       TEXT,
    shared_inbox_url TEXT,
    outbox_url      TEXT,
    public_key      TEXT,
    private_key     TEXT,
    following_count INTEGER NOT NULL DEFAULT 0,
    followers_count INTEGER NOT NULL DEFAULT 0,
    created_at      TEXT NOT NULL,
    updated_at      TEXT NOT NULL
);
CREATE UNIQUE INDEX actors_local_name ON actors (username_folded) WHERE host IS NULL;
CREATE UNIQUE INDEX actors_remote_name ON actors (username_folded, host) WHERE host IS NOT NULL;

CREATE TABLE users (
    id                   INTEGER PRIMARY KEY AUTOINCREMENT,
    username             TEXT NOT NULL,
    username_folded      TEXT NOT NULL UNIQUE,
    email                TEXT NOT NULL,
    email_folded         TEXT NOT NULL UNIQUE,
    email_verified       BOOLEAN,
    password_hash        TEXT NOT NULL,
    role                 INTEGER NOT NULL CHECK (role IN (0, 1, 2)),
    admin_flags          INTEGER NOT NULL DEFAULT 0,
    blocked              BOOLEAN NOT NULL DEFAULT FALSE,
    blocked_reason       TEXT,
    video_quota          INTEGER NOT NULL,
    video_quota_daily    INTEGER NOT NULL,
    nsfw_policy          TEXT NOT NULL CHECK (nsfw_policy IN ('display', 'blur', 'do_not_list')),
    p2p_enabled          BOOLEAN NOT NULL,
    auto_play_video      BOOLEAN NOT NULL DEFAULT TRUE,
    auto_play_next_video BOOLEAN NOT NULL DEFAULT FALSE,
    auto_play_next_video_playlist BOOLEAN NOT NULL DEFAULT TRUE,
    videos_history_enabled BOOLEAN NOT NULL DEFAULT TRUE,
    video_languages      TEXT,
    theme                TEXT NOT NULL DEFAULT 'instance-default',
    no_instance_config_warning_modal BOOLEAN NOT NULL DEFAULT FALSE,
    no_account_setup_warning_modal BOOLEAN NOT NULL DEFAULT FALSE,
    no_welcome_modal     BOOLEAN NOT NULL DEFAULT FALSE,
    last_login_at        TEXT,
    created_at           TEXT NOT NULL,
    updated_at           TEXT NOT NULL
);

CREATE TABLE accounts (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    actor_id    INTEGER NOT NULL UNIQUE REFERENCES actors (id) ON DELETE CASCADE,
    user_id     INTEGER UNIQUE REFERENCES users (id) ON DELETE CASCADE,
    name        TEXT NOT NULL,
    description TEXT,
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL
);

CREATE TABLE channels (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    actor_id    INTEGER NOT NULL UNIQUE REFERENCES actors (id) ON DELETE CASCADE,
    account_id  INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name        TEXT NOT NULL,
    description TEXT,
    support     TEXT,
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL
);
CREATE INDEX channels_account ON channels (account_id);

CREATE TABLE oauth_clients (
    client_id     TEXT NOT NULL PRIMARY KEY,
    client_secret TEXT NOT NULL
);

-- Tokens are kept as SHA-256 only.
CREATE TABLE tokens (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id            INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    access_hash        BLOB NOT NULL UNIQUE,
    access_expires_at  TEXT NOT NULL,
    refresh_hash       BLOB NOT NULL UNIQUE,
    refresh_expires_at TEXT NOT NULL,
    created_at         TEXT NOT NULL
);
CREATE INDEX tokens_user ON tokens (user_id);
CREATE INDEX tokens_expiry ON tokens (refresh_expires_at);

CREATE TABLE video_playlists (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid       BLOB NOT NULL UNIQUE,
    url        TEXT NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    channel_id INTEGER REFERENCES channels (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    description TEXT,
    privacy    INTEGER NOT NULL CHECK (privacy IN (1, 2, 3)),
    type       INTEGER NOT NULL CHECK (type IN (1, 2)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE INDEX video_playlists_account ON video_playlists (account_id);
CREATE UNIQUE INDEX video_playlists_watch_later ON video_playlists (account_id) WHERE type = 2;

CREATE TABLE videos (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid              BLOB NOT NULL UNIQUE,
    url               TEXT NOT NULL UNIQUE,
    remote            BOOLEAN NOT NULL DEFAULT FALSE,
    channel_id        INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
    name              TEXT NOT NULL,
    name_folded       TEXT NOT NULL,
    category          INTEGER,
    licence           INTEGER,
    language          TEXT,
    privacy           INTEGER NOT NULL CHECK (privacy BETWEEN 1 AND 5),
    nsfw              BOOLEAN NOT NULL DEFAULT FALSE,
    description       TEXT,
    support           TEXT,
    duration          INTEGER NOT NULL DEFAULT 0,
    aspect_ratio      REAL,
    views             INTEGER NOT NULL DEFAULT 0,
    likes             INTEGER NOT NULL DEFAULT 0,
    dislikes          INTEGER NOT NULL DEFAULT 0,
    comments_policy   INTEGER NOT NULL CHECK (comments_policy IN (1, 2, 3)),
    download_enabled  BOOLEAN NOT NULL DEFAULT TRUE,
    wait_transcoding  BOOLEAN NOT NULL DEFAULT FALSE,
    state             INTEGER NOT NULL CHECK (state BETWEEN 1 AND 11),
    state_reason      TEXT,
    is_live           BOOLEAN NOT NULL DEFAULT FALSE,
    input_filename    TEXT,
    original_filename TEXT,
    input_file_updated_at TEXT,
    originally_published_at TEXT,
    published_at      TEXT NOT NULL,
    created_at        TEXT NOT NULL,
    updated_at        TEXT NOT NULL
);
CREATE INDEX videos_channel ON videos (channel_id);
CREATE INDEX videos_public_recent ON videos (published_at DESC, id DESC) WHERE privacy = 1 AND state = 1;
CREATE INDEX videos_name ON videos (name_folded);
CREATE INDEX videos_views ON videos (views DESC, id DESC) WHERE privacy = 1 AND state = 1;

CREATE TABLE video_tags (
    video_id   INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    tag        TEXT NOT NULL,
    tag_folded TEXT NOT NULL,
    PRIMARY KEY (video_id, position)
);
CREATE INDEX video_tags_tag ON video_tags (tag_folded, video_id);

CREATE TABLE streaming_playlists (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    video_id         INTEGER NOT NULL UNIQUE REFERENCES videos (id) ON DELETE CASCADE,
    type             INTEGER NOT NULL CHECK (type = 1),
    master_filename  TEXT NOT NULL UNIQUE,
    sha256_filename  TEXT NOT NULL UNIQUE,
    created_at       TEXT NOT NULL,
    updated_at       TEXT NOT NULL
);

-- A row with a playlist is a rendition of that HLS playlist, one without is a web video.
CREATE TABLE video_files (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    video_id          INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    playlist_id       INTEGER REFERENCES streaming_playlists (id) ON DELETE CASCADE,
    resolution        INTEGER NOT NULL,
    width             INTEGER,
    height            INTEGER,
    fps               REAL NOT NULL,
    size              INTEGER NOT NULL,
    has_audio         BOOLEAN NOT NULL,
    has_video         BOOLEAN NOT NULL,
    filename          TEXT NOT NULL UNIQUE,
    playlist_filename TEXT UNIQUE,
    storage           INTEGER NOT NULL DEFAULT 0 CHECK (storage IN (0, 1)),
    metadata          TEXT,
    created_at        TEXT NOT NULL
);
CREATE INDEX video_files_video ON video_files (video_id);
CREATE INDEX video_files_playlist ON video_files (playlist_id);

CREATE TABLE thumbnails (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    video_id   INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    type       INTEGER NOT NULL CHECK (type IN (1, 2)),
    filename   TEXT NOT NULL UNIQUE,
    width      INTEGER NOT NULL,
    height     INTEGER NOT NULL,
    automatic  BOOLEAN NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (video_id, type)
);

CREATE TABLE storyboards (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    video_id        INTEGER NOT NULL UNIQUE REFERENCES videos (id) ON DELETE CASCADE,
    filename        TEXT NOT NULL UNIQUE,
    total_height    INTEGER NOT NULL,
    total_width     INTEGER NOT NULL,
    sprite_height   INTEGER NOT NULL,
    sprite_width    INTEGER NOT NULL,
    sprite_duration INTEGER NOT NULL,
    created_at      TEXT NOT NULL
);

CREATE TABLE scheduled_updates (
    video_id  INTEGER NOT NULL PRIMARY KEY REFERENCES videos (id) ON DELETE CASCADE,
    update_at TEXT NOT NULL,
    privacy   INTEGER CHECK (privacy BETWEEN 1 AND 5)
);
CREATE INDEX scheduled_updates_due ON scheduled_updates (update_at);

CREATE TABLE video_passwords (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    video_id   INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    password   TEXT NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (video_id, password)
);

-- Short-lived rights to the files of one video; kept as SHA-256 only.
CREATE TABLE video_file_tokens (
    hash       BLOB NOT NULL PRIMARY KEY,
    video_id   INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    user_id    INTEGER REFERENCES users (id) ON DELETE CASCADE,
    expires_at TEXT NOT NULL
);
CREATE INDEX video_file_tokens_video ON video_file_tokens (video_id);
CREATE INDEX video_file_tokens_expiry ON video_file_tokens (expires_at);

-- A resumable upload. The stored length is the length of its file; only what a file cannot tell is here.
CREATE TABLE uploads (
    id           TEXT NOT NULL PRIMARY KEY,
    user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    total        INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    filename     TEXT NOT NULL,
    metadata     TEXT NOT NULL,
    answer       TEXT,
    video_id     INTEGER REFERENCES videos (id) ON DELETE CASCADE,
    created_at   TEXT NOT NULL,
    touched_at   TEXT NOT NULL
);
CREATE INDEX uploads_user ON uploads (user_id);
CREATE INDEX uploads_touched ON uploads (touched_at);

-- Durable background work. A leased job whose lease ran out is waiting again.
CREATE TABLE jobs (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    kind             TEXT NOT NULL,
    state            TEXT NOT NULL CHECK (state IN ('waiting', 'active', 'completed', 'failed', 'waiting-children')),
    priority         INTEGER NOT NULL DEFAULT 0,
    payload          TEXT NOT NULL,
    request_id       TEXT NOT NULL,
    parent_id        INTEGER REFERENCES jobs (id) ON DELETE CASCADE,
    video_id         INTEGER REFERENCES videos (id) ON DELETE CASCADE,
    attempts         INTEGER NOT NULL DEFAULT 0,
    max_attempts     INTEGER NOT NULL,
    run_at           TEXT NOT NULL,
    lease            TEXT,
    lease_expires_at TEXT,
    progress         INTEGER NOT NULL DEFAULT 0,
    error            TEXT,
    created_at       TEXT NOT NULL,
    started_at       TEXT,
    finished_at      TEXT
);
CREATE INDEX jobs_claimable ON jobs (kind, priority, run_at, id) WHERE state = 'waiting';
CREATE INDEX jobs_leases ON jobs (lease_expires_at) WHERE state = 'active';
CREATE INDEX jobs_state ON jobs (state, id DESC);
CREATE INDEX jobs_parent ON jobs (parent_id);
CREATE INDEX jobs_video ON jobs (video_id);

-- Files to delete once the change that orphaned them is committed; kept until the file is gone.
CREATE TABLE file_removals (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    folder     TEXT NOT NULL,
    name       TEXT NOT NULL,
    created_at TEXT NOT NULL
);

-- What other servers must hear of; written in the transaction of the change itself.
CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    actor_id   INTEGER NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    activity   TEXT NOT NULL CHECK (activity IN ('create', 'update', 'delete')),
    object_url TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE INDEX outbox_created ON outbox (created_at);
