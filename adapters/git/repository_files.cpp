#include "adapters/git/repository_files.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/git/plain_file.hpp"
#include "adapters/git/text.hpp"

namespace plumbline::adapters::git {
namespace {

namespace fs = std::filesystem;

/// What libgit2 1.5 reads of a repository beside objects and refs.
constexpr std::array<std::string_view, 11> own_files{
    "HEAD",    "ORIG_HEAD",   "FETCH_HEAD",  "config", "config.worktree", "commondir", "gitdir",
    "shallow", "packed-refs", "info/grafts", "index"};
/// A repository with more loose refs is slow for everybody; those past it are not looked at.
constexpr std::size_t most_refs = 200'000;

Error no_file(const fs::path& path) {
  return {ErrorKind::corrupt,
          in_quotes(path.string()) + " is no regular file",
          "remove it, or clone the repository anew",
          {},
          {}};
}

bool stands_as_other(const fs::path& path) {
  std::error_code ignored;
  const auto type = fs::status(path, ignored).type();
  return type == fs::file_type::fifo || type == fs::file_type::socket ||
         type == fs::file_type::character || type == fs::file_type::block;
}

Result<void> check_refs(const fs::path& refs) {
  std::error_code problem;
  auto at = fs::recursive_directory_iterator(refs, fs::directory_options::skip_permission_denied,
                                             problem);
  for (std::size_t seen = 0; !problem && at != fs::end(at) && seen < most_refs; ++seen) {
    if (!at->is_directory(problem) && stands_as_other(at->path())) return fail(no_file(at->path()));
    at.increment(problem);
  }
  return {};
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

/// The value of a line `path = …`, in whatever section: more than what git includes, never less.
std::string path_setting(std::string_view line) {
  line = trimmed(line);
  if (line.starts_with('['))
    line = trimmed(line.substr(std::min(line.find(']'), line.size() - 1) + 1));
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return {};
  std::string key(trimmed(line.substr(0, equals)));
  std::ranges::transform(key, key.begin(), [](unsigned char c) { return std::tolower(c); });
  if (key != "path") return {};
  std::string value(trimmed(line.substr(equals + 1)));
  std::erase(value, '"');
  return value;
}

/// What a configuration includes is opened as it is.
class Includes {
 public:
  Result<void> check(const fs::path& file, std::size_t depth = 0) {
    constexpr std::size_t deepest = 10;  // libgit2's own limit
    constexpr std::size_t longest = std::size_t{1} << 20;
    if (stands_as_other(file)) return fail(no_file(file));
    if (depth > deepest || !seen_.insert(file).second) return {};
    const auto text = read_plain(file, longest);
    if (!text) return {};  // not there, or for libgit2 to refuse
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
      const auto value = path_setting(line);
      if (value.empty()) continue;
      if (auto fine = check(resolved(value, file), depth + 1); !fine) return fine;
    }
    return {};
  }

 private:
  static fs::path resolved(const std::string& value, const fs::path& file) {
    const char* home = std::getenv("HOME");
    if (value.starts_with("~/") && home != nullptr) return fs::path(home) / value.substr(2);
    return file.parent_path() / value;
  }

  std::set<fs::path> seen_;
};

Result<void> check_git_folder(const fs::path& folder) {
  for (const auto name : own_files) {
    if (stands_as_other(folder / name)) return fail(no_file(folder / name));
  }
  for (const char* name : {"config", "config.worktree"}) {
    if (auto fine = Includes().check(folder / name); !fine) return fine;
  }
  return check_refs(folder / "refs");
}

/// The folder that the only line of `file` names, after `prefix`; empty if it names none.
fs::path named_in(const fs::path& file, std::string_view prefix) {
  constexpr std::size_t longest = 8192;
  const auto content = read_plain(file, longest);
  if (!content) return {};
  std::string_view line = *content;
  if (!line.starts_with(prefix)) return {};
  line.remove_prefix(prefix.size());
  line = line.substr(0, line.find_first_of("\r\n"));
  while (line.starts_with(' ')) line.remove_prefix(1);
  return line.empty() ? fs::path() : file.parent_path() / line;
}

/// Checks the repository of a working tree that begins at `folder`; false if none does.
Result<bool> check_working_tree(const fs::path& folder) {
  std::error_code problem;
  auto git = folder / ".git";
  if (stands_as_other(git)) return fail(no_file(git));
  // A linked worktree: `.git` names its folder, and that one the shared one.
  if (fs::is_regular_file(git, problem)) git = named_in(git, "gitdir:");
  if (git.empty() || !fs::is_directory(git, problem)) return false;
  if (auto fine = check_git_folder(git); !fine) return fail(fine.error());
  const auto shared = named_in(git / "commondir", "");
  if (shared.empty()) return true;
  if (auto fine = check_git_folder(shared); !fine) return fail(fine.error());
  return true;
}

}  // namespace

Result<void> check_repository_files(const fs::path& path) {
  std::error_code problem;
  const auto start = fs::weakly_canonical(path, problem);
  if (problem) return {};
  if (auto fine = check_git_folder(start); !fine) return fine;
  for (auto folder = start;; folder = folder.parent_path()) {
    const auto found = check_working_tree(folder);
    if (!found) return fail(found.error());
    if (*found || !folder.has_relative_path()) return {};
  }
}

}  // namespace plumbline::adapters::git
