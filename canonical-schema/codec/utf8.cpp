#include "canonical-schema/codec/utf8.hpp"

namespace plumbline::codec {
namespace {

unsigned char byte_at(std::string_view text, std::size_t i) {
  return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
}

bool continues(unsigned char byte) { return (byte & 0xC0U) == 0x80U; }

}  // namespace

std::size_t utf8_length(std::string_view text, std::size_t i) {
  if (i >= text.size()) return 0;
  const auto first = byte_at(text, i);
  const auto second = byte_at(text, i + 1);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4 || !continues(second)) return 0;
  if (first < 0xE0) return 2;
  if (!continues(byte_at(text, i + 2))) return 0;
  if (first < 0xF0) {
    const bool overlong = first == 0xE0 && second < 0xA0;
    const bool surrogate = first == 0xED && second >= 0xA0;
    return overlong || surrogate ? 0 : 3;
  }
  const bool overlong = first == 0xF0 && second < 0x90;
  const bool too_far = first == 0xF4 && second >= 0x90;
  return overlong || too_far || !continues(byte_at(text, i + 3)) ? 0 : 4;
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
