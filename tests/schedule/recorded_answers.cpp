#include "tests/schedule/recorded_answers.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "tests/schedule/schedules.hpp"

namespace plumbline::schedule::test {
namespace {

using namespace std::chrono;

struct Closer {
  void operator()(std::FILE* file) const { ::pclose(file); }
};
using Pipe = std::unique_ptr<std::FILE, Closer>;

std::string unpacked(const std::string& path) {
  const Pipe pipe(::popen(("gzip -dc '" + path + "'").c_str(), "r"));
  if (!pipe) throw std::runtime_error("cannot run gzip");
  std::string text;
  std::array<char, 65536> buffer{};
  for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;) {
    text.append(buffer.data(), got);
  }
  return text;
}

void pack(const std::string& path, const std::string& text) {
  const Pipe pipe(::popen(("gzip -9nc >'" + path + "'").c_str(), "w"));
  if (!pipe || std::fwrite(text.data(), 1, text.size(), pipe.get()) != text.size()) {
    throw std::runtime_error("cannot write " + path);
  }
}

std::string deltas(const EngineQuestion& question, const EngineAnswer& answer) {
  std::string text;
  Instant last = question.start;
  for (std::size_t i = 0; i < answer.fires.size();) {
    const Seconds delta = answer.fires[i] - last;
    std::size_t times = 0;
    while (i < answer.fires.size() && answer.fires[i] - last == delta) {
      last = answer.fires[i++];
      ++times;
    }
    text += " " + std::to_string(delta.count());
    if (times > 1) text += "*" + std::to_string(times);
  }
  return text;
}

std::vector<Instant> fires_of(const std::string& text, Instant last) {
  std::vector<Instant> fires;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const auto star = word.find('*');
    const Seconds delta{std::stoll(word)};
    const auto times = star == std::string::npos ? 1 : std::stoi(word.substr(star + 1));
    for (int i = 0; i < times; ++i) fires.push_back(last += delta);
  }
  return fires;
}

/// Reads the file line by line.
class Reader {
 public:
  void read(const std::string& line) {
    if (line.starts_with("engine ")) {
      recorded_.version = line.substr(7);
    } else if (line.starts_with("zone ")) {
      const auto blank = line.rfind(' ');
      zones_.push_back(line.substr(5, blank - 5));
      recorded_.digests[zones_.back()] = line.substr(blank + 1);
    } else if (line.starts_with('?')) {
      const auto blank = line.find(' ');
      question_.zone = zones_.at(std::stoul(line.substr(1, blank)));
      question_.expr = line.substr(blank + 1);
    } else {
      read_answer(line);
    }
  }
  RecordedAnswers recorded() { return std::move(recorded_); }

 private:
  void read_answer(const std::string& line) {
    const auto blank = std::min(line.find(' '), line.size());
    question_.start = as_of() + Seconds{std::stoll(line)};
    EngineAnswer answer;
    answer.refused = line.ends_with(" !");
    if (!answer.refused) answer.fires = fires_of(line.substr(blank), question_.start);
    recorded_.questions.push_back(question_);
    recorded_.answers.push_back(std::move(answer));
  }

  RecordedAnswers recorded_;
  std::vector<std::string> zones_;
  EngineQuestion question_;
};

}  // namespace

void write_recorded(const std::string& path, const RecordedAnswers& recorded) {
  std::string text = "engine " + recorded.version + "\n";
  std::map<std::string, std::size_t> numbers;
  for (const auto& [zone, digest] : recorded.digests) {
    text += "zone ";
    text += zone + " " + digest + "\n";
    numbers.emplace(zone, numbers.size());
  }
  const EngineQuestion* last = nullptr;
  for (std::size_t i = 0; i < recorded.questions.size(); ++i) {
    const auto& question = recorded.questions[i];
    if (last == nullptr || last->expr != question.expr || last->zone != question.zone) {
      text += "?" + std::to_string(numbers.at(question.zone)) + " " + question.expr + "\n";
    }
    last = &question;
    text += std::to_string((question.start - as_of()).count());
    text += recorded.answers[i].refused ? " !" : deltas(question, recorded.answers[i]);
    text += "\n";
  }
  pack(path, text);
}

RecordedAnswers read_recorded(const std::string& path) {
  std::istringstream lines(unpacked(path));
  Reader reader;
  try {
    for (std::string line; std::getline(lines, line);) reader.read(line);
  } catch (const std::logic_error&) {
    throw std::runtime_error("broken: " + path);
  }
  return reader.recorded();
}

RecordedAnswers of_unchanged_zones(RecordedAnswers recorded) {
  std::map<std::string, bool> unchanged;
  for (const auto& [name, digest] : recorded.digests) {
    const auto zone = zones().load(name);
    unchanged[name] = zone && (*zone)->digest == digest;
  }
  RecordedAnswers left;
  left.version = recorded.version;
  left.digests = recorded.digests;
  for (std::size_t i = 0; i < recorded.questions.size(); ++i) {
    if (!unchanged[recorded.questions[i].zone]) continue;
    left.questions.push_back(std::move(recorded.questions[i]));
    left.answers.push_back(std::move(recorded.answers[i]));
  }
  return left;
}

}  // namespace plumbline::schedule::test
