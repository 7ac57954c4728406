#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/adapters/cron_support.hpp"
#include "tests/support/catch.hpp"

// Copies of hosts: what lies in them, and what was left out.

namespace plumbline::adapters::cron {
namespace {

using test::job;
using test::listing_of;
using test::TempTree;

TEST_CASE("what is local to the lines of one job is told of each if they differ",
          "[adapters][cron]") {
  const TranslateOptions debian{"debian-cron", "UTC", {}};
  TempTree tree;
  tree.write("etc/passwd", "root:x:0:0::/:/bin/sh\n");
  tree.write("etc/cron.d/two",
             "SHELL=/bin/sh\nDB=a\n# plumbline: id=two\n0 1 * * * root nice env TZ=UTC x\n"
             "DB=b\n# plumbline: id=two\n0 2 * * * root env TZ=UTC x\n");
  const auto listing = listing_of(tree.path().string(), debian);
  using Local = std::map<std::string, std::string>;
  CHECK(job(listing, "cron.d/two#two").local == Local{{"env.DB", "a; b"},
                                                      {"env.SHELL", "/bin/sh"},
                                                      {"env.TZ", "UTC"},
                                                      {"nice", "10; not set"}});
  tree.write("etc/cron.d/inner", "TZ=UTC\n0 1 * * * root env TZ=CET y\n");
  CHECK(job(listing_of(tree.path().string(), debian), "cron.d/inner#y").local.at("env.TZ") ==
        "CET");
}

TEST_CASE("a copy of a host without its spool says that it has no user crontabs",
          "[adapters][cron]") {
  const TranslateOptions debian{"debian-cron", "UTC", {}};
  TempTree tree;
  tree.write("etc/crontab", "0 1 * * * root a\n");
  tree.write("etc/passwd", "root:x:0:0::/:/bin/sh\n");
  const auto told = [](const LiveListing& listing) {
    return std::any_of(listing.diagnostics.begin(), listing.diagnostics.end(),
                       [](const auto& each) { return each.code == "no-spool"; });
  };
  const auto bare = listing_of(tree.path().string(), debian);
  CHECK(bare.unread.empty());
  REQUIRE(bare.left_out.size() == 1);
  CHECK(bare.left_out[0].id_prefixes == std::vector<std::string>{"user/"});
  CHECK(bare.left_out[0].error.message ==
        "the tree has no /var/spool/cron/crontabs: no user crontabs were read");
  CHECK(told(bare));
  std::filesystem::create_directories(tree.path() / "var/spool/cron/crontabs");
  const auto whole = listing_of(tree.path().string(), debian);
  CHECK(whole.left_out.empty());
  CHECK_FALSE(told(whole));
}

TEST_CASE("a file where cron has a folder is told", "[adapters][cron]") {
  for (const std::string folder : {"etc/cron.d", "var/spool/cron/crontabs", "etc/cron.daily"}) {
    CAPTURE(folder);
    TempTree tree;
    tree.write("etc/os-release", "ID=debian\n");
    tree.write("etc/localtime", "");
    tree.write("etc/crontab", "0 1 * * * root a\n");
    std::filesystem::create_directories(tree.path() / "var/spool/cron");
    if (!folder.starts_with("var")) {
      std::filesystem::create_directory(tree.path() / "var/spool/cron/crontabs");
    }
    tree.write(folder, "x");
    const auto listing = listing_of(tree.path().string(), {"debian-cron", "UTC", {}});
    REQUIRE(listing.diagnostics.size() == 2);
    CHECK(listing.diagnostics[0].code == "not-a-folder");
    CHECK(listing.diagnostics[0].at == "/" + folder);
    CHECK(listing.diagnostics[1].code == "users-unknown");
  }
}

}  // namespace
}  // namespace plumbline::adapters::cron
