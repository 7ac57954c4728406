/* Answers what systemd makes of OnCalendar= expressions: see tests/oracles/README.md for the
 * protocol. It calls the functions behind `systemd-analyze calendar` in systemd's own private
 * library, since a process for each question would take hours. The library is the first argument. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef struct CalendarSpec CalendarSpec;
static int (*from_string)(const char *, CalendarSpec **);
static int (*next_usec)(const CalendarSpec *, uint64_t, uint64_t *);
static CalendarSpec *(*free_spec)(CalendarSpec *);

static void *symbol(void *library, const char *name) {
  void *found = dlsym(library, name);
  if (!found) {
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
  }
  return found;
}

static void answer(const char *expression, int64_t start, int count) {
  CalendarSpec *spec = NULL;
  const int parsed = from_string(expression, &spec);
  if (parsed < 0) {
    printf("error\t%s\n", strerror(-parsed));
    return;
  }
  uint64_t fires[64];
  int found = 0;
  uint64_t at = (uint64_t)start * 1000000;
  /* Where the engine fails to find the next one, a timer never elapses again. */
  while (found < count && found < 64 && next_usec(spec, at, &at) >= 0) {
    fires[found++] = at / 1000000;
  }
  free_spec(spec);
  printf("fires\t");
  for (int i = 0; i < found; ++i) printf("%s%llu", i ? " " : "", (unsigned long long)fires[i]);
  printf("\n");
}

int main(int count, char **arguments) {
  void *library = count > 1 ? dlopen(arguments[1], RTLD_NOW) : NULL;
  if (!library) {
    fprintf(stderr, "systemd's library: %s\n", count > 1 ? dlerror() : "not named");
    return 1;
  }
  *(void **)&from_string = symbol(library, "calendar_spec_from_string");
  *(void **)&next_usec = symbol(library, "calendar_spec_next_usec");
  *(void **)&free_spec = symbol(library, "calendar_spec_free");
  /* The engine warns of each expression in which it loses its way. */
  if (!freopen("/dev/null", "w", stderr)) return 1;

  char *line = NULL;
  size_t size = 0;
  char zone[256] = "";
  for (ssize_t length; (length = getline(&line, &size, stdin)) > 0;) {
    if (line[length - 1] == '\n') line[length - 1] = 0;
    char *rest = line;
    const char *wanted = strsep(&rest, "\t");
    const char *start = strsep(&rest, "\t");
    const char *fires = strsep(&rest, "\t");
    if (!rest) return 1;
    char named[256];
    snprintf(named, sizeof named, ":%s", wanted);
    if (strcmp(named, zone) != 0) {
      strcpy(zone, named);
      setenv("TZ", zone, 1);
      tzset();
    }
    answer(rest, strtoll(start, NULL, 10), atoi(fires));
  }
  return 0;
}
