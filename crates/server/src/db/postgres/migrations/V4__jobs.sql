-- What is due later. Written in the transaction that causes it, claimed by one worker at a time.
CREATE TABLE jobs (
    workspace     uuid    NOT NULL REFERENCES workspaces (id),
    kind          text    NOT NULL,
    id            uuid    NOT NULL,  -- of what it is about: there is one job of a kind about the same
    due_at        bigint  NOT NULL,
    payload       text    NOT NULL,  -- whatever the kind needs; empty when it was given up
    attempts      bigint  NOT NULL,
    last_error    text,              -- NULL: has not failed
    claimed_until bigint  NOT NULL,  -- 0: nobody is at it
    given_up_at   bigint,            -- NULL: to be done
    PRIMARY KEY (workspace, kind, id)
);
CREATE INDEX jobs_due ON jobs (kind, due_at) WHERE given_up_at IS NULL;
CREATE INDEX jobs_given_up ON jobs (given_up_at) WHERE given_up_at IS NOT NULL;
