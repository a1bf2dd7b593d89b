#include "core/connection/canned_requests.h"

#include <QCoreApplication>
#include <QSysInfo>
#include <QUrl>

namespace workbench {
namespace {

struct Form
{
    const char* id;
    const char* title;
    const char* text; ///< {host}: as HTTP names the target; {self}: this computer
};

constexpr Form kForms[] = {
    {"http-get",
     QT_TRANSLATE_NOOP("CannedRequest", "HTTP GET /"),
     "GET / HTTP/1.1\r\nHost: {host}\r\nUser-Agent: tls-workbench\r\nAccept: */*\r\n"
     "Connection: close\r\n\r\n"},
    {"http-head",
     QT_TRANSLATE_NOOP("CannedRequest", "HTTP HEAD /"),
     "HEAD / HTTP/1.1\r\nHost: {host}\r\nUser-Agent: tls-workbench\r\nAccept: */*\r\n"
     "Connection: close\r\n\r\n"},
    {"smtp-ehlo", QT_TRANSLATE_NOOP("CannedRequest", "SMTP EHLO"), "EHLO {self}\r\n"},
    {"lmtp-lhlo", QT_TRANSLATE_NOOP("CannedRequest", "LMTP LHLO"), "LHLO {self}\r\n"},
    {"imap-capability", QT_TRANSLATE_NOOP("CannedRequest", "IMAP CAPABILITY"), "a1 CAPABILITY\r\n"},
    {"pop3-capa", QT_TRANSLATE_NOOP("CannedRequest", "POP3 CAPA"), "CAPA\r\n"},
    {"ftp-feat", QT_TRANSLATE_NOOP("CannedRequest", "FTP FEAT"), "FEAT\r\n"},
    {"nntp-capabilities",
     QT_TRANSLATE_NOOP("CannedRequest", "NNTP CAPABILITIES"),
     "CAPABILITIES\r\n"},
    {"sieve-capability",
     QT_TRANSLATE_NOOP("CannedRequest", "ManageSieve CAPABILITY"),
     "CAPABILITY\r\n"},
    {"redis-ping", QT_TRANSLATE_NOOP("CannedRequest", "Redis PING"), "PING\r\n"},
};

/// RFC 9110 §7.2: as in the URL, an international name in its ASCII form.
QByteArray httpHost(const QString& host, quint16 port)
{
    constexpr quint16 kHttps = 443;
    const bool ipv6 = host.contains(QLatin1Char(':'));
    const QByteArray ascii = QUrl::toAce(host);
    QByteArray name = ipv6 ? '[' + host.section(QLatin1Char('%'), 0, 0).toLatin1() + ']'
        : ascii.isEmpty()  ? host.toUtf8()
                           : ascii;
    return port == kHttps ? name : name + ':' + QByteArray::number(port);
}

/// RFC 5321 §4.1.1.1 wants a name; what has a dot in it is taken by most servers.
QByteArray ownName()
{
    const QByteArray name = QUrl::toAce(QSysInfo::machineHostName());
    return name.isEmpty() ? QByteArray("localhost") : name;
}

} // namespace

QList<CannedRequest> cannedRequests(const QString& host, quint16 port)
{
    QList<CannedRequest> requests;
    for (const Form& form : kForms) {
        QByteArray bytes(form.text);
        bytes.replace("{host}", httpHost(host, port));
        bytes.replace("{self}", ownName());
        requests.append({.id = form.id,
                         .title = QCoreApplication::translate("CannedRequest", form.title),
                         .bytes = bytes});
    }
    return requests;
}

QStringList cannedRequestIds()
{
    QStringList ids;
    for (const Form& form : kForms) {
        ids.append(QString::fromLatin1(form.id));
    }
    return ids;
}

} // namespace workbench
