#include <algorithm>
#include <limits>
#include <map>

#include <nlohmann/json.hpp>

#include "canonical-schema/codec/json_document.hpp"
#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/proto_text.hpp"
#include "canonical-schema/schedule/dialects/temporal_text.hpp"

// A whole schedule spec, as `temporal schedule describe -o json` prints it.

namespace plumbline::schedule::temporal {
namespace {

using nlohmann::json;

/// A spec is four levels deep; what is deeper is none.
constexpr std::size_t deepest = 16;

/// The byte of a line and a column, both from 1, columns in code points.
std::size_t byte_at(std::string_view text, const Where& where) {
  std::size_t at = 0;
  for (int line = 1; line < where.line; ++line) at = text.find('\n', at) + 1;
  for (int column = 1; column < where.column && at < text.size(); ++column) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
  }
  return at;
}

Result<json> document_of(std::string_view text) {
  auto document = codec::parse_json(text, {}, {.depth = deepest});
  if (document) return document;
  const auto& error = document.error();
  const auto at = byte_at(text, error.where);
  if (error.message.starts_with("this is no JSON")) {
    return refuse(text, at, "proto: syntax error", error.message);
  }
  return refuse(text, at, "proto: " + error.message, "write it once, as the server would take it");
}

tl::unexpected<Error> bad(const std::string& path, const std::string& what, std::string hint = {}) {
  return refuse({}, 0, path.empty() ? what : path + ": " + what, std::move(hint));
}

/// Error texts of parts point into the part; here its path says where.
tl::unexpected<Error> at_path(const std::string& path, Error error) {
  error.message = path + ": " + error.message;
  error.where.column = 1;
  return fail(std::move(error));
}

/// An object whose keys are known, each in camel case or with underscores.
class Object {
 public:
  static Result<Object> of(const json& value, const std::string& path,
                           std::initializer_list<std::string_view> keys) {
    if (!value.is_object()) return bad(path, "an object is expected");
    Object object;
    for (const auto& [key, member] : value.items()) {
      const auto plain = camel_case(key);
      const auto known = std::ranges::find(keys, plain);
      if (known == keys.end()) return bad(path, "unknown field " + excerpt(key));
      if (!object.members_.emplace(plain, &member).second) {
        return bad(path, "duplicate field " + excerpt(key),
                   "it stands there in camel case and with underscores; write it once");
      }
    }
    return object;
  }
  /// nullptr if it is null or not there.
  [[nodiscard]] const json* find(std::string_view key) const {
    const auto found = members_.find(key);
    return found == members_.end() || found->second->is_null() ? nullptr : found->second;
  }
  [[nodiscard]] Result<std::string> text(std::string_view key) const {
    const auto* value = find(key);
    if (value == nullptr) return std::string();
    if (!value->is_string()) return bad(std::string(key), "a string is expected");
    return value->get<std::string>();
  }
  /// The elements of a list; none if it is not there.
  [[nodiscard]] Result<std::vector<const json*>> list(std::string_view key) const {
    std::vector<const json*> elements;
    const auto* value = find(key);
    if (value == nullptr) return elements;
    if (!value->is_array()) return bad(std::string(key), "a list is expected");
    for (const auto& element : *value) elements.push_back(&element);
    return elements;
  }

 private:
  static std::string camel_case(std::string_view key) {
    std::string plain;
    for (std::size_t at = 0; at < key.size(); ++at) {
      const bool joins = key[at] == '_' && at + 1 < key.size() && at > 0;
      if (joins && key[at + 1] >= 'a' && key[at + 1] <= 'z') {
        plain += static_cast<char>(key[++at] - 'a' + 'A');
      } else {
        plain += key[at];
      }
    }
    return plain;
  }

  std::map<std::string, const json*, std::less<>> members_;
};

/// As protocol buffers read an int32: a whole number, or one in a string.
Result<std::int64_t> whole_number(const json* value, const std::string& path) {
  if (value == nullptr) return 0;
  json from_text;
  if (value->is_string()) {
    const auto& text = value->get_ref<const std::string&>();
    const bool begins_well = !text.empty() && (is_digit(text.front()) || text.front() == '-');
    const bool ends_well = !text.empty() && is_digit(text.back());
    if (begins_well && ends_well) from_text = json::parse(text, nullptr, false);
    value = &from_text;
  }
  constexpr double highest = std::numeric_limits<std::int32_t>::max();
  constexpr double lowest = std::numeric_limits<std::int32_t>::min();
  if (value->is_number()) {
    const auto number = value->get<double>();
    const bool fits = number >= lowest && number <= highest;
    if (fits && number == static_cast<double>(static_cast<std::int64_t>(number))) {
      return static_cast<std::int64_t>(number);
    }
  }
  return bad(path, "a whole number is expected");
}

struct Range {
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::int64_t step = 1;
};

Result<Range> written_range(const json& element, const std::string& path, std::string_view key) {
  auto object = Object::of(element, path, {"start", "end", "step"});
  if (!object) return fail(std::move(object.error()));
  Range range;
  for (const auto& [name, target] : {std::pair{"start", &range.start}, std::pair{"end", &range.end},
                                     std::pair{"step", &range.step}}) {
    auto number = whole_number(object->find(name), path + "." + std::string(key));
    if (!number) return fail(std::move(number.error()));
    *target = *number;
  }
  return range;
}

int highest_of(const CalendarField& field) {
  return field.names == Names::weekdays ? 6 : field.high;
}

/// In the engine's words.
Result<void> check_range(const Range& range, const std::string& path, const CalendarField& field,
                         bool is_checked) {
  const int high = highest_of(field);
  const auto bounds =
      " not in range [" + std::to_string(field.low) + "-" + std::to_string(high) + "]";
  const auto wrong = [&](const std::string& what) {
    return bad(path, "invalid calendar spec: " + std::string(field.title) + what);
  };
  // The engine does not look at the ends of what is excluded, but a negative one breaks it.
  const bool outside = range.start < field.low || range.start > high;
  if (is_checked ? outside : range.start < 0) return wrong(" Start is" + bounds);
  if (is_checked && range.end != 0 && (range.end < range.start || range.end > high)) {
    return wrong(" End is before Start or" + bounds);
  }
  if (range.step < 0) return wrong(" has invalid Step");
  return {};
}

std::uint64_t set_of(const std::vector<Range>& ranges, const CalendarField& field) {
  std::uint64_t set = 0;
  for (const auto& range : ranges) {
    for (auto at = range.start; at <= range.end; at += range.step) {
      if (at < field.low) continue;
      set |= std::uint64_t{1} << static_cast<unsigned>(at - field.low);
    }
  }
  return set;
}

YearSet years_of(const std::vector<Range>& ranges) {
  if (ranges.empty()) return all_known_as_every(YearSet{});
  YearSet years = YearSet::none();
  for (const auto& range : ranges) {
    years |= YearSet::range(static_cast<int>(range.start), static_cast<int>(range.end),
                            static_cast<int>(range.step));
  }
  return all_known_as_every(years);
}

class SpecReader {
 public:
  explicit SpecReader(std::vector<Lint>& lints) : lints_(lints) {}
  Result<std::vector<Reading>> read(const json& document);

 private:
  Result<std::vector<Range>> ranges(const Object& calendar, const std::string& path,
                                    std::string_view key, const CalendarField& field,
                                    bool is_checked);
  Result<CronFields> structured(const json& value, const std::string& path, bool is_checked);
  Result<CronFields> textual(const json& value, const std::string& path);
  Result<void> calendars(const Object& spec, std::string_view structured_key,
                         std::string_view textual_key, bool excluded);
  Result<void> intervals(const Object& spec);
  Result<void> cron_strings(const Object& spec);
  Result<void> frame(const Object& spec);
  void add(CronFields fields, bool excluded) {
    Reading reading;
    reading.fields = std::move(fields);
    reading.excluded = excluded;
    readings_.push_back(std::move(reading));
  }

  std::vector<Lint>& lints_;
  std::vector<Reading> readings_;
  std::optional<std::string> zone_of_strings_;
  std::string zone_;
};

Result<std::vector<Range>> SpecReader::ranges(const Object& calendar, const std::string& path,
                                              std::string_view key, const CalendarField& field,
                                              bool is_checked) {
  auto elements = calendar.list(key);
  if (!elements) return at_path(path, std::move(elements.error()));
  std::vector<Range> ranges;
  for (const auto* element : *elements) {
    auto range = written_range(*element, path, key);
    if (!range) return fail(std::move(range.error()));
    if (auto fine = check_range(*range, path, field, is_checked); !fine) {
      return fail(std::move(fine.error()));
    }
    range->step = std::max<std::int64_t>(range->step, 1);
    range->end = std::max(range->end, range->start);
    range->end = std::min<std::int64_t>(range->end, highest_of(field));
    ranges.push_back(*range);
  }
  return ranges;
}

/// Fields that are not there hold nothing, but for the year.
Result<CronFields> SpecReader::structured(const json& value, const std::string& path,
                                          bool is_checked) {
  auto object = Object::of(
      value, path,
      {"second", "minute", "hour", "dayOfMonth", "month", "year", "dayOfWeek", "comment"});
  if (!object) return fail(std::move(object.error()));
  if (auto comment = object->text("comment"); !comment) {
    return at_path(path, std::move(comment.error()));
  } else if (is_checked && comment->size() > longest_comment) {
    return bad(path, "invalid calendar spec: comment is too long");
  }
  CalendarValues values;
  struct Target {
    std::string_view key;
    const CalendarField& field;
    std::uint64_t& set;
  };
  const std::array<Target, 6> targets{{{"second", second_field, values.second},
                                       {"minute", minute_field, values.minute},
                                       {"hour", hour_field, values.hour},
                                       {"dayOfMonth", day_field, values.day},
                                       {"month", month_field, values.month},
                                       {"dayOfWeek", weekday_field, values.weekday}}};
  for (const auto& target : targets) {
    auto list = ranges(*object, path, target.key, target.field, is_checked);
    if (!list) return fail(std::move(list.error()));
    target.set = set_of(*list, target.field);
  }
  auto years = ranges(*object, path, "year", year_field, is_checked);
  if (!years) return fail(std::move(years.error()));
  values.years = years_of(*years);
  return clock_times(values);
}

/// A calendar whose fields are texts, as those of cron strings.
Result<CronFields> SpecReader::textual(const json& value, const std::string& path) {
  auto object = Object::of(
      value, path,
      {"second", "minute", "hour", "dayOfMonth", "month", "year", "dayOfWeek", "comment"});
  if (!object) return fail(std::move(object.error()));
  constexpr std::array<std::string_view, 8> keys{"second", "minute", "hour",      "dayOfMonth",
                                                 "month",  "year",   "dayOfWeek", "comment"};
  std::array<std::string, keys.size()> texts;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    auto text = object->text(keys.at(i));
    if (!text) return at_path(path, std::move(text.error()));
    texts.at(i) = std::move(*text);
  }
  if (texts.back().size() > longest_comment) {
    return bad(path, "invalid calendar spec: comment is too long");
  }
  auto fields = calendar({},
                         {.second = {texts[0]},
                          .minute = {texts[1]},
                          .hour = {texts[2]},
                          .weekday = {texts[6]},
                          .day = {texts[3]},
                          .month = {texts[4]},
                          .year = {texts[5]}},
                         lints_);
  if (!fields) return at_path(path, std::move(fields.error()));
  return fields;
}

Result<void> SpecReader::calendars(const Object& spec, std::string_view structured_key,
                                   std::string_view textual_key, bool excluded) {
  for (const auto key : {structured_key, textual_key}) {
    auto elements = spec.list(key);
    if (!elements) return fail(std::move(elements.error()));
    for (std::size_t i = 0; i < elements->size(); ++i) {
      const auto path = std::string(key) + "[" + std::to_string(i) + "]";
      auto fields = key == structured_key ? structured(*(*elements)[i], path, !excluded)
                                          : textual(*(*elements)[i], path);
      if (!fields) return fail(std::move(fields.error()));
      add(std::move(*fields), excluded);
    }
  }
  return {};
}

Result<std::optional<std::chrono::nanoseconds>> duration_of(const Object& object,
                                                            std::string_view key) {
  if (object.find(key) == nullptr) return std::nullopt;
  auto text = object.text(key);
  if (!text) return fail(std::move(text.error()));
  auto duration = proto_duration(*text);
  if (!duration) return at_path(std::string(key), std::move(duration.error()));
  return *duration;
}

Result<void> SpecReader::intervals(const Object& spec) {
  auto elements = spec.list("interval");
  if (!elements) return fail(std::move(elements.error()));
  for (std::size_t i = 0; i < elements->size(); ++i) {
    const auto path = "interval[" + std::to_string(i) + "]";
    auto object = Object::of(*(*elements)[i], path, {"interval", "phase"});
    if (!object) return fail(std::move(object.error()));
    auto length = duration_of(*object, "interval");
    if (!length) return at_path(path, std::move(length.error()));
    auto phase = duration_of(*object, "phase");
    if (!phase) return at_path(path, std::move(phase.error()));
    constexpr std::chrono::nanoseconds none{0};
    auto reading = interval({}, 0, length->value_or(none), phase->value_or(none));
    if (!reading) return at_path(path, std::move(reading.error()));
    readings_.push_back(std::move(*reading));
  }
  return {};
}

Result<void> SpecReader::cron_strings(const Object& spec) {
  auto elements = spec.list("cronString");
  if (!elements) return fail(std::move(elements.error()));
  for (std::size_t i = 0; i < elements->size(); ++i) {
    const auto path = "cronString[" + std::to_string(i) + "]";
    if (!(*elements)[i]->is_string()) return bad(path, "a string is expected");
    auto reading = cron_string((*elements)[i]->get_ref<const std::string&>(), lints_);
    if (!reading) return at_path(path, std::move(reading.error()));
    if (zone_of_strings_.value_or(reading->zone) != reading->zone) {
      return bad(path, "conflicting timezone names");
    }
    zone_of_strings_ = reading->zone;
    readings_.push_back(std::move(*reading));
  }
  return {};
}

Result<std::optional<Instant>> instant_of(const Object& spec, std::string_view key) {
  if (spec.find(key) == nullptr) return std::nullopt;
  auto text = spec.text(key);
  if (!text) return fail(std::move(text.error()));
  auto instant = proto_timestamp(*text);
  if (!instant) return at_path(std::string(key), std::move(instant.error()));
  return *instant;
}

/// The part of the window of a spec in which a reading with a window of its own runs.
void narrow(Reading& reading, std::optional<Instant> start, std::optional<Instant> end) {
  if (start && reading.window_start) start = std::max(*start, *reading.window_start);
  if (end && reading.window_end) end = std::min(*end, *reading.window_end);
  if (start) reading.window_start = start;
  if (end) reading.window_end = end;
}

/// The engine spreads runs by milliseconds in 32 bits at most, and takes less than none for none.
Seconds jitter_of(std::chrono::nanoseconds written) {
  constexpr Seconds most{std::numeric_limits<std::uint32_t>::max() / 1'000};
  return std::clamp(std::chrono::floor<Seconds>(written), Seconds{0}, most);
}

/// What all readings of the spec share: zone, window, jitter.
Result<void> SpecReader::frame(const Object& spec) {
  auto zone = spec.text("timezoneName");
  if (!zone) return fail(std::move(zone.error()));
  const auto* data = spec.find("timezoneData");
  const bool is_none =
      data == nullptr || (data->is_string() && data->get_ref<const std::string&>().empty());
  if (!is_none) {
    return fail(ErrorKind::unsupported, "a spec with time zone data of its own is not read",
                "name the zone in timezoneName");
  }
  const auto of_strings = zone_of_strings_.value_or("");
  if (!zone->empty() && !of_strings.empty() && *zone != of_strings) {
    return bad("timezoneName", "conflicting timezone names");
  }
  if (zone->empty()) *zone = of_strings.empty() ? "UTC" : of_strings;
  auto start = instant_of(spec, "startTime");
  if (!start) return fail(std::move(start.error()));
  auto end = instant_of(spec, "endTime");
  if (!end) return fail(std::move(end.error()));
  auto jitter = duration_of(spec, "jitter");
  if (!jitter) return fail(std::move(jitter.error()));
  zone_ = *zone;
  // The engine's end belongs to the window.
  if (*end) **end += Seconds{1};
  for (auto& reading : readings_) {
    reading.zone = zone_;
    narrow(reading, *start, *end);
    if (*jitter) reading.jitter = jitter_of(**jitter);
  }
  return {};
}

Result<std::vector<Reading>> SpecReader::read(const json& document) {
  auto spec = Object::of(document, {},
                         {"structuredCalendar", "cronString", "calendar", "interval",
                          "excludeCalendar", "excludeStructuredCalendar", "startTime", "endTime",
                          "jitter", "timezoneName", "timezoneData"});
  if (!spec) return fail(std::move(spec.error()));
  auto read = calendars(*spec, "structuredCalendar", "calendar", false);
  if (read) read = intervals(*spec);
  if (read) read = cron_strings(*spec);
  if (read) read = calendars(*spec, "excludeStructuredCalendar", "excludeCalendar", true);
  if (read) read = frame(*spec);
  if (!read) return fail(std::move(read.error()));
  if (readings_.size() > most_readings) {
    return not_read({}, 0,
                    "the spec has " + std::to_string(readings_.size()) +
                        " calendars, intervals and cron strings, more than the " +
                        std::to_string(most_readings) + " that are compared",
                    "compare parts of it");
  }
  const bool nothing = std::ranges::all_of(readings_, &Reading::excluded);
  if (nothing) {
    // Only somebody's hand starts what has no times.
    Reading by_hand;
    by_hand.kind = TriggerKind::manual;
    by_hand.zone = zone_;
    readings_ = {std::move(by_hand)};
  }
  return std::move(readings_);
}

}  // namespace

Result<std::vector<Reading>> schedule_spec(std::string_view text, std::vector<Lint>& lints) {
  const auto document = document_of(text);
  if (!document) return fail(document.error());
  const auto before = lints.size();
  auto readings = SpecReader(lints).read(*document);
  // Their spans are those of a text within the JSON, whose place in it is not known.
  for (auto i = before; i < lints.size(); ++i) lints[i].begin = lints[i].end = 0;
  return readings;
}

}  // namespace plumbline::schedule::temporal
