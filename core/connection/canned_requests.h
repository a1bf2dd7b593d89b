#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace workbench {

/// What clients of a protocol say first, to see whether its server answers.
struct CannedRequest
{
    const char* id; ///< "http-get"
    QString title; ///< "HTTP GET /"
    QByteArray bytes; ///< with the line ends of the protocol
};

/// All of them, filled in for that target. `host`: name or IP literal; `port`: of the target, which
/// HTTP names unless it is the usual one (RFC 9112 §3.2).
QList<CannedRequest> cannedRequests(const QString& host, quint16 port);

/// Their ids, in the same order.
QStringList cannedRequestIds();

} // namespace workbench
