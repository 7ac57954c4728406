#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/git/repository.hpp"

// How names out of a repository, which anybody may have written, are judged and shown.

namespace plumbline::adapters::git {

/// True for valid UTF-8 (no surrogates, no overlong forms).
[[nodiscard]] bool is_utf8(std::string_view text);

/// True for valid UTF-8 without control characters (C0, DEL, C1).
[[nodiscard]] bool is_clean_text(std::string_view text);

/// `text` fit to be shown: control characters and bytes that are not UTF-8 as "\xHH", cut after
/// 200 bytes.
[[nodiscard]] std::string shown(std::string_view text);

/// 'text', shown.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// "a, b, c", each shown.
[[nodiscard]] std::string joined(const std::vector<std::string>& names);

/// Who and when, out of libgit2's commit.
[[nodiscard]] Commit describe_commit(const git_commit& commit);

}  // namespace plumbline::adapters::git
