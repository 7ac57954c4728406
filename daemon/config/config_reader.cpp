#include "daemon/config/config_reader.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "canonical-schema/codec/digest.hpp"
#include "canonical-schema/ids.hpp"
#include "daemon/config/config_platforms.hpp"
#include "daemon/config/config_text.hpp"

namespace plumbline::daemon {
namespace {

namespace fs = std::filesystem;
using codec::Errors;
using codec::YamlFields;
using codec::YamlNode;

constexpr std::size_t most_includes = 1000;
constexpr codec::YamlLimits limits{4 * 1024 * 1024, 1'000'000, 16, 1, 100};

/// One reading: the main file, then what it includes.
class Reader {
 public:
  Reader(const fs::path& path, const fs::path& home, const ConfigFiles& files)
      : path_(path), home_(home), files_(files) {}

  ConfigReading read(std::string text) {
    take(path_, text);
    auto yaml = codec::parse_yaml(std::move(text), path_.string(), limits);
    reading_.errors = std::move(yaml.errors);
    // Of a file that is no YAML a part may be missing: nothing more can be said about it.
    if (reading_.errors.empty()) read_main(yaml.document.root());
    reading_.config.digest = digest_.hex();
    if (reading_.errors.empty()) warn_of_twins();
    codec::sort_by_place(reading_.errors);
    codec::sort_by_place(reading_.warnings);
    return std::move(reading_);
  }

 private:
  /// Every file counts for the digest, with its name: `~` and relative paths depend on it.
  void take(const fs::path& path, std::string_view bytes) {
    reading_.config.files.push_back(path);
    digest_.add(path.string());
    digest_.add(bytes);
  }

  [[nodiscard]] PathBase base_of(const fs::path& path) const { return {path.parent_path(), home_}; }

  void read_main(const YamlNode& root) {
    YamlFields fields(root, reading_.errors);
    const PathBase base = base_of(path_);
    Config& config = reading_.config;
    read_version(fields);
    if (fields.require("estate")) config.estate = read_name(fields, "estate").value_or("");
    if (const auto section = fields.find("truth")) read_truth(*section, base);
    if (const auto section = fields.find("platforms"))
      read_platforms(*section, base, config.platforms, reading_.errors);
    if (const auto section = fields.find("audit")) read_audit(*section);
    if (const auto section = fields.find("store")) read_store(*section, base);
    if (const auto section = fields.find("policy")) read_policy(*section, base);
    if (const auto section = fields.find("ledger")) check_ledger(*section, base);
    if (const auto section = fields.find("include")) read_includes(*section, base);
    refuse_the_rest(fields);
  }

  static void read_version(YamlFields& fields) {
    const auto version = fields.integer("config_version", {});
    if (version && *version != 1)
      codec::refuse(*fields.find("config_version"), "this build reads config_version 1",
                    *version > 1 ? "install a newer Plumbline" : "write config_version: 1",
                    fields.errors());
  }

  void read_truth(const YamlNode& section, const PathBase& base) {
    const auto items = codec::read_list(section, reading_.errors);
    if (!items) return;
    if (items->empty())
      codec::refuse(section, "an empty list names no truth",
                    "name a repository: {repo: /srv/git/truth}, or leave `truth` out for "
                    "`inventory` and `import`",
                    reading_.errors);
    std::set<std::pair<std::string, std::string>> known;
    for (const auto& item : *items) {
      YamlFields fields(item, reading_.errors);
      if (!fields.is_map()) continue;
      TruthEntry entry = read_truth_entry(fields, base);
      entry.where = item.where();
      if (!entry.repo.empty() && !known.emplace(entry.repo, entry.path).second)
        codec::refuse(item, "this repository and path stand twice",
                      "remove one entry: every workflow would be declared twice", reading_.errors);
      reading_.config.truth.push_back(std::move(entry));
    }
  }

  static TruthEntry read_truth_entry(YamlFields& fields, const PathBase& base) {
    TruthEntry entry;
    if (fields.require("repo")) entry.repo = read_repository(fields, "repo", base).value_or("");
    entry.ref = read_ref(fields, "ref").value_or(entry.ref);
    entry.path = read_inner_path(fields, "path").value_or(entry.path);
    entry.team = read_name(fields, "team").value_or("");
    entry.ignore = fields.texts("ignore").value_or(entry.ignore);
    entry.credentials = read_credentials(fields, "credentials", base);
    // For the commits of the change queue; nothing reads it before that.
    static_cast<void>(read_credentials(fields, "write_credentials", base));
    entry.push = fields.boolean("push").value_or(false);
    refuse_the_rest(fields);
    return entry;
  }

  void read_audit(const YamlNode& section) {
    YamlFields fields(section, reading_.errors);
    Config& config = reading_.config;
    config.audit_interval = fields.duration("interval").value_or(config.audit_interval);
    config.audit_jitter = fields.duration("jitter").value_or(config.audit_jitter);
    if (config.audit_interval < Seconds(60))
      codec::refuse(*fields.find("interval"), "audits are at least one minute apart",
                    "write for example interval: 1h", reading_.errors);
    else if (fields.find("jitter") && config.audit_jitter >= config.audit_interval)
      codec::refuse(*fields.find("jitter"), "the jitter is not less than the interval",
                    "write for example {interval: 1h, jitter: 2m}", reading_.errors);
    refuse_the_rest(fields);
  }

  void read_store(const YamlNode& section, const PathBase& base) {
    YamlFields fields(section, reading_.errors);
    reading_.config.store_path = read_path(fields, "path", base).value_or("");
    refuse_the_rest(fields);
  }

  void read_policy(const YamlNode& section, const PathBase& base) {
    YamlFields fields(section, reading_.errors);
    if (!fields.is_map()) return;
    PolicyEntry& policy = reading_.config.policy;
    policy.stated = true;
    policy.repo = read_repository(fields, "repo", base).value_or("");
    policy.ref = read_ref(fields, "ref").value_or(policy.ref);
    policy.file = read_inner_path(fields, "file").value_or(policy.file);
    policy.credentials = read_credentials(fields, "credentials", base);
    refuse_the_rest(fields);
  }

  /// The ledger belongs to the change queue; until that is there its entry is only checked.
  void check_ledger(const YamlNode& section, const PathBase& base) {
    YamlFields fields(section, reading_.errors);
    if (const auto node = fields.find("head")) {
      YamlFields head(*node, reading_.errors);
      if (head.is_map() && head.require("repo"))
        static_cast<void>(read_repository(head, "repo", base));
      static_cast<void>(read_ref(head, "ref"));
      static_cast<void>(read_credentials(head, "credentials", base));
      refuse_the_rest(head);
    }
    refuse_the_rest(fields);
  }

  void read_includes(const YamlNode& section, const PathBase& base) {
    const auto items = codec::read_list(section, reading_.errors);
    if (!items) return;
    std::set<fs::path> known{path_.lexically_normal()};
    for (const auto& item : *items) {
      const auto pattern = codec::read_text(item, reading_.errors);
      if (!pattern) continue;
      read_pattern(item, absolute(*pattern, base), known);
    }
  }

  static std::string absolute(const std::string& pattern, const PathBase& base) {
    if (pattern.starts_with("~/")) return (base.home / pattern.substr(2)).string();
    return (base.directory / pattern).lexically_normal().string();
  }

  void read_pattern(const YamlNode& item, const std::string& pattern, std::set<fs::path>& known) {
    const auto paths = files_.glob(pattern);
    // A folder of teams may be empty; a file that was named may not be missing.
    if (paths.empty()) {
      const bool is_glob = pattern.find_first_of("*?[") != std::string::npos;
      codec::refuse(item, (is_glob ? "no file matches " : "there is no file ") + pattern,
                    "check the path", is_glob ? reading_.warnings : reading_.errors);
    }
    for (const auto& path : paths) {
      if (!known.insert(path.lexically_normal()).second) {
        codec::refuse(item, path.string() + " is included twice, or includes itself",
                      "write patterns that do not overlap", reading_.errors);
      } else if (known.size() > most_includes) {
        codec::refuse(item, "more than 1000 files are included", "use fewer and larger files",
                      reading_.errors);
        return;
      } else {
        read_included(item, path);
      }
    }
  }

  /// A file of a team: platforms and nothing else.
  void read_included(const YamlNode& item, const fs::path& path) {
    auto bytes = files_.read(path);
    if (!bytes) {
      codec::refuse(item, path.string() + " " + bytes.error().message, bytes.error().hint,
                    reading_.errors);
      return;
    }
    take(path, *bytes);
    auto yaml = codec::parse_yaml(std::move(*bytes), path.string(), limits);
    if (!yaml.ok()) {
      for (auto& error : yaml.errors) reading_.errors.push_back(std::move(error));
      return;
    }
    YamlFields fields(yaml.document.root(), reading_.errors);
    read_version(fields);
    if (const auto section = fields.find("platforms"))
      read_platforms(*section, base_of(path), reading_.config.platforms, reading_.errors);
    for (const char* key : {"estate", "truth", "audit", "store", "policy", "ledger", "include"}) {
      if (const auto node = fields.find(key))
        codec::refuse(*node, std::string(key) + " may not stand in an included file",
                      "write it in " + path_.string(), reading_.errors);
    }
    refuse_the_rest(fields);
  }

  /// Two names for one host: each of its jobs is then declared, reported and counted twice.
  void warn_of_twins() {
    std::map<std::tuple<std::string, std::string, std::vector<std::string>>, const PlatformEntry*>
        known;
    for (const auto& [name, entry] : reading_.config.platforms) {
      if (!entry.readable) continue;
      const auto& cron = entry.cron;
      auto root = fs::path(cron.root + "/").lexically_normal().string();
      const auto [first, is_new] =
          known.emplace(std::tuple{cron.ssh, std::move(root), cron.sources}, &entry);
      if (is_new) continue;
      reading_.warnings.push_back(
          Error{ErrorKind::invalid,
                "platforms " + first->second->name + " and " + name + " read the same crontabs",
                "remove one of them, or share the files out by `sources`",
                entry.where,
                {}});
    }
  }

  fs::path path_;
  fs::path home_;
  const ConfigFiles& files_;
  ConfigReading reading_;
  codec::LengthPrefixedDigest digest_;
};

}  // namespace

ConfigReading parse_config(std::string_view text, const fs::path& path, const fs::path& home,
                           const ConfigFiles& files) {
  return Reader(path, home, files).read(std::string(text));
}

ConfigReading read_config(const fs::path& path, const fs::path& home, const ConfigFiles& files) {
  std::error_code error;
  const fs::path full = fs::absolute(path, error);
  auto text = files.read(full);
  if (text) return parse_config(*text, full, home, files);
  ConfigReading reading;
  reading.errors.push_back(std::move(text.error()));
  return reading;
}

}  // namespace plumbline::daemon
