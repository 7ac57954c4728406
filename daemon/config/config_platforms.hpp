#pragma once

#include <map>
#include <string>

#include "daemon/config/config_text.hpp"

namespace plumbline::daemon {

/// Reads `platforms:` of one file into `platforms`. A name that is there already is refused,
/// with both places.
void read_platforms(const codec::YamlNode& section, const PathBase& base,
                    std::map<std::string, PlatformEntry>& platforms, codec::Errors& errors);

}  // namespace plumbline::daemon
