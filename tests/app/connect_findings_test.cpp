#include "core/trace/tls_library.h"
#include "tests/app/connect_to_server.h"

#include <QFile>

namespace workbench {

/// What was asked of a connection that worked and did not come about: a finding, in every report.
class ConnectFindingsTest : public tests::ConnectToServer
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void newKeys_data();
    void newKeys();
};

void ConnectFindingsTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    static_cast<void>(m_pki.store(m_home.filePath(QStringLiteral("store"))));
}

void ConnectFindingsTest::newKeys_data()
{
    QTest::addColumn<QString>("versions"); ///< of the server
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("id");
    QTest::newRow("update of TLS 1.2") << "1.2"
                                       << "--key-update"
                                       << "new-keys-impossible";
    QTest::newRow("renegotiation of TLS 1.3") << "1.3"
                                              << "--renegotiate"
                                              << "new-keys-impossible";
    QTest::newRow("refused") << "1.2"
                             << "--renegotiate"
                             << "renegotiation-refused";
    QTest::newRow("updated") << "1.3"
                             << "--key-update"
                             << "";
}

void ConnectFindingsTest::newKeys()
{
    QFETCH(const QString, versions);
    QFETCH(const QString, option);
    QFETCH(const QString, id);
    ServerOptions options;
    options.versions = *parseTlsVersions(versions);
    serve(options);
    const QString report = m_home.filePath(QStringLiteral("report.txt"));
    const tests::ProgramRun made = connectTo({option,
                                              QStringLiteral("--format"),
                                              QStringLiteral("json"),
                                              QStringLiteral("--report"),
                                              report});
    QCOMPARE(made.status, id.isEmpty() ? 0 : 1);
    const QJsonObject document = made.json().object();
    QCOMPARE(document.value("result").toString(), QStringLiteral("established"));
    const QJsonObject first = document.value("findings").toArray().first().toObject();
    QCOMPARE(first.value("id").toString(), id);
    QFile file(report);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY2(text.contains(id.toUtf8()), text.constData());
    if (!id.isEmpty()) {
        QCOMPARE(first.value("severity").toString(), QStringLiteral("error"));
        QVERIFY(!first.value("title").toString().isEmpty());
        QVERIFY(!first.value("cause").toString().isEmpty());
        QVERIFY(!first.value("fix").toArray().isEmpty());
        QVERIFY(text.contains("✖"));
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ConnectFindingsTest)
#include "connect_findings_test.moc"
