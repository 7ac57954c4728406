#include "canonical-schema/schedule/season.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <utility>
#include <vector>

#include "canonical-schema/schedule/compiled.hpp"
#include "canonical-schema/schedule/fire_times.hpp"
#include "canonical-schema/schedule/written_time.hpp"
#include "canonical-schema/schedule/zone_walk.hpp"

namespace plumbline::schedule {
namespace {

using namespace std::chrono;

constexpr days looked_ahead{800};
constexpr days beside_change{1};
/// A shorter time at another offset is an exception, such as Morocco's Ramadan, and no season.
constexpr days shortest_season{90};
constexpr hours longest_lag{14};
constexpr std::size_t most_told = 4;

/// A time in which no zone of the two changes its clock.
struct Stretch {
  Instant begin;
  Instant end;
  bool fires = false;
  bool agree = true;
  std::optional<Seconds> lag;  ///< of B, where they differ by that alone

  [[nodiscard]] bool like(const Stretch& other) const {
    return agree == other.agree && lag == other.lag;
  }
};

std::vector<ZonePtr> changing_zones(const Compiled& a, const Compiled& b, Instant from) {
  std::vector<ZonePtr> zones;
  for (const auto* side : {&a, &b}) {
    for (const auto& part : side->calendars) {
      if (!part.zone || is_fixed_from(*part.zone, from)) continue;
      const bool known = std::ranges::any_of(
          zones, [&](const ZonePtr& zone) { return zone->digest == part.zone->digest; });
      if (!known) zones.push_back(part.zone);
    }
  }
  return zones;
}

/// True if B runs as A does, later by `lag`, in all of [from, to).
bool follows(const Compiled& a, const Compiled& b, Seconds lag, Instant from, Instant to) {
  auto run_a = next_fire(a, from);
  auto run_b = next_fire(b, from + lag);
  while (run_a && *run_a < to) {
    if (!run_b || *run_b != *run_a + lag) return false;
    run_a = next_fire(a, *run_a + Seconds{1});
    run_b = next_fire(b, *run_b + Seconds{1});
  }
  return !run_b || *run_b >= to + lag;
}

/// By how much B runs later than A all the time; nullopt if by no one length.
std::optional<Seconds> lag_of(const Compiled& a, const Compiled& b, Instant from, Instant to) {
  const auto first = next_fire(a, from + longest_lag);
  if (!first || *first >= to) return std::nullopt;
  std::vector<Seconds> lags;
  constexpr std::size_t most_lags = 100;
  for (auto run = next_fire(b, *first - longest_lag);
       run && *run <= *first + longest_lag && lags.size() < most_lags;
       run = next_fire(b, *run + Seconds{1})) {
    lags.push_back(*run - *first);
  }
  std::ranges::sort(lags, {}, [](Seconds lag) { return std::abs(lag.count()); });
  for (const auto lag : lags) {
    if (follows(a, b, lag, from + longest_lag, to - longest_lag)) return lag;
  }
  return std::nullopt;
}

void judge(Stretch& stretch, const Compiled& a, const Compiled& b) {
  const Instant from = stretch.begin + beside_change;
  const Instant to = std::min(stretch.end, stretch.begin + looked_ahead) - beside_change;
  const auto runs = [&](const Compiled& side) {
    const auto run = next_fire(side, from);
    return run && *run < to;
  };
  stretch.fires = runs(a) || runs(b);
  if (!stretch.fires) return;
  stretch.agree = follows(a, b, Seconds{0}, from, to);
  if (!stretch.agree) stretch.lag = lag_of(a, b, from, to);
}

std::vector<Stretch> stretches_of(const std::vector<ZonePtr>& zones, const Compiled& a,
                                  const Compiled& b, Instant as_of) {
  std::vector<Stretch> stretches;
  for (Instant at = as_of; at < as_of + looked_ahead;) {
    Stretch stretch{at, Instant::max(), false, true, {}};
    for (const auto& zone : zones) stretch.end = std::min(stretch.end, segment_at(*zone, at).end);
    judge(stretch, a, b);
    at = stretch.end;
    stretches.push_back(stretch);
  }
  return stretches;
}

/// Neighbours that are alike as one; a time without runs goes with the time before it.
std::vector<Stretch> merged(const std::vector<Stretch>& stretches) {
  std::vector<Stretch> result;
  for (const auto& stretch : stretches) {
    if (result.empty() || (stretch.fires && result.back().fires && !stretch.like(result.back()))) {
      result.push_back(stretch);
      continue;
    }
    auto& last = result.back();
    if (!last.fires) {
      const Instant begin = last.begin;
      last = stretch;
      last.begin = begin;
    }
    last.end = stretch.end;
  }
  return result;
}

std::string length_words(Seconds length) {
  const auto count = std::abs(length.count());
  if (count == 3'600) return "one hour";
  if (count % 3'600 == 0) return std::to_string(count / 3'600) + " hours";
  return std::to_string(count / 60) + " minutes";
}

/// What B does in the stretch: "they agree", "B runs one hour earlier".
std::string words_of(const Stretch& stretch) {
  if (stretch.agree) return "they agree";
  if (!stretch.lag) return "they differ";
  return "B runs " + length_words(*stretch.lag) +
         (*stretch.lag < Seconds{0} ? " earlier" : " later");
}

/// "Sun 2027-03-28", on the clock that changes then.
std::string day_words(Instant at, const std::vector<ZonePtr>& zones) {
  constexpr std::array names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  Instant local = at;
  for (const auto& zone : zones) {
    const auto segment = segment_at(*zone, at);
    if (segment.begin != at) continue;
    local = at + segment.offset;
    break;
  }
  const auto day = floor<days>(local);
  return std::string(names.at(weekday{day}.c_encoding())) + " " + date_text(Instant{day});
}

std::string offset_words(Seconds offset) {
  const auto minutes = std::abs(offset.count()) / 60;
  std::string text =
      std::string("UTC") + (offset < Seconds{0} ? "-" : "+") + std::to_string(minutes / 60);
  if (minutes % 60 != 0) text += (minutes % 60 < 10 ? ":0" : ":") + std::to_string(minutes % 60);
  return text;
}

/// "Europe/Berlin is on winter time", if a zone's clock alone says when the two agree, going to
/// and fro between two offsets; empty if not.
std::string agreement_words(const std::vector<Stretch>& stretches,
                            const std::vector<ZonePtr>& zones) {
  if (zones.size() != 1 || stretches.size() < 4 || stretches.back().end == Instant::max()) {
    return {};
  }
  const auto offset_of = [&](const Stretch& stretch) {
    return segment_at(*zones.front(), stretch.begin).offset;
  };
  const Seconds first = offset_of(stretches[0]);
  const Seconds second = offset_of(stretches[1]);
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    const auto& model = stretches[i % 2];
    if (offset_of(stretches[i]) != (i % 2 == 0 ? first : second)) return {};
    if (!stretches[i].like(model) || !stretches[i].fires) return {};
  }
  const Seconds agreed = stretches[0].agree ? first : second;
  const bool seasons = std::all_of(stretches.begin() + 1, stretches.end(), [](const Stretch& each) {
    return each.end - each.begin >= shortest_season;
  });
  const auto* const season = agreed == std::max(first, second) ? "summer time" : "winter time";
  return zones.front()->name +
         (seasons ? std::string(" is on ") + season : " is at " + offset_words(agreed));
}

/// "Until Sun 2027-03-14 they agree; from then to Sun 2027-03-28 B runs one hour later; …".
std::string dated_words(const std::vector<Stretch>& parts, const std::vector<ZonePtr>& zones) {
  std::string text;
  for (std::size_t i = 0; i < std::min(parts.size(), most_told); ++i) {
    const bool endless = parts[i].end == Instant::max();
    if (!text.empty()) text += endless ? "; from then on " : "; from then to ";
    if (text.empty()) text = "Until ";
    if (!endless) text += day_words(parts[i].end, zones) + " ";
    text += words_of(parts[i]);
  }
  return text + ".";
}

}  // namespace

std::string season_words(const Compiled& a, const Compiled& b, Instant as_of) {
  constexpr double most_runs = 5'000;  // a month
  const auto runs_a = runs_per_month(a);
  const auto runs_b = runs_per_month(b);
  if (!runs_a || !runs_b || *runs_a > most_runs || *runs_b > most_runs) return {};
  const auto zones = changing_zones(a, b, as_of);
  const auto stretches = stretches_of(zones, a, b, as_of);
  const auto parts = merged(stretches);
  if (parts.size() < 2) return {};
  const auto agreed = agreement_words(stretches, zones);
  if (agreed.empty()) return dated_words(parts, zones);
  const auto until = day_words(parts[0].end, zones);
  const auto then = day_words(parts[1].end, zones);
  if (parts[0].agree) {
    return "They agree while " + agreed + "; from " + until + " to " + then + " " +
           words_of(parts[1]) + ".";
  }
  return "They agree while " + agreed + ", next from " + until + " to " + then + "; until " +
         until + " " + words_of(parts[0]) + ".";
}

}  // namespace plumbline::schedule
