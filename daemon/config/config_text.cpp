#include "daemon/config/config_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "canonical-schema/ids.hpp"

namespace plumbline::daemon {
namespace {

namespace fs = std::filesystem;
using codec::Errors;
using codec::YamlFields;
using codec::YamlNode;

constexpr std::array<std::string_view, 12> secret_keys{
    "password", "passwd",     "passphrase", "token",       "secret",        "api_key",
    "apikey",   "access_key", "secret_key", "private_key", "client_secret", "credential"};

struct SecretSource {
  std::string_view suffix;
  SecretReference::Kind kind;
};
constexpr std::array<SecretSource, 4> secret_sources{
    {{"_file", SecretReference::Kind::file},
     {"_credential", SecretReference::Kind::credential},
     {"_env", SecretReference::Kind::env},
     {"_command", SecretReference::Kind::command}}};

constexpr std::array<std::string_view, 4> password_keys{"password_file", "password_credential",
                                                        "password_env", "password_command"};
constexpr std::array<std::string_view, 4> token_keys{"token_file", "token_credential", "token_env",
                                                     "token_command"};

bool has_odd_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) == 0x7f;
  });
}

std::optional<std::string> resolved(const YamlNode& node, const PathBase& base, Errors& errors) {
  const auto text = codec::read_text(node, errors);
  if (!text) return std::nullopt;
  if (text->front() != '~') return (base.directory / *text).lexically_normal().string();
  if (text->size() > 1 && (*text)[1] != '/') {
    codec::refuse(node, "`~` stands for the home directory of this user only",
                  "write the path in full", errors);
    return std::nullopt;
  }
  if (base.home.empty()) {
    codec::refuse(node, "`~` has no meaning, because HOME is not set", "write the path in full",
                  errors);
    return std::nullopt;
  }
  return (base.home / fs::path(*text).lexically_relative("~")).lexically_normal().string();
}

/// True for "https://…", "ssh://…" and "git@host:path", which git takes for ssh.
bool is_remote(std::string_view repo) {
  if (repo.find("://") != std::string_view::npos) return true;
  const auto colon = repo.find(':');
  return colon != std::string_view::npos && colon < repo.find('/');
}

/// True if a URL says "user:password@".
bool holds_password(std::string_view url) {
  const auto start = url.find("://");
  if (start == std::string_view::npos) return false;
  const auto authority = url.substr(start + 3, url.find('/', start + 3) - start - 3);
  const auto at = authority.rfind('@');
  return at != std::string_view::npos &&
         authority.substr(0, at).find(':') != std::string_view::npos;
}

bool is_variable_name(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
  };
  return !text.empty() && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

std::optional<SecretReference> read_reference(const YamlNode& node, SecretReference::Kind kind,
                                              const PathBase& base, Errors& errors) {
  if (kind == SecretReference::Kind::file) {
    auto path = resolved(node, base, errors);
    if (!path) return std::nullopt;
    return SecretReference{kind, std::move(*path)};
  }
  auto text = codec::read_text(node, errors);
  if (!text) return std::nullopt;
  // The value may be a secret that was put under the wrong key: it is not repeated.
  if (kind == SecretReference::Kind::env && !is_variable_name(*text)) {
    codec::refuse(node, "this is no name of an environment variable",
                  "write the variable's name, not its value: AIRFLOW_PASSWORD", errors);
    return std::nullopt;
  }
  if (kind == SecretReference::Kind::credential &&
      (text->find('/') != std::string::npos || *text == "." || *text == "..")) {
    codec::refuse(node, "this is no file name in $CREDENTIALS_DIRECTORY",
                  "write the name given to LoadCredential=, or use a key that ends in _file",
                  errors);
    return std::nullopt;
  }
  return SecretReference{kind, std::move(*text)};
}

std::optional<SecretReference> read_secret(YamlFields& fields,
                                           const std::array<std::string_view, 4>& keys,
                                           const PathBase& base) {
  std::optional<SecretReference> found;
  std::string_view first;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto node = fields.find(keys[i]);
    if (!node) continue;
    if (!first.empty())
      codec::refuse(*node, "the same secret comes from two places",
                    "keep one of " + std::string(first) + " and " + std::string(keys[i]),
                    fields.errors());
    first = keys[i];
    found = read_reference(*node, secret_sources[i].kind, base, fields.errors());
  }
  return found;
}

}  // namespace

std::optional<std::string> read_path(YamlFields& fields, std::string_view key,
                                     const PathBase& base) {
  const auto node = fields.find(key);
  return node ? resolved(*node, base, fields.errors()) : std::nullopt;
}

std::optional<std::string> read_repository(YamlFields& fields, std::string_view key,
                                           const PathBase& base) {
  const auto node = fields.find(key);
  if (!node) return std::nullopt;
  auto text = codec::read_text(*node, fields.errors());
  if (!text) return std::nullopt;
  if (holds_password(*text)) {
    codec::refuse(*node, "the URL holds a password",
                  "take it out and write credentials: {user: …, password_file: …}",
                  fields.errors());
    return std::nullopt;
  }
  if (is_remote(*text) && text->find_first_of("?#") != std::string::npos) {
    // Servers take tokens there, and reports print addresses.
    codec::refuse(*node, "an address of a repository holds no ? and no #",
                  "take it out and write credentials: {user: …, password_file: …}",
                  fields.errors());
    return std::nullopt;
  }
  if (text->front() == '-' || has_odd_characters(*text)) {
    codec::refuse(*node, "this is no address of a repository",
                  "write a URL or a path, without spaces and not beginning with -",
                  fields.errors());
    return std::nullopt;
  }
  return is_remote(*text) ? text : resolved(*node, base, fields.errors());
}

std::optional<std::string> read_inner_path(YamlFields& fields, std::string_view key) {
  const auto node = fields.find(key);
  if (!node) return std::nullopt;
  const auto text = codec::read_text(*node, fields.errors());
  if (!text) return std::nullopt;
  const fs::path path(*text);
  const bool climbs = std::find(path.begin(), path.end(), "..") != path.end();
  if (path.is_absolute() || climbs) {
    codec::refuse(*node, "this path leaves the repository",
                  "write it relative to the repository's top, without ..", fields.errors());
    return std::nullopt;
  }
  std::string inner = path.lexically_normal().string();
  while (inner.size() > 1 && inner.back() == '/') inner.pop_back();
  return inner;
}

std::optional<std::string> read_ref(YamlFields& fields, std::string_view key) {
  const auto node = fields.find(key);
  if (!node) return std::nullopt;
  // A commit may consist of digits alone.
  auto text = codec::read_scalar(*node, fields.errors());
  if (!text) return std::nullopt;
  if (text->empty() || text->front() == '-' || has_odd_characters(*text) ||
      text->find("..") != std::string::npos ||
      text->find_first_of("~^:?*[\\") != std::string::npos) {
    codec::refuse(*node, "this is no branch, tag or commit",
                  "write a branch, a tag, a commit or HEAD", fields.errors());
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> read_name(YamlFields& fields, std::string_view key) {
  auto text = fields.text(key);
  if (!text || is_name(*text)) return text;
  codec::refuse(*fields.find(key), "\"" + *text + "\" is no name",
                "use a-z A-Z 0-9 . _ - and begin with a letter or digit", fields.errors());
  return std::nullopt;
}

std::optional<Credentials> read_credentials(YamlFields& parent, std::string_view key,
                                            const PathBase& base) {
  const auto node = parent.find(key);
  if (!node) return std::nullopt;
  YamlFields fields(*node, parent.errors());
  if (!fields.is_map()) return std::nullopt;
  Credentials credentials;
  credentials.user = fields.text("user").value_or("");
  credentials.password = read_secret(fields, password_keys, base);
  credentials.token = read_secret(fields, token_keys, base);
  credentials.identity_file = read_path(fields, "identity_file", base).value_or("");
  credentials.known_hosts = read_path(fields, "known_hosts", base).value_or("");
  credentials.ca_file = read_path(fields, "ca_file", base).value_or("");
  refuse_the_rest(fields);
  return credentials;
}

void refuse_the_rest(YamlFields& fields) {
  for (const auto& [key, value] : fields.node().entries()) {
    const auto text = key.text();
    if (std::find(secret_keys.begin(), secret_keys.end(), text) == secret_keys.end()) continue;
    const std::string stem(text);
    codec::refuse(key, "a secret may not stand in the configuration",
                  "write where it lies: " + stem + "_file, " + stem + "_credential, " + stem +
                      "_env or " + stem + "_command",
                  fields.errors());
    fields.allow(text);
  }
  fields.refuse_unknown_keys();
}

}  // namespace plumbline::daemon
