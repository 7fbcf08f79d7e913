//! What has a file, in words that SQLite and PostgreSQL both understand: told once, for taking files away must never forget one of them.

/// Whether something has the row `f` of `files`. A new table that has files is one line more.
pub(crate) const IS_HELD: &str = "(
    EXISTS (SELECT 1 FROM message_files h WHERE h.workspace = f.workspace AND h.file = f.id)
    OR EXISTS (SELECT 1 FROM conversations h WHERE h.workspace = f.workspace AND h.picture = f.id)
    OR EXISTS (SELECT 1 FROM vault_items h WHERE h.workspace = f.workspace AND h.file = f.id)
    OR EXISTS (SELECT 1 FROM template_files h WHERE h.workspace = f.workspace AND h.file = f.id)
)";

/// Whether it goes by itself some day.
pub(crate) const IS_LEAVING: &str = "EXISTS (SELECT 1 FROM jobs j
    WHERE j.workspace = f.workspace AND j.kind = 'drop_file' AND j.id = f.id)";
