#include "ui/connection_view/record_text.h"

#include "core/base/openssl_errors.h"
#include "core/wire/registry.h"
#include "ui/common/text.h"

#include <QCoreApplication>

namespace workbench {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("RecordText", text);
}

QString waitingSentence(const ConnectionRecord& record)
{
    for (const Phase& phase : record.phases) {
        if (phase.result == PhaseResult::Running) {
            return tr("Under way: %1 …").arg(phaseWord(phase.name));
        }
    }
    return tr("Under way …");
}

QString establishedSentence(const ConnectionRecord& record)
{
    if (record.plain) {
        return record.transport == Transport::Udp
            ? tr("Ready to send, over UDP in clear; nothing was connected.")
            : tr("Connected in clear, without TLS, in %1.")
                  .arg(microsecondsToText(record.durationUs));
    }
    QStringList parts {versionLabel(record.negotiated.version),
                       suiteText(record.negotiated.cipherSuite)};
    if (record.negotiated.group != 0) {
        parts.append(groupText(record.negotiated.group));
    }
    if (record.negotiated.resumed) {
        parts.append(tr("resumed"));
    }
    return tr("The handshake worked: %1, in %2.")
        .arg(parts.join(QStringLiteral(", ")), microsecondsToText(record.durationUs));
}

} // namespace

QString phaseWord(PhaseName phase)
{
    switch (phase) {
    case PhaseName::Resolve:
        return tr("name resolution");
    case PhaseName::Tcp:
        return tr("TCP connection");
    case PhaseName::Proxy:
        return tr("proxy");
    case PhaseName::Starttls:
        return tr("STARTTLS");
    case PhaseName::Tls:
        return tr("TLS handshake");
    case PhaseName::Data:
        return tr("data");
    case PhaseName::Close:
        break;
    }
    return tr("closing");
}

QString phaseResultWord(PhaseResult result)
{
    switch (result) {
    case PhaseResult::Running:
        return tr("running");
    case PhaseResult::Done:
        return tr("done");
    case PhaseResult::Failed:
        return tr("failed");
    case PhaseResult::TimedOut:
        return tr("timed out");
    case PhaseResult::Skipped:
        break;
    }
    return tr("skipped");
}

QString resultSentence(const ObservedConnection& connection)
{
    const ConnectionRecord& record = *connection.record;
    switch (record.result) {
    case ConnectionResult::InProgress:
        return waitingSentence(record);
    case ConnectionResult::Established:
        return establishedSentence(record);
    case ConnectionResult::Cancelled:
        return tr("Cancelled after %1.").arg(microsecondsToText(record.durationUs));
    case ConnectionResult::TimedOut:
        return tr("No end within the time limit of %1.").arg(toText(record.limit));
    case ConnectionResult::Failed:
        break;
    }
    return tr("The connection failed.");
}

QString errorSourceWord(ErrorSource source)
{
    switch (source) {
    case ErrorSource::OpenSsl:
        return QStringLiteral("OpenSSL");
    case ErrorSource::Qt:
        return QStringLiteral("Qt");
    case ErrorSource::System:
        return tr("System");
    case ErrorSource::Workbench:
        break;
    }
    return QStringLiteral("TLS Workbench");
}

QString errorCodeText(const NativeError& error)
{
    return error.source == ErrorSource::OpenSsl ? openSslCodeText(static_cast<quint64>(error.code))
                                                : QString::number(error.code);
}

QString alertLabel(const AlertFact& alert)
{
    const QString direction = alert.direction == Direction::Sent ? tr("sent") : tr("received");
    return QStringLiteral("%1: %2 %3 (%4)")
        .arg(direction,
             fromStd(wire::alertLevelName(alert.level)),
             fromStd(wire::alertName(alert.code)))
        .arg(alert.code);
}

} // namespace workbench
