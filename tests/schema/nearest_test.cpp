#include "canonical-schema/nearest.hpp"

#include <array>
#include <string>

#include "canonical-schema/excerpt.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

constexpr std::array<std::string_view, 6> known{"schedule",  "timeout", "retry",
                                                "max_delay", "run_as",  "on"};

}  // namespace

TEST_CASE("a misspelt word finds the known one", "[schema]") {
  CHECK(nearest("shedule", known) == "schedule");
  CHECK(nearest("schedlue", known) == "schedule");
  CHECK(nearest("Schedule", known) == "schedule");
  CHECK(nearest("time-out", known) == "timeout");
  CHECK(nearest("maxdelay", known) == "max_delay");
  CHECK(nearest("max-delay", known) == "max_delay");
  CHECK(nearest("retries", known) == std::nullopt);
  CHECK(nearest("retrys", known) == "retry");
  CHECK(nearest("banana", known) == std::nullopt);
  CHECK(nearest("", known) == std::nullopt);
  CHECK(nearest("x", known) == std::nullopt);
  CHECK(nearest(std::string(1'000'000, 'x'), known) == std::nullopt);
  CHECK(nearest("word", {}) == std::nullopt);
}

TEST_CASE("the edit distance counts one for a swap and stops at its limit", "[schema]") {
  CHECK(edit_distance("", "", 3) == 0);
  CHECK(edit_distance("ab", "ba", 3) == 1);
  CHECK(edit_distance("kitten", "sitting", 3) == 3);
  CHECK(edit_distance("kitten", "sitting", 2) == 3);
  CHECK(edit_distance("abc", "", 3) == 3);
  CHECK(edit_distance("abcdef", "", 3) == 4);
  CHECK(edit_distance("ca", "abc", 3) == 3);
}

TEST_CASE("an excerpt is short, on one line, and obeyed by no terminal", "[schema]") {
  CHECK(excerpt("abc") == "\"abc\"");
  CHECK(excerpt("a\nb\x1b[31m\x7f") == "\"a?b?[31m?\"");
  CHECK(excerpt("ü\xC2\x9Bx") == "\"ü?x\"");
  CHECK(excerpt(std::string(40, 'x')) == "\"" + std::string(40, 'x') + "\"");
  CHECK(excerpt(std::string(41, 'x')) == "\"" + std::string(40, 'x') + "…\"");
}

}  // namespace plumbline::test
