#include "adapters/cron/tar.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

namespace plumbline::adapters::cron {
namespace {

constexpr std::size_t block_size = 512;

/// The fields of a header block, POSIX.1-1988 (ustar): offset and width.
struct Field {
  std::size_t offset;
  std::size_t width;
};
constexpr Field name_field{0, 100};
constexpr Field mode_field{100, 8};
constexpr Field uid_field{108, 8};
constexpr Field gid_field{116, 8};
constexpr Field size_field{124, 12};
constexpr Field mtime_field{136, 12};
constexpr Field checksum_field{148, 8};
constexpr std::size_t type_offset = 156;
constexpr Field link_field{157, 100};
constexpr Field magic_field{257, 6};
constexpr Field user_field{265, 32};
constexpr Field group_field{297, 32};
constexpr Field prefix_field{345, 155};

/// What pax and GNU extension entries say about the entry that follows them.
struct Overrides {
  std::optional<std::string> path;
  std::optional<std::string> link;
  std::optional<std::string> user;
  std::optional<std::string> group;
  std::optional<std::uint64_t> size;
  std::optional<std::int64_t> uid;
  std::optional<std::int64_t> gid;
  std::optional<std::int64_t> mtime;
};

tl::unexpected<Error> corrupt(std::size_t offset, std::string_view what) {
  return fail(ErrorKind::corrupt,
              "tar stream, byte " + std::to_string(offset) + ": " + std::string(what),
              "read the host again; if it stays, its tar program is not usable");
}

tl::unexpected<Error> too_much(std::size_t offset, std::string_view what) {
  return fail(ErrorKind::unsupported,
              "tar stream, byte " + std::to_string(offset) + ": " + std::string(what),
              "something unusual lies in the cron folders of that host");
}

std::string_view text_of(std::string_view block, Field field) {
  const auto raw = block.substr(field.offset, field.width);
  return raw.substr(0, raw.find('\0'));
}

/// Octal with blanks or NULs around it, or GNU's base-256 (first bit set). Empty text is 0.
std::optional<std::int64_t> number_of(std::string_view block, Field field) {
  auto raw = block.substr(field.offset, field.width);
  if ((static_cast<unsigned char>(raw.front()) & 0x80U) != 0) {
    if (static_cast<unsigned char>(raw.front()) != 0x80U) return std::nullopt;  // below zero
    std::uint64_t value = 0;
    for (const char byte : raw.substr(1)) {
      if (value > (std::uint64_t{1} << 54U)) return std::nullopt;
      value = (value << 8U) | static_cast<unsigned char>(byte);
    }
    return static_cast<std::int64_t>(value);
  }
  raw = raw.substr(0, raw.find('\0'));
  while (!raw.empty() && raw.front() == ' ') raw.remove_prefix(1);
  while (!raw.empty() && raw.back() == ' ') raw.remove_suffix(1);
  if (raw.empty()) return 0;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value, 8);
  if (error != std::errc{} || end != raw.data() + raw.size() || value < 0) return std::nullopt;
  return value;
}

/// The checksum counts its own field as blanks. Old writers summed signed bytes.
bool checksum_fits(std::string_view block) {
  const auto stated = number_of(block, checksum_field);
  if (!stated) return false;
  std::int64_t unsigned_sum = 0;
  std::int64_t signed_sum = 0;
  for (std::size_t i = 0; i < block_size; ++i) {
    const bool inside =
        i >= checksum_field.offset && i < checksum_field.offset + checksum_field.width;
    const char byte = inside ? ' ' : block[i];
    unsigned_sum += static_cast<unsigned char>(byte);
    signed_sum += static_cast<signed char>(byte);
  }
  return *stated == unsigned_sum || *stated == signed_sum;
}

bool is_zero(std::string_view block) {
  return std::all_of(block.begin(), block.end(), [](char byte) { return byte == '\0'; });
}

std::optional<std::int64_t> decimal_of(std::string_view text) {
  // pax times may have a fraction; whole seconds are all we keep.
  text = text.substr(0, text.find('.'));
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Takes a pax record off the front: it is "LENGTH KEY=VALUE\n", LENGTH counting itself.
std::optional<std::string_view> take_record(std::string_view& records) {
  const auto blank = records.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const auto length = decimal_of(records.substr(0, blank));
  if (!length || *length < 0) return std::nullopt;
  const auto size = static_cast<std::size_t>(*length);
  if (size <= blank + 1 || size > records.size() || records[size - 1] != '\n') return std::nullopt;
  const auto record = records.substr(blank + 1, size - blank - 2);
  records.remove_prefix(size);
  return record;
}

void override_text(std::string_view key, std::string_view value, Overrides& overrides) {
  if (key == "path") overrides.path = std::string(value);
  if (key == "linkpath") overrides.link = std::string(value);
  if (key == "uname") overrides.user = std::string(value);
  if (key == "gname") overrides.group = std::string(value);
}

/// False if the value ought to be a number and is none.
bool override_number(std::string_view key, std::string_view value, Overrides& overrides) {
  if (key != "size" && key != "uid" && key != "gid" && key != "mtime") return true;
  const auto number = decimal_of(value);
  if (!number || (*number < 0 && key != "mtime")) return false;
  if (key == "size") overrides.size = static_cast<std::uint64_t>(*number);
  if (key == "uid") overrides.uid = number;
  if (key == "gid") overrides.gid = number;
  if (key == "mtime") overrides.mtime = number;
  return true;
}

bool read_pax(std::string_view records, Overrides& overrides) {
  while (!records.empty()) {
    const auto record = take_record(records);
    if (!record) return false;
    const auto equals = record->find('=');
    if (equals == std::string_view::npos) return false;
    const auto key = record->substr(0, equals);
    const auto value = record->substr(equals + 1);
    override_text(key, value, overrides);
    if (!override_number(key, value, overrides)) return false;
  }
  return true;
}

/// The path without "./" and "/" in front; nullopt if it climbs ("..") or holds a NUL.
std::optional<std::string> plain_path(std::string_view path) {
  if (path.find('\0') != std::string_view::npos) return std::nullopt;
  std::string plain;
  while (!path.empty()) {
    const auto slash = path.find('/');
    const auto part = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    if (part.empty() || part == ".") continue;
    if (part == "..") return std::nullopt;
    if (!plain.empty()) plain += '/';
    plain += part;
  }
  return plain;
}

TarType type_of(char flag) {
  switch (flag) {
    case '\0':
    case '0':
    case '7':  // contiguous file
      return TarType::regular;
    case '1':
      return TarType::hard_link;
    case '2':
      return TarType::symbolic_link;
    case '5':
      return TarType::directory;
    default:
      return TarType::other;
  }
}

class Reader {
 public:
  Reader(std::string_view stream, const TarLimits& limits) : stream_(stream), limits_(limits) {}

  Result<TarArchive> run() {
    while (true) {
      if (stream_.size() - at_ < block_size) return corrupt(at_, "ends before its end marker");
      const auto block = stream_.substr(at_, block_size);
      if (is_zero(block)) return finish();
      if (!checksum_fits(block)) return corrupt(at_, "the header's checksum is wrong");
      if (auto done = entry(block); !done) return fail(done.error());
    }
  }

 private:
  Result<TarArchive> finish() {
    while (stream_.size() - at_ >= block_size && is_zero(stream_.substr(at_, block_size))) {
      at_ += block_size;
    }
    archive_.consumed = at_;
    return std::move(archive_);
  }

  Result<void> entry(std::string_view block) {
    const auto header_at = at_;
    const auto stated = number_of(block, size_field);
    if (!stated) return corrupt(at_, "the size is not a number");
    const char flag = block[type_offset];
    const bool extension = flag == 'x' || flag == 'g' || flag == 'L' || flag == 'K';
    const auto size = !extension && next_.size ? *next_.size : static_cast<std::uint64_t>(*stated);
    const auto type = type_of(flag);
    const bool has_body = extension || type == TarType::regular || type == TarType::other;
    const auto body_size = has_body ? size : 0;
    if (body_size > limits_.file_bytes) return too_much(at_, "a file is larger than we read");
    at_ += block_size;
    if (body_size > stream_.size() - at_) return corrupt(header_at, "ends within a file");
    const auto body = stream_.substr(at_, static_cast<std::size_t>(body_size));
    const auto padded = (body.size() + block_size - 1) / block_size * block_size;
    if (padded > stream_.size() - at_) return corrupt(header_at, "ends within a file");
    at_ += padded;
    total_ += body.size();
    if (total_ > limits_.total_bytes) return too_much(header_at, "holds more than we read");
    if (extension) return extend(flag, body, header_at);
    return keep(block, type, type == TarType::regular ? body : std::string_view{}, header_at);
  }

  Result<void> extend(char flag, std::string_view body, std::size_t header_at) {
    if (flag == 'g') return {};  // global defaults: nothing in them concerns us
    if (body.size() > limits_.name_bytes * 4) return too_much(header_at, "a name is too long");
    if (flag == 'x') {
      if (!read_pax(body, next_)) return corrupt(header_at, "a pax record is malformed");
      return {};
    }
    const std::string name(body.substr(0, body.find('\0')));
    (flag == 'L' ? next_.path : next_.link) = name;
    return {};
  }

  Result<void> keep(std::string_view block, TarType type, std::string_view body,
                    std::size_t header_at) {
    if (archive_.entries.size() >= limits_.entries) return too_much(header_at, "too many entries");
    const auto overrides = std::exchange(next_, Overrides{});
    TarEntry entry;
    entry.type = type;
    entry.content = body;

    // ustar splits long names in two; GNU's own header uses that place for other things.
    std::string name(text_of(block, name_field));
    if (block.substr(magic_field.offset, magic_field.width) == std::string_view("ustar\0", 6)) {
      if (const auto prefix = text_of(block, prefix_field); !prefix.empty()) {
        name = std::string(prefix) + "/" + name;
      }
    }
    const auto path = plain_path(overrides.path.value_or(std::move(name)));
    if (!path) return corrupt(header_at, "a path climbs out of its folder");
    entry.path = *path;
    entry.link_name = overrides.link.value_or(std::string(text_of(block, link_field)));
    if (entry.path.size() > limits_.name_bytes || entry.link_name.size() > limits_.name_bytes) {
      return too_much(header_at, "a name is too long");
    }
    const auto mode = number_of(block, mode_field);
    const auto uid = overrides.uid ? overrides.uid : number_of(block, uid_field);
    const auto gid = overrides.gid ? overrides.gid : number_of(block, gid_field);
    const auto mtime = overrides.mtime ? overrides.mtime : number_of(block, mtime_field);
    constexpr std::int64_t largest_id = std::numeric_limits<std::uint32_t>::max();
    if (!mode || !uid || !gid || !mtime || *uid > largest_id || *gid > largest_id) {
      return corrupt(header_at, "mode, owner or time is not a number");
    }
    entry.mode = static_cast<std::uint32_t>(*mode) & 07777U;
    entry.uid = static_cast<std::uint32_t>(*uid);
    entry.gid = static_cast<std::uint32_t>(*gid);
    entry.mtime = Instant(Seconds(*mtime));
    entry.user_name = overrides.user.value_or(std::string(text_of(block, user_field)));
    entry.group_name = overrides.group.value_or(std::string(text_of(block, group_field)));
    archive_.entries.push_back(std::move(entry));
    return {};
  }

  std::string_view stream_;
  const TarLimits& limits_;
  std::size_t at_ = 0;
  std::size_t total_ = 0;
  Overrides next_;
  TarArchive archive_;
};

}  // namespace

Result<TarArchive> read_tar(std::string_view stream, const TarLimits& limits) {
  return Reader(stream, limits).run();
}

}  // namespace plumbline::adapters::cron
