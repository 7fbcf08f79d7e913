-- The people of a practice. What a column of an earlier table means when it is NULL is said beside it.

ALTER TABLE messages ADD COLUMN staff_only boolean; -- a note among coaches; NULL: no

-- How somebody came into a group that has a rule, or went; NULL: by hand, or never.
-- 'rule': the rule brought them, and takes them out. 'out': taken out by hand, so that the rule does not bring them in again.
ALTER TABLE members ADD COLUMN cohort text CHECK (cohort IN ('rule', 'out'));

-- Words by which clients are told apart. A deleted one stays, so that the devices learn of it.
CREATE TABLE tags (
    workspace uuid    NOT NULL,
    id        uuid    NOT NULL,
    name      text    NOT NULL,
    folded    text    NOT NULL,   -- the name in lower case, by which it is taken
    hue       bigint  NOT NULL,
    rev       bigint  NOT NULL,
    deleted   boolean NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace) REFERENCES workspaces (id)
);
CREATE UNIQUE INDEX tags_name ON tags (workspace, folded) WHERE NOT deleted;
CREATE INDEX tags_changed ON tags (workspace, rev);

-- How each client is filed; no row: no tags, nobody in particular.
CREATE TABLE client_files (
    workspace uuid    NOT NULL,
    account   uuid    NOT NULL,
    tags      text    NOT NULL,   -- JSON, ids in the order given
    coach     uuid,               -- who looks after them; NULL: nobody in particular
    rev       bigint  NOT NULL,
    PRIMARY KEY (workspace, account),
    FOREIGN KEY (workspace, account) REFERENCES accounts (workspace, id),
    FOREIGN KEY (workspace, coach) REFERENCES accounts (workspace, id)
);
CREATE INDEX client_files_changed ON client_files (workspace, rev);

-- The rules of groups; no row: there never was one.
CREATE TABLE cohorts (
    workspace    uuid    NOT NULL,
    conversation uuid    NOT NULL,
    rule         text,            -- JSON; NULL: none any more
    rev          bigint  NOT NULL,
    PRIMARY KEY (workspace, conversation),
    FOREIGN KEY (workspace, conversation) REFERENCES conversations (workspace, id)
);
CREATE INDEX cohorts_changed ON cohorts (workspace, rev);
