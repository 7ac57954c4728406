#pragma once

#include <string_view>

#include "canonical-schema/kind_profile.hpp"

namespace plumbline::adapters::cron {

/// What cron makes of silence and what it cannot say. `dialect` ("debian-cron", "cronie") becomes
/// the profile's version; empty = not known (a declared place whose host was not read). The two
/// daemons do not differ in anything that stands here.
[[nodiscard]] KindProfile cron_profile(std::string_view dialect);

}  // namespace plumbline::adapters::cron
