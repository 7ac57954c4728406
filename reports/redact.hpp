#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/live.hpp"
#include "reconcile/memory.hpp"
#include "reconcile/report.hpp"

// Commands in crontabs carry passwords. Whatever is shown, sent or kept passes here once, before
// any renderer; comparing and digests use the true values, so a changed password is still found.

namespace plumbline::reports {

/// What stands in place of a secret.
inline constexpr std::string_view redaction_mark = "[redacted]";

/// `text` without the secrets that can be told by their form:
///   passwords in URLs                  https://user:[redacted]@host
///   values of options, variables and   --password=, --token X, PGPASSWORD=, api_key=, curl -u a:X,
///     parameters named like secrets      mysql -pX
///   Authorization headers              Bearer, Basic
///   well-known tokens                  AKIA…, ghp_…, glpat-…, xox?-…, JSON Web Tokens
///   private keys in PEM form
/// Names of files and references to variables ($TOKEN, --password-file=) are no secrets and stay.
[[nodiscard]] std::string redacted(std::string_view text);

/// The same inside the strings of a JSON text; other text is treated as text.
[[nodiscard]] std::string redacted_json(std::string_view json);

/// Every text of the report that comes from outside, in place.
void redact(reconcile::AuditReport& report);
void redact(reconcile::Finding& finding);
void redact(LiveWorkflow& workflow);
void redact(reconcile::FieldChange& change);

}  // namespace plumbline::reports
