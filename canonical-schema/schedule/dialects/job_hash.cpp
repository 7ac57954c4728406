#include "canonical-schema/schedule/dialects/job_hash.hpp"

#include <bit>
#include <string>

// MD5 stands here by itself: the OpenSSL of this program belongs to the library plumbline::codec,
// which knows the schedules, not the other way round.

namespace plumbline::schedule {
namespace {

constexpr std::array<std::uint32_t, 64> sines{
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};
constexpr std::array<std::array<int, 4>, 4> rotations{
    {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};
constexpr std::size_t block_size = 64;

using State = std::array<std::uint32_t, 4>;

std::uint32_t word_at(std::string_view block, std::size_t index) {
  std::uint32_t word = 0;
  for (std::size_t i = 4; i > 0; --i) {
    word = (word << 8U) | static_cast<std::uint8_t>(block[index * 4 + i - 1]);
  }
  return word;
}

void add_block(State& state, std::string_view block) {
  auto [a, b, c, d] = state;
  for (std::size_t i = 0; i < block_size; ++i) {
    std::uint32_t mixed = 0;
    std::size_t index = 0;
    switch (i / 16) {
      case 0:
        mixed = (b & c) | (~b & d);
        index = i;
        break;
      case 1:
        mixed = (d & b) | (~d & c);
        index = (5 * i + 1) % 16;
        break;
      case 2:
        mixed = b ^ c ^ d;
        index = (3 * i + 5) % 16;
        break;
      default:
        mixed = c ^ (b | ~d);
        index = (7 * i) % 16;
    }
    const std::uint32_t turned = a + mixed + sines.at(i) + word_at(block, index);
    a = d;
    d = c;
    c = b;
    b += std::rotl(turned, rotations.at(i / 16).at(i % 4));
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
}

constexpr std::uint64_t multiplier = 0x5DEECE66DULL;
constexpr std::uint64_t state_mask = (std::uint64_t{1} << 48U) - 1;

}  // namespace

std::array<std::uint8_t, 16> md5(std::string_view bytes) {
  std::string padded(bytes);
  padded += '\x80';
  while (padded.size() % block_size != block_size - 8) padded += '\0';
  const std::uint64_t bits = std::uint64_t{bytes.size()} * 8;
  for (unsigned i = 0; i < 8; ++i) padded += static_cast<char>((bits >> (8 * i)) & 0xffU);
  State state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  const std::string_view all = padded;
  for (std::size_t at = 0; at < all.size(); at += block_size) {
    add_block(state, all.substr(at, block_size));
  }
  std::array<std::uint8_t, 16> digest{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest.at(i) = static_cast<std::uint8_t>(state.at(i / 4) >> (8 * (i % 4)));
  }
  return digest;
}

JobHash::JobHash(std::string_view full_name) {
  const auto digest = md5(full_name);
  std::uint64_t seed = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    const auto folded = static_cast<unsigned>(digest.at(i)) ^ digest.at(i + 8);
    seed = (seed << 8U) | folded;
  }
  state_ = (seed ^ multiplier) & state_mask;
}

std::int32_t JobHash::next_bits() {
  state_ = (state_ * multiplier + 0xBULL) & state_mask;
  return static_cast<std::int32_t>(state_ >> 17U);
}

int JobHash::next(int bound) {
  const auto wide = static_cast<std::int64_t>(bound);
  std::int64_t drawn = next_bits();
  if (std::has_single_bit(static_cast<unsigned>(bound))) {
    return static_cast<int>((wide * drawn) >> 31U);
  }
  // Numbers of the last, incomplete round would make small values more likely.
  constexpr std::int64_t beyond = std::int64_t{1} << 31U;
  while (drawn - drawn % wide + (wide - 1) >= beyond) drawn = next_bits();
  return static_cast<int>(drawn % wide);
}

}  // namespace plumbline::schedule
