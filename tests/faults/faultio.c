/* Preloaded into a process under test: writes down every change below one folder, in order, and
 * lets syncs or writes fail or take time. Linux, 64 bit.
 *
 *   FAULTIO_ROOT  absolute folder; everything else passes untouched
 *   FAULTIO_LOG   file that records are appended to
 *
 * Record: op (1 byte), inode (8), offset (8), bytes of the text (4), bytes of the data (4), text,
 * data; numbers little-endian. Ops: C create, T truncate to offset, W write, S synced, F sync
 * failed, R rename and L link (text: old NUL new), U unlink, D mkdir, X rmdir, M mark. The text is
 * a path, of a mark its words; W and T have none. A record is written after the change happened,
 * under the lock that it happened under.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
enum { WRITES, SYNCS, KINDS };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *root;
static size_t root_length;
static int record = -1;
static struct { int error; long seen, from, until; } plan[KINDS];
static long slow_us;

__attribute__((constructor)) static void begin(void) {
  const char *log = getenv("FAULTIO_LOG");
  root = getenv("FAULTIO_ROOT");
  if (!root || !log) return;
  root_length = strlen(root);
  record = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int ours(const char *path) {
  return record >= 0 && path && !strncmp(path, root, root_length) &&
         (path[root_length] == '/' || !path[root_length]);
}

/* The inode of an open file below the root, 0 of any other; its path into PATH_MAX bytes. */
static uint64_t inode(int fd, char *path) {
  char link[40];
  struct stat found;
  if (record < 0 || fd == record) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return ours(path) && !fstat(fd, &found) ? found.st_ino : 0;
}

static void note(char op, uint64_t ino, int64_t offset, const char *text, size_t text_length,
                 const void *data, size_t length) {
  unsigned char head[25] = {op};
  uint32_t sizes[2] = {text_length, length};
  memcpy(head + 1, &ino, 8);
  memcpy(head + 9, &offset, 8);
  memcpy(head + 17, sizes, 8);
  struct iovec parts[3] = {
      {head, sizeof head}, {(void *)text, text_length}, {(void *)data, length}};
  if (REAL(writev)(record, parts, 3) != (ssize_t)(sizeof head + text_length + length)) abort();
}

/* Whether this operation is one that shall fail; counts it. */
static int fails(int kind) {
  long n = plan[kind].seen++;
  if (n < plan[kind].from || n >= plan[kind].until) return 0;
  errno = plan[kind].error;
  return 1;
}

/* For the program under test. */
void faultio_mark(const char *text) {
  pthread_mutex_lock(&lock);
  note('M', 0, 0, text, strlen(text), NULL, 0);
  pthread_mutex_unlock(&lock);
}

void faultio_plan(int kind, int error, long skip, long times) {
  pthread_mutex_lock(&lock);
  plan[kind].error = error;
  plan[kind].seen = 0;
  plan[kind].from = skip;
  plan[kind].until = skip + times;
  pthread_mutex_unlock(&lock);
}

long faultio_seen(int kind) { return plan[kind].seen; }

void faultio_slow(long us) { slow_us = us; }

static int opened(int (*really)(const char *, int, ...), const char *path, int flags, mode_t mode) {
  if (!ours(path) || !(flags & (O_CREAT | O_TRUNC))) return really(path, flags, mode);
  pthread_mutex_lock(&lock);
  struct stat before;
  int fresh = stat(path, &before) != 0;
  int fd = -1;
  if (!(fresh && fails(WRITES))) fd = really(path, flags, mode);
  int saved = errno;
  if (fd >= 0) {
    char name[PATH_MAX];
    uint64_t ino = inode(fd, name);
    if (fresh) note('C', ino, 0, path, strlen(path), NULL, 0);
    else if (flags & O_TRUNC) note('T', ino, 0, NULL, 0, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  errno = saved;
  return fd;
}

#define MODE                                    \
  va_list rest;                                 \
  va_start(rest, flags);                        \
  mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0; \
  va_end(rest)

int open(const char *path, int flags, ...) {
  MODE;
  return opened(REAL(open), path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE;
  return opened(REAL(open64), path, flags, mode);
}

static ssize_t written(int fd, const void *data, size_t length, off_t offset) {
  char path[PATH_MAX];
  uint64_t ino = inode(fd, path);
  if (!ino) return offset < 0 ? REAL(write)(fd, data, length)
                              : REAL(pwrite)(fd, data, length, offset);
  pthread_mutex_lock(&lock);
  ssize_t done = -1;
  if (!fails(WRITES)) {
    off_t at = offset < 0 ? lseek(fd, 0, SEEK_CUR) : offset;
    done = offset < 0 ? REAL(write)(fd, data, length) : REAL(pwrite)(fd, data, length, offset);
    if (done > 0) note('W', ino, at, NULL, 0, data, done);
  }
  int saved = errno;
  pthread_mutex_unlock(&lock);
  errno = saved;
  return done;
}

ssize_t write(int fd, const void *data, size_t length) { return written(fd, data, length, -1); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t at) {
  return written(fd, data, length, at);
}
ssize_t pwrite64(int fd, const void *data, size_t length, off_t at) {
  return written(fd, data, length, at);
}

static int cut(int fd, off_t length) {
  char path[PATH_MAX];
  uint64_t ino = inode(fd, path);
  if (!ino) return REAL(ftruncate)(fd, length);
  pthread_mutex_lock(&lock);
  int result = REAL(ftruncate)(fd, length);
  if (!result) note('T', ino, length, NULL, 0, NULL, 0);
  int saved = errno;
  pthread_mutex_unlock(&lock);
  errno = saved;
  return result;
}

int ftruncate(int fd, off_t length) { return cut(fd, length); }
int ftruncate64(int fd, off_t length) { return cut(fd, length); }

static int synced(int (*really)(int), int fd) {
  char path[PATH_MAX];
  uint64_t ino = inode(fd, path);
  if (!ino) return really(fd);
  if (slow_us) usleep(slow_us);
  pthread_mutex_lock(&lock);
  int failed = fails(SYNCS);
  int result = failed ? -1 : really(fd);
  int saved = errno;
  note(failed ? 'F' : 'S', ino, 0, path, strlen(path), NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = saved;
  return result;
}

int fsync(int fd) { return synced(REAL(fsync), fd); }
int fdatasync(int fd) { return synced(REAL(fdatasync), fd); }

/* Ends what began with the lock taken: notes the names and unlocks. */
static int changed(char op, int result, const char *path, const char *other) {
  int saved = errno;
  char both[2 * PATH_MAX];
  size_t length = strlen(path);
  memcpy(both, path, length + 1);
  if (other) {
    strcpy(both + length + 1, other);
    length += 1 + strlen(other);
  }
  if (!result) note(op, 0, 0, both, length, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = saved;
  return result;
}

int rename(const char *old, const char *new) {
  if (!ours(new)) return REAL(rename)(old, new);
  pthread_mutex_lock(&lock);
  return changed('R', REAL(rename)(old, new), old, new);
}

int link(const char *old, const char *new) {
  if (!ours(new)) return REAL(link)(old, new);
  pthread_mutex_lock(&lock);
  return changed('L', REAL(link)(old, new), old, new);
}

int linkat(int from, const char *old, int to, const char *new, int flags) {
  if (!ours(new)) return REAL(linkat)(from, old, to, new, flags);
  pthread_mutex_lock(&lock);
  return changed('L', REAL(linkat)(from, old, to, new, flags), old, new);
}

int unlink(const char *path) {
  if (!ours(path)) return REAL(unlink)(path);
  pthread_mutex_lock(&lock);
  return changed('U', REAL(unlink)(path), path, NULL);
}

int mkdir(const char *path, mode_t mode) {
  if (!ours(path)) return REAL(mkdir)(path, mode);
  pthread_mutex_lock(&lock);
  return changed('D', REAL(mkdir)(path, mode), path, NULL);
}

int rmdir(const char *path) {
  if (!ours(path)) return REAL(rmdir)(path);
  pthread_mutex_lock(&lock);
  return changed('X', REAL(rmdir)(path), path, NULL);
}
