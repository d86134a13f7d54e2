-- The language of their mails; none until they say so.
ALTER TABLE users ADD COLUMN language TEXT;
-- The address that they want to have once it is confirmed.
ALTER TABLE users ADD COLUMN pending_email TEXT;
-- What the codes of two-factor are made of, sealed; and the step of the last code, since each is good once.
ALTER TABLE users ADD COLUMN otp_secret BLOB;
ALTER TABLE users ADD COLUMN otp_step INTEGER;

-- Who asks to become a user.
CREATE TABLE registrations (
    id                   INTEGER PRIMARY KEY AUTOINCREMENT,
    state                INTEGER NOT NULL CHECK (state IN (1, 2, 3)),
    username             TEXT NOT NULL,
    username_folded      TEXT NOT NULL,
    email                TEXT NOT NULL,
    email_folded         TEXT NOT NULL,
    email_verified       BOOLEAN,
    password_hash        TEXT NOT NULL,
    account_display_name TEXT,
    channel_handle       TEXT,
    channel_display_name TEXT,
    reason               TEXT NOT NULL,
    moderation_response  TEXT,
    language             TEXT,
    user_id              INTEGER REFERENCES users (id) ON DELETE SET NULL,
    created_at           TEXT NOT NULL,
    updated_at           TEXT NOT NULL
);
-- Of those that nobody has decided yet, no two have a name or an address.
CREATE UNIQUE INDEX registrations_name ON registrations (username_folded) WHERE state = 1;
CREATE UNIQUE INDEX registrations_email ON registrations (email_folded) WHERE state = 1;
CREATE INDEX registrations_user ON registrations (user_id);
CREATE INDEX registrations_created ON registrations (created_at);
