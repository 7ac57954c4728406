#include "canonical-schema/schedule/dialects/flat_json.hpp"

#include <algorithm>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/field_spec.hpp"

namespace plumbline::schedule {
namespace {

/// Longer objects are no schedules.
constexpr std::size_t most_members = 16;

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<std::vector<FlatMember>> object();

 private:
  Result<std::string> string();
  Result<FlatMember> member();
  void skip_blanks() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }
  bool skip(char mark) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != mark) return false;
    ++at_;
    return true;
  }
  [[nodiscard]] tl::unexpected<Error> bad(const std::string& what) const {
    return refuse(text_, at_, what, "write for example {\"cron\": \"0 9 * * *\"}");
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

Result<std::vector<FlatMember>> Reader::object() {
  std::vector<FlatMember> members;
  if (!skip('{')) return bad("no JSON object");
  if (!skip('}')) {
    do {
      auto one = member();
      if (!one) return fail(std::move(one.error()));
      if (std::ranges::find(members, one->key, &FlatMember::key) != members.end()) {
        return bad("the key " + excerpt(one->key) + " stands twice");
      }
      if (members.size() == most_members) {
        return bad("more than " + std::to_string(most_members) + " keys: no schedule has so many");
      }
      members.push_back(*std::move(one));
    } while (skip(','));
    if (!skip('}')) return bad("no end of the JSON object");
  }
  skip_blanks();
  if (at_ != text_.size()) return bad("text after the JSON object");
  return members;
}

Result<FlatMember> Reader::member() {
  auto key = string();
  if (!key) return fail(std::move(key.error()));
  if (!skip(':')) return bad("no colon after the key");
  skip_blanks();
  FlatMember member{*std::move(key), {}, false, at_};
  if (at_ < text_.size() && text_[at_] == '"') {
    member.is_string = true;
    auto value = string();
    if (!value) return fail(std::move(value.error()));
    member.value = *std::move(value);
    return member;
  }
  const auto end = std::min(text_.find_first_of(", \t\r\n}", at_), text_.size());
  member.value = std::string(text_.substr(at_, end - at_));
  const bool plain = !member.value.empty() && std::ranges::all_of(member.value, [](char c) {
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '.' || c == '-' || c == '+';
  });
  if (!plain) return bad("no string, number, true, false or null");
  const auto digits = std::string_view(member.value).substr(member.value.starts_with('-') ? 1 : 0);
  if (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1])) {
    return bad("no number of JSON begins with a zero");
  }
  at_ = end;
  return member;
}

Result<std::string> Reader::string() {
  if (!skip('"')) return bad("no string");
  std::string value;
  for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
    if (text_[at_] != '\\') {
      value += text_[at_];
      continue;
    }
    ++at_;
    const char escaped = at_ < text_.size() ? text_[at_] : '\0';
    constexpr std::string_view marks = "\"\\/nrt";
    constexpr std::string_view meant = "\"\\/\n\r\t";
    const auto mark = marks.find(escaped);
    if (mark == marks.npos) return bad("an escape that is not read");
    value += meant[mark];
  }
  if (!skip('"')) return bad("no end of the string");
  return value;
}

}  // namespace

Result<std::vector<FlatMember>> flat_json(std::string_view text) { return Reader(text).object(); }

}  // namespace plumbline::schedule
