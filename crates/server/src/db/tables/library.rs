//! The vault's folders and files, and saved messages. What was deleted stays as a row without words, for the readers of its feed.

use protocol::{
    AccountId, Attachment, FileId, FileKind, FolderId, Seq, Template, TemplateId, VaultFolder, VaultItem,
    VaultItemId, WorkspaceId,
};
use uuid::Uuid;

use super::{Result, Rows};

pub trait VaultFolders {
    /// Also when it was deleted.
    fn vault_folder(
        &mut self,
        ws: WorkspaceId,
        id: FolderId,
    ) -> impl Future<Output = Result<Option<VaultFolder>>> + Send;
    /// Those that are there, in no order.
    fn vault_folders(&mut self, ws: WorkspaceId) -> impl Future<Output = Result<Vec<VaultFolder>>> + Send;
    /// Inserts or replaces.
    fn put_vault_folder(
        &mut self,
        ws: WorkspaceId,
        folder: &VaultFolder,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Deleted ones as well. Oldest change first, at most `limit`.
    fn vault_folders_changed(
        &mut self,
        ws: WorkspaceId,
        since: Seq,
        limit: u32,
    ) -> impl Future<Output = Rows<VaultFolder>> + Send;
}

pub trait VaultItems {
    /// Also when it was deleted.
    fn vault_item(
        &mut self,
        ws: WorkspaceId,
        id: VaultItemId,
    ) -> impl Future<Output = Result<Option<VaultItem>>> + Send;
    /// Those that are in the folder itself, oldest change first.
    fn vault_items_in(
        &mut self,
        ws: WorkspaceId,
        folder: FolderId,
    ) -> impl Future<Output = Result<Vec<VaultItem>>> + Send;
    /// How many there are.
    fn count_vault_items(&mut self, ws: WorkspaceId) -> impl Future<Output = Result<u32>> + Send;
    /// Inserts or replaces; who added it and when stay as they were. A deleted one has no file.
    fn put_vault_item(
        &mut self,
        ws: WorkspaceId,
        item: &VaultItem,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Deleted ones as well, which come with [`no_file`]. Oldest change first, at most `limit`.
    fn vault_items_changed(
        &mut self,
        ws: WorkspaceId,
        since: Seq,
        limit: u32,
    ) -> impl Future<Output = Rows<VaultItem>> + Send;
}

/// Each is found with whoever has it: an account, or nobody but the practice, where it is shared.
pub trait Templates {
    /// Also when it was deleted.
    fn template(
        &mut self,
        ws: WorkspaceId,
        owner: Option<AccountId>,
        id: TemplateId,
    ) -> impl Future<Output = Result<Option<Template>>> + Send;
    /// The one that is called so.
    fn template_named(
        &mut self,
        ws: WorkspaceId,
        owner: Option<AccountId>,
        name: &str,
    ) -> impl Future<Output = Result<Option<TemplateId>>> + Send;
    /// How many there are.
    fn count_templates(
        &mut self,
        ws: WorkspaceId,
        owner: Option<AccountId>,
    ) -> impl Future<Output = Result<u32>> + Send;
    /// Inserts or replaces, and says of its files that it has them.
    fn put_template(
        &mut self,
        ws: WorkspaceId,
        template: &Template,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Deleted ones as well. Oldest change first, at most `limit`.
    fn templates_changed(
        &mut self,
        ws: WorkspaceId,
        owner: Option<AccountId>,
        since: Seq,
        limit: u32,
    ) -> impl Future<Output = Rows<Template>> + Send;
}

/// What stands where a deleted file of the vault had its file.
pub fn no_file() -> Attachment {
    Attachment {
        id: FileId(Uuid::nil()),
        kind: FileKind::Document,
        name: String::new(),
        media_type: String::new(),
        bytes: 0,
        size: None,
        length_ms: None,
        placeholder: None,
        waveform: None,
        thumbnail: false,
    }
}

/// Who has a template, as it stands in the tables.
pub(crate) fn holder(ws: WorkspaceId, owner: Option<AccountId>) -> Uuid {
    owner.map_or(ws.0, |account| account.0)
}
