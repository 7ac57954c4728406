#include "daemon/schedules/pasted.hpp"

#include <array>
#include <string>
#include <string_view>

#include "adapters/system/zone_data.hpp"
#include "daemon/schedules/argument.hpp"
#include "tests/support/catch.hpp"

using namespace plumbline;
using namespace plumbline::daemon;

namespace {

const schedule::ZoneSource& zones() {
  static const adapters::system::ZoneData data;
  return data;
}

struct Pasted {
  const char* text;
  const char* dialect;
  const char* expr;
  const char* zone;
};

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_CASE("What stands around a copied schedule is taken off it", "[daemon][schedule]") {
  constexpr std::array cases{
      Pasted{"OnCalendar=Mon *-*-* 06:30", "systemd", "Mon *-*-* 06:30", ""},
      Pasted{"OnCalendar=*:0/15", "systemd", "*:0/15", ""},
      Pasted{"OnCalendar=daily@Europe/Berlin", "systemd", "daily", "Europe/Berlin"},
      Pasted{"[Unit]\nDescription=a@b\n[Timer]\n# weekly\nOnCalendar=Mon *-*-* 06:30\n"
             "Persistent=true\nUnit=x@y.service\n",
             "systemd", "Mon *-*-* 06:30", ""},
      Pasted{"OnCalendar=daily\nOnCalendar=\nOnCalendar=weekly", "systemd", "weekly", ""},
      Pasted{"schedule='0 6 * * *'", "portable", "0 6 * * *", ""},
      Pasted{"schedule = \"0 6 * * *\",", "portable", "0 6 * * *", ""},
      Pasted{"schedule='0 6 * * *'@Asia/Tokyo", "portable", "0 6 * * *", "Asia/Tokyo"},
      Pasted{"schedule=timedelta(hours=6)", "airflow", "timedelta(hours=6)", ""},
      Pasted{"schedule=timedelta(hours=6),", "airflow", "timedelta(hours=6)", ""},
      Pasted{"timedelta(hours=6)", "airflow", "timedelta(hours=6)", ""},
      Pasted{"schedule_interval=\"@daily\"", "airflow", "@daily", ""},
      Pasted{"schedule=None", "trigger", "manual", ""},
      Pasted{"CronTriggerTimetable(\"0 6 * * *\", timezone=\"Europe/Berlin\")", "airflow-trigger",
             "0 6 * * *", "Europe/Berlin"},
      Pasted{"schedule=CronDataIntervalTimetable(\n  '0 6 * * 1,5',\n  "
             "timezone=pendulum.timezone('Europe/Berlin'),\n),",
             "airflow-data-interval", "0 6 * * 1,5", "Europe/Berlin"},
      Pasted{"CronSchedule(cron=\"0 6 * * *\", timezone=\"UTC\")", "prefect", "0 6 * * *", "UTC"},
      Pasted{"@Scheduled(cron = \"0 0 6 * * *\")", "spring", "0 0 6 * * *", ""},
      Pasted{"@Scheduled(cron = \"0 0 6 * * *\", zone = \"Asia/Tokyo\")", "spring", "0 0 6 * * *",
             "Asia/Tokyo"},
      Pasted{"30 6 * * 1-5 root /usr/bin/backup --to root@host", "debian-cron", "30 6 * * 1-5", ""},
      Pasted{"30 6 * * *\t/usr/bin/x", "debian-cron", "30 6 * * *", ""},
      Pasted{"SHELL=/bin/sh\n# nightly\n30 6 * jan mon-fri PATH=/bin x", "debian-cron",
             "30 6 * jan mon-fri", ""},
      Pasted{"@daily root run-parts /etc/daily", "debian-cron", "@daily", ""},
      Pasted{"- cron: '0 6 * * *'", "portable", "0 6 * * *", ""},
      Pasted{"on:\n  schedule:\n    - cron: '0 6 * * *'  # early", "portable", "0 6 * * *", ""},
      Pasted{"schedule: \"0 6 * * *\"\ntimeZone: Europe/Berlin", "portable", "0 6 * * *",
             "Europe/Berlin"},
      Pasted{"schedule: 0 6 * * *", "portable", "0 6 * * *", ""},
      Pasted{"schedule: 0 6 * * * # daily\ntimeZone: Asia/Tokyo # there", "portable", "0 6 * * *",
             "Asia/Tokyo"},
      Pasted{"CronDataIntervalTimetable('0 6 * * 1,5', 'Europe/Berlin')", "airflow-data-interval",
             "0 6 * * 1,5", "Europe/Berlin"},
      Pasted{"CronTriggerTimetable('0 6 * * *', pendulum.timezone('Europe/Berlin'))",
             "airflow-trigger", "0 6 * * *", "Europe/Berlin"},
      Pasted{"\"schedule\": \"0 6 * * *\",", "portable", "0 6 * * *", ""},
      Pasted{"schedule_expression = \"cron(0 6 * * ? *)\"", "aws-scheduler", "cron(0 6 * * ? *)",
             ""},
      Pasted{"'0 6 * * *'", "portable", "0 6 * * *", ""},
      Pasted{"\"0 6 * * *\"@UTC", "portable", "0 6 * * *", "UTC"},
  };
  for (const auto& [text, dialect, expr, zone] : cases) {
    CAPTURE(text);
    const auto read = read_argument(text, {}, zones());
    REQUIRE(read);
    CHECK(read->dialect == dialect);
    CHECK(read->exprs == std::vector<std::string>{expr});
    CHECK(read->zone == zone);
    CHECK_FALSE(read->assumed.empty());
  }
}

TEST_CASE("A list that is copied whole is read whole", "[daemon][schedule]") {
  const auto timer = read_argument("OnCalendar=Mon 06:30\nOnCalendar=Fri 18:00", {}, zones());
  REQUIRE(timer);
  CHECK(timer->exprs == std::vector<std::string>{"Mon 06:30", "Fri 18:00"});
  const auto airflow = read_argument(
      "MultipleCronTriggerTimetable('0 6 * * *', '0 18 * * *', timezone='UTC')", {}, zones());
  REQUIRE(airflow);
  CHECK(airflow->triggers.size() == 2);
}

TEST_CASE("A list under a key of YAML is read whole", "[daemon][schedule]") {
  const auto read = read_argument(
      "schedules:\n  - \"0 6 * * *\"\n  - 0 18 * * * # late\ntimezone: Europe/Berlin", {}, zones());
  REQUIRE(read);
  CHECK(read->exprs == std::vector<std::string>{"0 6 * * *", "0 18 * * *"});
  CHECK(read->zone == "Europe/Berlin");
}

TEST_CASE("No argument is written for a schedule that what is left out would change",
          "[daemon][schedule]") {
  for (const char* text : {"CronSchedule(cron=\"0 6 13 * 5\", day_or=False)",
                           "CronTriggerTimetable('0 6 * * *', interval=timedelta(hours=1))",
                           "schedule: '0 6 * * *'\nsuspend: true"}) {
    CAPTURE(text);
    const auto read = read_argument(text, {}, zones());
    REQUIRE_FALSE(read);
    CHECK(contains(read.error().message, "is not read"));
    CHECK_FALSE(contains(read.error().hint, "0 6"));
  }
}

TEST_CASE("An argument to write is one word for a shell, whatever was copied",
          "[daemon][schedule]") {
  const auto read = read_argument("CronTriggerTimetable(\"0 6 * * *'; x; '\", foo=1)", {}, zones());
  REQUIRE_FALSE(read);
  CHECK(contains(read.error().hint, R"(write 'airflow-trigger:0 6 * * *'\''; x; '\''')"));
}

TEST_CASE("A copied schedule beside which more is said comes with the argument to write",
          "[daemon][schedule]") {
  struct Refused {
    const char* text;
    const char* reason;
    const char* argument;
  };
  constexpr std::array cases{
      Refused{"CRON_TZ=Europe/Berlin\n30 6 * * *", "CRON_TZ",
              "'cronie:30 6 * * *@Europe/Berlin', or 'debian-cron:30 6 * * *'"},
      Refused{"CRON_TZ=Europe/Berlin\n30 6 * * * root /usr/bin/x", "CRON_TZ",
              "'cronie:30 6 * * *@Europe/Berlin'"},
      Refused{"30 6 * * * /usr/bin/x\n0 7 * * * /usr/bin/y", "a crontab of 2 lines",
              "'debian-cron:30 6 * * *'"},
      Refused{"OnCalendar=daily\nRandomizedDelaySec=15min",
              "RandomizedDelaySec=", "'systemd:daily'"},
      Refused{"OnBootSec=5min\nOnCalendar=daily\nOnCalendar=Mon 12:00",
              "OnBootSec=", R"('{"dialect": "systemd", "expr": ["daily", "Mon 12:00"]}')"},
      Refused{"CronTriggerTimetable('0 6 * * *', timezone=local)", "timezone=local",
              "'airflow-trigger:0 6 * * *'"},
      Refused{"schedule=timedelta(hours=6),\ncatchup=False", "lines around it",
              "'airflow:timedelta(hours=6)'"},
      Refused{"schedule: '0 6 * * *'\ntimeZone: UTC\nconcurrencyPolicy: Forbid",
              "concurrencyPolicy: Forbid", "'0 6 * * *@UTC'"},
  };
  for (const auto& [text, reason, argument] : cases) {
    CAPTURE(text);
    const auto read = read_argument(text, {}, zones());
    REQUIRE_FALSE(read);
    CHECK(read.error().kind == ErrorKind::invalid);
    CHECK(contains(read.error().message, reason));
    CHECK(contains(read.error().hint, std::string("write ") + argument));
  }
}

TEST_CASE("What may be a schedule as it stands is no copied form", "[daemon][schedule]") {
  for (const char* text : {"0 6 * * *",
                           "0 0 6 * * MON",
                           "0 0 12 ? * MON-FRI 2026",
                           "@daily",
                           "@daily@Europe/Berlin",
                           "@every 90m",
                           "cron(0 9 ? * MON-FRI *)",
                           "at(2026-12-31T23:00:00)",
                           "Mon *-*-* 06:30",
                           "CRON_TZ=Europe/Berlin 0 9 * * *",
                           "TZ=Europe/Berlin\nH 6 * * *",
                           "H H * * *\nH 4 * * *",
                           "argo:0 9 * * *@UTC",
                           "cron:0 9 * * *@UTC",
                           "croniter>=5,<7:0 9 * * *",
                           "every:90m",
                           "debian-cron:30 6 * * * /usr/bin/x",
                           "0 9 * * * # early",
                           "30 6 * * * Europe/Berlin",
                           "jenkins:The nightly job:H H * * *",
                           "RRULE:FREQ=DAILY",
                           "DTSTART:20260101\nRRULE:FREQ=DAILY",
                           "{\"expr\": \"0 9 * * *\"}",
                           "",
                           "'",
                           "schedule=",
                           "schedule='",
                           "OnCalendar="}) {
    CAPTURE(text);
    CHECK_FALSE(pasted_form(text));
  }
}

TEST_CASE("A zone as an option completes a copied form and does not contradict it",
          "[daemon][schedule]") {
  const auto completed = read_argument("schedule='0 6 * * *'", {{}, "Asia/Tokyo"}, zones());
  REQUIRE(completed);
  CHECK(completed->zone == "Asia/Tokyo");
  CHECK_FALSE(read_argument("'0 6 * * *'@UTC", {{}, "Asia/Tokyo"}, zones()));
}
