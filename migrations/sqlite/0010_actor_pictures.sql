-- The pictures of accounts and channels: what is shown of them, as JSON, and what the names of their files begin with.
ALTER TABLE actors ADD COLUMN avatar TEXT;
ALTER TABLE actors ADD COLUMN avatar_name TEXT;
ALTER TABLE actors ADD COLUMN banner TEXT;
ALTER TABLE actors ADD COLUMN banner_name TEXT;
CREATE UNIQUE INDEX actors_avatar ON actors (avatar_name) WHERE avatar_name IS NOT NULL;
CREATE UNIQUE INDEX actors_banner ON actors (banner_name) WHERE banner_name IS NOT NULL;
