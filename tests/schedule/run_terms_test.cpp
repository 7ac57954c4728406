#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

// What is said of runs beside when they start.

namespace plumbline::schedule {
namespace {

using namespace test;
using namespace std::chrono_literals;

Trigger spread(std::string expr, Seconds jitter) {
  Trigger trigger = cron("portable", std::move(expr));
  trigger.jitter = jitter;
  return trigger;
}

Relation relation_between(const Triggers& a, const Triggers& b) {
  return relate(*compiled(a), *compiled(b), as_of()).relation;
}

}  // namespace

TEST_CASE("Runs that are spread over less than half of the way to the next are the same runs",
          "[schedule]") {
  CHECK(relation_between({spread("0 * * * *", 15min)}, {spread("0 * * * *", 15min)}) ==
        Relation::equal);
  CHECK(relation_between({spread("0 * * * *", 15min)}, {spread("0 * * * *", 0s)}) ==
        Relation::equal_firing);
  CHECK(relation_between({spread("0 * * * *", 0s)}, {spread("0 * * * *", 29min)}) ==
        Relation::equal_firing);
  CHECK(relation_between({spread("0 * * * *", 0s)}, {spread("0 * * * *", 30min)}) ==
        Relation::different);
  CHECK(relation_between({spread("0 8,9,23 * * *", 25min)}, {spread("0 8,9,23 * * *", 0s)}) ==
        Relation::equal_firing);
  CHECK(relation_between({spread("0 23 * * *", 15min)}, {spread("0 22 * * *", 15min)}) ==
        Relation::different);
}

}  // namespace plumbline::schedule
