#pragma once

#include <cstddef>
#include <string>

#include "canonical-schema/fields.hpp"

// The words for every canonical value: the one printer that reports, `explain`, `diff` and JSON's
// "text" share. For people, on one line, without quotes around the whole; not meant to be parsed.

namespace plumbline {

/// Each trigger as it was written, "30 6 * * mon-fri (Europe/Berlin)"; several joined by " + ",
/// those switched off marked "(off)"; an empty set is "manual". The dialect is named only where
/// the text is no crontab text: "quartz 0 0 12 * * ? (UTC)".
[[nodiscard]] std::string text(const schedule::Triggers& triggers);
[[nodiscard]] std::string text(const schedule::Trigger& trigger);
/// "on", "off", "operator".
[[nodiscard]] std::string text(Switch value);
/// "none", "latest within 2h", "all"; truth's `false` is "none or latest".
[[nodiscard]] std::string text(const CatchUp& value);
/// "3", "unlimited".
[[nodiscard]] std::string text(const Count& value);
[[nodiscard]] std::string text(WhenBusy value);
/// "1h30m": as truth files write it.
[[nodiscard]] std::string text(Seconds value);
/// Shortest text that reads back as the same number: "2", "1.5".
[[nodiscard]] std::string text(double value);
/// "2h", "none".
[[nodiscard]] std::string text(const Limit& value);
[[nodiscard]] std::string text(Jitter value);
[[nodiscard]] std::string text(RetryOn value);
/// "failure by email to a@example.com, b@example.com; late by slack"; an empty set is "nobody".
[[nodiscard]] std::string text(const Notifications& value);
/// "payments/ingest, hr/export (sensor)"; an empty set is "nothing".
[[nodiscard]] std::string text(const Dependencies& value);
[[nodiscard]] std::string text(const std::string& value);
/// The readable parts, "command /usr/bin/backup", followed by the digest's first 12 digits.
[[nodiscard]] std::string text(const Action& value);
/// "cost-center 4711, stage prod"; an empty map is "none".
[[nodiscard]] std::string text(const Labels& value);

/// The state of a whole field: `value` if one of its leaves is set, else `absent` if one stands
/// for a default, else the state that a steward must know first: unread, dynamic, unobservable,
/// inexpressible. `local` has no leaves: `unread`.
[[nodiscard]] Presence field_state(FieldId field, const LiveFields& fields);

/// A whole field: "max 3, delay 5m, factor 2". Leaves that a platform cannot express are left
/// out; other leaves without a value are named with their state ("delay unobservable"). If no
/// leaf has a value, the name of field_state(). `retry` without tries is "none". `local` has no
/// leaves: empty text.
[[nodiscard]] std::string text(FieldId field, const LiveFields& fields);
/// As above; leaves about which truth is silent are left out, those that truth made local read
/// "any". Empty if truth is silent about the whole field.
[[nodiscard]] std::string text(FieldId field, const TruthFields& fields);

}  // namespace plumbline
