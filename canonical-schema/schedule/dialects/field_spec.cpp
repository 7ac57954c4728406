#include "canonical-schema/schedule/dialects/field_spec.hpp"

#include <algorithm>

#include "canonical-schema/excerpt.hpp"

namespace plumbline::schedule {

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::vector<Piece> split_words(std::string_view text, bool (*is_separator)(char)) {
  std::vector<Piece> words;
  for (std::size_t at = 0; at < text.size();) {
    if (is_separator(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && !is_separator(text[at])) ++at;
    words.push_back({text.substr(begin, at - begin), begin});
  }
  return words;
}

Piece trimmed(Piece piece, bool (*is_taken_off)(char)) {
  while (!piece.text.empty() && is_taken_off(piece.text.front())) {
    piece.text.remove_prefix(1);
    ++piece.at;
  }
  while (!piece.text.empty() && is_taken_off(piece.text.back())) piece.text.remove_suffix(1);
  return piece;
}

std::vector<Piece> split(Piece piece, char mark) {
  std::vector<Piece> pieces;
  for (std::size_t begin = 0;;) {
    const auto end = std::min(piece.text.find(mark, begin), piece.text.size());
    pieces.push_back({piece.text.substr(begin, end - begin), piece.at + begin});
    if (end == piece.text.size()) return pieces;
    begin = end + 1;
  }
}

bool names_weekday_by_number(std::string_view field) {
  return std::ranges::any_of(split({field, 0}, ','), [](const Piece& item) {
    return std::ranges::any_of(item.text.substr(0, item.text.find_first_of("#/")), is_digit);
  });
}

int column_of(std::string_view text, std::size_t at) {
  // Continuation bytes of UTF-8 are not counted.
  return 1 + static_cast<int>(std::ranges::count_if(
                 text.substr(0, std::min(at, text.size())),
                 [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

tl::unexpected<Error> refuse(std::string_view expression, std::size_t at, std::string message,
                             std::string hint) {
  Where where;
  where.column = column_of(expression, at);
  return fail(ErrorKind::invalid, std::move(message), std::move(hint), where);
}

tl::unexpected<Error> not_read(std::string_view expression, std::size_t at, std::string message,
                               std::string hint) {
  auto refused = refuse(expression, at, std::move(message), std::move(hint));
  refused.value().kind = ErrorKind::unsupported;
  return refused;
}

CronFields at_minute_zero(std::uint32_t hours, DayFields days) {
  CronFields fields;
  fields.minutes = 1;
  fields.hours = hours;
  fields.days = std::move(days);
  return fields;
}

CronFields hourly_fields() {
  auto fields = at_minute_zero(all_hours, {all_days, all_months, all_weekdays, DayRule::either});
  fields.hour_star = true;
  return fields;
}

CronFields daily_fields() {
  return at_minute_zero(1, {all_days, all_months, all_weekdays, DayRule::either});
}

CronFields weekly_fields() {
  auto fields = at_minute_zero(1, {all_days, all_months, 1, DayRule::both});
  fields.day_star = true;
  return fields;
}

CronFields monthly_fields() {
  auto fields = at_minute_zero(1, {1, all_months, all_weekdays, DayRule::both});
  fields.weekday_star = true;
  return fields;
}

CronFields yearly_fields() {
  auto fields = at_minute_zero(1, {1, 1, all_weekdays, DayRule::both});
  fields.weekday_star = true;
  return fields;
}

std::vector<Reading> one_reading(CronFields fields, std::string zone) {
  Reading reading;
  reading.fields = std::move(fields);
  reading.zone = std::move(zone);
  return {std::move(reading)};
}

void add_note(std::vector<Lint>& lints, const char* code, Lint::Level level, std::string message,
              std::size_t begin, std::size_t end) {
  constexpr std::size_t most_lints = 64;
  if (lints.size() < most_lints) lints.push_back({code, level, std::move(message), begin, end});
}

void note_step(std::vector<Lint>& lints, const FieldSpec& spec, const SteppedItem& item,
               const Piece& text) {
  const std::size_t end = text.at + text.text.size();
  if (item.low == item.high || item.step <= 1) return;
  if (item.step > item.high - item.low) {
    add_note(lints, "step-beyond-span", Lint::Level::warning,
             "the step in " + excerpt(text.text) + " is longer than its range: only " +
                 std::to_string(item.low) + " is left",
             text.at, end);
    return;
  }
  // */n is even only if n divides the field; no n does for the days of a month.
  const bool divides = (spec.high - spec.low + 1) % item.step == 0 && spec.high != 31;
  if (!item.whole || divides) return;
  add_note(lints, "non-uniform-step", Lint::Level::info,
           excerpt(text.text) + " does not divide the " + std::string(spec.name) +
               " field: the last interval is shorter",
           text.at, end);
}

}  // namespace plumbline::schedule
