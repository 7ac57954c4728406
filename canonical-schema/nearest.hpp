#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace plumbline {

/// The word of `known` that `word` most likely was meant to be, for "did you mean". Upper and
/// lower case and `-` and `_` count as one. At most a third of the letters may be wrong, at most
/// three; else nullopt. The first of several equally near ones wins.
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view word,
                                                      std::span<const std::string_view> known);

/// Letters to insert, drop, change or swap with their neighbour (none touched twice) to turn one
/// text into the other, counted in bytes; `limit + 1` as soon as there are more than `limit`.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

}  // namespace plumbline
