#include "core/trace/tls_library.h"
#include "tests/app/connect_to_server.h"
#include "tests/support/recording_relay.h"

#include <QFile>
#include <QProcess>

#include <csignal>

namespace workbench {

/// What was asked of a connection that worked and did not come about: a finding, in every report.
class ConnectFindingsTest : public tests::ConnectToServer
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void newKeys_data();
    void newKeys();
    void unansweredRenegotiation_data();
    void unansweredRenegotiation();
    void momentOfTheCheck();
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

/// Behind the first handshake nothing of the client gets through.
void ConnectFindingsTest::unansweredRenegotiation_data()
{
    QTest::addColumn<QString>("ending"); ///< who ends it while it is waited for
    QTest::addColumn<QString>("cause");
    QTest::newRow("limit") << ""
                           << "no answer within 5 s";
    QTest::newRow("peer") << "server"
                          << "The peer ended the connection in place of an answer";
    QTest::newRow("signal") << "signal"
                            << "The command was ended before";
}

void ConnectFindingsTest::unansweredRenegotiation()
{
    QFETCH(const QString, ending);
    QFETCH(const QString, cause);
    ServerOptions options;
    options.versions = TlsVersion::Tls12;
    serve(options);
    tests::RecordingRelay relay(m_server->serverPort());
    QVERIFY(relay.start() != 0);
    connect(m_server.get(),
            &TlsServer::connectionChanged,
            &relay,
            [&relay](const ConnectionRecordPtr& record) {
                if (record->result == ConnectionResult::Established) {
                    relay.holdBack();
                }
            });
    QProcess process;
    connect(&relay, &tests::RecordingRelay::heldBack, this, [&] {
        if (ending == QStringLiteral("server")) {
            m_server->stop();
        } else if (ending == QStringLiteral("signal")) {
            ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        }
    });
    QStringList words = arguments({QStringLiteral("--renegotiate"),
                                   QStringLiteral("--format"),
                                   QStringLiteral("json"),
                                   QStringLiteral("--home"),
                                   m_home.path()});
    words[1] = QStringLiteral("localhost:%1").arg(relay.serverPort());
    process.start(QStringLiteral(PROGRAM), words);
    QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 30'000);
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    const QJsonObject document = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    const QJsonObject first = document.value("findings").toArray().first().toObject();
    QCOMPARE(first.value("id").toString(), QStringLiteral("renegotiation-unanswered"));
    QVERIFY2(first.value("cause").toString().contains(cause),
             qPrintable(first.value("cause").toString()));
    QCOMPARE(first.value("issued_by").toString(),
             ending == QStringLiteral("server") ? QStringLiteral("peer") : QStringLiteral("local"));
}

/// Now is another time: the distance is that from the moment which was asked for.
void ConnectFindingsTest::momentOfTheCheck()
{
    serve();
    const QJsonObject late = document({QStringLiteral("--time"), QStringLiteral("2090-01-01")});
    const QJsonArray findings = late.value("findings").toArray();
    const auto expired
        = std::find_if(findings.begin(), findings.end(), [](const QJsonValue& finding) {
              return finding.toObject().value("id").toString().endsWith("certificate-expired");
          });
    QVERIFY(expired != findings.end());
    const QString title = (*expired).toObject().value("title").toString();
    QVERIFY2(title.contains("before the moment of the check, 2090-01-01 00:00:00 UTC (--time)"),
             qPrintable(title));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ConnectFindingsTest)
#include "connect_findings_test.moc"
