#include "core/certificates/bcrypt_pbkdf.h"

#include "core/base/openssl_ptr.h"

#include <openssl/bn.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace workbench {
namespace {

constexpr std::size_t kSubkeys = 18;
constexpr std::size_t kBoxes = 4;
constexpr std::size_t kBoxSize = 256;
constexpr std::size_t kWords = kSubkeys + kBoxes * kBoxSize;
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kSha512Bytes = 64;
constexpr int kWordBits = 32;
constexpr int kByteBits = 8;

using Sha512 = std::array<std::uint8_t, kSha512Bytes>;
using Hash = std::array<std::uint8_t, kHashBytes>;

/// arctan(1/n), in units of 2^-bits.
BignumPtr arcTangentOfInverse(BN_ULONG n, int bits)
{
    BignumPtr term(BN_new());
    BignumPtr sum(BN_new());
    BignumPtr part(BN_new());
    BN_set_bit(term.get(), bits);
    BN_div_word(term.get(), n);
    BN_copy(sum.get(), term.get());
    for (BN_ULONG divisor = 3; BN_is_zero(term.get()) == 0; divisor += 2) {
        BN_div_word(term.get(), n * n);
        BN_copy(part.get(), term.get());
        BN_div_word(part.get(), divisor);
        if (divisor % 4 == 3) {
            BN_sub(sum.get(), sum.get(), part.get());
        } else {
            BN_add(sum.get(), sum.get(), part.get());
        }
    }
    return sum;
}

/// Blowfish begins with the digits of π behind the point; Machin's formula makes them in some
/// hundredths of a second, a table would be a thousand numbers that nobody can check.
std::array<std::uint32_t, kWords> digitsOfPi()
{
    constexpr int kGuardBits = 64; // for the rounding of some thousand divisions
    constexpr int kBits = kWords * kWordBits;
    const BignumPtr pi = arcTangentOfInverse(5, kBits + kGuardBits);
    const BignumPtr less = arcTangentOfInverse(239, kBits + kGuardBits);
    BN_mul_word(pi.get(), 16);
    BN_mul_word(less.get(), 4);
    BN_sub(pi.get(), pi.get(), less.get());
    BN_mask_bits(pi.get(), kBits + kGuardBits); // without the 3
    BN_rshift(pi.get(), pi.get(), kGuardBits);
    std::vector<std::uint8_t> bytes(kWords * sizeof(std::uint32_t));
    BN_bn2binpad(pi.get(), bytes.data(), static_cast<int>(bytes.size()));
    std::array<std::uint32_t, kWords> words {};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::uint32_t& word = words[i / sizeof(std::uint32_t)];
        word = word << kByteBits | bytes[i];
    }
    return words;
}

/// Reads words off bytes that are repeated without end.
class EndlessWords
{
public:
    explicit EndlessWords(std::span<const std::uint8_t> bytes)
        : m_bytes(bytes)
    { }

    std::uint32_t next()
    {
        std::uint32_t word = 0;
        for (std::size_t i = 0; i < sizeof word; ++i) {
            word = word << kByteBits | m_bytes[m_position];
            m_position = (m_position + 1) % m_bytes.size();
        }
        return word;
    }

private:
    std::span<const std::uint8_t> m_bytes;
    std::size_t m_position = 0;
};

/// Blowfish with the expensive key schedule of bcrypt (Provos, Mazières 1999). Wiped when it goes.
class Blowfish
{
public:
    Blowfish()
    {
        static const std::array<std::uint32_t, kWords> kPi = digitsOfPi();
        m_words = kPi;
    }

    ~Blowfish() { OPENSSL_cleanse(m_words.data(), sizeof m_words); }
    Q_DISABLE_COPY_MOVE(Blowfish)

    /// Mixes the key in, and the salt where there is one (else empty).
    void expand(std::span<const std::uint8_t> key, std::span<const std::uint8_t> salt = {})
    {
        EndlessWords keyWords(key);
        for (std::size_t i = 0; i < kSubkeys; ++i) {
            m_words[i] ^= keyWords.next();
        }
        EndlessWords saltWords(salt);
        std::uint32_t left = 0;
        std::uint32_t right = 0;
        for (std::size_t i = 0; i < kWords; i += 2) {
            if (!salt.empty()) {
                left ^= saltWords.next();
                right ^= saltWords.next();
            }
            encrypt(left, right);
            m_words[i] = left;
            m_words[i + 1] = right;
        }
    }

    void encrypt(std::uint32_t& left, std::uint32_t& right) const
    {
        for (std::size_t i = 0; i < kSubkeys - 2; i += 2) {
            left ^= m_words[i];
            right ^= mixed(left) ^ m_words[i + 1];
            left ^= mixed(right);
        }
        left ^= m_words[kSubkeys - 2];
        right ^= m_words[kSubkeys - 1];
        std::swap(left, right);
    }

private:
    std::uint32_t box(std::size_t number, std::uint32_t byte) const
    {
        return m_words[kSubkeys + number * kBoxSize + (byte & 0xffU)];
    }

    std::uint32_t mixed(std::uint32_t half) const
    {
        return ((box(0, half >> 24) + box(1, half >> 16)) ^ box(2, half >> 8)) + box(3, half);
    }

    std::array<std::uint32_t, kWords> m_words;
};

Sha512 sha512(std::span<const std::uint8_t> bytes)
{
    Sha512 digest {};
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha512(), nullptr);
    return digest;
}

Hash bcryptHash(const Sha512& password, const Sha512& salt)
{
    constexpr int kTimes = 64;
    constexpr std::string_view kText = "OxychromaticBlowfishSwatDynamite";
    Blowfish blowfish;
    blowfish.expand(password, salt);
    for (int i = 0; i < kTimes; ++i) {
        blowfish.expand(salt);
        blowfish.expand(password);
    }
    EndlessWords text({reinterpret_cast<const std::uint8_t*>(kText.data()), kText.size()});
    Hash hash {};
    for (std::size_t at = 0; at < kHashBytes; at += 2 * sizeof(std::uint32_t)) {
        std::array<std::uint32_t, 2> block {text.next(), text.next()};
        for (int i = 0; i < kTimes; ++i) {
            blowfish.encrypt(block[0], block[1]);
        }
        for (std::size_t i = 0; i < 2 * sizeof(std::uint32_t); ++i) { // little-endian
            const std::size_t shift = i % sizeof(std::uint32_t) * kByteBits;
            hash[at + i] = static_cast<std::uint8_t>(block[i / sizeof(std::uint32_t)] >> shift);
        }
    }
    return hash;
}

/// One block of PBKDF2.
Hash derivedBlock(const Sha512& password, const QByteArray& salt, std::uint32_t number, int rounds)
{
    std::vector<std::uint8_t> counted(salt.begin(), salt.end());
    for (int shift = kWordBits - kByteBits; shift >= 0; shift -= kByteBits) {
        counted.push_back(static_cast<std::uint8_t>(number >> shift));
    }
    Hash last = bcryptHash(password, sha512(counted));
    Hash block = last;
    for (int i = 1; i < rounds; ++i) {
        last = bcryptHash(password, sha512(last));
        std::transform(block.begin(), block.end(), last.begin(), block.begin(), std::bit_xor<>());
    }
    OPENSSL_cleanse(last.data(), last.size());
    return block;
}

} // namespace

QByteArray
bcryptPbkdf(const QByteArray& password, const QByteArray& salt, int rounds, qsizetype length)
{
    Sha512 secret = sha512({reinterpret_cast<const std::uint8_t*>(password.constData()),
                            static_cast<std::size_t>(password.size())});
    // Unlike PBKDF2, it deals the bytes of the blocks out in turn.
    const qsizetype blocks = (length + qsizetype {kHashBytes} - 1) / qsizetype {kHashBytes};
    QByteArray key(length, '\0');
    for (qsizetype number = 0; number < blocks; ++number) {
        Hash block = derivedBlock(secret, salt, static_cast<std::uint32_t>(number + 1), rounds);
        for (qsizetype at = number, i = 0; at < length; at += blocks, ++i) {
            key[at] = static_cast<char>(block[static_cast<std::size_t>(i)]);
        }
        OPENSSL_cleanse(block.data(), block.size());
    }
    OPENSSL_cleanse(secret.data(), secret.size());
    return key;
}

} // namespace workbench
