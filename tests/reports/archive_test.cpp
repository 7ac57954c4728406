#include "reports/report_archive.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/random_report.hpp"
#include "tests/support/sample_report.hpp"

using namespace plumbline;
using namespace plumbline::reports;

TEST_CASE("a report comes back as it was", "[reports][archive]") {
  const auto report = test::sample_report();
  const auto restored = restore_report(serialise_report(report));
  REQUIRE(restored);
  CHECK(*restored == report);
}

TEST_CASE("random reports come back as they were", "[reports][archive]") {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const auto report = test::RandomReport(seed).make();
    const auto bytes = serialise_report(report);
    const auto restored = restore_report(bytes);
    CAPTURE(seed);
    REQUIRE(restored);
    REQUIRE(*restored == report);
    REQUIRE(serialise_report(*restored) == bytes);
  }
}

TEST_CASE("cut, lengthened and foreign bytes are refused by kind", "[reports][archive]") {
  const auto bytes = serialise_report(test::clean_report());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const auto restored = restore_report(std::string_view(bytes).substr(0, length));
    REQUIRE_FALSE(restored);
    REQUIRE(restored.error().kind == ErrorKind::corrupt);
  }
  CHECK_FALSE(restore_report(bytes + "x"));
  auto newer = bytes;
  ++newer[std::string_view("plumbline-report").size()];
  REQUIRE_FALSE(restore_report(newer));
  CHECK(restore_report(newer).error().kind == ErrorKind::unsupported);
}

TEST_CASE("damaged bytes never crash and never take much memory", "[reports][archive]") {
  const auto bytes = serialise_report(test::sample_report());
  test::RandomReport random(7);
  for (int i = 0; i < 5000; ++i) {
    auto damaged = bytes;
    damaged[random.number(damaged.size())] = static_cast<char>(random.number(256));
    const auto restored = restore_report(damaged);
    if (!restored) {
      const bool known = restored.error().kind == ErrorKind::corrupt ||
                         restored.error().kind == ErrorKind::unsupported;
      REQUIRE(known);
    }
  }
}
