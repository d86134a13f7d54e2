-- What is kept out of lists: an account or a whole host, for one user, or for everybody where user_id is NULL.
CREATE TABLE blocks (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    INTEGER REFERENCES users (id) ON DELETE CASCADE,
    account_id INTEGER REFERENCES accounts (id) ON DELETE CASCADE,
    host       TEXT,
    created_at TEXT NOT NULL,
    CHECK ((account_id IS NULL) <> (host IS NULL))
);
CREATE UNIQUE INDEX blocks_by_account ON blocks (COALESCE(user_id, 0), account_id) WHERE account_id IS NOT NULL;
CREATE UNIQUE INDEX blocks_by_host ON blocks (COALESCE(user_id, 0), host) WHERE host IS NOT NULL;
CREATE INDEX blocks_by_blocker ON blocks (COALESCE(user_id, 0), created_at);
CREATE INDEX blocks_account ON blocks (account_id);
CREATE INDEX blocks_user ON blocks (user_id);

-- Who follows whom. A subscription is the account of a user following a channel.
CREATE TABLE follows (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    follower_id  INTEGER NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    following_id INTEGER NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    state        TEXT NOT NULL CHECK (state IN ('pending', 'accepted')),
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    UNIQUE (follower_id, following_id)
);
CREATE INDEX follows_following ON follows (following_id, id);

-- Subscriptions to channels of other servers that are not known here yet.
CREATE TABLE follow_requests (
    account_id  INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name_folded TEXT NOT NULL,
    host        TEXT NOT NULL,
    created_at  TEXT NOT NULL,
    PRIMARY KEY (account_id, name_folded, host)
);
CREATE INDEX follow_requests_channel ON follow_requests (host, name_folded);
