#pragma once
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

/// Loads SQLite when it is first needed. NULL when it is there, otherwise the name of the library that is missing.
const char *apus_sqlite_load(void);
/// Version of the library, as `3.40.1`; empty before it was loaded.
const char *apus_sqlite_version(void);

/// A database, and a statement that is prepared for it. Their owner closes them.
typedef struct apus_sqlite apus_sqlite;
typedef struct apus_sqlite_statement apus_sqlite_statement;

/// Opens a new database; NULL on failure.
apus_sqlite *apus_sqlite_open(const char *path);
/// Closes a database whose statements are finished.
void apus_sqlite_close(apus_sqlite *database);
/// Why the last call failed.
const char *apus_sqlite_message(apus_sqlite *database);
/// Runs statements without values; 0 on success.
int apus_sqlite_run(apus_sqlite *database, const char *text);
/// Prepares a statement; NULL on failure.
apus_sqlite_statement *apus_sqlite_prepare(apus_sqlite *database, const char *text);
/// Values of a statement, counted from 1. The text is copied. 0 on success.
int apus_sqlite_text(apus_sqlite_statement *statement, int index, const char *bytes, int length);
int apus_sqlite_number(apus_sqlite_statement *statement, int index, double value);
int apus_sqlite_integer(apus_sqlite_statement *statement, int index, int64_t value);
int apus_sqlite_null(apus_sqlite_statement *statement, int index);
/// Inserts a row and makes the statement ready for the next one; 0 on success.
int apus_sqlite_insert(apus_sqlite_statement *statement);
/// Ends a statement.
void apus_sqlite_finish(apus_sqlite_statement *statement);

#ifdef __cplusplus
}
#endif
