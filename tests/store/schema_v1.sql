-- SPDX-License-Identifier: GPL-3.0-or-later
-- Schema version 1 as it was released, with two rows and one undo step. Frozen: later versions add files beside it and must
-- open this one; it is never edited.
PRAGMA application_id=1414090050;
PRAGMA user_version=1;
CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE rows(id INTEGER PRIMARY KEY AUTOINCREMENT, position INTEGER NOT NULL, gone INTEGER NOT NULL, kind INTEGER NOT NULL, split INTEGER NOT NULL, batch INTEGER NOT NULL, revision INTEGER NOT NULL, tags TEXT NOT NULL, content TEXT NOT NULL);
CREATE INDEX rows_order ON rows(position, id, gone);
CREATE INDEX rows_split ON rows(split) WHERE gone=0 AND split<>0;
CREATE TABLE checks(id INTEGER PRIMARY KEY, revision INTEGER NOT NULL, problems INTEGER NOT NULL, severity INTEGER NOT NULL, tokens INTEGER NOT NULL, trained INTEGER NOT NULL, hosted INTEGER NOT NULL, messages INTEGER NOT NULL, prompt_hash INTEGER NOT NULL, answer_hash INTEGER NOT NULL, system_id INTEGER NOT NULL, other INTEGER NOT NULL, system_key TEXT NOT NULL, user_key TEXT NOT NULL, answer_key TEXT NOT NULL, details TEXT NOT NULL);
CREATE INDEX checks_prompt ON checks(prompt_hash, id) WHERE prompt_hash<>0;
CREATE INDEX checks_other ON checks(other) WHERE other<>0;
CREATE INDEX checks_severity ON checks(severity, id) WHERE severity<>0;
CREATE TABLE todo(id INTEGER PRIMARY KEY);
CREATE TABLE edits(id INTEGER PRIMARY KEY AUTOINCREMENT, sequence INTEGER NOT NULL, state INTEGER NOT NULL, label INTEGER NOT NULL, cell INTEGER NOT NULL, rows INTEGER NOT NULL, detail TEXT NOT NULL, made INTEGER NOT NULL);
CREATE TABLE edit_rows(id INTEGER PRIMARY KEY, edit INTEGER NOT NULL, row INTEGER NOT NULL, last INTEGER NOT NULL, fields INTEGER NOT NULL, position INTEGER, gone INTEGER, kind INTEGER, split INTEGER, tags TEXT, content TEXT);
CREATE INDEX edit_rows_edit ON edit_rows(edit);
CREATE INDEX edit_rows_position ON edit_rows(position) WHERE position IS NOT NULL;
CREATE TABLE prompts(id INTEGER PRIMARY KEY AUTOINCREMENT, hash INTEGER NOT NULL UNIQUE, name TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE rejected(id INTEGER PRIMARY KEY, batch INTEGER NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL, col INTEGER NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE settings(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE drafts(key TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE chats(id TEXT PRIMARY KEY, title TEXT NOT NULL, changed INTEGER NOT NULL, content TEXT NOT NULL);
CREATE TABLE runs(name TEXT PRIMARY KEY, summary TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO meta(key, value) VALUES('version', 1);
INSERT INTO rows VALUES(1, 8589934592, 0, 1, 0, 1, 1, '', '{"text":"old"}');
INSERT INTO rows VALUES(2, 4294967296, 0, 1, 2, 1, 1, char(10) || 'tag' || char(10), '{"text":"first"}');
INSERT INTO edits VALUES(1, 1, 1, 3, 0, 2, '', 1700000000);
INSERT INTO edit_rows(edit, row, last, fields) VALUES(1, 1, 2, 32);
INSERT INTO todo VALUES(1);
INSERT INTO todo VALUES(2);
INSERT INTO settings VALUES('name', '"Old project"');
