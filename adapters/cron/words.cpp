#include "adapters/cron/words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace plumbline::adapters::cron {
namespace {

constexpr int deepest = 64;

bool is_blank(char byte) { return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r'; }
bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool ends_word(char byte) {
  return is_blank(byte) || std::string_view(";&|<>()").find(byte) != std::string_view::npos;
}

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  Words run() {
    while (result_.not_understood.empty()) {
      while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
      if (at_ == text_.size() || text_[at_] == '#') break;
      if (!operator_token()) word();
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  void give_up(std::string reason) {
    if (result_.not_understood.empty()) result_.not_understood = std::move(reason);
    at_ = text_.size();
  }

  bool operator_token() {
    std::size_t digits = 0;
    while (is_digit(peek(digits))) ++digits;
    const char sign = peek(digits);
    const bool redirect =
        sign == '<' || sign == '>' || (digits == 0 && text_.substr(at_).starts_with("&>"));
    if (digits > 0 && !redirect) return false;
    constexpr std::array<std::string_view, 20> operators{
        "&>>", "<<-", "<<<", "&&", "||", "|&", "&>", ">>", ">|", ">&",
        "<<",  "<&",  "<>",  ";;", ";",  "&",  "|",  ">",  "<",  "("};
    const auto rest = text_.substr(at_ + digits);
    const auto* found = std::find_if(operators.begin(), operators.end(),
                                     [&](std::string_view text) { return rest.starts_with(text); });
    const std::string_view text = found != operators.end() ? *found
                                  : rest.starts_with(')')  ? std::string_view(")")
                                                           : std::string_view();
    if (text.empty()) return false;
    if (text.starts_with("<<")) {
      give_up("a here-document");
      return true;
    }
    Token token;
    token.kind = redirect ? TokenKind::redirect : TokenKind::control;
    token.begin = at_;
    token.end = at_ + digits + text.size();
    token.value = std::string(text);
    at_ = token.end;
    result_.tokens.push_back(std::move(token));
    return true;
  }

  void word() {
    Token token;
    token.begin = at_;
    if (peek() == '~') token.expands = true;
    while (at_ < text_.size() && !ends_word(text_[at_])) part(token);
    token.end = at_;
    if (result_.not_understood.empty()) result_.tokens.push_back(std::move(token));
  }

  void part(Token& token) {
    const char byte = text_[at_];
    switch (byte) {
      case '\'':
        return single_quoted(token);
      case '"':
        return double_quoted(token);
      case '\\':
        token.quoted = true;
        ++at_;
        if (at_ < text_.size()) token.value += text_[at_++];
        return;
      case '$':
      case '`':
        return substitution(token);
      case '*':
      case '?':
      case '[':
        // "[" alone is the command; a glob has something around it.
        if (byte != '[' || (at_ + 1 < text_.size() && !ends_word(text_[at_ + 1]))) {
          token.expands = true;
        }
        break;
      default:
        break;
    }
    token.value += byte;
    ++at_;
  }

  void single_quoted(Token& token) {
    token.quoted = true;
    const auto close = text_.find('\'', at_ + 1);
    if (close == std::string_view::npos) return give_up("a quote that does not close");
    token.value += text_.substr(at_ + 1, close - at_ - 1);
    at_ = close + 1;
  }

  void double_quoted(Token& token) {
    token.quoted = true;
    ++at_;
    while (at_ < text_.size() && text_[at_] != '"') {
      const char byte = text_[at_];
      if (byte == '\\' && std::string_view("$`\"\\\n").find(peek(1)) != std::string_view::npos &&
          at_ + 1 < text_.size()) {
        token.value += text_[at_ + 1];
        at_ += 2;
      } else if (byte == '$' || byte == '`') {
        substitution(token);
      } else {
        token.value += byte;
        ++at_;
      }
    }
    if (at_ >= text_.size()) return give_up("a quote that does not close");
    ++at_;
  }

  /// Keeps "$…" and "`…`" as written.
  void substitution(Token& token) {
    const auto begin = at_;
    if (text_[at_] == '`') {
      skip_backquotes();
      token.expands = true;
    } else if (peek(1) == '(' || peek(1) == '{') {
      ++at_;
      skip_bracket(1);
      token.expands = true;
    } else {
      const char next = peek(1);
      const bool name =
          (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || is_digit(next) ||
          (next != '\0' && std::string_view("_?$!#@*-").find(next) != std::string_view::npos);
      token.expands = token.expands || name;
      // bash's $'…' and $"…" read differently in sh: leave the "$".
      ++at_;
      if (name) ++at_;
    }
    token.value += text_.substr(begin, std::min(at_, text_.size()) - begin);
  }

  void skip_backquotes() {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == '`') {
        ++at_;
        return;
      }
    }
    give_up("a ` that does not close");
  }

  /// At "(" or "{": moves behind the one that closes it.
  void skip_bracket(int depth) {
    if (depth > deepest) return give_up("brackets nested too deep");
    const char close = text_[at_] == '(' ? ')' : '}';
    ++at_;
    while (at_ < text_.size()) {
      const char byte = text_[at_];
      if (byte == close) {
        ++at_;
        return;
      }
      if (byte == '(' || (byte == '{' && close == '}')) {
        skip_bracket(depth + 1);
      } else {
        skip_inside(byte, depth);
      }
    }
    give_up("a bracket that does not close");
  }

  void skip_inside(char byte, int depth) {
    if (byte == '\\') {
      at_ = std::min(at_ + 2, text_.size());
    } else if (byte == '`') {
      skip_backquotes();
    } else if (byte == '\'') {
      const auto end = text_.find('\'', at_ + 1);
      if (end == std::string_view::npos) return give_up("a quote that does not close");
      at_ = end + 1;
    } else if (byte == '"') {
      skip_double_quoted(depth);
    } else {
      ++at_;
    }
  }

  void skip_double_quoted(int depth) {
    for (++at_; at_ < text_.size() && text_[at_] != '"';) {
      if (text_[at_] == '\\') {
        at_ = std::min(at_ + 2, text_.size());
      } else if (text_[at_] == '$' && (peek(1) == '(' || peek(1) == '{')) {
        ++at_;
        skip_bracket(depth + 1);
      } else if (text_[at_] == '`') {
        skip_backquotes();
      } else {
        ++at_;
      }
    }
    if (at_ >= text_.size()) return give_up("a quote that does not close");
    ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Words result_;
};

}  // namespace

Words split_words(std::string_view command) { return Splitter(command).run(); }

}  // namespace plumbline::adapters::cron
