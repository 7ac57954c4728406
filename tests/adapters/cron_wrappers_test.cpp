#include <map>
#include <string>
#include <vector>

#include "adapters/cron/shell_list.hpp"
#include "adapters/cron/words.hpp"
#include "adapters/cron/wrappers.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::adapters::cron {
namespace {

/// One word for what a reading says: "run=300 max=1/skip retry=2/10 inner=…".
template <class T, class Print>
std::string said(const Observed<T>& field, Print print) {
  switch (field.state()) {
    case Presence::value:
    case Presence::absent:
      return print(*field.get());
    case Presence::unobservable:
      return "?";
    case Presence::dynamic:
      return "dynamic";
    case Presence::inexpressible:
    case Presence::unread:
      return "!";
  }
  return "!";
}

std::string limit_text(const Limit& limit) {
  return limit.span ? std::to_string(limit.span->count()) : "none";
}
std::string count_text(const Count& count) {
  return count.number ? std::to_string(*count.number) : "unlimited";
}
std::string busy_text(WhenBusy busy) {
  switch (busy) {
    case WhenBusy::skip:
      return "skip";
    case WhenBusy::queue:
      return "queue";
    case WhenBusy::replace:
      return "replace";
    case WhenBusy::allow:
      return "allow";
  }
  return {};
}

std::string run_of(const WrapperReading& r) { return said(r.timeout_run, limit_text); }
std::string max_of(const WrapperReading& r) {
  return said(r.concurrency_max, count_text) + "/" + said(r.concurrency_when_busy, busy_text);
}
std::string retry_of(const WrapperReading& r) {
  return said(r.retry_max, count_text) + "/" +
         said(r.retry_delay, [](Seconds span) { return std::to_string(span.count()); });
}

struct Row {
  std::string command;
  std::string inner;
  std::string name;
  std::string run = "none";
  std::string max = "unlimited/allow";
  std::string retry = "0/0";
};

const std::vector<Row>& rows() {
  static const std::vector<Row> table{
      // No wrapper.
      {"/usr/bin/backup", "/usr/bin/backup", "backup"},
      {"backup --all", "backup --all", "backup"},
      {"  backup  ", "backup", "backup"},
      {"A=b C=d /opt/job.sh x", "A=b C=d /opt/job.sh x", "job.sh"},
      {"cd /srv && ./run.sh", "cd /srv && ./run.sh", "run.sh"},
      {"[ -x /usr/sbin/x ] && /usr/sbin/x -q", "[ -x /usr/sbin/x ] && /usr/sbin/x -q", "x"},
      {"test -e /run/a || /opt/b", "test -e /run/a || /opt/b", "b"},
      {"if [ -x /bin/a ]; then /bin/a; fi", "if [ -x /bin/a ]; then /bin/a; fi", "a"},
      {". /etc/profile; /opt/x", ". /etc/profile; /opt/x", "x"},
      {"exec /opt/daily", "exec /opt/daily", "daily"},
      {"( cd /x && ./y )", "( cd /x && ./y )", "y"},
      {"echo hi", "echo hi", "echo"},
      {"true", "true", "true"},
      {"\"/opt/my job\" a", "\"/opt/my job\" a", "myjob"},
      {"$HOME/bin/run.sh", "$HOME/bin/run.sh", "run.sh"},
      {"a | b", "a | b", "a"},
      {"mail -s 'flock' root", "mail -s 'flock' root", "mail"},
      {"cat <<EOF", "cat <<EOF", "cat"},
      {"", "", "command"},
      // timeout
      {"timeout 5m backup", "backup", "backup", "300"},
      {"/usr/bin/timeout 2h /opt/x y", "/opt/x y", "x", "7200"},
      {"timeout -k 10 90 x", "x", "x", "90"},
      {"timeout -k10s -s KILL 1d x", "x", "x", "86400"},
      {"timeout --kill-after=10 --signal=INT 1.5m x", "x", "x", "90"},
      {"timeout --foreground --preserve-status 60 x", "x", "x", "60"},
      {"timeout -v 60s x", "x", "x", "60"},
      {"timeout 0 x", "x", "x", "none"},
      {"timeout 0.2 x", "x", "x", "1"},
      {"timeout -- 60 x", "x", "x", "60"},
      {"timeout \"60\" x", "x", "x", "60"},
      {"timeout $LIMIT x", "x", "x", "dynamic"},
      {"timeout 1h timeout 30m x", "x", "x", "1800"},
      {"timeout 30m timeout 1h x", "x", "x", "1800"},
      {"A=1 timeout 60 x", "A=1 x", "x", "60"},
      {"timeout 60 x > /tmp/log 2>&1", "x > /tmp/log 2>&1", "x", "60"},
      {"cd /app && timeout 1h ./run", "cd /app && ./run", "run", "3600"},
      {"[ -d /x ] && timeout 9 y", "[ -d /x ] && y", "y", "9"},
      {"sleep 10; timeout 9 y", "sleep 10; y", "sleep", "9"},
      // flock
      {"flock -n /l x", "x", "x", "none", "1/skip"},
      {"flock --nonblock /l x -q", "x -q", "x", "none", "1/skip"},
      {"flock -xn /l x", "x", "x", "none", "1/skip"},
      {"flock /l x", "x", "x", "none", "1/queue"},
      {"flock -w 10 /l x", "x", "x", "none", "1/queue"},
      {"flock -w10 -E 0 /l x", "x", "x", "none", "1/queue"},
      {"flock -w 0 /l x", "x", "x", "none", "1/skip"},
      {"flock --timeout=5 /l x", "x", "x", "none", "1/queue"},
      {"flock -s /l x", "x", "x"},
      {"flock -n /l -c 'x y'", "x y", "x", "none", "1/skip"},
      {"flock -n /l -c \"timeout 5m x\" >/dev/null", "x >/dev/null", "x", "300", "1/skip"},
      {"flock -n /l -c 'cd /a && b'", "cd /a && b", "b", "none", "1/skip"},
      // Chains.
      {"chronic flock -n /l timeout 1h x", "x", "x", "3600", "1/skip"},
      {"nice -n 19 ionice -c3 timeout 60 x", "x", "x", "60"},
      {"nice x", "x", "x"},
      {"nice -10 x", "x", "x"},
      {"ionice -c 2 -n 7 x", "x", "x"},
      {"env A=b timeout 60 x", "x", "x", "60"},
      {"env -i PATH=/bin x", "x", "x"},
      {"env -u HOME - x", "x", "x"},
      {"sudo -u app -H timeout 60 x", "x", "x", "60"},
      {"sudo -n -u app A=b x", "x", "x"},
      {"chronic -e x", "x", "x"},
      {"timeout 60 x | logger -t x", "x | logger -t x", "x", "60"},
      // retry
      {"retry -t 3 -d 60 x", "x", "x", "none", "unlimited/allow", "2/60"},
      {"retry x", "x", "x", "none", "unlimited/allow", "unlimited/10"},
      {"retry --times=5 --delay=1,2,4 x", "x", "x", "none", "unlimited/allow", "4/1"},
      {"timeout 1h retry -t 2 x", "x", "x", "3600", "unlimited/allow", "1/10"},
      {"retry -u fail x", "retry -u fail x", "x", "?", "?/?", "?/?"},
      {"retry -d 1,7,3 x", "retry -d 1,7,3 x", "x", "?", "?/?", "?/?"},
      {"retry -t $N x", "retry -t $N x", "x", "?", "?/?", "?/?"},
      // systemd-run
      {"systemd-run --wait --collect --unit=x x", "x", "x", "none", "1/skip"},
      {"systemd-run -p RuntimeMaxSec=300 x", "x", "x", "300"},
      {"systemd-run --scope --property=RuntimeMaxSec=1h x", "x", "x", "3600"},
      {"systemd-run --on-calendar=daily x", "systemd-run --on-calendar=daily x", "systemd-run", "?",
       "?/?", "?/?"},
      // Pings.
      {"x && curl -fsS -m 10 https://hc-ping.com/u", "x", "x"},
      {"x; curl -fsS https://hc-ping.com/u/$?", "x", "x"},
      {"x && curl -fsS https://hc-ping.com/u || curl -fsS https://hc-ping.com/u/fail", "x", "x"},
      {"curl -fsS https://hc-ping.com/u/start; x && curl -fsS https://hc-ping.com/u", "x", "x"},
      {"timeout 5m x && wget -q -O /dev/null http://m/x", "x", "x", "300"},
      {"timeout 5m x || logger -t x failed", "x", "x", "300"},
      {"curl -s https://example.com/cron.php > /dev/null",
       "curl -s https://example.com/cron.php > /dev/null", "curl"},
      {"x && curl -o /srv/data https://hc-ping.com/u",
       "x && curl -o /srv/data https://hc-ping.com/u", "x"},
      // What cannot be told.
      {"timeout 5m a | b", "timeout 5m a | b", "a", "?", "?/?", "?/?"},
      {"timeout 5m a; b", "timeout 5m a; b", "a", "?", "?/?", "?/?"},
      {"timeout 5m a && b", "timeout 5m a && b", "a", "?", "?/?", "?/?"},
      {"timeout 5m a || b", "timeout 5m a || b", "a", "?", "?/?", "?/?"},
      {"a; timeout 5m b", "a; timeout 5m b", "a", "?", "?/?", "?/?"},
      {"flock -n /l a & b", "flock -n /l a & b", "a", "?", "?/?", "?/?"},
      {"( flock -n 9 || exit 1; x ) 9>/l", "( flock -n 9 || exit 1; x ) 9>/l", "x", "?", "?/?",
       "?/?"},
      {"if true; then timeout 5 x; fi", "if true; then timeout 5 x; fi", "x", "?", "?/?", "?/?"},
      {"timeout --weird 5 x", "timeout --weird 5 x", "timeout", "?", "?/?", "?/?"},
      {"timeout soon x", "timeout soon x", "x", "?", "?/?", "?/?"},
      {"timeout 5", "timeout 5", "timeout", "?", "?/?", "?/?"},
      {"flock -n", "flock -n", "flock", "?", "?/?", "?/?"},
      {"flock -u 9 x", "flock -u 9 x", "x", "?", "?/?", "?/?"},
      {"timeout 5m 'x", "timeout 5m 'x", "timeout", "?", "?/?", "?/?"},
      {"timeout 5m x <<E", "timeout 5m x <<E", "x", "?", "?/?", "?/?"},
      {"flock /l -c a b", "flock /l -c a b", "flock", "?", "?/?", "?/?"},
  };
  return table;
}

TEST_CASE("wrappers are read from a command and taken off it", "[adapters][cron]") {
  REQUIRE(rows().size() >= 80);
  for (const auto& row : rows()) {
    CAPTURE(row.command);
    const auto reading = read_wrappers(row.command);
    CAPTURE(reading.not_understood);
    CHECK(reading.inner == row.inner);
    CHECK(reading.name == row.name);
    CHECK(run_of(reading) == row.run);
    CHECK(max_of(reading) == row.max);
    CHECK(retry_of(reading) == row.retry);
    CHECK(reading.not_understood.empty() == (row.max != "?/?"));
  }
}

TEST_CASE("pings around a command become notifications", "[adapters][cron]") {
  const auto reading = read_wrappers(
      "curl -fsS https://hc-ping.com/u/start; x && curl -fsS https://hc-ping.com/u "
      "|| curl -fsS https://hc-ping.com/u/fail");
  const Notifications expected{{NotifyOn::failure, "ping", {"https://hc-ping.com/u/fail"}},
                               {NotifyOn::success, "ping", {"https://hc-ping.com/u"}},
                               {NotifyOn::start, "ping", {"https://hc-ping.com/u/start"}}};
  CHECK(reading.pings == expected);
  CHECK(reading.inner == "x");

  const auto status = read_wrappers("x; curl -fsS https://hc-ping.com/u/$?");
  const Notifications both{{NotifyOn::failure, "ping", {"https://hc-ping.com/u"}},
                           {NotifyOn::success, "ping", {"https://hc-ping.com/u"}}};
  CHECK(status.pings == both);
  CHECK(read_wrappers("x || logger -t job bad").pings ==
        Notifications{{NotifyOn::failure, "syslog", {"job"}}});
}

TEST_CASE("wrappers keep what is local to them", "[adapters][cron]") {
  const auto reading =
      read_wrappers("nice -n 19 ionice -c3 flock -w 5 /run/l sudo -u app env A=b x");
  CHECK(reading.local.at("nice") == "19");
  CHECK(reading.local.at("ionice.class") == "3");
  CHECK(reading.local.at("flock.file") == "/run/l");
  CHECK(reading.local.at("flock.wait") == "5");
  CHECK(reading.local.at("env.A") == "b");
  REQUIRE(reading.run_as);
  CHECK(*reading.run_as == "app");
  CHECK(read_wrappers("chronic x").only_on_failure);
  CHECK_FALSE(read_wrappers("x").only_on_failure);
  CHECK(read_wrappers("retry -t 9 -d 1,2,4 x").retry_factor == Observed<double>::of(2.0));
}

TEST_CASE("nothing that a wrapper says is dropped", "[adapters][cron]") {
  struct Case {
    std::string command;
    std::map<std::string, std::string> local;
  };
  const std::vector<Case> cases{
      {"env DB=prod x", {{"env.DB", "prod"}}},
      {"env -i A=b x", {{"env.ignore_environment", "true"}, {"env.A", "b"}}},
      {"env - x", {{"env.ignore_environment", "true"}}},
      {"env LD_PRELOAD=/tmp/x.so x", {{"env.LD_PRELOAD", "/tmp/x.so"}}},
      {"env -C /a x", {{"env.chdir", "/a"}}},
      {"env -u A --unset=B x", {{"env.unset", "A B"}}},
      {"env A=1 nice env A=2 x", {{"env.A", "2"}, {"nice", "10"}}},
      {"sudo -u svc DB=prod x", {{"env.DB", "prod"}}},
      {"sudo -g a -D /d -i x", {{"sudo.group", "a"}, {"sudo.chdir", "/d"}, {"sudo.login", "true"}}},
      {"sudo --preserve-env=A,B -H x", {{"sudo.preserve_env", "A,B"}, {"sudo.set_home", "true"}}},
      {"nice -n 19 x", {{"nice", "19"}}},
      {"nice --20 x", {{"nice", "-20"}}},
      {"nice nice -n 5 x", {{"nice", "10 5"}}},
      {"ionice x", {{"ionice", "true"}}},
      {"ionice -c 2 -n 7 -t x",
       {{"ionice", "true"},
        {"ionice.class", "2"},
        {"ionice.classdata", "7"},
        {"ionice.ignore", "true"}}},
      {"timeout -s KILL -k 5 --foreground 60 x",
       {{"timeout.signal", "KILL"}, {"timeout.kill_after", "5"}, {"timeout.foreground", "true"}}},
      {"flock -w 600 -E 0 -o /l x",
       {{"flock.file", "/l"},
        {"flock.wait", "600"},
        {"flock.conflict_exit_code", "0"},
        {"flock.close", "true"}}},
      {"flock -s -w 9 /l x", {{"flock.file", "/l"}, {"flock.wait", "9"}, {"flock.shared", "true"}}},
      {"flock -n /a flock -n /b x", {{"flock.file", "/a /b"}}},
      {"flock /a -c 'flock /b env A=b x'", {{"flock.file", "/a /b"}, {"env.A", "b"}}},
      {"retry -t 3 -m again x", {{"retry.message", "again"}}},
      {"chronic -e x", {{"chronic.stderr", "true"}}},
      {"systemd-run --scope -E A=b -p Nice=5 x",
       {{"systemd-run", "true"},
        {"systemd-run.scope", "true"},
        {"env.A", "b"},
        {"systemd-run.Nice", "5"}}},
      {"x", {}},
  };
  for (const auto& each : cases) {
    CAPTURE(each.command);
    CHECK(read_wrappers(each.command).not_understood == "");
    CHECK(read_wrappers(each.command).local == each.local);
  }
}

TEST_CASE("words are split as the shell splits them", "[adapters][cron]") {
  struct Case {
    std::string text;
    std::vector<std::string> values;
    std::string not_understood = {};
  };
  const std::vector<Case> cases{
      {"a b\tc", {"a", "b", "c"}},
      {"'a b' \"c d\" e\\ f", {"a b", "c d", "e f"}},
      {"a'b'\"c\"d", {"abcd"}},
      {"\"a\\\"b\\$c\\`\"", {"a\"b$c`"}},
      {"a&&b||c;d|e&f", {"a", "&&", "b", "||", "c", ";", "d", "|", "e", "&", "f"}},
      {"a>b 2>&1 <c", {"a", ">", "b", ">&", "1", "<", "c"}},
      {"a &>/dev/null", {"a", "&>", "/dev/null"}},
      {"a # b", {"a"}},
      {"a#b", {"a#b"}},
      {"$(a \"$(b ')')\" c) d", {"$(a \"$(b ')')\" c)", "d"}},
      {"`a b` c", {"`a b`", "c"}},
      {"${A:-b c} d", {"${A:-b c}", "d"}},
      {"$((1 + 2)) d", {"$((1 + 2))", "d"}},
      {"a \"$(b \"c d\")\"", {"a", "$(b \"c d\")"}},
      {"[ -x a ]", {"[", "-x", "a", "]"}},
      {"", {}},
      {"'a", {}, "a quote that does not close"},
      {"\"a", {}, "a quote that does not close"},
      {"$(a", {}, "a bracket that does not close"},
      {"`a", {}, "a ` that does not close"},
      {"cat <<E", {"cat"}, "a here-document"},
  };
  for (const auto& each : cases) {
    CAPTURE(each.text);
    const auto words = split_words(each.text);
    std::vector<std::string> values;
    for (const auto& token : words.tokens) values.push_back(token.value);
    CHECK(values == each.values);
    CHECK(words.not_understood == each.not_understood);
  }
}

TEST_CASE("brackets nested without end are given up, not followed", "[adapters][cron]") {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "$(";
  CHECK(split_words(deep).not_understood == "brackets nested too deep");
}

}  // namespace
}  // namespace plumbline::adapters::cron
