#include "canonical-schema/duration.hpp"

#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

struct BadDuration {
  const char* text;
  const char* message;
  const char* hint;
};

const std::vector<BadDuration> bad_durations{
    {"", "it is empty", "1h30m"},
    {"5", "the number \"5\" has no unit", "write 5s or 5m"},
    {"0", "the number \"0\" has no unit", "write 0s or 0m"},
    {"1h30", "the number \"30\" has no unit", "write 30s or 30m"},
    {"-5m", "signs are not read", "1h30m"},
    {"+5m", "signs are not read", "1h30m"},
    {"1.5h", "fractions are not read", "smaller unit"},
    {"1,5h", "fractions are not read", "smaller unit"},
    {" 5m", "it contains a blank", "one word"},
    {"5m ", "it contains a blank", "one word"},
    {"5 m", "it contains a blank", "one word"},
    {"5min", "unknown unit \"min\"", "did you mean 5m?"},
    {"5minutes", "unknown unit \"minutes\"", "did you mean 5m?"},
    {"2hours", "unknown unit \"hours\"", "did you mean 2h?"},
    {"30sec", "unknown unit \"sec\"", "did you mean 30s?"},
    {"5H", "unknown unit \"H\"", "did you mean 5h?"},
    {"5M", "unknown unit \"M\"", "1h30m"},
    {"5ms", "unknown unit \"ms\"", "did you mean 5m?"},
    {"5x", "unknown unit \"x\"", "1h30m"},
    {"m", "a number and a unit are wanted", "1h30m"},
    {"h5", "a number and a unit are wanted", "1h30m"},
    {"30m1h", "units come largest first", "1h30m"},
    {"1h1h", "units come largest first", "1h30m"},
    {"1mo", "a month has no fixed length", "30d"},
    {"P", "nothing follows the P", "PT5M"},
    {"PT", "nothing follows the T", "PT5M"},
    {"P1DT", "nothing follows the T", "PT5M"},
    {"PT5", "has no unit", "write 5s"},
    {"P5S", "unknown unit \"S\"", ""},
    {"PT1D", "unknown unit \"D\"", ""},
    {"PT1H1H", "units come largest first", ""},
    {"PT1HT1M", "a second T", "PT5M"},
    {"PT1.5S", "fractions are not read", ""},
    {"P1M", "a month has no fixed length", "30d"},
    {"1001000d", "longer than 1,000 years", ""},
    {"99999999999999999999s", "longer than 1,000 years", ""},
    {"9223372036854775807w", "longer than 1,000 years", ""},
    {"P365250DT1S", "longer than 1,000 years", ""},
};

}  // namespace

TEST_CASE("each bad duration says why and what to write", "[schema][duration]") {
  for (const auto& bad : bad_durations) {
    const auto duration = parse_duration(bad.text);
    CAPTURE(bad.text);
    REQUIRE_FALSE(duration);
    CHECK(duration.error().kind == ErrorKind::invalid);
    CHECK_THAT(duration.error().message, ContainsSubstring(bad.message));
    CHECK_THAT(duration.error().hint, ContainsSubstring(bad.hint));
    CHECK_FALSE(duration.error().hint.empty());
  }
}

TEST_CASE("durations are read and printed in the shortest exact form", "[schema][duration]") {
  const std::vector<std::tuple<const char*, std::int64_t, const char*>> rows{
      {"0s", 0, "0s"},          {"90s", 90, "1m30s"},         {"5m", 300, "5m"},
      {"1h30m", 5400, "1h30m"}, {"2d", 172800, "2d"},         {"1w", 604800, "1w"},
      {"7d", 604800, "1w"},     {"10d", 864000, "10d"},       {"1w1d", 691200, "8d"},
      {"90m", 5400, "1h30m"},   {"36h", 129600, "1d12h"},     {"1d1s", 86401, "1d1s"},
      {"PT5M", 300, "5m"},      {"P1DT12H", 129600, "1d12h"}, {"P2W", 1209600, "2w"},
      {"PT0S", 0, "0s"},        {"007m", 420, "7m"},          {"365250d", 31557600000, "365250d"}};
  for (const auto& [text, seconds, printed] : rows) {
    CAPTURE(text);
    REQUIRE(parse_duration(text));
    CHECK(parse_duration(text)->count() == seconds);
    CHECK(to_text(Seconds(seconds)) == printed);
  }
}

TEST_CASE("every span reads back from its text", "[schema][duration][property]") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 20'000; ++round) {
    const auto bits = 1 + random() % 35;
    const Seconds span(static_cast<std::int64_t>(random() % (1ULL << bits)));
    if (span > longest_duration) continue;
    CAPTURE(span.count());
    REQUIRE(parse_duration(to_text(span)) == span);
  }
}

TEST_CASE("negative spans can be printed, the least of all too", "[schema][duration]") {
  CHECK(to_text(Seconds(-90)) == "-1m30s");
  CHECK(to_text(Seconds::min()).front() == '-');
}

TEST_CASE("a period is exact or in months, never both", "[schema][duration]") {
  CHECK(parse_period("90m") == Period{Seconds(5400), 0});
  CHECK(parse_period("3mo") == Period{Seconds(0), 3});
  CHECK(parse_period("P1M") == Period{Seconds(0), 1});
  CHECK(parse_period("P1Y6M") == Period{Seconds(0), 18});
  CHECK(to_text(Period{Seconds(0), 3}) == "3mo");
  CHECK(to_text(Period{Seconds(60), 0}) == "1m");
  for (const char* text : {"1mo2d", "P1M1D", "P1MT1H", "P1Y1D", "99999mo"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_period(text));
  }
}

}  // namespace plumbline::test
