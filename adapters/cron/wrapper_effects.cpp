#include "adapters/cron/wrapper_effects.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <utility>
#include <vector>

namespace plumbline::adapters::cron {
namespace {

/// retry 1.0.5 waits that long unless told otherwise.
constexpr Seconds retry_default_delay{10};

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !(value >= 0)) {
    return std::nullopt;
  }
  return value;
}

/// A second wrapper of one kind adds to what the first says: both hold.
void keep(WrapperReading& reading, const std::string& path, std::string_view value) {
  auto& kept = reading.local[path];
  if (!kept.empty()) kept += ' ';
  kept += value;
}

/// What is said by options that set no canonical field: "timeout.kill_after".
void keep_options(const WrapperCall& call, std::string_view wrapper, WrapperReading& reading,
                  std::initializer_list<std::string_view> canonical = {}) {
  for (const auto& option : call.options) {
    if (std::find(canonical.begin(), canonical.end(), option.name) != canonical.end()) continue;
    auto name = option.name;
    std::replace(name.begin(), name.end(), '-', '_');
    keep(reading, std::string(wrapper) + "." + name, option.value.empty() ? "true" : option.value);
  }
}

/// The innermost assignment is the one that the job sees.
void keep_assignment(std::string_view text, WrapperReading& reading) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) return;
  reading.local["env." + std::string(text.substr(0, equals))] = text.substr(equals + 1);
}

void keep_assignments(const PlacedWrapper& wrapper, WrapperReading& reading) {
  for (const auto index : wrapper.call.operands) {
    keep_assignment(wrapper.list.word(wrapper.command, index).value, reading);
  }
}

std::string apply_timeout(const PlacedWrapper& wrapper, WrapperReading& reading) {
  const auto& word = wrapper.list.word(wrapper.command, wrapper.call.operands[0]);
  keep_options(wrapper.call, "timeout", reading);
  if (word.expands) {
    reading.timeout_run = Observed<Limit>::dynamic("the shell puts the limit together");
    return {};
  }
  const auto limit = read_span(word.value);
  if (!limit) return "\"" + word.value + "\" is no time span";
  const auto* known = reading.timeout_run.get();
  const bool smaller =
      known == nullptr || !known->span || (limit->span && *limit->span < *known->span);
  if (reading.timeout_run.state() == Presence::value && smaller) {
    reading.timeout_run = Observed<Limit>::of(*limit);
  }
  return {};
}

std::string apply_flock(const PlacedWrapper& wrapper, WrapperReading& reading) {
  const auto& call = wrapper.call;
  const auto& file = wrapper.list.word(wrapper.command, call.operands[0]);
  if (call.option("unlock") != nullptr) return "--unlock";
  keep(reading, "flock.file", file.value);
  keep_options(call, "flock", reading,
               {"exclusive", "nonblock", "nb", "non-blocking", "timeout", "wait"});
  const auto* wait = call.option("timeout") ? call.option("timeout") : call.option("wait");
  if (wait != nullptr) keep(reading, "flock.wait", wait->value);
  if (call.option("shared") != nullptr) return {};  // shared locks keep nobody out
  const bool no_wait = wait != nullptr && !wait->expands && number_of(wait->value) == 0.0;
  const bool skips =
      call.option("nonblock") || call.option("nb") || call.option("non-blocking") || no_wait;
  // With two locks a busy one anywhere decides.
  const auto* before = reading.concurrency_when_busy.get();
  const bool skipped_before = before != nullptr && *before == WhenBusy::skip;
  reading.concurrency_max = Observed<Count>::of(Count{1});
  reading.concurrency_when_busy =
      Observed<WhenBusy>::of(skips || skipped_before ? WhenBusy::skip : WhenBusy::queue);
  return {};
}

/// "1,2,4": how long to wait after the first, second, … try; the last repeats.
std::string apply_delays(std::string_view text, WrapperReading& reading) {
  std::vector<double> delays;
  while (true) {
    const auto comma = text.find(',');
    const auto number = number_of(text.substr(0, comma));
    if (!number) return "a delay that is no number";
    delays.push_back(*number);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  reading.retry_delay = Observed<Seconds>::of(Seconds(static_cast<long>(std::ceil(delays[0]))));
  if (delays.size() == 1) return {};
  const double factor = delays[0] > 0 ? delays[1] / delays[0] : 0;
  for (std::size_t i = 1; i < delays.size(); ++i) {
    if (std::abs(delays[i] - delays[i - 1] * factor) > 1e-9 || factor < 1) {
      return "delays that follow no rule";
    }
  }
  reading.retry_factor = Observed<double>::of(factor);
  reading.retry_max_delay =
      Observed<Limit>::of(Limit{Seconds(static_cast<long>(std::ceil(delays.back())))});
  return {};
}

std::string apply_retry(const PlacedWrapper& wrapper, WrapperReading& reading) {
  const auto& call = wrapper.call;
  for (const auto& option : call.options) {
    if (option.expands) return "--" + option.name + ", which the shell puts together,";
  }
  keep_options(call, "retry", reading, {"times", "delay", "until", "while"});
  const auto* until = call.option("until");
  const bool on_success = until == nullptr || until->value == "success" || until->value == "true";
  if (!on_success || call.option("while") != nullptr) return "a criterion of its own";
  reading.retry_max = Observed<Count>::of(Count{});
  if (const auto* times = call.option("times")) {
    // It counts runs, not repetitions (run: `retry -t 3` runs three times).
    const auto runs = number_of(times->value);
    if (!runs || *runs < 1 || *runs > 1e9) return "a number of times that is none";
    reading.retry_max = Observed<Count>::of(Count{static_cast<std::uint32_t>(*runs) - 1});
  }
  reading.retry_delay = Observed<Seconds>::of(retry_default_delay);
  reading.retry_factor = Observed<double>::of(1.0);
  reading.retry_max_delay = Observed<Limit>::of(Limit{});
  if (const auto* delay = call.option("delay")) return apply_delays(delay->value, reading);
  return {};
}

std::string apply_property(std::string_view property, WrapperReading& reading) {
  const auto equals = property.find('=');
  if (equals == std::string_view::npos) return "a property without \"=\"";
  const auto key = property.substr(0, equals);
  const auto value = property.substr(equals + 1);
  if (key == "RuntimeMaxSec") {
    const auto limit = value == "infinity" ? Limit{} : read_span(value);
    if (!limit) return "RuntimeMaxSec=" + std::string(value);
    reading.timeout_run = Observed<Limit>::of(*limit);
  }
  if (key == "User") reading.run_as = std::string(value);
  keep(reading, "systemd-run." + std::string(key), value);
  return {};
}

std::string apply_systemd(const PlacedWrapper& wrapper, WrapperReading& reading) {
  keep(reading, "systemd-run", "true");
  keep_options(wrapper.call, "systemd-run", reading, {"property", "setenv"});
  for (const auto& option : wrapper.call.options) {
    if (option.expands) return "--" + option.name + ", which the shell puts together,";
    if (option.name == "property") {
      if (auto problem = apply_property(option.value, reading); !problem.empty()) return problem;
    }
    if (option.name == "setenv") keep_assignment(option.value, reading);
    if (option.name == "uid") reading.run_as = option.value;
    if (option.name == "unit") {
      // A second unit of one name is refused while the first runs.
      reading.concurrency_max = Observed<Count>::of(Count{1});
      reading.concurrency_when_busy = Observed<WhenBusy>::of(WhenBusy::skip);
    }
  }
  return {};
}

std::string apply_sudo(const PlacedWrapper& wrapper, WrapperReading& reading) {
  const auto* user = wrapper.call.option("user");
  if (user != nullptr && user->expands) return "--user, which the shell puts together,";
  reading.run_as = user == nullptr ? std::string("root") : user->value;
  keep_options(wrapper.call, "sudo", reading, {"user"});
  return {};
}

}  // namespace

bool sets_canonical_field(WrapperKind kind) {
  switch (kind) {
    case WrapperKind::flock:
    case WrapperKind::timeout:
    case WrapperKind::chronic:
    case WrapperKind::retry:
    case WrapperKind::systemd_run:
    case WrapperKind::sudo:
      return true;
    case WrapperKind::nice:
    case WrapperKind::ionice:
    case WrapperKind::env:
      return false;
  }
  return false;
}

void no_wrapper(WrapperReading& reading) {
  reading.timeout_run = Observed<Limit>::of(Limit{});
  reading.concurrency_max = Observed<Count>::of(Count{});
  reading.concurrency_when_busy = Observed<WhenBusy>::of(WhenBusy::allow);
  reading.retry_max = Observed<Count>::of(Count{0});
  // Nothing waits where nothing is retried.
  reading.retry_delay = Observed<Seconds>::absent(Seconds{0});
  reading.retry_factor = Observed<double>::absent(1.0);
  reading.retry_max_delay = Observed<Limit>::absent(Limit{});
}

void set_unobservable(WrapperReading& reading, const std::string& reason) {
  reading.timeout_run = Observed<Limit>::unobservable(reason);
  reading.concurrency_max = Observed<Count>::unobservable(reason);
  reading.concurrency_when_busy = Observed<WhenBusy>::unobservable(reason);
  reading.retry_max = Observed<Count>::unobservable(reason);
  reading.retry_delay = Observed<Seconds>::unobservable(reason);
  reading.retry_factor = Observed<double>::unobservable(reason);
  reading.retry_max_delay = Observed<Limit>::unobservable(reason);
}

std::string apply_wrapper(const PlacedWrapper& wrapper, WrapperReading& reading) {
  const auto& call = wrapper.call;
  switch (call.kind) {
    case WrapperKind::flock:
      return apply_flock(wrapper, reading);
    case WrapperKind::timeout:
      return apply_timeout(wrapper, reading);
    case WrapperKind::chronic:
      reading.only_on_failure = true;
      keep_options(call, "chronic", reading);
      return {};
    case WrapperKind::nice:
      keep(reading, "nice", call.option("adjustment") ? call.option("adjustment")->value : "10");
      return {};
    case WrapperKind::ionice:
      keep(reading, "ionice", "true");
      keep_options(call, "ionice", reading);
      return {};
    case WrapperKind::retry:
      return apply_retry(wrapper, reading);
    case WrapperKind::systemd_run:
      return apply_systemd(wrapper, reading);
    case WrapperKind::env:
      keep_assignments(wrapper, reading);
      keep_options(call, "env", reading);
      return {};
    case WrapperKind::sudo:
      keep_assignments(wrapper, reading);
      return apply_sudo(wrapper, reading);
  }
  return {};
}

void merge_nested(WrapperReading nested, WrapperReading& reading) {
  const auto* inner = nested.timeout_run.get();
  const auto* outer = reading.timeout_run.get();
  const bool inner_smaller = inner != nullptr && inner->span &&
                             (outer == nullptr || !outer->span || *inner->span < *outer->span);
  if (inner == nullptr || inner_smaller) reading.timeout_run = nested.timeout_run;
  if (nested.concurrency_max != Observed<Count>::of(Count{})) {
    reading.concurrency_max = nested.concurrency_max;
    reading.concurrency_when_busy = nested.concurrency_when_busy;
  }
  if (nested.retry_max != Observed<Count>::of(Count{0})) {
    reading.retry_max = nested.retry_max;
    reading.retry_delay = nested.retry_delay;
    reading.retry_factor = nested.retry_factor;
    reading.retry_max_delay = nested.retry_max_delay;
  }
  reading.only_on_failure = reading.only_on_failure || nested.only_on_failure;
  if (nested.run_as) reading.run_as = nested.run_as;
  reading.pings.insert(reading.pings.end(), nested.pings.begin(), nested.pings.end());
  for (const auto& [path, value] : nested.local) {
    if (path.starts_with("env.")) {
      reading.local[path] = value;
    } else {
      keep(reading, path, value);
    }
  }
}

std::optional<Limit> read_span(std::string_view text) {
  double unit = 1;
  if (!text.empty()) {
    switch (text.back()) {
      case 's':
        text.remove_suffix(1);
        break;
      case 'm':
        unit = 60;
        text.remove_suffix(1);
        break;
      case 'h':
        unit = 3600;
        text.remove_suffix(1);
        break;
      case 'd':
        unit = 86'400;
        text.remove_suffix(1);
        break;
      default:
        break;
    }
  }
  const auto number = number_of(text);
  constexpr double longest = 1e15;
  if (!number) return std::nullopt;
  const double seconds = std::ceil(*number * unit);
  if (seconds == 0 || seconds > longest) return Limit{};
  return Limit{Seconds(static_cast<long>(seconds))};
}

}  // namespace plumbline::adapters::cron
