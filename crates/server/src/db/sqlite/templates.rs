//! Table `templates`, and `template_files`: which of them have a file.

use protocol::{AccountId, Seq, Template, TemplateId, WorkspaceId};
use rusqlite::{Row, params};

use super::SqliteTx;
use super::values::{blob, from_json, id, int, optional_id, seq, to_json};
use crate::db::{DbError, Templates, holder};

const TEMPLATE: &str =
    "SELECT id, nullif(holder, workspace), name, text, attachments, rev, deleted FROM templates";

fn template(row: &Row<'_>) -> rusqlite::Result<Template> {
    Ok(Template {
        id: TemplateId(id(row, 0)?),
        owner: optional_id(row, 1)?.map(AccountId),
        name: row.get(2)?,
        text: row.get(3)?,
        files: match row.get_ref(4)?.as_str_or_null()? {
            Some(_) => from_json(row, 4)?,
            None => Vec::new(),
        },
        rev: seq(row, 5)?,
        deleted: row.get(6)?,
    })
}

impl Templates for SqliteTx {
    async fn template(
        &mut self,
        ws: WorkspaceId,
        owner: Option<AccountId>,
        of: TemplateId,
    ) -> Result<Option<Template>, DbError> {
        self.one(
            &format!("{TEMPLATE} WHERE workspace = ?1 AND holder = ?2 AND id = ?3"),
            params![blob(ws.0), blob(holder(ws, owner)), blob(of.0)],
            template,
        )
    }

    async fn template_named(
        &mut self,
        ws: WorkspaceId,
        owner: Option<AccountId>,
        name: &str,
    ) -> Result<Option<TemplateId>, DbError> {
        self.one(
            "SELECT id FROM templates WHERE workspace = ?1 AND holder = ?2 AND name = ?3 AND deleted = 0",
            params![blob(ws.0), blob(holder(ws, owner)), name],
            |row| Ok(TemplateId(id(row, 0)?)),
        )
    }

    async fn count_templates(&mut self, ws: WorkspaceId, owner: Option<AccountId>) -> Result<u32, DbError> {
        let count = self.one(
            "SELECT count(*) FROM templates WHERE workspace = ?1 AND holder = ?2 AND deleted = 0",
            params![blob(ws.0), blob(holder(ws, owner))],
            |row| row.get(0),
        )?;
        Ok(count.unwrap_or(0))
    }

    async fn put_template(&mut self, ws: WorkspaceId, template: &Template) -> Result<(), DbError> {
        let [place, by, key] = [ws.0, holder(ws, template.owner), template.id.0].map(blob);
        let files = match template.files.as_slice() {
            [] => None,
            files => Some(to_json(&files)?),
        };
        self.run(
            "INSERT INTO templates (workspace, holder, id, name, text, attachments, rev, deleted)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (workspace, holder, id) DO UPDATE SET name = excluded.name, text = excluded.text,
                attachments = excluded.attachments, rev = excluded.rev, deleted = excluded.deleted",
            params![
                place,
                by,
                key,
                template.name,
                template.text,
                files,
                int(template.rev),
                template.deleted,
            ],
        )?;
        self.run(
            "DELETE FROM template_files WHERE workspace = ?1 AND holder = ?2 AND template = ?3",
            params![place, by, key],
        )?;
        for file in &template.files {
            self.run(
                "INSERT INTO template_files (workspace, file, holder, template) VALUES (?1, ?2, ?3, ?4)",
                params![place, blob(file.id.0), by, key],
            )?;
        }
        Ok(())
    }

    async fn templates_changed(
        &mut self,
        ws: WorkspaceId,
        owner: Option<AccountId>,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<(Seq, Template)>, DbError> {
        self.all(
            &format!("{TEMPLATE} WHERE workspace = ?1 AND holder = ?2 AND rev > ?3 ORDER BY rev LIMIT ?4"),
            params![blob(ws.0), blob(holder(ws, owner)), int(since), limit],
            |row| Ok((seq(row, 5)?, template(row)?)),
        )
    }
}
