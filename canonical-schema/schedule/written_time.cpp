#include "canonical-schema/schedule/written_time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "canonical-schema/schedule/fire_times.hpp"
#include "canonical-schema/schedule/zone_walk.hpp"

namespace plumbline::schedule {
namespace {

using namespace std::chrono;

struct Unit {
  std::string_view name;
  std::int64_t seconds;
};
constexpr std::array<Unit, 5> units{
    {{"w", 604'800}, {"d", 86'400}, {"h", 3'600}, {"m", 60}, {"s", 1}}};
constexpr std::int64_t longest_period = 100LL * 366 * 86'400;
constexpr std::int64_t longest_months = 1'200;

tl::unexpected<Error> bad_period(std::string_view text) {
  return fail(ErrorKind::invalid, "'" + std::string(text.substr(0, 40)) + "' is no period",
              "write for example 90m, 1h30m, 2d or 1mo");
}

/// Reads digits at the start of `text` and removes them; nullopt without any, or if too many.
std::optional<std::int64_t> take_number(std::string_view& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || value < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

std::string_view take_letters(std::string_view& text) {
  const auto end = std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), text.size());
  const auto letters = text.substr(0, end);
  text.remove_prefix(end);
  return letters;
}

}  // namespace

Result<Period> parse_period(std::string_view text) {
  const std::string_view whole = text;
  Period period;
  auto next_unit = units.begin();
  while (!text.empty()) {
    const auto number = take_number(text);
    const auto letters = take_letters(text);
    if (!number || *number > longest_period) return bad_period(whole);
    if (letters == "mo" && text.empty() && period.seconds == 0 && *number > 0 &&
        *number <= longest_months) {
      period.months = static_cast<int>(*number);
      return period;
    }
    const auto unit = std::ranges::find(next_unit, units.end(), letters, &Unit::name);
    if (unit == units.end()) return bad_period(whole);
    next_unit = unit + 1;
    if (*number > longest_period / unit->seconds) return bad_period(whole);
    period.seconds += *number * unit->seconds;
  }
  if (period.seconds <= 0 || period.seconds > longest_period) return bad_period(whole);
  return period;
}

std::string period_text(const Period& period) {
  if (period.months > 0) return std::to_string(period.months) + "mo";
  std::string text;
  std::int64_t rest = period.seconds;
  for (const auto& unit : units) {
    if (unit.name == "w" && rest % unit.seconds != 0) continue;
    if (rest >= unit.seconds) text += std::to_string(rest / unit.seconds) + std::string(unit.name);
    rest %= unit.seconds;
  }
  return text;
}

Result<Seconds> parse_local_time(std::string_view text) {
  const auto bad = [&](const char* why) {
    return fail(ErrorKind::invalid,
                "'" + std::string(text.substr(0, 40)) + "' is no local time: " + why,
                "write YYYY-MM-DDTHH:MM, the zone goes into `timezone`");
  };
  constexpr std::string_view shape = "0000-00-00T00:00:00";
  if (text.size() != 16 && text.size() != shape.size()) return bad("it has the wrong length");
  std::array<int, 6> numbers{};
  std::size_t at = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (shape[i] == '0') {
      if (!digit) return bad("a digit is missing");
      numbers.at(at) = numbers.at(at) * 10 + (text[i] - '0');
    } else {
      if (text[i] != shape[i]) return bad("it has the wrong separator");
      ++at;
    }
  }
  const auto [year_number, month_number, day_number, hour, minute, second] = numbers;
  const year_month_day date{year{year_number}, month{static_cast<unsigned>(month_number)},
                            day{static_cast<unsigned>(day_number)}};
  if (!date.ok()) return bad("there is no such day");
  if (hour > 23 || minute > 59 || second > 59) return bad("there is no such time of day");
  return sys_days{date}.time_since_epoch() + hours{hour} + minutes{minute} + seconds{second};
}

std::optional<Instant> instant_of(Seconds local, const Zone& zone, const DstPolicy& policy) {
  // No offset is larger than a day and a bit, so the right segment is among the neighbours.
  const Instant from = Instant{local} - hours{27};
  const Instant until = Instant{local} + hours{27};
  std::optional<Instant> found;
  for (Instant at = from; at < until;) {
    const Segment segment = segment_at(zone, at);
    const Instant candidate{local - segment.offset};
    if (candidate >= segment.begin && candidate < segment.end) {
      if (!found || policy.fold == FoldPolicy::second) found = candidate;
    }
    const Instant unmoved{local - segment.offset_before};
    const bool skipped = segment.begin != Instant::min() && unmoved >= segment.begin &&
                         unmoved < segment.begin + segment.gap();
    if (skipped && policy.gap == GapPolicy::shift) found = unmoved;
    if (skipped && policy.gap == GapPolicy::resume) found = segment.begin;
    at = segment.end;
  }
  return found;
}

}  // namespace plumbline::schedule
