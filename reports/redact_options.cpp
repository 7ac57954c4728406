#include "reports/redact_options.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace plumbline::reports {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::string_view spaces = " \t\r\n";
constexpr std::string_view separators = ";&|\n(";
constexpr std::size_t longest_command = 1024;

/// How the value follows the option: `-p VALUE`, `-pVALUE`, or as one likes.
enum class Form { separate, attached, either };

struct SecretOption {
  std::string_view program;  ///< its name; "mysql*" = names that begin so
  std::string_view verb;     ///< a word that must stand between the two; empty = none
  std::string_view option;
  Form form;
  char after = '\0';  ///< the secret begins behind the first of these in the value; 0 = it is all
};

constexpr std::array<SecretOption, 28> secret_options{{
    {"curl", "", "-u", Form::either, ':'},
    {"curl", "", "--user", Form::separate, ':'},
    {"curl", "", "-U", Form::either, ':'},
    {"curl", "", "--proxy-user", Form::separate, ':'},
    {"curl", "", "-b", Form::either, '='},
    {"curl", "", "--cookie", Form::separate, '='},
    {"wget", "", "-u", Form::separate, ':'},
    {"wget", "", "--user", Form::separate, ':'},
    {"sshpass", "", "-p", Form::either},
    {"mysql*", "", "-p", Form::attached},
    {"mariadb*", "", "-p", Form::attached},
    {"mongo*", "", "-p", Form::either},
    {"docker", "login", "-p", Form::either},
    {"podman", "login", "-p", Form::either},
    {"sqlcmd", "", "-P", Form::either},
    {"bcp", "", "-P", Form::either},
    {"redis-cli", "", "-a", Form::separate},
    {"ldap*", "", "-w", Form::either},
    {"lftp", "", "-u", Form::either, ','},
    {"openssl", "", "-k", Form::separate},
    {"openssl", "", "-K", Form::separate},
    {"openssl", "", "-pass", Form::separate, ':'},
    {"openssl", "", "-passin", Form::separate, ':'},
    {"openssl", "", "-passout", Form::separate, ':'},
    {"zip", "", "-P", Form::either},
    {"unzip", "", "-P", Form::either},
    {"7z*", "", "-p", Form::attached},
    {"rar", "", "-p", Form::attached},
}};

/// Take `user/password@database` as a word of its own.
constexpr std::array<std::string_view, 4> oracle_programs{"sqlplus", "impdp", "expdp", "sqlldr"};

bool is_space(char c) { return spaces.find(c) != npos; }
bool is_quote(char c) { return c == '"' || c == '\''; }

/// The words of the simple command before `at`, without quotes and without the folders of the
/// program.
std::vector<std::string_view> words_before(std::string_view text, std::size_t at) {
  auto before = text.substr(0, at);
  if (before.size() > longest_command) before.remove_prefix(before.size() - longest_command);
  if (const auto end = before.find_last_of(separators); end != npos) before.remove_prefix(end + 1);
  std::vector<std::string_view> words;
  constexpr std::string_view around = " \t\r\n\"'`";
  while (true) {
    const auto begin = before.find_first_not_of(around);
    if (begin == npos) return words;
    before.remove_prefix(begin);
    words.push_back(before.substr(0, before.find_first_of(around)));
    before.remove_prefix(words.back().size());
  }
}

bool is_program(std::string_view word, std::string_view program) {
  const auto name = word.substr(word.rfind('/') + 1);
  if (!program.ends_with('*')) return name == program;
  return name.starts_with(program.substr(0, program.size() - 1));
}

/// True if `words` run `program`, with `verb` behind it if there is one.
bool run(const std::vector<std::string_view>& words, std::string_view program,
         std::string_view verb = {}) {
  const auto at = std::find_if(words.begin(), words.end(),
                               [&](std::string_view word) { return is_program(word, program); });
  return at != words.end() && (verb.empty() || std::find(at, words.end(), verb) != words.end());
}

/// The value at `begin`: in its quotes, or up to the next space or separator.
SecretSpan value_at(std::string_view text, std::size_t begin) {
  const char first = text[begin];
  if (is_quote(first)) {
    const auto end = std::min(text.find(first, begin + 1), text.size());
    return {begin + 1, end - begin - 1};
  }
  const auto end = std::min(text.find_first_of(" \t\r\n\"'\\;&|)", begin), text.size());
  return {begin, end - begin};
}

std::optional<SecretSpan> value_of(const SecretOption& row, std::string_view text, std::size_t at) {
  if (!text.substr(at).starts_with(row.option)) return std::nullopt;
  std::size_t begin = at + row.option.size();
  if (begin == text.size()) return std::nullopt;
  const bool is_separate =
      is_space(text[begin]) || (row.option.starts_with("--") && text[begin] == '=');
  if (row.form == (is_separate ? Form::attached : Form::separate)) return std::nullopt;
  if (is_separate) begin = text.find_first_not_of(" \t", begin + 1);
  // The next option: this one had no value, and its program asks for it.
  if (begin >= text.size() || (is_separate && text[begin] == '-')) return std::nullopt;
  auto value = value_at(text, begin);
  if (row.after != '\0') {
    const auto mark = text.substr(value.begin, value.length).find(row.after);
    if (mark == npos) return std::nullopt;
    value = {value.begin + mark + 1, value.length - mark - 1};
  }
  return value.length > 0 ? std::optional(value) : std::nullopt;
}

std::optional<SecretSpan> secret_option(std::string_view text, std::size_t at) {
  if (text[at] != '-') return std::nullopt;
  std::optional<std::vector<std::string_view>> words;
  for (const auto& row : secret_options) {
    const auto value = value_of(row, text, at);
    if (!value) continue;
    if (!words) words = words_before(text, at);
    if (run(*words, row.program, row.verb)) return value;
  }
  return std::nullopt;
}

/// `htpasswd -b FILE USER SECRET`, `htpasswd -nb USER SECRET`.
std::optional<SecretSpan> htpasswd_argument(std::string_view text, std::size_t at) {
  if (text[at] == '-') return std::nullopt;
  const auto words = words_before(text, at);
  const auto program = std::find_if(words.begin(), words.end(), [](std::string_view word) {
    return is_program(word, "htpasswd");
  });
  if (program == words.end()) return std::nullopt;
  std::string letters;
  int arguments = 0;
  for (auto word = program + 1; word != words.end(); ++word) {
    if (word->starts_with('-')) {
      letters += *word;
    } else {
      ++arguments;
    }
  }
  if (letters.find('b') == std::string::npos) return std::nullopt;
  if (arguments != (letters.find('n') == std::string::npos ? 2 : 1)) return std::nullopt;
  return value_at(text, at);
}

std::optional<SecretSpan> oracle_login(std::string_view text, std::size_t at) {
  const auto word = value_at(text, at);
  const auto login = text.substr(word.begin, word.length);
  const auto slash = login.find('/');
  const auto begin = slash + 1;
  if (slash == npos || slash == 0 || begin == login.size()) return std::nullopt;
  if (login.find_first_of("=@:.-") < slash) return std::nullopt;
  const auto words = words_before(text, at);
  // Behind "<" or ">" stands a file.
  const bool is_file = !words.empty() && words.back().find_last_of("<>") != npos;
  const bool is_login = std::any_of(oracle_programs.begin(), oracle_programs.end(),
                                    [&](std::string_view name) { return run(words, name); });
  if (is_file || !is_login) return std::nullopt;
  const auto end = std::min(login.find('@', begin), login.size());
  return SecretSpan{word.begin + begin, end - begin};
}

/// `echo SECRET | sudo -S …`.
std::optional<SecretSpan> echoed_to_sudo(std::string_view text, std::size_t at) {
  const auto words = words_before(text, at);
  if (words.empty() || text[at] == '-') return std::nullopt;
  const bool is_echo = is_program(words.front(), "echo") || is_program(words.front(), "printf");
  const auto pipe = text.find('|', at);
  if (!is_echo || pipe == npos) return std::nullopt;
  const auto next = text.substr(pipe + 1, text.find_first_of(separators, pipe + 1) - pipe - 1);
  const auto sudo = words_before(next, next.size());
  const bool reads = run(sudo, "sudo", "-S") || run(sudo, "sudo", "--stdin");
  return reads ? std::optional(value_at(text, at)) : std::nullopt;
}

}  // namespace

ProgramSecrets::ProgramSecrets(std::string_view text) : text_(text) {
  has_htpasswd_ = text.find("htpasswd") != npos;
  has_sudo_ = text.find("sudo") != npos;
  has_oracle_ = std::any_of(oracle_programs.begin(), oracle_programs.end(),
                            [&](std::string_view name) { return text.find(name) != npos; });
}

std::optional<SecretSpan> ProgramSecrets::at(std::size_t at) const {
  if (at == 0 || at >= text_.size()) return std::nullopt;
  const bool is_quoted = at > 1 && is_quote(text_[at - 1]) && is_space(text_[at - 2]);
  if (!is_space(text_[at - 1]) && !is_quoted) return std::nullopt;
  auto secret = secret_option(text_, at);
  const auto word = is_quoted ? at - 1 : at;
  if (!secret && has_htpasswd_) secret = htpasswd_argument(text_, word);
  if (!secret && has_oracle_) secret = oracle_login(text_, word);
  if (!secret && has_sudo_) secret = echoed_to_sudo(text_, word);
  return secret && secret->length > 0 ? secret : std::nullopt;
}

}  // namespace plumbline::reports
