// Durations, periods and points in time. Properties: no crash; an error says what is wrong and
// what to write; what was read prints as text that reads the same again.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "canonical-schema/duration.hpp"
#include "canonical-schema/nearest.hpp"
#include "canonical-schema/time.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void require_said(const plumbline::Error& error) {
  require(!error.message.empty() && !error.hint.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto span = plumbline::parse_duration(text)) {
    require(*span >= plumbline::Seconds(0) && *span <= plumbline::longest_duration);
    require(plumbline::parse_duration(plumbline::to_text(*span)) == *span);
  } else {
    require_said(span.error());
  }
  if (const auto period = plumbline::parse_period(text)) {
    require(plumbline::parse_period(plumbline::to_text(*period)) == *period);
  } else {
    require_said(period.error());
  }
  if (const auto instant = plumbline::parse_instant(text, true)) {
    const auto printed = plumbline::to_rfc3339(*instant);
    // An offset may lead out of the years that are read: 0000-01-01T00:00:00+01:00.
    if (printed.size() == 20) require(plumbline::parse_instant(printed) == *instant);
  } else {
    require_said(instant.error());
  }
  constexpr std::array<std::string_view, 3> known{"schedule", "timeout", "retry"};
  const auto near = plumbline::nearest(text, known);
  require(!near || plumbline::edit_distance(text, *near, text.size() + near->size()) < 64);
  return 0;
}
