#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/live.hpp"
#include "canonical-schema/truth.hpp"
#include "reconcile/memory.hpp"
#include "reconcile/report.hpp"

// Commands in crontabs carry passwords. What was read passes here at the door, truth and live
// alike and before anything is compared, so that no finding, memory or report ever holds one; what
// is shown or kept passes once more. An action's digest is over the true command: a password that
// changed is still found.

namespace plumbline::reports {

using plumbline::redaction_mark;

/// `text` without the secrets that can be told by their form:
///   passwords in URLs                  https://user:[redacted]@host
///   values of options, variables and   --password=, --token X, PGPASSWORD=, api_key=, curl -u a:X,
///     parameters named like secrets      mysql -pX
///   Authorization headers              Authorization: …, Bearer X, Basic X
///   well-known tokens                  AKIA…, ghp_…, glpat-…, xox?-…, JSON Web Tokens
///   addresses that are a secret        https://hooks.slack.com/services/…
///   private keys in PEM form
/// Names of files and references to variables ($TOKEN, --password-file=) are no secrets and stay.
/// What was redacted once stays as it is.
[[nodiscard]] std::string redacted(std::string_view text);

/// The value of a setting; nothing of it is left if its name is that of a secret.
[[nodiscard]] std::string redacted_setting(std::string_view name, std::string_view value);

/// The same inside the strings of a JSON text; other text is treated as text.
[[nodiscard]] std::string redacted_json(std::string_view json);

/// Every text of the report that comes from outside, in place.
void redact(reconcile::AuditReport& report);
void redact(reconcile::Finding& finding);
void redact(LiveWorkflow& workflow);
void redact(LiveListing& listing);
void redact(DeclaredWorkflow& workflow);
void redact(Truth& truth);
void redact(reconcile::FieldChange& change);
/// The events of an audit; the values of its places were read through this door already.
void redact(reconcile::MemoryUpdate& update);

}  // namespace plumbline::reports
