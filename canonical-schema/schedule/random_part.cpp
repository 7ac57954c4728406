#include <algorithm>
#include <tuple>

#include "canonical-schema/schedule/compile_as.hpp"
#include "canonical-schema/schedule/compiled.hpp"

namespace plumbline::schedule {
namespace {

/// In one order, whatever that of the text.
std::vector<RandomRange> ranges_of(const RandomPart& part) {
  auto ranges = part.fields.random;
  std::ranges::sort(ranges, {}, [](const RandomRange& range) {
    return std::tuple(range.field, range.low, range.high);
  });
  return ranges;
}

}  // namespace

CronFields widest(CronFields fields) {
  for (const auto& range : fields.random) {
    std::uint64_t drawn = 0;
    for (int value = range.low; value <= range.high; ++value) {
      drawn |= std::uint64_t{1} << static_cast<unsigned>(value);
    }
    switch (range.field) {
      case 0:
        fields.minutes |= drawn;
        break;
      case 1:
        fields.hours |= static_cast<std::uint32_t>(drawn);
        break;
      case 2:
        fields.days.days |= static_cast<std::uint32_t>(drawn >> 1U);
        break;
      case 3:
        fields.days.months |= static_cast<std::uint32_t>(drawn >> 1U);
        break;
      default:
        // Sunday is 0 and 7.
        fields.days.weekdays |= static_cast<std::uint32_t>(drawn | drawn >> 7U) & all_weekdays;
        break;
    }
  }
  return fields;
}

bool RandomPart::draws_like(const RandomPart& other) const {
  const auto ranges = ranges_of(*this);
  const bool same_zone = zone && other.zone ? zone->digest == other.zone->digest
                                            : !zone && !other.zone && ref == other.ref;
  // Days that are drawn must be written alike; others are what they are.
  const bool draws_days = !ranges.empty() && ranges.back().field >= 2;
  const bool same_days = draws_days ? fields.days == other.fields.days
                                    : day_set(fields.days) == day_set(other.fields.days);
  return same_zone && same_days && ranges == ranges_of(other) && window == other.window &&
         fields.seconds == other.fields.seconds && fields.minutes == other.fields.minutes &&
         fields.hours == other.fields.hours && fields.years == other.fields.years;
}

}  // namespace plumbline::schedule
