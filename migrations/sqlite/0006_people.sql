-- A user who is being removed: what is theirs goes first, a few videos at a time.
ALTER TABLE users ADD COLUMN removed_at TEXT;
CREATE INDEX users_removed ON users (removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX users_created ON users (created_at);
-- The same for a channel.
ALTER TABLE channels ADD COLUMN removed_at TEXT;
CREATE INDEX channels_removed ON channels (removed_at) WHERE removed_at IS NOT NULL;
