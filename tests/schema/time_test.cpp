#include "canonical-schema/time.hpp"

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

Instant at(std::int64_t seconds) { return Instant(Seconds(seconds)); }

const std::vector<std::tuple<const char*, const char*>> bad_instants{
    {"", "does not begin with YYYY-MM-DD"},
    {"tomorrow", "does not begin with YYYY-MM-DD"},
    {"21.11.2026", "does not begin with YYYY-MM-DD"},
    {"2026-11", "does not begin with YYYY-MM-DD"},
    {"2026/11/21", "does not begin with YYYY-MM-DD"},
    {"26-11-21", "does not begin with YYYY-MM-DD"},
    {"2026-13-01", "there is no such day"},
    {"2026-00-01", "there is no such day"},
    {"2026-02-30", "there is no such day"},
    {"2025-02-29", "there is no such day"},
    {"2026-11-21 09:00:00Z", "stands a T"},
    {"2026-11-21x", "stands a T"},
    {"2026-11-21T", "HH:MM:SS"},
    {"2026-11-21T09:00Z", "HH:MM:SS"},
    {"2026-11-21T24:00:00Z", "no such time of day"},
    {"2026-11-21T09:60:00Z", "no such time of day"},
    {"2026-11-21T09:00:61Z", "no such time of day"},
    {"2016-12-31T23:59:60Z", "leap seconds"},
    {"2026-11-21T09:00:00", "names no offset"},
    {"2026-11-21T09:00:00z", "neither with Z nor"},
    {"2026-11-21T09:00:00 Z", "neither with Z nor"},
    {"2026-11-21T09:00:00+0200", "neither with Z nor"},
    {"2026-11-21T09:00:00+24:00", "no such offset"},
    {"2026-11-21T09:00:00+02:60", "no such offset"},
    {"2026-11-21T09:00:00.Z", "digits follow"},
    {"2026-11-21T09:00:00Zx", "neither with Z nor"},
};

}  // namespace

TEST_CASE("each bad point in time says why", "[schema][time]") {
  for (const auto& [text, message] : bad_instants) {
    const auto instant = parse_instant(text);
    CAPTURE(text);
    REQUIRE_FALSE(instant);
    CHECK(instant.error().kind == ErrorKind::invalid);
    CHECK_THAT(instant.error().message, ContainsSubstring(message));
    CHECK_FALSE(instant.error().hint.empty());
  }
}

TEST_CASE("points in time are read with their offset", "[schema][time]") {
  CHECK(parse_instant("1970-01-01") == at(0));
  CHECK(parse_instant("1970-01-01", true) == at(86399));
  CHECK(parse_instant("1970-01-01T00:00:00Z") == at(0));
  CHECK(parse_instant("1970-01-01T02:00:00+02:00") == at(0));
  CHECK(parse_instant("1969-12-31T23:30:00-00:30") == at(0));
  CHECK(parse_instant("2026-11-21T09:00:00.999Z") == parse_instant("2026-11-21T09:00:00Z"));
  CHECK(parse_instant("2024-02-29", true) == parse_instant("2024-02-29T23:59:59Z"));
}

TEST_CASE("points in time are printed in UTC", "[schema][time]") {
  CHECK(to_rfc3339(at(0)) == "1970-01-01T00:00:00Z");
  CHECK(to_rfc3339(at(-1)) == "1969-12-31T23:59:59Z");
  CHECK(to_rfc3339(at(951782400)) == "2000-02-29T00:00:00Z");
  CHECK(to_rfc3339(at(253402300800)) == "10000-01-01T00:00:00Z");
  CHECK(to_rfc3339(at(-62167219201)) == "-0001-12-31T23:59:59Z");
  CHECK(to_rfc3339(at(std::numeric_limits<std::int64_t>::max())) == "292277026596-12-04T15:30:07Z");
  CHECK(to_rfc3339(at(std::numeric_limits<std::int64_t>::min() + 1)).front() == '-');
}

TEST_CASE("every instant of the years 0 to 9999 reads back", "[schema][time][property]") {
  std::mt19937_64 random(11);
  std::uniform_int_distribution<std::int64_t> seconds(-62167219200, 253402300799);
  for (int round = 0; round < 20'000; ++round) {
    const Instant instant = at(seconds(random));
    CAPTURE(to_rfc3339(instant));
    REQUIRE(parse_instant(to_rfc3339(instant)) == instant);
  }
}

}  // namespace plumbline::test
