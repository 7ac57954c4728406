#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "canonical-schema/codec/yaml_reader.hpp"
#include "daemon/config/config.hpp"

// Kinds of text that several sections of the configuration hold. All of them report what is
// wrong and answer nullopt then; a key that is not there is nullopt too.

namespace plumbline::daemon {

/// What relative paths and `~` mean in one file.
struct PathBase {
  std::filesystem::path directory;  ///< of the file
  std::filesystem::path home;
};

/// A path, made absolute.
[[nodiscard]] std::optional<std::string> read_path(codec::YamlFields& fields, std::string_view key,
                                                   const PathBase& base);

/// A repository: a URL or scp-like address as written, or a local path, made absolute. A URL with
/// a password in it is refused.
[[nodiscard]] std::optional<std::string> read_repository(codec::YamlFields& fields,
                                                         std::string_view key,
                                                         const PathBase& base);

/// A path within a repository: relative, without `..`.
[[nodiscard]] std::optional<std::string> read_inner_path(codec::YamlFields& fields,
                                                         std::string_view key);

/// A branch, tag, commit or HEAD.
[[nodiscard]] std::optional<std::string> read_ref(codec::YamlFields& fields, std::string_view key);

/// A name as is_name() says.
[[nodiscard]] std::optional<std::string> read_name(codec::YamlFields& fields, std::string_view key);

/// `credentials:`. Only references to secrets pass.
[[nodiscard]] std::optional<Credentials> read_credentials(codec::YamlFields& fields,
                                                          std::string_view key,
                                                          const PathBase& base);

/// Refuses keys that hold secrets themselves (password, token, …), without repeating the value,
/// then all other unknown keys.
void refuse_the_rest(codec::YamlFields& fields);

}  // namespace plumbline::daemon
