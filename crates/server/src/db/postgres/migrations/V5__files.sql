-- Photos, files and voice notes. What a column of an earlier table means when it is NULL is said beside it.

ALTER TABLE messages ADD COLUMN attachments text; -- JSON; NULL: none
CREATE INDEX messages_linking ON messages (workspace, conversation, seq)
    WHERE strpos(lower(spans), '"url":"http') > 0;

-- Files that were begun. The bytes are in the place of the media: pieces while they come, then named by their hash.
CREATE TABLE files (
    workspace  uuid    NOT NULL,
    id         uuid    NOT NULL,
    owner      uuid    NOT NULL,   -- who brought it
    begun_at   bigint  NOT NULL,
    bytes      bigint  NOT NULL,   -- of all of it, as it was announced
    asked      text,               -- JSON, what was announced; NULL: all has come
    received   bigint  NOT NULL,   -- how many of them have come
    attachment text,               -- JSON, as it is shown; NULL: still coming
    hash       bytea,              -- of the bytes as they are stored; NULL: not known yet
    thumbnail  bytea,              -- hash of its bytes; NULL: none
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, owner) REFERENCES accounts (workspace, id)
);
CREATE INDEX files_owner ON files (workspace, owner, begun_at);
CREATE INDEX files_hash ON files (workspace, hash) WHERE hash IS NOT NULL;
CREATE INDEX files_thumbnail ON files (workspace, thumbnail) WHERE thumbnail IS NOT NULL;

-- Which messages have a file, and so who may see it.
CREATE TABLE message_files (
    workspace    uuid    NOT NULL,
    file         uuid    NOT NULL,
    conversation uuid    NOT NULL,
    seq          bigint  NOT NULL, -- of the message
    sort         text    NOT NULL CHECK (sort IN ('pictures', 'documents', 'voice')),
    PRIMARY KEY (workspace, file, conversation, seq),
    FOREIGN KEY (workspace, file) REFERENCES files (workspace, id),
    FOREIGN KEY (workspace, conversation, seq) REFERENCES messages (workspace, conversation, seq)
);
CREATE INDEX message_files_message ON message_files (workspace, conversation, seq);
CREATE INDEX message_files_sort ON message_files (workspace, conversation, sort, seq);

-- Who has listened to a voice note; goes with it.
CREATE TABLE played (
    workspace    uuid    NOT NULL,
    conversation uuid    NOT NULL,
    seq          bigint  NOT NULL, -- of the message
    account      uuid    NOT NULL,
    rev          bigint  NOT NULL,
    PRIMARY KEY (workspace, conversation, seq, account),
    FOREIGN KEY (workspace, conversation, seq) REFERENCES messages (workspace, conversation, seq),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
);
CREATE INDEX played_changed ON played (workspace, conversation, rev);

-- What the server signs with, made once, the same for all nodes.
CREATE TABLE keys (
    name   text NOT NULL PRIMARY KEY,
    secret bytea NOT NULL
);
