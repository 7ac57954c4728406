// What schedules by meaning cost: reading them, telling two apart, and finding the repeated ones
// among a million. Prints "NAME VALUE" a line, for bench/schedules.sh.
//
//   bench_schedules pairs COUNT FILE   times COUNT random pairs; FILE takes them for the peer
//   bench_schedules repeated COUNT     finds repeated ones by their hashes

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <fstream>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/system/zone_data.hpp"
#include "canonical-schema/schedule/schedule.hpp"

namespace {

using namespace plumbline;
using namespace plumbline::schedule;

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Random lines as they stand in crontabs, in what Debian cron and croniter read alike.
class Lines {
 public:
  explicit Lines(std::uint32_t seed) : random_(seed) {}

  Trigger next() {
    Trigger trigger;
    trigger.kind = TriggerKind::cron;
    trigger.dialect = "debian-cron";
    trigger.expr =
        minute() + " " + hour() + " " + pick(days_) + " " + pick(months_) + " " + pick(weekdays_);
    trigger.zone = {ZoneKnowledge::named, pick(zones_)};
    return trigger;
  }
  /// The same line with one thing in it changed, or none.
  Trigger near(const Trigger& trigger) {
    Trigger other = trigger;
    const auto change = random_() % 4;
    if (change == 0) other.expr = minute() + other.expr.substr(other.expr.find(' '));
    if (change == 1) other.zone.name = pick(zones_);
    if (change == 2) other.expr = other.expr.substr(0, other.expr.rfind(' ') + 1) + pick(weekdays_);
    return other;
  }
  std::uint32_t random() { return static_cast<std::uint32_t>(random_()); }

 private:
  template <std::size_t N>
  std::string pick(const std::array<const char*, N>& from) {
    return from.at(random_() % N);
  }
  std::string minute() {
    return random_() % 3 == 0 ? pick(minutes_) : std::to_string(random_() % 60);
  }
  std::string hour() { return random_() % 3 == 0 ? pick(hours_) : std::to_string(random_() % 24); }

  static constexpr std::array<const char*, 6> minutes_{"*/5",  "0",    "*/15",
                                                       "0,30", "*/10", "5-50/15"};
  static constexpr std::array<const char*, 5> hours_{"*", "*/2", "9-17", "0,12", "1-5"};
  static constexpr std::array<const char*, 8> days_{"*", "*", "*", "*", "*", "1", "1-7", "15,28"};
  static constexpr std::array<const char*, 6> months_{"*", "*", "*", "*", "1-6", "1,4,7,10"};
  static constexpr std::array<const char*, 6> weekdays_{"*", "*", "*", "1-5", "mon-fri", "0"};
  static constexpr std::array<const char*, 5> zones_{"UTC", "Europe/Berlin", "America/New_York",
                                                     "Asia/Kolkata", "Europe/London"};
  std::mt19937 random_;
};

/// Each call's microseconds, and what they come to.
class Timings {
 public:
  template <typename Call>
  auto time(Call call) {
    const auto begin = std::chrono::steady_clock::now();
    auto result = call();
    const std::chrono::duration<double, std::micro> spent =
        std::chrono::steady_clock::now() - begin;
    micros_.push_back(spent.count());
    return result;
  }
  void add(double micros) { micros_.push_back(micros); }
  [[nodiscard]] double last() const { return micros_.back(); }
  void print(const std::string& name) {
    std::ranges::sort(micros_);
    std::cout << name << "_median " << at(0.5) << "\n" << name << "_p99 " << at(0.99) << "\n";
  }

 private:
  [[nodiscard]] double at(double share) const {
    return micros_.at(static_cast<std::size_t>(share * static_cast<double>(micros_.size() - 1)));
  }
  std::vector<double> micros_;
};

CompiledPtr must(Result<CompiledPtr> schedule) {
  if (!schedule) throw std::runtime_error(describe(schedule.error()));
  return *schedule;
}

void measure_pairs(std::size_t count, const std::string& file, const ZoneSource& zones) {
  const Instant as_of = *parse_instant("2026-01-01T00:00:00Z");
  Lines lines(4);
  std::vector<std::pair<Trigger, Trigger>> pairs;
  std::ofstream out(file);
  for (std::size_t i = 0; i < count; ++i) {
    const Trigger a = lines.next();
    // Most pairs are a line and the same line with one thing in it changed, as an audit meets them.
    const Trigger b = i % 4 == 0 ? lines.next() : lines.near(a);
    pairs.emplace_back(a, b);
    out << a.zone.name << '\t' << a.expr << '\t' << b.zone.name << '\t' << b.expr << '\n';
  }
  Timings compiling;
  Timings hashing;
  Timings relating;
  Timings relating_one_zone;
  Timings relating_two_zones;
  std::size_t equal = 0;
  std::vector<CompiledPtr> schedules;
  std::uint64_t hashes = 0;
  for (const auto& [left, right] : pairs) {
    for (const auto& trigger : {left, right}) {
      schedules.push_back(compiling.time([&] { return must(compile({trigger}, zones)); }));
      hashes ^= hashing.time([&] { return canonical_hash(*schedules.back()); });
    }
  }
  const double begin = cpu_seconds();
  for (std::size_t i = 0; i < count; ++i) {
    const bool one_zone = pairs[i].first.zone == pairs[i].second.zone;
    const auto found =
        relating.time([&] { return relate(*schedules[2 * i], *schedules[2 * i + 1], as_of); });
    (one_zone ? relating_one_zone : relating_two_zones).add(relating.last());
    if (found.relation == Relation::equal) ++equal;
  }
  const double relating_cpu = cpu_seconds() - begin;
  compiling.print("compile");
  hashing.print("hash");
  relating.print("relate");
  relating_one_zone.print("relate_one_zone");
  relating_two_zones.print("relate_two_zones");
  std::cout << "relate_cpu_mean " << relating_cpu * 1e6 / static_cast<double>(count) << "\nequal "
            << equal << "\nhashes " << hashes << "\n";
}

void find_repeated(std::size_t count, const ZoneSource& zones) {
  Lines lines(5);
  const double begin = cpu_seconds();
  std::unordered_map<std::uint64_t, std::uint32_t> seen;
  for (std::size_t i = 0; i < count; ++i) {
    ++seen[canonical_hash(*must(compile({lines.next()}, zones)))];
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::cout << "repeated_cpu " << cpu_seconds() - begin << "\nrepeated_distinct " << seen.size()
            << "\nrepeated_peak_mib " << usage.ru_maxrss / 1024 << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    const adapters::system::ZoneData zones;
    if (arguments.size() == 3 && arguments[0] == "pairs") {
      measure_pairs(std::stoul(arguments[1]), arguments[2], zones);
    } else if (arguments.size() == 2 && arguments[0] == "repeated") {
      find_repeated(std::stoul(arguments[1]), zones);
    } else {
      std::cerr << "usage: bench_schedules pairs COUNT FILE | repeated COUNT\n";
      return 2;
    }
  } catch (const std::exception& error) {
    std::cerr << "bench_schedules: " << error.what() << "\n";
    return 1;
  }
}
