#include "canonical-schema/codec/digest.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace plumbline::test {

using codec::LengthPrefixedDigest;
using codec::sha256_hex;

TEST_CASE("SHA-256 gives the digests of FIPS 180-2", "[schema]") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex(std::string(1'000'000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a digest of parts is that of each with its length before it", "[schema]") {
  LengthPrefixedDigest digest;
  CHECK(digest.hex() == sha256_hex(""));
  digest.add("ab");
  digest.add("");
  digest.add(std::string(300, 'x'));
  const std::string zeros(6, '\0');
  CHECK(digest.hex() ==
        sha256_hex(zeros + std::string("\0\2ab", 4) + zeros + std::string("\0\0", 2) + zeros +
                   std::string("\1\x2c", 2) + std::string(300, 'x')));
}

TEST_CASE("parts that join to the same text differ", "[schema]") {
  LengthPrefixedDigest one;
  one.add("ab");
  one.add("c");
  LengthPrefixedDigest other;
  other.add("a");
  other.add("bc");
  CHECK(one.hex() != other.hex());
}

TEST_CASE("XXH3 gives its published digest of nothing", "[schema]") {
  CHECK(codec::xxh3_128_hex("") == "99aa06d3014798d86001c324468d497f");
  CHECK(codec::xxh3_128_hex("a").size() == 32);
  CHECK(codec::xxh3_128_hex("a") != codec::xxh3_128_hex("b"));
}

}  // namespace plumbline::test
