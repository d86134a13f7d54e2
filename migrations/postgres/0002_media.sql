-- Fairness between users: jobs of one class are taken turn by turn, and each user has one job per turn.
ALTER TABLE jobs ADD COLUMN user_id BIGINT REFERENCES users (id) ON DELETE SET NULL;
ALTER TABLE jobs ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
DROP INDEX jobs_claimable;
CREATE INDEX jobs_claimable ON jobs (kind, priority, turn, run_at, id) WHERE state = 'waiting';
CREATE INDEX jobs_user ON jobs (user_id, kind, priority) WHERE state IN ('waiting', 'active', 'waiting-children');

-- What a master playlist says of a rendition.
ALTER TABLE video_files ADD COLUMN codecs TEXT;
ALTER TABLE video_files ADD COLUMN bandwidth BIGINT;
ALTER TABLE video_files ADD COLUMN average_bandwidth BIGINT;

-- A file token dies with the session that asked for it: the hash of that session's access token.
ALTER TABLE video_file_tokens ADD COLUMN session BYTEA;
CREATE INDEX video_file_tokens_session ON video_file_tokens (session);
CREATE INDEX video_file_tokens_user ON video_file_tokens (user_id);
