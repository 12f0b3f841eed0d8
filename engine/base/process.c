/*
** process.c - a child process that answers requests
*/
#define _GNU_SOURCE
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/prctl.h>
#endif

#include "base/threads.h"

/* Bytes asked for at once. */
#define PIECE  65536

#define SHARED_SIZE  sizeof(gdl_process_shared)

/* Children polled at once without asking for memory. */
#define FEW  64


static void close_end (int *fd) {
  if (*fd >= 0)
    close(*fd);
  *fd = -1;
}


static void let_go (gdl_process *p) {
  close_end(&p->to);
  close_end(&p->from);
  if (p->shared != NULL)
    munmap(p->shared, SHARED_SIZE);
  p->shared = NULL;
  gdl_bytes_free(&p->in);
  p->taken = 0;
  p->pid = 0;
}


/* Bytes of address space in use, 0 where that is not known. */
static double used_space (void) {
  double pages = 0;
  FILE *f = fopen("/proc/self/statm", "r");
  if (f != NULL) {
    if (fscanf(f, "%lf", &pages) != 1)
      pages = 0;
    fclose(f);
  }
  return pages * (double)sysconf(_SC_PAGESIZE);
}


static void limit_memory (double bytes) {
  struct rlimit r;
  double most = used_space() + bytes;
  if (bytes <= 0 || getrlimit(RLIMIT_AS, &r) != 0)
    return;
  if (r.rlim_cur == RLIM_INFINITY || most < (double)r.rlim_cur) {
    r.rlim_cur = (rlim_t)most;
    setrlimit(RLIMIT_AS, &r);
  }
}


/* What the child is to its surroundings. */
static void settle (pid_t parent, double memory) {
  int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing >= 0) {
    dup2(nothing, STDIN_FILENO);
    close(nothing);
  }
  setpgid(0, 0);
  signal(SIGINT, SIG_DFL);
  signal(SIGPIPE, SIG_IGN);
#if defined(__linux__)
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  if (getppid() != parent)
    _exit(0);
  gdl_threads_set(1);
  limit_memory(memory);
}


static int two_pipes (int request[2], int answer[2]) {
  if (pipe2(request, O_CLOEXEC) != 0)
    return 0;
  if (pipe2(answer, O_CLOEXEC) == 0)
    return 1;
  int e = errno;
  close(request[0]);
  close(request[1]);
  errno = e;
  return 0;
}


int gdl_process_fork (gdl_process *p, gdl_process *const *others, size_t count,
                      double memory, gdl_error *err) {
  static const gdl_process none = GDL_PROCESS_NONE;
  int request[2], answer[2];
  pid_t parent = getpid();
  *p = none;
  void *shared = mmap(NULL, SHARED_SIZE, PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED || !two_pipes(request, answer)) {
    gdl_error_set(err, GDL_EIO, "%s", strerror(errno));
    if (shared != MAP_FAILED)
      munmap(shared, SHARED_SIZE);
    return -1;
  }
  fflush(NULL);
  pid_t pid = fork();
  if (pid < 0)
    gdl_error_set(err, GDL_EIO, "%s", strerror(errno));
  int is_child = pid == 0;
  p->shared = shared;
  p->from = is_child ? request[0] : answer[0];
  p->to = is_child ? answer[1] : request[1];
  close(is_child ? request[1] : request[0]);
  close(is_child ? answer[0] : answer[1]);
  if (pid < 0) {
    let_go(p);
    return -1;
  }
  p->pid = pid;
  if (!is_child)
    return 1;
  for (size_t i = 0; i < count; i++)
    if (others[i] != p) {
      close_end(&others[i]->to);
      close_end(&others[i]->from);
    }
  settle(parent, memory);
  return 0;
}


static int put_all (int fd, const unsigned char *data, size_t size) {
  while (size > 0) {
    ssize_t n = write(fd, data, size);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return 0;
    data += n;
    size -= (size_t)n;
  }
  return 1;
}


/* Small frames go in one piece. */
gdl_status gdl_process_send (gdl_process *p, const void *data, size_t size) {
  unsigned char piece[512];
  uint64_t length = size;
  struct sigaction ignore, before;
  memset(&ignore, 0, sizeof(ignore));
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, &before);
  memcpy(piece, &length, sizeof(length));
  size_t head = size < sizeof(piece) - sizeof(length) ? size : 0;
  if (head > 0)
    memcpy(piece + sizeof(length), data, head);
  int good = put_all(p->to, piece, sizeof(length) + head) &&
             put_all(p->to, (const unsigned char *)data + head, size - head);
  sigaction(SIGPIPE, &before, NULL);
  return good ? GDL_OK : GDL_EIO;
}


static int get_all (int fd, unsigned char *data, size_t size) {
  while (size > 0) {
    ssize_t n = read(fd, data, size);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return 0;
    data += n;
    size -= (size_t)n;
  }
  return 1;
}


/* Room for so many bytes more behind those there are. */
static unsigned char *make_room (gdl_bytes *b, size_t size) {
  if (b->room - b->size < size) {
    size_t room = b->size + size > 2 * b->room ? b->size + size : 2 * b->room;
    unsigned char *data = realloc(b->data, room);
    if (data == NULL)
      return NULL;
    b->data = data;
    b->room = room;
  }
  return b->data + b->size;
}


int gdl_process_receive (gdl_process *p, gdl_bytes *out) {
  uint64_t length;
  out->size = 0;
  if (!get_all(p->from, (unsigned char *)&length, sizeof(length)))
    return 0;
  unsigned char *to = make_room(out, (size_t)length);
  if ((to == NULL && length > 0) || !get_all(p->from, to, (size_t)length))
    return 0;
  out->size = (size_t)length;
  return 1;
}


/* Takes in what has come: 1, -1 at the end, 0 where there is no memory. */
static int take_in (gdl_process *p) {
  if (p->taken > 0) {
    memmove(p->in.data, p->in.data + p->taken, p->in.size - p->taken);
    p->in.size -= p->taken;
    p->taken = 0;
  }
  unsigned char *to = make_room(&p->in, PIECE);
  if (to == NULL)
    return 0;
  ssize_t n = read(p->from, to, PIECE);
  if (n > 0) {
    p->in.size += (size_t)n;
    return 1;
  }
  if (n < 0 && (errno == EINTR || errno == EAGAIN))
    return 1;
  return -1;
}


gdl_status gdl_process_poll (gdl_process *const *list, size_t count,
                             double seconds, int *ready) {
  struct pollfd few[FEW], *polls = few;
  gdl_status status = GDL_OK;
  if (count > FEW && (polls = malloc(count * sizeof(*polls))) == NULL)
    return GDL_ENOMEM;
  for (size_t i = 0; i < count; i++) {
    polls[i] = (struct pollfd){list[i]->from, POLLIN, 0};
    ready[i] = 0;
  }
  int timeout = seconds < 0 ? -1 : seconds < 1e6 ? (int)(seconds * 1000 + 0.999)
                                                 : 1000000000;
  if (poll(polls, count, timeout) > 0)
    for (size_t i = 0; i < count; i++)
      if (polls[i].revents != 0) {
        ready[i] = take_in(list[i]);
        if (ready[i] == 0)
          status = GDL_ENOMEM;
      }
  if (polls != few)
    free(polls);
  return status;
}


const void *gdl_process_take (gdl_process *p, size_t *size) {
  uint64_t length;
  size_t there = p->in.size - p->taken;
  if (there < sizeof(length))
    return NULL;
  memcpy(&length, p->in.data + p->taken, sizeof(length));
  if (there - sizeof(length) < length)
    return NULL;
  const void *data = p->in.data + p->taken + sizeof(length);
  *size = (size_t)length;
  p->taken += sizeof(length) + (size_t)length;
  return data;
}


static void tell (int status, char *text, size_t size) {
  text[0] = '\0';
  if (WIFSIGNALED(status))
    snprintf(text, size, "signal %d (%s)", WTERMSIG(status),
             strsignal(WTERMSIG(status)));
  else if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
    snprintf(text, size, "exit status %d", WEXITSTATUS(status));
}


void gdl_process_end (gdl_process *p, int kill_it, char *text, size_t size) {
  int status = 0;
  if (text != NULL)
    text[0] = '\0';
  if (p->pid > 0) {
    if (kill_it)
      kill(p->pid, SIGKILL);
    close_end(&p->to);
    close_end(&p->from);
    while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR) ;
    if (text != NULL)
      tell(status, text, size);
  }
  let_go(p);
}
