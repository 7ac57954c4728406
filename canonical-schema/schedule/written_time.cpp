#include "canonical-schema/schedule/written_time.hpp"

#include <array>
#include <string>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/zone_walk.hpp"

namespace plumbline::schedule {

using namespace std::chrono;

namespace {

tl::unexpected<Error> refuse(std::string_view text, const char* why) {
  return fail(ErrorKind::invalid, excerpt(text) + " is no local time: " + why,
              "write YYYY-MM-DDTHH:MM, the zone goes into `timezone`");
}

/// Year, month, day, hour, minute, second: of the right shape, not yet of the right range.
Result<std::array<int, 6>> read_numbers(std::string_view text) {
  constexpr std::string_view shape = "0000-00-00T00:00:00";
  if (text.size() != 16 && text.size() != shape.size()) {
    return refuse(text, "it has the wrong length");
  }
  std::array<int, 6> numbers{};
  std::size_t at = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (shape[i] == '0') {
      if (!digit) return refuse(text, "a digit is missing");
      numbers.at(at) = numbers.at(at) * 10 + (text[i] - '0');
    } else {
      if (text[i] != shape[i]) return refuse(text, "it has the wrong separator");
      ++at;
    }
  }
  return numbers;
}

}  // namespace

Result<Seconds> parse_local_time(std::string_view text) {
  const auto numbers = read_numbers(text);
  if (!numbers) return fail(numbers.error());
  const auto [year_number, month_number, day_number, hour, minute, second] = *numbers;
  const year_month_day date{year{year_number}, month{static_cast<unsigned>(month_number)},
                            day{static_cast<unsigned>(day_number)}};
  if (!date.ok()) return refuse(text, "there is no such day");
  if (hour > 23 || minute > 59 || second > 59) return refuse(text, "there is no such time of day");
  return sys_days{date}.time_since_epoch() + hours{hour} + minutes{minute} + seconds{second};
}

std::string date_text(Instant at) {
  const auto text = to_rfc3339(at);
  return text.substr(0, text.find('T'));
}

std::string clock_text(Instant at) {
  const auto text = to_rfc3339(at);
  const auto begin = text.find('T') + 1;
  return text.substr(begin, text.size() - begin - 1);
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
