#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/cron/wrapper_options.hpp"
#include "adapters/cron/wrappers.hpp"

namespace plumbline::adapters::cron {

/// Whether a wrapper of this kind says anything about a canonical field; the others (nice, env,
/// …) only change local ones.
[[nodiscard]] bool sets_canonical_field(WrapperKind kind);

/// The fields of a command without any wrapper: no limit, no lock, no retry.
void no_wrapper(WrapperReading& reading);

/// The fields of a command whose wrappers cannot be read.
void set_unobservable(WrapperReading& reading, const std::string& reason);

/// A wrapper and where it stands.
struct PlacedWrapper {
  const ShellList& list;
  const SimpleCommand& command;
  const WrapperCall& call;
};

/// What one wrapper does to the fields; of two time limits the smaller holds. Returns why it
/// cannot be read, empty if it can.
[[nodiscard]] std::string apply_wrapper(const PlacedWrapper& wrapper, WrapperReading& reading);

/// Adds what the command of "flock -c" says to what stands around it.
void merge_nested(WrapperReading nested, WrapperReading& reading);

/// timeout's and sleep's spans: a number, maybe with a fraction, and s, m, h or d. Rounded up to
/// whole seconds. 0 = no limit; nullopt = no such span.
[[nodiscard]] std::optional<Limit> read_span(std::string_view text);

}  // namespace plumbline::adapters::cron
