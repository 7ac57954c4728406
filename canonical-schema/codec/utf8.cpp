#include "canonical-schema/codec/utf8.hpp"

namespace plumbline::codec {
namespace {

unsigned char byte_at(std::string_view text, std::size_t i) {
  return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
}

bool continues(unsigned char byte) { return (byte & 0xC0U) == 0x80U; }

/// Whether a byte that continues may be the second after this first one (RFC 3629, section 4).
bool may_follow(unsigned char first, unsigned char second) {
  switch (first) {
    case 0xE0:
      return second >= 0xA0;  // else overlong
    case 0xED:
      return second < 0xA0;  // else a surrogate
    case 0xF0:
      return second >= 0x90;  // else overlong
    case 0xF4:
      return second < 0x90;  // else past the last code point
    default:
      return true;
  }
}

}  // namespace

std::size_t utf8_length(std::string_view text, std::size_t i) {
  if (i >= text.size()) return 0;
  const auto first = byte_at(text, i);
  const auto second = byte_at(text, i + 1);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  if (!continues(second) || !may_follow(first, second)) return 0;
  if (first < 0xE0) return 2;
  if (!continues(byte_at(text, i + 2))) return 0;
  if (first < 0xF0) return 3;
  return continues(byte_at(text, i + 3)) ? 4 : 0;
}

char32_t utf8_code_point(std::string_view text, std::size_t i, std::size_t length) {
  const auto first = byte_at(text, i);
  if (length <= 1) return first;
  // The first byte of a sequence of n bytes keeps 7 - n bits, each later one 6.
  char32_t point = first & (0xFFU >> (length + 1));
  for (std::size_t k = 1; k < length; ++k) point = (point << 6U) | (byte_at(text, i + k) & 0x3FU);
  return point;
}

}  // namespace plumbline::codec
