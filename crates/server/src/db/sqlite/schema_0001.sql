-- The first schema. Ids are 16-byte UUIDs, times milliseconds since 1970, `rev` the number of the change that
-- last touched a row. Every row names its workspace and every key begins with it.
-- A migration is never edited once it has been released.

CREATE TABLE workspaces (
    id         BLOB    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    brand_hue  INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    rev        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
    workspace  BLOB    NOT NULL REFERENCES workspaces (id),
    id         BLOB    NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('coach', 'client')),
    name       TEXT    NOT NULL,
    email      TEXT,             -- NULL: a client who was invited by code
    joined_at  INTEGER,          -- NULL: the invitation is open
    created_at INTEGER NOT NULL,
    rev        INTEGER NOT NULL,
    PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX accounts_email ON accounts (workspace, email) WHERE email IS NOT NULL;
CREATE INDEX accounts_sign_in ON accounts (email) WHERE email IS NOT NULL;
CREATE INDEX accounts_changed ON accounts (workspace, rev);

CREATE TABLE devices (
    workspace    BLOB    NOT NULL,
    id           BLOB    NOT NULL,
    account      BLOB    NOT NULL,
    token_hash   BLOB    NOT NULL UNIQUE,
    name         TEXT    NOT NULL,
    signed_in_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX devices_account ON devices (workspace, account);

-- Older than any account, so without a workspace.
CREATE TABLE sign_in_codes (
    email      TEXT    NOT NULL PRIMARY KEY,
    code_hash  BLOB    NOT NULL,
    expires_at INTEGER NOT NULL,
    attempts   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_codes_expire ON sign_in_codes (expires_at);

CREATE TABLE invites (
    workspace  BLOB    NOT NULL,
    id         BLOB    NOT NULL,
    account    BLOB    NOT NULL,
    code_hash  BLOB    NOT NULL UNIQUE,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER,          -- NULL: open
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX invites_account ON invites (workspace, account);

CREATE TABLE conversations (
    workspace  BLOB    NOT NULL REFERENCES workspaces (id),
    id         BLOB    NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('direct', 'group')),
    name       TEXT    NOT NULL,
    client     BLOB,             -- NULL: a group
    archived   INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    rev        INTEGER NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, client) REFERENCES accounts (workspace, id),
    CHECK ((kind = 'direct') = (client IS NOT NULL))
) STRICT, WITHOUT ROWID;
-- Exactly one direct conversation per client, whoever makes it first.
CREATE UNIQUE INDEX conversations_client ON conversations (workspace, client) WHERE client IS NOT NULL;

CREATE TABLE members (
    workspace    BLOB    NOT NULL,
    conversation BLOB    NOT NULL,
    account      BLOB    NOT NULL,
    role         INTEGER NOT NULL CHECK (role IN (0, 1, 2)), -- member, admin, owner
    can_post     INTEGER NOT NULL,
    active       INTEGER NOT NULL,
    joined       INTEGER NOT NULL,   -- the change by which they came in: who is longest in
    rev          INTEGER NOT NULL,
    PRIMARY KEY (workspace, conversation, account),
    FOREIGN KEY (workspace, conversation) REFERENCES conversations (workspace, id),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_changed ON members (workspace, conversation, rev);
CREATE INDEX members_account ON members (workspace, account);

CREATE TABLE messages (
    workspace    BLOB    NOT NULL,
    conversation BLOB    NOT NULL,
    seq          INTEGER NOT NULL,
    id           BLOB    NOT NULL,
    author       BLOB    NOT NULL,
    rev          INTEGER NOT NULL,
    sent_at      INTEGER NOT NULL,
    text         TEXT    NOT NULL,   -- empty when deleted
    spans        TEXT    NOT NULL,   -- JSON; empty without formatting
    reply_to     BLOB,               -- NULL: no reply
    edited_at    INTEGER,            -- NULL: as first written
    deleted      INTEGER NOT NULL,
    PRIMARY KEY (workspace, conversation, seq),
    FOREIGN KEY (workspace, conversation) REFERENCES conversations (workspace, id),
    FOREIGN KEY (workspace, author) REFERENCES accounts (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX messages_id ON messages (workspace, id);
-- Only what was edited or deleted: a new message is found by its place.
CREATE INDEX messages_changed ON messages (workspace, conversation, rev) WHERE rev <> seq;

CREATE TABLE receipts (
    workspace    BLOB    NOT NULL,
    conversation BLOB    NOT NULL,
    account      BLOB    NOT NULL,
    delivered    INTEGER NOT NULL,
    read         INTEGER NOT NULL,
    rev          INTEGER NOT NULL,
    PRIMARY KEY (workspace, conversation, account),
    FOREIGN KEY (workspace, conversation) REFERENCES conversations (workspace, id),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipts_changed ON receipts (workspace, conversation, rev);

CREATE TABLE drafts (
    workspace    BLOB    NOT NULL,
    account      BLOB    NOT NULL,
    conversation BLOB    NOT NULL,
    text         TEXT    NOT NULL,
    reply_to     BLOB,               -- NULL: no reply
    rev          INTEGER NOT NULL,
    PRIMARY KEY (workspace, account, conversation),
    FOREIGN KEY (workspace, conversation) REFERENCES conversations (workspace, id),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX drafts_changed ON drafts (workspace, account, rev);

CREATE TABLE memberships (
    workspace    BLOB    NOT NULL,
    account      BLOB    NOT NULL,
    conversation BLOB    NOT NULL,
    active       INTEGER NOT NULL,
    rev          INTEGER NOT NULL,
    PRIMARY KEY (workspace, account, conversation),
    FOREIGN KEY (workspace, conversation) REFERENCES conversations (workspace, id),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_changed ON memberships (workspace, account, rev);

CREATE TABLE feeds (
    workspace BLOB    NOT NULL REFERENCES workspaces (id),
    kind      INTEGER NOT NULL CHECK (kind IN (1, 2, 3, 4)), -- workspace, account, conversation, receipts
    id        BLOB    NOT NULL,
    head      INTEGER NOT NULL,
    PRIMARY KEY (workspace, kind, id)
) STRICT, WITHOUT ROWID;

-- Answers without any words of a message: a message's is looked up again when its command comes twice.
CREATE TABLE commands (
    workspace BLOB    NOT NULL,
    account   BLOB    NOT NULL,
    id        BLOB    NOT NULL,
    at        INTEGER NOT NULL,
    outcome   TEXT    NOT NULL,
    PRIMARY KEY (workspace, account, id),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
) STRICT, WITHOUT ROWID;
