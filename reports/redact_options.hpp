#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace plumbline::reports {

/// A part of a text that is to be left out.
struct SecretSpan {
  std::size_t begin = 0;
  std::size_t length = 0;
};

/// The secrets of a text that the program tells which they are for: `curl -u bob:SECRET`,
/// `zip -P SECRET`, `sqlplus scott/SECRET@db`, `echo SECRET | sudo -S`. What the same option means
/// to other programs (`ssh -p 22`) is none. The program is looked for in the same simple command,
/// at most 1024 bytes before.
class ProgramSecrets {
 public:
  /// `text` is not copied.
  explicit ProgramSecrets(std::string_view text);

  /// The secret of the word that begins at `at`.
  [[nodiscard]] std::optional<SecretSpan> at(std::size_t at) const;

 private:
  std::string_view text_;
  bool has_htpasswd_ = false;
  bool has_oracle_ = false;
  bool has_sudo_ = false;
};

}  // namespace plumbline::reports
