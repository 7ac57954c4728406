#include <random>
#include <string>
#include <vector>

#include "adapters/cron/anacrontab.hpp"
#include "adapters/cron/crontab_document.hpp"
#include "adapters/cron/crontab_line.hpp"
#include "adapters/cron/effectiveness.hpp"
#include "adapters/cron/marker.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::adapters::cron {
namespace {

CrontabDocument parsed(const std::string& bytes, Dialect dialect = Dialect::debian,
                       TabKind kind = TabKind::system) {
  ScheduleSyntax syntax(dialect);
  return parse_crontab(bytes, {dialect, kind, false}, syntax);
}

/// The first complaint in a document, with its line and column.
std::string complaint(const CrontabDocument& document) {
  for (std::size_t i = 0; i < document.lines.size(); ++i) {
    const auto& line = document.lines[i];
    if (line.kind != LineKind::broken) continue;
    return line.problem + " " + std::to_string(i + 1) + ":" +
           std::to_string(column_of(document, line, line.problem_at));
  }
  return "fine";
}

struct Row {
  std::string bytes;
  std::string debian;
  std::string cronie;
  TabKind kind = TabKind::system;
};

const std::vector<Row>& rows() {
  constexpr auto user = TabKind::user;
  static const std::string nul("0 0 * * * x\0y\n", 14);
  static const std::vector<Row> table{
      // The rows of the dialect matrix.
      {"0 0 * * 7 root x\n", "fine", "fine"},
      {"0 0 * jan-mar mon-fri root x\n", "fine", "fine"},
      {"0 0 * * fri-sun root x\n", "fine", "fine"},
      {"50-10 * * * * root x\n", "fine", "fine"},
      {"5/20 * * * * root x\n", "bad minute 1:1", "bad minute 1:1"},
      {"*/90 * * * * root x\n", "fine", "fine"},
      {"? * * * * root x\n", "bad minute 1:1", "bad minute 1:1"},
      {"0 0 L * * root x\n", "bad day-of-month 1:5", "bad day-of-month 1:5"},
      {"0 0 * * 5#2 root x\n", "fine", "bad day-of-week 1:9"},
      {"0~10 * * * * root x\n", "fine", "fine"},
      {"0!zz * * * * root x\n", "fine", "bad minute 1:1"},
      {"H * * * * root x\n", "bad minute 1:1", "bad minute 1:1"},
      {"@daily root x\n", "fine", "fine"},
      {"@reboot root x\n", "fine", "fine"},
      {"@Hourly root x\n", "bad time specifier 1:1", "bad time specifier 1:1"},
      {"@every 90m root x\n", "bad time specifier 1:1", "bad time specifier 1:1"},
      {"0 0 * * * * x\n", "fine", "bad command 1:11"},
      {"0 0 * * * * x\n", "bad command 1:11", "bad command 1:11", user},
      {"0 0 * * * root x\r\n", "fine", "fine"},
      {"\xEF\xBB\xBF"
       "0 0 * * * root x\n",
       "bad minute 1:1", "bad minute 1:1"},
      {"0 0 * * *\n", "fine", "bad command 1:10", user},
      {"0 0 * * * \n", "fine", "bad command 1:11", user},
      {"@daily\n", "fine", "bad command 1:7", user},
      {"-0 0 * * * root x\n", "bad minute 1:1", "fine"},
      {"-0 0 * * * x\n", "bad minute 1:1", "bad option 1:1", user},
      {"0 0 * * * root -n x\n", "fine", "fine"},
      // Fields.
      {"60 * * * * root x\n", "bad minute 1:1", "bad minute 1:1"},
      {"0 24 * * * root x\n", "bad hour 1:3", "bad hour 1:3"},
      {"0 0 0 * * root x\n", "bad day-of-month 1:5", "bad day-of-month 1:5"},
      {"0 0 32 * * root x\n", "bad day-of-month 1:5", "bad day-of-month 1:5"},
      {"0 0 * 13 * root x\n", "bad month 1:7", "bad month 1:7"},
      {"0 0 * * 8 root x\n", "bad day-of-week 1:9", "bad day-of-week 1:9"},
      {"*/0 * * * * root x\n", "bad minute 1:1", "bad minute 1:1"},
      {"0,,5 * * * * root x\n", "bad minute 1:1", "bad minute 1:1"},
      {"0, 5 * * * * root x\n", "bad minute 1:1", "bad minute 1:1"},
      {",5 * * * * root x\n", "bad minute 1:1", "bad minute 1:1"},
      {"0x5 * * * * root x\n", "bad minute 1:1", "bad minute 1:1"},
      {"+5 * * * * root x\n", "bad minute 1:1", "bad minute 1:1"},
      {"99999999999999999999 * * * * root x\n", "bad minute 1:1", "bad minute 1:1"},
      {"0\n", "bad hour 1:2", "bad hour 1:2"},
      {"0 5\n", "bad day-of-month 1:4", "bad day-of-month 1:4"},
      {"0 5 *\n", "bad month 1:6", "bad month 1:6"},
      {"0 5 * *\n", "bad day-of-week 1:8", "bad day-of-week 1:8"},
      {"0 x *\n", "bad hour 1:3", "bad hour 1:3"},
      {"\r\n", "bad minute 1:1", "bad minute 1:1"},
      {"\f0 0 * * * root x\n", "bad minute 1:1", "bad minute 1:1"},
      {"@\n", "bad time specifier 1:1", "bad time specifier 1:1"},
      {"@ daily root x\n", "bad time specifier 1:1", "bad time specifier 1:1"},
      // Users and commands.
      {"0 0 * * *\n", "bad command 1:10", "bad command 1:10"},
      {"0 0 * * *\n# a b\n", "bad username 1:10", "bad command 1:10"},
      {"0 0 * * * root\n", "bad command 1:11", "bad command 1:11"},
      {"0 0 * * * root\n0 0 * * * root x\n", "bad username 1:11", "bad command 1:11"},
      {"0 0 * * * root \n", "fine", "bad command 1:16"},
      {"@daily root\n", "bad command 1:8", "bad command 1:8"},
      {"0 0 * * * root " + std::string(998, 'x') + "\n", "fine", "fine"},
      {"0 0 * * * root " + std::string(999, 'x') + "\n", "command too long 1:16", "fine"},
      {"0 0 * * * root  " + std::string(998, 'x') + "\n", "command too long 1:16", "fine"},
      {"0 0 * * * root " + std::string(131'072, 'x') + "\n", "command too long 1:16",
       "command too long 1:16"},
      // Assignments.
      {"A=b\n", "fine", "fine"},
      {"export A=b\n", "bad minute 1:1", "bad minute 1:1"},
      {"A=\n", "bad minute 1:1", "bad minute 1:1"},
      {"A=\"\"\n", "fine", "fine"},
      {"A=\"b\n", "bad minute 1:1", "bad minute 1:1"},
      {"A=\"b\" c\n", "bad minute 1:1", "bad minute 1:1"},
      {"'A=b'\n", "bad minute 1:1", "bad minute 1:1"},
      {"A b=c\n", "bad minute 1:1", "bad minute 1:1"},
      {"*=5 * * * * root x\n", "fine", "fine"},
      {"A\n", "bad minute 1:1", "bad minute 1:1"},
      // Ends and odd bytes.
      {"0 0 * * * root x", "missing newline before EOF 1:17", "missing newline before EOF 1:17"},
      {"A=b", "missing newline before EOF 1:4", "missing newline before EOF 1:4"},
      {"# c", "fine", "fine"},
      {" \t", "fine", "fine"},
      {"", "fine", "fine"},
      {"\n\n\n", "fine", "fine"},
      {nul, "NUL byte in the line 1:12", "NUL byte in the line 1:12"},
      {"ok\n", "bad minute 1:1", "bad minute 1:1"},
      {"# fine\n0 0 * * * root x\n*/5 * * * root y\n", "bad day-of-week 3:11",
       "bad day-of-week 3:11"},
  };
  return table;
}

TEST_CASE("lines are read or refused in the words of both daemons", "[adapters][cron]") {
  REQUIRE(rows().size() >= 60);
  for (const auto& row : rows()) {
    CAPTURE(row.bytes.substr(0, 60));
    CHECK(complaint(parsed(row.bytes, Dialect::debian, row.kind)) == row.debian);
    CHECK(complaint(parsed(row.bytes, Dialect::cronie, row.kind)) == row.cronie);
  }
}

TEST_CASE("an assignment loses its quotes as the daemon does it", "[adapters][cron]") {
  struct Case {
    std::string text;
    std::string name;
    std::string value;
  };
  const std::vector<Case> cases{
      {"A=b", "A", "b"},       {"A = b", "A", "b"},
      {"A\t=\tb  ", "A", "b"}, {"\"A\"=b", "A", "b"},
      {"A='b c'", "A", "b c"}, {"A=\" b \"", "A", " b"},
      {"A=b c", "A", "b c"},   {"A=b # c", "A", "b # c"},
      {"A='\"b\"'", "A", "b"}, {"A=$HOME/x", "A", "$HOME/x"},
      {"=b", "", "b"},         {"A==b", "A", "=b"},
  };
  for (const auto& each : cases) {
    CAPTURE(each.text);
    const auto assignment = read_assignment(each.text, Dialect::debian);
    REQUIRE(assignment);
    CHECK(assignment->name == each.name);
    CHECK(assignment->value == each.value);
  }
  CHECK(read_assignment("A=\" b \"", Dialect::cronie)->value == " b ");
  CHECK(read_assignment("A='\"b\"'", Dialect::cronie)->value == "\"b\"");
}

TEST_CASE("a document gives back every byte", "[adapters][cron]") {
  std::mt19937 random(4711);
  const std::string alphabet("#*0159 ,-/@%\\\n\r\t'\"=abplumine:\0\xFF", 31);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes;
    const auto length = random() % 200;
    for (std::size_t i = 0; i < length; ++i) bytes += alphabet[random() % alphabet.size()];
    const auto dialect = round % 2 == 0 ? Dialect::debian : Dialect::cronie;
    const auto document = parsed(bytes, dialect, round % 3 == 0 ? TabKind::user : TabKind::system);
    REQUIRE(serialise(document) == bytes);
  }
}

TEST_CASE("comments are markers, paused, dormant or nothing", "[adapters][cron]") {
  const auto kind = [](const std::string& line) { return parsed(line + "\n").lines[0].kind; };
  CHECK(kind("# hello") == LineKind::comment);
  CHECK(kind("# plumbline: id=x") == LineKind::marker);
  CHECK(kind("#plumbline: id=x") == LineKind::marker);
  CHECK(kind("# plumbline:id=x") == LineKind::comment);
  CHECK(kind("#plumbline:paused# 0 0 * * * root x") == LineKind::paused);
  CHECK(kind("#plumbline:paused# nonsense") == LineKind::comment);
  CHECK(kind("#0 0 * * * root x") == LineKind::dormant);
  CHECK(kind("  ## 0 0 * * * root x y") == LineKind::dormant);
  CHECK(kind("# 5 4 is no entry") == LineKind::comment);
  CHECK(kind("# m h dom mon dow user command") == LineKind::comment);
}

TEST_CASE("an entry's parts are found in its bytes", "[adapters][cron]") {
  const auto document = parsed("  5   4 *  * *   root   run  me\n");
  const auto& line = document.lines[0];
  CHECK(line.entry.expr == "5 4 * * *");
  CHECK(document.text(line.entry.schedule) == "5   4 *  * *");
  CHECK(document.text(line.entry.user) == "root");
  CHECK(document.text(line.entry.command) == "run  me");
  const auto cronie = parsed("-@daily root -n run\n", Dialect::cronie);
  CHECK(cronie.lines[0].entry.unlogged);
  CHECK(cronie.lines[0].entry.mail_on_failure);
  CHECK(cronie.text(cronie.lines[0].entry.command) == "run");
}

TEST_CASE("percent signs end the command and make its input", "[adapters][cron]") {
  using Parts = CommandParts;
  CHECK(split_percent("a b", Dialect::debian) == Parts{"a b", "", false});
  CHECK(split_percent("mail x%hi%you", Dialect::debian) == Parts{"mail x", "hi\nyou", true});
  CHECK(split_percent("date +\\%F", Dialect::debian) == Parts{"date +%F", "", false});
  CHECK(split_percent("a\\\\b", Dialect::debian) == Parts{"a\\b", "", false});
  CHECK(split_percent("a\\\\b", Dialect::cronie) == Parts{"a\\\\b", "", false});
  CHECK(split_percent("a\\nb", Dialect::debian) == Parts{"a\\nb", "", false});
  CHECK(split_percent("a%b\\%c", Dialect::cronie) == Parts{"a", "b%c", true});
  CHECK(split_percent("a%", Dialect::debian) == Parts{"a", "", true});
}

TEST_CASE("markers give id, owner and zone, and say what is wrong", "[adapters][cron]") {
  const auto marker = read_marker("# plumbline: id=db-backup owner=\"Ana B\" tz=Europe/Berlin");
  CHECK(marker.id == "db-backup");
  CHECK(marker.owner == "Ana B");
  CHECK(marker.tz == "Europe/Berlin");
  CHECK(marker.problems.empty());
  for (const std::string bad :
       {"id", "id=", "id=a b", "color=red", "id=a id=b", "owner=\"open", "id=a#b", "=x", "id=a\x01",
        "id=..", "id=.", "id=-x", "id=a/b", "id=../../x", "id=\"a b\"", "id=\"\""}) {
    CAPTURE(bad);
    CHECK_FALSE(read_marker("# plumbline: " + bad).problems.empty());
  }
}

TEST_CASE("a marker's id that is refused is told with what an id may be", "[adapters][cron]") {
  const auto long_one = read_marker("# plumbline: id=" + std::string(10'000, 'x'));
  CHECK_FALSE(long_one.id);
  REQUIRE(long_one.problems.size() == 1);
  CHECK(long_one.problems[0].size() < 250);
  const auto empty = read_marker("# plumbline: id=");
  REQUIRE(empty.problems.size() == 1);
  for (const auto& problem : {long_one.problems[0], empty.problems[0]}) {
    CHECK(problem.find("an id is 1 to 128 letters, digits and . _ - + @ :") != std::string::npos);
  }
}

TEST_CASE("an anacrontab is read as anacron reads it", "[adapters][cron]") {
  const auto lines = parse_anacrontab(
      "SHELL=/bin/sh\n# c\n1\t5\tcron.daily\trun-parts \\\n /etc/cron.daily\n"
      "@monthly 10 m.x echo a\\b\n@weekly 1 w x\nx 1 y z\n7 5 a/b c\n99999999999 1 big x\n1 2 last "
      "x",
      Dialect::debian);
  REQUIRE(lines.size() == 8);
  CHECK(lines[0].name == "SHELL");
  CHECK(lines[1].id == "cron.daily");
  CHECK(lines[1].every == "1d");
  CHECK(lines[1].delay_minutes == 5);
  CHECK(lines[1].line == 3);
  CHECK(lines[1].command == "run-parts   /etc/cron.daily");
  CHECK(lines[2].every == "1mo");
  CHECK(lines[2].line == 5);
  CHECK(lines[2].command == "echo ab");
  CHECK(lines[3].problem == "Unknown named period, anacron skips this line");
  CHECK(lines[4].kind == AnacronLineKind::broken);
  CHECK(lines[5].kind == AnacronLineKind::broken);
  CHECK(lines[6].problem == "number out of range, anacron skips this line");
  CHECK(lines[7].id == "last");
  CHECK(parse_anacrontab("@weekly 1 w x\n", Dialect::cronie)[0].every == "7d");
}

TEST_CASE("a file with an entry past line 10003 is dropped by Debian's cron", "[adapters][cron]") {
  HostUsers anybody;
  const std::string entry = "0 0 * * * root x\n";
  const auto at = [&](std::size_t line, Dialect dialect) {
    return judge_content(parsed(std::string(line - 1, '\n') + entry, dialect), anybody).counts();
  };
  CHECK(at(10'003, Dialect::debian));
  CHECK_FALSE(at(10'004, Dialect::debian));
  CHECK(at(20'000, Dialect::cronie));
}

}  // namespace
}  // namespace plumbline::adapters::cron
