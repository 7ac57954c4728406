#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace plumbline::codec {

/// Cuts a stream of JSON into items that can be read one by one, so that a long list needs little
/// memory and a broken item does not hide the others. Items are the elements of one array, those of
/// the array "vectors" of one object, or objects behind each other (JSON lines).
/// Only brackets and strings are looked at: whether an item is JSON is for its reader to say.
class JsonItems {
 public:
  /// A longer item is cut there, and so is no JSON any more.
  static constexpr std::size_t longest_item = std::size_t{4} << 20;

  void feed(std::string_view bytes);
  /// No more bytes follow. An item that was never closed is then taken for the line on which it
  /// begins, and what follows is cut anew, so that it hides nothing. Returns what is wrong with the
  /// whole; empty if nothing is.
  [[nodiscard]] std::string end();
  /// The next item, as soon as all of it was fed.
  [[nodiscard]] std::optional<std::string> take();

 private:
  enum class Place { before, in_array, between_lines, behind };
  void start(char c);
  void inside(char c);
  void inside_string(char c);
  void between_strings(char c);
  void finish_item();
  void take_line_for_item();
  void enter_array();
  void behind_list(char c);

  Place place_ = Place::before;
  std::deque<std::string> items_;
  std::string item_;
  std::size_t times_named_ = 0;  ///< "vectors" at the top of this object
  std::string name_;             ///< the string that was read last, at the top of an object
  std::size_t depth_ = 0;        ///< brackets open within the item, or behind the list
  bool collecting_ = false;      ///< an item has begun
  bool in_string_ = false;
  bool escaped_ = false;
  bool named_vectors_ = false;  ///< `"vectors":` was read, its value was not
  bool wrapped_ = false;
  bool stray_ = false;  ///< something stands where nothing may
};

}  // namespace plumbline::codec
