#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/kind_profile.hpp"
#include "canonical-schema/live.hpp"
#include "canonical-schema/schedule/schedule.hpp"

// Truth files made from what is live, for `import`.

namespace plumbline::codec {

/// What an imported workflow is to be called, and where it lives.
struct ImportTarget {
  std::string team;
  std::string name;
  std::string platform;
  /// Comment lines at the top of the file, without '#'; none = no header.
  std::vector<std::string> header;
};

/// A truth file, and what of the live workflow it could not say, for people: such a field may
/// still be a finding in the next audit.
struct WrittenTruth {
  std::string text;
  std::vector<std::string> notes;
};

/// The truth file that agrees with `live`: its identity and place, the values that are off the
/// kind's default, and the watched fields that can be read (notify, run_as, depends_on, the
/// digest of action). A schedule is written portably if the same text means the same under the
/// portable rules, else with `dialect:`. A zone that nobody names becomes `timezone: any`.
/// Most tasks' retry and timeout become the workflow's, the rest exceptions. Equal input gives
/// equal bytes; `as_of` is where the comparison of schedules begins.
[[nodiscard]] WrittenTruth write_truth(const LiveWorkflow& live, const ImportTarget& target,
                                       const KindProfile& profile,
                                       const schedule::ZoneSource& zones, Instant as_of);

/// The workflow name of an imported place (contract section 7): `PLATFORM-` and the id in lower
/// case with every character but a-z 0-9 . _ - replaced by '-'; if that changed anything, made
/// the name too long or hit one of `taken`, '-' and 4 hex digits of the id's SHA-256 follow (more
/// digits if that is taken too).
[[nodiscard]] std::string import_name(std::string_view platform, std::string_view id,
                                      const std::set<std::string>& taken);

}  // namespace plumbline::codec
