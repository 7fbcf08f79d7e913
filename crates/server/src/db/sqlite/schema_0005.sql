-- Photos, files and voice notes. What a column of an earlier table means when it is NULL is said beside it.

ALTER TABLE messages ADD COLUMN attachments TEXT; -- JSON; NULL: none
CREATE INDEX messages_linking ON messages (workspace, conversation, seq)
    WHERE instr(lower(spans), '"url":"http') > 0;

-- Files that were begun. The bytes are in the place of the media: pieces while they come, then named by their hash.
CREATE TABLE files (
    workspace  BLOB    NOT NULL,
    id         BLOB    NOT NULL,
    owner      BLOB    NOT NULL,   -- who brought it
    begun_at   INTEGER NOT NULL,
    bytes      INTEGER NOT NULL,   -- of all of it, as it was announced
    asked      TEXT,               -- JSON, what was announced; NULL: all has come
    received   INTEGER NOT NULL,   -- how many of them have come
    attachment TEXT,               -- JSON, as it is shown; NULL: still coming
    hash       BLOB,               -- of the bytes as they are stored; NULL: not known yet
    thumbnail  BLOB,               -- hash of its bytes; NULL: none
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, owner) REFERENCES accounts (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX files_owner ON files (workspace, owner, begun_at);
CREATE INDEX files_hash ON files (workspace, hash) WHERE hash IS NOT NULL;
CREATE INDEX files_thumbnail ON files (workspace, thumbnail) WHERE thumbnail IS NOT NULL;

-- Which messages have a file, and so who may see it.
CREATE TABLE message_files (
    workspace    BLOB    NOT NULL,
    file         BLOB    NOT NULL,
    conversation BLOB    NOT NULL,
    seq          INTEGER NOT NULL, -- of the message
    sort         TEXT    NOT NULL CHECK (sort IN ('pictures', 'documents', 'voice')),
    PRIMARY KEY (workspace, file, conversation, seq),
    FOREIGN KEY (workspace, file) REFERENCES files (workspace, id),
    FOREIGN KEY (workspace, conversation, seq) REFERENCES messages (workspace, conversation, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_files_message ON message_files (workspace, conversation, seq);
CREATE INDEX message_files_sort ON message_files (workspace, conversation, sort, seq);

-- Who has listened to a voice note; goes with it.
CREATE TABLE played (
    workspace    BLOB    NOT NULL,
    conversation BLOB    NOT NULL,
    seq          INTEGER NOT NULL, -- of the message
    account      BLOB    NOT NULL,
    rev          INTEGER NOT NULL,
    PRIMARY KEY (workspace, conversation, seq, account),
    FOREIGN KEY (workspace, conversation, seq) REFERENCES messages (workspace, conversation, seq),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX played_changed ON played (workspace, conversation, rev);

-- What the server signs with, made once, the same for all nodes.
CREATE TABLE keys (
    name   TEXT NOT NULL PRIMARY KEY,
    secret BLOB NOT NULL
) STRICT, WITHOUT ROWID;
