#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace plumbline::schedule {

/// MD5 as RFC 1321 has it. Only Jenkins' spread over the clock asks for it, never security.
[[nodiscard]] std::array<std::uint8_t, 16> md5(std::string_view bytes);

/// The numbers that Jenkins draws for the `H`s of a job: java.util.Random, its seed the MD5 of the
/// job's full name with the second half laid over the first.
class JobHash {
 public:
  explicit JobHash(std::string_view full_name);
  /// The next number from 0 to `bound` - 1; `bound` is above 0.
  int next(int bound);

 private:
  std::int32_t next_bits();

  std::uint64_t state_ = 0;
};

}  // namespace plumbline::schedule
