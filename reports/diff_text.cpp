#include "reports/diff_text.hpp"

#include <algorithm>

#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/leaf_text.hpp"
#include "canonical-schema/value_words.hpp"
#include "reconcile/effective.hpp"
#include "reports/redact.hpp"
#include "reports/report_view.hpp"

namespace plumbline::reports {
namespace {

using reconcile::ComparedPlace;
using reconcile::FieldAnswer;
using reconcile::FieldComparison;
using reconcile::Pairing;

constexpr std::size_t field_width = 12;
constexpr std::size_t place_width = 28;  ///< what a place's column should have at least

const FieldComparison* comparison(const ComparedPlace& place, FieldId field) {
  const auto found = std::find_if(place.fields.begin(), place.fields.end(),
                                  [&](const auto& entry) { return entry.field == field; });
  return found == place.fields.end() ? nullptr : &*found;
}

std::string standing(const ComparedPlace& place) {
  switch (place.pairing) {
    case Pairing::matched:
    case Pairing::unmanaged:
      return {};
    case Pairing::missing:
      return "missing";
    case Pairing::ineffective:
      return "ineffective";
    case Pairing::ambiguous:
      return "ambiguous";
    case Pairing::unread:
      return "not read";
  }
  return {};
}

std::string notes_text(const FieldComparison& entry) {
  std::string text;
  for (const auto& note : entry.notes) text += (text.empty() ? "" : "; ") + note;
  return text;
}

/// A value and, if it needs one, the reason behind it.
std::string with_reason(const std::string& value, const std::string& reason) {
  if (reason.empty()) return value;
  return value.empty() ? "(" + reason + ")" : value + " (" + reason + ")";
}

Cell live_cell(const ComparedPlace& place, FieldId field) {
  if (place.live == nullptr) return {standing(place), Ink::red};
  const auto value = redacted(text(field, place.live->fields));
  const auto* const entry = comparison(place, field);
  if (entry == nullptr) return {"=", Ink::green};
  switch (entry->answer) {
    case FieldAnswer::agree:
      return {"=", Ink::green};
    case FieldAnswer::note:
      return {with_reason("=", notes_text(*entry)), Ink::green};
    case FieldAnswer::differ:
      return {value, Ink::red};
    case FieldAnswer::local:
      return {value, Ink::dim};
    case FieldAnswer::inexpressible:
    case FieldAnswer::cannot_compare:
    case FieldAnswer::unread:
      return {with_reason(value, notes_text(*entry)), Ink::yellow};
  }
  return {};
}

std::string base_text(const DiffInput& input, const ComparedPlace& place, FieldId field) {
  const auto base = input.bases.find(place.id);
  if (base == input.bases.end()) return {};
  const auto value = redacted(text(field, reconcile::as_stated(base->second)));
  return value.empty() || value == redacted(text(field, place.truth)) ? std::string() : value;
}

/// The rows of one field: truth against every place, then bases and overrides if they differ.
void add_field(std::vector<Row>& rows, const DiffInput& input,
               const std::vector<const ComparedPlace*>& places, FieldId field) {
  const auto truth = redacted(text(field, input.workflow.fields));
  Row live{{std::string(name(field)), Ink::bold}, {truth.empty() ? "-" : truth, Ink::plain}};
  Row base{{"  base", Ink::dim}, {"", Ink::plain}};
  Row here{{"  truth here", Ink::dim}, {"", Ink::plain}};
  bool any_base = false;
  bool any_here = false;
  for (const auto* const place : places) {
    live.push_back(live_cell(*place, field));
    base.push_back({base_text(input, *place, field), Ink::dim});
    any_base = any_base || !base.back().text.empty();
    // What the platform fills in for a silent truth is told where it is compared, not here.
    const auto own = redacted(
        text(field, place->declared != nullptr ? place->declared->overrides : TruthFields{}));
    here.push_back({own == truth ? std::string() : own, Ink::plain});
    any_here = any_here || !here.back().text.empty();
  }
  rows.push_back(std::move(live));
  if (any_base) rows.push_back(std::move(base));
  if (any_here) rows.push_back(std::move(here));
}

bool worth_a_row(const DiffInput& input, FieldId field) {
  if (field == FieldId::local) return false;
  if (!text(field, input.workflow.fields).empty()) return true;
  return std::any_of(input.places.begin(), input.places.end(), [&](const auto* place) {
    return place->live != nullptr && comparison(*place, field) != nullptr &&
           !text(field, place->live->fields).empty();
  });
}

void put_table(Page& page, const DiffInput& input,
               const std::vector<const ComparedPlace*>& places) {
  std::vector<Row> rows;
  Row names{{"", Ink::plain}, {"truth", Ink::bold}};
  Row details{{"", Ink::plain}, {where_text(input.workflow.source(input.workflow.spot)), Ink::dim}};
  for (const auto* const place : places) {
    names.push_back({place->id.platform, Ink::bold});
    auto detail = place->id.native_id;
    if (place->platform != nullptr && !place->platform->environment.empty()) {
      detail += ", " + place->platform->environment;
    }
    if (place->declared != nullptr && place->declared->role == Role::standby) {
      detail += ", " + std::string(word(role_words, place->declared->role));
    }
    details.push_back({std::move(detail), Ink::dim});
  }
  rows.push_back(std::move(names));
  rows.push_back(std::move(details));
  for (const auto& row : field_catalogue) {
    if (worth_a_row(input, row.id)) add_field(rows, input, places, row.id);
  }
  page.blank();
  page.table(0, rows);
}

}  // namespace

std::string diff_text(const DiffInput& input, const TextStyle& style) {
  Page page(style);
  page.paragraph(
      std::size_t{0},
      {to_string(input.workflow.id) + " in " + counted(input.places.size(), "place"), Ink::bold});
  if (!input.workflow.description.empty()) {
    page.paragraph(std::size_t{0}, {input.workflow.description, Ink::dim});
  }
  const auto room = page.style().width - field_width;
  const auto at_once = std::max<std::size_t>(room / place_width, 2) - 1;  // one column is truth's
  for (std::size_t begin = 0; begin < std::max<std::size_t>(input.places.size(), 1);
       begin += at_once) {
    const auto end = std::min(begin + at_once, input.places.size());
    put_table(page, input,
              {input.places.begin() + static_cast<std::ptrdiff_t>(begin),
               input.places.begin() + static_cast<std::ptrdiff_t>(end)});
  }
  page.blank();
  page.paragraph(std::size_t{0}, {"= agrees with truth", Ink::dim});
  return page.take();
}

}  // namespace plumbline::reports
