#include "reports/finding_text.hpp"

#include <algorithm>

#include "canonical-schema/field_catalogue.hpp"
#include "reconcile/wording.hpp"
#include "reports/display_text.hpp"

namespace plumbline::reports {
namespace {

using reconcile::Finding;
using reconcile::Side;

constexpr std::size_t block_indent = 2;
constexpr std::size_t label_width = 7;  ///< "truth  "
constexpr std::size_t most_places = 8;  ///< of one change, unless verbose
constexpr std::size_t most_places_verbose = 100;
constexpr std::size_t longest_value = 400;  ///< columns; `explain` and JSON show the whole

Seconds offset_at(const schedule::Zone& zone, Instant at) {
  const auto after = std::upper_bound(
      zone.transitions.begin(), zone.transitions.end(), at,
      [](Instant instant, const schedule::Transition& change) { return instant < change.at; });
  return after == zone.transitions.begin() ? zone.initial_offset : std::prev(after)->offset;
}

/// The zone that a schedule's text names, "30 6 * * * (Europe/Berlin)": empty if none or UTC.
std::string_view zone_in(std::string_view text) {
  const auto open = text.rfind('(');
  const auto close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return {};
  const auto name = text.substr(open + 1, close - open - 1);
  return name.find('/') == std::string_view::npos ? std::string_view{} : name;
}

std::string run_text(Instant at, const Side& side, const TextOptions& options) {
  auto text = weekday_minute_text(at);
  const auto name = zone_in(side.text);
  if (options.zones == nullptr || name.empty()) return text;
  const auto zone = options.zones->load(name);
  if (!zone) return text;
  const auto local = minute_text(at + offset_at(**zone, at));
  return text + " (" + local.substr(local.find(' ') + 1, 5) + " " + std::string(name) + ")";
}

/// `per_month` tells why there are no next runs: none will be, or they cannot be told ("every 90m"
/// from an unknown start). Empty if nothing is known.
std::string next_runs(const std::vector<Instant>& runs, std::optional<double> per_month,
                      const Side& side, const TextOptions& options) {
  if (runs.empty() && !per_month) return {};
  if (runs.empty()) return *per_month > 0 ? "next run not known" : "no next run";
  const std::size_t shown = options.verbose ? std::min<std::size_t>(runs.size(), 3) : 1;
  std::string text = "next " + run_text(runs.front(), side, options);
  for (std::size_t i = 1; i < shown; ++i) text += ", " + run_text(runs[i], side, options);
  return text;
}

std::string base_where(const Side& base) {
  if (base.git && !base.git->commit.empty()) {
    const auto commit = "at commit " + base.git->commit.substr(0, 8);
    return base.inferred ? "in Git's history, " + commit : where_text(*base.git) + " " + commit;
  }
  return base.inferred ? "in Git's history" : "last agreed";
}

/// The value, unless the sentence above says nothing else.
std::string shown_value(const Finding& finding, const Side& side, const TextOptions& options) {
  auto text = value_text(side);
  if (!finding.field && finding.message.find(text) != std::string::npos) text.clear();
  // A job in one line is for recognising it: `explain` shows the rest.
  const auto line = std::max<std::size_t>(options.style.width, 60) - block_indent - label_width;
  if (finding.cause != reconcile::Cause::unmanaged) return visible(text, longest_value);
  return cut(visible(text), line, symbol(Symbol::ellipsis, options.style));
}

bool differs_in_parts(const Finding& finding) {
  return finding.leaves.size() > 1 || (finding.leaves.size() == 1 && finding.field &&
                                       finding.leaves.front().leaf != name(*finding.field));
}

void put_leaves(Page& page, const Finding& finding) {
  if (!differs_in_parts(finding)) return;
  std::vector<Span> pieces;
  pieces.reserve(finding.leaves.size());
  for (const auto& leaf : finding.leaves) pieces.push_back({leaf.leaf, Ink::plain});
  pieces.front().text.insert(0, "differs in ");
  page.flow(block_indent, pieces, ", ");
}

/// "Europe/Berlin" of "30 6 * * * (Europe/Berlin)"; all of a text without brackets.
std::string last_brackets(const std::string& text) {
  const auto open = text.rfind('(');
  const auto close = text.rfind(')');
  if (open == std::string::npos || close == std::string::npos || close < open) return text;
  return text.substr(open + 1, close - open - 1);
}

/// One file that the platform passes over, or one line in it that does nothing.
std::string ineffective_head(const FindingGroup& group) {
  const auto& first = *group.members.front();
  const auto& id = first.place.native_id;
  const auto what = counted(group.members.size(), "job") + " in " + id.substr(0, id.find('#')) +
                    " on " + first.place.platform;
  if (first.rule == reconcile::partly_ineffective) {
    return what + " run, but not as it is written there: " + value_text(first.live);
  }
  return what + " are configured and the platform does not act on them: " + value_text(first.live);
}

/// Jobs that went from one file to another together.
std::string moved_head(const FindingGroup& group) {
  const auto& first = *group.members.front();
  const auto file = [](const std::string& id) { return id.substr(0, id.find('#')); };
  const auto what = counted(group.members.size(), "job");
  const auto here = file(first.place.native_id) + " on " + first.place.platform;
  const auto there = file(first.looks_like->id);
  if (first.cause == reconcile::Cause::missing) {
    return what + " of " + here + " are declared, and nothing is there; they look moved to " +
           there;
  }
  return what + " in " + here + " are declared in no truth; they look moved from " + there;
}

std::string head_text(const FindingGroup& group) {
  const auto& first = *group.members.front();
  const auto number = group.members.size();
  if (!group.source.empty()) {
    return counted(number, "workflow") + " in " + group.source + " on " + first.place.platform +
           (number == 1 ? " is" : " are") + " declared in no truth";
  }
  if (number == 1) return first.message;
  if (first.cause == reconcile::Cause::ineffective) return ineffective_head(group);
  if (first.looks_like) return moved_head(group);
  if (first.rule == reconcile::zone_only) {
    return counted(number, "schedule") + " on " + first.place.platform + " are read in " +
           last_brackets(first.live.text) + "; truth says " + last_brackets(first.truth.text);
  }
  return first.message + "; the same change in " + counted(number - 1, "other place");
}

/// As many rows as are read with patience; the rest is counted.
template <class RowOf>
void put_members(Page& page, const FindingGroup& group, const TextOptions& options,
                 RowOf&& row_of) {
  const auto most = options.verbose ? most_places_verbose : most_places;
  const auto shown = std::min(group.members.size(), most);
  std::vector<Row> rows;
  rows.reserve(shown);
  for (std::size_t i = 0; i < shown; ++i) rows.push_back(row_of(*group.members[i]));
  put_rows(page, rows);
  if (shown == group.members.size()) return;
  const auto more = counted(group.members.size() - shown, "more", "more");
  page.paragraph(
      block_indent,
      {"and " + more + ": " + (options.verbose ? "--output json" : "--verbose") + " lists them",
       Ink::dim});
}

void put_undeclared(Page& page, const FindingGroup& group, const TextOptions& options) {
  // What the key, the place and the status leave of a line.
  const auto taken = group.source.size() + 32;
  const auto room = std::max<std::size_t>(options.style.width, taken + 30) - taken;
  put_members(page, group, options, [&](const Finding& member) {
    return Row{
        {short_key(member), Ink::cyan},
        {where_text(member.live), Ink::dim},
        {cut(visible(value_text(member.live)), room, symbol(Symbol::ellipsis, options.style)),
         Ink::plain},
        {name(member.status), Ink::dim}};
  });
}

void put_people(Page& page, const Finding& finding) {
  const auto dot = " " + std::string(symbol(Symbol::dot, page.style())) + " ";
  page.flow(block_indent,
            {{finding.owner.business, Ink::plain},
             {finding.owner.technical, Ink::plain},
             {finding.owner.support, Ink::plain},
             {finding.sla, Ink::plain}},
            dot);
}

std::string attribution_text(const reconcile::Attribution& attribution) {
  auto text = "by " + attribution.who;
  if (!attribution.how.empty()) text += " (" + attribution.how + ")";
  if (attribution.when) text += " at " + minute_text(*attribution.when);
  if (!attribution.confidence.empty()) text += ", " + attribution.confidence + " confidence";
  return text;
}

void put_history(Page& page, const Finding& finding) {
  const auto dot = " " + std::string(symbol(Symbol::dot, page.style())) + " ";
  std::vector<Span> pieces;
  const auto add = [&](std::string text) { pieces.push_back({std::move(text), Ink::dim}); };
  add(std::string(cause_word(finding)) + ", " + name(finding.status));
  add(finding.rule);
  if (finding.tier != Tier::normal) add(std::string("tier ") + name(finding.tier));
  if (!finding.environment.empty() && finding.environment != "production") {
    add(finding.environment);
  }
  add("first seen " + minute_text(finding.first_seen));
  if (finding.attribution) add(attribution_text(*finding.attribution));
  page.flow(block_indent, pieces, dot);
}

std::vector<Row> side_rows(const Finding& finding, const TextOptions& options) {
  std::vector<Row> rows;
  const auto add = [&](const char* label, const Side& side, std::string where, std::string next,
                       Ink ink) {
    auto value = shown_value(finding, side, options);
    if (value.empty() && where.empty()) return;
    rows.push_back({{label, Ink::dim},
                    {std::move(value), ink},
                    {std::move(where), Ink::dim},
                    {std::move(next), Ink::plain}});
  };
  std::string truth_next;
  std::string live_next;
  if (finding.runs) {
    const auto& runs = *finding.runs;
    const bool stands_still =
        finding.cause == reconcile::Cause::ineffective || finding.live.value == "false";
    truth_next = next_runs(runs.truth_next, runs.truth_per_month, finding.truth, options);
    live_next =
        next_runs(runs.live_next, stands_still ? 0.0 : runs.live_per_month, finding.live, options);
  }
  // A whole place that is missing or declared nowhere has one side only.
  const bool truth_speaks = finding.field || finding.truth.git;
  const bool live_speaks = finding.field || finding.live.live;
  if (truth_speaks) add("truth", finding.truth, where_text(finding.truth), truth_next, Ink::green);
  if (live_speaks) add("live", finding.live, where_text(finding.live), live_next, Ink::yellow);
  if (finding.base) add("base", *finding.base, base_where(*finding.base), {}, Ink::plain);
  return rows;
}

}  // namespace

Ink ink_of(Severity severity) {
  switch (severity) {
    case Severity::critical:
    case Severity::high:
      return Ink::red;
    case Severity::medium:
      return Ink::yellow;
    case Severity::low:
      return Ink::cyan;
  }
  return Ink::plain;
}

void put_sides(Page& page, const Finding& finding, const TextOptions& options) {
  const auto rows = side_rows(finding, options);
  if (page.fits(block_indent, rows)) {
    page.table(block_indent, rows);
    return;
  }
  const auto dot = " " + std::string(symbol(Symbol::dot, page.style())) + " ";
  for (const auto& row : rows) {
    const Span label{"  " + padded(row[0].text, label_width), Ink::dim};
    if (!row[1].text.empty()) {
      page.paragraph(label, row[1]);
      page.flow(block_indent + label_width, {row[2], row[3]}, dot);
    } else {
      const auto gap = row[2].text.empty() || row[3].text.empty() ? "" : dot;
      page.paragraph(label, {row[2].text + gap + row[3].text, Ink::dim});
    }
  }
}

void put_group(Page& page, const FindingGroup& group, const TextOptions& options) {
  const auto& first = *group.members.front();
  page.blank();
  page.paragraph(
      Span{std::string(symbol(Symbol::bullet, page.style())) + " ", ink_of(group.severity)},
      {head_text(group), Ink::bold});
  const auto effect = reconcile::effect_of_all(group.members);
  if (!effect.empty()) {
    page.paragraph(Span{"  " + std::string(symbol(Symbol::arrow, page.style())) + " ", Ink::bold},
                   {effect, Ink::plain});
  }
  if (!group.source.empty()) {
    put_undeclared(page, group, options);
    put_history(page, first);
    page.paragraph(block_indent,
                   {"plumbline explain KEY, or plumbline import --platform " + first.place.platform,
                    Ink::cyan});
    return;
  }
  const bool of_one_file = !first.field && group.members.size() > 1;
  if (!of_one_file) put_sides(page, first, options);
  put_leaves(page, first);
  if (group.members.size() > 1) put_members(page, group, options, place_row);
  put_people(page, first);
  put_history(page, first);
  for (const auto& note : first.notes) page.paragraph(block_indent, {"note: " + note, Ink::dim});
  if (!first.next_step.empty()) page.verbatim(block_indent, {first.next_step, Ink::cyan});
}

std::string short_key(const Finding& finding) {
  constexpr std::size_t digits = 12;
  return finding.key.substr(0, digits);
}

void put_rows(Page& page, const std::vector<Row>& rows) {
  if (page.fits(block_indent, rows)) {
    page.table(block_indent, rows);
    return;
  }
  for (const auto& row : rows) page.flow(block_indent, row, "  ");
}

Row place_row(const Finding& finding) {
  return {{short_key(finding), Ink::cyan},
          {finding.workflow ? to_string(*finding.workflow) : "", Ink::plain},
          {finding.place.platform, Ink::plain},
          {finding.place.native_id, Ink::dim},
          {finding.owner.technical.empty() ? finding.owner.business : finding.owner.technical,
           Ink::plain},
          {name(finding.status), Ink::dim}};
}

void put_short(Page& page, const Finding& finding, const std::string& why) {
  page.paragraph(Span{"  " + std::string(symbol(Symbol::dot, page.style())) + " ", Ink::dim},
                 {finding.message, Ink::plain});
  if (!why.empty()) page.paragraph(4, {why, Ink::dim});
}

}  // namespace plumbline::reports
