#pragma once

#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace plumbline {

/// What went wrong, for code to act on. The text in an Error is for people.
/// unreachable covers time-outs; corrupt means "not the documented shape" (torn, half-sent,
/// hostile); invalid means that the user's own input is wrong; unsupported means that we
/// understood it and do not do it.
enum class ErrorKind {
  not_found,
  invalid,
  unauthenticated,
  forbidden,
  unreachable,
  rate_limited,
  conflict,
  unsupported,
  corrupt,
};

/// Where it went wrong. Empty text and 0 mean "does not apply". Lines and columns count from 1,
/// columns in UTF-8 code points.
struct Where {
  std::string file;
  int line = 0;
  int column = 0;
  std::string platform;
  std::string id;
  std::string field;

  bool operator==(const Where&) const = default;
};

/// One failure. `message` says what is wrong, `hint` what to do next; neither ends in a period.
/// `trail` holds the steps that were under way, innermost first ("while reading team data-eng").
struct Error {
  ErrorKind kind = ErrorKind::invalid;
  std::string message;
  std::string hint;
  Where where;
  std::vector<std::string> trail;

  bool operator==(const Error&) const = default;
};

/// A value or an Error. Only what std::expected also names is used of it.
template <class T>
using Result = tl::expected<T, Error>;

/// Starts an error.
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorKind kind, std::string message,
                                                std::string hint = {}, Where where = {}) {
  return tl::unexpected<Error>(
      Error{kind, std::move(message), std::move(hint), std::move(where), {}});
}

/// Passes an error on unchanged.
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

/// Passes an error on with the step that was under way, e.g. "while reading /etc/crontab".
[[nodiscard]] inline tl::unexpected<Error> fail(Error error, std::string step) {
  error.trail.push_back(std::move(step));
  return tl::unexpected<Error>(std::move(error));
}

/// True if the same call may succeed later without anybody changing anything.
[[nodiscard]] constexpr bool is_retryable(ErrorKind kind) {
  return kind == ErrorKind::unreachable || kind == ErrorKind::rate_limited;
}

/// The kind as it is written in JSON: its own name.
[[nodiscard]] const char* name(ErrorKind kind);

/// One line: "file:line:column: message (hint); while …".
[[nodiscard]] std::string describe(const Error& error);

}  // namespace plumbline
