-- Groups: how they are set, from where on they are for this person, what happened in them; notes among coaches; how clients are filed.

ALTER TABLE conversations ADD COLUMN settings TEXT;
ALTER TABLE members ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN staff_only INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN event TEXT;

CREATE TABLE tags (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    hue INTEGER NOT NULL,
    rev INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE client_files (
    account BLOB NOT NULL PRIMARY KEY,
    tags TEXT NOT NULL,
    coach BLOB,
    rev INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cohorts (
    conversation BLOB NOT NULL PRIMARY KEY,
    rule TEXT NOT NULL,
    rev INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
