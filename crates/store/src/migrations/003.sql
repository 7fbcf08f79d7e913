-- Files: of messages, of what waits to be sent, in composers; and which voice notes were listened to.

ALTER TABLE messages ADD COLUMN attachments TEXT;
ALTER TABLE outbox ADD COLUMN files TEXT;

CREATE TABLE composers (
    conversation BLOB NOT NULL PRIMARY KEY,
    files TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE played (
    conversation BLOB NOT NULL,
    message BLOB NOT NULL,
    account BLOB NOT NULL,
    PRIMARY KEY (conversation, message, account)
) STRICT, WITHOUT ROWID;

-- Files of which nothing is to be on this device any more, until that is done.
CREATE TABLE forgotten (
    file BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
