#pragma once

#include <string>
#include <string_view>

#include "reconcile/finding.hpp"

namespace plumbline::reports {

/// What makes a platform act on a job that it passes over, one instruction by the reason it gives:
/// the command that sets the mode or the owner, the line to correct, the name to give. `kind` is
/// the platform's; of kinds that are not known here, and for other reasons, it says where to look.
[[nodiscard]] std::string remedy(const reconcile::Finding& finding, const std::string& kind);

/// `text` as one word of a shell.
[[nodiscard]] std::string shell_word(std::string_view text);

/// The file on the host that a native id of cron is about: "/etc/cron.d/orders". Empty where the
/// id does not tell.
[[nodiscard]] std::string cron_file(const std::string& native_id);

/// What to change on the platform: "edit /etc/cron.d/orders on host-17, line 12".
[[nodiscard]] std::string place_to_edit(const reconcile::Finding& finding, const std::string& kind);

}  // namespace plumbline::reports
