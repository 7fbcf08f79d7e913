-- The vault and templates. Rows of what was deleted stay, without words and files, so that other devices learn of it.

CREATE TABLE vault_folders (
    workspace uuid    NOT NULL REFERENCES workspaces (id),
    id        uuid    NOT NULL,
    name      text    NOT NULL,
    parent    uuid,               -- NULL: at the top
    rev       bigint  NOT NULL,
    deleted   boolean NOT NULL,
    PRIMARY KEY (workspace, id)
);
CREATE INDEX vault_folders_changed ON vault_folders (workspace, rev);

CREATE TABLE vault_items (
    workspace uuid    NOT NULL,
    id        uuid    NOT NULL,
    file      uuid,               -- NULL: deleted
    name      text    NOT NULL,
    folder    uuid,               -- NULL: at the top
    tags      text    NOT NULL,   -- JSON
    added_by  uuid    NOT NULL,
    added_at  bigint  NOT NULL,
    rev       bigint  NOT NULL,
    deleted   boolean NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, file) REFERENCES files (workspace, id),
    FOREIGN KEY (workspace, folder) REFERENCES vault_folders (workspace, id),
    FOREIGN KEY (workspace, added_by) REFERENCES accounts (workspace, id)
);
CREATE INDEX vault_items_changed ON vault_items (workspace, rev);
CREATE INDEX vault_items_file ON vault_items (workspace, file) WHERE file IS NOT NULL;
CREATE INDEX vault_items_folder ON vault_items (workspace, folder) WHERE folder IS NOT NULL;

-- One that changes hands leaves a deleted row with whoever had it.
CREATE TABLE templates (
    workspace   uuid    NOT NULL REFERENCES workspaces (id),
    holder      uuid    NOT NULL, -- the account whose own it is; the workspace: shared
    id          uuid    NOT NULL,
    name        text    NOT NULL,
    text        text    NOT NULL,
    attachments text,             -- JSON; NULL: none
    rev         bigint  NOT NULL, -- in the feed of its holder
    deleted     boolean NOT NULL,
    PRIMARY KEY (workspace, holder, id)
);
CREATE INDEX templates_changed ON templates (workspace, holder, rev);
CREATE UNIQUE INDEX templates_name ON templates (workspace, holder, name) WHERE NOT deleted;

-- Which templates have a file, and so who may see it.
CREATE TABLE template_files (
    workspace uuid    NOT NULL,
    file      uuid    NOT NULL,
    holder    uuid    NOT NULL,
    template  uuid    NOT NULL,
    PRIMARY KEY (workspace, file, holder, template),
    FOREIGN KEY (workspace, file) REFERENCES files (workspace, id),
    FOREIGN KEY (workspace, holder, template) REFERENCES templates (workspace, holder, id)
);
CREATE INDEX template_files_template ON template_files (workspace, holder, template);
