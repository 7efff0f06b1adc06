/* A disk that keeps a diary, or fails when it is told to.
 *
 * Preloaded into a process (LD_PRELOAD), it stands between it and the C library. Only files under
 * the folder KETACHART_DISK_UNDER are looked at.
 *
 * Diary: where KETACHART_DISK_DIARY names a file, every change is written into it in the order in
 * which it was finished, as a header (see struct record), the path and the data. What a power cut
 * would leave can be worked out from that.
 *
 * Failing: disk_fails(after, how) lets so many changing calls pass and then has the disk be full,
 * gone, faulty or only for reading; how = DISK_WELL mends it. disk_calls() says how many changing
 * calls there were since.
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
#include <sys/uio.h>
#include <unistd.h>

enum { CREATED = 1, WRITTEN, CUT, SYNCED, RENAMED, REMOVED };
enum { DISK_WELL, DISK_FULL, DISK_GONE, DISK_FAULTY_ONCE, DISK_READ_ONLY };

struct record {
    uint32_t kind, path_bytes;
    uint64_t offset, data_bytes;
};

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static const char *under;
static size_t under_bytes;
static int diary = -1;
static int condition = DISK_WELL;
static long calls, passing;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
    const char *file = getenv("KETACHART_DISK_DIARY");
    under = getenv("KETACHART_DISK_UNDER");
    under_bytes = under ? strlen(under) : 0;
    if (file)
        diary = REAL(open)(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

void disk_fails(long after, int how) {
    pthread_mutex_lock(&turn);
    passing = after;
    condition = how;
    calls = 0;
    pthread_mutex_unlock(&turn);
}

long disk_calls(void) { return calls; }

static int is_ours(const char *path) {
    size_t length = strlen(path);
    if (!under || strncmp(path, under, under_bytes)) return 0;
    /* The index of the write-ahead log is memory that happens to have a name. */
    return length < 4 || strcmp(path + length - 4, "-shm");
}

static int path_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_ours(path);
}

static void note(int kind, const char *path, uint64_t offset, const void *data, size_t bytes) {
    if (diary < 0) return;
    struct record record = {kind, strlen(path), offset, bytes};
    struct iovec parts[] = {
        {&record, sizeof record}, {(void *)path, record.path_bytes}, {(void *)data, bytes}};
    if (writev(diary, parts, 3) < 0) abort();
}

/* Whether this call fails; errno says how. Called with the turn taken. */
static int fails(int is_sync) {
    calls++;
    if (condition == DISK_WELL || passing-- > 0) return 0;
    if (condition == DISK_FULL && is_sync) return 0;
    errno = condition == DISK_FULL ? ENOSPC : condition == DISK_READ_ONLY ? EROFS : EIO;
    if (condition == DISK_FAULTY_ONCE) condition = DISK_WELL;
    return 1;
}

static int is_gone(void) { return condition == DISK_GONE && passing <= 0; }

/* ── Writing ──────────────────────────────────────────────────────────────────────────────── */

typedef ssize_t (*Put)(int, const void *, size_t, off_t);

static ssize_t put(int fd, const void *data, size_t bytes, off_t offset, Put real) {
    char path[PATH_MAX];
    if (!path_of(fd, path)) return real(fd, data, bytes, offset);
    pthread_mutex_lock(&turn);
    if (offset < 0) { /* a plain write: where the file stands */
        struct stat found;
        int appends = fcntl(fd, F_GETFL) & O_APPEND;
        fstat(fd, &found);
        offset = appends ? found.st_size : lseek(fd, 0, SEEK_CUR);
    }
    ssize_t done = -1;
    int is_last = condition == DISK_FULL && passing == 0;
    if (!fails(0))
        done = real(fd, data, bytes, offset);
    else if (is_last && bytes > 1) /* the last room on a disk takes a part of what is written */
        done = real(fd, data, bytes / 2, offset);
    if (done > 0) note(WRITTEN, path, offset, data, done);
    int why = errno;
    pthread_mutex_unlock(&turn);
    errno = why;
    return done;
}

static ssize_t put_here(int fd, const void *data, size_t bytes, off_t offset) {
    (void)offset;
    return REAL(write)(fd, data, bytes);
}

static ssize_t put_there(int fd, const void *data, size_t bytes, off_t offset) {
    return REAL(pwrite)(fd, data, bytes, offset);
}

ssize_t write(int fd, const void *data, size_t bytes) { return put(fd, data, bytes, -1, put_here); }

ssize_t pwrite(int fd, const void *data, size_t bytes, off_t offset) {
    return put(fd, data, bytes, offset, put_there);
}

ssize_t pwrite64(int fd, const void *data, size_t bytes, off64_t offset) {
    return put(fd, data, bytes, offset, put_there);
}

/* ── Reading: only a disk that is gone matters ────────────────────────────────────────────── */

static ssize_t get(int fd, void *data, size_t bytes, off_t offset, int has_offset) {
    char path[PATH_MAX];
    if (is_gone() && path_of(fd, path)) {
        errno = EIO;
        return -1;
    }
    return has_offset ? REAL(pread)(fd, data, bytes, offset) : REAL(read)(fd, data, bytes);
}

ssize_t read(int fd, void *data, size_t bytes) { return get(fd, data, bytes, 0, 0); }
ssize_t pread(int fd, void *data, size_t bytes, off_t at) { return get(fd, data, bytes, at, 1); }
ssize_t pread64(int fd, void *data, size_t bytes, off64_t at) { return get(fd, data, bytes, at, 1); }

/* ── Lengths and syncs ────────────────────────────────────────────────────────────────────── */

static int change(int fd, off_t length, int kind, int (*real)(int, off_t)) {
    char path[PATH_MAX];
    if (!path_of(fd, path)) return real(fd, length);
    pthread_mutex_lock(&turn);
    int done = fails(kind == SYNCED) ? -1 : real(fd, length);
    if (!done) note(kind, path, length, "", 0);
    int why = errno;
    pthread_mutex_unlock(&turn);
    errno = why;
    return done;
}

static int real_cut(int fd, off_t length) { return REAL(ftruncate)(fd, length); }
static int real_sync(int fd, off_t unused) { (void)unused; return REAL(fsync)(fd); }

int ftruncate(int fd, off_t length) { return change(fd, length, CUT, real_cut); }
int ftruncate64(int fd, off64_t length) { return change(fd, length, CUT, real_cut); }
int fsync(int fd) { return change(fd, 0, SYNCED, real_sync); }
int fdatasync(int fd) { return change(fd, 0, SYNCED, real_sync); }

/* ── Names ────────────────────────────────────────────────────────────────────────────────── */

static int named(int folder, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    int was_there = REAL(faccessat)(folder, name, F_OK, 0) == 0;
    int fd;
    pthread_mutex_lock(&turn);
    int is_new = (flags & O_CREAT) && !was_there;
    if (is_ours(name) && (is_new ? fails(0) : is_gone())) {
        if (!is_new) errno = EIO;
        pthread_mutex_unlock(&turn);
        return -1;
    }
    fd = REAL(openat)(folder, name, flags, mode);
    if (fd >= 0 && (flags & (O_CREAT | O_TRUNC)) && path_of(fd, path)) {
        if (!was_there)
            note(CREATED, path, 0, "", 0);
        else if (flags & O_TRUNC)
            note(CUT, path, 0, "", 0);
    }
    int why = errno;
    pthread_mutex_unlock(&turn);
    errno = why;
    return fd;
}

#define OPENS(name_, before_, folder_)                                                             \
    int name_(before_ const char *name, int flags, ...) {                                          \
        mode_t mode = 0;                                                                           \
        if (flags & (O_CREAT | O_TMPFILE)) {                                                       \
            va_list rest;                                                                          \
            va_start(rest, flags);                                                                 \
            mode = va_arg(rest, mode_t);                                                           \
            va_end(rest);                                                                          \
        }                                                                                          \
        return named(folder_, name, flags, mode);                                                  \
    }
#define FOLDER int folder,
#define NOTHING
OPENS(open, NOTHING, AT_FDCWD)
OPENS(open64, NOTHING, AT_FDCWD)
OPENS(openat, FOLDER, folder)
OPENS(openat64, FOLDER, folder)

int rename(const char *from, const char *to) {
    if (!is_ours(from) && !is_ours(to)) return REAL(rename)(from, to);
    pthread_mutex_lock(&turn);
    int done = fails(0) ? -1 : REAL(rename)(from, to);
    if (!done) note(RENAMED, from, 0, to, strlen(to));
    int why = errno;
    pthread_mutex_unlock(&turn);
    errno = why;
    return done;
}

int unlink(const char *path) {
    if (!is_ours(path)) return REAL(unlink)(path);
    pthread_mutex_lock(&turn);
    int done = is_gone() && fails(0) ? -1 : REAL(unlink)(path);
    if (!done) note(REMOVED, path, 0, "", 0);
    int why = errno;
    pthread_mutex_unlock(&turn);
    errno = why;
    return done;
}
