#include "CSQLite.h"
#include <dlfcn.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stddef.h>

// SQLite is loaded when a run is first exported and not at every start.

static int (*open_loaded)(const char *, sqlite3 **, int, const char *);
static int (*close_loaded)(sqlite3 *);
static const char *(*errmsg_loaded)(sqlite3 *);
static int (*exec_loaded)(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **);
static int (*prepare_loaded)(sqlite3 *, const char *, int, sqlite3_stmt **, const char **);
static int (*text_loaded)(sqlite3_stmt *, int, const char *, int, sqlite3_destructor_type);
static int (*double_loaded)(sqlite3_stmt *, int, double);
static int (*int64_loaded)(sqlite3_stmt *, int, sqlite3_int64);
static int (*null_loaded)(sqlite3_stmt *, int);
static int (*step_loaded)(sqlite3_stmt *);
static int (*reset_loaded)(sqlite3_stmt *);
static int (*finalize_loaded)(sqlite3_stmt *);
static const char *(*libversion_loaded)(void);

static const char *missing = "libsqlite3.so.0";

static void load(void) {
  void *library = dlopen("libsqlite3.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
#define RESOLVE(function, name) \
  if (!(*(void **)&function = dlsym(library, name))) { missing = "libsqlite3.so.0 with " name; return; }
  RESOLVE(open_loaded, "sqlite3_open_v2")
  RESOLVE(close_loaded, "sqlite3_close")
  RESOLVE(errmsg_loaded, "sqlite3_errmsg")
  RESOLVE(exec_loaded, "sqlite3_exec")
  RESOLVE(prepare_loaded, "sqlite3_prepare_v2")
  RESOLVE(text_loaded, "sqlite3_bind_text")
  RESOLVE(double_loaded, "sqlite3_bind_double")
  RESOLVE(int64_loaded, "sqlite3_bind_int64")
  RESOLVE(null_loaded, "sqlite3_bind_null")
  RESOLVE(step_loaded, "sqlite3_step")
  RESOLVE(reset_loaded, "sqlite3_reset")
  RESOLVE(finalize_loaded, "sqlite3_finalize")
  RESOLVE(libversion_loaded, "sqlite3_libversion")
  missing = NULL;
}

const char *apus_sqlite_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return missing;
}

const char *apus_sqlite_version(void) { return libversion_loaded ? libversion_loaded() : ""; }

apus_sqlite *apus_sqlite_open(const char *path) {
  sqlite3 *database = NULL;
  if (apus_sqlite_load()) return NULL;
  if (open_loaded(path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK) {
    close_loaded(database);
    return NULL;
  }
  return (apus_sqlite *)database;
}

void apus_sqlite_close(apus_sqlite *database) { close_loaded((sqlite3 *)database); }

const char *apus_sqlite_message(apus_sqlite *database) { return errmsg_loaded((sqlite3 *)database); }

int apus_sqlite_run(apus_sqlite *database, const char *text) {
  return exec_loaded((sqlite3 *)database, text, NULL, NULL, NULL) != SQLITE_OK;
}

apus_sqlite_statement *apus_sqlite_prepare(apus_sqlite *database, const char *text) {
  sqlite3_stmt *statement = NULL;
  if (prepare_loaded((sqlite3 *)database, text, -1, &statement, NULL) != SQLITE_OK) return NULL;
  return (apus_sqlite_statement *)statement;
}

int apus_sqlite_text(apus_sqlite_statement *statement, int index, const char *bytes, int length) {
  // An empty text may come without bytes, which SQLite would take for no value.
  return text_loaded((sqlite3_stmt *)statement, index, bytes ? bytes : "", length, SQLITE_TRANSIENT) != SQLITE_OK;
}

int apus_sqlite_number(apus_sqlite_statement *statement, int index, double value) {
  return double_loaded((sqlite3_stmt *)statement, index, value) != SQLITE_OK;
}

int apus_sqlite_integer(apus_sqlite_statement *statement, int index, int64_t value) {
  return int64_loaded((sqlite3_stmt *)statement, index, value) != SQLITE_OK;
}

int apus_sqlite_null(apus_sqlite_statement *statement, int index) {
  return null_loaded((sqlite3_stmt *)statement, index) != SQLITE_OK;
}

int apus_sqlite_insert(apus_sqlite_statement *statement) {
  int failed = step_loaded((sqlite3_stmt *)statement) != SQLITE_DONE;
  return reset_loaded((sqlite3_stmt *)statement) != SQLITE_OK || failed;
}

void apus_sqlite_finish(apus_sqlite_statement *statement) { finalize_loaded((sqlite3_stmt *)statement); }
