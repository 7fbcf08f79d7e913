CREATE TABLE accounts (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT,
    joined_at INTEGER,
    direct BLOB
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

CREATE TABLE composers (
    conversation BLOB NOT NULL PRIMARY KEY,
    files TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    client BLOB,
    archived INTEGER NOT NULL,
    created_at INTEGER NOT NULL
, settings TEXT) STRICT, WITHOUT ROWID;

CREATE TABLE drafts (
    conversation BLOB NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    reply_to BLOB,
    rev INTEGER NOT NULL,
    unsent INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE feeds (
    feed TEXT NOT NULL PRIMARY KEY,
    head INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE filings (
    conversation BLOB NOT NULL PRIMARY KEY,
    pinned INTEGER NOT NULL,
    archived_at INTEGER,
    muted_until INTEGER,
    unread INTEGER NOT NULL,
    rev INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE forgotten (
    file BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE me (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    json TEXT NOT NULL
) STRICT;

CREATE TABLE members (
    conversation BLOB NOT NULL,
    account BLOB NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    role TEXT NOT NULL,
    can_post INTEGER NOT NULL,
    active INTEGER NOT NULL, since INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE memberships (
    conversation BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

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
, deleted_by BLOB, forwarded INTEGER NOT NULL DEFAULT 0, pinned_by BLOB, card TEXT, attachments TEXT, staff_only INTEGER NOT NULL DEFAULT 0, event TEXT) STRICT;

CREATE UNIQUE INDEX messages_by_place ON messages (conversation, seq);

CREATE INDEX messages_pinned ON messages (conversation, seq) WHERE pinned_by IS NOT NULL;

CREATE TABLE outbox (
    position INTEGER NOT NULL PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    command TEXT NOT NULL,
    failure TEXT
, files TEXT) STRICT;

CREATE TABLE played (
    conversation BLOB NOT NULL,
    message BLOB NOT NULL,
    account BLOB NOT NULL,
    PRIMARY KEY (conversation, message, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE reactions (
    conversation BLOB NOT NULL,
    message BLOB NOT NULL,
    account BLOB NOT NULL,
    emojis TEXT NOT NULL,
    rev INTEGER NOT NULL,
    PRIMARY KEY (conversation, message, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipts (
    conversation BLOB NOT NULL,
    account BLOB NOT NULL,
    delivered INTEGER NOT NULL,
    read INTEGER NOT NULL,
    PRIMARY KEY (conversation, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE seen (
    conversation BLOB NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE stars (
    message BLOB NOT NULL PRIMARY KEY,
    conversation BLOB NOT NULL,
    starred INTEGER NOT NULL,
    follow_up_at INTEGER,
    rev INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE stretches (
    conversation BLOB NOT NULL PRIMARY KEY,
    json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tags (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    hue INTEGER NOT NULL,
    rev INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE templates (
    id BLOB NOT NULL,
    own INTEGER NOT NULL,
    owner BLOB,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    files TEXT,
    rev INTEGER NOT NULL,
    PRIMARY KEY (id, own)
) STRICT, WITHOUT ROWID;

CREATE TABLE vault_folders (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    parent BLOB,
    rev INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE vault_items (
    id BLOB NOT NULL PRIMARY KEY,
    file TEXT NOT NULL,
    name TEXT NOT NULL,
    folder BLOB,
    tags TEXT,
    added_by BLOB NOT NULL,
    added_at INTEGER NOT NULL,
    rev INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
