-- Everything one does to a message.

ALTER TABLE messages ADD COLUMN deleted_by BLOB;
ALTER TABLE messages ADD COLUMN forwarded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN pinned_by BLOB;
ALTER TABLE messages ADD COLUMN card TEXT;

CREATE INDEX messages_pinned ON messages (conversation, seq) WHERE pinned_by IS NOT NULL;

-- Also of messages that are not held yet, and without emojis once they are taken back.
CREATE TABLE reactions (
    conversation BLOB NOT NULL,
    message BLOB NOT NULL,
    account BLOB NOT NULL,
    emojis TEXT NOT NULL,
    rev INTEGER NOT NULL,
    PRIMARY KEY (conversation, message, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE stars (
    message BLOB NOT NULL PRIMARY KEY,
    conversation BLOB NOT NULL,
    starred INTEGER NOT NULL,
    follow_up_at INTEGER,
    rev INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE filings (
    conversation BLOB NOT NULL PRIMARY KEY,
    pinned INTEGER NOT NULL,
    archived_at INTEGER,
    muted_until INTEGER,
    unread INTEGER NOT NULL,
    rev INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
