// A disk that fails at a chosen moment, for tests: a library that is preloaded into a command and its children.
//
// APUS_DISK names a file of shared memory, APUS_DISK_FOLDER the folder whose files are watched, APUS_DISK_AT the number
// of the operation at which the disk fails (0: never, operations are only counted), and APUS_DISK_FAULT how:
//   power   every process ends at once, and what was written but not synchronised is gone
//   full    from then on nothing can be written (ENOSPC)
//   gone    from then on every operation fails, as when a network file system has gone (ESTALE)
//   locked  from then on nothing can be created or written (EROFS)
// An operation is a call that creates, writes, synchronises, renames or removes a watched file.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FILES = 8192, PROCESSES = 256, DESCRIPTORS = 4096 };

// A file that has bytes which are not synchronised. `kept` is its length at the last synchronisation.
struct file {
  char path[PATH_MAX];
  off_t kept;
  int dirty;
};

struct state {
  pthread_mutex_t lock;
  int ready;
  long operations;
  long fails;
  int failed;
  pid_t processes[PROCESSES];
  int files;
  struct file file[FILES];
};

static struct state *state;
static char folder[PATH_MAX];
static int fault;  // 'p', 'f', 'g' or 'l'
// The place in `state->file` of a descriptor that writes, plus 1.
static int places[DESCRIPTORS];

#define REAL(name) \
  static __typeof__(name) *real; \
  if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
  const char *shared = getenv("APUS_DISK"), *watched = getenv("APUS_DISK_FOLDER");
  if (!shared || !watched || !realpath(watched, folder)) return;
  int descriptor = open(shared, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0 || ftruncate(descriptor, sizeof(struct state)) != 0) abort();
  struct state *map = mmap(NULL, sizeof(struct state), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  close(descriptor);
  if (map == MAP_FAILED) abort();
  if (__sync_bool_compare_and_swap(&map->ready, 0, 1)) {
    pthread_mutexattr_t shared_lock;
    pthread_mutexattr_init(&shared_lock);
    pthread_mutexattr_setpshared(&shared_lock, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&shared_lock, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&map->lock, &shared_lock);
    map->fails = getenv("APUS_DISK_AT") ? atol(getenv("APUS_DISK_AT")) : 0;
    __sync_synchronize();
    map->ready = 2;
  }
  while (__atomic_load_n(&map->ready, __ATOMIC_ACQUIRE) != 2) usleep(100);
  fault = getenv("APUS_DISK_FAULT") ? getenv("APUS_DISK_FAULT")[0] : 'p';
  for (int at = 0; at < PROCESSES; at++)
    if (__sync_bool_compare_and_swap(&map->processes[at], 0, getpid())) break;
  state = map;
}

__attribute__((destructor)) static void end(void) {
  if (!state) return;
  for (int at = 0; at < PROCESSES; at++) __sync_bool_compare_and_swap(&state->processes[at], getpid(), 0);
}

static void lock(void) {
  if (pthread_mutex_lock(&state->lock) == EOWNERDEAD) pthread_mutex_consistent(&state->lock);
}
static void unlock(void) { pthread_mutex_unlock(&state->lock); }

static int is_watched(const char *path, char *whole) {
  if (!state || !path) return 0;
  char parent[PATH_MAX];
  if (snprintf(parent, sizeof parent, "%s", path) >= (int)sizeof parent) return 0;
  char *slash = strrchr(parent, '/');
  const char *name = slash ? path + (slash - parent) + 1 : path;
  if (slash) *slash = 0;
  char real[PATH_MAX];
  if (!realpath(slash ? (parent[0] ? parent : "/") : ".", real)) return 0;
  snprintf(whole, PATH_MAX, "%.3000s/%.1000s", real, name);
  size_t length = strlen(folder);
  return strncmp(whole, folder, length) == 0 && (whole[length] == '/' || whole[length] == 0);
}

static int place_of(const char *path, off_t kept) {
  for (int at = 0; at < state->files; at++)
    if (strcmp(state->file[at].path, path) == 0) return at;
  if (state->files == FILES) abort();
  struct file *file = &state->file[state->files];
  snprintf(file->path, sizeof file->path, "%s", path);
  file->kept = kept;
  file->dirty = 0;
  return state->files++;
}

// The power goes: first everybody else, so that nothing is written while files lose what was not synchronised.
static void power_cut(void) {
  for (int at = 0; at < PROCESSES; at++) {
    pid_t process = state->processes[at];
    if (process && process != getpid()) kill(process, SIGKILL);
  }
  usleep(20000);
  for (int at = 0; at < state->files; at++) {
    struct file *file = &state->file[at];
    if (file->dirty && truncate(file->path, file->kept) != 0) continue;
  }
  kill(getpid(), SIGKILL);
  _exit(137);
}

// Called with the lock before an operation. The number of an error that the operation meets, or 0.
static int operation(int writes) {
  state->operations++;
  if (!state->failed && state->fails && state->operations >= state->fails) state->failed = 1;
  if (!state->failed) return 0;
  switch (fault) {
    case 'p': power_cut(); return EIO;
    case 'f': return writes ? ENOSPC : 0;
    case 'g': return ESTALE;
    default: return EROFS;
  }
}

static int open_watched(const char *whole, int flags, int (*really)(const char *, int, mode_t), const char *path,
                        mode_t mode) {
  lock();
  struct stat facts;
  int is_new = stat(whole, &facts) != 0;
  int error = is_new || (flags & O_TRUNC) ? operation(0) : (state->failed && fault == 'l' ? EROFS : 0);
  if (state->failed && fault == 'g') error = ESTALE;
  if (error) {
    unlock();
    errno = error;
    return -1;
  }
  int descriptor = really(path, flags, mode);
  if (descriptor >= 0 && descriptor < DESCRIPTORS) {
    int place = place_of(whole, is_new ? 0 : facts.st_size);
    if (flags & O_TRUNC) state->file[place].dirty = 1;
    if (is_new) state->file[place].kept = 0;
    places[descriptor] = place + 1;
  }
  unlock();
  return descriptor;
}

static int really_open(const char *path, int flags, mode_t mode) {
  REAL(open);
  return real(path, flags, mode);
}

static int any_open(const char *path, int flags, mode_t mode) {
  char whole[PATH_MAX];
  if ((flags & O_ACCMODE) == O_RDONLY || (flags & O_TMPFILE) == O_TMPFILE || !is_watched(path, whole)) {
    int descriptor = really_open(path, flags, mode);
    if (descriptor >= 0 && descriptor < DESCRIPTORS) places[descriptor] = 0;
    return descriptor;
  }
  return open_watched(whole, flags, really_open, path, mode);
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  return any_open(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  return any_open(path, flags, mode);
}

int openat(int at, const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  if (at == AT_FDCWD || path[0] == '/') return any_open(path, flags, mode);
  REAL(openat);
  return real(at, path, flags, mode);
}

int mkstemp(char *template) {
  REAL(mkstemp);
  int descriptor = real(template);
  char whole[PATH_MAX];
  if (descriptor >= 0 && descriptor < DESCRIPTORS && is_watched(template, whole)) {
    lock();
    int place = place_of(whole, 0);
    state->file[place].kept = 0;
    places[descriptor] = place + 1;
    unlock();
  }
  return descriptor;
}

int close(int descriptor) {
  REAL(close);
  if (descriptor >= 0 && descriptor < DESCRIPTORS) places[descriptor] = 0;
  return real(descriptor);
}

// Before a write: an error, or 0 and the file counts as one that has more than is synchronised.
static int before_write(int descriptor) {
  if (!state || descriptor < 0 || descriptor >= DESCRIPTORS || !places[descriptor]) return 0;
  lock();
  int error = operation(1);
  if (!error) state->file[places[descriptor] - 1].dirty = 1;
  unlock();
  return error;
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  REAL(write);
  int error = before_write(descriptor);
  if (error) {
    errno = error;
    return -1;
  }
  return real(descriptor, bytes, count);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
  REAL(pwrite);
  int error = before_write(descriptor);
  if (error) {
    errno = error;
    return -1;
  }
  return real(descriptor, bytes, count, offset);
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  REAL(writev);
  int error = before_write(descriptor);
  if (error) {
    errno = error;
    return -1;
  }
  return real(descriptor, parts, count);
}

int fsync(int descriptor) {
  REAL(fsync);
  if (!state || descriptor < 0) return real(descriptor);
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return real(descriptor);
  path[length] = 0;
  size_t own = strlen(folder);
  if (strncmp(path, folder, own) != 0) return real(descriptor);
  lock();
  int error = operation(0);
  struct stat facts;
  if (!error && fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode)) {
    struct file *file = &state->file[place_of(path, facts.st_size)];
    file->kept = facts.st_size;
    file->dirty = 0;
  }
  unlock();
  if (error) {
    errno = error;
    return -1;
  }
  return 0;  // The machine's own disk need not be asked: it is not the one that fails.
}

int fdatasync(int descriptor) { return fsync(descriptor); }

int rename(const char *from, const char *to) {
  REAL(rename);
  char one[PATH_MAX], other[PATH_MAX];
  if (!is_watched(to, other) || !is_watched(from, one)) return real(from, to);
  lock();
  int error = operation(0);
  int result = -1;
  if (error) {
    errno = error;
  } else if ((result = real(from, to)) == 0) {
    // What lay under the new name is gone, and what is below a folder moves with it.
    size_t length = strlen(one);
    for (int at = 0; at < state->files; at++)
      if (strcmp(state->file[at].path, other) == 0) state->file[at].path[0] = 0;
    for (int at = 0; at < state->files; at++) {
      char *path = state->file[at].path;
      if (strncmp(path, one, length) != 0 || (path[length] != 0 && path[length] != '/')) continue;
      char moved[PATH_MAX];
      snprintf(moved, sizeof moved, "%.3000s%.1000s", other, path + length);
      strcpy(path, moved);
    }
  }
  unlock();
  return result;
}

static int removed(const char *path, int (*really)(const char *)) {
  char whole[PATH_MAX];
  if (!is_watched(path, whole)) return really(path);
  lock();
  int error = operation(0);
  int result = -1;
  if (error) {
    errno = error;
  } else {
    result = really(path);
    for (int at = 0; result == 0 && at < state->files; at++)
      if (strcmp(state->file[at].path, whole) == 0) state->file[at].path[0] = 0;
  }
  unlock();
  return result;
}

int unlink(const char *path) {
  REAL(unlink);
  return removed(path, real);
}

int rmdir(const char *path) {
  REAL(rmdir);
  return removed(path, real);
}

int mkdir(const char *path, mode_t mode) {
  REAL(mkdir);
  char whole[PATH_MAX];
  if (!is_watched(path, whole)) return real(path, mode);
  lock();
  int error = operation(0);
  unlock();
  if (error) {
    errno = error;
    return -1;
  }
  return real(path, mode);
}
