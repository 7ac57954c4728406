#include "canonical-schema/ids.hpp"

#include <algorithm>

namespace plumbline {
namespace {

constexpr std::size_t longest_name = 128;

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

bool is_name(std::string_view text) {
  if (text.empty() || text.size() > longest_name || !is_alphanumeric(text.front())) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; });
}

std::string to_string(const WorkflowId& id) { return id.team + "/" + id.name; }

Result<WorkflowId> parse_workflow_id(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos || !is_name(text.substr(0, slash)) ||
      !is_name(text.substr(slash + 1))) {
    return fail(ErrorKind::invalid, std::string("'").append(text).append("' is not a workflow"),
                "write TEAM/NAME, each of letters, digits, '.', '_' and '-'");
  }
  return WorkflowId{std::string(text.substr(0, slash)), std::string(text.substr(slash + 1))};
}

std::string to_string(const PlaceId& id) { return id.platform + ":" + id.native_id; }

}  // namespace plumbline
