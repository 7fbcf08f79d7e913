-- Everything one does to a message. What a column of an earlier table means when it is NULL is said beside it: rows and archives
-- of before do not have it.

ALTER TABLE workspaces ADD COLUMN receipts TEXT CHECK (receipts IN ('everyone', 'staff', 'off')); -- NULL: everyone

ALTER TABLE messages ADD COLUMN deleted_by BLOB;   -- NULL: not deleted, or by its author
ALTER TABLE messages ADD COLUMN forwarded INTEGER; -- NULL: no
ALTER TABLE messages ADD COLUMN pinned_by BLOB;    -- NULL: not pinned
ALTER TABLE messages ADD COLUMN card TEXT;         -- JSON; NULL: none
CREATE INDEX messages_pinned ON messages (workspace, conversation, seq) WHERE pinned_by IS NOT NULL;

-- How a person reacts to a message; goes with its words.
CREATE TABLE reactions (
    workspace    BLOB    NOT NULL,
    conversation BLOB    NOT NULL,
    seq          INTEGER NOT NULL,   -- of the message
    account      BLOB    NOT NULL,
    emojis       TEXT    NOT NULL,   -- JSON; '[]': taken back
    rev          INTEGER NOT NULL,
    PRIMARY KEY (workspace, conversation, seq, account),
    FOREIGN KEY (workspace, conversation, seq) REFERENCES messages (workspace, conversation, seq),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reactions_changed ON reactions (workspace, conversation, rev);

CREATE TABLE stars (
    workspace    BLOB    NOT NULL,
    account      BLOB    NOT NULL,
    message      BLOB    NOT NULL,
    conversation BLOB    NOT NULL,
    starred      INTEGER NOT NULL,
    follow_up_at INTEGER,            -- NULL: not to be followed up
    rev          INTEGER NOT NULL,
    PRIMARY KEY (workspace, account, message),
    FOREIGN KEY (workspace, message) REFERENCES messages (workspace, id),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX stars_changed ON stars (workspace, account, rev);

-- How a person files a conversation.
CREATE TABLE filings (
    workspace    BLOB    NOT NULL,
    account      BLOB    NOT NULL,
    conversation BLOB    NOT NULL,
    pinned       INTEGER NOT NULL,
    archived_at  INTEGER,            -- NULL: not put away
    muted_until  INTEGER,            -- NULL: heard
    unread       INTEGER NOT NULL,
    rev          INTEGER NOT NULL,
    PRIMARY KEY (workspace, account, conversation),
    FOREIGN KEY (workspace, conversation) REFERENCES conversations (workspace, id),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX filings_changed ON filings (workspace, account, rev);

-- What a message said before each of its edits; goes with its words.
CREATE TABLE versions (
    workspace BLOB    NOT NULL,
    message   BLOB    NOT NULL,
    rev       INTEGER NOT NULL,      -- of the edit that replaced it
    at        INTEGER NOT NULL,      -- when it began to say this
    text      TEXT    NOT NULL,
    spans     TEXT    NOT NULL,      -- JSON; empty without formatting
    PRIMARY KEY (workspace, message, rev),
    FOREIGN KEY (workspace, message) REFERENCES messages (workspace, id)
) STRICT, WITHOUT ROWID;

-- Each rise of a receipt's watermarks: from where, to where, when. Swept away after 90 days.
CREATE TABLE receipt_steps (
    workspace      BLOB    NOT NULL,
    conversation   BLOB    NOT NULL,
    account        BLOB    NOT NULL,
    delivered      INTEGER NOT NULL,
    read           INTEGER NOT NULL,
    from_delivered INTEGER NOT NULL,
    from_read      INTEGER NOT NULL,
    at             INTEGER NOT NULL,
    PRIMARY KEY (workspace, conversation, account, delivered, read),
    FOREIGN KEY (workspace, conversation, account) REFERENCES receipts (workspace, conversation, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_steps_at ON receipt_steps (at);

-- Who was named in a message, each once, however often it is edited.
CREATE TABLE mentions (
    workspace BLOB    NOT NULL,
    message   BLOB    NOT NULL,
    account   BLOB    NOT NULL,      -- all zeros: everyone
    at        INTEGER NOT NULL,
    PRIMARY KEY (workspace, message, account),
    FOREIGN KEY (workspace, message) REFERENCES messages (workspace, id)
) STRICT, WITHOUT ROWID;

-- Who did what to another's.
CREATE TABLE audit (
    workspace    BLOB    NOT NULL,
    id           INTEGER NOT NULL,   -- 1, 2, 3 ... in each practice
    at           INTEGER NOT NULL,
    actor        BLOB    NOT NULL,
    action       TEXT    NOT NULL,
    conversation BLOB,
    message      BLOB,
    subject      BLOB,               -- the person whom it concerns
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, actor) REFERENCES accounts (workspace, id)
) STRICT, WITHOUT ROWID;
