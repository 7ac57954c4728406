#pragma once

#include <string>
#include <string_view>

namespace plumbline::codec {

/// SHA-256 of `bytes` as 64 lower-case hex digits. Throws std::runtime_error if OpenSSL cannot
/// compute it at all (out of memory, or a configuration without SHA-256).
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// SHA-256 over parts, each led by its length as 8 bytes, most significant first, so that
/// ("ab", "c") and ("a", "bc") differ. For keys and state hashes: it holds all parts until the
/// end.
class LengthPrefixedDigest {
 public:
  void add(std::string_view part);
  /// 64 lower-case hex digits over the parts so far; more may be added afterwards.
  [[nodiscard]] std::string hex() const;

 private:
  std::string bytes_;
};

/// XXH3 of 128 bits as 32 lower-case hex digits: for caches, where nobody gains by a collision.
/// Ten times faster than SHA-256 and no protection against anybody.
[[nodiscard]] std::string xxh3_128_hex(std::string_view bytes);

}  // namespace plumbline::codec
