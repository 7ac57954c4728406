#include "canonical-schema/schedule/render.hpp"

#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::schedule {
namespace {

using namespace test;

Rendering rendering(const Compiled& schedule, std::string_view dialect,
                    const RenderOptions& options = {}) {
  auto result = render(schedule, dialect, zones(), as_of(), options);
  if (!result) throw std::runtime_error(describe(result.error()));
  return *std::move(result);
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += (text.empty() ? "" : " | ") + line;
  return text;
}

/// The lines, with what is not plain equality before them; or the reason.
std::string in_words(const Rendering& rendering) {
  if (!rendering.text) return "cannot: " + rendering.reason;
  const auto relation = rendering.text->relation;
  const auto lines = joined(rendering.text->lines);
  return relation == Relation::equal ? lines : std::string(name(relation)) + ": " + lines;
}

struct Case {
  std::string from;
  std::string expr;
  std::string to;
  std::string expected;
  std::string zone = "UTC";
};

}  // namespace

TEST_CASE("A schedule is written as a person of the dialect would", "[schedule]") {
  const auto each = GENERATE(values<Case>({
      {"debian-cron", "*/15 * * * *", "argo", "*/15 * * * *"},
      {"debian-cron", "0,15,30,45 9-17 * * 1-5", "argo", "*/15 9-17 * * mon-fri"},
      {"argo", "30 6 * * 1,2,3,4,5", "debian-cron", "30 6 * * mon-fri"},
      {"argo", "0 0 * * 0,6", "portable", "0 0 * * sat,sun"},
      {"argo", "0 0 * * 0-4", "portable", "0 0 * * sun-thu"},
      {"argo", "0 */12 1 1,4,7,10 ?", "k8s-cronjob", "0 0,12 1 */3 *"},
      {"argo", "5/10 * * * *", "portable", "5-55/10 * * * *"},
      {"argo", "0 0 31 1,3,5,7,8,10,12 *", "portable", "0 0 31 * *"},
      {"argo", "0 0 */2 * *", "portable", "0 0 1-31/2 * *"},
      // Days of either field.
      {"debian-cron", "0 0 13 * 5", "argo", "0 0 13 * fri"},
      {"debian-cron", "0 0 13 * 5", "portable", "0 0 * * fri | 0 0 13 * *"},
      {"argo", "0 0 */2 * 1", "debian-cron", "0 0 1-31/2 * mon"},
      {"debian-cron", "0 0 */2 * 1", "argo",
       "cannot: an Argo CronWorkflow cannot say it: it needs AND of day fields"},
  }));
  CAPTURE(each.from, each.expr, each.to);
  CHECK(in_words(rendering(*compiled(each.from, each.expr, each.zone), each.to)) == each.expected);
}

}  // namespace plumbline::schedule
