#include <algorithm>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/cron/host_stream.hpp"
#include "adapters/cron/tar.hpp"
#include "tests/adapters/cron_support.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::adapters::cron {
namespace {

using test::ContainsSubstring;

constexpr std::size_t block = 512;

void put(std::string& header, std::size_t at, std::string_view text) {
  std::copy(text.begin(), text.end(), header.begin() + static_cast<std::ptrdiff_t>(at));
}

std::string octal(unsigned long value, int width) {
  std::string text(static_cast<std::size_t>(width), '\0');
  std::snprintf(text.data(), text.size(), "%0*lo", width - 1, value);
  return text;
}

void seal(std::string& header) {
  put(header, 148, "        ");
  unsigned long sum = 0;
  for (const char byte : header.substr(0, block)) sum += static_cast<unsigned char>(byte);
  put(header, 148, octal(sum, 7) + " ");
}

/// One entry of a ustar archive.
std::string entry(std::string_view path, std::string_view content, char type = '0',
                  std::string_view link = {}) {
  std::string header(block, '\0');
  put(header, 0, path);
  put(header, 100, octal(0644, 8));
  put(header, 108, octal(1000, 8));
  put(header, 116, octal(100, 8));
  put(header, 124, octal(content.size(), 12));
  put(header, 136, octal(1'700'000'000, 12));
  header[156] = type;
  put(header, 157, link);
  put(header, 257,
      std::string_view("ustar\0"
                       "00",
                       8));
  put(header, 265, "ana");
  put(header, 297, "staff");
  seal(header);
  std::string bytes = header + std::string(content);
  bytes.resize((bytes.size() + block - 1) / block * block, '\0');
  return bytes;
}

std::string end() { return std::string(2 * block, '\0'); }

std::string pax(std::string_view key, std::string_view value) {
  const auto body = " " + std::string(key) + "=" + std::string(value) + "\n";
  auto length = body.size() + 1;
  while (std::to_string(length).size() + body.size() != length) ++length;
  return std::to_string(length) + body;
}

TEST_CASE("a tar stream gives its entries with owner, mode and time", "[adapters][cron]") {
  const auto stream = entry("./etc/crontab", "* * * * * root x\n") + entry("etc/cron.d/", "", '5') +
                      entry("etc/cron.d/l", "", '2', "/etc/x") +
                      entry("etc/cron.d/h", "", '1', "etc/crontab") + entry("pipe", "", '6') +
                      end() + "behind";
  const auto archive = read_tar(stream);
  REQUIRE(archive);
  REQUIRE(archive->entries.size() == 5);
  const auto& first = archive->entries[0];
  CHECK(first.path == "etc/crontab");
  CHECK(first.content == "* * * * * root x\n");
  CHECK(first.mode == 0644);
  CHECK(first.uid == 1000);
  CHECK(first.gid == 100);
  CHECK(first.user_name == "ana");
  CHECK(first.group_name == "staff");
  CHECK(first.mtime == Instant(Seconds(1'700'000'000)));
  CHECK(archive->entries[1].type == TarType::directory);
  CHECK(archive->entries[1].path == "etc/cron.d");
  CHECK(archive->entries[2].link_name == "/etc/x");
  CHECK(archive->entries[3].type == TarType::hard_link);
  CHECK(archive->entries[4].type == TarType::other);
  CHECK(stream.substr(archive->consumed) == "behind");
}

TEST_CASE("names longer than a header come from GNU and pax entries", "[adapters][cron]") {
  const std::string name(300, 'n');
  const auto gnu = entry("././@LongLink", name + '\0', 'L') + entry("short", "x") + end();
  const auto from_gnu = read_tar(gnu);
  REQUIRE(from_gnu);
  CHECK(from_gnu->entries[0].path == name);
  const auto records = pax("path", name) + pax("uid", "70000") + pax("mtime", "1700000001.25");
  const auto extended =
      entry("paxheader", records, 'x') + entry("short", "x") + entry("next", "y") + end();
  const auto from_pax = read_tar(extended);
  REQUIRE(from_pax);
  CHECK(from_pax->entries[0].path == name);
  CHECK(from_pax->entries[0].uid == 70'000);
  CHECK(from_pax->entries[0].mtime == Instant(Seconds(1'700'000'001)));
  CHECK(from_pax->entries[1].path == "next");
  CHECK(from_pax->entries[1].uid == 1000);
}

std::string broken_field(std::size_t at, std::string_view text) {
  auto bytes = entry("etc/crontab", "x");
  put(bytes, at, text);
  auto header = bytes.substr(0, block);
  seal(header);
  return header + bytes.substr(block) + end();
}

struct BadCase {
  std::string why;
  std::string stream;
  ErrorKind kind = ErrorKind::corrupt;
};

std::vector<BadCase> bad_streams() {
  const auto good = entry("etc/crontab", "* * * * * root x\n");
  auto flipped = good;
  flipped[5] = 'X';
  auto no_checksum = good;
  put(no_checksum, 148, "zzzzzzzz");
  const std::string huge_name(20'000, 'n');
  return {
      {"nothing at all", ""},
      {"one byte", "x"},
      {"half a header", good.substr(0, 300)},
      {"a header and no body", good.substr(0, block)},
      {"half a body", good.substr(0, block + 5)},
      {"no end marker", good},
      {"text", std::string(1024, 'a')},
      {"a shell's complaint", "sh: tar: not found\n" + std::string(600, ' ')},
      {"a flipped byte in the name", flipped + end()},
      {"a checksum that is no number", no_checksum + end()},
      {"a size that is no number", broken_field(124, "zzzzzzzzzzz")},
      {"a size below zero", broken_field(124, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF")},
      {"a size past the stream", broken_field(124, "00000777777")},
      {"a size past every limit", broken_field(124, "77777777777"), ErrorKind::unsupported},
      {"a mode that is no number", broken_field(100, "rwxr-xr")},
      {"an owner that is no number", broken_field(108, "ana\0\0\0\0")},
      {"an owner past 32 bits", broken_field(108, "\x80\xFF\xFF\xFF\xFF\xFF\xFF\xFF")},
      {"a time that is no number", broken_field(136, "yesterday")},
      {"a path that climbs", entry("../etc/crontab", "x") + end()},
      {"a path that climbs inside", entry("etc/../../x", "x") + end()},
      {"a pax record without length", entry("p", "path=x\n", 'x') + good + end()},
      {"a pax record too long", entry("p", "99 path=x\n", 'x') + good + end()},
      {"a pax record without newline", entry("p", "9 path=xy", 'x') + good + end()},
      {"a pax record without equals", entry("p", "7 path\n", 'x') + good + end()},
      {"a pax size that is no number", entry("p", pax("size", "many"), 'x') + good + end()},
      {"a pax size below zero", entry("p", pax("size", "-1"), 'x') + good + end()},
      {"a pax size past the stream", entry("p", pax("size", "99999"), 'x') + good + end()},
      {"a pax path that climbs", entry("p", pax("path", "a/../../b"), 'x') + good + end()},
      {"a pax name past the limit", entry("p", pax("path", huge_name), 'x') + good + end(),
       ErrorKind::unsupported},
      {"a GNU name past the limit", entry("l", huge_name, 'L') + good + end(),
       ErrorKind::unsupported},
      {"a pax entry and nothing behind it", entry("p", pax("path", "x"), 'x')},
  };
}

TEST_CASE("a torn or hostile tar stream is refused at its byte", "[adapters][cron]") {
  REQUIRE(bad_streams().size() >= 25);
  for (const auto& bad : bad_streams()) {
    CAPTURE(bad.why);
    const auto archive = read_tar(bad.stream);
    REQUIRE_FALSE(archive);
    CHECK(archive.error().kind == bad.kind);
    CHECK_THAT(archive.error().message, ContainsSubstring("byte "));
    CHECK_FALSE(archive.error().hint.empty());
  }
}

TEST_CASE("a tar stream past its limits is refused", "[adapters][cron]") {
  const auto stream = entry("a", "xx") + entry("b", "yy") + end();
  CHECK(read_tar(stream));
  CHECK(read_tar(stream, {1, 1000, 1000, 100}).error().kind == ErrorKind::unsupported);
  CHECK(read_tar(stream, {10, 3, 1000, 100}).error().kind == ErrorKind::unsupported);
  CHECK(read_tar(stream, {10, 1000, 1, 100}).error().kind == ErrorKind::unsupported);
  CHECK(read_tar(stream, {10, 1000, 1000, 0}).error().kind == ErrorKind::unsupported);
}

TEST_CASE("every cut of a tar stream is refused", "[adapters][cron]") {
  const auto stream = entry("etc/crontab", "* * * * * root x\n") + end();
  for (std::size_t length = 0; length < stream.size() - block; ++length) {
    CAPTURE(length);
    REQUIRE_FALSE(read_tar(std::string_view(stream).substr(0, length)));
  }
}

std::string host_answer() {
  return "plumbline-cron 1\npath ok /etc/crontab\npath denied /var/spool/cron/crontabs\n"
         "path ok /etc/cron.d\n" +
         test::absent_paths({"/etc/crontab", "/var/spool/cron/crontabs", "/etc/cron.d"}) +
         "inside denied /etc/cron.d/secret\ninside folder /etc/cron.d/folder\n"
         "inside socket /etc/cron.d/socket\ninside given /etc/cron.d/l\n"
         "links 2 -rw-r--r-- 2 0 0 10 Jan 1 00:00 etc/crontab\n"
         "user root:x:0:0::/root:/bin/sh\nusers complete\nanacron\n"
         "package /etc/cron.d/php 0123\npackage /etc/cron.d/old 0123 obsolete\ntar gnu\n"
         "plumbline-tar\n" +
         entry("etc/crontab", "x") + entry("etc/cron.d/l", "", '2', "/opt/l") + end() +
         "plumbline-tar-end 0\ntarget given /etc/cron.d/l\nplumbline-links\n" +
         entry("etc/cron.d/l", "y") + end() + "plumbline-links-end 0\nplumbline-end\n";
}

TEST_CASE("a host's answer becomes a snapshot", "[adapters][cron]") {
  const auto snapshot = parse_host_stream(host_answer());
  REQUIRE(snapshot);
  CHECK(snapshot->status("/var/spool/cron/crontabs")->state == PathState::denied);
  CHECK(snapshot->status("/etc/anacrontab")->state == PathState::absent);
  CHECK(snapshot->file("/etc/crontab")->self.links == 2);
  CHECK(snapshot->file("/etc/cron.d/secret")->state == PathState::denied);
  CHECK(snapshot->file("/etc/cron.d/folder")->self.type == FileType::directory);
  const auto* link = snapshot->file("/etc/cron.d/l");
  REQUIRE(link != nullptr);
  CHECK(link->self.type == FileType::symbolic_link);
  CHECK(link->link_text == "/opt/l");
  REQUIRE(link->target);
  CHECK(link->target->uid == 1000);
  CHECK(link->content == "y");
  CHECK(snapshot->users.complete);
  CHECK(snapshot->users.knows("root"));
  CHECK_FALSE(snapshot->users.knows("ana"));
  CHECK(snapshot->anacron_installed);
  CHECK(snapshot->package_files.count("/etc/cron.d/php") == 1);
  CHECK(snapshot->package_files.count("/etc/cron.d/old") == 0);
}

TEST_CASE("what an answer leaves out or contradicts is unread, never absent", "[adapters][cron]") {
  struct Row {
    const char* from;
    std::string to;
    const char* unread;  // empty = the whole host
  };
  const Row rows[] = {
      // Every asked path, once, in known words.
      {"path absent /etc/anacrontab\n", "", ""},
      {"path ok /etc/cron.d\n", "", ""},
      {"path ok /etc/cron.d\n", "path ok /etc/cron.d\npath absent /etc/cron.d\n", ""},
      {"path ok /etc/cron.d\n", "path fine /etc/cron.d\n", ""},
      {"path absent /etc/anacrontab\n", "path absent /etc/shadow\n", ""},
      {"anacron\n", "frobnicate\n", ""},
      {"inside folder", "inside paradise", ""},
      {"target given", "target denied", "/etc/cron.d/l"},
      {"target given /etc/cron.d/l", "target given /etc/cron.d/other", ""},
      // tar fails without a word.
      {"plumbline-tar-end 0", "plumbline-tar-end 2", ""},
      {"plumbline-tar-end 0", "plumbline-tar-end 137", ""},
      {"plumbline-links-end 0", "plumbline-links-end 2", ""},
      {"inside given /etc/cron.d/l", "inside given /etc/cron.d/m\ninside given /etc/cron.d/l",
       "/etc/cron.d/m"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.from, row.to);
    auto answer = host_answer();
    const auto at = answer.find(row.from);
    REQUIRE(at != std::string::npos);
    answer.replace(at, std::string_view(row.from).size(), row.to);
    const auto snapshot = parse_host_stream(answer);
    if (*row.unread == 0) {
      CHECK_FALSE(snapshot);
      continue;
    }
    REQUIRE(snapshot);
    REQUIRE(snapshot->file(row.unread) != nullptr);
    const auto state = snapshot->file(row.unread)->state;
    CHECK((state == PathState::denied || state == PathState::unreadable));
  }
}

TEST_CASE("an asked file that tar did not give is unreadable", "[adapters][cron]") {
  auto answer = host_answer();
  const auto file = entry("etc/crontab", "x");
  answer.replace(answer.find(file), file.size(), "");
  answer.replace(answer.find("tar-end 0"), 9, "tar-end 2");
  const auto snapshot = parse_host_stream(answer);
  REQUIRE(snapshot);
  CHECK(snapshot->status("/etc/crontab")->state == PathState::unreadable);
}

TEST_CASE("no cut of a host's answer passes for the whole", "[adapters][cron]") {
  const auto answer = host_answer();
  for (std::size_t length = 0; length < answer.size(); length += 7) {
    CAPTURE(length);
    const auto cut = parse_host_stream(std::string_view(answer).substr(0, length));
    REQUIRE_FALSE(cut);
    CHECK((cut.error().kind == ErrorKind::unreachable || cut.error().kind == ErrorKind::corrupt));
  }
}

}  // namespace
}  // namespace plumbline::adapters::cron
