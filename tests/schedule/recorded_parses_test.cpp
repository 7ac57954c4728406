#include <array>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "canonical-schema/schedule/dialect.hpp"
#include "tests/support/catch.hpp"

// What the engines' own entry.c made of 15,000 expressions each, recorded in schedule/recorded.

namespace plumbline::schedule {
namespace {

struct Closer {
  void operator()(std::FILE* file) const { ::pclose(file); }
};

std::string unpacked(const std::string& file) {
  const std::string command =
      "zcat '" PLUMBLINE_SOURCE_DIR "/tests/schedule/recorded/" + file + "'";
  const std::unique_ptr<std::FILE, Closer> pipe(::popen(command.c_str(), "r"));
  REQUIRE(pipe != nullptr);
  std::string text;
  std::array<char, 65536> buffer{};
  for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;) {
    text.append(buffer.data(), got);
  }
  return text;
}

/// The fields in the words of the recording.
nlohmann::json as_recorded(const CronFields& fields) {
  const auto hex = [](std::uint64_t value) {
    std::array<char, 24> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%llx", static_cast<unsigned long long>(value));
    return std::string(buffer.data());
  };
  auto star = nlohmann::json::array();
  if (fields.minute_star) star.push_back("min");
  if (fields.hour_star) star.push_back("hour");
  if (fields.day_star) star.push_back("dom");
  if (fields.weekday_star) star.push_back("dow");
  const std::uint32_t weekdays = fields.days.weekdays;
  return {{"minute", hex(fields.minutes)},
          {"hour", hex(fields.hours)},
          {"dom", hex(fields.days.days)},
          {"month", hex(fields.days.months)},
          {"dow", hex(weekdays | (weekdays & 1U) << 7U)},
          {"star", star}};
}

struct Tally {
  int read = 0;
  int accepted = 0;
  int disagreements = 0;
};

void check_row(const Dialect& dialect, const nlohmann::json& row, Tally& tally) {
  const auto expr = row["expr"].get<std::string>();
  std::vector<Lint> lints;
  const auto readings = dialect.read(expr, lints);
  ++tally.read;
  bool agrees = readings.has_value() != row.contains("error");
  std::string ours = readings ? "accepted" : readings.error().message;
  if (readings && agrees) {
    ++tally.accepted;
    auto mine = as_recorded(readings->at(0).fields);
    mine["expr"] = expr;
    if (readings->at(0).kind == TriggerKind::boot) mine["reboot"] = true;
    if (row.contains("nolog")) mine["nolog"] = true;
    agrees = mine == row;
    ours = mine.dump();
  } else if (agrees) {
    // The engine's own words begin our message. A leading blank, which the loader of a table skips,
    // reached cronie's entry.c in the recording: there only the refusal is compared.
    agrees = expr.starts_with(' ') || ours.starts_with(row["error"].get<std::string>());
  }
  if (agrees) return;
  ++tally.disagreements;
  if (tally.disagreements <= 10) WARN(row.dump() << "\n  ours: " << ours);
}

Tally check_recording(const char* dialect, const std::string& file) {
  const auto found = find_dialect(dialect);
  REQUIRE(found);
  const std::string text = unpacked(file);
  Tally tally;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    check_row(*found, nlohmann::json::parse(text.substr(at, end - at)), tally);
    at = end + 1;
  }
  return tally;
}

}  // namespace

TEST_CASE("Debian cron's readings of 15,000 expressions are ours bit by bit",
          "[schedule][golden]") {
  const auto tally = check_recording("debian-cron", "parse-debian-cron.jsonl.gz");
  CHECK(tally.read == 15'000);
  CHECK(tally.accepted == 9'270);
  CHECK(tally.disagreements == 0);
}

TEST_CASE("cronie's readings of 15,000 expressions are ours bit by bit", "[schedule][golden]") {
  const auto tally = check_recording("cronie", "parse-cronie.jsonl.gz");
  CHECK(tally.read == 15'000);
  CHECK(tally.accepted == 8'282);
  CHECK(tally.disagreements == 0);
}

}  // namespace plumbline::schedule
