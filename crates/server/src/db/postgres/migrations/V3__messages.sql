-- Everything one does to a message. What a column of an earlier table means when it is NULL is said beside it: rows and archives
-- of before do not have it.

ALTER TABLE workspaces ADD COLUMN receipts text CHECK (receipts IN ('everyone', 'staff', 'off')); -- NULL: everyone

ALTER TABLE messages ADD COLUMN deleted_by uuid;   -- NULL: not deleted, or by its author
ALTER TABLE messages ADD COLUMN forwarded boolean; -- NULL: no
ALTER TABLE messages ADD COLUMN pinned_by uuid;    -- NULL: not pinned
ALTER TABLE messages ADD COLUMN card text;         -- JSON; NULL: none
CREATE INDEX messages_pinned ON messages (workspace, conversation, seq) WHERE pinned_by IS NOT NULL;

-- How a person reacts to a message; goes with its words.
CREATE TABLE reactions (
    workspace    uuid    NOT NULL,
    conversation uuid    NOT NULL,
    seq          bigint  NOT NULL,   -- of the message
    account      uuid    NOT NULL,
    emojis       text    NOT NULL,   -- JSON; '[]': taken back
    rev          bigint  NOT NULL,
    PRIMARY KEY (workspace, conversation, seq, account),
    FOREIGN KEY (workspace, conversation, seq) REFERENCES messages (workspace, conversation, seq),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
);
CREATE INDEX reactions_changed ON reactions (workspace, conversation, rev);

CREATE TABLE stars (
    workspace    uuid    NOT NULL,
    account      uuid    NOT NULL,
    message      uuid    NOT NULL,
    conversation uuid    NOT NULL,
    starred      boolean NOT NULL,
    follow_up_at bigint,             -- NULL: not to be followed up
    rev          bigint  NOT NULL,
    PRIMARY KEY (workspace, account, message),
    FOREIGN KEY (workspace, message) REFERENCES messages (workspace, id),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
);
CREATE INDEX stars_changed ON stars (workspace, account, rev);

-- How a person files a conversation.
CREATE TABLE filings (
    workspace    uuid    NOT NULL,
    account      uuid    NOT NULL,
    conversation uuid    NOT NULL,
    pinned       boolean NOT NULL,
    archived_at  bigint,             -- NULL: not put away
    muted_until  bigint,             -- NULL: heard
    unread       boolean NOT NULL,
    rev          bigint  NOT NULL,
    PRIMARY KEY (workspace, account, conversation),
    FOREIGN KEY (workspace, conversation) REFERENCES conversations (workspace, id),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id)
);
CREATE INDEX filings_changed ON filings (workspace, account, rev);

-- What a message said before each of its edits; goes with its words.
CREATE TABLE versions (
    workspace uuid    NOT NULL,
    message   uuid    NOT NULL,
    rev       bigint  NOT NULL,      -- of the edit that replaced it
    at        bigint  NOT NULL,      -- when it began to say this
    text      text    NOT NULL,
    spans     text    NOT NULL,      -- JSON; empty without formatting
    PRIMARY KEY (workspace, message, rev),
    FOREIGN KEY (workspace, message) REFERENCES messages (workspace, id)
);

-- Each rise of a receipt's watermarks: from where, to where, when. Swept away after 90 days.
CREATE TABLE receipt_steps (
    workspace      uuid    NOT NULL,
    conversation   uuid    NOT NULL,
    account        uuid    NOT NULL,
    delivered      bigint  NOT NULL,
    read           bigint  NOT NULL,
    from_delivered bigint  NOT NULL,
    from_read      bigint  NOT NULL,
    at             bigint  NOT NULL,
    PRIMARY KEY (workspace, conversation, account, delivered, read),
    FOREIGN KEY (workspace, conversation, account) REFERENCES receipts (workspace, conversation, account)
);
CREATE INDEX receipt_steps_at ON receipt_steps (at);

-- Who was named in a message, each once, however often it is edited.
CREATE TABLE mentions (
    workspace uuid    NOT NULL,
    message   uuid    NOT NULL,
    account   uuid    NOT NULL,      -- all zeros: everyone
    at        bigint  NOT NULL,
    PRIMARY KEY (workspace, message, account),
    FOREIGN KEY (workspace, message) REFERENCES messages (workspace, id)
);

-- Who did what to another's.
CREATE TABLE audit (
    workspace    uuid    NOT NULL,
    id           bigint  NOT NULL,   -- 1, 2, 3 ... in each practice
    at           bigint  NOT NULL,
    actor        uuid    NOT NULL,
    action       text    NOT NULL,
    conversation uuid,
    message      uuid,
    subject      uuid,               -- the person whom it concerns
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, actor) REFERENCES accounts (workspace, id)
);
