#include "core/base/endpoint_text.h"

#include <QTest>

namespace workbench {

class EndpointTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endpoints_data();
    void endpoints();
};

void EndpointTextTest::endpoints_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("port");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* host, const char* port, const char* text) {
        QTest::newRow(text) << QString::fromLatin1(host) << QString::fromLatin1(port)
                            << QString::fromLatin1(text);
    };
    row("shop.test", "443", "shop.test:443");
    row("127.0.0.1", "65535", "127.0.0.1:65535");
    row("::1", "443", "[::1]:443");
    row("fe80::1%eth0", "1", "[fe80::1%eth0]:1");
    row("::1", "", "[::1]:");
    row("a%1b", "7", "a%1b:7"); // what stands in a host is not filled in
}

void EndpointTextTest::endpoints()
{
    QFETCH(const QString, host);
    QFETCH(const QString, port);
    QFETCH(const QString, text);
    QCOMPARE(endpointText(host, port), text);
    if (!port.isEmpty()) {
        QCOMPARE(endpointText(host, port.toUShort()), text);
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::EndpointTextTest)
#include "endpoint_text_test.moc"
