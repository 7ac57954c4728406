#include "daemon/schedules/pasted_text.hpp"

#include <algorithm>
#include <array>

namespace plumbline::daemon {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::array<std::string_view, 23> field_words{
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    "sun", "mon", "tue", "wed", "thu", "fri", "sat", "l",   "w",   "lw",  "h"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_part(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-'; }

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

/// What follows `@` if that is all there is; empty text for nothing, nullopt for anything else.
std::optional<std::string> zone_behind(std::string_view rest) {
  rest = without_blanks(rest);
  if (rest.empty()) return std::string();
  if (rest.front() != '@') return std::nullopt;
  const auto name = without_blanks(rest.substr(1));
  const bool plain =
      std::ranges::all_of(name, [](char c) { return is_name_part(c) || c == '/' || c == '+'; });
  return plain && !name.empty() ? std::optional(std::string(name)) : std::nullopt;
}

/// The arguments between parentheses; nullopt if quotes or parentheses are not closed.
std::optional<std::vector<std::string_view>> split_arguments(std::string_view text) {
  std::vector<std::string_view> arguments;
  int depth = 0;
  char quote = 0;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != 0) {
      quote = c == quote ? '\0' : quote;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '(' || c == '[' || c == '{') {
      ++depth;
    } else if (c == ')' || c == ']' || c == '}') {
      --depth;
      if (depth < 0) return std::nullopt;
    } else if (c == ',' && depth == 0) {
      arguments.push_back(without_blanks(text.substr(begin, at - begin)));
      begin = at + 1;
    }
  }
  if (quote != 0 || depth != 0) return std::nullopt;
  if (const auto last = without_blanks(text.substr(begin)); !last.empty()) {
    arguments.push_back(last);
  }
  return arguments;
}

}  // namespace

std::string_view without_blanks(std::string_view text) {
  const auto begin = text.find_first_not_of(blanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

std::vector<std::string_view> told_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = without_blanks(text.substr(0, end));
    if (!line.empty() && line.front() != '#' && line.front() != ';') lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<std::string_view> words_of_line(std::string_view line) {
  std::vector<std::string_view> words;
  for (auto at = line.find_first_not_of(blanks); at != line.npos;) {
    const auto end = std::min(line.find_first_of(blanks, at), line.size());
    words.push_back(line.substr(at, end - at));
    at = line.find_first_not_of(blanks, end);
  }
  return words;
}

std::optional<Assignment> assignment_in(std::string_view line) {
  if (line.starts_with("- ")) line = without_blanks(line.substr(2));
  const bool in_quotes = line.starts_with('"') || line.starts_with('\'');
  const char quote = in_quotes ? line.front() : '\0';
  if (in_quotes) line.remove_prefix(1);
  std::size_t length = 0;
  while (length < line.size() && is_name_part(line[length])) ++length;
  if (length == 0 || !is_letter(line.front())) return std::nullopt;
  Assignment found;
  found.key = line.substr(0, length);
  line.remove_prefix(length);
  if (in_quotes) {
    if (line.empty() || line.front() != quote) return std::nullopt;
    line.remove_prefix(1);
  }
  line = without_blanks(line);
  if (line.empty() || (line.front() != '=' && line.front() != ':')) return std::nullopt;
  found.separator = line.front();
  line.remove_prefix(1);
  // What a colon divides without a blank is DIALECT:EXPR.
  const bool joined = !line.empty() && blanks.find(line.front()) == blanks.npos &&
                      line.front() != '"' && line.front() != '\'';
  if (found.separator == ':' && joined) return std::nullopt;
  line = without_blanks(line);
  while (line.ends_with(',') || line.ends_with(';'))
    line = without_blanks(line.substr(0, line.size() - 1));
  found.value = line;
  return found;
}

std::optional<QuotedText> quoted_text(std::string_view text) {
  if (text.size() < 2 || (text.front() != '"' && text.front() != '\'')) return std::nullopt;
  const auto end = text.find(text.front(), 1);
  if (end == text.npos) return std::nullopt;
  auto rest = without_blanks(text.substr(end + 1));
  if (rest.starts_with('#')) rest = {};  // a comment
  auto zone = zone_behind(rest);
  if (!zone) return std::nullopt;
  return QuotedText{std::string(without_blanks(text.substr(1, end - 1))), *std::move(zone)};
}

std::optional<Call> call_in(std::string_view text) {
  const auto open = text.find('(');
  const auto close = text.rfind(')');
  if (open == text.npos || close == text.npos || close < open) return std::nullopt;
  auto name = text.substr(0, open);
  if (name.starts_with('@')) name.remove_prefix(1);
  const bool is_name =
      std::ranges::all_of(name, [](char c) { return is_name_part(c) || c == '.'; });
  if (name.empty() || !is_name) return std::nullopt;
  auto rest = without_blanks(text.substr(close + 1));
  while (rest.starts_with(',') || rest.starts_with(';')) rest = without_blanks(rest.substr(1));
  auto zone = zone_behind(rest);
  auto arguments = split_arguments(text.substr(open + 1, close - open - 1));
  if (!zone || !arguments) return std::nullopt;
  const auto dot = name.rfind('.');
  return Call{std::string(dot == name.npos ? name : name.substr(dot + 1)), *std::move(arguments),
              *std::move(zone)};
}

bool may_be_field(std::string_view word) {
  constexpr std::string_view marks = "0123456789*,/-?#~()";
  for (std::size_t at = 0; at < word.size();) {
    if (marks.find(word[at]) != marks.npos) {
      ++at;
      continue;
    }
    const auto begin = at;
    while (at < word.size() && is_letter(word[at])) ++at;
    if (at == begin) return false;
    if (std::ranges::find(field_words, lower(word.substr(begin, at - begin))) ==
        field_words.end()) {
      return false;
    }
  }
  return !word.empty();
}

}  // namespace plumbline::daemon
