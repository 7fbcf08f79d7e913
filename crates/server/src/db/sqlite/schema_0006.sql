-- The vault and templates. Rows of what was deleted stay, without words and files, so that other devices learn of it.

CREATE TABLE vault_folders (
    workspace BLOB    NOT NULL REFERENCES workspaces (id),
    id        BLOB    NOT NULL,
    name      TEXT    NOT NULL,
    parent    BLOB,               -- NULL: at the top
    rev       INTEGER NOT NULL,
    deleted   INTEGER NOT NULL,
    PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX vault_folders_changed ON vault_folders (workspace, rev);

CREATE TABLE vault_items (
    workspace BLOB    NOT NULL,
    id        BLOB    NOT NULL,
    file      BLOB,               -- NULL: deleted
    name      TEXT    NOT NULL,
    folder    BLOB,               -- NULL: at the top
    tags      TEXT    NOT NULL,   -- JSON
    added_by  BLOB    NOT NULL,
    added_at  INTEGER NOT NULL,
    rev       INTEGER NOT NULL,
    deleted   INTEGER NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, file) REFERENCES files (workspace, id),
    FOREIGN KEY (workspace, folder) REFERENCES vault_folders (workspace, id),
    FOREIGN KEY (workspace, added_by) REFERENCES accounts (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX vault_items_changed ON vault_items (workspace, rev);
CREATE INDEX vault_items_file ON vault_items (workspace, file) WHERE file IS NOT NULL;
CREATE INDEX vault_items_folder ON vault_items (workspace, folder) WHERE folder IS NOT NULL;

-- One that changes hands leaves a deleted row with whoever had it.
CREATE TABLE templates (
    workspace   BLOB    NOT NULL REFERENCES workspaces (id),
    holder      BLOB    NOT NULL, -- the account whose own it is; the workspace: shared
    id          BLOB    NOT NULL,
    name        TEXT    NOT NULL,
    text        TEXT    NOT NULL,
    attachments TEXT,             -- JSON; NULL: none
    rev         INTEGER NOT NULL, -- in the feed of its holder
    deleted     INTEGER NOT NULL,
    PRIMARY KEY (workspace, holder, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX templates_changed ON templates (workspace, holder, rev);
CREATE UNIQUE INDEX templates_name ON templates (workspace, holder, name) WHERE deleted = 0;

-- Which templates have a file, and so who may see it.
CREATE TABLE template_files (
    workspace BLOB    NOT NULL,
    file      BLOB    NOT NULL,
    holder    BLOB    NOT NULL,
    template  BLOB    NOT NULL,
    PRIMARY KEY (workspace, file, holder, template),
    FOREIGN KEY (workspace, file) REFERENCES files (workspace, id),
    FOREIGN KEY (workspace, holder, template) REFERENCES templates (workspace, holder, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX template_files_template ON template_files (workspace, holder, template);
