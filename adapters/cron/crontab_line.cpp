#include "adapters/cron/crontab_line.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace plumbline::adapters::cron {
namespace {

/// isspace() of the C locale.
bool is_space(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

/// The states of the daemons' load_env(), in its order.
enum class State { name_first, name, before_equals, after_equals, value_first, value, done };

/// Step by step the automaton of load_env(): a quote may open the name and the value; a name ends
/// at a blank or "="; behind a closed quote only blanks may follow.
class AssignmentReader {
 public:
  AssignmentReader(std::string_view text, Dialect dialect)
      : text_(text.substr(0, limits(dialect).environment_bytes)), dialect_(dialect) {}

  std::optional<Assignment> run() {
    while (at_ < text_.size()) {
      if (!step(text_[at_])) return std::nullopt;
    }
    const bool bare_value = state_ == State::value && quote_ == '\0';
    if (state_ != State::done && !bare_value) return std::nullopt;
    if (bare_value) trim();
    if (dialect_ == Dialect::debian) strip_quotes();
    return std::move(result_);
  }

 private:
  bool step(char byte) {
    switch (state_) {
      case State::name_first:
      case State::value_first:
        if (byte == '\'' || byte == '"') {
          quote_ = byte;
          ++at_;
        }
        state_ = state_ == State::name_first ? State::name : State::value;
        // An opening quote at the very end of the text: the daemon reads the terminator.
        return at_ < text_.size() && in_text(text_[at_]);
      case State::name:
      case State::value:
        return in_text(byte);
      case State::before_equals:
        ++at_;
        if (byte == '=') {
          state_ = State::after_equals;
          quote_ = '\0';
          return true;
        }
        return is_space(byte);
      case State::after_equals:
        if (is_space(byte)) {
          ++at_;
        } else {
          state_ = State::value_first;
        }
        return true;
      case State::done:
        ++at_;
        return is_space(byte);
    }
    return false;
  }

  bool in_text(char byte) {
    const bool naming = state_ == State::name;
    if (quote_ != '\0' && byte == quote_) {
      state_ = naming ? State::before_equals : State::done;
      ++at_;
      return true;
    }
    if (naming && quote_ != '\0' && byte == '=') return false;
    if (naming && quote_ == '\0' && is_space(byte)) {
      state_ = State::before_equals;
      ++at_;
      return true;
    }
    if (naming && quote_ == '\0' && byte == '=') {
      state_ = State::before_equals;
      return true;
    }
    (naming ? result_.name : result_.value) += byte;
    ++at_;
    return true;
  }

  void trim() {
    while (!result_.value.empty() && is_space(result_.value.back())) result_.value.pop_back();
  }

  /// Debian's second look at blanks and quotes: `'"a"'` becomes `a`.
  void strip_quotes() {
    trim();
    auto& value = result_.value;
    if (value.size() < 2 || value.front() != value.back()) return;
    if (value.front() != '\'' && value.front() != '"') return;
    value = value.substr(1, value.size() - 2);
  }

  std::string_view text_;
  Dialect dialect_;
  std::size_t at_ = 0;
  State state_ = State::name_first;
  char quote_ = '\0';
  Assignment result_;
};

/// Walks one entry from left to right.
class EntryReader {
 public:
  EntryReader(const EntryText& entry, const CrontabGrammar& grammar, ScheduleSyntax& syntax)
      : entry_(entry), grammar_(grammar), syntax_(syntax) {}

  EntryReading run() {
    if (cronie() && rest().starts_with('-') && !unlogged()) return std::move(reading_);
    const bool timed = rest().starts_with('@') ? nickname() : five_fields();
    if (!timed) return std::move(reading_);
    skip_blanks();
    if (cronie() && (rest().empty() || rest().front() == '*')) return refuse("bad command");
    if (grammar_.kind == TabKind::system) {
      if (!user()) return std::move(reading_);
    } else if (rest().starts_with('*')) {
      return refuse("bad command");
    }
    return command();
  }

 private:
  [[nodiscard]] bool cronie() const { return grammar_.dialect == Dialect::cronie; }
  [[nodiscard]] std::string_view rest() const { return entry_.text.substr(at_); }
  [[nodiscard]] std::uint32_t here() const {
    return entry_.begin + static_cast<std::uint32_t>(at_);
  }

  EntryReading refuse(std::string problem) {
    reading_.problem = std::move(problem);
    reading_.problem_at = here();
    return std::move(reading_);
  }

  void skip_blanks() {
    while (at_ < entry_.text.size() && is_blank(entry_.text[at_])) ++at_;
  }

  std::string_view word() {
    const auto begin = at_;
    while (at_ < entry_.text.size() && !is_blank(entry_.text[at_])) ++at_;
    return entry_.text.substr(begin, at_ - begin);
  }

  bool unlogged() {
    if (grammar_.kind == TabKind::user && !grammar_.root_tab) {
      reading_ = refuse("bad option");
      return false;
    }
    reading_.parts.unlogged = true;
    ++at_;
    return true;
  }

  bool nickname() {
    reading_.parts.schedule.begin = here();
    reading_.parts.expr = std::string(word());
    reading_.parts.schedule.end = here();
    const auto& problem = syntax_.facts(reading_.parts.expr).problem;
    if (problem.empty()) return true;
    at_ = reading_.parts.schedule.begin - entry_.begin;
    reading_ = refuse(problem);
    return false;
  }

  bool five_fields() {
    std::array<std::uint32_t, 5> begins{};
    auto& parts = reading_.parts;
    std::size_t count = 0;
    for (; count < begins.size(); ++count) {
      if (count > 0) skip_blanks();
      begins[count] = here();
      const auto field = word();
      if (field.empty()) break;
      if (count > 0) parts.expr += ' ';
      parts.expr += field;
      parts.schedule.end = here();
    }
    parts.schedule.begin = begins[0];
    // A line that ends early is refused at its first bad field, or at the first one missing.
    const auto& problem = syntax_.facts(parts.expr).problem;
    if (problem.empty()) return true;
    constexpr std::array<std::string_view, 5> complaints{
        "bad minute", "bad hour", "bad day-of-month", "bad month", "bad day-of-week"};
    const auto which = static_cast<std::size_t>(
        std::find(complaints.begin(), complaints.end(), problem) - complaints.begin());
    at_ = begins[std::min(which, std::min<std::size_t>(count, 4))] - entry_.begin;
    reading_ = refuse(problem);
    return false;
  }

  bool user() {
    const auto begin = here();
    const auto text = rest();
    const auto length = text.find_first_of(" \t");
    if (length == std::string_view::npos) {
      reading_ = refuse(user_runs_on() ? "bad username" : "bad command");
      return false;
    }
    at_ += length;
    reading_.parts.user = {begin, here()};
    ++at_;
    return true;
  }

  /// Debian's cron looks for the blank behind the user also on the lines below; what it finds
  /// there is never a user. cronie stops at the end of the line.
  [[nodiscard]] bool user_runs_on() const {
    if (cronie()) return false;
    return entry_.file.find_first_of(" \t", entry_.begin + entry_.text.size()) !=
           std::string_view::npos;
  }

  EntryReading command() {
    const auto longest = limits(grammar_.dialect).command_bytes;
    if (rest().size() > longest) return refuse("command too long");
    skip_blanks();
    if (cronie() && rest().size() > 2 && rest().starts_with("-n") && is_blank(rest()[2])) {
      reading_.parts.mail_on_failure = true;
      at_ += 2;
      skip_blanks();
    }
    if (cronie() && rest().empty()) return refuse("bad command");
    reading_.parts.command = {here(),
                              entry_.begin + static_cast<std::uint32_t>(entry_.text.size())};
    return std::move(reading_);
  }

  const EntryText& entry_;
  const CrontabGrammar& grammar_;
  ScheduleSyntax& syntax_;
  std::size_t at_ = 0;
  EntryReading reading_;
};

}  // namespace

std::optional<Assignment> read_assignment(std::string_view text, Dialect dialect) {
  return AssignmentReader(text, dialect).run();
}

EntryReading read_entry(const EntryText& entry, const CrontabGrammar& grammar,
                        ScheduleSyntax& syntax) {
  return EntryReader(entry, grammar, syntax).run();
}

}  // namespace plumbline::adapters::cron
