#include "core/diagnosis/named_values.h"

#include "core/base/duration.h"
#include "core/base/endpoint_text.h"
#include "core/connection/explicit_tls/explicit_tls_protocol.h"
#include "core/connection/negotiated_group.h"
#include "core/diagnosis/check_values.h"
#include "core/diagnosis/diagnosis_text.h"
#include "core/diagnosis/version_names.h"
#include "core/wire/registry.h"

#include <array>
#include <functional>
#include <limits>

namespace workbench {
namespace {

constexpr qsizetype kMostNames = 6;

QString listText(const QStringList& names)
{
    if (names.isEmpty()) {
        return DiagnosisText::tr("none");
    }
    if (names.size() <= kMostNames) {
        return names.join(QStringLiteral(", "));
    }
    return DiagnosisText::tr("%1 and %2 more")
        .arg(names.first(kMostNames).join(QStringLiteral(", ")))
        .arg(names.size() - kMostNames);
}

template <typename Function>
QString codePointsText(const QList<quint16>& values, Function name)
{
    QStringList names;
    for (const quint16 value : values) {
        names.append(QString::fromStdString(name(value)));
    }
    return listText(names);
}

QString unwritten(const Facts& facts)
{
    QStringList paths;
    for (const Error& fault : facts.record.fileFaults) {
        paths.append(fault.where);
    }
    return listText(paths);
}

QString orUnknown(const QString& text)
{
    return text.isEmpty() ? DiagnosisText::tr("unknown") : text;
}

QString capitalised(QString text)
{
    if (!text.isEmpty()) {
        text[0] = text.at(0).toUpper();
    }
    return text;
}

QString peer(const Facts& facts)
{
    return facts.client ? DiagnosisText::tr("the server") : DiagnosisText::tr("the client");
}

QString target(const Facts& facts)
{
    const ConnectionRecord& record = facts.record;
    if (!facts.client) {
        return record.peerAddress.isNull()
            ? DiagnosisText::tr("the client")
            : endpointText(record.peerAddress.toString(), record.peerPort);
    }
    return endpointText(record.host, record.targetPort());
}

const Phase* lastPhase(const Facts& facts)
{
    return facts.record.phases.isEmpty() ? nullptr : &facts.record.phases.last();
}

QString phase(const Facts& facts)
{
    const Phase* last = lastPhase(facts);
    return last == nullptr ? DiagnosisText::tr("unknown")
                           : QString::fromLatin1(toIdentifier(last->name));
}

QString phaseTime(const Facts& facts)
{
    const Phase* last = lastPhase(facts);
    return last == nullptr ? microsecondsToText(facts.record.durationUs)
                           : microsecondsToText(last->durationUs);
}

/// Of the whole attempt's limit the last phase had what the others had left.
QString limit(const Facts& facts)
{
    const ConnectionRecord& record = facts.record;
    const qint64 limitUs = std::chrono::microseconds(record.limit).count();
    const bool inPart = record.wholeLimit && lastPhase(facts) != nullptr && !facts.limitUsedUp()
        && 10 * lastPhase(facts)->durationUs < 9 * limitUs;
    return limitUs > 0 && !inPart ? toText(record.limit) : phaseTime(facts);
}

const CertificateFacts* subject(const Facts& facts)
{
    const CertificateFacts* blamed = facts.blamed();
    return blamed != nullptr || facts.fault != nullptr ? blamed : facts.leaf();
}

QString ofCertificate(const Facts& facts,
                      const std::function<QString(const CertificateFacts&)>& get)
{
    const CertificateFacts* certificate = subject(facts);
    return orUnknown(certificate == nullptr ? QString() : get(*certificate));
}

QString certificate(const Facts& facts)
{
    if (facts.fault != nullptr && facts.fault->depth > 0) {
        const CertificateFacts* blamed = facts.blamed();
        return blamed == nullptr
            ? DiagnosisText::tr("an issuer's certificate")
            : DiagnosisText::tr("the issuer's certificate “%1”").arg(blamed->subject);
    }
    return facts.client ? DiagnosisText::tr("the server's certificate")
                        : DiagnosisText::tr("the client's certificate");
}

QString names(const Facts& facts)
{
    const CertificateFacts* leaf = facts.leaf();
    if (leaf == nullptr) {
        return DiagnosisText::tr("unknown");
    }
    QStringList offered;
    for (const QString& name : leaf->san) {
        if (name.startsWith(QLatin1String("dns:")) || name.startsWith(QLatin1String("ip:"))) {
            offered.append(name.section(QLatin1Char(':'), 1));
        }
    }
    if (offered.isEmpty() && !leaf->commonName.isEmpty()) {
        return DiagnosisText::tr("%1 (only as common name)").arg(leaf->commonName);
    }
    return listText(offered);
}

QString errors(const ConnectionRecord& record)
{
    QStringList texts;
    for (const NativeError& error : record.errors) {
        if (error.source == ErrorSource::OpenSsl || texts.isEmpty()) {
            texts.append(error.text.trimmed());
        }
    }
    texts.removeDuplicates();
    for (qsizetype index = 0; index + 1 < texts.size(); ++index) {
        if (endsSentence(texts.at(index))) {
            texts[index].chop(1); // it goes on with a semicolon
        }
    }
    return orUnknown(texts.join(QStringLiteral("; ")));
}

QString workbenchText(const Facts& facts)
{
    for (const NativeError& error : facts.record.errors) {
        if (error.source == ErrorSource::Workbench) {
            return error.text;
        }
    }
    return errors(facts.record);
}

QString otherErrors(const Facts& facts)
{
    return facts.other == nullptr ? DiagnosisText::tr("unknown") : errors(*facts.other);
}

QString clientVersions(const Facts& facts)
{
    QList<quint16> versions;
    for (const quint16 version : facts.record.offered.versions) {
        if (!wire::isGrease(version)) {
            versions.append(version);
        }
    }
    if (!versions.isEmpty()) {
        return versionsText(versions);
    }
    const ConnectionRecord* end = facts.client ? &facts.record : facts.other;
    return end == nullptr ? DiagnosisText::tr("unknown")
                          : toText(end->allowedVersions, end->transport);
}

QString serverVersions(const Facts& facts)
{
    const ConnectionRecord* end = facts.client ? facts.other : &facts.record;
    return end == nullptr ? DiagnosisText::tr("unknown")
                          : toText(end->allowedVersions, end->transport);
}

QString protocol(const Facts& facts)
{
    const QString name = QString::fromLatin1(wire::protocolName(facts.protocol));
    return name.isEmpty() ? DiagnosisText::tr("another protocol") : name;
}

/// The protocol that TLS is asked for in.
QString explicitProtocol(const Facts& facts)
{
    const ExplicitTlsProtocol* known = explicitTlsProtocol(facts.record.explicitTls);
    return known == nullptr ? DiagnosisText::tr("the dialogue by hand")
                            : QString::fromLatin1(known->title);
}

QString alert(const std::optional<AlertFact>& fact)
{
    return fact ? alertText(*fact) : DiagnosisText::tr("no alert");
}

QString longestPhase(const Facts& facts)
{
    const Phase* longest = facts.longestBefore();
    return longest == nullptr
        ? DiagnosisText::tr("unknown")
        : QStringLiteral("%1 (%2)").arg(QString::fromLatin1(toIdentifier(longest->name)),
                                        microsecondsToText(longest->durationUs));
}

struct NamedValue
{
    const char* name;
    QString (*value)(const Facts& facts);
};

constexpr NamedValue kValues[] = {
    {"peer", peer},
    {"Peer", [](const Facts& f) { return capitalised(peer(f)); }},
    {"target", target},
    {"host", [](const Facts& f) { return orUnknown(f.record.host); }},
    {"port",
     [](const Facts& f) {
         return QString::number(f.client ? f.record.targetPort() : f.record.peerPort);
     }},
    {"own port", [](const Facts& f) { return QString::number(f.record.localPort); }},
    {"local port", [](const Facts& f) { return QString::number(f.record.socket.localPort); }},
    {"local address", [](const Facts& f) { return orUnknown(f.record.socket.localAddress); }},
    {"address", [](const Facts& f) { return orUnknown(f.record.peerAddress.toString()); }},
    {"server name",
     [](const Facts& f) {
         return f.record.serverName.isEmpty() ? DiagnosisText::tr("none") : f.record.serverName;
     }},
    {"limit", limit},
    {"longest phase", longestPhase},
    {"waited",
     [](const Facts& f) {
         return f.record.phases.isEmpty() ? QString() : microsecondsToText(f.waitedUs());
     }},
    {"phase", phase},
    {"phase time", phaseTime},
    {"count received", [](const Facts& f) { return QString::number(f.record.bytesReceived); }},
    {"bytes received", [](const Facts& f) { return byteCountText(f.record.bytesReceived); }},
    {"announced bytes", [](const Facts& f) { return QString::number(f.announcedBytes()); }},
    {"bytes sent", [](const Facts& f) { return QString::number(f.record.bytesSent); }},
    {"client versions", clientVersions},
    {"client top", [](const Facts& f) { return versionTextOf(f.record, f.clientTop()); }},
    {"server versions", serverVersions},
    {"own versions",
     [](const Facts& f) { return toText(f.record.allowedVersions, f.record.transport); }},
    {"version", [](const Facts& f) { return versionTextOf(f.record, f.version()); }},
    {"suite",
     [](const Facts& f) {
         return QString::fromStdString(wire::cipherSuiteName(f.record.negotiated.cipherSuite));
     }},
    {"session version", [](const Facts& f) { return versionText(f.record.sessionVersion); }},
    {"session suite",
     [](const Facts& f) {
         return QString::fromStdString(wire::cipherSuiteName(f.record.sessionSuite));
     }},
    {"group", [](const Facts& f) { return orUnknown(groupName(f.record.negotiated)); }},
    {"suites", [](const Facts& f) { return suitesText(f.suites()); }},
    {"suites13", [](const Facts& f) { return suitesText(f.suites13()); }},
    {"groups", [](const Facts& f) { return groupsText(f.groups()); }},
    {"schemes", [](const Facts& f) { return schemesText(f.schemes()); }},
    {"protocols", [](const Facts& f) { return listText(f.record.offered.alpn); }},
    {"server key", [](const Facts& f) { return orUnknown(f.serverKey()); }},
    {"own key", [](const Facts& f) { return orUnknown(f.record.ownKey); }},
    {"own subject",
     [](const Facts& f) { return orUnknown(f.own() == nullptr ? QString() : f.own()->subject); }},
    {"security level", [](const Facts& f) { return QString::number(f.securityLevel()); }},
    {"sufficient key", sufficientKey},
    {"own level", [](const Facts& f) { return QString::number(f.record.securityLevel); }},
    {"alert", [](const Facts& f) { return alert(f.received); }},
    {"alert meaning",
     [](const Facts& f) { return alertMeaning(f.received ? f.received->code : -1); }},
    {"sent alert", [](const Facts& f) { return alert(f.sent); }},
    {"sent alert meaning", [](const Facts& f) { return alertMeaning(f.sent ? f.sent->code : -1); }},
    {"late alert meaning",
     [](const Facts& f) {
         const std::optional<AlertFact>& last = f.received ? f.received : f.sent;
         return lateAlertMeaning(last ? last->code : -1);
     }},
    {"errors", [](const Facts& f) { return errors(f.record); }},
    {"staple problem", [](const Facts& f) { return f.record.staple.problem; }},
    {"program error", workbenchText},
    {"other errors", otherErrors},
    {"unwritten", unwritten},
    {"certificate", certificate},
    {"Certificate", [](const Facts& f) { return capitalised(certificate(f)); }},
    {"subject",
     [](const Facts& f) { return ofCertificate(f, [](const auto& c) { return c.subject; }); }},
    {"issuer",
     [](const Facts& f) { return ofCertificate(f, [](const auto& c) { return c.issuer; }); }},
    {"key", [](const Facts& f) { return ofCertificate(f, [](const auto& c) { return c.key; }); }},
    {"signature",
     [](const Facts& f) {
         return ofCertificate(f, [](const auto& c) { return c.signatureAlgorithm; });
     }},
    {"usages",
     [](const Facts& f) {
         return ofCertificate(f, [](const auto& c) { return listText(c.extendedKeyUsage); });
     }},
    {"not before",
     [](const Facts& f) {
         return ofCertificate(f, [](const auto& c) { return timeText(c.notBefore); });
     }},
    {"not after",
     [](const Facts& f) {
         return ofCertificate(f, [](const auto& c) { return timeText(c.notAfter); });
     }},
    {"expired for",
     [](const Facts& f) {
         return ofCertificate(f,
                              [&](const auto& c) { return spanText(c.notAfter, checkMoment(f)); });
     }},
    {"valid in",
     [](const Facts& f) {
         return ofCertificate(f,
                              [&](const auto& c) { return spanText(checkMoment(f), c.notBefore); });
     }},
    {"moment", checkMomentText},
    {"clock remedy", clockRemedy},
    {"names", names},
    {"fault", [](const Facts& f) { return f.fault == nullptr ? errors(f.record) : f.fault->text; }},
    {"fault name", [](const Facts& f) { return f.fault == nullptr ? QString() : f.fault->name; }},
    {"first fault",
     [](const Facts& f) {
         return f.faults.isEmpty() ? DiagnosisText::tr("nothing") : f.faults.first().text;
     }},
    {"anchors", anchorsText},
    {"sent certificates",
     [](const Facts& f) { return QString::number(f.record.peerCertificates.size()); }},
    {"first bytes", [](const Facts& f) { return bytesText(f.record.firstBytesReceived); }},
    {"protocol", protocol},
    {"explicit protocol", explicitProtocol},
    {"file",
     [](const Facts& f) { return f.record.sentFile ? f.record.sentFile->path : QString(); }},
    {"file sent",
     [](const Facts& f) {
         return f.record.sentFile ? QString::number(f.record.sentFile->sent) : QString();
     }},
    {"file size",
     [](const Facts& f) {
         return f.record.sentFile ? QString::number(f.record.sentFile->size) : QString();
     }},
};

} // namespace

QString fillIn(const QString& text, const Facts& facts)
{
    QString filled;
    qsizetype position = 0;
    while (true) {
        const qsizetype open = text.indexOf(QLatin1Char('{'), position);
        const qsizetype close = open < 0 ? -1 : text.indexOf(QLatin1Char('}'), open);
        if (close < 0) {
            return filled + text.mid(position);
        }
        filled += text.mid(position, open - position);
        const QString name = text.mid(open + 1, close - open - 1);
        for (const NamedValue& candidate : kValues) {
            if (name == QLatin1String(candidate.name)) {
                filled += candidate.value(facts);
                break;
            }
        }
        position = close + 1;
        // What others say may end a sentence itself.
        const bool stops = position < text.size() && text.at(position) == QLatin1Char('.');
        position += stops && endsSentence(filled) ? 1 : 0;
    }
}

bool endsSentence(const QString& text)
{
    constexpr QLatin1String kMarks(".!?");
    return !text.isEmpty() && kMarks.contains(text.back());
}

QStringList namedValues()
{
    QStringList all;
    for (const NamedValue& value : kValues) {
        all.append(QString::fromLatin1(value.name));
    }
    return all;
}

QString versionText(quint16 version)
{
    return version == 0 ? DiagnosisText::tr("unknown")
                        : QString::fromStdString(wire::versionName(version));
}

QString versionsText(const QList<quint16>& versions)
{
    return codePointsText(versions, wire::versionName);
}

QString alertText(const AlertFact& alert)
{
    return DiagnosisText::tr("alert %1 %2")
        .arg(alert.code)
        .arg(QString::fromStdString(wire::alertName(alert.code)));
}

QString suitesText(const QList<quint16>& suites)
{
    return codePointsText(suites, wire::cipherSuiteName);
}

QString groupsText(const QList<quint16>& groups)
{
    return codePointsText(groups, wire::groupName);
}

QString schemesText(const QList<quint16>& schemes)
{
    return codePointsText(schemes, wire::signatureSchemeName);
}

QString byteCountText(qint64 count)
{
    constexpr qint64 kMost = std::numeric_limits<int>::max();
    return count > kMost ? DiagnosisText::tr("%1 bytes").arg(count)
                         : DiagnosisText::tr("%n byte(s)", nullptr, static_cast<int>(count));
}

QString timeText(const QDateTime& time)
{
    return time.isValid() ? time.toUTC().toString(QStringLiteral("yyyy-MM-dd hh:mm:ss 'UTC'"))
                          : DiagnosisText::tr("unknown");
}

QString bytesText(const QByteArray& bytes)
{
    QString text;
    for (const char c : bytes) {
        if (c == '\r' || c == '\n') {
            break; // the first line says what it is
        }
        text += c >= 0x20 && c < 0x7f ? QLatin1Char(c) : QLatin1Char('.');
    }
    return text;
}

} // namespace workbench
