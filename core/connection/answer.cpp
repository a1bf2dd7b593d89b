#include "core/connection/answer.h"

#include "core/base/escaped_text.h"
#include "core/connection/hello_fingerprints.h"
#include "core/connection/http_request.h"
#include "core/connection/negotiated_group.h"
#include "core/wire/registry.h"

#include <QCoreApplication>

namespace workbench {
namespace {

QString listed(const QList<quint16>& codes, std::string (*name)(std::uint16_t))
{
    QStringList names;
    for (const quint16 code : codes) {
        names.append(QString::fromStdString(name(code)));
    }
    return names.join(QStringLiteral(", "));
}

QString page(const ConnectionRecord& record)
{
    const Negotiated& agreed = record.negotiated;
    QString text;
    const auto line = [&](const QString& label, const QString& value) {
        text
            += QStringLiteral("%1: %2\n").arg(label, value.isEmpty() ? QStringLiteral("-") : value);
    };
    line(QStringLiteral("server"), record.name);
    line(QStringLiteral("client"),
         QStringLiteral("%1 port %2").arg(record.peerAddress.toString()).arg(record.peerPort));
    if (record.plain) {
        line(QStringLiteral("version"), QStringLiteral("none: this is in clear, not TLS"));
        return text;
    }
    line(QStringLiteral("version"), QString::fromStdString(wire::versionName(agreed.version)));
    line(QStringLiteral("cipher suite"),
         QString::fromStdString(wire::cipherSuiteName(agreed.cipherSuite)));
    line(QStringLiteral("group"), groupName(agreed));
    line(QStringLiteral("server name"), record.serverName);
    line(QStringLiteral("alpn"), agreed.alpn);
    line(QStringLiteral("resumed"), agreed.resumed ? QStringLiteral("yes") : QStringLiteral("no"));
    line(QStringLiteral("client certificate"),
         agreed.clientCertificate ? QStringLiteral("yes") : QStringLiteral("no"));
    const Offered& offered = record.offered;
    line(QStringLiteral("offered versions"), listed(offered.versions, wire::versionName));
    line(QStringLiteral("offered suites"), listed(offered.cipherSuites, wire::cipherSuiteName));
    line(QStringLiteral("offered groups"), listed(offered.groups, wire::groupName));
    line(QStringLiteral("offered signatures"),
         listed(offered.signatureSchemes, wire::signatureSchemeName));
    line(QStringLiteral("offered alpn"), offered.alpn.join(QStringLiteral(", ")));
    const HelloFingerprints prints = fingerprintsOf(record);
    line(QStringLiteral("ja3"), prints.ja3);
    line(QStringLiteral("ja4"), prints.ja4);
    line(QStringLiteral("looks like"), prints.clients.join(QStringLiteral(" or ")));
    return text;
}

QByteArray httpResponse(const ConnectionRecord& record, const HttpVerdict& verdict)
{
    const QByteArray reason = QByteArray::number(verdict.status) + ' ' + httpReason(verdict.status);
    QByteArray body = verdict.status == 200 ? page(record).toUtf8() : reason + '\n';
    if (verdict.form == HttpVerdict::Form::BodyOnly) {
        return body;
    }
    const QByteArray head = "HTTP/1.1 " + reason
        + "\r\nServer: tls-workbench\r\nContent-Type: text/plain; charset=utf-8\r\n"
          "Cache-Control: no-store\r\nConnection: close\r\n"
        + (verdict.status == 405 ? "Allow: GET, HEAD\r\n" : "")
        + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n";
    return verdict.form == HttpVerdict::Form::HeadOnly ? head : head + body;
}

} // namespace

Answer greeting(const AnswerSettings& settings)
{
    if (settings.mode == AnswerMode::Banner) {
        // What cannot be read was refused before the server could start.
        return {.bytes = escapedText(settings.text).value_or(QByteArray()) + "\r\n"};
    }
    if (settings.mode == AnswerMode::File) {
        return {.file = settings.text, .closes = true};
    }
    return {};
}

Answer reply(const AnswerSettings& settings,
             const ConnectionRecord& record,
             const QByteArray& received,
             const QByteArray& pending)
{
    if (settings.mode == AnswerMode::Echo) {
        return {.bytes = received};
    }
    if (settings.mode == AnswerMode::Http) {
        if (const std::optional<HttpVerdict> verdict = judgeHttpRequest(pending)) {
            return {.bytes = httpResponse(record, *verdict), .closes = true};
        }
    }
    return {};
}

} // namespace workbench
