#include "core/base/duration.h"
#include "core/base/endpoint_text.h"
#include "core/base/hex.h"
#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_facts.h"
#include "core/connection/addresses/address_order.h"
#include "core/connection/international_name.h"
#include "core/connection/message_decoding.h"
#include "core/connection/negotiated_group.h"
#include "core/report/connection_report.h"
#include "core/report/dialogue_report.h"
#include "core/report/facts_text.h"
#include "core/report/field_text.h"
#include "core/report/html_writer.h"
#include "core/report/library_report.h"
#include "core/report/outcome_line.h"
#include "core/report/text_sections.h"
#include "core/report/text_writer.h"
#include "core/wire/registry.h"

#include <QCoreApplication>

namespace workbench {
namespace {

constexpr int kAlertContent = 21;
constexpr int kIndent = 2;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ConnectionReport)
};

QString name(const std::string& registered)
{
    return QString::fromStdString(registered);
}

QString joined(const QStringList& parts)
{
    return parts.join(QStringLiteral(", "));
}

/// What every line of the log carries, so that lines of several connections can be told apart.
QString referenceText(const ConnectionRecord& record)
{
    return QStringLiteral("#%1").arg(record.id);
}

void writeEnds(TextWriter& writer, const ConnectionRecord& record)
{
    QString title;
    if (record.role == Role::Client) {
        title = Text::tr("Client %1 to %2")
                    .arg(record.name, endpointText(record.host, record.targetPort()));
        if (const QString shown = internationalName(record.host); !shown.isEmpty()) {
            title += QStringLiteral(" [%1]").arg(shown);
        }
        const QString address = record.peerAddress.toString();
        if (!record.proxy.isEmpty()) {
            title += QLatin1Char(' ')
                + (record.systemProxy ? Text::tr("through %1, as the system's settings say")
                                      : Text::tr("through %1"))
                      .arg(record.proxy);
        } else if (!address.isEmpty() && address != record.host) {
            title += QStringLiteral(" (%1)").arg(address);
        }
    } else {
        title = Text::tr("Server %1 at %2, client %3")
                    .arg(record.name,
                         endpointText(record.localAddress.toString(), record.localPort),
                         endpointText(record.peerAddress.toString(), record.peerPort));
    }
    writer.line(title.simplified(), Tone::Strong);
    QStringList details {Text::tr("connection %1").arg(referenceText(record))};
    if (record.started.isValid()) {
        details.append(
            record.started.toUTC().toString(QStringLiteral("yyyy-MM-dd hh:mm:ss.zzz 'UTC'")));
    }
    if (!record.serverName.isEmpty()) {
        details.append(Text::tr("server name %1").arg(record.serverName));
    }
    writer.line(joined(details), Tone::Quiet);
}

/// What the name service gave, and what became of the addresses that were tried.
void writeAddresses(TextWriter& writer, const ConnectionRecord& record)
{
    QList<QStringList> rows;
    for (const FoundAddress& found : record.found) {
        rows.append({isIpv6(found.address) ? Text::tr("IPv6") : Text::tr("IPv4"),
                     found.address.toString(),
                     QLatin1Char('+') + microsecondsToText(record.lookUpUs(found)),
                     Text::tr("found")});
    }
    if (record.addresses.size() > 1) {
        for (const AddressAttempt& attempt : record.addresses) {
            rows.append({QString(),
                         attempt.address.toString(),
                         microsecondsToText(attempt.durationUs),
                         attempt.connected ? Text::tr("connected") : attempt.error});
        }
    }
    if (!rows.isEmpty()) {
        writer.table(
            rows,
            2 * kIndent,
            {2},
            Tone::Quiet,
            TableHeads::ofColumns(
                {Text::tr("family"), Text::tr("address"), Text::tr("time"), Text::tr("outcome")}));
    }
}

void writePhases(TextWriter& writer, const ConnectionRecord& record)
{
    if (record.phases.isEmpty()) {
        return;
    }
    writer.heading(Text::tr("Phases"));
    QList<QStringList> rows;
    for (const Phase& phase : record.phases) {
        rows.append({QString::fromLatin1(toIdentifier(phase.name)),
                     QString::fromLatin1(toIdentifier(phase.result)),
                     phase.result == PhaseResult::Skipped ? QString()
                                                          : microsecondsToText(phase.durationUs)});
    }
    writer.table(rows, kIndent, {2}, Tone::Plain, TableHeads::ofRows());
    writeAddresses(writer, record);
}

QString messageName(const TraceMessage& message)
{
    if (message.handshakeType() >= 0) {
        return name(handshakeName(message));
    }
    if (message.contentType == kAlertContent && message.bytes.size() == 2) {
        const auto level = static_cast<std::uint8_t>(message.bytes.at(0));
        const auto code = static_cast<std::uint8_t>(message.bytes.at(1));
        return Text::tr("alert %1 %2 (%3)")
            .arg(code)
            .arg(name(wire::alertName(code)), name(wire::alertLevelName(level)));
    }
    return name(wire::contentTypeName(message.contentType));
}

QStringList messageRow(const TraceMessage& message, const QString& reference)
{
    const bool sent = message.direction == Direction::Sent;
    const QString bytes = Text::tr("%1 B").arg(message.length);
    return {reference,
            QString::number(message.index),
            microsecondsToText(message.timeUs),
            sent ? QStringLiteral("──▶") : QStringLiteral("◀──"),
            messageName(message),
            bytes,
            message.encrypted ? Text::tr("encrypted") : Text::tr("clear"),
            name(wire::versionName(message.recordVersion))};
}

/// What the trace does not show, where messages stand whole.
void writeDatagrams(TextWriter& writer, const ConnectionRecord& record)
{
    if (!record.datagrams) {
        return;
    }
    const DatagramFacts& facts = *record.datagrams;
    writer.heading(Text::tr("Datagrams"));
    const auto row = [](const QString& direction, const DatagramCount& count) {
        return QStringList {direction,
                            Text::tr("%1 datagrams").arg(count.datagrams),
                            Text::tr("largest %1 bytes").arg(count.largest),
                            Text::tr("%1 fragments").arg(count.fragments),
                            Text::tr("%1 sent again").arg(count.repeated)};
    };
    writer.table(
        {row(QStringLiteral("──▶"), facts.sent), row(QStringLiteral("◀──"), facts.received)},
        kIndent,
        {},
        Tone::Plain,
        TableHeads::ofRows());
    writer.line(QString(kIndent, QLatin1Char(' '))
                    + Text::tr("MTU %1 bytes; waited in vain and sent again: %2 times")
                          .arg(facts.mtu)
                          .arg(facts.timeouts),
                Tone::Quiet);
}

void writeMessages(TextWriter& writer, const ConnectionRecord& record)
{
    if (record.messages.isEmpty()) {
        return;
    }
    writer.heading(Text::tr("Handshake log"));
    QList<QStringList> rows;
    for (const TraceMessage& message : record.messages) {
        rows.append(messageRow(message, referenceText(record)));
    }
    writer.table(rows,
                 kIndent,
                 {1, 2, 5},
                 Tone::Plain,
                 TableHeads::ofColumns({Text::tr("connection"),
                                        Text::tr("number"),
                                        Text::tr("time"),
                                        Text::tr("direction"),
                                        Text::tr("message"),
                                        Text::tr("length"),
                                        Text::tr("protection"),
                                        Text::tr("version of the record")}));
    if (record.messagesDropped > 0) {
        writer.line(QString(kIndent, QLatin1Char(' '))
                        + Text::tr("further messages, not kept: %1").arg(record.messagesDropped),
                    Tone::Quiet);
    }
}

/// Every message with what is in it, for `--fields`.
void writeFields(TextWriter& writer, const ConnectionRecord& record)
{
    writer.heading(Text::tr("Fields of the messages"));
    for (const TraceMessage& message : record.messages) {
        const wire::FieldTree tree = decodeMessage(record, message);
        if (!tree.root()) {
            continue; // application data is not kept
        }
        writer.line(QStringLiteral("  %1  %2").arg(message.index).arg(messageName(message)),
                    Tone::Strong);
        if (const wire::Fault* fault = tree.root().fault()) {
            writer.line(QStringLiteral("    ! ") + QString::fromStdString(fault->text()),
                        Tone::Bad);
        }
        std::string fields;
        appendFieldsText(fields, tree.root(), {});
        for (const QString& line :
             QString::fromStdString(fields).split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
            writer.line(line);
        }
    }
}

void writeAgreed(TextWriter& writer, const ConnectionRecord& record)
{
    const Negotiated& agreed = record.negotiated;
    if (agreed.version == 0) {
        return;
    }
    writer.heading(Text::tr("Agreed"));
    QList<QStringList> rows {
        {Text::tr("version"), name(wire::versionName(agreed.version))},
        {Text::tr("cipher suite"), name(wire::cipherSuiteName(agreed.cipherSuite))}};
    if (const QString group = groupName(agreed); !group.isEmpty()) {
        rows.append({Text::tr("group"), group});
    }
    if (agreed.signatureScheme != 0) {
        rows.append({Text::tr("signature scheme"),
                     name(wire::signatureSchemeName(agreed.signatureScheme))});
    }
    if (!agreed.alpn.isEmpty()) {
        rows.append({Text::tr("application protocol"), agreed.alpn});
    }
    rows.append({Text::tr("session"), agreed.resumed ? Text::tr("resumed") : Text::tr("new")});
    if (!agreed.pskIdentity.isEmpty()) {
        rows.append({Text::tr("pre-shared key"), agreed.pskIdentity});
    }
    if (record.role == Role::Server && record.presentedOwnCertificate()) {
        rows.append(
            {Text::tr("server certificate"),
             record.ownCertificateName.isEmpty() ? record.ownKey : record.ownCertificateName});
    }
    rows.append({Text::tr("client certificate"), clientCertificateText(record)});
    if (!record.certificateRequest.authorities.isEmpty()) {
        QStringList names;
        for (const QByteArray& authority : record.certificateRequest.authorities) {
            names.append(authorityText(authority));
        }
        rows.append({Text::tr("asked of its issuer"), names.join(QStringLiteral("; "))});
    }
    if (const TicketFacts& tickets = record.tickets; tickets.count > 0) {
        rows.append({Text::tr("tickets"), ticketsText(tickets)});
        rows.append({Text::tr("early data"), earlyDataText(record)});
    }
    writer.table(rows, kIndent, {}, Tone::Plain, TableHeads::ofRows());
}

/// Of a client that came: who it may be. One's own is known.
void writeFingerprints(TextWriter& writer, const ConnectionRecord& record)
{
    const HelloFingerprints prints
        = record.role == Role::Server ? fingerprintsOf(record) : HelloFingerprints();
    if (prints.ja4.isEmpty()) {
        return;
    }
    writer.heading(Text::tr("The client's hello"));
    QList<QStringList> rows {{Text::tr("JA3"), prints.ja3}, {Text::tr("JA4"), prints.ja4}};
    if (!prints.clients.isEmpty()) {
        rows.append({Text::tr("looks like"), looksLikeText(prints)});
    }
    writer.table(rows, kIndent, {}, Tone::Plain, TableHeads::ofRows());
}

QString endingText(PeerEnding ending, bool plain)
{
    switch (ending) {
    case PeerEnding::None:
        return Text::tr("did not end it");
    case PeerEnding::CloseNotify:
        return Text::tr("in order (close_notify)");
    case PeerEnding::Fin:
        return plain ? Text::tr("in order (TCP FIN)")
                     : Text::tr("without close_notify (TCP FIN): what came may be cut off");
    case PeerEnding::Reset:
        return Text::tr("abruptly (TCP reset)");
    }
    return {};
}

QString endingText(OwnEnding ending)
{
    switch (ending) {
    case OwnEnding::None:
        return Text::tr("did not end it");
    case OwnEnding::CloseNotify:
        return Text::tr("in order (close_notify)");
    case OwnEnding::Fin:
        return Text::tr("in order (TCP FIN)");
    case OwnEnding::HalfClose:
        return Text::tr("its own direction only, and went on reading");
    case OwnEnding::Reset:
        return Text::tr("abruptly (TCP reset)");
    }
    return {};
}

void writeSentFile(TextWriter& writer, const ConnectionRecord& record)
{
    if (!record.sentFile) {
        return;
    }
    const FileProgress& file = *record.sentFile;
    writer.heading(Text::tr("File that was sent"));
    const bool whole = file.state == FileProgress::State::Done;
    writer.table({{Text::tr("file"), file.path},
                  {Text::tr("sent"),
                   whole ? Text::tr("%1 bytes, all of it").arg(file.sent)
                         : Text::tr("%1 of %2 bytes").arg(file.sent).arg(file.size)}},
                 kIndent,
                 {},
                 whole ? Tone::Plain : Tone::Warning,
                 TableHeads::ofRows());
}

void writeEnding(TextWriter& writer, const ConnectionRecord& record)
{
    const bool ended = record.ownEnding != OwnEnding::None || record.peerEnding != PeerEnding::None;
    if (record.result != ConnectionResult::Established || !ended) {
        return;
    }
    writer.heading(Text::tr("Ending"));
    writer.table({{Text::tr("this end"), endingText(record.ownEnding)},
                  {Text::tr("the peer"), endingText(record.peerEnding, record.plain)}},
                 kIndent,
                 {},
                 Tone::Plain,
                 TableHeads::ofRows());
}

void writeErrors(TextWriter& writer, const ConnectionRecord& record)
{
    const QList<NativeError> errors = record.allErrors();
    if (errors.isEmpty()) {
        return;
    }
    writer.heading(Text::tr("Raw errors"));
    QList<QStringList> rows;
    for (const NativeError& error : errors) {
        const QString code = error.source == ErrorSource::OpenSsl
            ? openSslCodeText(static_cast<quint64>(error.code))
            : QString::number(error.code);
        rows.append(
            {QString::fromLatin1(toIdentifier(error.source)), code, error.text.simplified()});
    }
    writer.table(
        rows,
        kIndent,
        {1},
        Tone::Plain,
        TableHeads::ofColumns({Text::tr("who says so"), Text::tr("code"), Text::tr("text")}));
}

void writeReport(TextWriter& writer,
                 const ConnectionRecord& record,
                 const QList<Finding>& findings,
                 const ReportOptions& options)
{
    writeEnds(writer, record);
    const OutcomeLine outcome = outcomeLine(record, findings);
    writer.blank();
    writer.line(outcome.text, outcome.tone);
    writePhases(writer, record);
    const QString reference = referenceText(record);
    writeDialogue(writer,
                  Text::tr("Said in clear before TLS"),
                  reference,
                  record.clearDialogue,
                  record.clearDropped);
    writeDatagrams(writer, record);
    writeMessages(writer, record);
    if (options.fields) {
        writeFields(writer, record);
    }
    writeFingerprints(writer, record);
    writeAgreed(writer, record);
    if (options.data) {
        writeDialogue(writer, Text::tr("Data"), reference, record.data, record.dataDropped);
    } else if (options.dataSize && record.hadData()) {
        writer.heading(Text::tr("Data"));
        writer.line(QString(kIndent, QLatin1Char(' '))
                        + Text::tr("left out of this report: %1 bytes")
                              .arg(dataBytes(record.data) + record.dataDropped),
                    Tone::Quiet);
    }
    writeCertificates(writer,
                      record.role == Role::Client ? Text::tr("Certificates of the server")
                                                  : Text::tr("Certificates of the client"),
                      record.peerCertificates);
    writeVerification(writer, record.verification, record.host);
    writeStaple(writer, record.staple, record.verification.enforced);
    writeTimestamps(writer, record.timestamps());
    writeSentFile(writer, record);
    writeEnding(writer, record);
    writeErrors(writer, record);
    writeLibrary(writer, record);
    writeFindings(writer, findings);
}

} // namespace

QString
toText(const ConnectionRecord& record, const QList<Finding>& findings, const ReportOptions& options)
{
    TextWriter writer(options.colour);
    writeReport(writer, record, findings, options);
    return writer.text();
}

QString
toHtml(const ConnectionRecord& record, const QList<Finding>& findings, const ReportOptions& options)
{
    HtmlWriter writer;
    writeReport(writer, record, findings, options);
    return writer.page(Text::tr("TLS connection of %1").arg(record.name));
}

} // namespace workbench
