-- What users are told. `subject` names what it is about, so that nobody is told of one thing twice.
CREATE TABLE notifications (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id         INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    type            INTEGER NOT NULL CHECK (type BETWEEN 1 AND 22),
    subject         TEXT NOT NULL,
    on_web          BOOLEAN NOT NULL,
    by_mail         BOOLEAN NOT NULL,
    read            BOOLEAN NOT NULL DEFAULT FALSE,
    mailed_at       TEXT,
    video_id        INTEGER REFERENCES videos (id) ON DELETE CASCADE,
    account_id      INTEGER REFERENCES accounts (id) ON DELETE CASCADE,
    follow_id       INTEGER REFERENCES follows (id) ON DELETE CASCADE,
    registration_id INTEGER REFERENCES registrations (id) ON DELETE CASCADE,
    created_at      TEXT NOT NULL,
    updated_at      TEXT NOT NULL,
    UNIQUE (user_id, type, subject)
);
CREATE INDEX notifications_list ON notifications (user_id, created_at, id) WHERE on_web;
CREATE INDEX notifications_unread ON notifications (user_id) WHERE on_web AND NOT read;
CREATE INDEX notifications_to_mail ON notifications (user_id) WHERE by_mail AND mailed_at IS NULL;
CREATE INDEX notifications_video ON notifications (video_id);
CREATE INDEX notifications_account ON notifications (account_id);
CREATE INDEX notifications_follow ON notifications (follow_id);
CREATE INDEX notifications_registration ON notifications (registration_id);
CREATE INDEX notifications_created ON notifications (created_at);

-- How they want to be told, where that is not the default: a sum of 1 (on the web) and 2 (by mail).
CREATE TABLE notification_settings (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    event   TEXT NOT NULL,
    value   INTEGER NOT NULL CHECK (value BETWEEN 0 AND 3),
    PRIMARY KEY (user_id, event)
);

-- When a user was mailed their notifications last.
ALTER TABLE users ADD COLUMN notifications_mailed_at TEXT;
