#include "core/diagnosis/facts.h"
#include "core/wire/registry.h"

#include <algorithm>
#include <cstring>

namespace workbench {
namespace {

// Signalling values that stand in the list but name no suite: RFC 5746 §3.3, RFC 7507 §2.
constexpr quint16 kRenegotiationInfoScsv = 0x00ff;
constexpr quint16 kFallbackScsv = 0x5600;

bool isTls13Suite(quint16 suite)
{
    return (suite >> 8) == 0x13;
}

bool isSuite(quint16 value)
{
    return !wire::isGrease(value) && value != kRenegotiationInfoScsv && value != kFallbackScsv;
}

QList<quint16> withoutGrease(const QList<quint16>& values)
{
    QList<quint16> kept;
    std::copy_if(values.begin(), values.end(), std::back_inserter(kept), [](quint16 value) {
        return !wire::isGrease(value);
    });
    return kept;
}

QList<quint16> wireVersions(TlsVersionSet set)
{
    QList<quint16> versions;
    for (const TlsVersion version : allTlsVersions()) {
        if (set.testFlag(version)) {
            versions.append(wireVersion(version));
        }
    }
    return versions;
}

/// As TLS counts: DTLS 1.0 and 1.2 are TLS 1.1 and 1.2 over datagrams (RFC 4347, RFC 6347), and
/// their numbers run the other way.
quint16 asTls(quint16 version)
{
    switch (version) {
    case kDtls10:
        return kTls11;
    case kDtls12:
        return kTls12;
    default:
        return version;
    }
}

QList<quint16> offeredVersions(const ConnectionRecord& record)
{
    QList<quint16> versions = withoutGrease(record.offered.versions);
    std::transform(versions.begin(), versions.end(), versions.begin(), asTls);
    return versions;
}

/// What is allowed of the versions that the transport has.
TlsVersionSet allowedVersions(const ConnectionRecord& record)
{
    return versionsOver(record.transport, record.allowedVersions);
}

quint16 highest(const QList<quint16>& versions)
{
    return versions.isEmpty() ? 0 : *std::max_element(versions.begin(), versions.end());
}

quint16 lowest(const QList<quint16>& versions)
{
    return versions.isEmpty() ? 0 : *std::min_element(versions.begin(), versions.end());
}

const ConnectionRecord* clientRecord(const Facts& facts)
{
    return facts.client ? &facts.record : facts.other;
}

const ConnectionRecord* serverRecord(const Facts& facts)
{
    return facts.client ? facts.other : &facts.record;
}

/// The kind of key that signs in a TLS 1.2 suite: IANA names it second ("TLS_ECDHE_ECDSA_WITH_…").
bool suiteAuthenticatesWith(quint16 suite, const char* kind)
{
    const wire::CipherSuiteInfo* info = wire::cipherSuiteInfo(suite);
    if (info == nullptr) {
        return false;
    }
    const QByteArray wanted = "_" + QByteArray(kind) + "_";
    return std::strstr(info->name, wanted.constData()) != nullptr;
}

} // namespace

quint16 Facts::clientTop() const
{
    const QList<quint16> offered = offeredVersions(record);
    if (!offered.isEmpty()) {
        return highest(offered);
    }
    const ConnectionRecord* end = clientRecord(*this);
    return end != nullptr ? highest(wireVersions(allowedVersions(*end))) : 0;
}

quint16 Facts::clientBottom() const
{
    if (const ConnectionRecord* end = clientRecord(*this)) {
        const QList<TlsVersionSet> runs = contiguousRuns(allowedVersions(*end));
        return runs.isEmpty() ? 0 : lowest(wireVersions(runs.first()));
    }
    // Without supported_versions (RFC 8446 §4.2.1) a hello names only its highest version.
    const QList<quint16> offered = offeredVersions(record);
    return offered.size() > 1 || highest(offered) >= kTls13 ? lowest(offered) : 0;
}

quint16 Facts::serverTop() const
{
    const ConnectionRecord* end = serverRecord(*this);
    return end != nullptr ? highest(wireVersions(allowedVersions(*end))) : 0;
}

quint16 Facts::serverBottom() const
{
    const ConnectionRecord* end = serverRecord(*this);
    return end != nullptr ? lowest(wireVersions(allowedVersions(*end))) : 0;
}

bool Facts::inServersHole() const
{
    const ConnectionRecord* end = serverRecord(*this);
    const quint16 top = clientTop();
    return end != nullptr && serverBottom() < top && top < serverTop()
        && !wireVersions(allowedVersions(*end)).contains(top);
}

quint16 Facts::sharedVersion() const
{
    const ConnectionRecord* end = serverRecord(*this);
    if (end == nullptr) {
        return 0;
    }
    quint16 shared = 0;
    for (const quint16 version : wireVersions(allowedVersions(*end))) {
        if (version <= clientTop() && version >= clientBottom()) {
            shared = version;
        }
    }
    return shared;
}

quint16 Facts::version() const
{
    if (record.negotiated.version != 0) {
        return asTls(record.negotiated.version);
    }
    return serverKnown() ? sharedVersion() : clientTop();
}

bool Facts::beforeTls12() const
{
    return version() != 0 && version() < kTls12;
}

int Facts::securityLevel() const
{
    const ConnectionRecord* end = serverRecord(*this);
    return end != nullptr ? end->securityLevel : record.securityLevel;
}

int Facts::strictestLevel() const
{
    return other != nullptr ? std::max(record.securityLevel, other->securityLevel)
                            : record.securityLevel;
}

QList<quint16> Facts::suites() const
{
    QList<quint16> kept;
    for (const quint16 suite : record.offered.cipherSuites) {
        if (isSuite(suite) && !isTls13Suite(suite)) {
            kept.append(suite);
        }
    }
    return kept;
}

QList<quint16> Facts::suites13() const
{
    QList<quint16> kept;
    for (const quint16 suite : record.offered.cipherSuites) {
        if (isSuite(suite) && isTls13Suite(suite)) {
            kept.append(suite);
        }
    }
    return kept;
}

QList<quint16> Facts::groups() const
{
    return withoutGrease(record.offered.groups);
}

QList<quint16> Facts::schemes() const
{
    return withoutGrease(record.offered.signatureSchemes);
}

bool Facts::offersOnlyAuthentication(const char* kind) const
{
    const QList<quint16> all = suites();
    return !all.isEmpty() && std::all_of(all.begin(), all.end(), [kind](quint16 suite) {
        return suiteAuthenticatesWith(suite, kind);
    });
}

bool Facts::offersSchemeFor(const QString& key) const
{
    const QList<quint16> offered = schemes();
    if (offered.isEmpty() || key.isEmpty()) {
        return true;
    }
    const auto fits = [&key](quint16 scheme) {
        const std::string name = wire::signatureSchemeName(scheme);
        if (key.startsWith(QLatin1String("RSA"))) {
            return name.rfind("rsa_", 0) == 0;
        }
        if (key.startsWith(QLatin1String("EC "))) {
            return name.rfind("ecdsa_", 0) == 0;
        }
        if (key.startsWith(QLatin1String("Ed"))) {
            return name.rfind("ed", 0) == 0;
        }
        return true;
    };
    return std::any_of(offered.begin(), offered.end(), fits);
}

QString Facts::serverKey() const
{
    const ConnectionRecord* end = serverRecord(*this);
    return end != nullptr ? end->ownKey : QString();
}

} // namespace workbench
