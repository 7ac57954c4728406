#include "canonical-schema/schedule/dialects/croniter_versions.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/field_spec.hpp"

namespace plumbline::schedule {
namespace {

using Number = CroniterVersion::Number;

constexpr auto table = [] {
  std::array<CroniterVersion, 9> rows{};
  // Each row keeps what the row before it had.
  std::size_t at = 0;
  rows.at(at) = {.from = {1, 3, 5}, .name = "1.3.5"};
  const auto next = [&](Number from, std::string_view name) -> CroniterVersion& {
    rows.at(at + 1) = rows.at(at);
    ++at;
    rows.at(at).from = from;
    rows.at(at).name = name;
    return rows.at(at);
  };
  next({1, 3, 10}, "1.3.10").whole_nth = true;
  next({2, 0, 4}, "2.0.4").keeps_full_lists = true;
  next({2, 0, 6}, "2.0.6").question_mark = true;
  next({3, 0, 0}, "3.0.0").years = true;
  next({4, 0, 0}, "4.0.0").sunday = CroniterSunday::zero;
  auto& cyclic = next({5, 0, 0}, "5.0.1");
  cyclic.sunday = CroniterSunday::zero_or_seven;
  cyclic.cyclic_ranges = true;
  next({6, 2, 0}, "6.2.0").workdays = true;
  next({6, 3, 0}, "7.0.0").mended = true;
  return rows;
}();

tl::unexpected<Error> no_version(std::string_view text) {
  return fail(ErrorKind::invalid, "there is no version of croniter in " + excerpt(text),
              "write for example croniter@6.2.4 or croniter>=2.0.4,<5");
}

std::optional<Number> number_of(std::string_view text) {
  Number number{};
  const auto parts = split({text, 0}, '.');
  if (parts.size() > number.size()) return std::nullopt;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto digits = parts[i].text;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number.at(i));
    if (error != std::errc() || end != digits.data() + digits.size() || number.at(i) < 0) {
      return std::nullopt;
    }
  }
  return number;
}

/// The first number above all that begin with the parts of `text`: of "6.2" it is 6.3.0.
std::optional<Number> number_after(std::string_view text) {
  auto number = number_of(text);
  if (!number) return std::nullopt;
  constexpr int last_of_series = 1'000'000;
  auto& last = number->at(static_cast<std::size_t>(std::ranges::count(text, '.')));
  last = std::min(last, last_of_series) + 1;
  return number;
}

/// Versions from `begin` up to, but not, `end`.
struct Span {
  Number begin{};
  std::optional<Number> end;

  void narrow_begin(const Number& other) { begin = std::max(begin, other); }
  void narrow_end(const Number& other) { end = end ? std::min(*end, other) : other; }
};

bool narrow(Span& span, std::string_view term) {
  const auto sign = term.substr(0, std::min(term.find_first_not_of("<>="), term.size()));
  const auto version = term.substr(sign.size());
  const auto exact = number_of(version);
  const auto after = number_after(version);
  if (!exact || !after) return false;
  if (sign == ">=") {
    span.narrow_begin(*exact);
  } else if (sign == ">") {
    span.narrow_begin(*after);
  } else if (sign == "<") {
    span.narrow_end(*exact);
  } else if (sign == "<=") {
    span.narrow_end(*after);
  } else if (sign == "==" || sign == "=" || sign.empty()) {
    span.narrow_begin(*exact);
    span.narrow_end(*after);
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::span<const CroniterVersion> croniter_versions() { return table; }

Result<const CroniterVersion*> croniter_version(std::string_view version) {
  const auto number = number_of(version);
  if (!number) return no_version(version);
  const auto above = std::ranges::upper_bound(table, *number, {}, &CroniterVersion::from);
  if (above == table.begin()) {
    return fail(ErrorKind::not_found, "croniter " + excerpt(version) + " is too old to be read",
                "the oldest that is read is " + std::string(table.front().name));
  }
  return &*(above - 1);
}

Result<std::vector<const CroniterVersion*>> croniter_range(std::string_view range) {
  Span span;
  if (!range.empty()) {
    for (const auto& term : split({range, 0}, ',')) {
      if (!narrow(span, term.text)) return no_version(range);
    }
  }
  std::vector<const CroniterVersion*> chosen;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const auto& row = table.at(i);
    const bool ends_before = i + 1 < table.size() && table.at(i + 1).from <= span.begin;
    const bool begins_after = span.end && row.from >= *span.end;
    if (!ends_before && !begins_after) chosen.push_back(&row);
  }
  if (chosen.empty() || (span.end && span.begin >= *span.end)) {
    return fail(ErrorKind::not_found, "no croniter that is read is in " + excerpt(range),
                "the oldest that is read is " + std::string(table.front().name));
  }
  return chosen;
}

}  // namespace plumbline::schedule
