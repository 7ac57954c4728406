#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/config.hpp"

namespace plumbline::daemon {

/// A configuration, or everything that is wrong with it. Without errors `config` is complete.
struct ConfigReading {
  Config config;
  std::vector<Error> errors;    ///< in order of file, line, column
  std::vector<Error> warnings;  ///< what is allowed and rarely meant, likewise

  [[nodiscard]] bool ok() const { return errors.empty(); }
};

/// The files that reading a configuration touches. Tests and the fuzzer hand in their own.
struct ConfigFiles {
  /// The bytes of a file, at most 4 MiB. Errors: not_found, forbidden, invalid (too large).
  std::function<Result<std::string>(const std::filesystem::path&)> read;
  /// The files that match an absolute glob, sorted.
  std::function<std::vector<std::filesystem::path>(const std::string&)> glob;
};
/// The real ones.
[[nodiscard]] ConfigFiles system_files();

/// Reads `path` and what it includes. Relative paths in a file are relative to that file; `~` is
/// `home`. `include:` may name files anywhere that the process can read: whoever writes the
/// configuration may read them anyway.
[[nodiscard]] ConfigReading read_config(const std::filesystem::path& path,
                                        const std::filesystem::path& home,
                                        const ConfigFiles& files);

/// The same for text that stands for the file `path`.
[[nodiscard]] ConfigReading parse_config(std::string_view text, const std::filesystem::path& path,
                                         const std::filesystem::path& home,
                                         const ConfigFiles& files);

}  // namespace plumbline::daemon
