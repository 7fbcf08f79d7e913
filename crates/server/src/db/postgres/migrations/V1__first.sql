-- The first schema: the tables and columns of SQLite's, and `tick`. Ids are UUIDs, times milliseconds since 1970, `rev` the
-- number of the change that last touched a row. Every row names its workspace and every key begins with it.
-- A migration is never edited once it has been released.

CREATE TABLE workspaces (
    id         uuid    NOT NULL PRIMARY KEY,
    name       text    NOT NULL,
    brand_hue  bigint  NOT NULL,
    created_at bigint  NOT NULL,
    rev        bigint  NOT NULL,
    -- Raised by every writing transaction, which thereby holds the row until it ends: the writers of one workspace, on
    -- whatever node, come one after the other. Says how far a node has looked; no part of the data.
    tick       bigint  NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

CREATE TABLE accounts (
    workspace  uuid    NOT NULL REFERENCES workspaces (id),
    id         uuid    NOT NULL,
    kind       text    NOT NULL CHECK (kind IN ('coach', 'client')),
    name       text    NOT NULL,
    email      text,             -- NULL: a client who was invited by code
    joined_at  bigint,           -- NULL: the invitation is open
    created_at bigint  NOT NULL,
    rev        bigint  NOT NULL,
    PRIMARY KEY (workspace, id)
);
CREATE UNIQUE INDEX accounts_email ON accounts (workspace, email) WHERE email IS NOT NULL;
CREATE INDEX accounts_sign_in ON accounts (email) WHERE email IS NOT NULL;
CREATE INDEX accounts_changed ON accounts (workspace, rev);

CREATE TABLE devices (
    workspace    uuid    NOT NULL,
    id           uuid    NOT NULL,
    account      uuid    NOT NULL,
    token_hash   bytea   NOT NULL UNIQUE,
    name         text    NOT NULL,
    signed_in_at bigint  NOT NULL,
    last_seen_at bigint  NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
);
CREATE INDEX devices_account ON devices (workspace, account);

-- Older than any account, so without a workspace.
CREATE TABLE sign_in_codes (
    email      text    NOT NULL PRIMARY KEY,
    code_hash  bytea   NOT NULL,
    expires_at bigint  NOT NULL,
    attempts   bigint  NOT NULL
);
CREATE INDEX sign_in_codes_expire ON sign_in_codes (expires_at);

CREATE TABLE invites (
    workspace  uuid    NOT NULL,
    id         uuid    NOT NULL,
    account    uuid    NOT NULL,
    code_hash  bytea   NOT NULL UNIQUE,
    expires_at bigint  NOT NULL,
    used_at    bigint,           -- NULL: open
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
);
CREATE INDEX invites_account ON invites (workspace, account);

CREATE TABLE conversations (
    workspace  uuid    NOT NULL REFERENCES workspaces (id),
    id         uuid    NOT NULL,
    kind       text    NOT NULL CHECK (kind IN ('direct', 'group')),
    name       text    NOT NULL,
    client     uuid,             -- NULL: a group
    archived   boolean NOT NULL,
    created_at bigint  NOT NULL,
    rev        bigint  NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, client) REFERENCES accounts (workspace, id),
    CHECK ((kind = 'direct') = (client IS NOT NULL))
);
-- Exactly one direct conversation per client, whoever makes it first.
CREATE UNIQUE INDEX conversations_client ON conversations (workspace, client) WHERE client IS NOT NULL;

CREATE TABLE members (
    workspace    uuid    NOT NULL,
    conversation uuid    NOT NULL,
    account      uuid    NOT NULL,
    role         bigint  NOT NULL CHECK (role IN (0, 1, 2)), -- member, admin, owner
    can_post     boolean NOT NULL,
    active       boolean NOT NULL,
    joined       bigint  NOT NULL,   -- the change by which they came in: who is longest in
    rev          bigint  NOT NULL,
    PRIMARY KEY (workspace, conversation, account),
    FOREIGN KEY (workspace, conversation) REFERENCES conversations (workspace, id),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
);
CREATE INDEX members_changed ON members (workspace, conversation, rev);
CREATE INDEX members_account ON members (workspace, account);

CREATE TABLE messages (
    workspace    uuid    NOT NULL,
    conversation uuid    NOT NULL,
    seq          bigint  NOT NULL,
    id           uuid    NOT NULL,
    author       uuid    NOT NULL,
    rev          bigint  NOT NULL,
    sent_at      bigint  NOT NULL,
    text         text    NOT NULL,   -- empty when deleted
    spans        text    NOT NULL,   -- JSON; empty without formatting
    reply_to     uuid,               -- NULL: no reply
    edited_at    bigint,             -- NULL: as first written
    deleted      boolean NOT NULL,
    PRIMARY KEY (workspace, conversation, seq),
    FOREIGN KEY (workspace, conversation) REFERENCES conversations (workspace, id),
    FOREIGN KEY (workspace, author) REFERENCES accounts (workspace, id)
);
CREATE UNIQUE INDEX messages_id ON messages (workspace, id);
-- Only what was edited or deleted: a new message is found by its place.
CREATE INDEX messages_changed ON messages (workspace, conversation, rev) WHERE rev <> seq;

CREATE TABLE receipts (
    workspace    uuid    NOT NULL,
    conversation uuid    NOT NULL,
    account      uuid    NOT NULL,
    delivered    bigint  NOT NULL,
    read         bigint  NOT NULL,
    rev          bigint  NOT NULL,
    PRIMARY KEY (workspace, conversation, account),
    FOREIGN KEY (workspace, conversation) REFERENCES conversations (workspace, id),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
);
CREATE INDEX receipts_changed ON receipts (workspace, conversation, rev);

CREATE TABLE drafts (
    workspace    uuid    NOT NULL,
    account      uuid    NOT NULL,
    conversation uuid    NOT NULL,
    text         text    NOT NULL,
    reply_to     uuid,               -- NULL: no reply
    rev          bigint  NOT NULL,
    PRIMARY KEY (workspace, account, conversation),
    FOREIGN KEY (workspace, conversation) REFERENCES conversations (workspace, id),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
);
CREATE INDEX drafts_changed ON drafts (workspace, account, rev);

CREATE TABLE memberships (
    workspace    uuid    NOT NULL,
    account      uuid    NOT NULL,
    conversation uuid    NOT NULL,
    active       boolean NOT NULL,
    rev          bigint  NOT NULL,
    PRIMARY KEY (workspace, account, conversation),
    FOREIGN KEY (workspace, conversation) REFERENCES conversations (workspace, id),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
);
CREATE INDEX memberships_changed ON memberships (workspace, account, rev);

CREATE TABLE feeds (
    workspace uuid    NOT NULL REFERENCES workspaces (id),
    kind      bigint  NOT NULL CHECK (kind IN (1, 2, 3, 4)), -- workspace, account, conversation, receipts
    id        uuid    NOT NULL,
    head      bigint  NOT NULL,
    -- The workspace's tick when the head was last raised. Not indexed: a new head then moves no index entry, and whoever asks
    -- for what moved reads the feeds of those workspaces only that did.
    tick      bigint  NOT NULL,
    PRIMARY KEY (workspace, kind, id)
) WITH (fillfactor = 50);

-- Answers without any words of a message: a message's is looked up again when its command comes twice.
CREATE TABLE commands (
    workspace uuid    NOT NULL,
    account   uuid    NOT NULL,
    id        uuid    NOT NULL,
    at        bigint  NOT NULL,
    outcome   text    NOT NULL,
    PRIMARY KEY (workspace, account, id),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
);
