#include "adapters/system/zone_data.hpp"

#include <absl/time/time.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "canonical-schema/schedule/zone_walk.hpp"
#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::schedule {
namespace {

namespace fs = std::filesystem;
using adapters::system::ZoneData;
using test::utc;
using test::zones;

/// A folder that goes away with the test.
struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "zone-data-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
};

}  // namespace

TEST_CASE("Offsets agree with absl at any instant up to the year 3000", "[schedule][adapters]") {
  std::mt19937_64 random(7);
  for (const char* name :
       {"Europe/Berlin", "Europe/Dublin", "Africa/Cairo", "Africa/Casablanca",
        "Australia/Lord_Howe", "America/New_York", "America/Sao_Paulo", "Asia/Kathmandu",
        "Pacific/Apia", "Antarctica/Troll", "UTC", "Etc/GMT-9", "Asia/Gaza"}) {
    CAPTURE(name);
    const auto zone = zones().load(name);
    REQUIRE(zone);
    absl::TimeZone reference;
    REQUIRE(absl::LoadTimeZone(name, &reference));
    for (int i = 0; i < 4'000; ++i) {
      const auto span = (utc("3000-01-01") - utc("1900-01-01")).count();
      const Instant at =
          utc("1900-01-01") +
          Seconds{static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(span))};
      const auto expected =
          reference.At(absl::FromUnixSeconds(at.time_since_epoch().count())).offset;
      const auto segment = segment_at(**zone, at);
      CHECK(segment.offset.count() == expected);
      CHECK((segment.begin <= at && at < segment.end));
    }
  }
}

TEST_CASE("Summer time goes on after the last explicit change of the file",
          "[schedule][adapters]") {
  const auto berlin = *zones().load("Europe/Berlin");
  CHECK_FALSE(berlin->fixed_from_now);
  for (const char* july : {"2045-07-01", "2399-07-01", "2801-07-01"}) {
    CHECK(segment_at(*berlin, utc(july)).offset == std::chrono::hours{2});
  }
  CHECK(periodic_from(*berlin) >= utc("1996-01-01"));
  CHECK((*zones().load("Asia/Tokyo"))->fixed_from_now);
}

TEST_CASE("Links are one zone and one pointer comes for one name", "[schedule][adapters]") {
  CHECK((*zones().load("Europe/Berlin"))->digest == (*zones().load("Europe/Berlin"))->digest);
  CHECK((*zones().load("UTC"))->digest == (*zones().load("Etc/UTC"))->digest);
  CHECK(*zones().load("UTC") == *zones().load("UTC"));
  CHECK((*zones().load("Europe/Berlin"))->digest != (*zones().load("Europe/London"))->digest);
}

TEST_CASE("Names that are none are refused with what to do next", "[schedule][adapters]") {
  for (const std::string name : {"", "/etc/passwd", "../../etc/passwd", "Europe/../UTC",
                                 "Europe//Berlin", "Europe/Ber\nlin", "a b"}) {
    const auto zone = zones().load(name);
    CAPTURE(name);
    REQUIRE_FALSE(zone);
    CHECK(zone.error().kind == ErrorKind::invalid);
    CHECK_FALSE(zone.error().hint.empty());
  }
  const auto misspelt = zones().load("Europe/Berln");
  REQUIRE_FALSE(misspelt);
  CHECK(misspelt.error().kind == ErrorKind::not_found);
  CHECK(misspelt.error().hint == "did you mean Europe/Berlin?");
  for (const auto* name : {"localtime", "posixrules", "Factory", "right/UTC"}) {
    CAPTURE(name);
    const auto relative = zones().load(name);
    REQUIRE_FALSE(relative);
    CHECK(relative.error().kind == ErrorKind::not_found);
    CHECK(relative.error().hint.starts_with("write "));
  }
  for (const auto* name : {"PST", "Z", "UTC+2", "GMT+2", "IST", "pst"}) {
    CAPTURE(name);
    const auto abbreviation = zones().load(name);
    REQUIRE_FALSE(abbreviation);
    CHECK(abbreviation.error().hint.starts_with("write a zone's full name"));
  }
}

TEST_CASE("A file that is no tz file is corrupt, a directory too", "[schedule][adapters]") {
  Folder folder;
  std::ofstream(folder.path / "Text") << "Europe/Berlin\n";
  std::ofstream(folder.path / "Torn") << "TZif2 and no more";
  std::ofstream(folder.path / "Empty");
  fs::create_directory(folder.path / "Europe");
  const ZoneData data(folder.path);
  for (const char* name : {"Text", "Torn", "Empty", "Europe"}) {
    CAPTURE(name);
    const auto zone = data.load(name);
    REQUIRE_FALSE(zone);
    CHECK(zone.error().kind == ErrorKind::corrupt);
  }
}

TEST_CASE("A host's localtime is read without its name and replaced files give new rules",
          "[schedule][adapters]") {
  Folder folder;
  const fs::path localtime = folder.path / "localtime";
  fs::copy_file("/usr/share/zoneinfo/Asia/Tokyo", localtime);
  const auto tokyo = adapters::system::zone_from_file("localtime", localtime);
  REQUIRE(tokyo);
  CHECK((*tokyo)->digest == (*zones().load("Asia/Tokyo"))->digest);
  CHECK(segment_at(**tokyo, utc("2026-01-01")).offset == std::chrono::hours{9});
  fs::copy_file("/usr/share/zoneinfo/UTC", localtime, fs::copy_options::overwrite_existing);
  const auto replaced = adapters::system::zone_from_file("localtime", localtime);
  REQUIRE(replaced);
  CHECK(segment_at(**replaced, utc("2026-01-01")).offset == std::chrono::hours{0});
  CHECK_FALSE(adapters::system::zone_from_file("localtime", folder.path / "nothing"));
}

}  // namespace plumbline::schedule
