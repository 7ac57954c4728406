#include "canonical-schema/schedule/dialects/asset_condition.hpp"

#include <array>
#include <set>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/field_spec.hpp"

namespace plumbline::schedule {
namespace {

/// As deep as Python nests parentheses.
constexpr int deepest = 200;

struct Name {
  std::string_view written;
  std::string_view now;
};
constexpr std::array<Name, 5> names{{{"AssetAlias(", "AssetAlias"},
                                     {"DatasetAlias(", "AssetAlias"},
                                     {"AssetRef(", "AssetRef"},
                                     {"Asset(", "Asset"},
                                     {"Dataset(", "Asset"}}};

/// A condition in one form, and what joins its parts on the outside: '&', '|', or 0 for none.
struct Term {
  std::set<std::string> parts;
  char joint = 0;

  [[nodiscard]] std::string text() const {
    std::string all;
    for (const auto& part : parts) {
      if (!all.empty()) all += std::string(" ") + joint + " ";
      all += part;
    }
    return all;
  }
};

/// One joint of terms; terms of the same joint are taken apart first.
Term joined(const std::vector<Term>& terms, char joint) {
  if (terms.size() == 1) return terms.front();
  Term all{{}, joint};
  for (const auto& term : terms) {
    if (term.joint == joint || term.joint == 0) {
      all.parts.insert(term.parts.begin(), term.parts.end());
    } else {
      all.parts.insert("(" + term.text() + ")");
    }
  }
  if (all.parts.size() > 1) return all;
  // All were the same.
  return terms.front();
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  /// `|` binds less than `&`.
  Result<Term> any(int depth) {
    return list_of(depth, '|', [this](int deeper) { return all(deeper); });
  }
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  Result<Term> all(int depth) {
    return list_of(depth, '&', [this](int deeper) { return one(deeper); });
  }
  template <typename Read>
  Result<Term> list_of(int depth, char joint, Read read) {
    std::vector<Term> terms;
    do {
      auto term = read(depth);
      if (!term) return term;
      terms.push_back(*std::move(term));
    } while (skip(joint));
    return joined(terms, joint);
  }
  Result<Term> one(int depth);
  Result<Term> asset(std::string_view kind);
  bool skip(char mark);
  [[nodiscard]] tl::unexpected<Error> bad(const std::string& what) const {
    return refuse(text_, at_, what, "write for example Asset(\"s3://raw/orders\")");
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// Passes over blanks and the mark; stays where it is if the mark does not follow.
bool Reader::skip(char mark) {
  const auto next = text_.find_first_not_of(' ', at_);
  if (next == text_.npos || text_[next] != mark) return false;
  at_ = next + 1;
  return true;
}

Result<Term> Reader::one(int depth) {
  if (depth > deepest) return bad("too many nested parentheses");
  if (skip('(')) {
    auto term = any(depth + 1);
    if (term && !skip(')')) return bad("a closing parenthesis is missing");
    return term;
  }
  if (skip('[')) {
    std::vector<Term> terms;
    do {
      auto term = any(depth + 1);
      if (!term) return term;
      terms.push_back(*std::move(term));
    } while (skip(','));
    if (!skip(']')) return bad("a closing bracket is missing");
    return joined(terms, '&');
  }
  at_ = std::min(text_.find_first_not_of(' ', at_), text_.size());
  for (const auto& name : names) {
    if (!text_.substr(at_).starts_with(name.written)) continue;
    at_ += name.written.size();
    return asset(name.now);
  }
  return bad("no asset here");
}

/// What stands in the parentheses, without quotes.
Result<Term> Reader::asset(std::string_view kind) {
  std::string_view inner;
  const char quote = at_ < text_.size() ? text_[at_] : '\0';
  if (quote == '"' || quote == '\'') {
    const auto end = text_.find(quote, at_ + 1);
    if (end == text_.npos) return bad("a quotation mark is missing");
    inner = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    if (!skip(')')) return bad("a closing parenthesis is missing");
  } else {
    const auto end = text_.find(')', at_);
    if (end == text_.npos) return bad("a closing parenthesis is missing");
    inner = text_.substr(at_, end - at_);
    at_ = end + 1;
  }
  if (inner.empty()) return bad("an asset without a name");
  return Term{{std::string(kind) + "(" + std::string(inner) + ")"}, 0};
}

}  // namespace

bool begins_like_asset_condition(std::string_view text) {
  if (text.starts_with('(') || text.starts_with('[')) return true;
  for (const auto& name : names) {
    if (text.starts_with(name.written)) return true;
  }
  return false;
}

Result<AssetCondition> asset_condition(std::string_view text) {
  Reader reader(text);
  auto term = reader.any(0);
  if (!term) return fail(std::move(term.error()));
  return AssetCondition{term->text(), reader.at()};
}

}  // namespace plumbline::schedule
