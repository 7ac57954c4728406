#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/result.hpp"

namespace plumbline::adapters::system {

/// A password, token or key. It cannot be printed, copied or compared by accident, and its bytes
/// are overwritten when it goes.
class Secret {
 public:
  explicit Secret(std::string_view text);
  ~Secret();
  Secret(Secret&& other) noexcept = default;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  /// The bytes, for the one call that needs them. The view ends with the secret.
  [[nodiscard]] std::string_view reveal() const { return {bytes_.data(), bytes_.size()}; }

 private:
  // Not a string: moving a short one leaves its bytes behind.
  std::vector<char> bytes_;
};

template <class Stream>
Stream& operator<<(Stream&, const Secret&) = delete;

/// `text` with every occurrence of the secret replaced by "***": for what other programs say.
[[nodiscard]] std::string redact(std::string text, const Secret& secret);

/// The secret in a file, without one trailing newline (LF or CRLF). The file must be a regular
/// file of ours or of root, of at most 64 KiB, that nobody but its owner may read or write;
/// root's own may also be group-readable (0440 or 0640: that is how service managers hand out
/// credentials). Errors: not_found, forbidden (we may not read it, or others may), invalid
/// (empty, too long, not a regular file, a NUL byte).
[[nodiscard]] Result<Secret> read_secret_file(const std::filesystem::path& path);

}  // namespace plumbline::adapters::system
