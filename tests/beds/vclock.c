/* vclock.c - LD_PRELOAD shim that gives a cron daemon a private, simulated clock.
 * sleep() does not wait: it moves the clock.  syslog() goes to a file with the simulated time.
 * exec is replaced by _exit(0), PAM by success: nothing a crontab names is ever run.
 * env: VCLOCK_START, VCLOCK_END (epoch seconds), VCLOCK_LOG (file), VCLOCK_RUN=1 (really exec).
 * build: cc -O2 -fPIC -shared -o vclock.so vclock.c -ldl
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static time_t now_, end_;
static int logfd = -1, spins;
static pid_t main_;

__attribute__((constructor)) static void init(void) {
  const char *s = getenv("VCLOCK_START"), *e = getenv("VCLOCK_END"), *l = getenv("VCLOCK_LOG");
  now_ = s ? atoll(s) : 0;
  end_ = e ? atoll(e) : 0;
  logfd = open(l ? l : "/dev/stderr", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (logfd >= 0 && logfd < 100) {
    int n = fcntl(logfd, F_DUPFD_CLOEXEC, 200);
    if (n >= 0) {
      close(logfd);
      logfd = n;
    }
  }
  main_ = getpid();
}
static void reap(void) {
  int st;
  pid_t p;
  while ((p = waitpid(-1, &st, 0)) > 0 || (p < 0 && errno == EINTR)) {
  }
}
time_t time(time_t* t) {
  if (getpid() == main_ && ++spins > 500) {
    spins = 0;
    now_++;
  }
  if (t) *t = now_;
  return now_;
}
int gettimeofday(struct timeval* tv, void* tz) {
  (void)tz;
  tv->tv_sec = now_;
  tv->tv_usec = 0;
  return 0;
}
int clock_gettime(clockid_t c, struct timespec* ts) {
  (void)c;
  ts->tv_sec = now_;
  ts->tv_nsec = 0;
  return 0;
}
unsigned sleep(unsigned n) {
  reap(); /* all jobs of this minute have logged */
  now_ += n;
  spins = 0;
  if (getpid() == main_ && end_ && now_ >= end_) _exit(0);
  return 0;
}
static void put(const char* fmt, va_list ap) {
  char m[4096], b[4608], ts[64];
  struct tm tm;
  vsnprintf(m, sizeof m, fmt, ap);
  localtime_r(&now_, &tm);
  strftime(ts, sizeof ts, "%Y-%m-%dT%H:%M:%S%z", &tm);
  int n = snprintf(b, sizeof b, "%lld %s %s\n", (long long)now_, ts, m);
  if (n > 0 && write(logfd, b, (size_t)(n < (int)sizeof b ? n : (int)sizeof b - 1)) < 0) {
  }
}
void openlog(const char* i, int o, int f) {
  (void)i;
  (void)o;
  (void)f;
}
void closelog(void) {}
void syslog(int p, const char* f, ...) {
  (void)p;
  va_list a;
  va_start(a, f);
  put(f, a);
  va_end(a);
}
void __syslog_chk(int p, int fl, const char* f, ...) {
  (void)p;
  (void)fl;
  va_list a;
  va_start(a, f);
  put(f, a);
  va_end(a);
}
/* jobs are never run */
int execle(const char* p, const char* a0, ...) {
  if (!getenv("VCLOCK_RUN")) _exit(0);
  char* av[16];
  int n = 0;
  va_list a;
  va_start(a, a0);
  av[n++] = (char*)a0;
  while (n < 15 && (av[n] = va_arg(a, char*))) n++;
  av[15] = 0;
  char** env = av[n] ? NULL : va_arg(a, char**);
  va_end(a);
  return execve(p, av, env);
}
/* closing every descriptor in the child must not close our log */
int getdtablesize(void) { return 64; }
/* PAM: always yes */
int pam_start(const char* s, const char* u, const void* c, void** h) {
  (void)s;
  (void)u;
  (void)c;
  *h = (void*)1;
  return 0;
}
int pam_set_item(void* h, int i, const void* p) {
  (void)h;
  (void)i;
  (void)p;
  return 0;
}
int pam_acct_mgmt(void* h, int f) {
  (void)h;
  (void)f;
  return 0;
}
int pam_setcred(void* h, int f) {
  (void)h;
  (void)f;
  return 0;
}
int pam_open_session(void* h, int f) {
  (void)h;
  (void)f;
  return 0;
}
int pam_close_session(void* h, int f) {
  (void)h;
  (void)f;
  return 0;
}
int pam_end(void* h, int s) {
  (void)h;
  (void)s;
  return 0;
}
char** pam_getenvlist(void* h) {
  (void)h;
  return calloc(1, sizeof(char*));
}
const char* pam_strerror(void* h, int e) {
  (void)h;
  (void)e;
  return "ok";
}
