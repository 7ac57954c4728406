#include "canonical-schema/duration.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "canonical-schema/excerpt.hpp"

namespace plumbline {
namespace {

/// One unit: its letters and its length in seconds, or in months where that has no fixed length.
struct Unit {
  std::string_view letters;
  std::int64_t seconds;
  int months;
};

constexpr std::array<Unit, 6> short_units{
    {{"mo", 0, 1}, {"w", 604800, 0}, {"d", 86400, 0}, {"h", 3600, 0}, {"m", 60, 0}, {"s", 1, 0}}};
constexpr std::array<Unit, 4> iso_date_units{
    {{"Y", 0, 12}, {"M", 0, 1}, {"W", 604800, 0}, {"D", 86400, 0}}};
constexpr std::array<Unit, 3> iso_time_units{{{"H", 3600, 0}, {"M", 60, 0}, {"S", 1, 0}}};

constexpr std::int64_t most_seconds = longest_duration.count();
constexpr std::int64_t most_months = 12000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

tl::unexpected<Error> refuse(std::string_view text, const std::string& why, std::string hint) {
  return fail(ErrorKind::invalid, excerpt(text) + " is no duration: " + why, std::move(hint));
}

constexpr const char* usual_hint = "write it like 90s, 5m, 1h30m, 2d or 1w";

/// The unit that a long or capital word such as "minutes" stands for; empty if none.
std::string_view likely_unit(std::string_view word) {
  if (word == "M") return {};  // minutes or months: nobody can tell
  std::string lower(word);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  if (lower.starts_with("mo")) return "mo";
  constexpr std::string_view initials = "wdhms";
  const auto at = lower.empty() ? std::string_view::npos : initials.find(lower.front());
  return at == std::string_view::npos ? std::string_view() : initials.substr(at, 1);
}

/// A number without a unit, a fraction, a sign, a blank: says which.
tl::unexpected<Error> refuse_shape(std::string_view text, std::string_view digits, char next) {
  const std::string number(digits);
  if (!digits.empty() && next == '\0') {
    return refuse(text, "the number " + excerpt(digits) + " has no unit",
                  "write " + number + "s or " + number + "m");
  }
  if (next == '.' || next == ',') {
    return refuse(text, "fractions are not read", "use a smaller unit: 90m for 1.5h");
  }
  if (next == '-' || next == '+') return refuse(text, "signs are not read", usual_hint);
  if (next == ' ' || next == '\t')
    return refuse(text, "it contains a blank", "write it as one word, like 1h30m");
  return refuse(text, "a number and a unit are wanted", usual_hint);
}

/// Reads NUMBER UNIT pairs, largest unit first, each once.
class PairReader {
 public:
  PairReader(std::string_view whole, std::string_view rest) : whole_(whole), rest_(rest) {}

  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] const Period& sum() const { return sum_; }

  /// Reads pairs until the text or, in ISO form, a `T` ends them.
  Result<bool> read(std::span<const Unit> units, bool iso) {
    std::size_t next_unit = 0;
    while (!rest_.empty() && !(iso && rest_.front() == 'T')) {
      auto used = read_pair(units, next_unit, iso);
      if (!used) return fail(std::move(used.error()));
      next_unit = *used + 1;
    }
    return true;
  }

 private:
  Result<std::size_t> read_pair(std::span<const Unit> units, std::size_t next_unit, bool iso) {
    const std::string_view digits = take(rest_.size(), is_digit);
    const std::string_view letters = take(iso ? 1 : rest_.size(), is_letter);
    if (digits.empty() || letters.empty()) {
      return refuse_shape(whole_, digits, rest_.empty() ? '\0' : rest_.front());
    }
    const auto unit = std::ranges::find(units, letters, &Unit::letters);
    if (unit == units.end()) return refuse_unit(digits, letters, iso);
    const auto index = static_cast<std::size_t>(unit - units.begin());
    if (index < next_unit) {
      return refuse(whole_, "units come largest first, each once", usual_hint);
    }
    if (!add(digits, *unit)) {
      return refuse(whole_, "it is longer than 1,000 years",
                    "write `none` where no limit is meant");
    }
    return index;
  }

  /// Takes off the front what `belongs`, at most `most` characters.
  std::string_view take(std::size_t most, bool (*belongs)(char)) {
    std::size_t length = 0;
    while (length < std::min(most, rest_.size()) && belongs(rest_[length])) ++length;
    const std::string_view taken = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return taken;
  }

  [[nodiscard]] tl::unexpected<Error> refuse_unit(std::string_view digits, std::string_view letters,
                                                  bool iso) const {
    const std::string_view likely = iso ? std::string_view() : likely_unit(letters);
    return refuse(whole_, "unknown unit " + excerpt(letters),
                  likely.empty()
                      ? std::string(usual_hint)
                      : "did you mean " + std::string(digits) + std::string(likely) + "?");
  }

  /// False if the sum leaves the range.
  bool add(std::string_view digits, const Unit& unit) {
    std::int64_t number = 0;
    for (const char c : digits) {
      number = number * 10 + (c - '0');
      if (number > most_seconds) return false;
    }
    // number <= 3.2e10 and a unit <= 604,800: the products stay below 2^63.
    const std::int64_t seconds = sum_.seconds.count() + number * unit.seconds;
    const std::int64_t months = sum_.months + number * unit.months;
    if (seconds > most_seconds || months > most_months) return false;
    sum_ = {Seconds(seconds), static_cast<int>(months)};
    return true;
  }

  std::string_view whole_;
  std::string_view rest_;
  Period sum_;
};

Result<Period> parse_iso(std::string_view text) {
  const char* const hint = "ISO 8601 durations look like PT5M, P1DT12H or P2W";
  PairReader reader(text, text.substr(1));
  if (auto date = reader.read(iso_date_units, true); !date) return fail(std::move(date.error()));
  if (reader.rest().empty()) {
    if (text.size() == 1) return refuse(text, "nothing follows the P", hint);
    return reader.sum();
  }
  const std::string_view time = reader.rest().substr(1);
  if (time.empty()) return refuse(text, "nothing follows the T", hint);
  PairReader times(text, time);
  if (auto read = times.read(iso_time_units, true); !read) return fail(std::move(read.error()));
  if (!times.rest().empty()) return refuse(text, "a second T", hint);
  const Seconds sum = reader.sum().seconds + times.sum().seconds;
  if (sum > longest_duration) return refuse(text, "it is longer than 1,000 years", hint);
  return Period{sum, reader.sum().months};
}

}  // namespace

Result<Period> parse_period(std::string_view text) {
  if (text.empty()) return refuse(text, "it is empty", usual_hint);
  Result<Period> period = Period{};
  if (text.front() == 'P') {
    period = parse_iso(text);
  } else {
    PairReader reader(text, text);
    if (auto read = reader.read(short_units, false); !read) return fail(std::move(read.error()));
    period = reader.sum();
  }
  if (period && period->months != 0 && period->seconds != Seconds(0)) {
    return refuse(text, "months cannot be mixed with exact units",
                  "a month has no fixed length: write months alone, like 1mo");
  }
  return period;
}

Result<Seconds> parse_duration(std::string_view text) {
  const auto period = parse_period(text);
  if (!period) return fail(period.error());
  if (period->months != 0) {
    return refuse(text, "a month has no fixed length", "write days, like 30d");
  }
  return period->seconds;
}

std::string to_text(Seconds span) {
  // Unsigned, since the least Seconds has no positive counterpart.
  const auto count = static_cast<std::uint64_t>(span.count());
  std::uint64_t rest = span.count() < 0 ? 0 - count : count;
  if (rest == 0) return "0s";
  std::string text = span.count() < 0 ? "-" : "";
  for (const Unit& unit : short_units) {
    if (unit.seconds == 0) continue;
    const auto length = static_cast<std::uint64_t>(unit.seconds);
    if (unit.letters == "w" && rest % length != 0) continue;
    if (rest / length == 0) continue;
    text += std::to_string(rest / length);
    text += unit.letters;
    rest %= length;
  }
  return text;
}

std::string to_text(const Period& period) {
  return period.months == 0 ? to_text(period.seconds) : std::to_string(period.months) + "mo";
}

}  // namespace plumbline
