//! What is data: every table and column that an archive may hold, described once for all databases, and the two ways
//! in and out of a database. Knows neither SQL nor files.
//!
//! A new table is one entry in [`TABLES`]; a test compares the list with the real schema of each database. When the
//! list changes, [`SCHEMA`] rises by one, and a column that older archives do not have must be nullable.

use protocol::{Timestamp, WorkspaceId};
use uuid::Uuid;

use super::DbError;

/// Number of this description, written into every archive.
pub const SCHEMA: u32 = 5;

/// What a column holds, whatever a database calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Id,
    /// 32 bytes.
    Hash,
    Int,
    Flag,
    Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub nullable: bool,
}

/// Where a table's rows go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Into a backup of the server and the export of a practice.
    Everywhere,
    /// Into a backup only: what lets people in here has no business on another server.
    InBackup,
    /// Nowhere: it is over before a backup is restored.
    Nowhere,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: &'static str,
    pub kept: Kept,
    /// The column that says whose row it is; none when it belongs to no practice.
    pub workspace: Option<&'static str>,
    /// How many of the columns, from the first on, make the key.
    pub key: usize,
    pub columns: &'static [Column],
}

impl Table {
    /// The names of the columns with commas between.
    pub fn column_list(&self) -> String {
        names(self.columns)
    }

    /// The names of the key's columns with commas between.
    pub fn key_list(&self) -> String {
        names(self.columns.get(..self.key).unwrap_or(self.columns))
    }
}

fn names(columns: &[Column]) -> String {
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    names.join(", ")
}

/// One value of a row.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    Null,
    Id(Uuid),
    Hash([u8; 32]),
    Int(i64),
    Flag(bool),
    Text(String),
}

/// Rows hold people's words.
impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Value(..)")
    }
}

/// The values of one row, in the order of the table's columns.
pub type Row = Vec<Value>;

/// Takes one row out of a database.
pub type Each<'a, E> = &'a mut (dyn FnMut(Row) -> Result<(), E> + Send);

/// A database as it is at one moment: all tables are read from the same state, whatever is written meanwhile.
pub trait Dump: Send {
    /// Hands over every row of a table, of one practice or of all, in the order of its key.
    fn rows<E: From<DbError> + Send>(
        &mut self,
        table: &'static Table,
        of: Option<WorkspaceId>,
        each: Each<'_, E>,
    ) -> impl Future<Output = Result<(), E>> + Send;
}

/// A database that takes rows in, all of them or none. Dropped before `commit`, nothing has happened.
pub trait Load: Send {
    /// Begins the one transaction: until its end nobody else can write what would be in the way.
    fn begin(&mut self) -> impl Future<Output = Result<(), DbError>> + Send;
    /// Whether any practice is here.
    fn holds_anything(&mut self) -> impl Future<Output = Result<bool, DbError>> + Send;
    fn holds_workspace(&mut self, id: WorkspaceId) -> impl Future<Output = Result<bool, DbError>> + Send;
    /// `Conflict` when a key is taken.
    fn insert(
        &mut self,
        table: &'static Table,
        rows: Vec<Row>,
    ) -> impl Future<Output = Result<(), DbError>> + Send;
    /// Files that nothing has go at that time, unless something has them by then: what was due elsewhere is not in every archive.
    fn let_unheld_go(&mut self, at: Timestamp) -> impl Future<Output = Result<(), DbError>> + Send;
    fn commit(&mut self) -> impl Future<Output = Result<(), DbError>> + Send;
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column {
        name,
        kind,
        nullable: false,
    }
}

const fn id(name: &'static str) -> Column {
    column(name, Kind::Id)
}

const fn hash(name: &'static str) -> Column {
    column(name, Kind::Hash)
}

const fn int(name: &'static str) -> Column {
    column(name, Kind::Int)
}

const fn flag(name: &'static str) -> Column {
    column(name, Kind::Flag)
}

const fn text(name: &'static str) -> Column {
    column(name, Kind::Text)
}

impl Column {
    const fn or_null(self) -> Self {
        Self {
            nullable: true,
            ..self
        }
    }
}

const fn table(name: &'static str, kept: Kept, key: usize, columns: &'static [Column]) -> Table {
    Table {
        name,
        kept,
        workspace: Some("workspace"),
        key,
        columns,
    }
}

/// Every table, one a line. What a row refers to stands in a table further up; the columns of the key come first.
#[rustfmt::skip]
pub const TABLES: &[Table] = &[
    Table { workspace: Some("id"), ..table("workspaces", Kept::Everywhere, 1, &[id("id"), text("name"), int("brand_hue"), int("created_at"), int("rev"), text("receipts").or_null()]) },
    table("accounts", Kept::Everywhere, 2, &[id("workspace"), id("id"), text("kind"), text("name"), text("email").or_null(), int("joined_at").or_null(), int("created_at"), int("rev")]),
    table("devices", Kept::InBackup, 2, &[id("workspace"), id("id"), id("account"), hash("token_hash"), text("name"), int("signed_in_at"), int("last_seen_at")]),
    Table { workspace: None, ..table("sign_in_codes", Kept::Nowhere, 1, &[text("email"), hash("code_hash"), int("expires_at"), int("attempts")]) },
    table("invites", Kept::InBackup, 2, &[id("workspace"), id("id"), id("account"), hash("code_hash"), int("expires_at"), int("used_at").or_null()]),
    table("conversations", Kept::Everywhere, 2, &[id("workspace"), id("id"), text("kind"), text("name"), id("client").or_null(), flag("archived"), int("created_at"), int("rev"), text("settings").or_null(), id("picture").or_null()]),
    table("members", Kept::Everywhere, 3, &[id("workspace"), id("conversation"), id("account"), int("role"), flag("can_post"), flag("active"), int("joined"), int("rev"), int("since").or_null(), text("cohort").or_null()]),
    table("messages", Kept::Everywhere, 3, &[id("workspace"), id("conversation"), int("seq"), id("id"), id("author"), int("rev"), int("sent_at"), text("text"), text("spans"), id("reply_to").or_null(), int("edited_at").or_null(), flag("deleted"), id("deleted_by").or_null(), flag("forwarded").or_null(), id("pinned_by").or_null(), text("card").or_null(), text("attachments").or_null(), text("event").or_null(), flag("staff_only").or_null()]),
    table("tags", Kept::Everywhere, 2, &[id("workspace"), id("id"), text("name"), text("folded"), int("hue"), int("rev"), flag("deleted")]),
    table("client_files", Kept::Everywhere, 2, &[id("workspace"), id("account"), text("tags"), id("coach").or_null(), int("rev")]),
    table("cohorts", Kept::Everywhere, 2, &[id("workspace"), id("conversation"), text("rule").or_null(), int("rev")]),
    table("receipts", Kept::Everywhere, 3, &[id("workspace"), id("conversation"), id("account"), int("delivered"), int("read"), int("rev")]),
    table("drafts", Kept::Everywhere, 3, &[id("workspace"), id("account"), id("conversation"), text("text"), id("reply_to").or_null(), int("rev")]),
    table("memberships", Kept::Everywhere, 3, &[id("workspace"), id("account"), id("conversation"), flag("active"), int("rev")]),
    table("reactions", Kept::Everywhere, 4, &[id("workspace"), id("conversation"), int("seq"), id("account"), text("emojis"), int("rev")]),
    table("stars", Kept::Everywhere, 3, &[id("workspace"), id("account"), id("message"), id("conversation"), flag("starred"), int("follow_up_at").or_null(), int("rev")]),
    table("filings", Kept::Everywhere, 3, &[id("workspace"), id("account"), id("conversation"), flag("pinned"), int("archived_at").or_null(), int("muted_until").or_null(), flag("unread"), int("rev")]),
    table("versions", Kept::Everywhere, 3, &[id("workspace"), id("message"), int("rev"), int("at"), text("text"), text("spans")]),
    table("receipt_steps", Kept::Everywhere, 5, &[id("workspace"), id("conversation"), id("account"), int("delivered"), int("read"), int("from_delivered"), int("from_read"), int("at")]),
    table("mentions", Kept::Everywhere, 3, &[id("workspace"), id("message"), id("account"), int("at")]),
    table("audit", Kept::Everywhere, 2, &[id("workspace"), int("id"), int("at"), id("actor"), text("action"), id("conversation").or_null(), id("message").or_null(), id("subject").or_null()]),
    // What had not come whole by then is announced anew: the pieces of an upload are in no archive.
    table("files", Kept::Everywhere, 2, &[id("workspace"), id("id"), id("owner"), int("begun_at"), int("bytes"), text("asked").or_null(), int("received"), text("attachment").or_null(), hash("hash").or_null(), hash("thumbnail").or_null()]),
    table("message_files", Kept::Everywhere, 4, &[id("workspace"), id("file"), id("conversation"), int("seq"), text("sort")]),
    table("vault_folders", Kept::Everywhere, 2, &[id("workspace"), id("id"), text("name"), id("parent").or_null(), int("rev"), flag("deleted")]),
    table("vault_items", Kept::Everywhere, 2, &[id("workspace"), id("id"), id("file").or_null(), text("name"), id("folder").or_null(), text("tags"), id("added_by"), int("added_at"), int("rev"), flag("deleted")]),
    table("templates", Kept::Everywhere, 3, &[id("workspace"), id("holder"), id("id"), text("name"), text("text"), text("attachments").or_null(), int("rev"), flag("deleted")]),
    table("template_files", Kept::Everywhere, 4, &[id("workspace"), id("file"), id("holder"), id("template")]),
    table("played", Kept::Everywhere, 4, &[id("workspace"), id("conversation"), int("seq"), id("account"), int("rev")]),
    // Links are short-lived: those of before a restore need not work after it.
    Table { workspace: None, ..table("keys", Kept::Nowhere, 1, &[text("name"), hash("secret")]) },
    // What was due is due after a restore as well; on another server nobody asked for it.
    table("jobs", Kept::InBackup, 3, &[id("workspace"), text("kind"), id("id"), int("due_at"), text("payload"), int("attempts"), text("last_error").or_null(), int("claimed_until"), int("given_up_at").or_null()]),
    table("feeds", Kept::Everywhere, 3, &[id("workspace"), int("kind"), id("id"), int("head")]),
    // Kept: an app that had not heard the answer asks again, also after a restore.
    table("commands", Kept::Everywhere, 3, &[id("workspace"), id("account"), id("id"), int("at"), text("outcome")]),
];
