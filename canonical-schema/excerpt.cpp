#include "canonical-schema/excerpt.hpp"

#include <cstddef>

namespace plumbline {

std::string excerpt(std::string_view text) {
  constexpr std::size_t most = 40;
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
  std::string shown = "\"";
  std::size_t characters = 0;
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (!continues(c) && ++characters > most) break;
    // C1 controls are sent as C2 80 to C2 9F.
    const bool c1 =
        c == '\xC2' && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    const bool control = static_cast<unsigned char>(c) < ' ' || c == '\x7F' || c1;
    shown += control ? '?' : c;
    if (c1) ++i;
  }
  return shown + (i < text.size() ? "…\"" : "\"");
}

}  // namespace plumbline
