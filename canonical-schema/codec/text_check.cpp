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

struct Problem {
  std::string message;
  const char* hint;
};

/// What is wrong with the character of `length` bytes at `i`; a length of 0 is no character.
std::optional<Problem> problem_at(std::string_view text, std::size_t i, std::size_t length) {
  if (length == 0) {
    return Problem{"byte " + hex_byte(text[i]) + " is no UTF-8", "save the file as UTF-8"};
  }
  if (length > 1) {
    const auto why = code_point_problem(utf8_code_point(text, i, length));
    return why.empty() ? std::nullopt : std::optional(Problem{std::string(why), "remove it"});
  }
  const auto why = control_problem(text[i], i + 1 < text.size() ? text[i + 1] : '\0');
  if (why.empty()) return std::nullopt;
  return Problem{std::string(why) + " (byte " + hex_byte(text[i]) + ")",
                 "remove it, or write it as an escape in double quotes"};
}

/// `indenting`: nothing but blanks has stood on the line so far.
void note_facts(std::string_view text, std::size_t i, bool& indenting, TextFacts& facts) {
  const char c = text[i];
  if (c == '\t' && indenting) facts.tab_indentation = true;
  const bool line_start = i == 0 || text[i - 1] == '\n';
  if (c == '%' && line_start && !facts.percent_line) facts.percent_line = i;
  indenting = c == '\n' || (indenting && (c == ' ' || c == '\t'));
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
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::size_t length = byte < 0x80 ? 1 : utf8_length(text, i);
    if (byte < ' ' || byte >= 0x7F) {
      const auto problem = problem_at(text, i, length);
      if (problem) {
        return fail(ErrorKind::invalid, problem->message, problem->hint, place_of(text, i, file));
      }
    }
    if (length > 1) facts.ascii = false;
    note_facts(text, i, indenting, facts);
    i += length;
  }
  return facts;
}

}  // namespace plumbline::codec
