#include "reconcile/finding.hpp"

#include <tuple>

#include "canonical-schema/codec/digest.hpp"

namespace plumbline::reconcile {

const char* name(Cause cause) {
  switch (cause) {
    case Cause::drifted:
      return "drifted";
    case Cause::pending:
      return "pending";
    case Cause::conflict:
      return "conflict";
    case Cause::unbased:
      return "unbased";
    case Cause::missing:
      return "missing";
    case Cause::unmanaged:
      return "unmanaged";
    case Cause::ineffective:
      return "ineffective";
    case Cause::inexpressible:
      return "inexpressible";
    case Cause::overlap:
      return "overlap";
    case Cause::invalid:
      return "invalid";
    case Cause::waiver_expired:
      return "waiver-expired";
    case Cause::waiver_expiring:
      return "waiver-expiring";
    case Cause::unread:
      return "unread";
  }
  return "";
}

const char* name(Status status) {
  switch (status) {
    case Status::fresh:
      return "new";
    case Status::open:
      return "open";
    case Status::reopened:
      return "reopened";
  }
  return "";
}

const char* name(Mode mode) {
  switch (mode) {
    case Mode::observe:
      return "observe";
    case Mode::alert:
      return "alert";
    case Mode::propose:
      return "propose";
    case Mode::enforce:
      return "enforce";
  }
  return "";
}

std::string finding_key(std::string_view estate, std::string_view workflow, const PlaceId& place,
                        std::string_view field_or_cause) {
  codec::LengthPrefixedDigest digest;
  digest.add(estate);
  digest.add(workflow);
  digest.add(place.platform);
  digest.add(place.native_id);
  digest.add(field_or_cause);
  return digest.hex().substr(0, 32);
}

bool comes_before(const Finding& a, const Finding& b) {
  const auto order = [](const Finding& finding) {
    const bool has_workflow = finding.workflow.has_value();
    return std::make_tuple(!has_workflow, has_workflow ? *finding.workflow : WorkflowId{},
                           std::cref(finding.place), finding.field.has_value(),
                           finding.field.value_or(FieldId::schedule), finding.cause,
                           std::cref(finding.key));
  };
  return order(a) < order(b);
}

const char* rule_of(Cause cause) {
  switch (cause) {
    case Cause::missing:
      return "PL2001";
    case Cause::unmanaged:
      return "PL2002";
    case Cause::overlap:
      return "PL2003";
    case Cause::ineffective:
      return "PL2004";
    case Cause::inexpressible:
      return "PL2005";
    case Cause::invalid:
      return "PL3001";
    case Cause::waiver_expired:
      return "PL3002";
    case Cause::waiver_expiring:
      return "PL3003";
    case Cause::unread:
      return "PL9001";
    case Cause::drifted:
    case Cause::pending:
    case Cause::conflict:
    case Cause::unbased:
      break;  // these have a field, whose row names the rule
  }
  return "";
}

Severity severity_of(Cause cause) {
  switch (cause) {
    case Cause::missing:
    case Cause::ineffective:
    case Cause::invalid:
    case Cause::overlap:
      return Severity::high;
    case Cause::waiver_expired:
    case Cause::unread:
      return Severity::medium;
    case Cause::inexpressible:
    case Cause::unmanaged:
    case Cause::waiver_expiring:
      return Severity::low;
    case Cause::drifted:
    case Cause::pending:
    case Cause::conflict:
    case Cause::unbased:
      break;
  }
  return Severity::medium;
}

}  // namespace plumbline::reconcile
