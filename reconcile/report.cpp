#include "reconcile/report.hpp"

namespace plumbline::reconcile {

const char* name(CoverageState state) {
  switch (state) {
    case CoverageState::read:
      return "read";
    case CoverageState::partial:
      return "partial";
    case CoverageState::unread:
      return "unread";
  }
  return "";
}

const char* name(Note::Kind kind) {
  switch (kind) {
    case Note::Kind::not_compared:
      return "not_compared";
    case Note::Kind::agrees_with_note:
      return "agrees_with_note";
    case Note::Kind::waiting:
      return "waiting";
    case Note::Kind::platform:
      return "platform";
    case Note::Kind::local_change:
      return "local_change";
    case Note::Kind::zone_data:
      return "zone_data";
  }
  return "";
}

const char* name(Verdict verdict) {
  switch (verdict) {
    case Verdict::agree:
      return "agree";
    case Verdict::findings:
      return "findings";
    case Verdict::incomplete:
      return "incomplete";
    case Verdict::invalid:
      return "invalid";
  }
  return "";
}

}  // namespace plumbline::reconcile
