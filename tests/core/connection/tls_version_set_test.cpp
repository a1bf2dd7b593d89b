#include "core/connection/tls_version_set.h"

#include <QTest>

namespace workbench {

class TlsVersionSetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parses_data();
    void parses();
    void refuses_data();
    void refuses();
    void row4OldProtocolsGetAClearAnswer();
    void runs();
    void overATransport_data();
    void overATransport();
};

void TlsVersionSetTest::parses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("option");
    const auto row = [](const char* text, const char* option) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(option);
    };
    row("1.2", "1.2");
    row("1.0,1.2,1.3", "1.0,1.2,1.3");
    row("1.3,1.0", "1.0,1.3");
    row("1.1-1.3", "1.1,1.2,1.3");
    row("TLSv1.2", "1.2");
    row("tls 1.3", "1.3");
    row("1", "1.0");
    row("modern", "1.2,1.3");
    row("compatible", "1.0,1.1,1.2");
    row("all", "1.0,1.1,1.2,1.3");
    row("ssl3,1.0", "ssl3,1.0");
    row("ssl2", "ssl2");
    row("SSLv3", "ssl3");
}

void TlsVersionSetTest::parses()
{
    QFETCH(const QString, text);
    QFETCH(const QString, option);
    const Result<TlsVersionSet> versions = parseTlsVersions(text);
    QVERIFY(versions);
    QCOMPARE(toOption(*versions), option);
    QCOMPARE(*parseTlsVersions(toOption(*versions)), *versions);
}

void TlsVersionSetTest::refuses_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", ",", "1.4", "1.3-1.0", "newest", "1.2-", "1.0-1.1-1.2"}) {
        QTest::newRow(text) << QString::fromLatin1(text);
    }
}

void TlsVersionSetTest::refuses()
{
    QFETCH(const QString, text);
    const Result<TlsVersionSet> versions = parseTlsVersions(text);
    QVERIFY(!versions);
    QCOMPARE(versions.error().code, ErrorCode::InvalidInput);
    QVERIFY(!versions.error().message.isEmpty());
}

void TlsVersionSetTest::row4OldProtocolsGetAClearAnswer()
{
    const Result<void> checked = checkSpeakable(*parseTlsVersions(QStringLiteral("ssl3,1.0")));
    QVERIFY(!checked);
    QCOMPARE(checked.error().code, ErrorCode::NotSupported);
    QVERIFY(checked.error().message.contains(QStringLiteral("SSL 3")));
    QVERIFY(checked.error().remedy.contains(QStringLiteral("scan")));
    QVERIFY(checkSpeakable(kAllTlsVersions));
    QVERIFY(!checkSpeakable({}));
}

void TlsVersionSetTest::runs()
{
    QCOMPARE(contiguousRuns(kAllTlsVersions).size(), 1);
    const QList<TlsVersionSet> runs
        = contiguousRuns(*parseTlsVersions(QStringLiteral("1.0,1.2,1.3")));
    QCOMPARE(runs.size(), 2);
    QCOMPARE(toOption(runs.first()), QStringLiteral("1.0"));
    QCOMPARE(toOption(runs.last()), QStringLiteral("1.2,1.3"));
}

void TlsVersionSetTest::overATransport_data()
{
    QTest::addColumn<QString>("chosen");
    QTest::addColumn<Transport>("transport");
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("said");
    const auto row
        = [](const char* chosen, Transport transport, const char* option, const char* said) {
              QTest::addRow("%s over %s", chosen, transport == Transport::Tcp ? "TCP" : "UDP")
                  << QString::fromLatin1(chosen) << transport << QString::fromLatin1(option)
                  << QString::fromLatin1(said);
          };
    row("all", Transport::Tcp, "1.0,1.1,1.2,1.3", "TLS 1.0, TLS 1.1, TLS 1.2, TLS 1.3");
    row("all", Transport::Udp, "1.1,1.2", "DTLS 1.0, DTLS 1.2");
    row("modern", Transport::Udp, "1.2", "DTLS 1.2");
    row("1.0", Transport::Udp, "1.1", "DTLS 1.0");
    row("1.1", Transport::Udp, "1.1", "DTLS 1.0");
    row("1.3", Transport::Udp, "", "none");
    row("ssl3", Transport::Udp, "", "none");
}

/// TLS 1.0 and 1.1 stand for DTLS 1.0, and there is no DTLS 1.3.
void TlsVersionSetTest::overATransport()
{
    QFETCH(const QString, chosen);
    QFETCH(const Transport, transport);
    const TlsVersionSet versions = *parseTlsVersions(chosen);
    QTEST(toOption(versionsOver(transport, versions)), "option");
    QTEST(toText(versions, transport), "said");
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::TlsVersionSetTest)
#include "tls_version_set_test.moc"
