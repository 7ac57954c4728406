#include "adapters/git/loose_object.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <system_error>
#include <utility>

#include "adapters/git/plain_file.hpp"
#include "adapters/git/text.hpp"

namespace plumbline::adapters::git {
namespace {

constexpr std::size_t piece = 16 * 1024;
// "commit ", 20 digits and the NUL, with room to spare.
constexpr std::size_t longest_header = 64;

/// The bytes of a file's zlib stream, piece by piece. Every step takes input or gives output, or
/// fails: so it ends.
class Inflater {
 public:
  // A start that fails shows in the first read.
  Inflater(system::UniqueFd fd, const std::filesystem::path& file)
      : fd_(std::move(fd)), name_(in_quotes(file.string())) {
    ::inflateInit(&stream_);
  }
  ~Inflater() { ::inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Up to `room` more bytes; fewer only where the stream ends.
  Result<std::size_t> read(char* into, std::size_t room) {
    stream_.next_out = reinterpret_cast<Bytef*>(into);
    stream_.avail_out = static_cast<uInt>(room);
    while (stream_.avail_out > 0 && !ended_) {
      if (auto fine = refill(); !fine) return fail(fine.error());
      if (stream_.avail_in == 0) return broken("ends in the middle of its data");
      const int code = ::inflate(&stream_, Z_NO_FLUSH);
      if (code == Z_MEM_ERROR) return fail(ErrorKind::unreachable, "no memory for " + name_);
      if (code != Z_OK && code != Z_STREAM_END) return broken("is no sound zlib stream");
      ended_ = code == Z_STREAM_END;
    }
    return room - stream_.avail_out;
  }

  /// True where the stream and the file end.
  Result<bool> at_end() {
    char more = 0;
    const auto count = read(&more, 1);
    if (!count) return fail(count.error());
    if (*count > 0) return false;
    if (auto fine = refill(); !fine) return fail(fine.error());
    return stream_.avail_in == 0;
  }

  [[nodiscard]] tl::unexpected<Error> broken(const std::string& how) const {
    return fail(ErrorKind::corrupt, name_ + " " + how);
  }

 private:
  Result<void> refill() {
    if (stream_.avail_in > 0) return {};
    const auto count = read_some(fd_, input_.data(), input_.size());
    if (!count) return fail(count.error(), "while reading " + name_);
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(*count);
    return {};
  }

  system::UniqueFd fd_;
  std::string name_;
  std::array<char, piece> input_{};
  z_stream stream_{};
  bool ended_ = false;
};

/// An object's first bytes, and how many of them are header.
struct Start {
  LooseHeader header;
  std::string bytes;
  std::size_t header_length = 0;
};

Result<Start> read_start(Inflater& inflater) {
  Start start;
  start.bytes.resize(longest_header);
  const auto count = inflater.read(start.bytes.data(), start.bytes.size());
  if (!count) return fail(count.error());
  start.bytes.resize(*count);
  const auto nul = start.bytes.find('\0');
  const auto space = start.bytes.find(' ');
  if (nul == std::string::npos || space > nul) return inflater.broken("has no header of an object");
  const std::string_view digits = std::string_view(start.bytes).substr(space + 1, nul - space - 1);
  const char* end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, start.header.size);
  const bool padded = digits.size() > 1 && digits.front() == '0';
  if (parsed.ec != std::errc() || parsed.ptr != end || padded)
    return inflater.broken("has no size in its header");
  start.header.type = start.bytes.substr(0, space);
  start.header_length = nul + 1;
  return start;
}

}  // namespace

Result<LooseHeader> read_loose_header(const std::filesystem::path& file) {
  auto fd = open_plain(file);
  if (!fd) return fail(fd.error());
  Inflater inflater(std::move(*fd), file);
  return read_start(inflater).transform([](Start start) { return std::move(start.header); });
}

Result<LooseObject> read_loose_object(const std::filesystem::path& file) {
  auto fd = open_plain(file);
  if (!fd) return fail(fd.error());
  Inflater inflater(std::move(*fd), file);
  auto start = read_start(inflater);
  if (!start) return fail(start.error());
  const auto claimed = start->header.size;
  if (claimed > max_object)
    return inflater.broken("claims " + std::to_string(claimed) + " bytes, more than 64 MiB");
  LooseObject object{std::move(start->header.type), start->bytes.substr(start->header_length)};
  // A claim alone gets no memory: room comes as bytes come.
  while (object.bytes.size() < claimed) {
    const auto held = object.bytes.size();
    const auto room = std::min<std::uint64_t>(claimed - held, std::max(held, piece));
    object.bytes.resize(held + room);
    const auto count = inflater.read(object.bytes.data() + held, room);
    if (!count) return fail(count.error());
    object.bytes.resize(held + *count);
    if (*count < room) return inflater.broken("holds less than its header says");
  }
  const auto at_end = inflater.at_end();
  if (!at_end) return fail(at_end.error());
  if (object.bytes.size() > claimed || !*at_end)
    return inflater.broken("holds more than its header says");
  return object;
}

}  // namespace plumbline::adapters::git
