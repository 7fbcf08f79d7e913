//! Numbers and news of the vault and of templates. Of the practice's only coaches learn; clients see that a number is taken.

use protocol::{Change, FileId, Template, VaultFolder, VaultItem};

use super::{Result, Work};
use crate::db::{JobKind, Tx};

impl<T: Tx> Work<'_, T> {
    pub(in crate::domain) async fn put_vault_folder(&mut self, folder: VaultFolder) -> Result<()> {
        let rev = self.number_of_workspace().await?;
        let folder = VaultFolder { rev, ..folder };
        self.tx.put_vault_folder(self.ws, &folder).await?;
        self.tell_workspace(rev, Change::VaultFolder(folder));
        Ok(())
    }

    pub(in crate::domain) async fn put_vault_item(&mut self, item: VaultItem) -> Result<()> {
        let rev = self.number_of_workspace().await?;
        let item = VaultItem { rev, ..item };
        self.tx.put_vault_item(self.ws, &item).await?;
        self.tell_workspace(rev, Change::VaultItem(item));
        Ok(())
    }

    pub(in crate::domain) async fn put_template(&mut self, template: Template) -> Result<()> {
        let rev = match template.owner {
            Some(owner) => self.number_of_account(owner).await?,
            None => self.number_of_workspace().await?,
        };
        let template = Template { rev, ..template };
        self.tx.put_template(self.ws, &template).await?;
        for file in &template.files {
            self.hold(file.id).await?;
        }
        match template.owner {
            Some(owner) => self.tell_account(owner, rev, Change::Template(template)),
            None => self.tell_workspace(rev, Change::Template(template)),
        }
        Ok(())
    }

    /// Somebody has the file now: it does not go by itself any more.
    pub(in crate::domain) async fn hold(&mut self, file: FileId) -> Result<()> {
        Ok(self.tx.delete_job(self.ws, JobKind::DropFile, file.0).await?)
    }

    /// Of files that somebody had: what nobody has any more goes soon.
    pub(in crate::domain) async fn drop_unheld(&mut self, files: &[FileId]) -> Result<()> {
        for file in files {
            if !self.tx.is_file_held(self.ws, *file).await? {
                let (kind, now) = (JobKind::DropFile, self.rules.now);
                self.tx.put_job(self.ws, kind, file.0, now, "").await?;
            }
        }
        Ok(())
    }
}
