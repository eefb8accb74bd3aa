/* Makes a disk that fails, for one process: preloaded, it lets writes, syncs and truncations of files below the
   directory SLUIS_EIO_DIR fail with EIO while the file "$SLUIS_EIO_FLAG.write", ".sync" or ".truncate" exists. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fails(const char *kind, int fd)
{
    const char *dir = getenv("SLUIS_EIO_DIR"), *flag = getenv("SLUIS_EIO_FLAG");
    char path[4096], link[32], file[4096];
    int before = errno, found;
    ssize_t length;

    if (!dir || !flag)
        return 0;
    snprintf(path, sizeof path, "%s.%s", flag, kind);
    found = access(path, F_OK) == 0;
    errno = before;
    if (!found)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, file, sizeof file - 1);
    errno = before;
    if (length < 0)
        return 0;
    file[length] = 0;
    return strncmp(file, dir, strlen(dir)) == 0;
}

#define FAILING(kind, type, name, parameters, arguments) \
    type name parameters                                 \
    {                                                    \
        static type(*real) parameters;                   \
        if (fails(kind, fd)) {                           \
            errno = EIO;                                 \
            return -1;                                   \
        }                                                \
        if (!real)                                       \
            real = (type(*) parameters)dlsym(RTLD_NEXT, #name); \
        return real arguments;                           \
    }

FAILING("write", ssize_t, pwrite, (int fd, const void *from, size_t size, off_t at), (fd, from, size, at))
FAILING("write", ssize_t, pwrite64, (int fd, const void *from, size_t size, off64_t at), (fd, from, size, at))
FAILING("sync", int, fsync, (int fd), (fd))
FAILING("sync", int, fdatasync, (int fd), (fd))
FAILING("truncate", int, ftruncate, (int fd, off_t size), (fd, size))
FAILING("truncate", int, ftruncate64, (int fd, off64_t size), (fd, size))
