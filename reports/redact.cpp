#include "reports/redact.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "reports/redact_options.hpp"

namespace plumbline::reports {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_quote(char c) { return c == '"' || c == '\''; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
}
bool is_name_character(char c) { return is_alphanumeric(c) || c == '_' || c == '-' || c == '.'; }
bool is_token_character(char c) {
  return is_name_character(c) || c == '+' || c == '/' || c == '=' || c == '~';
}

/// How a name ends that holds a secret, in lower case without '-', '_' and '.'.
constexpr std::array<std::string_view, 11> secret_names{
    "password", "passwd",    "passphrase", "pwd",     "token",  "secret",
    "apikey",   "accesskey", "secretkey",  "sshpass", "authkey"};

/// How well-known tokens begin.
constexpr std::array<std::string_view, 16> token_heads{
    "AKIA",   "ASIA",  "ghp_",  "gho_",  "ghu_",  "ghs_",     "ghr_",     "github_pat_",
    "glpat-", "xoxb-", "xoxp-", "xoxa-", "xoxs-", "sk_live_", "rk_live_", "npm_"};

/// Whoever knows the rest of such an address may post there.
constexpr std::string_view message_hook = "hooks.slack.com/services/";

constexpr std::size_t shortest_token = 12;  ///< after its head; shorter is a word like any other

bool names_secret(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (is_alphanumeric(c)) plain += lower(c);
  }
  // Short words must stand alone: DB_PASS, and no COMPASS.
  const auto last = name.substr(name.find_last_of("_-.") + 1);
  const bool is_short = last.size() == 4 && plain.ends_with("pass");
  return is_short || std::any_of(secret_names.begin(), secret_names.end(),
                                 [&](std::string_view end) { return plain.ends_with(end); });
}

/// True if `text` begins with `head`, which is in lower case, whatever its own case.
bool begins_like(std::string_view text, std::string_view head) {
  const auto front = text.substr(0, head.size());
  return std::equal(front.begin(), front.end(), head.begin(), head.end(),
                    [](char a, char b) { return lower(a) == b; });
}

/// Copies a text while leaving secrets out. Rules are tried where a word begins, and at the colon
/// of a URL; the first that matches wins.
class Redactor {
 public:
  explicit Redactor(std::string_view text) : text_(text), programs_(text) {}

  std::string run() {
    out_.reserve(text_.size());
    while (at_ < text_.size()) {
      if (text_[at_] == ':') {
        if (!url_password()) copy(1);
      } else if (!is_name_character(text_[at_])) {
        copy(1);
      } else if (!private_key() && !authorization() && !known_token() && !named_value() &&
                 !program_option()) {
        copy(word().size());
      }
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
  void copy(std::size_t count) {
    out_ += rest().substr(0, count);
    at_ += std::min(count, text_.size() - at_);
  }
  void leave_out(std::size_t count) {
    out_ += redaction_mark;
    at_ += count;
  }
  /// The name characters from here on.
  [[nodiscard]] std::string_view word() const {
    const auto end = std::find_if_not(rest().begin(), rest().end(), is_name_character);
    return rest().substr(0, static_cast<std::size_t>(end - rest().begin()));
  }

  /// Bytes of an unquoted value, up to a space or separator.
  /// A reference ($NAME, `command`) is no secret and has none.
  static std::size_t value_length(std::string_view value) {
    if (value.empty() || value.front() == '$' || value.front() == '`') return 0;
    std::size_t length = 0;
    while (length < value.size() && !is_space(value[length]) && !is_quote(value[length]) &&
           value[length] != '&' && value[length] != ';' && value[length] != '|' &&
           value[length] != ')' && value[length] != '\\') {
      ++length;
    }
    return length;
  }
  void leave_value_out() {
    if (at_ < text_.size() && is_quote(text_[at_])) {
      const char quote = text_[at_];
      copy(1);
      const auto end = std::min(rest().find(quote), rest().size());
      if (end > 0 && text_[at_] != '$') leave_out(end);
      return;
    }
    const auto length = value_length(rest());
    if (length > 0 && !rest().starts_with(redaction_mark)) leave_out(length);
  }

  bool private_key() {
    if (!rest().starts_with("-----BEGIN ")) return false;
    const auto head = rest().substr(0, 64);
    if (head.find("PRIVATE KEY-----") == std::string_view::npos) return false;
    const auto end = rest().find("-----END ");
    const auto tail = end == std::string_view::npos ? end : rest().find("-----", end + 9);
    leave_out(tail == std::string_view::npos ? rest().size() : tail + 5);
    return true;
  }

  /// "://user:password@": copied up to the colon, password left out.
  bool url_password() {
    if (!rest().starts_with("://")) return false;
    const auto authority =
        rest().substr(3, std::min(rest().find_first_of("/?# \t\r\n\"'<>", 3), rest().size()) - 3);
    const auto at_sign = authority.rfind('@');
    const auto colon = authority.find(':');
    copy(3);
    if (rest().starts_with(message_hook)) {
      copy(message_hook.size());
      leave_value_out();
      return true;
    }
    if (at_sign == std::string_view::npos || colon == std::string_view::npos || colon > at_sign) {
      return true;
    }
    copy(colon + 1);
    const auto length = at_sign - colon - 1;
    if (length > 0 && authority[colon + 1] != '$') leave_out(length);
    return true;
  }

  /// "Authorization: Bearer VALUE", whatever the scheme, and "Bearer VALUE" on its own.
  bool authorization() {
    if (authorization_header()) return true;
    for (const std::string_view scheme : {"bearer ", "basic "}) {
      if (!begins_like(rest(), scheme)) continue;
      const auto value = rest().substr(scheme.size());
      const auto length = static_cast<std::size_t>(
          std::find_if_not(value.begin(), value.end(), is_token_character) - value.begin());
      if (length < shortest_token) continue;
      copy(scheme.size());
      leave_out(length);
      return true;
    }
    return false;
  }

  bool authorization_header() {
    constexpr std::string_view header = "authorization:";
    if (!begins_like(rest(), header)) return false;
    std::size_t length = header.size();
    while (length < rest().size() && rest()[length] == ' ') ++length;
    const auto value = rest().substr(length);
    const auto scheme = std::min(value.find_first_of(" \"'"), value.size());
    // One word alone is the secret itself; without a space behind the colon there is no other.
    const bool has_scheme = length > header.size() && scheme < value.size() && value[scheme] == ' ';
    copy(length + (has_scheme ? scheme + 1 : 0));
    leave_value_out();
    return true;
  }

  bool known_token() {
    const auto token = word();
    const bool web_token =
        token.starts_with("eyJ") && std::count(token.begin(), token.end(), '.') == 2;
    const bool headed =
        std::any_of(token_heads.begin(), token_heads.end(), [&](std::string_view head) {
          return token.starts_with(head) && token.size() >= head.size() + shortest_token;
        });
    if (!web_token && !headed) return false;
    leave_out(token.size());
    return true;
  }

  /// NAME=value, --name value, "name": "value", X-Api-Key: value.
  bool named_value() {
    const auto name = word();
    if (!names_secret(name)) return false;
    const auto separator = separator_length(name, rest().substr(name.size()));
    if (separator == 0) return false;
    copy(name.size() + separator);
    leave_value_out();
    return true;
  }

  /// Bytes between a name and its value, a closing quote among them; 0 if no value follows.
  static std::size_t separator_length(std::string_view name, std::string_view after) {
    const std::size_t quote = !after.empty() && is_quote(after.front()) ? 1 : 0;
    after.remove_prefix(quote);
    const auto blanks_end = [&](std::size_t from) {
      return std::min(after.find_first_not_of(' ', from), after.size());
    };
    const bool is_option = name.starts_with("--");
    const bool is_header = name.find('-', 1) != std::string_view::npos && !is_option;
    if (after.starts_with('=')) return quote + 1;
    if (after.starts_with(':') && (quote > 0 || is_header)) return quote + blanks_end(1);
    if (!is_option || !after.starts_with(' ')) return 0;
    const auto value = blanks_end(0);
    return after.substr(value).starts_with('-') ? 0 : quote + value;
  }

  /// `curl -u user:password`, `sshpass -p password`, and what else its program tells.
  bool program_option() {
    const auto secret = programs_.at(at_);
    if (!secret) return false;
    copy(secret->begin - at_);
    const bool is_shown = rest().starts_with('$') || rest().starts_with('`');
    if (is_shown || rest().starts_with(redaction_mark)) {
      copy(secret->length);
    } else {
      leave_out(secret->length);
    }
    return true;
  }

  std::string_view text_;
  ProgramSecrets programs_;
  std::size_t at_ = 0;
  std::string out_;
};

/// True if any string held a secret, or stood under a name of one.
bool redact_strings(nlohmann::ordered_json& json, std::string_view name) {
  if (json.is_string()) {
    const auto& text = json.get_ref<const std::string&>();
    auto shown = redacted_setting(name, text);
    if (shown == text) return false;
    json = std::move(shown);
    return true;
  }
  bool changed = false;
  if (json.is_object()) {
    for (auto& [key, value] : json.items()) changed = redact_strings(value, key) || changed;
  } else if (json.is_array()) {
    for (auto& element : json) changed = redact_strings(element, name) || changed;
  }
  return changed;
}

}  // namespace

std::string redacted(std::string_view text) { return Redactor(text).run(); }

std::string redacted_json(std::string_view json) {
  auto as_text = redacted(json);
  // Without escapes, JSON text holds its strings as they are.
  const bool unchanged = as_text == json;
  if (unchanged && json.find('\\') == std::string_view::npos) return as_text;
  constexpr int deepest = 64;  // dump() recurses
  int depth = 0;
  const auto shallow = [&](int level, nlohmann::ordered_json::parse_event_t,
                           nlohmann::ordered_json&) {
    depth = std::max(depth, level);
    return level <= deepest;
  };
  auto parsed = nlohmann::ordered_json::parse(json, shallow, false);
  if (parsed.is_discarded() || depth > deepest) return as_text;
  if (!redact_strings(parsed, {})) return as_text;
  return parsed.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string redacted_setting(std::string_view name, std::string_view value) {
  const bool named = names_secret(name) && !value.empty() && !value.starts_with('$');
  return named ? std::string(redaction_mark) : redacted(value);
}

}  // namespace plumbline::reports
