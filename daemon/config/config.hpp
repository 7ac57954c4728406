#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "canonical-schema/fields.hpp"
#include "canonical-schema/result.hpp"
#include "canonical-schema/time.hpp"

// plumbline.yaml as values (contract section 6). Reading it: config_reader.hpp.

namespace plumbline::daemon {

/// Where a secret lies; the secret itself is never in the configuration.
struct SecretReference {
  enum class Kind {
    file,        ///< a path
    credential,  ///< a file name in $CREDENTIALS_DIRECTORY
    env,         ///< the name of an environment variable
    command,     ///< its standard output, without the last newline
  };
  Kind kind = Kind::file;
  std::string value;

  bool operator==(const SecretReference&) const = default;
};

/// How to log in somewhere.
struct Credentials {
  std::string user;
  std::optional<SecretReference> password;
  std::optional<SecretReference> token;
  std::string identity_file;  ///< ssh
  std::string known_hosts;    ///< ssh
  std::string ca_file;        ///< https: the authorities to trust; empty = the system's

  bool operator==(const Credentials&) const = default;
};

/// One repository with truth. Local paths are absolute; URLs are as written.
struct TruthEntry {
  std::string repo;
  std::string ref = "HEAD";
  std::string path = ".";
  std::string team;                 ///< authoritative if set
  std::vector<std::string> ignore;  ///< globs below `path`
  std::optional<Credentials> credentials;
  bool push = false;
  Where where;

  bool operator==(const TruthEntry&) const = default;
};

/// What only platforms of kind cron have.
struct CronEntry {
  std::string root = "/";
  std::string ssh;  ///< [user@]host; empty = this host
  std::string ssh_config;
  std::string identity_file;
  std::string known_hosts;
  bool sudo = false;
  std::vector<std::string> sources;  ///< globs; empty = all
  bool report_packages = false;      ///< `packages: report`
  std::string dialect;               ///< empty = found out
  std::string timezone;              ///< empty = the host's

  bool operator==(const CronEntry&) const = default;
};

/// One platform. Keys of kinds that this build does not read are checked by name only.
struct PlatformEntry {
  std::string name;
  std::string kind;
  bool readable = true;  ///< false: a kind that exists and that this build cannot read
  std::string environment = "production";
  Seconds timeout{60};
  int max_in_flight = 4;
  std::string ca_file;
  bool read_only = false;
  TruthFields defaults;  ///< what this installation makes of silence
  CronEntry cron;
  Where where;

  bool operator==(const PlatformEntry&) const = default;
};

/// Where policy lies. Empty repo = the first truth entry's.
struct PolicyEntry {
  std::string repo;
  std::string ref = "HEAD";
  std::string file = "policy.yaml";
  std::optional<Credentials> credentials;
  bool stated = false;  ///< the file says `policy:`, so the policy file must exist

  bool operator==(const PolicyEntry&) const = default;
};

struct Config {
  std::string estate;
  std::vector<TruthEntry> truth;
  std::map<std::string, PlatformEntry> platforms;
  Seconds audit_interval{3600};
  Seconds audit_jitter{120};
  std::string store_path;  ///< absolute; empty = the default (config_places.hpp)
  PolicyEntry policy;
  std::vector<std::filesystem::path> files;  ///< all that were read, the main one first
  std::string digest;                        ///< over the bytes of `files`

  bool operator==(const Config&) const = default;
};

}  // namespace plumbline::daemon
