#include <algorithm>
#include <bit>
#include <limits>
#include <optional>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/families.hpp"
#include "canonical-schema/schedule/dialects/field_spec.hpp"
#include "canonical-schema/schedule/dialects/job_hash.hpp"

// The timer of a Jenkins job: lines of five fields in which H stands for a value of the job's own.

namespace plumbline::schedule {
namespace {

constexpr auto specs = cron_fields(7);
/// The highest values that H takes by itself: every month has them, and Sunday is 0 only.
constexpr std::array<int, 5> highest_hashed{59, 23, 28, 12, 6};

struct HashedMacro {
  std::string_view name;
  std::string_view fields;
};
constexpr std::array<HashedMacro, 7> macros{{{"yearly", "H H H H *"},
                                             {"annually", "H H H H *"},
                                             {"monthly", "H H H * *"},
                                             {"weekly", "H H * * H"},
                                             {"daily", "H H * * *"},
                                             {"midnight", "H H(0-2) * * *"},
                                             {"hourly", "H * * * *"}}};

/// One line. The numbers of the hash go on from line to line.
class LineReader {
 public:
  LineReader(std::string_view whole, Piece line, JobHash* hash, std::vector<Lint>& lints)
      : whole_(whole), text_(line.text), begin_(line.at), hash_(hash), lints_(lints) {}

  Result<CronFields> read() {
    if (next() == '@') return macro();
    return fields();
  }

 private:
  Result<CronFields> fields();
  Result<CronFields> macro();
  Result<void> list(std::size_t field);
  Result<void> term(std::size_t field);
  Result<void> hashed(std::size_t field);
  Result<std::int32_t> number();
  Result<std::int32_t> optional_step();
  Result<void> check(std::int32_t value, std::size_t field, std::size_t at) const;
  Result<void> add_range(std::size_t field, std::int32_t low, std::int32_t high, std::int32_t step,
                         std::size_t at);
  Result<void> add_hashed(std::size_t field, std::int32_t low, std::int32_t high, std::int32_t step,
                          std::size_t at);
  Result<void> blank();
  [[nodiscard]] char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  [[nodiscard]] bool done() const { return at_ == text_.size(); }
  [[nodiscard]] tl::unexpected<Error> bad(std::size_t at, const std::string& what,
                                          std::string hint = {}) const {
    return refuse(whole_, begin_ + at, "Invalid input: " + excerpt(text_) + ": " + what,
                  std::move(hint));
  }
  [[nodiscard]] tl::unexpected<Error> unexpected_text(const std::string& wanted) const {
    return bad(at_,
               done() ? wanted + " is missing"
                      : "unexpected " + excerpt(text_.substr(at_, 1)) + ", not " + wanted,
               "write five fields of numbers, *, lists, a-b, */n and H");
  }

  std::string_view whole_;
  std::string_view text_;
  std::size_t begin_;
  JobHash* hash_;  ///< null where the job is not known
  std::vector<Lint>& lints_;
  std::size_t at_ = 0;
  std::array<std::uint64_t, specs.size()> sets_{};  ///< bit 0 = value 0, in each field
  /// The ranges of draws, bit = the upper end, by field and lower end: each once, in order.
  std::array<std::array<std::uint64_t, 64>, specs.size()> ranges_{};
};

Result<CronFields> LineReader::macro() {
  const auto rest = text_.substr(1);
  const auto named = std::ranges::find_if(
      macros, [&](const HashedMacro& each) { return rest.starts_with(each.name); });
  if (named == macros.end()) {
    return bad(1, "no such macro",
               "it knows @hourly, @daily, @midnight, @weekly, @monthly, @yearly and @annually");
  }
  // The engine looks at one more sign, whether it is any of its own, and never at the rest.
  const auto junk = rest.substr(named->name.size());
  constexpr std::string_view signs = " \t0123456789-*/,@H()";
  const bool is_word = std::ranges::any_of(
      macros, [&](const HashedMacro& each) { return junk.starts_with(each.name); });
  if (!junk.empty() && signs.find(junk.front()) == signs.npos && !is_word) {
    return bad(1 + named->name.size(), "token recognition error", "write nothing after the macro");
  }
  const auto begin = begin_;
  if (!junk.empty()) {
    add_note(lints_, "junk-ignored", Lint::Level::critical,
             "Jenkins ignores what follows the macro: " + excerpt(junk),
             begin + 1 + named->name.size(), begin + text_.size());
  }
  add_note(lints_, "hashed-macro", Lint::Level::warning,
           "Jenkins reads @" + std::string(named->name) + " as " + std::string(named->fields) +
               ": at a time of the job's own, not at its start",
           begin, begin + 1 + named->name.size());
  text_ = named->fields;
  return fields();
}

Result<CronFields> LineReader::fields() {
  for (std::size_t field = 0; field < specs.size(); ++field) {
    if (field > 0) {
      if (auto separated = blank(); !separated) return fail(std::move(separated.error()));
    }
    if (auto read = list(field); !read) return fail(std::move(read.error()));
  }
  if (!done()) return unexpected_text("the end of the line");
  CronFields fields;
  fields.minutes = sets_[0] & (~std::uint64_t{0} >> 4U);
  fields.hours = static_cast<std::uint32_t>(sets_[1]) & all_hours;
  fields.days = {static_cast<std::uint32_t>(sets_[2] >> 1U) & all_days,
                 static_cast<std::uint32_t>(sets_[3] >> 1U) & all_months, fold_sunday(sets_[4]),
                 DayRule::both};
  fields.hour_star = fields.hours == all_hours;
  fields.day_star = fields.days.days == all_days;
  fields.weekday_star = fields.days.weekdays == all_weekdays;
  for (std::size_t field = 0; field < ranges_.size(); ++field) {
    for (std::size_t low = 0; low < ranges_.at(field).size(); ++low) {
      for (auto rest = ranges_.at(field).at(low); rest != 0; rest &= rest - 1) {
        fields.random.push_back({field, static_cast<int>(low), std::countr_zero(rest)});
      }
    }
  }
  return fields;
}

Result<void> LineReader::blank() {
  if (!is_blank(next())) return unexpected_text("a blank before the next field");
  while (is_blank(next())) ++at_;
  return {};
}

Result<void> LineReader::list(std::size_t field) {
  for (;;) {
    if (auto read = term(field); !read) return read;
    if (next() != ',') return {};
    ++at_;
  }
}

Result<std::int32_t> LineReader::number() {
  const auto begin = at_;
  std::int64_t value = 0;
  constexpr std::int64_t highest = std::numeric_limits<std::int32_t>::max();
  for (; is_digit(next()); ++at_) value = std::min(highest + 1, value * 10 + (next() - '0'));
  if (at_ == begin) return unexpected_text("a number");
  if (value > highest) return bad(begin, "For input string: the number is too large");
  return static_cast<std::int32_t>(value);
}

/// 1 where there is none.
Result<std::int32_t> LineReader::optional_step() {
  if (next() != '/') return 1;
  ++at_;
  return number();
}

Result<void> LineReader::check(std::int32_t value, std::size_t field, std::size_t at) const {
  const auto& spec = specs.at(field);
  if (value >= spec.low && value <= spec.high) return {};
  return bad(at, std::to_string(value) + " is an invalid value. Must be within " +
                     std::to_string(spec.low) + " and " + std::to_string(spec.high));
}

Result<void> LineReader::add_range(std::size_t field, std::int32_t low, std::int32_t high,
                                   std::int32_t step, std::size_t at) {
  for (const auto end : {low, high}) {
    if (auto fine = check(end, field, at); !fine) return fine;
  }
  if (step <= 0) return bad(at, "step must be positive, but found " + std::to_string(step));
  if (low > high) {
    return bad(at, "You mean " + std::to_string(high) + "-" + std::to_string(low) + "?");
  }
  // Java's integers go round: a huge step may come back to small values.
  for (auto value = low; value <= high;) {
    sets_.at(field) |= std::uint64_t{1} << (static_cast<unsigned>(value) & 63U);
    value = static_cast<std::int32_t>(static_cast<std::uint32_t>(value) +
                                      static_cast<std::uint32_t>(step));
  }
  return {};
}

Result<void> LineReader::add_hashed(std::size_t field, std::int32_t low, std::int32_t high,
                                    std::int32_t step, std::size_t at) {
  for (const auto end : {low, high}) {
    if (auto fine = check(end, field, at); !fine) return fine;
  }
  const std::int32_t width = high - low + 1;
  if (step > width) {
    return bad(at, std::to_string(step) + " is an invalid value. Must be within 1 and " +
                       std::to_string(width));
  }
  if (step <= 0) return bad(at, "step must be positive, but found " + std::to_string(step));
  // A step of 1 means none: one value of them all.
  const std::int32_t stride = step == 1 ? width : step;
  if (hash_ == nullptr) {
    for (auto from = low; from <= high; from += stride) {
      const auto last = static_cast<unsigned>(std::min(from + stride - 1, high));
      ranges_.at(field).at(static_cast<std::size_t>(from)) |= std::uint64_t{1} << last;
    }
    return {};
  }
  for (auto value = low + hash_->next(stride); value <= high; value += stride) {
    sets_.at(field) |= std::uint64_t{1} << static_cast<unsigned>(value);
  }
  return {};
}

Result<void> LineReader::hashed(std::size_t field) {
  const auto begin = at_++;
  auto low = specs.at(field).low;
  auto high = highest_hashed.at(field);
  if (next() == '(') {
    ++at_;
    auto from = number();
    if (!from) return fail(std::move(from.error()));
    if (next() != '-') return unexpected_text("-");
    ++at_;
    auto to = number();
    if (!to) return fail(std::move(to.error()));
    if (next() != ')') return unexpected_text(")");
    ++at_;
    low = *from;
    high = *to;
  }
  auto step = optional_step();
  if (!step) return fail(std::move(step.error()));
  return add_hashed(field, low, high, *step, begin);
}

Result<void> LineReader::term(std::size_t field) {
  const auto begin = at_;
  const auto& spec = specs.at(field);
  if (next() == 'H') return hashed(field);
  const bool whole = next() == '*';
  auto low = spec.low;
  auto high = spec.high;
  if (whole) {
    ++at_;
  } else {
    auto from = number();
    if (!from) return fail(std::move(from.error()));
    low = high = *from;
    if (next() != '-') return add_range(field, low, high, 1, begin);
    ++at_;
    auto to = number();
    if (!to) return fail(std::move(to.error()));
    high = *to;
  }
  auto step = optional_step();
  if (!step) return fail(std::move(step.error()));
  if (auto added = add_range(field, low, high, *step, begin); !added) return added;
  const int top = field == 4 ? 6 : spec.high;
  note_step(lints_, {spec.name, spec.low, top, {}}, {low, std::min(high, top), *step, whole},
            {text_.substr(begin, at_ - begin), begin_ + begin});
  return {};
}

Result<std::vector<Reading>> read_jenkins(const DialectProfile&, std::string_view argument,
                                          std::string_view text, std::vector<Lint>& lints) {
  std::optional<JobHash> hash;
  if (!argument.empty()) hash.emplace(argument);
  std::vector<Reading> readings;
  std::string zone;
  bool first = true;
  for (const auto& whole_line : split({text, 0}, '\n')) {
    const auto line = trimmed(whole_line, is_java_blank);
    if (first && line.text.starts_with("TZ=")) {
      zone = line.text.substr(3);
      if (zone.empty()) {
        return refuse(text, line.at, "Invalid or unsupported timezone ''",
                      "write for example TZ=Europe/Berlin");
      }
    } else if (!line.text.empty() && !line.text.starts_with('#')) {
      auto fields = LineReader(text, line, hash ? &*hash : nullptr, lints).read();
      if (!fields) return fail(std::move(fields.error()));
      readings.push_back(one_reading(std::move(*fields), zone).front());
      if (readings.size() > most_readings) {
        return not_read(text, line.at,
                        "the timer has more than " + std::to_string(most_readings) +
                            " lines, the most that are compared",
                        "compare parts of it");
      }
    }
    first = false;
  }
  if (readings.empty()) {
    // A timer without lines never starts the job: somebody's hand does.
    Reading by_hand;
    by_hand.kind = TriggerKind::manual;
    by_hand.zone = zone;
    readings.push_back(std::move(by_hand));
  }
  return readings;
}

}  // namespace

DialectRows jenkins_dialects() {
  DialectProfile jenkins;
  jenkins.name = "jenkins";
  jenkins.title = "Jenkins";
  jenkins.read = read_jenkins;
  // It asks every minute that passes whether the clock of its zone shows a time of the table.
  jenkins.dst = skip_and_both;
  jenkins.host_zone = true;
  return {jenkins};
}

}  // namespace plumbline::schedule
