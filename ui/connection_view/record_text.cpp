#include "ui/connection_view/record_text.h"

#include "core/base/openssl_errors.h"
#include "core/connection/negotiated_group.h"
#include "core/wire/registry.h"
#include "ui/common/text.h"

#include <QCoreApplication>

namespace workbench {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(RecordText)
};

QString waitingSentence(const ConnectionRecord& record)
{
    for (const Phase& phase : record.phases) {
        if (phase.result == PhaseResult::Running) {
            return Text::tr("Under way: %1 …").arg(phaseWord(phase.name));
        }
    }
    return Text::tr("Under way …");
}

QString datagramsSentence(Role role)
{
    return role == Role::Client
        ? Text::tr("Ready to send, over UDP in clear; nothing was connected.")
        : Text::tr("Datagrams came from a client, over UDP in clear; nothing was connected.");
}

QString establishedSentence(const ConnectionRecord& record)
{
    if (record.plain) {
        return record.transport == Transport::Udp
            ? datagramsSentence(record.role)
            : Text::tr("Connected in clear, without TLS, in %1.")
                  .arg(microsecondsToText(record.durationUs));
    }
    QStringList parts {versionLabel(record.negotiated.version),
                       suiteText(record.negotiated.cipherSuite)};
    if (const QString group = groupName(record.negotiated); !group.isEmpty()) {
        parts.append(group);
    }
    if (record.negotiated.resumed) {
        parts.append(Text::tr("resumed"));
    }
    return Text::tr("The handshake worked: %1, in %2.")
        .arg(parts.join(QStringLiteral(", ")), microsecondsToText(record.durationUs));
}

} // namespace

QString phaseWord(PhaseName phase)
{
    switch (phase) {
    case PhaseName::Resolve:
        return Text::tr("name resolution");
    case PhaseName::Tcp:
        return Text::tr("TCP connection");
    case PhaseName::Proxy:
        return Text::tr("proxy");
    case PhaseName::Starttls:
        return Text::tr("STARTTLS");
    case PhaseName::Tls:
        return Text::tr("TLS handshake");
    case PhaseName::Data:
        return Text::tr("data");
    case PhaseName::Close:
        break;
    }
    return Text::tr("closing");
}

QString phaseResultWord(PhaseResult result)
{
    switch (result) {
    case PhaseResult::Running:
        return Text::tr("running");
    case PhaseResult::Done:
        return Text::tr("done");
    case PhaseResult::Failed:
        return Text::tr("failed");
    case PhaseResult::TimedOut:
        return Text::tr("timed out");
    case PhaseResult::Skipped:
        break;
    }
    return Text::tr("skipped");
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
        return Text::tr("Cancelled after %1.").arg(microsecondsToText(record.durationUs));
    case ConnectionResult::TimedOut:
        return Text::tr("No end within the time limit of %1.").arg(toText(record.limit));
    case ConnectionResult::Failed:
        break;
    }
    return Text::tr("The connection failed.");
}

QString errorSourceWord(ErrorSource source)
{
    switch (source) {
    case ErrorSource::OpenSsl:
        return QStringLiteral("OpenSSL");
    case ErrorSource::Qt:
        return QStringLiteral("Qt");
    case ErrorSource::System:
        return Text::tr("System");
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
    const QString direction
        = alert.direction == Direction::Sent ? Text::tr("sent") : Text::tr("received");
    return QStringLiteral("%1: %2 %3 (%4)")
        .arg(direction,
             fromStd(wire::alertLevelName(alert.level)),
             fromStd(wire::alertName(alert.code)))
        .arg(alert.code);
}

} // namespace workbench
