#include "adapters/cron/anacrontab.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

namespace plumbline::adapters::cron {
namespace {

constexpr std::string_view blanks = " \t";

/// Keeps a byte once the next is known: a backslash joined two lines and is gone.
void keep(char byte, std::string& text) {
  if (byte == '\n') {
    text += ' ';
  } else if (byte != '\\' && byte != '\0') {
    text += byte;
  }
}

/// One logical line, with the rule of read_tab_line(): the byte before each byte read is kept
/// unless it is "\"; a joined newline becomes a blank.
std::string take_line(std::string_view& bytes, int& lines) {
  std::string text;
  char previous = '\0';
  std::size_t at = 0;
  for (;; ++at) {
    const bool end = at == bytes.size();
    if (end || (bytes[at] == '\n' && previous != '\\')) {
      if (previous != '\0') text += previous;
      ++lines;
      bytes.remove_prefix(end ? at : at + 1);
      return text;
    }
    keep(previous, text);
    previous = bytes[at];
    if (previous == '\n') ++lines;
  }
}

std::string_view take_word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
  const auto word = rest.substr(0, std::min(rest.find_first_of(blanks), rest.size()));
  rest.remove_prefix(word.size());
  return word;
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char byte) { return byte >= '0' && byte <= '9'; });
}

/// conv2int(): at most INT_MAX.
std::optional<std::uint32_t> number_of(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool fits = value <= static_cast<std::uint32_t>(std::numeric_limits<int>::max());
  if (error != std::errc{} || end != text.data() + text.size() || !fits) return std::nullopt;
  return value;
}

/// The names are compared by their beginning, as strncmp() in register_period_job() does.
std::optional<std::string_view> named_period(std::string_view text, Dialect dialect) {
  using Row = std::pair<std::string_view, std::string_view>;
  if (dialect == Dialect::debian) {
    if (text.starts_with("@monthl")) return "1mo";
    if (text.starts_with("@yearly")) return "12mo";
    return std::nullopt;
  }
  constexpr std::array<Row, 5> rows{{{"@monthly", "1mo"},
                                     {"@yearly", "12mo"},
                                     {"@annual", "12mo"},
                                     {"@daily", "1d"},
                                     {"@weekly", "7d"}}};
  for (const auto& [name, every] : rows) {
    if (text.starts_with(name)) return every;
  }
  return std::nullopt;
}

bool read_environment(std::string_view text, AnacronLine& line) {
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  const auto name_end = text.find_first_of(" \t=");
  if (name_end == std::string_view::npos || name_end == 0) return false;
  const auto equals = text.find_first_not_of(blanks, name_end);
  if (equals == std::string_view::npos || text[equals] != '=') return false;
  line.kind = AnacronLineKind::environment;
  line.name = std::string(text.substr(0, name_end));
  line.value = std::string(text.substr(equals + 1));
  return true;
}

AnacronLine broken(AnacronLine line, std::string problem) {
  line.kind = AnacronLineKind::broken;
  line.problem = std::move(problem);
  return line;
}

AnacronLine read_line(std::string_view text, int number, Dialect dialect) {
  AnacronLine line;
  line.line = number;
  if (read_environment(text, line)) return line;
  const auto period = take_word(text);
  const auto delay = take_word(text);
  const auto id = take_word(text);
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  const bool shaped = (is_number(period) || (period.size() > 1 && period.front() == '@')) &&
                      is_number(delay) && !id.empty() && id.find('/') == std::string_view::npos &&
                      !text.empty();
  if (!shaped) return broken(std::move(line), "Invalid syntax, anacron skips this line");
  const auto minutes = number_of(delay);
  const auto days = is_number(period) ? number_of(period) : std::optional<std::uint32_t>(0);
  if (!minutes || !days) {
    return broken(std::move(line), "number out of range, anacron skips this line");
  }
  if (is_number(period)) {
    line.every = std::to_string(*days) + "d";
  } else if (const auto every = named_period(period, dialect)) {
    line.every = std::string(*every);
  } else {
    return broken(std::move(line), "Unknown named period, anacron skips this line");
  }
  line.delay_minutes = *minutes;
  line.id = std::string(id);
  line.command = std::string(text);
  return line;
}

}  // namespace

std::vector<AnacronLine> parse_anacrontab(std::string_view bytes, Dialect dialect) {
  std::vector<AnacronLine> found;
  int lines = 0;
  while (!bytes.empty()) {
    const int number = lines + 1;
    const auto text = take_line(bytes, lines);
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string::npos || text[first] == '#') continue;
    found.push_back(read_line(text, number, dialect));
  }
  return found;
}

}  // namespace plumbline::adapters::cron
