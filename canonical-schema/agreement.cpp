#include "canonical-schema/agreement.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace plumbline {
namespace {

const Answer agree{};

Answer agree_if(bool same) { return {same ? Agreement::agree : Agreement::differ, {}}; }

bool within(double truth, double live, const Slack& slack) {
  const double distance = std::abs(truth - live);
  if (slack.percent && distance <= std::abs(truth) * *slack.percent / 100.0) return true;
  return distance == 0.0;
}

bool within(Seconds truth, Seconds live, const Slack& slack) {
  if (truth == live) return true;
  const auto distance = truth > live ? truth - live : live - truth;
  if (slack.amount && distance <= *slack.amount) return true;
  return within(static_cast<double>(truth.count()), static_cast<double>(live.count()), slack);
}

std::string_view principal(const std::string& written, const Slack& slack) {
  if (slack.principals == nullptr) return written;
  const auto found = slack.principals->find(written);
  return found == slack.principals->end() ? written : found->second;
}

template <class Map>
bool covers(const Map& truth, const Map& live) {
  return std::all_of(truth.begin(), truth.end(), [&](const auto& entry) {
    const auto found = live.find(entry.first);
    return found != live.end() && found->second == entry.second;
  });
}

bool holds_secret(const std::string& text) { return text.find(redaction_mark) != text.npos; }

/// Two texts may agree in all but a secret that was left out of both.
Answer agree_but_for_secrets(bool any_secret) {
  if (!any_secret) return agree;
  return {Agreement::agree_with_note, "but for a secret in it, which is not kept or compared"};
}

/// What cron can say of "tell them on failure": it mails any output to the same people.
bool is_weaker_form(const Notification& truth, const Notification& live) {
  return truth.on == NotifyOn::failure && live.on == NotifyOn::output &&
         truth.channel == live.channel && truth.to == live.to;
}

}  // namespace

Answer agrees(const Limit& truth, const Limit& live, const Slack& slack) {
  if (!truth.span || !live.span) return agree_if(truth.span == live.span);
  return agree_if(within(*truth.span, *live.span, slack));
}

Answer agrees(const Seconds& truth, const Seconds& live, const Slack& slack) {
  return agree_if(within(truth, live, slack));
}

Answer agrees(const Count& truth, const Count& live, const Slack& slack) {
  if (!truth.number || !live.number) return agree_if(truth.number == live.number);
  return agree_if(within(double(*truth.number), double(*live.number), slack));
}

Answer agrees(const double& truth, const double& live, const Slack& slack) {
  return agree_if(within(truth, live, slack));
}

Answer agrees(const Jitter& truth, const Jitter& live, const Slack&) {
  return agree_if(truth == Jitter::any || truth == live);
}

Answer agrees(const RetryOn& truth, const RetryOn& live, const Slack&) {
  return agree_if(truth == RetryOn::any || truth == live);
}

Answer agrees(const WhenBusy& truth, const WhenBusy& live, const Slack&) {
  return agree_if(truth == live);
}

Answer agrees(const Switch& truth, const Switch& live, const Slack&) {
  // "Off for too long" is a matter of time, which the comparison of a place judges.
  return agree_if(truth == live || truth == Switch::by_operator);
}

Answer agrees(const CatchUp& truth, const CatchUp& live, const Slack& slack) {
  using Rule = CatchUp::Rule;
  if (truth.rule == Rule::not_all) {
    return agree_if(live.rule == Rule::none || live.rule == Rule::latest ||
                    live.rule == Rule::not_all);
  }
  if (truth.rule != live.rule) return agree_if(false);
  // Truth without a bound accepts any: `true` and `latest` say nothing of how old.
  if (!truth.within) return agree;
  if (!live.within) return agree_if(false);
  return agree_if(within(*truth.within, *live.within, slack));
}

Answer agrees(const Notifications& truth, const Notifications& live, const Slack&) {
  if (truth == live) {
    return agree_but_for_secrets(std::any_of(truth.begin(), truth.end(), [](const auto& each) {
      return std::any_of(each.to.begin(), each.to.end(), holds_secret);
    }));
  }
  if (truth.size() != live.size()) return agree_if(false);
  // Both are sorted sets; what is left over on either side must pair up in the weaker form.
  Notifications only_truth;
  Notifications only_live;
  std::set_difference(truth.begin(), truth.end(), live.begin(), live.end(),
                      std::back_inserter(only_truth));
  std::set_difference(live.begin(), live.end(), truth.begin(), truth.end(),
                      std::back_inserter(only_live));
  const bool weaker = std::all_of(only_truth.begin(), only_truth.end(), [&](const auto& wanted) {
    return std::any_of(only_live.begin(), only_live.end(),
                       [&](const auto& found) { return is_weaker_form(wanted, found); });
  });
  if (!weaker) return agree_if(false);
  return {Agreement::agree_with_note,
          "it is told of any output, not of failures only; wrap the command in `chronic` for that"};
}

Answer agrees(const Dependencies& truth, const Dependencies& live, const Slack&) {
  if (truth.size() != live.size()) return agree_if(false);
  return agree_if(std::equal(truth.begin(), truth.end(), live.begin(),
                             [](const Dependency& a, const Dependency& b) {
                               return a.workflow == b.workflow && (a.how.empty() || a.how == b.how);
                             }));
}

Answer agrees(const std::string& truth, const std::string& live, const Slack& slack) {
  return agree_if(truth == live || principal(truth, slack) == principal(live, slack));
}

Answer agrees(const Action& truth, const Action& live, const Slack&) {
  if (!truth.digest.empty()) return agree_if(truth.digest == live.digest);
  if (!covers(truth.parts, live.parts)) return agree_if(false);
  return agree_but_for_secrets(
      std::any_of(truth.parts.begin(), truth.parts.end(),
                  [](const auto& part) { return holds_secret(part.second); }));
}

Answer agrees(const Labels& truth, const Labels& live, const Slack&) {
  return agree_if(covers(truth, live));
}

}  // namespace plumbline
