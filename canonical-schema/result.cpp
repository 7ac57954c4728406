#include "canonical-schema/result.hpp"

namespace plumbline {

const char* name(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::not_found:
      return "not_found";
    case ErrorKind::invalid:
      return "invalid";
    case ErrorKind::unauthenticated:
      return "unauthenticated";
    case ErrorKind::forbidden:
      return "forbidden";
    case ErrorKind::unreachable:
      return "unreachable";
    case ErrorKind::rate_limited:
      return "rate_limited";
    case ErrorKind::conflict:
      return "conflict";
    case ErrorKind::unsupported:
      return "unsupported";
    case ErrorKind::corrupt:
      return "corrupt";
  }
  return "";
}

std::string describe(const Error& error) {
  std::string text;
  const auto& where = error.where;
  if (!where.file.empty()) {
    text += where.file;
    if (where.line > 0) text += ":" + std::to_string(where.line);
    if (where.line > 0 && where.column > 0) text += ":" + std::to_string(where.column);
    text += ": ";
  }
  if (!where.platform.empty()) text += where.platform + ": ";
  if (!where.id.empty()) text += where.id + ": ";
  if (!where.field.empty()) text += where.field + ": ";
  text += error.message;
  if (!error.hint.empty()) text += " (" + error.hint + ")";
  for (const auto& step : error.trail) text += "; " + step;
  return text;
}

}  // namespace plumbline
