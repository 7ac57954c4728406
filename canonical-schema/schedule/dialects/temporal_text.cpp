#include "canonical-schema/schedule/dialects/temporal_text.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <span>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/go_duration.hpp"

namespace plumbline::schedule::temporal {
namespace {

constexpr std::array<std::string_view, 12> full_months{
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> full_weekdays{
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};

/// strconv.Atoi; nullopt where it refuses.
std::optional<std::int64_t> integer(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  return negative ? -value : value;
}

/// The number of the name that `text` begins, from 0 on.
std::optional<int> prefix_of(std::span<const std::string_view> names, std::string_view text,
                             std::size_t shortest) {
  if (text.size() < shortest) return std::nullopt;
  const auto found = std::ranges::find_if(names, [&](std::string_view name) {
    return equal_ignoring_case(name.substr(0, text.size()), text);
  });
  if (found == names.end()) return std::nullopt;
  return static_cast<int>(found - names.begin());
}

std::optional<std::int64_t> value_of(const CalendarField& field, std::string_view text) {
  if (field.names == Names::months) {
    if (const auto month = prefix_of(full_months, text, 3)) return *month + 1;
  }
  if (field.names == Names::weekdays) {
    if (const auto weekday = prefix_of(full_weekdays, text, 2)) return *weekday;
  }
  return integer(text);
}

/// One item of a list. A step beyond 32 bits is cut, as in the engine's messages.
struct Item {
  std::int64_t low = 0;
  std::int64_t high = 0;
  std::int64_t step = 1;
  bool whole = false;
};

class FieldReader {
 public:
  FieldReader(std::string_view whole, const CalendarField& field, std::vector<Lint>& lints)
      : whole_(whole), field_(field), lints_(lints) {}

  Result<std::vector<Item>> read(Piece text) {
    std::vector<Item> items;
    for (const auto& part : split(text, ',')) {
      auto item = read_item(part);
      if (!item) return fail(std::move(item.error()));
      note(*item, part);
      fold_sunday(*item, items);
    }
    return items;
  }

 private:
  Result<Item> read_item(Piece text);
  Result<void> read_step(const std::vector<Piece>& parts, Item& item);
  Result<void> read_ends(Piece text, bool has_step, Item& item);
  void fold_sunday(Item item, std::vector<Item>& items) const;
  void note(const Item& item, const Piece& text);

  [[nodiscard]] std::string range() const {
    return "not in range [" + std::to_string(field_.low) + "-" + std::to_string(field_.high) + "]";
  }
  [[nodiscard]] std::string hint_of_names() const {
    if (field_.names == Names::none) return {};
    return std::string("names are the first letters of an English name, at least ") +
           (field_.names == Names::months ? "three" : "two");
  }
  [[nodiscard]] tl::unexpected<Error> bad(std::size_t at, const std::string& what,
                                          std::string hint = {}) const {
    return refuse(whole_, at, std::string(field_.title) + what, std::move(hint));
  }

  std::string_view whole_;
  const CalendarField& field_;
  std::vector<Lint>& lints_;
};

Result<void> FieldReader::read_step(const std::vector<Piece>& parts, Item& item) {
  if (parts.size() > 2) return bad(parts[2].at - 1, " has too many slashes");
  if (parts.size() < 2) return {};
  if (parts[1].text.empty()) return bad(parts[1].at, " missing step value");
  const auto step = integer(parts[1].text);
  if (!step) {
    return refuse(whole_, parts[1].at, "strconv.Atoi: parsing " + excerpt(parts[1].text));
  }
  const auto sent = static_cast<std::int32_t>(static_cast<std::uint32_t>(*step));
  if (*step < 1 || sent < 0) return bad(parts[1].at, " has invalid Step");
  item.step = *step;
  return {};
}

Result<void> FieldReader::read_ends(Piece text, bool has_step, Item& item) {
  item.low = field_.low;
  item.high = field_.high;
  item.whole = text.text == "*";
  if (item.whole) return {};
  const auto ends = split(text, '-');
  if (ends.size() > 2) return bad(ends[2].at - 1, " has too many dashes");
  const auto low = value_of(field_, ends[0].text);
  if (!low || *low < field_.low || *low > field_.high) {
    return bad(text.at, (ends.size() == 2 ? " Start is " : " is ") + range(), hint_of_names());
  }
  item.low = *low;
  if (ends.size() == 1) {
    if (!has_step) item.high = *low;
    return {};
  }
  const auto high = value_of(field_, ends[1].text);
  if (!high || *high < *low || *high > field_.high) {
    return bad(ends[1].at, " End is before Start or " + range());
  }
  item.high = *high;
  return {};
}

Result<Item> FieldReader::read_item(Piece text) {
  Item item;
  const auto parts = split(text, '/');
  if (auto step = read_step(parts, item); !step) return fail(std::move(step.error()));
  if (auto ends = read_ends(parts[0], parts.size() == 2, item); !ends) {
    return fail(std::move(ends.error()));
  }
  return item;
}

/// Sunday as 7 becomes 0, but the engine forgets it in a range from 1 without a step.
void FieldReader::fold_sunday(Item item, std::vector<Item>& items) const {
  if (field_.names == Names::weekdays && item.high == 7) {
    if ((7 - item.low) % item.step == 0 && (item.step > 1 || item.low > 1)) {
      items.push_back({0, 0, 1, false});
      if (item.low == 7) return;
    }
    item.high = 6;
  }
  item.step = static_cast<std::int32_t>(static_cast<std::uint32_t>(item.step));
  item.step = std::max<std::int64_t>(item.step, 1);
  items.push_back(item);
}

void FieldReader::note(const Item& item, const Piece& text) {
  const bool of_weekdays = field_.names == Names::weekdays;
  if (of_weekdays && item.low == 1 && item.high == 7 && item.step == 1) {
    add_note(lints_, "lost-sunday", Lint::Level::critical,
             "Temporal reads " + excerpt(text.text) + " as Monday to Saturday; write *", text.at,
             text.at + text.text.size());
  }
  const int top = of_weekdays ? 6 : field_.high;
  note_step(lints_, {field_.title, field_.low, top, {}},
            {static_cast<int>(item.low), static_cast<int>(std::min<std::int64_t>(item.high, top)),
             item.step, item.whole},
            text);
}

/// The list of a field; what stands alone is `*` or its fallback.
Result<std::vector<Item>> items_of(std::string_view whole, const CalendarField& field, Piece text,
                                   std::vector<Lint>& lints) {
  text = trimmed(text, is_go_blank);
  if (text.text.empty()) text.text = field.fallback;
  return FieldReader(whole, field, lints).read(text);
}

Result<std::uint64_t> set_of(std::string_view whole, const CalendarField& field, Piece text,
                             std::vector<Lint>& lints) {
  auto items = items_of(whole, field, text, lints);
  if (!items) return fail(std::move(items.error()));
  std::uint64_t set = 0;
  for (const auto& item : *items) {
    for (auto value = item.low; value <= item.high; value += item.step) {
      set |= std::uint64_t{1} << static_cast<unsigned>(value - field.low);
    }
  }
  return set;
}

/// Where the number at `at` ends, digits with at most one point; `at` itself if there is none.
std::size_t end_of_number(std::string_view text, std::size_t at) {
  const auto digits = [&](std::size_t begin) {
    while (begin < text.size() && is_digit(text[begin])) ++begin;
    return begin;
  };
  const auto point = digits(at);
  if (point == text.size() || text[point] != '.') return point;
  const auto end = digits(point + 1);
  return point == at && end == point + 1 ? at : end;
}

/// timestamp.ParseDuration: Go's durations with days of 24 hours.
std::optional<std::chrono::nanoseconds> duration(std::string_view text) {
  std::string hours;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = end_of_number(text, at);
    if (end == at || end == text.size() || text[end] != 'd') {
      const auto next = std::max(end, at + 1);
      hours += text.substr(at, next - at);
      at = next;
      continue;
    }
    double days = 0;
    std::from_chars(text.data() + at, text.data() + end, days);
    std::array<char, 400> printed{};
    const auto [last, error] = std::to_chars(printed.data(), printed.data() + printed.size(),
                                             24 * days, std::chars_format::fixed, 6);
    if (error != std::errc{}) return std::nullopt;
    hours.append(printed.data(), last);
    hours += 'h';
    at = end + 1;
  }
  return go_duration(hours);
}

Result<Reading> every(std::string_view whole, Piece text) {
  const auto blank = text.text.find(' ');
  if (blank == text.text.npos) {
    return refuse(whole, text.at + text.text.size(),
                  "CronString does not have interval after @every", "write for example @every 1h");
  }
  const Piece rest{text.text.substr(blank + 1), text.at + blank + 1};
  const auto slash = std::min(rest.text.find('/'), rest.text.size());
  const auto bad = [&](std::string_view what, std::size_t at) {
    return refuse(whole, at, "time: invalid duration " + excerpt(what),
                  "write for example @every 1h30m/10m");
  };
  const auto length = duration(rest.text.substr(0, slash));
  if (!length) return bad(rest.text.substr(0, slash), rest.at);
  std::chrono::nanoseconds phase{0};
  if (slash + 1 < rest.text.size()) {
    const auto read = duration(rest.text.substr(slash + 1));
    if (!read) return bad(rest.text.substr(slash + 1), rest.at + slash + 1);
    phase = *read;
  }
  return interval(whole, rest.at, *length, phase);
}

std::string_view macro(std::string_view name) {
  if (name == "@yearly" || name == "@annually") return "0 0 1 1 *";
  if (name == "@monthly") return "0 0 1 * *";
  if (name == "@weekly") return "0 0 * * 0";
  if (name == "@daily" || name == "@midnight") return "0 0 * * *";
  if (name == "@hourly") return "0 * * * *";
  return name;
}

constexpr std::string_view every_mark = "@every";

/// The zone before the fields, which is taken off; empty if there is none.
Result<std::string> take_zone(std::string_view text, Piece& rest) {
  if (!rest.text.starts_with("TZ=") && !rest.text.starts_with("CRON_TZ=")) return std::string();
  const auto blank = rest.text.find(' ');
  if (blank == rest.text.npos) {
    return refuse(text, rest.at, "CronString has time zone but missing fields");
  }
  const auto begin = rest.text.find('=') + 1;
  std::string zone(rest.text.substr(begin, blank - begin));
  rest = {rest.text.substr(blank + 1), rest.at + blank + 1};
  return zone;
}

/// Takes off the comment behind the fields.
Result<void> take_comment(std::string_view text, Piece& rest) {
  const auto mark = rest.text.find('#');
  if (mark == rest.text.npos) return {};
  const auto comment = trimmed({rest.text.substr(mark + 1), rest.at + mark + 1}, is_go_blank);
  const bool is_every = trimmed(rest, is_go_blank).text.starts_with(every_mark);
  if (comment.text.size() > longest_comment && !is_every) {
    return refuse(text, comment.at, "invalid calendar spec: comment is too long");
  }
  rest.text = rest.text.substr(0, mark);
  return {};
}

/// Five words; the sixth is the year, and of seven the first is the second.
CalendarTexts texts_of(const std::vector<Piece>& words) {
  const std::size_t skip = words.size() == 7 ? 1 : 0;
  CalendarTexts texts;
  if (skip == 1) texts.second = words[0];
  texts.minute = words[skip];
  texts.hour = words[skip + 1];
  texts.day = words[skip + 2];
  texts.month = words[skip + 3];
  texts.weekday = words[skip + 4];
  if (words.size() > 5) texts.year = words.back();
  return texts;
}

}  // namespace

YearSet all_known_as_every(YearSet years) {
  const auto all = YearSet::range(first_year, last_year);
  return (years & all) == all ? YearSet{} : years;
}

CronFields clock_times(const CalendarValues& values) {
  CronFields fields;
  fields.seconds = values.second;
  fields.minutes = values.minute;
  fields.hours = static_cast<std::uint32_t>(values.hour);
  fields.days = {static_cast<std::uint32_t>(values.day), static_cast<std::uint32_t>(values.month),
                 static_cast<std::uint32_t>(values.weekday), DayRule::both};
  fields.years = values.years;
  fields.minute_star = values.minute == ~std::uint64_t{0} >> 4U;
  fields.hour_star = fields.hours == all_hours;
  fields.day_star = fields.days.days == all_days;
  fields.weekday_star = fields.days.weekdays == all_weekdays;
  return fields;
}

Result<CronFields> calendar(std::string_view whole, const CalendarTexts& texts,
                            std::vector<Lint>& lints) {
  CalendarValues values;
  struct Target {
    const CalendarField& field;
    const Piece& text;
    std::uint64_t& set;
  };
  const std::array<Target, 6> targets{{{second_field, texts.second, values.second},
                                       {minute_field, texts.minute, values.minute},
                                       {hour_field, texts.hour, values.hour},
                                       {weekday_field, texts.weekday, values.weekday},
                                       {day_field, texts.day, values.day},
                                       {month_field, texts.month, values.month}}};
  for (const auto& target : targets) {
    auto set = set_of(whole, target.field, target.text, lints);
    if (!set) return fail(std::move(set.error()));
    target.set = *set;
  }
  auto years = items_of(whole, year_field, texts.year, lints);
  if (!years) return fail(std::move(years.error()));
  values.years = YearSet::none();
  for (const auto& item : *years) {
    values.years |= YearSet::range(static_cast<int>(item.low), static_cast<int>(item.high),
                                   static_cast<int>(std::min<std::int64_t>(item.step, last_year)));
  }
  values.years = all_known_as_every(values.years);
  return clock_times(values);
}

Result<Reading> interval(std::string_view whole, std::size_t at, std::chrono::nanoseconds interval,
                         std::chrono::nanoseconds phase) {
  using namespace std::chrono;
  if (interval < seconds{1}) return refuse(whole, at, "interval is too small", "at least 1s");
  if (phase < seconds{0}) return refuse(whole, at, "phase is negative");
  if (phase >= interval) return refuse(whole, at, "phase cannot be greater than Interval");
  Reading reading;
  reading.kind = TriggerKind::every;
  reading.period.seconds = floor<seconds>(interval);
  reading.anchor = Instant{floor<seconds>(phase)};
  // The first run is one interval behind the phase, and none is behind the engine's last year: that
  // matters only where the phase may lie ahead, or few runs are left.
  constexpr seconds rare = years{50};
  if (reading.period.seconds >= rare) {
    reading.window_start = *reading.anchor + seconds{1};
    reading.window_end = sys_days{year{last_year + 1} / January / 1};
  }
  return reading;
}

Result<Reading> cron_string(std::string_view text, std::vector<Lint>& lints) {
  Piece rest = trimmed({text, 0}, is_go_blank);
  auto zone = take_zone(text, rest);
  if (!zone) return fail(std::move(zone.error()));
  if (auto taken = take_comment(text, rest); !taken) return fail(std::move(taken.error()));
  rest = trimmed(rest, is_go_blank);
  if (rest.text.starts_with(every_mark)) return every(text, rest);
  auto words = split_words(macro(rest.text), is_go_blank);
  if (words.size() < 5 || words.size() > 7) {
    return refuse(text, rest.at, "CronString does not have 5-7 fields",
                  "write minute, hour, day, month, weekday; a sixth field is the year, and seven "
                  "begin with the second");
  }
  for (auto& word : words) word.at += rest.at;
  auto fields = calendar(text, texts_of(words), lints);
  if (!fields) return fail(std::move(fields.error()));
  Reading reading;
  reading.zone = *std::move(zone);
  reading.fields = *std::move(fields);
  return reading;
}

}  // namespace plumbline::schedule::temporal
