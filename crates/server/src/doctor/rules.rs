//! What must not be in a database, each as one statement that counts it, in words that SQLite and PostgreSQL both understand.
//!
//! Nothing found is the good answer.

/// What must not be found, each as a statement that counts it.
pub(super) const RULES: &[(&str, &str)] = &[
    (
        "numbers of conversations",
        "SELECT count(*) FROM (
             SELECT workspace, conversation, rev AS number FROM messages
             UNION ALL SELECT workspace, conversation, seq FROM messages
             UNION ALL SELECT workspace, conversation, rev FROM members
             UNION ALL SELECT workspace, id, rev FROM conversations
             UNION ALL SELECT workspace, conversation, rev FROM reactions
         ) AS used LEFT JOIN feeds
             ON feeds.workspace = used.workspace AND feeds.kind = 3 AND feeds.id = used.conversation
         WHERE feeds.head IS NULL OR used.number > feeds.head",
    ),
    (
        "numbers of receipts",
        "SELECT count(*) FROM (
             SELECT workspace, conversation, rev FROM receipts
             UNION ALL SELECT workspace, conversation, rev FROM played
         ) AS used LEFT JOIN feeds
             ON feeds.workspace = used.workspace AND feeds.kind = 4 AND feeds.id = used.conversation
         WHERE feeds.head IS NULL OR used.rev > feeds.head",
    ),
    (
        "numbers of accounts",
        "SELECT count(*) FROM (
             SELECT workspace, account, rev FROM memberships UNION ALL SELECT workspace, account, rev FROM drafts
             UNION ALL SELECT workspace, account, rev FROM stars UNION ALL SELECT workspace, account, rev FROM filings
             UNION ALL SELECT workspace, holder, rev FROM templates WHERE holder <> workspace
         ) AS used LEFT JOIN feeds
             ON feeds.workspace = used.workspace AND feeds.kind = 2 AND feeds.id = used.account
         WHERE feeds.head IS NULL OR used.rev > feeds.head",
    ),
    (
        "numbers of workspaces",
        "SELECT count(*) FROM (
             SELECT id AS workspace, rev FROM workspaces UNION ALL SELECT workspace, rev FROM accounts
             UNION ALL SELECT workspace, rev FROM tags UNION ALL SELECT workspace, rev FROM client_files
             UNION ALL SELECT workspace, rev FROM cohorts
             UNION ALL SELECT workspace, rev FROM vault_folders UNION ALL SELECT workspace, rev FROM vault_items
             UNION ALL SELECT workspace, rev FROM templates WHERE holder = workspace
         ) AS used LEFT JOIN feeds
             ON feeds.workspace = used.workspace AND feeds.kind = 1 AND feeds.id = used.workspace
         WHERE feeds.head IS NULL OR used.rev > feeds.head",
    ),
    (
        "a direct conversation for each client",
        "SELECT count(*) FROM accounts LEFT JOIN conversations
             ON conversations.workspace = accounts.workspace AND conversations.client = accounts.id
         WHERE accounts.kind = 'client' AND conversations.id IS NULL",
    ),
    (
        "an owner for each group that has people",
        "SELECT count(*) FROM conversations WHERE kind = 'group'
             AND EXISTS (SELECT 1 FROM members WHERE members.workspace = conversations.workspace
                 AND members.conversation = conversations.id AND members.active)
             AND 1 <> (SELECT count(*) FROM members WHERE members.workspace = conversations.workspace
                 AND members.conversation = conversations.id AND members.active AND members.role = 2)",
    ),
    (
        "members and their memberships",
        "SELECT count(*) FROM members LEFT JOIN memberships
             ON memberships.workspace = members.workspace AND memberships.account = members.account
             AND memberships.conversation = members.conversation
         WHERE memberships.active IS DISTINCT FROM members.active",
    ),
    (
        "authors of messages",
        "SELECT count(*) FROM messages LEFT JOIN members
             ON members.workspace = messages.workspace AND members.conversation = messages.conversation
             AND members.account = messages.author
         WHERE members.account IS NULL",
    ),
    (
        "replies",
        "SELECT count(*) FROM messages AS reply LEFT JOIN messages AS target
             ON target.workspace = reply.workspace AND target.id = reply.reply_to
         WHERE reply.reply_to IS NOT NULL
             AND (target.id IS NULL OR target.conversation <> reply.conversation OR target.seq >= reply.seq)",
    ),
    (
        "answers to notes are notes",
        "SELECT count(*) FROM messages AS reply JOIN messages AS target
             ON target.workspace = reply.workspace AND target.id = reply.reply_to
         WHERE target.staff_only IS NOT NULL AND reply.staff_only IS NULL",
    ),
    (
        "notes are of coaches",
        "SELECT count(*) FROM messages JOIN accounts
             ON accounts.workspace = messages.workspace AND accounts.id = messages.author
         WHERE messages.staff_only IS NOT NULL AND accounts.kind <> 'coach'",
    ),
    (
        "only clients are filed, and coaches look after them",
        "SELECT count(*) FROM client_files
             JOIN accounts AS client ON client.workspace = client_files.workspace
                 AND client.id = client_files.account
             LEFT JOIN accounts AS coach ON coach.workspace = client_files.workspace
                 AND coach.id = client_files.coach
         WHERE client.kind <> 'client' OR coach.kind <> 'coach'",
    ),
    (
        "rules are of groups",
        "SELECT count(*) FROM cohorts JOIN conversations
             ON conversations.workspace = cohorts.workspace AND conversations.id = cohorts.conversation
         WHERE conversations.kind <> 'group'",
    ),
    (
        "whoever a rule brought is a client in a group that has one",
        "SELECT count(*) FROM members
             JOIN accounts ON accounts.workspace = members.workspace AND accounts.id = members.account
             LEFT JOIN cohorts ON cohorts.workspace = members.workspace
                 AND cohorts.conversation = members.conversation
         WHERE members.cohort = 'rule' AND members.active AND members.role = 0
             AND (cohorts.rule IS NULL OR accounts.kind <> 'client')",
    ),
    (
        "deleted messages without words",
        "SELECT count(*) FROM messages WHERE deleted AND (text <> '' OR spans NOT IN ('', '[]')
             OR card IS NOT NULL OR pinned_by IS NOT NULL OR attachments IS NOT NULL)",
    ),
    (
        "nothing left of deleted messages",
        "SELECT count(*) FROM messages WHERE deleted
             AND (EXISTS (SELECT 1 FROM versions WHERE versions.workspace = messages.workspace
                     AND versions.message = messages.id)
                 OR EXISTS (SELECT 1 FROM reactions WHERE reactions.workspace = messages.workspace
                     AND reactions.conversation = messages.conversation AND reactions.seq = messages.seq)
                 OR EXISTS (SELECT 1 FROM message_files WHERE message_files.workspace = messages.workspace
                     AND message_files.conversation = messages.conversation AND message_files.seq = messages.seq)
                 OR EXISTS (SELECT 1 FROM played WHERE played.workspace = messages.workspace
                     AND played.conversation = messages.conversation AND played.seq = messages.seq))",
    ),
    (
        "messages that show files and have them",
        "SELECT count(*) FROM messages WHERE (attachments IS NOT NULL) <> EXISTS
             (SELECT 1 FROM message_files WHERE message_files.workspace = messages.workspace
                 AND message_files.conversation = messages.conversation AND message_files.seq = messages.seq)",
    ),
    (
        "files of messages that are whole",
        "SELECT count(*) FROM message_files LEFT JOIN files
             ON files.workspace = message_files.workspace AND files.id = message_files.file
         WHERE files.attachment IS NULL",
    ),
    (
        "folders of the vault within folders that are there",
        "SELECT count(*) FROM (
             SELECT workspace, parent AS folder FROM vault_folders
             UNION ALL SELECT workspace, folder FROM vault_items
         ) AS used LEFT JOIN vault_folders
             ON vault_folders.workspace = used.workspace AND vault_folders.id = used.folder
         WHERE used.folder IS NOT NULL AND vault_folders.deleted IS DISTINCT FROM FALSE",
    ),
    (
        "files of the vault that are whole",
        "SELECT count(*) FROM vault_items LEFT JOIN files
             ON files.workspace = vault_items.workspace AND files.id = vault_items.file
         WHERE vault_items.deleted <> (files.attachment IS NULL)",
    ),
    (
        "nothing left of what was deleted from the library",
        "SELECT count(*) FROM (
             SELECT name, file IS NULL AS bare, deleted FROM vault_items
             UNION ALL SELECT name, parent IS NULL, deleted FROM vault_folders
             UNION ALL SELECT name, text = '' AND attachments IS NULL, deleted FROM templates
         ) AS kept WHERE deleted AND (name <> '' OR NOT bare)",
    ),
    (
        "templates of the practice or of its coaches",
        "SELECT count(*) FROM templates LEFT JOIN accounts
             ON accounts.workspace = templates.workspace AND accounts.id = templates.holder
         WHERE templates.holder <> templates.workspace AND accounts.kind IS DISTINCT FROM 'coach'",
    ),
    (
        "templates that show files and have them",
        "SELECT count(*) FROM templates WHERE (attachments IS NOT NULL) <> EXISTS
             (SELECT 1 FROM template_files JOIN files
                 ON files.workspace = template_files.workspace AND files.id = template_files.file
                 WHERE template_files.workspace = templates.workspace AND template_files.holder = templates.holder
                     AND template_files.template = templates.id AND files.attachment IS NOT NULL)",
    ),
    (
        "files with a name for their bytes",
        "SELECT count(*) FROM files WHERE (attachment IS NULL) <> (asked IS NOT NULL) OR received > bytes
             OR (attachment IS NOT NULL AND hash IS NULL)",
    ),
    (
        "stars on messages of their conversation",
        "SELECT count(*) FROM stars LEFT JOIN messages
             ON messages.workspace = stars.workspace AND messages.id = stars.message
         WHERE messages.conversation IS DISTINCT FROM stars.conversation",
    ),
    (
        "stars and filing of members",
        "SELECT count(*) FROM (
             SELECT workspace, account, conversation FROM stars WHERE starred OR follow_up_at IS NOT NULL
             UNION ALL SELECT workspace, account, conversation FROM filings
                 WHERE pinned OR unread OR archived_at IS NOT NULL OR muted_until IS NOT NULL
         ) AS kept LEFT JOIN members
             ON members.workspace = kept.workspace AND members.conversation = kept.conversation
             AND members.account = kept.account
         WHERE members.active IS NOT TRUE",
    ),
    (
        "rises of watermarks up to where they stand",
        "SELECT count(*) FROM receipt_steps LEFT JOIN receipts
             ON receipts.workspace = receipt_steps.workspace AND receipts.account = receipt_steps.account
             AND receipts.conversation = receipt_steps.conversation
         WHERE receipts.delivered IS NULL OR receipt_steps.delivered > receipts.delivered
             OR receipt_steps.read > receipts.read OR receipt_steps.from_delivered > receipt_steps.delivered
             OR receipt_steps.from_read > receipt_steps.read",
    ),
    (
        "receipts within their conversation",
        "SELECT count(*) FROM receipts LEFT JOIN feeds
             ON feeds.workspace = receipts.workspace AND feeds.kind = 3 AND feeds.id = receipts.conversation
         WHERE receipts.read > receipts.delivered OR receipts.delivered > feeds.head",
    ),
    (
        "memberships and their members",
        "SELECT count(*) FROM memberships LEFT JOIN members
             ON members.workspace = memberships.workspace AND members.account = memberships.account
             AND members.conversation = memberships.conversation
         WHERE members.account IS NULL",
    ),
    (
        "receipts of members",
        "SELECT count(*) FROM receipts LEFT JOIN members
             ON members.workspace = receipts.workspace AND members.account = receipts.account
             AND members.conversation = receipts.conversation
         WHERE members.account IS NULL",
    ),
    (
        "events without words",
        "SELECT count(*) FROM messages WHERE event IS NOT NULL AND (text <> '' OR deleted
             OR reply_to IS NOT NULL OR edited_at IS NOT NULL OR pinned_by IS NOT NULL OR attachments IS NOT NULL)",
    ),
    (
        "settings of groups only",
        "SELECT count(*) FROM conversations WHERE kind = 'direct' AND (settings IS NOT NULL OR picture IS NOT NULL)",
    ),
    (
        "pictures of groups that are whole",
        "SELECT count(*) FROM conversations LEFT JOIN files
             ON files.workspace = conversations.workspace AND files.id = conversations.picture
         WHERE conversations.picture IS NOT NULL AND (files.attachment IS NULL OR conversations.settings IS NULL)",
    ),
    (
        "beginnings of members within their conversation",
        "SELECT count(*) FROM members LEFT JOIN feeds
             ON feeds.workspace = members.workspace AND feeds.kind = 3 AND feeds.id = members.conversation
         WHERE members.since < 1 OR members.since > members.rev OR members.since > feeds.head",
    ),
    (
        "places of messages",
        "SELECT count(*) FROM messages WHERE seq > rev OR seq < 1",
    ),
    (
        "numbers of something that there is",
        "SELECT count(*) FROM feeds
             LEFT JOIN accounts ON accounts.workspace = feeds.workspace AND accounts.id = feeds.id
             LEFT JOIN conversations ON conversations.workspace = feeds.workspace AND conversations.id = feeds.id
         WHERE (feeds.kind = 1 AND feeds.id <> feeds.workspace)
             OR (feeds.kind = 2 AND accounts.id IS NULL)
             OR (feeds.kind IN (3, 4) AND conversations.id IS NULL)",
    ),
    (
        "a coach for each practice",
        "SELECT count(*) FROM workspaces WHERE NOT EXISTS
             (SELECT 1 FROM accounts WHERE accounts.workspace = workspaces.id AND accounts.kind = 'coach')",
    ),
];
