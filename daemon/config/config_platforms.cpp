#include "daemon/config/config_platforms.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "canonical-schema/codec/truth_fields_yaml.hpp"
#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/ids.hpp"

namespace plumbline::daemon {
namespace {

using codec::Errors;
using codec::YamlFields;
using codec::YamlNode;

constexpr std::array<std::string_view, 4> airflow_keys{"url", "dags", "version", "token_url"};
constexpr std::array<std::string_view, 5> stepfunctions_keys{"region", "profile", "role_arn",
                                                             "endpoint", "names"};
constexpr std::array<std::string_view, 4> kube_keys{"kubeconfig", "context", "namespaces",
                                                    "selector"};

/// A kind of platform, and what a build without an adapter for it knows of its keys.
struct KindRow {
  std::string_view name;
  bool readable;
  std::span<const std::string_view> keys;
};
constexpr std::array<KindRow, 5> kinds{{{"cron", true, {}},
                                        {"airflow", false, airflow_keys},
                                        {"stepfunctions", false, stepfunctions_keys},
                                        {"argo", false, kube_keys},
                                        {"cronjob", false, kube_keys}}};

constexpr std::array<std::string_view, 2> package_words{"inventory", "report"};
constexpr std::array<std::string_view, 2> dialect_words{"debian-cron", "cronie"};

constexpr Seconds longest_timeout{3600};

const KindRow* read_kind(YamlFields& fields) {
  const auto node = fields.require("kind");
  if (!node) return nullptr;
  std::array<std::string_view, kinds.size()> names;
  for (std::size_t i = 0; i < kinds.size(); ++i) names[i] = kinds[i].name;
  const auto index = codec::read_word(*node, names, fields.errors());
  return index ? &kinds[*index] : nullptr;
}

/// Passed to ssh as one word: it may be no option and hold no second word.
void read_ssh(YamlFields& fields, CronEntry& cron) {
  const auto text = fields.text("ssh");
  if (!text) return;
  const bool is_odd = text->front() == '-' || text->back() == '@' ||
                      text->find("@-") != std::string::npos ||
                      std::any_of(text->begin(), text->end(), [](char c) {
                        return static_cast<unsigned char>(c) <= ' ' || c == '\'' || c == '"' ||
                               c == '`' || c == '$' || c == ';' || c == '|' || c == '&';
                      });
  if (text->find(':') < text->find('@') && text->find('@') != std::string::npos) {
    // What stands before the @ is not repeated.
    codec::refuse(*fields.find("ssh"), "the address holds a password",
                  "write [user@]host, and give ssh a key: identity_file: /path", fields.errors());
  } else if (is_odd) {
    codec::refuse(*fields.find("ssh"), "this is no address that ssh connects to",
                  "write [user@]host, or a Host of the ssh configuration", fields.errors());
  } else {
    cron.ssh = *text;
  }
}

void read_root(YamlFields& fields, const PathBase& base, CronEntry& cron) {
  const auto node = fields.find("root");
  if (!node) return;
  if (fields.find("ssh")) {
    codec::refuse(*node, "a host read by ssh is read from its own root",
                  "drop `root`, or `ssh` if the tree is mounted here", fields.errors());
    return;
  }
  cron.root = read_path(fields, "root", base).value_or(cron.root);
}

void read_timezone(YamlFields& fields, CronEntry& cron) {
  const auto text = fields.text("timezone");
  if (!text) return;
  const bool is_zone = text->front() != '/' && text->find("..") == std::string::npos &&
                       std::all_of(text->begin(), text->end(), [](char c) {
                         return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-' ||
                                c == '/';
                       });
  if (is_zone) {
    cron.timezone = *text;
  } else {
    codec::refuse(*fields.find("timezone"), "\"" + *text + "\" is no time zone",
                  "write a name such as Europe/Berlin or UTC", fields.errors());
  }
}

CronEntry read_cron(YamlFields& fields, const PathBase& base) {
  CronEntry cron;
  read_ssh(fields, cron);
  read_root(fields, base, cron);
  cron.ssh_config = read_path(fields, "ssh_config", base).value_or("");
  cron.identity_file = read_path(fields, "identity_file", base).value_or("");
  cron.known_hosts = read_path(fields, "known_hosts", base).value_or("");
  if (!fields.find("ssh")) {
    for (const char* key : {"ssh_config", "identity_file", "known_hosts"}) {
      if (const auto node = fields.find(key))
        codec::refuse(*node, std::string(key) + " means nothing without `ssh`",
                      "say which host: ssh: ops@host-17", fields.errors());
    }
  }
  cron.sudo = fields.boolean("sudo").value_or(false);
  if (auto sources = fields.texts("sources")) {
    cron.sources = std::move(*sources);
    if (cron.sources.empty())
      codec::refuse(*fields.find("sources"), "an empty list reads nothing",
                    "leave `sources` out to read everything", fields.errors());
  }
  if (const auto node = fields.find("packages"))
    cron.report_packages = codec::read_word(*node, package_words, fields.errors()) == 1U;
  if (const auto node = fields.find("dialect")) {
    if (const auto index = codec::read_word(*node, dialect_words, fields.errors()))
      cron.dialect = dialect_words[*index];
  }
  read_timezone(fields, cron);
  return cron;
}

void read_timeout(YamlFields& fields, PlatformEntry& entry) {
  const auto timeout = fields.duration("timeout");
  if (!timeout) return;
  if (*timeout < Seconds(1) || *timeout > longest_timeout) {
    codec::refuse(*fields.find("timeout"), "a time-out lies between 1s and 1h",
                  "write for example timeout: 30s", fields.errors());
  } else {
    entry.timeout = *timeout;
  }
}

/// `defaults:`: what the installation makes of silence, for the fields about whose silence the
/// kind decides at all.
TruthFields read_defaults(YamlFields& parent) {
  const auto node = parent.find("defaults");
  if (!node) return {};
  YamlFields fields(*node, parent.errors());
  if (!fields.is_map()) return {};
  std::string words;
  for (const auto& row : field_catalogue) {
    if (row.silence == Silence::platform_default)
      words.append(words.empty() ? "" : ", ").append(row.name);
  }
  for (const auto& [key, value] : node->entries()) {
    const auto field = field_named(key.text());
    if (field && spec(*field).silence == Silence::platform_default) {
      if (codec::says_any(value))
        codec::refuse(value, "a default is a value", "say in truth that a field is local",
                      fields.errors());
      continue;
    }
    codec::refuse(key, "an installation has no default for \"" + std::string(key.text()) + "\"",
                  "write one of " + words, fields.errors());
  }
  return codec::read_fields(fields).fields;
}

PlatformEntry read_platform(const std::string& name, const YamlNode& node, const PathBase& base,
                            Errors& errors) {
  PlatformEntry entry;
  entry.name = name;
  YamlFields fields(node, errors);
  if (!fields.is_map()) return entry;
  const KindRow* kind = read_kind(fields);
  entry.environment = read_name(fields, "environment").value_or(entry.environment);
  read_timeout(fields, entry);
  entry.max_in_flight = static_cast<int>(fields.integer("max_in_flight", {1, 100}).value_or(4));
  entry.ca_file = read_path(fields, "ca_file", base).value_or("");
  entry.read_only = fields.boolean("read_only").value_or(false);
  entry.defaults = read_defaults(fields);
  // Keys of a kind that cannot be told are not judged.
  if (kind == nullptr) return entry;
  entry.kind = kind->name;
  entry.readable = kind->readable;
  if (kind->name == "cron") {
    entry.cron = read_cron(fields, base);
  } else {
    for (const auto key : kind->keys) fields.allow(key);
    static_cast<void>(read_credentials(fields, "credentials", base));
    static_cast<void>(read_credentials(fields, "write_credentials", base));
  }
  refuse_the_rest(fields);
  return entry;
}

}  // namespace

void read_platforms(const YamlNode& section, const PathBase& base,
                    std::map<std::string, PlatformEntry>& platforms, Errors& errors) {
  if (section.kind() != codec::YamlKind::map) {
    codec::refuse(section, "here stands " + codec::found(section) + " instead of the platforms",
                  "write a mapping by name: this-host: {kind: cron}", errors);
    return;
  }
  for (const auto& [key, value] : section.entries()) {
    const std::string name(key.text());
    if (!is_name(name)) {
      codec::refuse(key, "\"" + name + "\" is no name of a platform",
                    "use a-z A-Z 0-9 . _ - and begin with a letter or digit", errors);
      continue;
    }
    auto entry = read_platform(name, value, base, errors);
    entry.where = key.where();
    const auto [known, is_new] = platforms.emplace(name, std::move(entry));
    if (!is_new) {
      const Where& first = known->second.where;
      codec::refuse(key, "platform " + name + " stands twice",
                    "the other is at " + first.file + ":" + std::to_string(first.line) +
                        "; give one of them another name",
                    errors);
    }
  }
}

}  // namespace plumbline::daemon
