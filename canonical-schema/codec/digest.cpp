#include "canonical-schema/codec/digest.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>

#include <openssl/evp.h>
#include <xxhash.h>

namespace plumbline::codec {
namespace {

std::string hex_of(std::span<const unsigned char> bytes) {
  constexpr std::string_view hex_digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    text += hex_digits[byte >> 4U];
    text += hex_digits[byte & 0x0FU];
  }
  return text;
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeMethod {
  void operator()(EVP_MD* method) const { EVP_MD_free(method); }
};

/// SHA-256, looked up once a thread: the look-up costs more than the digest of a short text.
class Sha256 {
 public:
  static constexpr std::size_t size = 32;

  std::array<unsigned char, size> operator()(std::string_view bytes) {
    std::array<unsigned char, size> digest{};
    unsigned int length = 0;
    const bool done = method_ && context_ &&
                      EVP_DigestInit_ex2(context_.get(), method_.get(), nullptr) == 1 &&
                      EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1 &&
                      EVP_DigestFinal_ex(context_.get(), digest.data(), &length) == 1;
    if (!done || length != size) throw std::runtime_error("OpenSSL cannot compute SHA-256");
    return digest;
  }

 private:
  std::unique_ptr<EVP_MD, FreeMethod> method_{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
  std::unique_ptr<EVP_MD_CTX, FreeContext> context_{EVP_MD_CTX_new()};
};

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  thread_local Sha256 sha256;
  return hex_of(sha256(bytes));
}

void LengthPrefixedDigest::add(std::string_view part) {
  const auto length = static_cast<std::uint64_t>(part.size());
  for (unsigned shift = 64; shift > 0;) {
    shift -= 8;
    bytes_ += static_cast<char>((length >> shift) & 0xFFU);
  }
  bytes_ += part;
}

std::string LengthPrefixedDigest::hex() const { return sha256_hex(bytes_); }

std::string xxh3_128_hex(std::string_view bytes) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
  return hex_of(canonical.digest);
}

}  // namespace plumbline::codec
