-- The vault and the templates; and files in composers that the server has.

CREATE TABLE vault_folders (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    parent BLOB,
    rev INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE vault_items (
    id BLOB NOT NULL PRIMARY KEY,
    file TEXT NOT NULL,
    name TEXT NOT NULL,
    folder BLOB,
    tags TEXT,
    added_by BLOB NOT NULL,
    added_at INTEGER NOT NULL,
    rev INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Shared ones have no owner. One that changes hands may be in both for a moment.
CREATE TABLE templates (
    id BLOB NOT NULL,
    own INTEGER NOT NULL,
    owner BLOB,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    files TEXT,
    rev INTEGER NOT NULL,
    PRIMARY KEY (id, own)
) STRICT, WITHOUT ROWID;

-- Until now all of them were staged on this device.
UPDATE composers SET files = (
    SELECT json_group_array(json_object('staged', json(value))) FROM json_each(composers.files)
);
