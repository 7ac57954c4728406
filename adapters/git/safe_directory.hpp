#pragma once

#include <string>
#include <string_view>

namespace plumbline::adapters::git {

/// The folder that `safe.directory` has to name for the repository whose Git folder is
/// `git_folder`: its working tree, or the bare repository itself. No trailing slash.
[[nodiscard]] std::string trusted_directory(std::string_view git_folder);

/// True if `safe.directory` of the system's or the user's Git configuration, never that of a
/// repository, names this folder: by its path, by `FOLDER/*` or by `*`. An empty value forgets
/// the ones before it. As git itself reads it.
[[nodiscard]] bool is_trusted(std::string_view folder);

}  // namespace plumbline::adapters::git
