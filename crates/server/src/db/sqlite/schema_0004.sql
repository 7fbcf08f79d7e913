-- What is due later. Written in the transaction that causes it, claimed by one worker at a time.
CREATE TABLE jobs (
    workspace     BLOB    NOT NULL REFERENCES workspaces (id),
    kind          TEXT    NOT NULL,
    id            BLOB    NOT NULL,   -- of what it is about: there is one job of a kind about the same
    due_at        INTEGER NOT NULL,
    payload       TEXT    NOT NULL,   -- whatever the kind needs; empty when it was given up
    attempts      INTEGER NOT NULL,
    last_error    TEXT,               -- NULL: has not failed
    claimed_until INTEGER NOT NULL,   -- 0: nobody is at it
    given_up_at   INTEGER,            -- NULL: to be done
    PRIMARY KEY (workspace, kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX jobs_due ON jobs (kind, due_at) WHERE given_up_at IS NULL;
CREATE INDEX jobs_given_up ON jobs (given_up_at) WHERE given_up_at IS NOT NULL;
