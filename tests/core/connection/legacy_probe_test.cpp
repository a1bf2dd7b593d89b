#include "core/connection/legacy_probe.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/raw_peer.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

namespace workbench {

class LegacyProbeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void answers_data();
    void answers();
    void currentServersRefuse_data();
    void currentServersRefuse();
    void nobodyListens();
    void silenceEnds();
    void cancelled();

private:
    static ClientOptions to(quint16 port);
    static LegacyProbeResult ask(const ClientOptions& options, wire::LegacyVersion version);
};

void LegacyProbeTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

ClientOptions LegacyProbeTest::to(quint16 port)
{
    ClientOptions options;
    options.host = QStringLiteral("127.0.0.1");
    options.port = port;
    return options;
}

LegacyProbeResult LegacyProbeTest::ask(const ClientOptions& options, wire::LegacyVersion version)
{
    LegacyProbe probe(options, version);
    QSignalSpy finished(&probe, &LegacyProbe::finished);
    probe.start();
    if (finished.isEmpty()) {
        finished.wait(15'000);
    }
    return finished.isEmpty() ? LegacyProbeResult {}
                              : finished.first().first().value<LegacyProbeResult>();
}

void LegacyProbeTest::answers_data()
{
    using Behaviour = tests::RawPeer::Behaviour;
    QTest::addColumn<Behaviour>("behaviour");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("answer");
    QTest::addColumn<QString>("said");
    const QByteArray hello = QByteArray::fromHex("160300004a020000460300") + QByteArray(64, 'x');
    QTest::newRow("accepts") << Behaviour::AnswerFirstBytes << hello
                             << int(wire::LegacyAnswer::Accepted)
                             << QStringLiteral("switch that off");
    QTest::newRow("alert") << Behaviour::AnswerFirstBytes << QByteArray::fromHex("15030000020246")
                           << int(wire::LegacyAnswer::Refused)
                           << QStringLiteral("protocol_version");
    QTest::newRow("closes") << Behaviour::CloseAfterFirstBytes << QByteArray()
                            << int(wire::LegacyAnswer::Refused)
                            << QStringLiteral("closed without an answer");
    QTest::newRow("resets") << Behaviour::ResetAfterFirstBytes << QByteArray()
                            << int(wire::LegacyAnswer::Refused)
                            << QStringLiteral("closed without an answer");
    QTest::newRow("HTTP") << Behaviour::AnswerFirstBytes << QByteArray("HTTP/1.1 400 No\r\n")
                          << int(wire::LegacyAnswer::Unclear)
                          << QStringLiteral("something else than TLS");
}

void LegacyProbeTest::answers()
{
    QFETCH(const tests::RawPeer::Behaviour, behaviour);
    QFETCH(const QByteArray, text);
    QFETCH(const int, answer);
    QFETCH(const QString, said);
    const tests::RawPeer peer(behaviour, text);
    const LegacyProbeResult result = ask(to(peer.serverPort()), wire::LegacyVersion::Ssl3);
    QCOMPARE(int(result.answer), answer);
    QVERIFY2(result.sentence.contains(said), qPrintable(result.sentence));
}

void LegacyProbeTest::currentServersRefuse_data()
{
    QTest::addColumn<int>("version");
    QTest::newRow("SSL 2") << int(wire::LegacyVersion::Ssl2);
    QTest::newRow("SSL 3") << int(wire::LegacyVersion::Ssl3);
}

void LegacyProbeTest::currentServersRefuse()
{
    QFETCH(const int, version);
    const tests::TestPki pki;
    ServerOptions options;
    options.certificates = {pki.server()};
    TlsServer server(options);
    QVERIFY(server.start());
    const LegacyProbeResult result
        = ask(to(server.serverPort()), static_cast<wire::LegacyVersion>(version));
    QCOMPARE(result.answer, wire::LegacyAnswer::Refused);
}

void LegacyProbeTest::nobodyListens()
{
    QTcpServer free;
    QVERIFY(free.listen(QHostAddress::LocalHost));
    const quint16 port = free.serverPort();
    free.close();
    const LegacyProbeResult result = ask(to(port), wire::LegacyVersion::Ssl3);
    QCOMPARE(result.answer, wire::LegacyAnswer::Unclear);
    QVERIFY2(result.sentence.contains(QStringLiteral("refused")), qPrintable(result.sentence));
}

void LegacyProbeTest::silenceEnds()
{
    const tests::RawPeer peer(tests::RawPeer::Behaviour::Silence);
    ClientOptions options = to(peer.serverPort());
    options.limits.whole = Milliseconds(100);
    const LegacyProbeResult result = ask(options, wire::LegacyVersion::Ssl2);
    QCOMPARE(result.answer, wire::LegacyAnswer::Unclear);
    QVERIFY2(result.sentence.contains(QStringLiteral("in time")), qPrintable(result.sentence));
}

void LegacyProbeTest::cancelled()
{
    const tests::RawPeer peer(tests::RawPeer::Behaviour::Silence);
    LegacyProbe probe(to(peer.serverPort()), wire::LegacyVersion::Ssl3);
    QSignalSpy finished(&probe, &LegacyProbe::finished);
    probe.start();
    probe.cancel();
    QTRY_COMPARE(finished.size(), 1);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::LegacyProbeTest)

#include "legacy_probe_test.moc"
