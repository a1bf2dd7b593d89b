#include "core/workbench/profiles.h"

#include <QCoreApplication>
#include <QNetworkInterface>

namespace workbench {

QList<LocalAddress> localAddresses()
{
    QList<LocalAddress> loopback;
    QList<LocalAddress> others;
    const QList<QNetworkInterface> interfaces = QNetworkInterface::allInterfaces();
    for (const QNetworkInterface& interface : interfaces) {
        const QList<QNetworkAddressEntry> entries = interface.addressEntries();
        for (const QNetworkAddressEntry& entry : entries) {
            const QHostAddress address = entry.ip();
            LocalAddress local {.address = address,
                                .interfaceName = interface.name(),
                                .text = QStringLiteral("%1 (%2)").arg(
                                    address.toString(), interface.humanReadableName()),
                                .loopback = address.isLoopback()};
            (address.isLoopback() ? loopback : others).append(local);
        }
    }
    if (loopback.isEmpty()) {
        loopback.append(
            {QHostAddress(QHostAddress::LocalHost), {}, QStringLiteral("127.0.0.1"), true});
    }
    others.append(
        {QHostAddress(QHostAddress::AnyIPv4),
         {},
         QCoreApplication::translate("LocalAddress", "every IPv4 address of this computer"),
         false});
    others.append({QHostAddress(QHostAddress::Any),
                   {},
                   QCoreApplication::translate("LocalAddress",
                                               "every address of this computer, IPv4 and IPv6"),
                   false});
    return loopback + others;
}

} // namespace workbench
