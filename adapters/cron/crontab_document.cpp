#include "adapters/cron/crontab_document.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/cron/crontab_line.hpp"

namespace plumbline::adapters::cron {
namespace {

constexpr std::string_view paused_prefix = "#plumbline:paused#";

bool is_marker(std::string_view comment) {
  comment.remove_prefix(1);
  while (!comment.empty() && is_blank(comment.front())) comment.remove_prefix(1);
  constexpr std::string_view word = "plumbline:";
  if (!comment.starts_with(word)) return false;
  return comment.size() == word.size() || is_blank(comment[word.size()]);
}

/// Where an entry may begin in a plain comment: behind its "#"s and blanks.
std::size_t behind_hashes(std::string_view comment) {
  const auto at = comment.find_first_not_of("# \t");
  return at == std::string_view::npos ? comment.size() : at;
}

bool may_begin_entry(char first) {
  return (first >= '0' && first <= '9') || first == '*' || first == '@';
}

class Parser {
 public:
  Parser(CrontabDocument& document, const CrontabGrammar& grammar, ScheduleSyntax& syntax)
      : document_(document), grammar_(grammar), syntax_(syntax) {}

  void run() {
    const std::string_view bytes = document_.bytes;
    std::size_t at = 0;
    while (at < bytes.size()) {
      const auto newline = bytes.find('\n', at);
      const auto end = newline == std::string_view::npos ? bytes.size() : newline;
      CrontabLine line;
      line.text = {narrow(at), narrow(end)};
      line.terminated = newline != std::string_view::npos;
      classify(line);
      document_.lines.push_back(std::move(line));
      at = end + (newline == std::string_view::npos ? 0 : 1);
    }
  }

 private:
  static std::uint32_t narrow(std::size_t at) { return static_cast<std::uint32_t>(at); }

  void classify(CrontabLine& line) {
    const auto text = document_.text(line.text);
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return;  // blank
    const auto begin = line.text.begin + narrow(first);
    const auto useful = text.substr(first);
    if (useful.front() == '#') return classify_comment(line, useful, begin);
    if (useful.find('\0') != std::string_view::npos) {
      return refuse(line, "NUL byte in the line", begin + narrow(useful.find('\0')));
    }
    // Both daemons look for the newline before they look at the line.
    if (!line.terminated) return refuse_unterminated(line, useful, begin);
    if (auto assignment = read_assignment(useful, grammar_.dialect)) {
      line.kind = LineKind::environment;
      line.name = std::move(assignment->name);
      line.value = std::move(assignment->value);
      return;
    }
    auto entry = read_entry(useful, begin);
    if (!entry.problem.empty()) return refuse(line, entry.problem, entry.problem_at);
    line.kind = LineKind::entry;
    line.entry = std::move(entry.parts);
  }

  static void refuse(CrontabLine& line, std::string problem, std::uint32_t at) {
    line.kind = LineKind::broken;
    line.problem = std::move(problem);
    line.problem_at = at;
  }

  /// The entry is kept all the same: a job that is declared by its id must be found as refused, and
  /// not as missing.
  void refuse_unterminated(CrontabLine& line, std::string_view useful, std::uint32_t begin) {
    refuse(line, "missing newline before EOF", line.text.end);
    if (read_assignment(useful, grammar_.dialect)) return;
    auto entry = read_entry(useful, begin);
    if (entry.problem.empty()) line.entry = std::move(entry.parts);
  }

  void classify_comment(CrontabLine& line, std::string_view comment, std::uint32_t begin) {
    line.kind = LineKind::comment;
    if (comment.starts_with(paused_prefix)) return classify_paused(line, comment, begin);
    if (is_marker(comment)) {
      line.kind = LineKind::marker;
      return;
    }
    const auto skip = behind_hashes(comment);
    if (skip == comment.size() || !may_begin_entry(comment[skip])) return;
    auto entry = read_entry(comment.substr(skip), begin + narrow(skip));
    if (!entry.problem.empty() || entry.parts.command.empty()) return;
    line.kind = LineKind::dormant;
    line.entry = std::move(entry.parts);
  }

  void classify_paused(CrontabLine& line, std::string_view comment, std::uint32_t begin) {
    auto rest = comment.substr(paused_prefix.size());
    const auto blanks = std::min(rest.find_first_not_of(" \t"), rest.size());
    const auto at = begin + narrow(paused_prefix.size() + blanks);
    rest.remove_prefix(blanks);
    if (rest.empty()) {
      line.problem = "nothing behind #plumbline:paused#";
      line.problem_at = at;
      return;
    }
    auto entry = read_entry(rest, at);
    if (!entry.problem.empty()) {
      line.problem = std::move(entry.problem);
      line.problem_at = entry.problem_at;
      return;
    }
    line.kind = LineKind::paused;
    line.entry = std::move(entry.parts);
  }

  EntryReading read_entry(std::string_view text, std::uint32_t begin) {
    return cron::read_entry({text, begin, document_.bytes}, grammar_, syntax_);
  }

  CrontabDocument& document_;
  const CrontabGrammar& grammar_;
  ScheduleSyntax& syntax_;
};

/// What the job reads: behind the first `%`, each further one is a new line.
std::string input_of(std::string_view text) {
  std::string input;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool escaped = text.substr(at).starts_with("\\%");
    if (escaped) ++at;
    input += !escaped && text[at] == '%' ? '\n' : text[at];
  }
  return input;
}

}  // namespace

CrontabDocument parse_crontab(std::string bytes, const CrontabGrammar& grammar,
                              ScheduleSyntax& syntax) {
  CrontabDocument document;
  document.bytes = std::move(bytes);
  document.dialect = grammar.dialect;
  document.kind = grammar.kind;
  document.lines.reserve(
      static_cast<std::size_t>(1 + std::count(document.bytes.begin(), document.bytes.end(), '\n')));
  Parser(document, grammar, syntax).run();
  return document;
}

std::string serialise(const CrontabDocument& document) {
  std::string bytes;
  bytes.reserve(document.bytes.size());
  for (const auto& line : document.lines) {
    bytes += document.text(line.text);
    if (line.terminated) bytes += '\n';
  }
  return bytes;
}

CommandParts split_percent(std::string_view command, Dialect dialect) {
  CommandParts parts;
  std::size_t at = 0;
  for (; at < command.size(); ++at) {
    const char byte = command[at];
    if (byte == '%') {
      parts.has_input = true;
      parts.input = input_of(command.substr(at + 1));
      return parts;
    }
    if (byte != '\\' || at + 1 == command.size()) {
      parts.command += byte;
      continue;
    }
    const char next = command[++at];
    const bool unescaped = next == '%' || (next == '\\' && dialect == Dialect::debian);
    if (!unescaped) parts.command += byte;
    parts.command += next;
  }
  return parts;
}

int column_of(const CrontabDocument& document, const CrontabLine& line, std::uint32_t byte) {
  const auto before = document.text({line.text.begin, std::min(byte, line.text.end)});
  const auto code_points = std::count_if(before.begin(), before.end(), [](char unit) {
    return (static_cast<unsigned char>(unit) & 0xC0U) != 0x80U;
  });
  return static_cast<int>(code_points) + 1;
}

}  // namespace plumbline::adapters::cron
