#include <algorithm>
#include <bit>
#include <optional>
#include <tuple>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/families.hpp"
#include "canonical-schema/schedule/dialects/field_spec.hpp"
#include "canonical-schema/schedule/dialects/systemd_text.hpp"

// What OnCalendar= means, as systemd 252 reads it.

namespace plumbline::schedule {
namespace {

using systemd::Chain;
using systemd::Component;
using systemd::Specification;

constexpr FieldSpec year_spec{"year", 1970, 2199, {}};
constexpr FieldSpec month_spec{"month", 1, 12, {}};
constexpr FieldSpec day_spec{"day-of-month", 1, 31, {}};
constexpr FieldSpec hour_spec{"hour", 0, 23, {}};
constexpr FieldSpec minute_spec{"minute", 0, 59, {}};
constexpr FieldSpec second_spec{"second", 0, 59, {}};
/// `~n` counts back from the end of the month, which every month must have.
constexpr int farthest_from_end = 28;
/// The engine takes these three days off once for each item of a list, and so refuses `~1,28`.
constexpr int days_some_months_lack = 3;

constexpr std::int64_t micro = systemd::microseconds_of_second;

class Compiler {
 public:
  Compiler(std::string_view text, std::vector<Lint>& lints) : text_(text), lints_(lints) {}

  Result<std::vector<Reading>> read() {
    auto specification = systemd::parse(text_);
    if (!specification) return fail(std::move(specification.error()));
    auto fields = clock_times(std::move(*specification));
    if (!fields) return fail(std::move(fields.error()));
    return one_reading(std::move(*fields), zone_);
  }

 private:
  Result<CronFields> clock_times(Specification specification);
  Result<std::uint64_t> values(const FieldSpec& spec, Chain& chain);
  /// `from_end`: the component counts days from the end of the month; the highest it may name.
  Result<void> check(const FieldSpec& spec, Component& component, std::int64_t unit,
                     std::optional<int> from_end = std::nullopt);
  Result<std::uint64_t> seconds(Chain& chain);
  Result<YearSet> years(Chain& chain);
  Result<void> days_from_end(Chain& chain, DayFields& days);

  std::string_view text_;
  std::vector<Lint>& lints_;
  std::string zone_;
};

/// The engine cuts a range to whole steps before it looks whether it fits.
void normalise(Component& component) {
  if (component.stop > component.start && component.repeat > 0) {
    component.stop -= (component.stop - component.start) % component.repeat;
  }
  if (component.start == component.stop) {
    component.repeat = 0;
    component.stop = -1;
  }
}

Result<void> Compiler::check(const FieldSpec& spec, Component& component, std::int64_t unit,
                             std::optional<int> from_end) {
  normalise(component);
  const std::int64_t low = spec.low * unit;
  const std::int64_t high = from_end ? *from_end : (spec.high + 1) * unit - 1;
  const auto bad = [&](const std::string& what) {
    return refuse(text_, component.at, "Invalid argument: " + what,
                  "the " + std::string(spec.name) + " holds " + std::to_string(spec.low) + " to " +
                      std::to_string(from_end ? high : spec.high));
  };
  const auto outside = [&](std::int64_t value) { return value < low || value > high; };
  if (outside(component.start) || (component.stop >= 0 && outside(component.stop))) {
    return bad("a value is outside of the " + std::string(spec.name));
  }
  if (component.stop >= 0 && component.stop < component.start) return bad("the range is reversed");
  // Of the days from the end, a step counts towards the end.
  const bool fits = component.stop >= 0 || (from_end ? component.start - component.repeat >= low
                                                     : component.start + component.repeat <= high);
  if (component.repeat > high - low || !fits) return bad("the step is longer than what is left");
  return {};
}

void note_component(std::vector<Lint>& lints, const FieldSpec& spec, const Component& component,
                    std::int64_t unit, std::string_view text) {
  if (component.repeat < unit) return;
  const auto last = component.stop >= 0 ? component.stop / unit : spec.high;
  note_step(lints, spec,
            {static_cast<int>(component.start / unit), static_cast<int>(last),
             component.repeat / unit, component.stop < 0 && component.start == spec.low * unit},
            {text.substr(component.at, component.length), component.at});
}

/// An open step goes on past the end of its field, and the engine takes what is left of it over
/// into the next day, month or year (what comes before that is lost there), or takes the clock's
/// offset from there and finds no way back.
void note_open_step(std::vector<Lint>& lints, const FieldSpec& spec, const Chain& chain,
                    std::uint64_t set, std::int64_t unit) {
  const bool of_months = spec.high == month_spec.high;
  for (const auto& component : chain.components) {
    if (component.stop >= 0 || component.repeat < unit) continue;
    const auto start = component.start / unit;
    const auto step = component.repeat / unit;
    const auto left = step - 1 - (spec.high - start) % step;
    if (of_months ? left == 0 : std::countr_zero(set) >= left) continue;
    add_note(lints, "open-step", Lint::Level::warning,
             "the step of the " + std::string(spec.name) + " has no end: systemd 252 " +
                 (of_months ? "may give up at the end of the year where clocks change"
                            : "loses the first values after a carry") +
                 "; write " + std::to_string(start) + ".." + std::to_string(spec.high) + "/" +
                 std::to_string(step),
             component.at, component.at + component.length);
  }
}

/// A set with bit 0 = the lowest value of the field.
Result<std::uint64_t> Compiler::values(const FieldSpec& spec, Chain& chain) {
  std::uint64_t set = 0;
  if (chain.every) return ~std::uint64_t{0} >> (63 - static_cast<unsigned>(spec.high - spec.low));
  for (auto& component : chain.components) {
    if (auto fine = check(spec, component, 1); !fine) return fail(std::move(fine.error()));
    note_component(lints_, spec, component, 1, text_);
    const auto last = component.stop >= 0     ? component.stop
                      : component.repeat == 0 ? component.start
                                              : spec.high;
    for (auto value = component.start; value <= last;
         value += std::max<std::int64_t>(component.repeat, 1)) {
      set |= std::uint64_t{1} << static_cast<unsigned>(value - spec.low);
    }
  }
  return set;
}

/// The components of seconds count microseconds.
Result<std::uint64_t> Compiler::seconds(Chain& chain) {
  std::uint64_t set = 0;
  if (chain.every) return ~std::uint64_t{0} >> 4U;
  const Component* fraction = nullptr;
  for (auto& component : chain.components) {
    if (auto fine = check(second_spec, component, micro); !fine) {
      return fail(std::move(fine.error()));
    }
    note_component(lints_, second_spec, component, micro, text_);
    if (component.start % micro != 0 || component.repeat % micro != 0) {
      fraction = &component;
      continue;
    }
    const auto last = component.stop >= 0     ? component.stop
                      : component.repeat == 0 ? component.start
                                              : 60 * micro - 1;
    for (auto at = component.start; at <= last; at += std::max(component.repeat, micro)) {
      set |= std::uint64_t{1} << static_cast<unsigned>(at / micro);
    }
  }
  if (fraction != nullptr) {
    return not_read(text_, fraction->at, "fractions of a second are not compared",
                    "write whole seconds");
  }
  return set;
}

Result<YearSet> Compiler::years(Chain& chain) {
  if (chain.every) return YearSet{};
  YearSet years = YearSet::none();
  for (auto& component : chain.components) {
    for (auto* year : {&component.start, &component.stop}) {
      if (*year >= 0 && *year < 70) *year += 2000;
      if (*year >= 70 && *year < 100) *year += 1900;
    }
    if (auto fine = check(year_spec, component, 1); !fine) {
      return fail(std::move(fine.error()));
    }
    const auto last = component.stop >= 0     ? component.stop
                      : component.repeat == 0 ? component.start
                                              : year_spec.high;
    years |= YearSet::range(static_cast<int>(component.start), static_cast<int>(last),
                            static_cast<int>(std::max<std::int64_t>(component.repeat, 1)));
  }
  return years;
}

/// `~03` is the third last day, `~07/1` the last seven, `~01..03` the last three.
Result<void> Compiler::days_from_end(Chain& chain, DayFields& days) {
  std::uint32_t from_end = 0;  // bit 0 = the last day
  auto& components = chain.components;
  std::ranges::for_each(components, normalise);
  const auto key = [](const Component& each) {
    return std::tuple(each.start, each.stop, each.repeat);
  };
  std::ranges::sort(components, {}, key);
  const auto again = std::ranges::unique(components, {}, key);
  components.erase(again.begin(), again.end());
  int farthest = day_spec.high;
  for (auto& component : components) {
    farthest -= days_some_months_lack;
    if (auto fine = check(day_spec, component, 1, farthest); !fine) return fine;
    const auto first = std::max(component.start, component.stop);
    const auto last = component.stop >= 0     ? component.start
                      : component.repeat == 0 ? component.start
                                              : 1;
    for (auto day = first; day >= last; day -= std::max<std::int64_t>(component.repeat, 1)) {
      from_end |= 1U << static_cast<unsigned>(day - 1);
    }
  }
  for (int day = 0; day < farthest_from_end; ++day) {
    if (((from_end >> static_cast<unsigned>(day)) & 1U) == 0) continue;
    days.special_days.push_back({SpecialDay::Kind::last, day});
  }
  return {};
}

Result<CronFields> Compiler::clock_times(Specification specification) {
  zone_ = std::move(specification.zone);
  CronFields fields;
  auto years = this->years(specification.year);
  if (!years) return fail(std::move(years.error()));
  fields.years = *years;
  auto months = values(month_spec, specification.month);
  if (!months) return fail(std::move(months.error()));
  fields.days.months = static_cast<std::uint32_t>(*months);
  note_open_step(lints_, month_spec, specification.month, *months, 1);
  fields.days.weekdays = specification.weekdays;
  fields.days.rule = DayRule::both;
  if (specification.from_end && !specification.day.every) {
    if (auto days = days_from_end(specification.day, fields.days); !days) {
      return fail(std::move(days.error()));
    }
  } else {
    auto days = values(day_spec, specification.day);
    if (!days) return fail(std::move(days.error()));
    fields.days.days = static_cast<std::uint32_t>(*days);
    note_open_step(lints_, day_spec, specification.day, *days, 1);
  }
  auto hours = values(hour_spec, specification.hour);
  if (!hours) return fail(std::move(hours.error()));
  fields.hours = static_cast<std::uint32_t>(*hours);
  note_open_step(lints_, hour_spec, specification.hour, *hours, 1);
  auto minutes = values(minute_spec, specification.minute);
  if (!minutes) return fail(std::move(minutes.error()));
  fields.minutes = *minutes;
  note_open_step(lints_, minute_spec, specification.minute, *minutes, 1);
  auto seconds = this->seconds(specification.second);
  if (!seconds) return fail(std::move(seconds.error()));
  fields.seconds = *seconds;
  note_open_step(lints_, second_spec, specification.second, *seconds, micro);
  fields.minute_star = specification.minute.every;
  fields.hour_star = specification.hour.every;
  fields.day_star = specification.day.every;
  fields.weekday_star = specification.weekdays == all_weekdays;
  return fields;
}

Result<std::vector<Reading>> read_systemd(const DialectProfile&, std::string_view,
                                          std::string_view text, std::vector<Lint>& lints) {
  return Compiler(text, lints).read();
}

/// What a gap skips is left out. Of what is repeated one copy is there, of every time of the hour:
/// the first, or the second where days count from the end of the month, since the engine looks at
/// that end, after the change, before it asks for the hour.
DstPolicy one_copy(const CronFields& fields) {
  const bool from_end = !fields.days.special_days.empty();
  return {GapPolicy::skip, from_end ? FoldPolicy::second : FoldPolicy::first};
}

}  // namespace

DialectRows systemd_dialects() {
  DialectProfile systemd;
  systemd.name = "systemd";
  systemd.title = "systemd";
  systemd.read = read_systemd;
  systemd.dst = one_copy;
  systemd.host_zone = true;
  return {systemd};
}

}  // namespace plumbline::schedule
