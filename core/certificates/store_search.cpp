#include "core/certificates/store_search.h"

#include "core/base/hex.h"
#include "core/base/openssl_errors.h"
#include "core/base/openssl_ptr.h"
#include "core/certificates/store_problems.h"

#include <QUrl>

#include <openssl/x509v3.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

namespace workbench {
namespace {

constexpr qsizetype kFewestDigits = 6;
/// Stands between the fields of a search text, and around a serial.
constexpr char kField = '\n';
constexpr char kSerial = '#';

bool isInvisible(QChar character)
{
    return character.category() == QChar::Other_Format;
}

/// The form in which texts are compared.
QByteArray comparable(const QString& text)
{
    QString kept = text;
    kept.removeIf([](QChar c) { return c.isSpace() || c == QLatin1Char(':') || isInvisible(c); });
    return kept.toCaseFolded().toUtf8();
}

/// Hexadecimal without the zeros in front, as a whole serial.
QByteArray serialMark(QString digits)
{
    while (digits.size() > 1 && digits.startsWith(QLatin1Char('0'))) {
        digits.remove(0, 1);
    }
    return kSerial + digits.toLatin1() + kSerial;
}

/// The serial in hexadecimal when the text is a decimal number; empty otherwise.
QString decimalAsHex(const QByteArray& text)
{
    const bool isNumber = !text.isEmpty()
        && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    BIGNUM* parsed = nullptr;
    if (!isNumber || BN_dec2bn(&parsed, text.constData()) == 0) {
        return {};
    }
    const BignumPtr number(parsed);
    QByteArray bytes(BN_num_bytes(number.get()), '\0');
    BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(bytes.data()));
    return bytes.isEmpty() ? QStringLiteral("0") : toHex(bytes);
}

/// The bytes of an IPv6 address; empty: it is none.
QByteArray addressOf(const QString& text)
{
    const OpenSslErrorGuard guard;
    const std::unique_ptr<ASN1_OCTET_STRING, Freed<ASN1_OCTET_STRING_free>> address(
        text.contains(QLatin1Char(':')) ? a2i_IPADDRESS(text.toLatin1().constData()) : nullptr);
    return address ? QByteArray(reinterpret_cast<const char*>(ASN1_STRING_get0_data(address.get())),
                                ASN1_STRING_length(address.get()))
                   : QByteArray();
}

/// The hash of a pin as curl writes it; empty: it is none.
QString hashOfPin(const QString& text)
{
    const QLatin1String kPin("sha256//");
    const QByteArray hash = text.startsWith(kPin)
        ? QByteArray::fromBase64(text.mid(kPin.size()).toLatin1())
        : QByteArray();
    constexpr qsizetype kSize = 32;
    return hash.size() == kSize ? QString::fromLatin1(hash.toHex()) : QString();
}

bool isAscii(const QString& text)
{
    constexpr char16_t kLast = 0x7f;
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() <= kLast; });
}

} // namespace

QString withoutInvisible(const QString& text)
{
    QString visible = text;
    visible.removeIf(isInvisible);
    return visible.trimmed();
}

QByteArray searchTextOf(const CertificateFacts& facts)
{
    QByteArray text = comparable(facts.subject) + kField + comparable(facts.issuer) + kField;
    for (const QString& name : facts.san) {
        text += comparable(name) + kField;
    }
    text += serialMark(facts.serial) + kField + facts.serial.toLatin1() + kField;
    text += facts.sha1.toHex() + kField + facts.sha256.toHex() + kField + facts.spkiSha256.toHex();
    return text;
}

StoreMatcher::StoreMatcher(StoreFilter filter, QDateTime now, StoreRevocations revocations)
    : m_filter(std::move(filter))
    , m_now(std::move(now))
    , m_revocations(std::move(revocations))
    , m_text(comparable(m_filter.text))
{
    const QString visible = withoutInvisible(m_filter.text);
    if (!isAscii(visible)) {
        m_ascii = comparable(QString::fromLatin1(QUrl::toAce(visible)));
    }
    m_address = addressOf(visible);
    m_isAddressOnly = !m_address.isEmpty() && visible.contains(QStringLiteral("::"));
    const QString pinned = hashOfPin(visible);
    if (const QString digits = pinned.isEmpty() ? normalizedHash(m_filter.text) : pinned;
        !digits.isEmpty()) {
        m_serial = serialMark(digits);
        m_digits = digits.size() >= kFewestDigits ? digits.toLatin1() : QByteArray();
    }
    if (const QString serial = decimalAsHex(m_text); !serial.isEmpty()) {
        m_decimal = serialMark(serial);
    }
}

bool StoreMatcher::fitsAddress(const StoreEntry& entry) const
{
    const QLatin1String kAddress("ip:");
    return std::any_of(entry.facts.san.begin(), entry.facts.san.end(), [&](const QString& name) {
        return name.startsWith(kAddress) && addressOf(name.mid(kAddress.size())) == m_address;
    });
}

bool StoreMatcher::fitsText(const StoreEntry& entry) const
{
    if (!m_address.isEmpty() && (m_isAddressOnly || fitsAddress(entry))) {
        return fitsAddress(entry);
    }
    if (m_text.isEmpty() || comparable(entry.name).contains(m_text)) {
        return true;
    }
    const QByteArray text
        = entry.searchText.isEmpty() ? searchTextOf(entry.facts) : entry.searchText;
    const auto holds = [](QByteArrayView field, const QByteArray& part) {
        return !part.isEmpty() && field.contains(part);
    };
    // The last two marks are those of the serial; names may hold some as well.
    const qsizetype begin = text.lastIndexOf(kField, text.lastIndexOf(kSerial));
    const QByteArrayView words = QByteArrayView(text).first(begin);
    const QByteArrayView digits = QByteArrayView(text).sliced(begin);
    return holds(words, m_text) || holds(words, m_ascii) || holds(digits, m_serial)
        || holds(digits, m_decimal) || holds(digits, m_digits);
}

bool StoreMatcher::matches(const StoreEntry& entry) const
{
    const CertificateFacts& facts = entry.facts;
    const auto& days = m_filter.expiresWithinDays;
    return (!m_filter.withKey || entry.hasPrivateKey) && (!m_filter.onlyCa || facts.isCa)
        && (!days || facts.notAfter <= m_now.addDays(*days))
        && (!m_filter.onlyProblems || !problemsOf(facts, m_now).isEmpty()
            || m_revocations.find(entry) || m_revocations.isUnreadableOf(entry))
        && fitsText(entry);
}

QList<StoreEntry> filterEntries(const QList<StoreEntry>& entries,
                                const StoreFilter& filter,
                                const QDateTime& now,
                                const StoreRevocations& revocations)
{
    if (filter.isEmpty()) {
        return entries;
    }
    const StoreMatcher matcher(filter, now, revocations);
    QList<StoreEntry> found;
    std::copy_if(entries.cbegin(),
                 entries.cend(),
                 std::back_inserter(found),
                 [&matcher](const StoreEntry& entry) { return matcher.matches(entry); });
    return found;
}

} // namespace workbench
