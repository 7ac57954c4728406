#include "canonical-schema/codec/text_check.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "canonical-schema/codec/utf8.hpp"

namespace plumbline::codec {
namespace {

std::string hex_byte(char c) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%02X",
                static_cast<unsigned>(static_cast<unsigned char>(c)));
  return text.data();
}

/// Why an ASCII byte may not stand there; empty if it may.
std::string_view control_problem(char c, char next) {
  if (c == '\0') return "a NUL byte: this is no text file, or it is UTF-16";
  if (c == '\r') return next == '\n' ? "" : "a carriage return without a line feed";
  if (c == '\t' || c == '\n') return {};
  if (static_cast<unsigned char>(c) < ' ' || c == 0x7F) return "a control character";
  return {};
}

std::string_view code_point_problem(char32_t point) {
  if (point == 0xFEFF) return "a byte order mark in the middle of the text";
  if (point >= 0x80 && point < 0xA0) return "a control character";
  const bool reorders =
      (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
  if (reorders) return "an invisible character that reverses the text around it";
  if (point == 0xFFFE || point == 0xFFFF) return "a code point that is no character";
  return {};
}

}  // namespace

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

Where place_of(std::string_view text, std::size_t offset, std::string_view file) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto last_end = before.rfind('\n');
  const auto line_start = last_end == std::string_view::npos ? 0 : last_end + 1;
  Where where;
  where.file = file;
  where.line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  where.column = 1 + static_cast<int>(code_points(before.substr(line_start)));
  return where;
}

Result<TextFacts> check_text(std::string_view text, std::string_view file) {
  TextFacts facts;
  bool indenting = true;
  const auto refuse = [&](std::size_t at, std::string message, const char* hint) {
    return fail(ErrorKind::invalid, std::move(message), hint, place_of(text, at, file));
  };
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) >= 0x80) {
      facts.ascii = false;
      indenting = false;
      const auto length = utf8_length(text, i);
      if (length == 0) {
        return refuse(i, "byte " + hex_byte(c) + " is no UTF-8", "save the file as UTF-8");
      }
      const auto problem = code_point_problem(utf8_code_point(text, i, length));
      if (!problem.empty()) return refuse(i, std::string(problem), "remove it");
      i += length;
      continue;
    }
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7F) {
      const auto problem = control_problem(c, i + 1 < text.size() ? text[i + 1] : '\0');
      if (!problem.empty()) {
        return refuse(i, std::string(problem) + " (byte " + hex_byte(c) + ")",
                      "remove it, or write it as an escape in double quotes");
      }
    }
    if (c == '\t' && indenting) facts.tab_indentation = true;
    const bool line_start = i == 0 || text[i - 1] == '\n';
    if (c == '%' && line_start && !facts.percent_line) facts.percent_line = i;
    indenting = c == '\n' || (indenting && (c == ' ' || c == '\t'));
    ++i;
  }
  return facts;
}

}  // namespace plumbline::codec
