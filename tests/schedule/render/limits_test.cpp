#include "canonical-schema/schedule/render.hpp"

#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

// What is told where a dialect takes less than was asked for.

namespace plumbline::schedule {
namespace {

using namespace test;
using plumbline::test::ContainsSubstring;

Rendering rendering(const Triggers& triggers, std::string_view dialect) {
  auto result = render(*compiled(triggers), dialect, zones(), as_of());
  if (!result) throw std::runtime_error(describe(result.error()));
  return *std::move(result);
}

Trigger spread_by(Seconds jitter) {
  Trigger trigger = cron("argo", "0 9 * * *");
  trigger.jitter = jitter;
  return trigger;
}

}  // namespace

TEST_CASE("A spread that EventBridge Scheduler does not take is not written for it", "[schedule]") {
  for (const Seconds jitter : {Seconds{30}, Seconds{90}, Seconds{90'000}}) {
    CAPTURE(jitter.count());
    const auto told = rendering({spread_by(jitter)}, "aws-scheduler");
    CHECK_FALSE(told.text);
    CHECK_THAT(told.reason, ContainsSubstring("its runs are spread over "));
    CHECK_THAT(told.reason, ContainsSubstring("in steps of 1m"));
  }
  CHECK(rendering({spread_by(Seconds{86'400})}, "aws-scheduler").text);
  CHECK(rendering({spread_by(Seconds{30})}, "temporal").text);
}

TEST_CASE("Of two clocks the one that changes is said to", "[schedule]") {
  const Triggers berlin_first{cron("argo", "0 9 * * *", "Europe/Berlin"),
                              cron("argo", "0 10 * * *", "Asia/Tokyo")};
  CHECK(rendering(berlin_first, "jenkins").reason ==
        "Jenkins reads clock times in Europe/Berlin, which changes its clock, and Asia/Tokyo does "
        "not");
  const Triggers tokyo_first{berlin_first[1], berlin_first[0]};
  CHECK(rendering(tokyo_first, "jenkins").reason ==
        "Jenkins reads clock times in Asia/Tokyo, and Europe/Berlin changes its clock");
}

TEST_CASE("Versions that differ are those of the engine that was asked about", "[schedule]") {
  const auto told = rendering({cron("croniter", "0 0 15W * *")}, "jenkins");
  CHECK_FALSE(told.text);
  CHECK_THAT(told.reason, ContainsSubstring("the versions of its engine differ: "));
}

}  // namespace plumbline::schedule
