#include "adapters/git/pack_index.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "adapters/git/plain_file.hpp"
#include "adapters/git/text.hpp"

namespace plumbline::adapters::git {
namespace {

constexpr std::uint64_t counts_length = 256 * 4;
constexpr std::uint64_t trailer_length = 2 * 20;
// Version 1 has rows of offset and name; version 2 has tables of names, checksums and offsets.
constexpr std::uint64_t row_length = 4 + 20;
constexpr std::uint64_t rows_a_piece = 4096;
// An offset with this bit is a position in the table of 8-byte offsets.
constexpr std::uint32_t wide_bit = 0x80000000;

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}

class IndexCheck {
 public:
  IndexCheck(const std::filesystem::path& file, system::UniqueFd fd, std::uint64_t pack_size)
      : name_(in_quotes(file.string())), fd_(std::move(fd)), pack_size_(pack_size) {
    std::error_code unreadable;
    size_ = std::filesystem::file_size(file, unreadable);
  }

  Result<void> run() {
    std::string head(8, '\0');
    if (auto fine = read_at(0, head); !fine) return fine;
    if (!head.starts_with("\377tOc")) return version_1();
    if (big_endian(head.substr(4)) == 2) return version_2();
    return fail(ErrorKind::unsupported, name_ + " is a pack index of a version we do not know",
                "git index-pack makes one of version 2");
  }

 private:
  Result<void> version_1() {
    if (auto fine = read_counts(0); !fine) return fine;
    if (size_ != counts_length + objects_ * row_length + trailer_length) return wrong_length();
    return each_row(counts_length, objects_, row_length,
                    [&](std::string_view row) { return in_pack(big_endian(row.substr(0, 4))); });
  }

  Result<void> version_2() {
    constexpr std::uint64_t head = 8;
    if (auto fine = read_counts(head); !fine) return fine;
    const auto offsets = head + counts_length + objects_ * row_length;
    const auto wide_offsets = offsets + objects_ * 4;
    const auto least = wide_offsets + trailer_length;
    if (size_ < least || (size_ - least) % 8 != 0) return wrong_length();
    const auto wide = (size_ - least) / 8;
    if (wide > objects_) return wrong_length();
    const auto is_sound = [&](std::string_view row) {
      const auto offset = big_endian(row);
      return (offset & wide_bit) != 0 ? (offset ^ wide_bit) < wide : in_pack(offset);
    };
    return each_row(offsets, objects_, 4, is_sound).and_then([&] {
      return each_row(wide_offsets, wide, 8,
                      [&](std::string_view row) { return in_pack(big_endian(row)); });
    });
  }

  // How many objects there are up to each first byte of an id.
  Result<void> read_counts(std::uint64_t at) {
    std::string counts(counts_length, '\0');
    if (auto fine = read_at(at, counts); !fine) return fine;
    for (std::size_t i = 0; i < counts.size(); i += 4) {
      const auto count = big_endian(std::string_view(counts).substr(i, 4));
      if (count < objects_) return broken("counts its objects wrongly");
      objects_ = count;
    }
    return {};
  }

  Result<void> each_row(std::uint64_t at, std::uint64_t count, std::uint64_t length,
                        const std::function<bool(std::string_view)>& is_sound) {
    std::string piece;
    for (std::uint64_t done = 0; done < count;) {
      const auto rows = std::min(count - done, rows_a_piece);
      piece.resize(rows * length);
      if (auto fine = read_at(at + done * length, piece); !fine) return fine;
      for (std::size_t i = 0; i < piece.size(); i += length)
        if (!is_sound(std::string_view(piece).substr(i, length)))
          return broken("leads outside its pack");
      done += rows;
    }
    return {};
  }

  Result<void> read_at(std::uint64_t at, std::string& into) {
    ::lseek(fd_.get(), static_cast<off_t>(at), SEEK_SET);
    const auto count = read_some(fd_, into.data(), into.size());
    if (!count) return fail(count.error(), "while reading " + name_);
    return *count == into.size() ? Result<void>() : broken("is cut off");
  }

  [[nodiscard]] bool in_pack(std::uint64_t offset) const { return offset < pack_size_; }
  [[nodiscard]] Result<void> wrong_length() const { return broken("has the wrong length"); }
  [[nodiscard]] Result<void> broken(const std::string& how) const {
    return fail(ErrorKind::corrupt, "the pack index " + name_ + " " + how,
                "git fsck says what is damaged; clone it anew");
  }

  std::string name_;
  system::UniqueFd fd_;
  std::uint64_t pack_size_;
  std::uint64_t size_ = 0;
  std::uint64_t objects_ = 0;
};

}  // namespace

Result<void> check_pack_index(const std::filesystem::path& index, std::uint64_t pack_size) {
  auto fd = open_plain(index);
  if (!fd) return fail(fd.error());
  return IndexCheck(index, std::move(*fd), pack_size).run();
}

}  // namespace plumbline::adapters::git
