#pragma once

#include <optional>
#include <string>
#include <utility>

namespace plumbline {

/// What is known of one live value (contract section 2). The default is `unread`, so that a
/// field which an adapter forgot can never pass for "unset".
enum class Presence { unread, value, absent, inexpressible, unobservable, dynamic };

/// The state as it is written in JSON: its own name.
[[nodiscard]] const char* name(Presence state);

/// A value that was looked for on a platform, or why there is none.
///   value          it is set there
///   absent         unset; get() gives the default that the platform fills in
///   inexpressible  the platform has no such notion
///   unobservable   it exists and cannot be read
///   dynamic        computed at run time
///   unread         we did not get to read it
/// The last four carry a reason for people. Only value against value can be drift.
template <class T>
class Observed {
 public:
  Observed() = default;

  [[nodiscard]] static Observed of(T value) {
    return Observed(Presence::value, std::move(value), {});
  }
  [[nodiscard]] static Observed absent(T default_value) {
    return Observed(Presence::absent, std::move(default_value), {});
  }
  [[nodiscard]] static Observed inexpressible(std::string reason) {
    return Observed(Presence::inexpressible, std::nullopt, std::move(reason));
  }
  [[nodiscard]] static Observed unobservable(std::string reason) {
    return Observed(Presence::unobservable, std::nullopt, std::move(reason));
  }
  [[nodiscard]] static Observed dynamic(std::string reason) {
    return Observed(Presence::dynamic, std::nullopt, std::move(reason));
  }
  [[nodiscard]] static Observed unread(std::string reason) {
    return Observed(Presence::unread, std::nullopt, std::move(reason));
  }

  [[nodiscard]] Presence state() const { return state_; }
  /// The value, or the default that stands for an absent one; null in the other states.
  [[nodiscard]] const T* get() const { return value_ ? &*value_ : nullptr; }
  [[nodiscard]] bool default_filled() const { return state_ == Presence::absent; }
  [[nodiscard]] const std::string& reason() const { return reason_; }

  bool operator==(const Observed&) const = default;

 private:
  Observed(Presence state, std::optional<T> value, std::string reason)
      : state_(state), value_(std::move(value)), reason_(std::move(reason)) {}

  Presence state_ = Presence::unread;
  std::optional<T> value_;
  std::string reason_;
};

}  // namespace plumbline
