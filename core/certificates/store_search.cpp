#include "core/certificates/store_search.h"

#include "core/base/hex.h"
#include "core/base/openssl_ptr.h"

#include <algorithm>
#include <iterator>

namespace workbench {
namespace {

/// The serial in lower-case hexadecimal when `query` is a decimal number; empty otherwise.
QString decimalAsHex(const QString& query)
{
    const bool isNumber = !query.isEmpty() && std::all_of(query.begin(), query.end(), [](QChar c) {
        return c >= QLatin1Char('0') && c <= QLatin1Char('9');
    });
    BIGNUM* parsed = nullptr;
    if (!isNumber || BN_dec2bn(&parsed, query.toLatin1().constData()) == 0) {
        return {};
    }
    const BignumPtr number(parsed);
    QByteArray bytes(BN_num_bytes(number.get()), '\0');
    BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(bytes.data()));
    return toHex(bytes);
}

/// A search text in the forms in which the fields are compared.
struct SearchText
{
    QString text;
    QString digits; ///< hexadecimal without separators; empty: not usable as such
    QString serial; ///< from decimal
};

bool matches(const StoreEntry& entry, const SearchText& wanted)
{
    const CertificateFacts& facts = entry.facts;
    const QString& text = wanted.text;
    const bool inText = entry.name.contains(text, Qt::CaseInsensitive)
        || facts.subject.contains(text, Qt::CaseInsensitive)
        || facts.issuer.contains(text, Qt::CaseInsensitive)
        || facts.san.join(QLatin1Char('\n')).contains(text, Qt::CaseInsensitive);
    if (inText || (!wanted.serial.isEmpty() && facts.serial == wanted.serial)) {
        return true;
    }
    const QString& digits = wanted.digits;
    return !digits.isEmpty()
        && (facts.serial.contains(digits) || toHex(facts.sha1).contains(digits)
            || toHex(facts.sha256).contains(digits) || toHex(facts.spkiSha256).contains(digits));
}

} // namespace

QString withoutInvisible(const QString& text)
{
    QString visible = text;
    visible.removeIf([](QChar c) { return c.category() == QChar::Other_Format; });
    return visible.trimmed();
}

QList<StoreEntry> searchEntries(const QList<StoreEntry>& entries, const QString& query)
{
    SearchText wanted;
    wanted.text = withoutInvisible(query);
    if (wanted.text.isEmpty()) {
        return entries;
    }
    wanted.digits = normalizedHash(query);
    wanted.serial = decimalAsHex(wanted.text);
    QList<StoreEntry> found;
    std::copy_if(entries.cbegin(),
                 entries.cend(),
                 std::back_inserter(found),
                 [&wanted](const StoreEntry& entry) { return matches(entry, wanted); });
    return found;
}

} // namespace workbench
