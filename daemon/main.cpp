#include <malloc.h>

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "daemon/commands/commands.hpp"
#include "daemon/interrupts.hpp"

int main(int argc, char** argv) {
  // What the reading threads free is wanted by the comparison: one heap for all keeps a tenth off
  // the peak. They mostly wait, so they do not contend for it.
  mallopt(M_ARENA_MAX, 1);
  try {
    plumbline::daemon::Interrupts interrupts;
    const int code =
        plumbline::daemon::run_program(std::vector<std::string>(argv + 1, argv + argc), interrupts);
    return interrupts.exit_code().value_or(code);
  } catch (const std::exception& error) {
    // A broken invariant: the one place that catches it, with the exit code of sysexits'
    // EX_SOFTWARE.
    std::fprintf(stderr, "plumbline: internal error: %s\n", error.what());
    return 70;
  }
}
