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

// Only the last `*` is ever tried again: what an earlier one took cannot need to be longer, since
// the later one can take any run of characters. So a pattern costs at most its length times that
// of the text.
bool glob_matches(std::string_view pattern, std::string_view text) {
  std::size_t at = 0;    // in the pattern
  std::size_t read = 0;  // of the text
  std::size_t star = std::string_view::npos;
  std::size_t taken = 0;  // where the text after what the last star takes begins
  while (read < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      taken = read;
    } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == text[read])) {
      ++at;
      ++read;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      read = ++taken;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

}  // namespace plumbline::reconcile
