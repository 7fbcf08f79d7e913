//! Table `templates`: saved messages, one's own and the shared ones.

use protocol::{AccountId, Template, TemplateId};
use rusqlite::{Connection, params};

use crate::column::{number, optional_json, optional_uuid, rows, run, seq, to_json, uuid};

/// One that is deleted goes.
pub(crate) fn put(connection: &Connection, template: &Template) -> rusqlite::Result<()> {
    let own = template.owner.is_some();
    if template.deleted {
        return run(
            connection,
            "DELETE FROM templates WHERE id = ?1 AND own = ?2",
            params![template.id.0.as_bytes(), own],
        );
    }
    let files = (!template.files.is_empty())
        .then(|| to_json(&template.files))
        .transpose()?;
    run(
        connection,
        "INSERT INTO templates (id, own, owner, name, text, files, rev) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (id, own) DO UPDATE SET owner = excluded.owner, name = excluded.name, text = excluded.text,
                files = excluded.files, rev = excluded.rev",
        params![
            template.id.0.as_bytes(),
            own,
            template.owner.as_ref().map(|owner| owner.0.as_bytes()),
            template.name,
            template.text,
            files,
            number(template.rev),
        ],
    )
}

/// Either one's own or the shared ones.
pub(crate) fn clear(connection: &Connection, own: bool) -> rusqlite::Result<()> {
    run(connection, "DELETE FROM templates WHERE own = ?1", params![own])
}

pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Vec<Template>> {
    rows(
        connection,
        "SELECT id, owner, name, text, files, rev FROM templates",
        [],
        |row| {
            Ok(Template {
                id: TemplateId(uuid(row, 0)?),
                owner: optional_uuid(row, 1)?.map(AccountId),
                name: row.get(2)?,
                text: row.get(3)?,
                files: optional_json(row, 4)?.unwrap_or_default(),
                rev: seq(row, 5)?,
                deleted: false,
            })
        },
    )
}
