#include "core/report/outcome_line.h"

#include "core/base/duration.h"
#include "core/connection/negotiated_group.h"
#include "core/wire/registry.h"

#include <QCoreApplication>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectionReport)
};

QString resultWord(ConnectionResult result)
{
    switch (result) {
    case ConnectionResult::Established:
        return Text::tr("connected");
    case ConnectionResult::Failed:
        return Text::tr("failed");
    case ConnectionResult::Cancelled:
        return Text::tr("cancelled");
    case ConnectionResult::TimedOut:
        return Text::tr("timed out");
    case ConnectionResult::InProgress:
        return Text::tr("in progress");
    }
    return {};
}

QString agreedText(const Negotiated& negotiated)
{
    QStringList agreed {
        QString::fromStdString(wire::versionName(negotiated.version)),
        QString::fromStdString(wire::cipherSuiteName(negotiated.cipherSuite)),
    };
    if (const QString group = groupName(negotiated); !group.isEmpty()) {
        agreed.append(group);
    }
    if (negotiated.resumed) {
        agreed.append(Text::tr("resumed"));
    }
    return agreed.join(QStringLiteral(", "));
}

/// UDP connects nothing: a client knows that it may send, a server that somebody did.
QString datagramsText(Role role)
{
    return role == Role::Client
        ? Text::tr("ready to send, over UDP in clear; nothing was connected")
        : Text::tr("datagrams came from a client, over UDP in clear; nothing was connected");
}

} // namespace

OutcomeLine outcomeLine(const ConnectionRecord& record, const QList<Finding>& findings)
{
    const bool established = record.result == ConnectionResult::Established;
    const bool bad
        = !established || (!findings.isEmpty() && findings.first().severity == Severity::Error);
    const bool warned = !findings.isEmpty() && findings.first().severity == Severity::Warning;
    const QString sign
        = bad ? QStringLiteral("✖") : (warned ? QStringLiteral("▲") : QStringLiteral("✔"));
    QString outcome = Text::tr("%1 after %2")
                          .arg(resultWord(record.result), microsecondsToText(record.durationUs));
    if (established && record.plain) {
        outcome = record.transport == Transport::Udp
            ? datagramsText(record.role)
            : outcome + QStringLiteral(": ") + Text::tr("in clear, without TLS");
    } else if (established) {
        outcome += QStringLiteral(": ") + agreedText(record.negotiated);
    }
    return {.text = sign + QLatin1Char(' ') + outcome,
            .tone = bad ? Tone::Bad : (warned ? Tone::Warning : Tone::Good)};
}

} // namespace workbench
