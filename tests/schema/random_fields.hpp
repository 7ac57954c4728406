#pragma once

#include <algorithm>
#include <random>
#include <string>

#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/live.hpp"

namespace plumbline::test {

/// Makes live values out of a seed; the same seed gives the same values everywhere.
class RandomFields {
 public:
  explicit RandomFields(unsigned seed) : engine_(seed) {}

  int below(int limit) { return static_cast<int>(engine_() % static_cast<unsigned>(limit)); }
  bool flip() { return below(2) == 0; }

  /// Text that YAML, JSON and terminals may trip over; always valid UTF-8, never empty.
  std::string text() {
    static const std::vector<std::string> pieces{
        "a",    "B",      "0",          " ",      ":",   ": ",  "#",   " #",   "'",        "\"",
        "\\",   "-",      "- ",         "?",      "&x",  "*",   "!",   "|",    ">",        "%",
        "@",    "`",      "{",          "}",      "[",   "]",   ",",   "\n",   "\t",       "\r",
        "true", "null",   "~",          "no",     "1e3", "0x1", "on",  "\x01", "\x1b[31m", "\x7f",
        "é",    "\u2028", "\u0085",     "日本",   "😀",  "---", "...", "<<",   "=",        "any",
        "none", "manual", "2026-01-01", "\uFEFF", "/"};
    std::string out;
    const int count = 1 + below(6);
    for (int i = 0; i < count; ++i) {
      out += pieces[static_cast<std::size_t>(below(static_cast<int>(pieces.size())))];
    }
    return out;
  }

  Seconds span() { return Seconds{1 + below(200000)}; }

  schedule::Trigger trigger() {
    static const std::vector<std::string> expressions{"30 6 * * mon-fri", "0 0 1 * *",
                                                      "*/5 * * * *", "15 2 * * 7"};
    schedule::Trigger made;
    switch (below(6)) {
      case 0:
        made.kind = schedule::TriggerKind::every;
        made.expr = "90m";
        break;
      case 1:
        made.kind = schedule::TriggerKind::boot;
        break;
      case 2:
        made.kind = schedule::TriggerKind::custom;
        made.expr = text();
        break;
      default:
        made.kind = schedule::TriggerKind::cron;
        made.dialect = flip() ? "debian-cron" : "cronie";
        made.expr = expressions[static_cast<std::size_t>(below(4))];
        made.zone = {schedule::ZoneKnowledge::named, flip() ? "UTC" : "Europe/Berlin"};
    }
    return made;
  }

  LiveFields fields() {
    LiveFields made;
    for_each_leaf([&](const auto& leaf) {
      auto& observed = leaf.access(made);
      using Leaf = std::decay_t<decltype(observed)>;
      switch (below(8)) {
        case 0:
          observed = Leaf::inexpressible("no such notion");
          return;
        case 1:
          observed = Leaf::unobservable("hidden");
          return;
        case 2:
          return;
        default:
          break;
      }
      auto value = *observed_value(Leaf{});
      fill(value);
      observed = flip() ? Leaf::of(value) : Leaf::absent(value);
    });
    return made;
  }

 private:
  template <class T>
  static std::optional<T> observed_value(const Observed<T>&) {
    return T{};
  }

  void fill(schedule::Triggers& value) {
    value.resize(static_cast<std::size_t>(below(4)));
    for (auto& one : value) {
      one = trigger();
      one.enabled = below(5) != 0;
    }
  }
  void fill(Switch& value) { value = flip() ? Switch::on : Switch::off; }
  void fill(CatchUp& value) {
    value.rule = static_cast<CatchUp::Rule>(below(3));
    if (value.rule != CatchUp::Rule::none && flip()) value.within = span();
  }
  void fill(Count& value) {
    if (flip()) value.number = static_cast<std::uint32_t>(1 + below(1000));
  }
  void fill(WhenBusy& value) { value = static_cast<WhenBusy>(below(4)); }
  void fill(Seconds& value) { value = span(); }
  void fill(double& value) { value = 1.0 + below(900) / 128.0; }
  void fill(Limit& value) {
    if (flip()) value.span = span();
  }
  void fill(Jitter& value) { value = flip() ? Jitter::none : Jitter::full; }
  void fill(RetryOn& value) { value = static_cast<RetryOn>(below(3)); }
  void fill(Notifications& value) {
    value.resize(static_cast<std::size_t>(below(3)));
    for (auto& one : value) {
      one.on = static_cast<NotifyOn>(below(5));
      one.channel = text();
      one.to.resize(static_cast<std::size_t>(below(3)));
      for (auto& name : one.to) name = text();
      make_set(one.to);
    }
    make_set(value);
  }
  void fill(Dependencies& value) {
    value.resize(static_cast<std::size_t>(below(3)));
    for (auto& one : value) one = {text(), flip() ? text() : std::string()};
    make_set(value);
  }
  void fill(std::string& value) { value = text(); }
  void fill(Action& value) {
    for (int i = 0; i < 64; ++i) value.digest += "0123456789abcdef"[below(16)];
    value.digest.insert(0, "sha256:");
    if (flip()) value.parts[text()] = text();
  }
  void fill(Labels& value) {
    for (int i = below(3); i > 0; --i) value[text()] = text();
  }

  template <class T>
  static void make_set(std::vector<T>& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }

  std::mt19937 engine_;
};

}  // namespace plumbline::test
