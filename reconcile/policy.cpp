#include "reconcile/policy.hpp"

namespace plumbline::reconcile {
namespace {

bool admits(const std::string& pattern, const std::string& text) {
  return pattern.empty() || glob_matches(pattern, text);
}

}  // namespace

bool matches(const Selector& selector, const Subject& subject) {
  if (selector.tier && *selector.tier != subject.tier) return false;
  return admits(selector.workflow, subject.workflow) && admits(selector.team, subject.team) &&
         admits(selector.platform, subject.platform) &&
         admits(selector.environment, subject.environment) &&
         admits(selector.field, subject.field) && admits(selector.rule, subject.rule) &&
         admits(selector.cause, subject.cause);
}

}  // namespace plumbline::reconcile
