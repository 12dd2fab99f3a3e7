// SPDX-License-Identifier: GPL-3.0-or-later
// What a project file holds, as SQL, and how an older one becomes a newer one. `user_version` counts the schema,
// `application_id` says "Timbre". Every released version stays in tests/store as frozen SQL that is migrated in a test.
//
// rows         the dataset; `gone` 0: alive, 1: deleted but still needed for undo, 2: import not finished
// checks       what was found and counted for a row's `revision`; can be thrown away and made again
// todo         rows whose checks are older than the row
// edits        the undo list, newest last; state 0: import not finished, 1: done, 2: undone
// edit_rows    for each touched row the other state of its changed fields (before it while done, after it while undone)
// prompts      distinct system prompts in order of first use, with the name a person gave them
// rejected     lines of imports that could not become rows
// meta         numbers: dataset version, first and next positions
// settings, drafts, chats, runs   key → JSON or text
#pragma once

#include "core/base/file_ops.h"
#include "core/base/result.h"
#include "core/store/sqlite.h"

#include <span>
#include <string>
#include <vector>

namespace timbre::store {

inline constexpr std::int64_t applicationId = 0x54494D42;  // "TIMB"
inline constexpr std::int64_t schemaVersion = 1;

/// Creates everything in an empty file.
base::Result<void> createSchema(Database& database);
/// How version `from` becomes `from` + 1.
struct Migration {
  std::int64_t from;
  std::vector<const char*> statements;
};
std::span<const Migration> releasedMigrations();
/// From the file's version up to `target` in one transaction, after a backup "<file>.v<N>.bak" beside it; a failure leaves
/// the file as it was. Errors: store.migration_failed.
base::Result<void> migrate(Database& database, std::span<const Migration> steps = releasedMigrations(),
                           std::int64_t target = schemaVersion);
/// Only tables and indexes of ours, nothing else: no triggers, views, virtual tables or generated columns can be hidden in
/// a project file. Errors: store.foreign_schema (what).
base::Result<void> verifySchema(Database& database);

}  // namespace timbre::store
