-- The people of a practice. What a column of an earlier table means when it is NULL is said beside it.

ALTER TABLE messages ADD COLUMN staff_only INTEGER; -- a note among coaches; NULL: no

-- How somebody came into a group that has a rule, or went; NULL: by hand, or never.
-- 'rule': the rule brought them, and takes them out. 'out': taken out by hand, so that the rule does not bring them in again.
ALTER TABLE members ADD COLUMN cohort TEXT CHECK (cohort IN ('rule', 'out'));

-- Words by which clients are told apart. A deleted one stays, so that the devices learn of it.
CREATE TABLE tags (
    workspace BLOB    NOT NULL,
    id        BLOB    NOT NULL,
    name      TEXT    NOT NULL,
    folded    TEXT    NOT NULL,   -- the name in lower case, by which it is taken
    hue       INTEGER NOT NULL,
    rev       INTEGER NOT NULL,
    deleted   INTEGER NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace) REFERENCES workspaces (id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX tags_name ON tags (workspace, folded) WHERE NOT deleted;
CREATE INDEX tags_changed ON tags (workspace, rev);

-- How each client is filed; no row: no tags, nobody in particular.
CREATE TABLE client_files (
    workspace BLOB    NOT NULL,
    account   BLOB    NOT NULL,
    tags      TEXT    NOT NULL,   -- JSON, ids in the order given
    coach     BLOB,               -- who looks after them; NULL: nobody in particular
    rev       INTEGER NOT NULL,
    PRIMARY KEY (workspace, account),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id),
    FOREIGN KEY (workspace, coach) REFERENCES accounts (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_files_changed ON client_files (workspace, rev);

-- The rules of groups; no row: there never was one.
CREATE TABLE cohorts (
    workspace    BLOB    NOT NULL,
    conversation BLOB    NOT NULL,
    rule         TEXT,            -- JSON; NULL: none any more
    rev          INTEGER NOT NULL,
    PRIMARY KEY (workspace, conversation),
    FOREIGN KEY (workspace, conversation) REFERENCES conversations (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX cohorts_changed ON cohorts (workspace, rev);
