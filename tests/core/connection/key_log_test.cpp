#include "core/trace/key_log_file.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/recording_relay.h"
#include "tests/support/test_pki.h"

#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <thread>
#include <vector>

namespace workbench {

/// The key log is right when an independent program decrypts with it what went over the wire.
class KeyLogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tsharkDecryptsWithOurKeyLog_data();
    void tsharkDecryptsWithOurKeyLog();
    void onlyTheOwnerMayReadIt_data();
    void onlyTheOwnerMayReadIt();
    void whatOthersCanReadIsRefused();
    void devicesTakeIt();
    void everySecretHasItsLine_data();
    void everySecretHasItsLine();
    void threadsTakeTurns();

private:
    LoopbackPlan plan(TlsVersionSet versions) const;

    tests::TestPki m_pki;
    QTemporaryDir m_folder;
};

void KeyLogTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    QVERIFY(m_folder.isValid());
}

LoopbackPlan KeyLogTest::plan(TlsVersionSet versions) const
{
    LoopbackPlan plan = loopbackPlan(m_pki);
    plan.server.versions = versions;
    plan.client.host = QStringLiteral("127.0.0.1");
    plan.client.versions = versions;
    plan.send = "GET / HTTP/1.0\r\nX-Probe: decrypted\r\n\r\n";
    return plan;
}

void KeyLogTest::tsharkDecryptsWithOurKeyLog_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<bool>("onServer");
    for (const TlsVersion version :
         {TlsVersion::Tls10, TlsVersion::Tls11, TlsVersion::Tls12, TlsVersion::Tls13}) {
        for (const bool onServer : {false, true}) {
            QTest::addRow("%s, key log of the %s",
                          qPrintable(toText(version)),
                          onServer ? "server" : "client")
                << int(version) << onServer;
        }
    }
}

void KeyLogTest::tsharkDecryptsWithOurKeyLog()
{
    QFETCH(const int, version);
    QFETCH(const bool, onServer);
    const QString keyLog
        = m_folder.filePath(QStringLiteral("%1-%2.keys").arg(version).arg(onServer));
    const QString capture
        = m_folder.filePath(QStringLiteral("%1-%2.pcap").arg(version).arg(onServer));

    LoopbackPlan thePlan = plan(TlsVersionSet(static_cast<TlsVersion>(version)));
    (onServer ? thePlan.server.keyLogPath : thePlan.client.keyLogPath) = keyLog;
    std::unique_ptr<tests::RecordingRelay> relay;
    quint16 serverPort = 0;
    thePlan.through = [&](quint16 port) {
        serverPort = port;
        relay = std::make_unique<tests::RecordingRelay>(port);
        return relay->start();
    };
    const LoopbackResult result = runLoopback(thePlan);
    QVERIFY(result.client && result.client->result == ConnectionResult::Established);
    QFile file(capture);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(relay->capture());
    file.close();

    QProcess tshark;
    tshark.start(QStringLiteral("tshark"),
                 {QStringLiteral("-r"),
                  capture,
                  QStringLiteral("-o"),
                  QStringLiteral("tls.keylog_file:%1").arg(keyLog),
                  QStringLiteral("-d"),
                  QStringLiteral("tcp.port==%1,tls").arg(serverPort),
                  QStringLiteral("-d"),
                  QStringLiteral("tls.port==%1,http").arg(serverPort),
                  QStringLiteral("-T"),
                  QStringLiteral("fields"),
                  QStringLiteral("-e"),
                  QStringLiteral("tls.handshake.type"),
                  QStringLiteral("-e"),
                  QStringLiteral("http.request.line")});
    constexpr int kLongest = 60'000;
    QVERIFY2(tshark.waitForFinished(kLongest), qPrintable(tshark.errorString()));
    const QByteArray output = tshark.readAllStandardOutput();
    QVERIFY2(tshark.exitCode() == 0, tshark.readAllStandardError().constData());
    QVERIFY2(output.contains("X-Probe: decrypted"), output.constData());

    // Both tell the same handshake messages, in the same order, the encrypted ones included.
    QList<int> seen;
    const QList<QByteArray> rows = output.split('\n');
    for (const QByteArray& row : rows) {
        const QList<QByteArray> types = row.split('\t').value(0).split(',');
        for (const QByteArray& type : types) {
            if (!type.isEmpty()) {
                seen.append(type.toInt());
            }
        }
    }
    QList<int> traced;
    for (const TraceMessage& message : result.client->messages) {
        if (message.handshakeType() >= 0) {
            traced.append(message.handshakeType());
        }
    }
    std::sort(seen.begin(), seen.end());
    std::sort(traced.begin(), traced.end());
    QCOMPARE(seen, traced);
}

void KeyLogTest::onlyTheOwnerMayReadIt_data()
{
    QTest::addColumn<bool>("isThere");
    QTest::newRow("new") << false;
    QTest::newRow("there, for everybody") << true;
}

void KeyLogTest::onlyTheOwnerMayReadIt()
{
    QFETCH(const bool, isThere);
    const QString keyLog = m_folder.filePath(QStringLiteral("mode%1.keys").arg(isThere));
    if (isThere) {
        QFile file(keyLog);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup
                                    | QFile::ReadOther));
    }
    LoopbackPlan thePlan = plan(TlsVersion::Tls13);
    thePlan.client.keyLogPath = keyLog;
    const LoopbackResult result = runLoopback(thePlan);
    QVERIFY(result.client);
    QCOMPARE(QFileInfo(keyLog).permissions()
                 & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
             QFile::Permissions());
    QVERIFY(QFileInfo(keyLog).size() > 0);
}

/// A file of the system whose rights nobody can change, be it the owner.
void KeyLogTest::whatOthersCanReadIsRefused()
{
    const QString path = QStringLiteral("/proc/self/oom_score_adj");
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray before = file.readAll();
    QByteArray lines("CLIENT_RANDOM 00 00\n");
    const Result<void> written = appendKeyLog(path, lines);
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::PermissionDenied);
    QVERIFY2(written.error().message.contains(QStringLiteral("Others may read")),
             qPrintable(written.error().message));
    QVERIFY(lines.isEmpty() || !lines.contains("CLIENT"));
    QVERIFY(file.seek(0));
    QCOMPARE(file.readAll(), before);
}

void KeyLogTest::devicesTakeIt()
{
    QByteArray lines("CLIENT_RANDOM 00 00\n");
    const Result<void> written = appendKeyLog(QStringLiteral("/dev/null"), lines);
    QVERIFY2(written, qPrintable(written ? QString() : written.error().toLine()));
}

void KeyLogTest::everySecretHasItsLine_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const QByteArray lines = "CLIENT_RANDOM 00 00\n";
    QTest::newRow("empty") << QByteArray("") << lines;
    QTest::newRow("whole lines") << QByteArray("# mine\n") << "# mine\n" + lines;
    QTest::newRow("no end") << QByteArray("# mine") << "# mine\n" + lines;
    QTest::newRow("one character") << QByteArray("#") << "#\n" + lines;
}

/// What others left there unfinished does not swallow the first secret.
void KeyLogTest::everySecretHasItsLine()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    QFile file(m_folder.filePath(QStringLiteral("there.keys")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(before);
    file.close();
    QByteArray lines("CLIENT_RANDOM 00 00\n");
    const Result<void> written = appendKeyLog(file.fileName(), lines);
    QVERIFY2(written, qPrintable(written ? QString() : written.error().toLine()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), after);
}

/// Of one server, or of several clients.
void KeyLogTest::threadsTakeTurns()
{
    constexpr int kThreads = 4;
    constexpr int kTimes = 1000;
    const QByteArray line = QByteArray(5000, 'x') + '\n'; // longer than a page
    const QString path = m_folder.filePath(QStringLiteral("threads.keys"));
    {
        std::vector<std::jthread> threads;
        threads.reserve(kThreads);
        for (int i = 0; i < kThreads; ++i) {
            threads.emplace_back([&] {
                for (int n = 0; n < kTimes; ++n) {
                    QByteArray lines(line.constData(), line.size()); // which is wiped
                    static_cast<void>(appendKeyLog(path, lines));
                }
            });
        }
    }
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.size(), line.size() * kThreads * kTimes);
    QCOMPARE(file.readAll().count('\n'), kThreads * kTimes);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::KeyLogTest)
#include "key_log_test.moc"
