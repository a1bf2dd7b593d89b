#include "core/workbench/address_texts.h"

#include <QCoreApplication>
#include <QNetworkInterface>
#include <QRegularExpression>

#include <arpa/inet.h>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(HostParsing)
};

bool hasInterface(const QString& zone)
{
    bool isNumber = false;
    const int index = zone.toInt(&isNumber);
    return isNumber ? QNetworkInterface::interfaceFromIndex(index).isValid()
                    : QNetworkInterface::interfaceFromName(zone).isValid();
}

} // namespace

bool looksLikeIpv4(const QString& text)
{
    static const QRegularExpression numbers(
        QStringLiteral("^(0x[0-9a-f]*|[0-9]+)(\\.(0x[0-9a-f]*|[0-9]+))*\\.?$"),
        QRegularExpression::CaseInsensitiveOption);
    return numbers.match(text).hasMatch();
}

QString usualIpv4Notation(const QString& text)
{
    in_addr address {};
    return inet_aton(text.toLatin1().constData(), &address) != 0
        ? QHostAddress(ntohl(address.s_addr)).toString()
        : QString();
}

QString zoneProblem(const QHostAddress& address)
{
    const QString zone = address.scopeId();
    if (zone.isEmpty()) {
        return address.isLinkLocal() && address.protocol() == QAbstractSocket::IPv6Protocol
            ? Text::tr("“%1” is there in every network, and none is named.").arg(address.toString())
            : QString();
    }
    return hasInterface(zone) ? QString()
                              : Text::tr("This computer has no network interface “%1”.").arg(zone);
}

QString exampleWithZone(const QString& address)
{
    const QString bare = address.section(QLatin1Char('%'), 0, 0);
    const QList<QNetworkInterface> all = QNetworkInterface::allInterfaces();
    for (const QNetworkInterface& one : all) {
        if (!one.flags().testFlag(QNetworkInterface::IsLoopBack)) {
            return bare + QLatin1Char('%') + one.name();
        }
    }
    return bare + QStringLiteral("%lo");
}

} // namespace workbench
