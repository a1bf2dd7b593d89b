#pragma once

#include "core/certificates/certificate_store.h"
#include "core/certificates/store_revocations.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace workbench {

/// Which entries of a store are looked for; all conditions together.
struct StoreFilter
{
    /// Part of the name, of subject, SAN or issuer; at least six digits of SHA-1, SHA-256 or SPKI
    /// hash; a serial number, in hexadecimal (six digits of it suffice) or whole in decimal.
    /// Spaces, colons, case and invisible marks do not count. An IPv6 address is looked for as the
    /// address that it is, however it is written; a pin ("sha256//…") as the SPKI hash in it.
    /// Empty: no condition.
    QString text;
    bool withKey = false; ///< has its private key
    bool onlyCa = false;
    std::optional<int> expiresWithinDays; ///< ends until then, or has ended
    bool onlyProblems = false; ///< problemsOf() says something, its CA has revoked it, or it is
                               ///< a CA whose list cannot be read

    bool isEmpty() const { return *this == StoreFilter {}; }

    bool operator==(const StoreFilter&) const = default;
};

/// A filter, made ready once for many entries.
class StoreMatcher
{
public:
    /// `revocations`: by the CAs of "My certificates", in whichever store is looked for.
    StoreMatcher(StoreFilter filter, QDateTime now, StoreRevocations revocations = {});

    bool matches(const StoreEntry& entry) const;

private:
    bool fitsText(const StoreEntry& entry) const;
    bool fitsAddress(const StoreEntry& entry) const;

    StoreFilter m_filter;
    QDateTime m_now;
    StoreRevocations m_revocations;
    QByteArray m_text; ///< as in StoreEntry::searchText
    QByteArray m_ascii; ///< of an international host name
    QByteArray m_digits; ///< hexadecimal, six or more
    QByteArray m_serial; ///< hexadecimal, whole, with its marks
    QByteArray m_decimal; ///< the same from decimal
    QByteArray m_address; ///< IPv6, 16 bytes
    bool m_isAddressOnly = false; ///< with "::" it cannot be a serial or a hash
};

/// The entries that fit, in their order.
QList<StoreEntry> filterEntries(const QList<StoreEntry>& entries,
                                const StoreFilter& filter,
                                const QDateTime& now,
                                const StoreRevocations& revocations = {});

/// StoreEntry::searchText for these facts.
QByteArray searchTextOf(const CertificateFacts& facts);

/// `text` without blanks at its ends and without the invisible marks that people paste along.
QString withoutInvisible(const QString& text);

} // namespace workbench
