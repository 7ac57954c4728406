#include "canonical-schema/field_catalogue.hpp"

namespace plumbline {
namespace {

/// spec() indexes by id, so the rows must stand in the order of the enumeration.
constexpr bool rows_stand_in_order() {
  for (std::size_t i = 0; i < field_catalogue.size(); ++i) {
    if (field_catalogue[i].id != static_cast<FieldId>(i)) return false;
  }
  return true;
}
static_assert(rows_stand_in_order());

}  // namespace

std::optional<FieldId> field_named(std::string_view text) {
  for (const auto& row : field_catalogue) {
    if (row.name == text) return row.id;
  }
  return std::nullopt;
}

const char* name(Presence state) {
  switch (state) {
    case Presence::unread:
      return "unread";
    case Presence::value:
      return "value";
    case Presence::absent:
      return "absent";
    case Presence::inexpressible:
      return "inexpressible";
    case Presence::unobservable:
      return "unobservable";
    case Presence::dynamic:
      return "dynamic";
  }
  return "";
}

}  // namespace plumbline
