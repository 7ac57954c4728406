#include <algorithm>
#include <limits>
#include <optional>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/families.hpp"
#include "canonical-schema/schedule/dialects/field_spec.hpp"
#include "canonical-schema/schedule/dialects/go_duration.hpp"

// robfig/cron's ParseStandard, its errors in its own words.

namespace plumbline::schedule {
namespace {

constexpr auto specs = cron_fields(6);

/// One field: its values, and whether the engine takes it for a star.
struct Field {
  std::uint64_t values = 0;  ///< bit 0 = the lowest value
  bool star = false;
};

/// One item of a list.
struct Range {
  std::int64_t low = 0;
  std::int64_t high = 0;
  std::int64_t step = 1;
  bool star = false;  ///< written as `*` or `?`
  bool open = false;  ///< without a hyphen
};

class Reader {
 public:
  /// Version 1 kept the star of `*/2`; version 3 keeps only that of `*` and `*/1`.
  Reader(std::string_view text, bool keeps_stepped_star, std::vector<Lint>& lints)
      : text_(text), keeps_stepped_star_(keeps_stepped_star), lints_(lints) {}

  Result<std::vector<Reading>> read() {
    if (text_.empty()) {
      return refuse("empty spec string", 0, "write five fields, e.g. \"30 6 * * mon-fri\"");
    }
    Piece rest{text_, 0};
    std::string zone;
    if (text_.starts_with("TZ=") || text_.starts_with("CRON_TZ=")) {
      const auto blank = text_.find(' ');
      const auto begin = text_.find('=') + 1;
      if (blank == std::string_view::npos) {
        return refuse("the zone is followed by nothing: robfig/cron crashes on this", begin,
                      "write the five fields after the zone and a blank");
      }
      zone = std::string(text_.substr(begin, blank - begin));
      if (zone.empty()) zone = "UTC";  // Go's name for it
      rest = trimmed({text_.substr(blank), blank}, is_go_blank);
    }
    if (rest.text.starts_with('@')) return descriptor(rest, std::move(zone));
    return fields(rest, std::move(zone));
  }

 private:
  Result<std::vector<Reading>> descriptor(Piece rest, std::string zone);
  Result<std::vector<Reading>> fields(Piece rest, std::string zone);
  Result<Field> field(const FieldSpec& spec, Piece text);
  Result<void> add_item(const FieldSpec& spec, Piece text, Field& field);
  Result<Range> item(const FieldSpec& spec, Piece text);
  Result<Range> ends(const FieldSpec& spec, Piece text, Piece item);
  [[nodiscard]] Result<void> check(const FieldSpec& spec, const Range& range, Piece text) const;
  Result<std::int64_t> number(Piece text);
  Result<std::int64_t> number_or_name(const FieldSpec& spec, Piece text);
  [[nodiscard]] tl::unexpected<Error> refuse(std::string message, std::size_t at,
                                             std::string hint = {}) const {
    return schedule::refuse(text_, at, std::move(message), std::move(hint));
  }

  std::string_view text_;
  bool keeps_stepped_star_;
  std::vector<Lint>& lints_;
};

Result<std::vector<Reading>> Reader::descriptor(Piece rest, std::string zone) {
  const auto named = std::ranges::find(named_times, rest.text, &NamedTimes::name);
  if (named != named_times.end()) return one_reading(named->fields(), std::move(zone));
  constexpr std::string_view every = "@every ";
  if (!rest.text.starts_with(every)) {
    return refuse("unrecognized descriptor: " + excerpt(rest.text), rest.at,
                  "it knows @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly and "
                  "@every DURATION, in lower case");
  }
  const auto duration = go_duration(rest.text.substr(every.size()));
  if (!duration) {
    return refuse("failed to parse duration " + excerpt(rest.text), rest.at + every.size(),
                  "write for example @every 1h30m");
  }
  Reading reading;
  reading.kind = TriggerKind::every;
  reading.zone = std::move(zone);
  // Fractions of a second are cut, and nothing runs more often than each second.
  reading.period.seconds = std::max(Seconds{1}, floor<Seconds>(*duration));
  return std::vector<Reading>{std::move(reading)};
}

Result<std::vector<Reading>> Reader::fields(Piece rest, std::string zone) {
  const auto words = split_words(rest.text, is_go_blank);
  if (words.size() != specs.size()) {
    return refuse("expected exactly 5 fields, found " + std::to_string(words.size()), rest.at,
                  "write five fields: minute, hour, day, month, weekday");
  }
  std::array<Field, specs.size()> read;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    auto one = field(specs.at(i), {words[i].text, rest.at + words[i].at});
    if (!one) return fail(std::move(one.error()));
    read.at(i) = *one;
  }
  CronFields cron;
  cron.minutes = read[0].values;
  cron.hours = static_cast<std::uint32_t>(read[1].values);
  cron.days = {static_cast<std::uint32_t>(read[2].values),
               static_cast<std::uint32_t>(read[3].values),
               static_cast<std::uint32_t>(read[4].values),
               read[2].star || read[4].star ? DayRule::both : DayRule::either};
  cron.minute_star = read[0].star;
  cron.hour_star = read[1].star;
  cron.day_star = read[2].star;
  cron.weekday_star = read[4].star;
  return one_reading(std::move(cron), std::move(zone));
}

Result<Field> Reader::field(const FieldSpec& spec, Piece text) {
  Field field;
  for (const auto& item : split(text, ',')) {
    if (item.text.empty()) {
      add_note(lints_, "empty-item", Lint::Level::warning,
               "a list item of the " + std::string(spec.name) + " field is empty and skipped",
               item.at, item.at);
      continue;
    }
    if (auto added = add_item(spec, item, field); !added) return fail(std::move(added.error()));
  }
  return field;
}

Result<Range> Reader::ends(const FieldSpec& spec, Piece text, Piece item) {
  const auto parts = split(text, '-');
  Range range;
  range.low = spec.low;
  range.high = spec.high;
  range.star = parts[0].text == "*" || parts[0].text == "?";
  range.open = parts.size() == 1;
  if (range.star) return range;
  auto first = number_or_name(spec, parts[0]);
  if (!first) return fail(std::move(first.error()));
  range.low = range.high = *first;
  if (parts.size() > 2) return refuse("too many hyphens: " + excerpt(item.text), parts[2].at - 1);
  if (parts.size() == 2) {
    auto second = number_or_name(spec, parts[1]);
    if (!second) return fail(std::move(second.error()));
    range.high = *second;
  }
  return range;
}

Result<Range> Reader::item(const FieldSpec& spec, Piece text) {
  const auto parts = split(text, '/');
  auto range = ends(spec, parts[0], text);
  if (!range) return range;
  if (parts.size() > 2) return refuse("too many slashes: " + excerpt(text.text), parts[2].at - 1);
  if (parts.size() == 2) {
    auto step = number(parts[1]);
    if (!step) return fail(std::move(step.error()));
    range->step = *step;
    if (range->open) range->high = spec.high;  // N/step runs to the end of the field
  }
  return range;
}

/// In the engine's order, so that the same one of several mistakes is told.
Result<void> Reader::check(const FieldSpec& spec, const Range& range, Piece text) const {
  const auto bad = [&](const std::string& what) {
    return refuse(what + ": " + excerpt(text.text), text.at,
                  "the " + std::string(spec.name) + " field holds " + std::to_string(spec.low) +
                      " to " + std::to_string(spec.high));
  };
  const auto begin = "beginning of range (" + std::to_string(range.low) + ")";
  const auto end = "end of range (" + std::to_string(range.high) + ")";
  if (range.low < spec.low) return bad(begin + " below minimum (" + std::to_string(spec.low) + ")");
  if (range.high > spec.high)
    return bad(end + " above maximum (" + std::to_string(spec.high) + ")");
  if (range.low > range.high) return bad(begin + " beyond " + end);
  if (range.step == 0) return bad("step of range should be a positive number");
  return {};
}

Result<void> Reader::add_item(const FieldSpec& spec, Piece text, Field& field) {
  auto range = item(spec, text);
  if (!range) return fail(std::move(range.error()));
  if (auto fine = check(spec, *range, text); !fine) return fine;
  for (std::int64_t value = range->low; value <= range->high; value += range->step) {
    field.values |= std::uint64_t{1} << static_cast<unsigned>(value - spec.low);
    if (range->step > range->high) break;  // adding it once more might leave the integers
  }
  field.star = field.star || (range->star && (range->step == 1 || keeps_stepped_star_));
  note_step(lints_, spec,
            {static_cast<int>(range->low), static_cast<int>(range->high), range->step, range->star},
            text);
  return {};
}

/// strconv.Atoi, negative numbers refused.
Result<std::int64_t> Reader::number(Piece text) {
  auto digits = text.text;
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  const bool is_number = !digits.empty() && std::ranges::all_of(digits, is_digit);
  std::int64_t value = 0;
  for (const char c : digits) {
    const int digit = c - '0';
    if (!is_number || value > (std::numeric_limits<std::int64_t>::max() - digit) / 10) {
      return refuse("failed to parse int from " + excerpt(text.text), text.at,
                    "write a number or an English name of three letters");
    }
    value = value * 10 + digit;
  }
  if (!is_number) {
    return refuse("failed to parse int from " + excerpt(text.text), text.at,
                  "write a number or an English name of three letters");
  }
  if (negative && value > 0) {
    return refuse("negative number (-" + std::to_string(value) + ") not allowed", text.at);
  }
  return value;
}

Result<std::int64_t> Reader::number_or_name(const FieldSpec& spec, Piece text) {
  const auto named = std::ranges::find_if(
      spec.names, [&](std::string_view name) { return equal_ignoring_case(name, text.text); });
  if (named != spec.names.end()) return spec.low + (named - spec.names.begin());
  return number(text);
}

Result<std::vector<Reading>> read_robfig(const DialectProfile&, std::string_view version,
                                         std::string_view text, std::vector<Lint>& lints) {
  const bool is_first = version == "1" || version.starts_with("1.");
  const bool is_third = version.empty() || version == "3" || version.starts_with("3.");
  if (!is_first && !is_third) {
    return fail(ErrorKind::not_found,
                "robfig/cron " + excerpt(version) + " is not read by this build",
                "write robfig@1 or robfig@3");
  }
  return Reader(text, is_first, lints).read();
}

/// Kubernetes refuses any "TZ" in the text.
Result<std::vector<Reading>> read_kubernetes(const DialectProfile& profile,
                                             std::string_view argument, std::string_view text,
                                             std::vector<Lint>& lints) {
  if (const auto at = text.find("TZ"); at != std::string_view::npos) {
    return refuse(text, at, "cannot use TZ or CRON_TZ in schedule",
                  "use the timeZone field of the CronJob instead");
  }
  return read_robfig(profile, argument, text, lints);
}

}  // namespace

DialectRows robfig_dialects() {
  DialectProfile robfig;
  robfig.name = "robfig";
  robfig.title = "robfig/cron";
  robfig.read = read_robfig;
  robfig.dst = skip_and_both;

  DialectProfile argo = robfig;
  argo.name = "argo";
  argo.title = "Argo";

  DialectProfile kubernetes = robfig;
  kubernetes.name = "k8s-cronjob";
  kubernetes.title = "Kubernetes";
  kubernetes.read = read_kubernetes;
  return {robfig, argo, kubernetes};
}

}  // namespace plumbline::schedule
