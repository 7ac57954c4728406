#pragma once

#include <string>
#include <string_view>

namespace plumbline::codec::detail {

struct YamlWording {
  std::string message;
  std::string hint;
};

/// What a syntax error of yaml-cpp means for whoever wrote the file.
[[nodiscard]] YamlWording wording_of(std::string_view library_message);

}  // namespace plumbline::codec::detail
