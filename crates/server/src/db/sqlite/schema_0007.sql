-- How groups are set, events, where members begin. What a column of an earlier table means when it is NULL is said beside it.

ALTER TABLE conversations ADD COLUMN settings TEXT; -- JSON; NULL: a plain group, or a direct conversation
ALTER TABLE conversations ADD COLUMN picture BLOB;  -- the file that the settings show; NULL: none
CREATE INDEX conversations_picture ON conversations (workspace, picture) WHERE picture IS NOT NULL;

ALTER TABLE members ADD COLUMN since INTEGER;       -- nothing with a lower number is for them; NULL: everything is
CREATE INDEX members_since ON members (workspace, conversation, since) WHERE since IS NOT NULL;

ALTER TABLE messages ADD COLUMN event TEXT;         -- JSON; NULL: something that was said
