-- The people of a practice. What a column of an earlier table means when it is NULL is said beside it.

ALTER TABLE messages ADD COLUMN staff_only INTEGER; -- a note among coaches; NULL: no
