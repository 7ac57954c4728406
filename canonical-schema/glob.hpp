#pragma once

#include <string_view>

namespace plumbline {

/// True if the whole of `text` fits a shell-like pattern: `*` is any run of characters, '/'
/// among them, `?` any single byte, everything else itself. Takes at most
/// |pattern| x |text| steps.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view text);

}  // namespace plumbline
