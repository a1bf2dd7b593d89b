#include "tests/ui/support/window_fixture.h"
#include "ui/common/fact_list.h"
#include "ui/connection_view/overview_tab.h"

#include <QTest>

#include <memory>

namespace workbench {

using tests::find;

/// What the overview of a connection says in words.
class OverviewTabTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allowedVersions_data();
    void allowedVersions();
};

void OverviewTabTest::allowedVersions_data()
{
    QTest::addColumn<int>("transport");
    QTest::addColumn<int>("versions");
    QTest::addColumn<bool>("plain");
    QTest::addColumn<QString>("said");
    const auto row
        = [](const char* name, Transport transport, TlsVersionSet versions, const char* said) {
              QTest::newRow(name) << int(transport) << int(versions) << false
                                  << QString::fromLatin1(said);
          };
    row("TCP", Transport::Tcp, kModernVersions, "TLS 1.2, TLS 1.3");
    row("UDP", Transport::Udp, kModernVersions, "DTLS 1.2");
    row("UDP, all", Transport::Udp, kAllTlsVersions, "DTLS 1.0, DTLS 1.2");
    row("UDP, TLS 1.0 stands for DTLS 1.0", Transport::Udp, TlsVersion::Tls10, "DTLS 1.0");
    QTest::newRow("in clear") << int(Transport::Udp) << int(kModernVersions) << true << QString();
}

/// By the names that they have on the transport, as in the findings.
void OverviewTabTest::allowedVersions()
{
    QFETCH(const int, transport);
    QFETCH(const int, versions);
    QFETCH(const bool, plain);
    auto record = std::make_shared<ConnectionRecord>();
    record->transport = static_cast<Transport>(transport);
    record->allowedVersions = TlsVersionSet(versions);
    record->plain = plain;
    OverviewTab tab;
    tab.showConnection({record, {}});
    QTEST(find<FactList>(&tab, "endFacts")->value(QStringLiteral("Allowed here")), "said");
}

} // namespace workbench

QTEST_MAIN(workbench::OverviewTabTest)
#include "overview_tab_test.moc"
