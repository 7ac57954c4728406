#include "reports/diff_text.hpp"

#include <algorithm>
#include <set>

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

/// Reasons, each told once below the table and referred to by its number: one of them often stands
/// behind many values.
class Reasons {
 public:
  /// "unobservable [1]" for what the notes of a comparison say, each "timeout.run: reason".
  std::string marked(const std::string& value, const FieldComparison& entry) {
    std::set<std::size_t> numbers;
    for (const auto& note : entry.notes) {
      const auto colon = note.find(": ");
      numbers.insert(number_of(colon == std::string::npos ? note : note.substr(colon + 2)));
    }
    std::string text = value;
    for (const auto number : numbers) {
      text += (text.empty() ? "[" : " [") + std::to_string(number) + "]";
    }
    return text;
  }

  /// "nothing [1]".
  std::string referred(const std::string& value, const std::string& reason) {
    return value + " [" + std::to_string(number_of(reason)) + "]";
  }

  void put(Page& page) const {
    for (std::size_t i = 0; i < reasons_.size(); ++i) {
      page.paragraph(Span{"[" + std::to_string(i + 1) + "] ", Ink::dim}, {reasons_[i], Ink::dim});
    }
  }

 private:
  std::size_t number_of(const std::string& reason) {
    const auto known = std::find(reasons_.begin(), reasons_.end(), reason);
    const auto at = known - reasons_.begin();
    if (known == reasons_.end()) reasons_.push_back(reason);
    return static_cast<std::size_t>(at) + 1;
  }

  std::vector<std::string> reasons_;
};

Cell live_cell(const ComparedPlace& place, FieldId field, Reasons& reasons) {
  if (may_be_empty(place)) {
    return {reasons.referred("nothing", "nothing is there, which will do for a standby place"),
            Ink::dim};
  }
  if (place.live == nullptr) return {standing(place), Ink::red};
  const auto value = redacted(text(field, place.live->fields));
  const auto* const entry = comparison(place, field);
  if (entry == nullptr) return {"=", Ink::green};
  switch (entry->answer) {
    case FieldAnswer::agree:
      return {"=", Ink::green};
    case FieldAnswer::note:
      return {reasons.marked("=", *entry), Ink::green};
    case FieldAnswer::differ:
      return {value, Ink::red};
    case FieldAnswer::local:
      return {value, Ink::dim};
    case FieldAnswer::inexpressible:
    case FieldAnswer::cannot_compare:
    case FieldAnswer::unread:
      return {reasons.marked(value, *entry), Ink::yellow};
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
               const std::vector<const ComparedPlace*>& places, FieldId field, Reasons& reasons) {
  const auto truth = redacted(text(field, input.workflow.fields));
  Row live{{std::string(name(field)), Ink::bold}, {truth.empty() ? "-" : truth, Ink::plain}};
  Row base{{"  base", Ink::dim}, {"", Ink::plain}};
  Row here{{"  truth here", Ink::dim}, {"", Ink::plain}};
  bool any_base = false;
  bool any_here = false;
  for (const auto* const place : places) {
    live.push_back(live_cell(*place, field, reasons));
    base.push_back({base_text(input, *place, field), Ink::dim});
    any_base = any_base || !base.back().text.empty();
    // What the platform fills in for a silent truth is told where it is compared, not here.
    const auto own = redacted(text(
        field, place->declared != nullptr ? place->declared->overrides.fields() : TruthFields{}));
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

void put_table(Page& page, const DiffInput& input, const std::vector<const ComparedPlace*>& places,
               Reasons& reasons) {
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
    if (worth_a_row(input, row.id)) add_field(rows, input, places, row.id, reasons);
  }
  page.blank();
  page.table(0, rows);
}

/// Settings have long names and each place its own, so they do not fit into the table.
void put_local(Page& page, const std::vector<const ComparedPlace*>& places) {
  const auto has_local = [](const auto* place) {
    return place->live != nullptr && !place->live->local.empty();
  };
  if (std::none_of(places.begin(), places.end(), has_local)) return;
  page.heading({"LOCAL, COMPARED ONLY WHERE TRUTH STATES IT BELOW local:", Ink::dim});
  for (const auto* const place : places) {
    if (!has_local(place)) continue;
    page.paragraph(std::size_t{2}, {place->id.platform + " " + place->id.native_id, Ink::bold});
    std::vector<Row> rows;
    for (const auto& [path, value] : place->live->local) {
      rows.push_back({{path, Ink::dim}, {redacted_setting(path, value), Ink::plain}});
    }
    page.table(4, rows);
  }
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
  Reasons reasons;
  const auto room = page.style().width - field_width;
  const auto at_once = std::max<std::size_t>(room / place_width, 2) - 1;  // one column is truth's
  for (std::size_t begin = 0; begin < std::max<std::size_t>(input.places.size(), 1);
       begin += at_once) {
    const auto end = std::min(begin + at_once, input.places.size());
    put_table(page, input,
              {input.places.begin() + static_cast<std::ptrdiff_t>(begin),
               input.places.begin() + static_cast<std::ptrdiff_t>(end)},
              reasons);
  }
  page.blank();
  page.paragraph(std::size_t{0}, {"= agrees with truth", Ink::dim});
  reasons.put(page);
  put_local(page, input.places);
  return page.take();
}

}  // namespace plumbline::reports
