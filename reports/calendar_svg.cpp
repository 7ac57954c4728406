#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "reports/calendar.hpp"
#include "reports/display_text.hpp"

namespace plumbline::reports {
namespace {

constexpr int left = 132;  ///< where 00:00 is
constexpr int hour_width = 32;
constexpr int right = left + 24 * hour_width;
constexpr int page_width = right + 185;
constexpr int axis_room = 26;
constexpr int line_height = 20;
constexpr int lane_height = 18;
constexpr int row_gap = 8;
/// Of one fate on one day; more are drawn as one bar with their number.
constexpr std::size_t most_marks = 60;

// Colour says nothing that the form of a mark does not say too. A viewer that knows no media
// queries shows the light one.
constexpr std::string_view style = R"(<style>
text{font:13px system-ui,"DejaVu Sans",sans-serif;fill:#1b1f24}
.head{font-weight:600}
.soft{fill:#57606a;font-size:11px}
.ground{fill:#ffffff}
.lane{stroke:#d0d7de;stroke-width:1}
.hour{stroke:#e6eaee;stroke-width:1}
.weekend{fill:#f3f5f7}
.hatch{stroke:#6e7781;stroke-width:1.5}
.clock{stroke:#6e7781;stroke-width:1}
.kept{fill:#57606a;stroke:#57606a}
.moved{fill:none;stroke:#0a5fc2;stroke-width:2}
.moved-end{fill:#0a5fc2;stroke:#0a5fc2}
.lost{fill:none;stroke:#c62828;stroke-width:2.5}
.new{fill:none;stroke:#1a7f37;stroke-width:2.5}
.again{fill:none;stroke:#57606a;stroke-width:1}
.bar{fill-opacity:.25}
.label{font-size:11px}
.count{font-size:11px;paint-order:stroke;stroke:#ffffff;stroke-width:4}
@media (prefers-color-scheme:dark){
text{fill:#e6edf3}
.soft{fill:#9ea7b3}
.ground{fill:#0d1117}
.lane{stroke:#3d444d}
.hour{stroke:#21262d}
.weekend{fill:#161b22}
.hatch,.clock{stroke:#9198a1}
.kept{fill:#b1bac4;stroke:#b1bac4}
.moved{stroke:#6cb6ff}
.moved-end{fill:#6cb6ff;stroke:#6cb6ff}
.lost{stroke:#ff7b72}
.new{stroke:#56d364}
.again{stroke:#b1bac4}
.count{stroke:#0d1117}
}
</style>
)";

/// Text for XML: no byte that is no UTF-8, no character that XML does not know.
std::string escaped(std::string_view text) {
  std::string out;
  const std::string shown = visible(text);
  for (std::string_view rest = shown; !rest.empty();) {
    const auto point = first_code_point(rest);
    const auto bytes = rest.substr(0, point.bytes);
    rest.remove_prefix(point.bytes);
    if (!point.valid || point.value == 0xFFFE || point.value == 0xFFFF) {
      out += "?";
    } else if (bytes == "&") {
      out += "&amp;";
    } else if (bytes == "<") {
      out += "&lt;";
    } else if (bytes == ">") {
      out += "&gt;";
    } else if (bytes == "\"") {
      out += "&quot;";
    } else {
      out += bytes;
    }
  }
  return out;
}

/// A tenth of a pixel is exact enough, and no locale changes it.
std::string decimal(std::int64_t tenths) {
  const auto rest = tenths % 10;
  return std::to_string(tenths / 10) + (rest == 0 ? "" : "." + std::to_string(rest));
}

std::int64_t x_tenths(Seconds time) { return left * 10 + time.count() * hour_width * 10 / 3600; }
std::string x_of(Seconds time) { return decimal(x_tenths(time)); }

std::string text_at(int x, int y, std::string_view style_class, std::string_view text) {
  return "<text x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) + "\"" +
         (style_class.empty() ? "" : " class=\"" + std::string(style_class) + "\"") + ">" +
         escaped(text) + "</text>\n";
}

std::string line(std::string_view style_class, const std::string& x1, int y1, const std::string& x2,
                 int y2) {
  return "<path class=\"" + std::string(style_class) + "\" d=\"M" + x1 + " " + std::to_string(y1) +
         "L" + x2 + " " + std::to_string(y2) + "\"/>";
}

std::string dot(std::string_view style_class, const std::string& x, int y, std::string_view r) {
  return "<circle class=\"" + std::string(style_class) + "\" cx=\"" + x + "\" cy=\"" +
         std::to_string(y) + "\" r=\"" + std::string(r) + "\"/>";
}

/// A path of steps relative to (x, y).
std::string mark(std::string_view style_class, const std::string& x, int y,
                 std::string_view steps) {
  return "<path class=\"" + std::string(style_class) + "\" d=\"M" + x + " " + std::to_string(y) +
         std::string(steps) + "\"/>";
}
constexpr std::string_view cross = "m-4.5-4.5l9 9m0-9l-9 9";
constexpr std::string_view plus = "m-5.5 0h11m-5.5-5.5v11";
constexpr std::string_view diamond = "m0-5.5l5.5 5.5-5.5 5.5-5.5-5.5z";

const char* style_class_of(Fate fate) {
  switch (fate) {
    case Fate::only:
    case Fate::kept:
      return "kept";
    case Fate::moved:
      return "moved";
    case Fate::lost:
      return "lost";
    case Fate::added:
      return "new";
  }
  return "";
}

std::string fate_words(const CalendarRun& run, std::chrono::sys_days day) {
  const auto time = time_text(run.time_on(day), day);
  switch (run.fate) {
    case Fate::only:
      return time;
    case Fate::kept:
      return time + ": kept";
    case Fate::moved:
      return time_text(*run.before, day) + " moves to " + time_text(*run.after, day);
    case Fate::lost:
      return time + ": lost";
    case Fate::added:
      return time + ": new";
  }
  return {};
}

/// Where an end of a run is drawn in the row of a day: one of another day at the edge.
std::string x_of(const ClockTime& time, std::chrono::sys_days day) {
  if (time.day == day) return x_of(time.time);
  return x_of(time.day < day ? Seconds{0} : Seconds{std::chrono::hours{24}});
}

/// Draws a calendar from top to bottom.
class Picture {
 public:
  explicit Picture(const Calendar& calendar)
      : calendar_(calendar), lanes_(calendar.after.empty() ? 1 : 2) {}

  std::string draw();

 private:
  void head();
  void axis();
  void row(const CalendarDay& day);
  void clock_change(const CalendarDay& day);
  void runs(const CalendarDay& day, Fate fate);
  void run(const CalendarRun& run, std::chrono::sys_days day);
  void bar(const std::vector<const CalendarRun*>& runs, std::chrono::sys_days day);
  void legend();
  [[nodiscard]] int lane_y(int lane) const { return y_ + lane_height * lane + lane_height / 2; }
  [[nodiscard]] int row_height() const { return lanes_ * lane_height; }
  /// The lane of what was before is the first, of what comes after the last.
  [[nodiscard]] int last_lane() const { return lanes_ - 1; }

  const Calendar& calendar_;
  int lanes_;
  int y_ = 14;
  std::string out_;
};

void Picture::head() {
  const auto put = [&](std::string_view label, const std::string& title, const std::string& words) {
    y_ += line_height;
    out_ += text_at(14, y_, "head", label) + text_at(left - 60, y_, "head", title);
    y_ += line_height - 3;
    out_ += text_at(left - 60, y_, "soft", words);
  };
  put(lanes_ == 2 ? "before" : "runs", calendar_.before, calendar_.before_words);
  if (lanes_ == 2) put("after", calendar_.after, calendar_.after_words);
  y_ += line_height;
  out_ += text_at(14, y_, "soft", sums_text(calendar_) + " · clock of " + calendar_.zone);
  const auto note = [&](std::string_view text) {
    y_ += line_height;
    out_ += text_at(14, y_, "soft", text);
  };
  if (calendar_.cut) note(cut_text(calendar_));
  for (const auto& sentence : calendar_.assumed) note(sentence);
}

void Picture::axis() {
  y_ += axis_room;
  const int bottom =
      y_ + static_cast<int>(calendar_.days.size()) * (row_height() + row_gap) + row_gap;
  for (int hour = 0; hour <= 24; hour += 3) {
    const int x = left + hour * hour_width;
    out_ += line("hour", std::to_string(x), y_ + 4, std::to_string(x), bottom) + "\n";
    out_ += "<text class=\"soft\" text-anchor=\"middle\" x=\"" + std::to_string(x) + "\" y=\"" +
            std::to_string(y_) + "\">" + (hour < 10 ? "0" : "") + std::to_string(hour) +
            ":00</text>\n";
  }
  y_ += row_gap;
}

void Picture::clock_change(const CalendarDay& day) {
  if (!day.change) return;
  const auto clock = [&](Seconds offset) {
    const Seconds time = day.change->at + offset - day.day;
    return std::clamp(time, Seconds{0}, Seconds{std::chrono::hours{24}});
  };
  const bool skips = day.change->after > day.change->before;
  const auto from = clock(skips ? day.change->before : day.change->after);
  const auto to = clock(skips ? day.change->after : day.change->before);
  const auto width = x_tenths(to) - x_tenths(from);
  const std::string what = std::string("clock ") + (skips ? "skips " : "repeats ") +
                           time_of_day_text(from) + "–" + time_of_day_text(to);
  out_ += "<rect class=\"clock\" fill=\"url(#" + std::string(skips ? "skipped" : "repeated") +
          ")\" x=\"" + x_of(from) + "\" y=\"" + std::to_string(y_) + "\" width=\"" +
          decimal(width) + "\" height=\"" + std::to_string(row_height()) + "\"><title>" +
          escaped(what) + "</title></rect>\n";
  out_ += text_at(right + 8, y_ + row_height() / 2 + 4, "label", what);
}

void Picture::run(const CalendarRun& run, std::chrono::sys_days day) {
  const int top = lane_y(0);
  const int low = lane_y(last_lane());
  const auto before = run.before ? x_of(*run.before, day) : "";
  const auto after = run.after ? x_of(*run.after, day) : "";
  const auto ends_here = [&](const std::optional<ClockTime>& end) {
    return end && end->day == day;
  };
  out_ += "<g><title>" + escaped(fate_words(run, day)) + "</title>";
  const bool two_ends = run.fate != Fate::kept;
  if (ends_here(run.before) && run.before->second_pass) out_ += dot("again", before, top, "7.5");
  if (two_ends && ends_here(run.after) && run.after->second_pass) {
    out_ += dot("again", after, low, "7.5");
  }
  switch (run.fate) {
    case Fate::only:
      out_ += dot("kept", before, top, "4");
      break;
    case Fate::kept:
      out_ += line("kept", before, top, before, low) + dot("kept", before, top, "3") +
              dot("kept", before, low, "3");
      break;
    case Fate::moved:
      out_ += line("moved", before, top, after, low);
      if (ends_here(run.before)) out_ += dot("moved", before, top, "4");
      if (ends_here(run.after)) out_ += mark("moved-end", after, low, diamond);
      break;
    case Fate::lost:
      out_ += mark("lost", before, top, cross);
      break;
    case Fate::added:
      out_ += mark("new", after, low, plus);
      break;
  }
  out_ += "</g>\n";
}

/// Many runs of one fate: where they begin and end, and how many they are.
void Picture::bar(const std::vector<const CalendarRun*>& runs, std::chrono::sys_days day) {
  const auto fate = runs.front()->fate;
  const bool is_new = fate == Fate::added;
  const auto time = [&](const CalendarRun* run) { return run->time_on(day).time; };
  const int lane = is_new ? last_lane() : 0;
  const bool both = fate == Fate::kept || fate == Fate::moved;
  const int height = (both ? lanes_ : 1) * lane_height - 6;
  const auto width =
      std::max<std::int64_t>(x_tenths(time(runs.back())) - x_tenths(time(runs.front())), 20);
  const std::string words =
      std::to_string(runs.size()) + " " + (fate == Fate::only ? "runs" : style_class_of(fate));
  const int y = y_ + lane * lane_height + 3;
  out_ += "<g><title>" + escaped(words) + "</title><rect class=\"" + style_class_of(fate) +
          " bar\" x=\"" + x_of(time(runs.front())) + "\" y=\"" + std::to_string(y) + "\" width=\"" +
          decimal(width) + "\" height=\"" + std::to_string(height) + "\"/>" +
          text_at(static_cast<int>(x_tenths(time(runs.front())) / 10) + 6, y + height / 2 + 4,
                  "count", words) +
          "</g>\n";
}

void Picture::runs(const CalendarDay& day, Fate fate) {
  std::vector<const CalendarRun*> of_fate;
  for (const auto& each : day.runs) {
    if (each.fate == fate) of_fate.push_back(&each);
  }
  if (of_fate.size() > most_marks) return bar(of_fate, day.day);
  for (const auto* each : of_fate) run(*each, day.day);
}

void Picture::row(const CalendarDay& day) {
  const auto weekday = std::chrono::weekday(day.day);
  if (weekday == std::chrono::Saturday || weekday == std::chrono::Sunday) {
    out_ += "<rect class=\"weekend\" x=\"8\" y=\"" + std::to_string(y_ - row_gap / 2) +
            "\" width=\"" + std::to_string(right - 8) + "\" height=\"" +
            std::to_string(row_height() + row_gap) + "\"/>\n";
  }
  out_ += text_at(14, y_ + row_height() / 2 + 5, day.change ? "head" : "", day_text(day.day));
  clock_change(day);
  for (int lane = 0; lane < lanes_; ++lane) {
    out_ += line("lane", std::to_string(left), lane_y(lane), std::to_string(right), lane_y(lane));
  }
  out_ += "\n";
  for (const auto fate : {Fate::only, Fate::kept, Fate::moved, Fate::lost, Fate::added}) {
    runs(day, fate);
  }
  y_ += row_height() + row_gap;
}

void Picture::legend() {
  y_ += line_height + 6;
  int x = 20;
  const auto put = [&](const std::string& symbol, std::string_view word, int width, int gap = 14) {
    out_ += symbol + text_at(x + gap, y_ + 4, "label", word) + "\n";
    x += width;
  };
  const auto at = [&](int further = 0) { return std::to_string(x + further); };
  if (lanes_ == 1) {
    put(dot("kept", at(), y_, "4"), "a run", 80);
  } else {
    put(dot("kept", at(), y_, "4"), "kept", 80);
    put(dot("moved", at(), y_, "4") + line("moved", at(4), y_, at(16), y_) +
            mark("moved-end", at(22), y_, diamond),
        "moved: from, to", 170, 36);
    put(mark("lost", at(), y_, cross), "lost", 80);
    put(mark("new", at(), y_, plus), "new", 80);
  }
  put(dot("again", at(), y_, "7"), "the repeated time's second run", 220);
  const auto box = [&](std::string_view pattern) {
    return "<rect class=\"clock\" fill=\"url(#" + std::string(pattern) + ")\" x=\"" +
           std::to_string(x - 8) + "\" y=\"" + std::to_string(y_ - 7) +
           "\" width=\"16\" height=\"14\"/>";
  };
  put(box("skipped"), "skipped by the clock", 160);
  put(box("repeated"), "repeated", 100);
  y_ += line_height;
}

std::string Picture::draw() {
  head();
  axis();
  for (const auto& day : calendar_.days) row(day);
  legend();
  const std::string size = std::to_string(page_width) + "\" height=\"" + std::to_string(y_);
  const std::string title =
      lanes_ == 2 ? "Runs before and after: " + calendar_.before + " → " + calendar_.after
                  : "Runs of " + calendar_.before;
  const std::string description =
      sums_text(calendar_) + " in " + std::to_string(calendar_.days.size()) + " days from " +
      (calendar_.days.empty() ? "" : day_text(calendar_.days.front().day)) + " on the clock of " +
      calendar_.zone;
  std::string begin =
      std::string(calendar_svg_begin()) + " width=\"" + size + "\" viewBox=\"0 0 " +
      std::to_string(page_width) + " " + std::to_string(y_) + "\">\n" +
      "<title id=\"calendar-title\">" + escaped(title) + "</title>\n<desc id=\"calendar-desc\">" +
      escaped(description) + "</desc>\n" + std::string(style) +
      "<defs><pattern id=\"skipped\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
      "<path class=\"hatch\" d=\"M0 6L6 0\"/></pattern><pattern id=\"repeated\" width=\"6\" "
      "height=\"6\" patternUnits=\"userSpaceOnUse\"><path class=\"hatch\" d=\"M0 0L6 6M0 6L6 0\"/>"
      "</pattern></defs>\n<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n";
  return begin + out_ + "</svg>\n";
}

}  // namespace

std::string_view calendar_svg_begin() {
  return R"(<svg xmlns="http://www.w3.org/2000/svg" role="img" )"
         R"(aria-labelledby="calendar-title calendar-desc")";
}

std::string calendar_svg(const Calendar& calendar) { return Picture(calendar).draw(); }

}  // namespace plumbline::reports
