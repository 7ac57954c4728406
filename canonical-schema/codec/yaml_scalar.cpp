#include "canonical-schema/codec/yaml_scalar.hpp"

#include <algorithm>
#include <array>

#include "canonical-schema/codec/utf8.hpp"

namespace plumbline::codec {
namespace {

/// Words that some YAML reader takes for a boolean, null or number, and those that truth files
/// give a meaning of their own.
constexpr std::array<std::string_view, 17> reserved{
    "y",   "n",   "yes", "no",   "on",  "off",       "true",     "false", "null",
    "any", "nan", "inf", "none", "all", "unlimited", "operator", "manual"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

bool is_reserved(std::string_view text) {
  return std::any_of(reserved.begin(), reserved.end(), [&](std::string_view word) {
    return std::equal(word.begin(), word.end(), text.begin(), text.end(),
                      [](char a, char b) { return a == lower(b); });
  });
}

/// Starts with a letter, so it is no number, date or indicator, and goes on with characters that
/// mean nothing to YAML anywhere.
bool may_stand_plain(std::string_view text) {
  if (text.empty() || !is_letter(text.front()) || is_reserved(text)) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '/' ||
           c == '@' || c == '+';
  });
}

/// Characters that YAML calls not printable or takes for a line break.
bool needs_escape(char32_t point) {
  return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x2028 || point == 0x2029 ||
         point == 0xFEFF || point == 0xFFFE || point == 0xFFFF;
}

void append_hex(std::string& out, char32_t point) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const int width = point < 0x100 ? 2 : 4;
  out += point < 0x100 ? "\\x" : "\\u";
  for (int shift = 4 * (width - 1); shift >= 0; shift -= 4) {
    out += digits[(point >> static_cast<unsigned>(shift)) & 0xFU];
  }
}

}  // namespace

std::string yaml_quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const auto length = utf8_length(text, i);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      ++i;
      continue;
    }
    const auto point = utf8_code_point(text, i, length);
    if (needs_escape(point)) {
      append_hex(out, point);
    } else {
      if (point == '"' || point == '\\') out += '\\';
      out.append(text, i, length);
    }
    i += length;
  }
  out += '"';
  return out;
}

std::string yaml_scalar(std::string_view text) {
  return may_stand_plain(text) ? std::string(text) : yaml_quoted(text);
}

}  // namespace plumbline::codec
