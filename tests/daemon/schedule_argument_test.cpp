#include "daemon/schedules/argument.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/system/zone_data.hpp"
#include "tests/support/catch.hpp"

using namespace plumbline;
using namespace plumbline::daemon;

namespace {

struct Taken {
  const char* text;
  ArgumentParts parts;
};

const schedule::ZoneSource& zones() {
  static const adapters::system::ZoneData data;
  return data;
}

}  // namespace

TEST_CASE("A pasted schedule comes apart into dialect, text and zone", "[daemon][schedule]") {
  const std::array cases{
      Taken{"argo:0 9 * * 1-5@Europe/Berlin", {"argo", "0 9 * * 1-5", "Europe/Berlin"}},
      Taken{"0 9 * * 1-5", {"", "0 9 * * 1-5", ""}},
      Taken{"cron(0 9 ? * MON-FRI *)", {"", "cron(0 9 ? * MON-FRI *)", ""}},
      Taken{"cron(0 9 ? * MON-FRI *)@UTC", {"", "cron(0 9 ? * MON-FRI *)", "UTC"}},
      Taken{"at(2026-12-31T23:00:00)", {"", "at(2026-12-31T23:00:00)", ""}},
      Taken{"@daily", {"", "@daily", ""}},
      Taken{"argo:@daily", {"argo", "@daily", ""}},
      Taken{"@daily@Europe/Berlin", {"", "@daily", "Europe/Berlin"}},
      Taken{"argo: @daily @UTC ", {"argo", "@daily", "UTC"}},
      Taken{"temporal:@every 7d", {"temporal", "@every 7d", ""}},
      Taken{"temporal:@every 7d/1h@Etc/GMT+5", {"temporal", "@every 7d/1h", "Etc/GMT+5"}},
      Taken{"croniter@6.2.4:0 9 * * *", {"croniter@6.2.4", "0 9 * * *", ""}},
      Taken{"croniter>=5,<7:0 9 * * *@UTC", {"croniter>=5,<7", "0 9 * * *", "UTC"}},
      Taken{"airflow@croniter6.2.4:0 9 * * *", {"airflow@croniter6.2.4", "0 9 * * *", ""}},
      Taken{"croniter@6.0.0/cronbug:0 9 * * *", {"croniter@6.0.0/cronbug", "0 9 * * *", ""}},
      Taken{"jenkins:team/job:H H * * *", {"jenkins:team/job", "H H * * *", ""}},
      Taken{"jenkins:The nightly job:H H * * *@UTC",
            {"jenkins:The nightly job", "H H * * *", "UTC"}},
      Taken{"jenkins:H H * * *", {"jenkins", "H H * * *", ""}},
      Taken{"systemd:Mon..Fri *-*-* 09:00:00", {"systemd", "Mon..Fri *-*-* 09:00:00", ""}},
      Taken{"Mon *-*-* 09:00", {"", "Mon *-*-* 09:00", ""}},
      Taken{"*:0/15", {"", "*:0/15", ""}},
      Taken{"9:30", {"", "9:30", ""}},
      Taken{"RRULE:FREQ=DAILY", {"", "RRULE:FREQ=DAILY", ""}},
      Taken{"temporal:0 9 * * * # ask ops@example.com",
            {"temporal", "0 9 * * * # ask ops@example.com", ""}},
      Taken{"CRON_TZ=Europe/Berlin 0 9 * * *", {"", "CRON_TZ=Europe/Berlin 0 9 * * *", ""}},
      Taken{"every:90m", {"every", "90m", ""}},
      Taken{"at:2026-12-31T23:00@Asia/Tokyo", {"at", "2026-12-31T23:00", "Asia/Tokyo"}},
      Taken{"", {"", "", ""}},
  };
  for (const auto& [text, parts] : cases) {
    CAPTURE(text);
    const auto taken = split_argument(text);
    REQUIRE(taken);
    CHECK(taken->dialect == parts.dialect);
    CHECK(taken->expr == parts.expr);
    CHECK(taken->zone == parts.zone);
  }
}

TEST_CASE("What an option says is not looked for in the text", "[daemon][schedule]") {
  CHECK(*split_argument("argo:0 9 * * *@UTC", {"cronie", "Asia/Tokyo"}) ==
        ArgumentParts{"cronie", "argo:0 9 * * *@UTC", "Asia/Tokyo"});
  CHECK(*split_argument("9:00@UTC", {"systemd", {}}) == ArgumentParts{"systemd", "9:00", "UTC"});
  CHECK(*split_argument("argo:@every 1h@x", {{}, "UTC"}) ==
        ArgumentParts{"argo", "@every 1h@x", "UTC"});
}

TEST_CASE("A text that can be taken apart in two ways is refused with the way out",
          "[daemon][schedule]") {
  const auto job = split_argument("jenkins:H 4 * * * # at 4:00");
  REQUIRE_FALSE(job);
  CHECK(job.error().hint.find("--dialect") != std::string::npos);
  const auto zone = split_argument("argo:0 9 * * *@");
  REQUIRE_FALSE(zone);
  CHECK(zone.error().message.find("zone") != std::string::npos);
}

TEST_CASE("Without a dialect a text is read if all who take it agree", "[daemon][schedule]") {
  const auto plain = read_argument("0 9 * * 1-5@UTC", {}, zones());
  REQUIRE(plain);
  CHECK(plain->dialect == "portable");
  CHECK(plain->assumed.size() == 1);
  const auto amazon = read_argument("rate(5 minutes)", {}, zones());
  REQUIRE(amazon);
  CHECK(amazon->dialect == "aws-scheduler");
  CHECK(amazon->assumed.size() == 1);
  const auto split = read_argument("0 0 */2 * 1@UTC", {}, zones());
  REQUIRE_FALSE(split);
  CHECK(split.error().hint.find("argo") != std::string::npos);
  CHECK(split.error().hint.find("debian-cron") != std::string::npos);
  const auto nobody = read_argument("whenever you like", {}, zones());
  REQUIRE_FALSE(nobody);
  CHECK(nobody.error().hint.find("DIALECT:EXPR") != std::string::npos);
}

TEST_CASE("A zone and a dialect are such as exist, or nearly so and then named",
          "[daemon][schedule]") {
  const auto wrong = read_argument("argo:0 9 * * *@Europe/Berln", {}, zones());
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().kind == ErrorKind::invalid);
  CHECK(wrong.error().hint == "did you mean Europe/Berlin?");
  const auto typo = read_argument("Quarz:0 0 9 ? * 2-6", {}, zones());
  REQUIRE_FALSE(typo);
  CHECK(typo.error().hint == "did you mean quartz?");
  const auto any = read_argument("argo:0 9 * * *@any", {}, zones());
  REQUIRE(any);
  CHECK(any->triggers.front().zone.knowledge == schedule::ZoneKnowledge::any);
  const auto host = read_argument("argo:0 9 * * *@platform-default", {}, zones());
  REQUIRE(host);
  CHECK(host->triggers.front().zone.knowledge == schedule::ZoneKnowledge::platform_default);
}

TEST_CASE("Any bytes are taken apart or refused", "[daemon][schedule]") {
  constexpr std::string_view letters = "@:/* 09-5,?#LWHacrgoMONTZ=UC(){}\"\\\n\t\x01\xff\x00%";
  std::uint32_t state = 1;
  const auto next = [&](std::uint32_t below) {
    state = state * 1664525U + 1013904223U;
    return (state >> 8U) % below;
  };
  int taken = 0;
  for (int i = 0; i < 3'000; ++i) {
    std::string text =
        std::array{"",          "argo:",       "jenkins:",    "cron(",        "{\"expr\": \"",
                   "temporal:", "OnCalendar=", "schedule='*", "30 6 * * * /", "cron: \""}
            .at(next(10));
    for (auto length = next(24); length > 0; --length) {
      text += letters[next(static_cast<std::uint32_t>(letters.size()))];
    }
    if (next(3) == 0) text += "@UTC";
    CAPTURE(text);
    const auto schedule = read_argument(text, {}, zones());
    if (schedule) {
      ++taken;
      CHECK_FALSE(schedule->triggers.empty());
    } else {
      CHECK_FALSE(schedule.error().message.empty());
    }
  }
  CHECK(taken > 300);
}
