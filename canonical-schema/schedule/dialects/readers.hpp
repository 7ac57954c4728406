#pragma once

#include "canonical-schema/schedule/dialect.hpp"

// The readers of the dialects, one file a family: see ReadText for what each takes and gives.

namespace plumbline::schedule {

/// Debian cron, cronie and the portable form: m h D M W.
Result<std::vector<Reading>> read_vixie(const DialectProfile& profile, std::string_view argument,
                                        std::string_view text, std::vector<Lint>& lints);
/// robfig/cron version 3, ParseStandard: Argo and Kubernetes. The argument "1" is version 1.
Result<std::vector<Reading>> read_robfig(const DialectProfile& profile, std::string_view argument,
                                         std::string_view text, std::vector<Lint>& lints);

/// The same for a CronJob: Kubernetes refuses any "TZ" in the text.
Result<std::vector<Reading>> read_kubernetes(const DialectProfile& profile,
                                             std::string_view argument, std::string_view text,
                                             std::vector<Lint>& lints);

/// All macros of the vixie family; the first five are portable.
[[nodiscard]] std::span<const Macro> vixie_macros();
inline constexpr std::size_t portable_macro_count = 5;

}  // namespace plumbline::schedule
