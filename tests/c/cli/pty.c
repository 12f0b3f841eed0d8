/*
** pty.c - runs a program on a pseudo-terminal and talks to it, for the tests
** of what a person at a terminal sees
**
** usage: pty program [argument ...] < dialogue
**
** A line of the dialogue is a word, a space and a text with Lua's escapes \n
** \t \r \e \\ and \xHH:
**   expect TEXT    wait until TEXT has been shown, behind what was expected
**                  before
**   send TEXT      type TEXT
** Then the terminal hangs on until the program ends. Everything shown goes to
** standard output. Exit status: the program's; 99 when an expected text did
** not come within a minute or the program ended before.
*/
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE 60000       /* milliseconds: for a program that hangs */

static char shown[1 << 20];
static size_t n_shown = 0, n_seen = 0;
static int master;


static void die (const char *what) {
  fwrite(shown, 1, n_shown, stdout);
  fprintf(stderr, "pty: %s\n", what);
  exit(99);
}


/* The child: the other end of the terminal is its standard streams. */
static void start (char **argv) {
  const char *name = ptsname(master);
  setsid();
  int slave = open(name, O_RDWR);
  if (slave < 0 || ioctl(slave, TIOCSCTTY, 0) < 0)
    _exit(98);
  for (int fd = 0; fd < 3; fd++)
    dup2(slave, fd);
  close(slave);
  close(master);
  execvp(argv[0], argv);
  _exit(97);
}


/* Reads what the program shows next; false when it has ended. */
static int look (void) {
  struct pollfd p = {.fd = master, .events = POLLIN};
  if (poll(&p, 1, PATIENCE) == 0)
    die("nothing happens");
  if (n_shown >= sizeof(shown) - 1)
    die("too much is shown");
  ssize_t n = read(master, shown + n_shown, sizeof(shown) - 1 - n_shown);
  if (n <= 0)                /* EIO: the last one closed the other end */
    return 0;
  n_shown += (size_t)n;
  return 1;
}


static void expect (const char *text, size_t n) {
  for (;;) {
    char *at = memmem(shown + n_seen, n_shown - n_seen, text, n);
    if (at != NULL) {
      n_seen = (size_t)(at - shown) + n;
      return;
    }
    if (!look())
      die(text);
  }
}


static void type (const char *text, size_t n) {
  if (write(master, text, n) != (ssize_t)n)
    die("cannot type");
}


/* Resolves the escapes in place; returns the length. */
static size_t unescape (char *s) {
  char *to = s;
  for (const char *p = s; *p != '\0'; p++) {
    unsigned code;
    if (*p != '\\' || p[1] == '\0') {
      *to++ = *p;
      continue;
    }
    switch (*++p) {
      case 'n': *to++ = '\n'; break;
      case 't': *to++ = '\t'; break;
      case 'r': *to++ = '\r'; break;
      case 'e': *to++ = '\033'; break;
      case 'x':
        if (sscanf(p + 1, "%2x", &code) == 1) {
          *to++ = (char)code;
          p += 2;
        }
        break;
      default: *to++ = *p;
    }
  }
  *to = '\0';
  return (size_t)(to - s);
}


int main (int argc, char **argv) {
  static char line[4096];
  if (argc < 2)
    return 96;
  master = posix_openpt(O_RDWR | O_NOCTTY);
  if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0)
    die("no pseudo-terminal");
  pid_t child = fork();
  if (child == 0)
    start(argv + 1);
  while (fgets(line, sizeof(line), stdin) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    if (strncmp(line, "expect ", 7) == 0)
      expect(line + 7, unescape(line + 7));
    else if (strncmp(line, "send ", 5) == 0)
      type(line + 5, unescape(line + 5));
    else
      die("the dialogue has a line that is neither 'expect' nor 'send'");
  }
  while (look())
    ;
  fwrite(shown, 1, n_shown, stdout);
  int status;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
