#include "reports/schedule_text.hpp"

#include <algorithm>
#include <utility>

#include "reports/display_text.hpp"

namespace plumbline::reports {
namespace {

using schedule::Comparison;
using schedule::Lint;
using schedule::Relation;

constexpr std::size_t longest_shown = 160;  ///< columns of an expression
constexpr std::size_t most_exprs = 6;
constexpr std::size_t most_lints = 3;  ///< of each side of a comparison

Ink ink_of(const Comparison& comparison) {
  switch (comparison.relation) {
    case Relation::equal:
    case Relation::equal_firing:
    case Relation::never_both:
      return Ink::green;
    case Relation::unknown_phase:
    case Relation::unknown_zone:
    case Relation::ambiguous_version:
    case Relation::equal_except_dst:
      return Ink::yellow;
    case Relation::nondeterministic:
      return comparison.same_ranges ? Ink::yellow : Ink::red;
    case Relation::seasonal:
    case Relation::subset:
    case Relation::superset:
    case Relation::different:
    case Relation::never_a:
    case Relation::never_b:
    case Relation::incomparable:
      return Ink::red;
  }
  return Ink::plain;
}

const char* level_word(Lint::Level level) {
  switch (level) {
    case Lint::Level::info:
      return "info";
    case Lint::Level::warning:
      return "warning";
    case Lint::Level::critical:
      return "critical";
  }
  return "";
}

Ink ink_of(Lint::Level level) {
  switch (level) {
    case Lint::Level::info:
      return Ink::dim;
    case Lint::Level::warning:
      return Ink::yellow;
    case Lint::Level::critical:
      return Ink::red;
  }
  return Ink::plain;
}

/// "aws-scheduler  cron(0 9 ? * MON-FRI *)  (UTC)", a line an expression.
void put_written(Page& page, const std::string& label, const ShownSchedule& shown) {
  std::string zone = shown.zone;
  if (zone.empty() && lacks_zone(*shown.compiled)) zone = "no zone named";
  if (!zone.empty()) zone = "  (" + zone + ")";
  std::string prefix = label.empty() ? "" : label + "  ";
  for (std::size_t i = 0; i < std::min(shown.exprs.size(), most_exprs); ++i) {
    const auto expr = visible(shown.exprs[i], longest_shown);
    page.paragraph(Span{prefix, Ink::bold}, {shown.dialect + "  " + expr + zone});
    prefix.assign(prefix.size(), ' ');
  }
  if (shown.exprs.size() > most_exprs) {
    page.paragraph(prefix.size(),
                   {"and " + std::to_string(shown.exprs.size() - most_exprs) + " more", Ink::dim});
  }
}

void put_lints(Page& page, std::size_t indent, const ShownSchedule& shown) {
  std::size_t told = 0;
  for (const auto& lint : schedule::lints(*shown.compiled)) {
    if (lint.level == Lint::Level::info) continue;
    if (++told > most_lints) continue;
    page.paragraph(
        Span{std::string(indent, ' ') + level_word(lint.level) + ": ", ink_of(lint.level)},
        {lint.message});
  }
}

/// That its last run is past, if it is.
void put_over(Page& page, std::size_t indent, const ShownSchedule& shown, Instant as_of) {
  const auto words = over_words(*shown.compiled, as_of);
  if (!words.empty()) page.paragraph(indent, {words, Ink::yellow});
}

void put_side(Page& page, const std::string& label, const ShownSchedule& shown, Instant as_of) {
  put_written(page, label, shown);
  const auto indent = label.size() + 2;
  page.paragraph(indent, {schedule::explain(*shown.compiled)});
  put_over(page, indent, shown, as_of);
  put_lints(page, indent, shown);
  for (const auto& sentence : shown.assumed) page.paragraph(indent, {sentence, Ink::dim});
}

std::string rate_cell(std::optional<double> rate) { return rate ? rate_text(*rate) : "not known"; }

/// Runs a month, those that the other side has not, and the first of them.
void put_numbers(Page& page, const ShownComparison& shown) {
  const auto& comparison = shown.comparison;
  std::vector<Row> rows{{{""}, {"A", Ink::bold}, {"B", Ink::bold}}};
  rows.push_back({{"runs a month"},
                  {rate_cell(schedule::runs_per_month(*shown.a.compiled))},
                  {rate_cell(schedule::runs_per_month(*shown.b.compiled))}});
  // Clock changes are no part of the mean, so it may be 0 where some runs differ.
  if (comparison.only_a_per_month.value_or(0) > 0 || comparison.only_b_per_month.value_or(0) > 0) {
    rows.push_back({{"that the other has not"},
                    {rate_cell(comparison.only_a_per_month)},
                    {rate_cell(comparison.only_b_per_month)}});
  }
  if (comparison.first_only_a || comparison.first_only_b) {
    const auto cell = [](std::optional<Instant> at, const schedule::Zone* zone) -> Cell {
      if (!at) return {"-", Ink::dim};
      return {zone == nullptr ? moment_text(*at) : moment_text(*at, *zone)};
    };
    const auto& a = comparison.first_only_a;
    const auto& b = comparison.first_only_b;
    rows.push_back({{"first that only it has"}, cell(a, nullptr), cell(b, nullptr)});
    for (const auto& zone : zones_of(*shown.a.compiled, *shown.b.compiled)) {
      rows.push_back({{""}, cell(a, zone.get()), cell(b, zone.get())});
    }
  }
  page.blank();
  page.table(0, rows);
}

/// What the clock changes of the next year do to a side; empty if its zones have none.
std::string clock_change_text(const ShownSchedule& side, Instant as_of) {
  std::string text;
  for (const auto& sentence : schedule::explain_clock_changes(*side.compiled, as_of)) {
    text += (text.empty() ? "" : "; ") + sentence;
  }
  if (!text.empty()) return text;
  for (const auto& zone : zones_of(*side.compiled)) {
    const auto change = next_clock_change(*zone, as_of);
    if (!change) continue;
    text += (text.empty() ? "the clock of " : ", that of ") + zone->name + " goes " +
            change_text(*change);
  }
  if (text.empty()) return text;
  if (!runs_every_hour(*side.compiled)) return text + ", which skips or repeats none of its times";
  return text + "; it runs every hour: " + clock_change_words(*side.compiled);
}

void put_clock_changes(Page& page, const ShownComparison& shown) {
  const auto a = clock_change_text(shown.a, shown.as_of);
  const auto b = clock_change_text(shown.b, shown.as_of);
  if (a.empty() && b.empty()) return;
  page.blank();
  if (a == b) return page.paragraph(Span{"Clock changes: ", Ink::bold}, {a});
  page.paragraph(0, {"Clock changes", Ink::bold});
  if (!a.empty()) page.paragraph(Span{"  A  "}, {a});
  if (!b.empty()) page.paragraph(Span{"  B  "}, {b});
}

/// Why they differ and what was probably meant.
void put_cause(Page& page, const ShownComparison& shown) {
  const auto& cause = shown.difference.cause;
  const auto& hint = shown.difference.hint;
  if (cause.empty() && hint.empty()) return;
  page.blank();
  if (!cause.empty()) page.paragraph(Span{"Cause: ", Ink::bold}, {cause});
  if (!hint.empty()) page.paragraph(Span{"Hint:  ", Ink::bold}, {hint});
}

/// What would make an answer of one that is none.
std::string way_out(const ShownComparison& shown) {
  switch (shown.comparison.relation) {
    case Relation::unknown_zone: {
      std::string sides;
      if (lacks_zone(*shown.a.compiled)) sides = "A";
      if (lacks_zone(*shown.b.compiled)) sides += sides.empty() ? "B" : " and B";
      if (sides.empty()) return "";
      return "name the zone of " + sides + ": write @ZONE behind it, or --timezone-" +
             (sides == "B" ? "b" : "a") + " ZONE";
    }
    case Relation::ambiguous_version:
      return "name the engine's version, e.g. croniter@7.0.0:…";
    case Relation::unknown_phase:
      return "say where it is counted from: {\"dialect\": …, \"expr\": …, \"anchor\": "
             "\"2026-01-01T00:00:00Z\"} in place of the text";
    case Relation::equal:
    case Relation::equal_except_dst:
    case Relation::equal_firing:
    case Relation::seasonal:
    case Relation::subset:
    case Relation::superset:
    case Relation::different:
    case Relation::never_a:
    case Relation::never_b:
    case Relation::never_both:
    case Relation::incomparable:
      break;
    case Relation::nondeterministic:
      return shown.a.dialect == "jenkins" || shown.b.dialect == "jenkins"
                 ? "H follows from the job's name: write jenkins:team/job:EXPR"
                 : "";
  }
  return {};
}

bool no_zone_on_either(const ShownComparison& shown) {
  return lacks_zone(*shown.a.compiled) && lacks_zone(*shown.b.compiled) &&
         shown.comparison.relation != Relation::unknown_zone;
}

std::string why_no_instants(const ShownSchedule& shown, Instant from) {
  if (schedule::never_fires(*shown.compiled)) return "it never fires";
  if (!schedule::fires_by_time(*shown.compiled)) return "no clock starts it";
  const auto over = over_words(*shown.compiled, from);
  return over.empty() ? unknown_instants(shown) : over;
}

void put_rendered(Page& page, const std::string& dialect, const schedule::Rendered& rendered,
                  Ink ink) {
  const auto zone = zone_name(rendered.zone);
  page.paragraph(0, {dialect + (zone.empty() ? "" : " (" + zone + ")") + ": " +
                     rendered_words(rendered.relation)});
  for (const auto& text : rendered.lines) {
    // A text of several lines is pasted as such.
    for (std::size_t begin = 0; begin <= text.size();) {
      const auto end = std::min(text.find('\n', begin), text.size());
      page.verbatim(2, {text.substr(begin, end - begin), ink});
      begin = end + 1;
    }
  }
  for (const auto& note : rendered.notes) page.paragraph(Span{"note: ", Ink::yellow}, {note});
}

/// Where a window of `width` columns around [begin, end) lies in a long text.
std::pair<std::size_t, std::size_t> window_around(const std::string& text, std::size_t begin,
                                                  std::size_t width) {
  if (text.size() <= width) return {0, text.size()};
  std::size_t from = begin > width / 3 ? begin - width / 3 : 0;
  // Not into the middle of a character.
  while (from > 0 && (static_cast<unsigned char>(text[from]) & 0xC0U) == 0x80U) --from;
  return {from, std::min(text.size(), from + width)};
}

}  // namespace

std::string compare_text(const ShownComparison& shown, const TextStyle& style) {
  Page page(style);
  const auto& comparison = shown.comparison;
  page.paragraph(Span{std::string(schedule::name(comparison.relation)) + ": ", ink_of(comparison)},
                 {sentence(shown), Ink::bold});
  // The cause may be the same words; it stands further down.
  const auto& seasons = shown.difference.seasons;
  const auto& reason = seasons.empty() ? comparison.reason : seasons;
  if (!reason.empty() && reason != shown.difference.cause) page.paragraph(2, {reason});
  if (const auto hint = way_out(shown); !hint.empty()) page.paragraph(2, {hint});
  page.blank();
  put_side(page, "A", shown.a, shown.as_of);
  put_side(page, "B", shown.b, shown.as_of);
  put_cause(page, shown);
  put_numbers(page, shown);
  put_clock_changes(page, shown);
  if (no_zone_on_either(shown)) {
    page.blank();
    page.paragraph(0, {"No zone is named for either: both are taken to stand in the same one, and "
                       "the instants cannot be told",
                       Ink::dim});
  }
  page.blank();
  page.paragraph(0, {"Judged from " + to_rfc3339(shown.as_of) + " on, for all time", Ink::dim});
  return page.take();
}

std::string next_text(const ShownSchedule& shown, Instant from, const std::vector<Instant>& fires,
                      const TextStyle& style) {
  Page page(style);
  put_written(page, "", shown);
  page.paragraph(2, {schedule::explain(*shown.compiled)});
  for (const auto& sentence : shown.assumed) page.paragraph(2, {sentence, Ink::dim});
  page.blank();
  if (fires.empty()) {
    const bool never = schedule::never_fires(*shown.compiled);
    page.paragraph(0, {why_no_instants(shown, from), never ? Ink::red : Ink::yellow});
    return page.take();
  }
  const auto zones = zones_of(*shown.compiled);
  std::vector<Row> rows;
  for (const auto at : fires) {
    Row row{{moment_text(at)}};
    for (const auto& zone : zones) {
      const auto* const again = repeats_clock(*zone, at) ? " (again)" : "";
      row.push_back({moment_text(at, *zone) + again});
    }
    rows.push_back(std::move(row));
  }
  page.table(0, rows);
  if (const auto unknown = unknown_instants(shown); !unknown.empty()) {
    page.blank();
    page.paragraph(0, {"Not all of its runs are listed: " + unknown, Ink::yellow});
  }
  return page.take();
}

std::string render_text(const ShownSchedule& shown, const std::string& dialect,
                        const schedule::Rendering& rendering, const TextStyle& style) {
  Page page(style);
  put_written(page, "", shown);
  page.paragraph(2, {schedule::explain(*shown.compiled)});
  for (const auto& sentence : shown.assumed) page.paragraph(2, {sentence, Ink::dim});
  page.blank();
  if (rendering.text) {
    put_rendered(page, dialect, *rendering.text, Ink::green);
    return page.take();
  }
  page.paragraph(Span{"unrepresentable: ", Ink::red}, {rendering.reason});
  if (rendering.nearest) {
    page.blank();
    page.paragraph(0, {"What comes nearest", Ink::bold});
    put_rendered(page, dialect, *rendering.nearest, Ink::yellow);
    for (const auto& other : rendering.for_other_seasons) {
      put_rendered(page, dialect, other, Ink::yellow);
    }
  }
  return page.take();
}

std::vector<std::string> marked_lines(const std::string& text, std::size_t begin, std::size_t end,
                                      std::size_t width) {
  const bool whole = begin == 0 && end == 0;
  begin = std::min(begin, text.size());
  const auto [from, to] = window_around(text, begin, std::max<std::size_t>(width, 40) - 2);
  end = std::clamp(end, begin, to);
  const std::string before = (from > 0 ? "…" : "") + visible(text.substr(from, begin - from));
  const std::string about = visible(text.substr(begin, end - begin));
  const std::string after = visible(text.substr(end, to - end)) + (to < text.size() ? "…" : "");
  std::vector<std::string> lines{before + about + after};
  if (whole) return lines;
  const auto marks = std::max<std::size_t>(display_width(about), 1);
  lines.push_back(std::string(display_width(before), ' ') + "^" + std::string(marks - 1, '~'));
  return lines;
}

std::string lint_text(const ShownSchedule& shown, Instant as_of, const TextStyle& style) {
  Page page(style);
  put_written(page, "", shown);
  page.paragraph(2, {schedule::explain(*shown.compiled)});
  put_over(page, 2, shown, as_of);
  for (const auto& sentence : shown.assumed) page.paragraph(2, {sentence, Ink::dim});
  const auto& lints = schedule::lints(*shown.compiled);
  for (const auto& lint : lints) {
    page.blank();
    page.paragraph(Span{std::string(level_word(lint.level)) + " ", ink_of(lint.level)},
                   {lint.code + ": " + lint.message});
    // Where there are several texts, a lint does not say which it is about.
    const bool spans = shown.exprs.size() == 1 && lint.end > lint.begin;
    if (!spans) continue;
    for (const auto& line :
         marked_lines(shown.exprs.front(), lint.begin, lint.end, style.width - 4)) {
      page.verbatim(2, {line});
    }
  }
  page.blank();
  page.paragraph(0, lints.empty()
                        ? Span{"nothing to remark", Ink::green}
                        : Span{"docs/schedule-lints.md says what to do about each", Ink::dim});
  return page.take();
}

std::string explain_text(const ShownSchedule& shown, Instant as_of, const TextStyle& style) {
  Page page(style);
  put_written(page, "", shown);
  page.paragraph(2, {schedule::explain(*shown.compiled), Ink::bold});
  put_over(page, 2, shown, as_of);
  put_lints(page, 2, shown);
  for (const auto& sentence : shown.assumed) page.paragraph(2, {sentence, Ink::dim});
  std::vector<Row> rows;
  if (const auto rate = schedule::runs_per_month(*shown.compiled)) {
    rows.push_back({{"runs a month"}, {rate_text(*rate)}});
  }
  const auto fires = schedule::next_fires(*shown.compiled, as_of, 1);
  const auto zones = zones_of(*shown.compiled);
  if (!fires.empty()) {
    rows.push_back({{"next"}, {moment_text(fires.front())}});
    for (const auto& zone : zones) rows.push_back({{""}, {moment_text(fires.front(), *zone)}});
  }
  for (const auto& zone : zones) {
    const auto change = next_clock_change(*zone, as_of);
    if (!change) continue;
    rows.push_back({{"clock change"}, {change_text(*change) + " (" + zone->name + ")"}});
  }
  for (const auto& sentence : schedule::explain_clock_changes(*shown.compiled, as_of)) {
    rows.push_back({{""}, {sentence}});
  }
  page.blank();
  page.table(0, rows);
  return page.take();
}

}  // namespace plumbline::reports
