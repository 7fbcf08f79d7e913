-- Ids are the 16 bytes of a UUID. Times are milliseconds since 1970 by the server's clock. Numbers are places in feeds.

CREATE TABLE me (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    json TEXT NOT NULL
) STRICT;

CREATE TABLE feeds (
    feed TEXT NOT NULL PRIMARY KEY,
    head INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT,
    joined_at INTEGER,
    direct BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE memberships (
    conversation BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    client BLOB,
    archived INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
    conversation BLOB NOT NULL,
    account BLOB NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    role TEXT NOT NULL,
    can_post INTEGER NOT NULL,
    active INTEGER NOT NULL,
    PRIMARY KEY (conversation, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipts (
    conversation BLOB NOT NULL,
    account BLOB NOT NULL,
    delivered INTEGER NOT NULL,
    read INTEGER NOT NULL,
    PRIMARY KEY (conversation, account)
) STRICT, WITHOUT ROWID;

-- The row number is for a full-text index to hang on to.
CREATE TABLE messages (
    number INTEGER NOT NULL PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    conversation BLOB NOT NULL,
    author BLOB NOT NULL,
    seq INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    text TEXT NOT NULL,
    spans TEXT,
    reply_to BLOB,
    edited_at INTEGER,
    deleted INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX messages_by_place ON messages (conversation, seq);

CREATE TABLE stretches (
    conversation BLOB NOT NULL PRIMARY KEY,
    json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE seen (
    conversation BLOB NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE drafts (
    conversation BLOB NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    reply_to BLOB,
    rev INTEGER NOT NULL,
    unsent INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    position INTEGER NOT NULL PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    command TEXT NOT NULL,
    failure TEXT
) STRICT;
