#include "core/connection/client_repetition.h"
#include "core/connection/repetition.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/test_pki.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <numeric>

namespace workbench {

namespace {

constexpr int kLongest = 15'000;

QList<qint64> upTo(qint64 last)
{
    QList<qint64> times(last);
    std::iota(times.begin(), times.end(), 1);
    std::reverse(times.begin(), times.end());
    return times;
}

} // namespace

/// Several connections in a row, and what they come to.
class RepetitionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void spread_data();
    void spread();
    void eachConnectionIsOneOfItsOwn();
    void sessionsGoFromOneToTheNext();
    void row4VersionsWithAHoleAreOneAttemptPerRun();
    void numberedFilesAreLimited_data();
    void numberedFilesAreLimited();
    void stopEndsThem_data();
    void stopEndsThem();
    void unusableSessionEndsThem();

private:
    ServerOptions serverOptions() const;
    ClientOptions clientOptions(quint16 port) const;

    tests::TestPki m_pki;
};

void RepetitionTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
}

ServerOptions RepetitionTest::serverOptions() const
{
    return loopbackServer(m_pki);
}

ClientOptions RepetitionTest::clientOptions(quint16 port) const
{
    return loopbackClient(m_pki, port, QStringLiteral("localhost"));
}

void RepetitionTest::spread_data()
{
    QTest::addColumn<QList<qint64>>("times");
    QTest::addColumn<QList<qint64>>("expected");
    QTest::newRow("none") << QList<qint64> {} << QList<qint64> {0, 0, 0, 0, 0};
    QTest::newRow("one") << QList<qint64> {7} << QList<qint64> {1, 7, 7, 7, 7};
    QTest::newRow("two") << QList<qint64> {30, 10} << QList<qint64> {2, 10, 20, 30, 30};
    QTest::newRow("three") << QList<qint64> {3, 1, 2} << QList<qint64> {3, 1, 2, 3, 3};
    QTest::newRow("twenty") << upTo(20) << QList<qint64> {20, 1, 10, 19, 20};
    QTest::newRow("hundred") << upTo(100) << QList<qint64> {100, 1, 50, 95, 100};
}

void RepetitionTest::spread()
{
    QFETCH(const QList<qint64>, times);
    QFETCH(const QList<qint64>, expected);
    const Spread found = spreadOf(times);
    QCOMPARE((QList<qint64> {found.count, found.minUs, found.medianUs, found.p95Us, found.maxUs}),
             expected);
}

void RepetitionTest::eachConnectionIsOneOfItsOwn()
{
    TlsServer server(serverOptions());
    QVERIFY(server.start());
    constexpr int kCount = 5;
    ClientRepetition repetition(
        clientOptions(server.serverPort()), kCount, Milliseconds(1), nullptr);
    Repetition sum;
    QSet<quint64> ids;
    connect(&repetition, &ClientRepetition::begun, this, [](ClientConnection& connection) {
        connect(&connection, &ClientConnection::established, &connection, &ClientConnection::close);
    });
    connect(&repetition, &ClientRepetition::ended, this, [&](const ClientConnection& connection) {
        sum.add(*connection.snapshot());
        ids.insert(connection.snapshot()->id);
    });
    QSignalSpy finished(&repetition, &ClientRepetition::finished);
    repetition.start();
    QVERIFY(finished.wait(kLongest));
    QCOMPARE(ids.size(), kCount);
    QCOMPARE(sum.count(), kCount);
    QCOMPARE(sum.countOf(ConnectionResult::Established), kCount);
    QCOMPARE(sum.whole().count, kCount);
    QVERIFY(!sum.offeredSessions());
    const QList<Repetition::PhaseSpread> phases = sum.phases();
    const auto tls = std::find_if(
        phases.begin(), phases.end(), [](const auto& one) { return one.name == PhaseName::Tls; });
    QVERIFY(tls != phases.end());
    QCOMPARE(tls->spread.count, kCount);
    QVERIFY(tls->spread.minUs > 0 && tls->spread.minUs <= tls->spread.medianUs);
    QVERIFY(tls->spread.maxUs <= sum.whole().maxUs);
}

void RepetitionTest::sessionsGoFromOneToTheNext()
{
    const QTemporaryDir folder;
    TlsServer server(serverOptions());
    QVERIFY(server.start());
    ClientOptions options = clientOptions(server.serverPort());
    options.sessionPath = folder.filePath(QStringLiteral("session.pem"));
    constexpr int kCount = 3;
    ClientRepetition repetition(options, kCount, Milliseconds(0), nullptr);
    Repetition sum;
    connect(&repetition, &ClientRepetition::begun, this, [](ClientConnection& connection) {
        connect(&connection, &ClientConnection::established, &connection, &ClientConnection::close);
    });
    connect(&repetition, &ClientRepetition::ended, this, [&](const ClientConnection& connection) {
        sum.add(*connection.snapshot());
    });
    QSignalSpy finished(&repetition, &ClientRepetition::finished);
    repetition.start();
    QVERIFY(finished.wait(kLongest));
    QVERIFY(sum.offeredSessions());
    QCOMPARE(sum.resumed(), kCount - 1);
}

/// Row 4: 1.0 and 1.3 without what is between them; the server speaks 1.2 and 1.3.
void RepetitionTest::row4VersionsWithAHoleAreOneAttemptPerRun()
{
    ServerOptions serving = serverOptions();
    serving.versions = kModernVersions;
    TlsServer server(serving);
    QVERIFY(server.start());
    ClientOptions options = clientOptions(server.serverPort());
    options.versions = TlsVersionSet(TlsVersion::Tls10) | TlsVersion::Tls13;
    options.tuning.securityLevel = 0; // TLS 1.0 needs it
    ClientRepetition repetition(options, 2, Milliseconds(0));
    QCOMPARE(repetition.total(), 4);
    Repetition sum;
    QList<TlsVersionSet> offered;
    connect(&repetition, &ClientRepetition::begun, this, [](ClientConnection& connection) {
        connect(&connection, &ClientConnection::established, &connection, &ClientConnection::close);
    });
    connect(&repetition, &ClientRepetition::ended, this, [&](ClientConnection& connection) {
        sum.add(*connection.snapshot());
        offered.append(connection.snapshot()->allowedVersions);
    });
    QSignalSpy finished(&repetition, &ClientRepetition::finished);
    repetition.start();
    QVERIFY(finished.wait(kLongest));
    const TlsVersionSet lower = TlsVersion::Tls10;
    const TlsVersionSet upper = TlsVersion::Tls13;
    QCOMPARE(offered, (QList<TlsVersionSet> {lower, upper, lower, upper}));
    QCOMPARE(sum.byVersions().size(), 2);
    QCOMPARE(sum.byVersions().at(0).results.at(ConnectionResult::Failed), 2);
    QCOMPARE(sum.byVersions().at(1).results.at(ConnectionResult::Established), 2);
}

void RepetitionTest::numberedFilesAreLimited_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<QString>("file"); // that each connection writes
    QTest::addColumn<bool>("hole"); // in the versions: two attempts for each
    QTest::addColumn<bool>("allowed");
    const auto row = [](const char* name, int count, const char* file, bool hole, bool allowed) {
        QTest::newRow(name) << count << QString::fromLatin1(file) << hole << allowed;
    };
    row("no files", 1'000'000, "", false, true);
    row("the most captures", kMostNumberedFiles, "capture", false, true);
    row("too many captures", kMostNumberedFiles + 1, "capture", false, false);
    row("too much data", kMostNumberedFiles + 1, "data", false, false);
    row("too many reports", kMostNumberedFiles + 1, "report", false, false);
    row("attempts count", kMostNumberedFiles / 2 + 1, "capture", true, false);
    row("just enough attempts", kMostNumberedFiles / 2, "capture", true, true);
}

void RepetitionTest::numberedFilesAreLimited()
{
    QFETCH(const int, count);
    QFETCH(const QString, file);
    QFETCH(const bool, hole);
    QFETCH(const bool, allowed);
    ClientSettings settings;
    settings.capturePath = file == QStringLiteral("capture") ? file : QString();
    settings.keeping.receivedPath = file == QStringLiteral("data") ? file : QString();
    if (hole) {
        settings.versions = TlsVersion::Tls10 | TlsVersion::Tls12;
    }
    const Result<void> checked
        = checkNumberedFiles(settings, count, file == QStringLiteral("report"));
    QCOMPARE(checked.has_value(), allowed);
    if (!allowed) {
        QVERIFY2(checked.error().message.contains(QString::number(kMostNumberedFiles)),
                 qPrintable(checked.error().message));
    }
}

void RepetitionTest::stopEndsThem_data()
{
    QTest::addColumn<bool>("between");
    QTest::newRow("in a connection") << false;
    QTest::newRow("between two") << true;
}

void RepetitionTest::stopEndsThem()
{
    QFETCH(const bool, between);
    TlsServer server(serverOptions());
    QVERIFY(server.start());
    constexpr Milliseconds kNever {3'600'000};
    ClientRepetition repetition(clientOptions(server.serverPort()), 3, kNever, nullptr);
    connect(&repetition, &ClientRepetition::begun, this, [&](ClientConnection& connection) {
        connect(&connection, &ClientConnection::established, this, [&] {
            if (between) {
                connection.close();
            } else {
                repetition.stop();
            }
        });
    });
    connect(&repetition, &ClientRepetition::ended, this, [&] {
        if (between) {
            QMetaObject::invokeMethod(&repetition, &ClientRepetition::stop, Qt::QueuedConnection);
        }
    });
    QSignalSpy finished(&repetition, &ClientRepetition::finished);
    repetition.start();
    QVERIFY(finished.wait(kLongest));
    QCOMPARE(finished.size(), 1);
    QCOMPARE(repetition.done(), 1);
    QVERIFY(!repetition.fault());
}

void RepetitionTest::unusableSessionEndsThem()
{
    const QTemporaryDir folder;
    TlsServer server(serverOptions());
    QVERIFY(server.start());
    ClientOptions options = clientOptions(server.serverPort());
    options.sessionPath = folder.filePath(QStringLiteral("session.pem"));
    ClientRepetition repetition(options, 3, Milliseconds(0), nullptr);
    connect(&repetition, &ClientRepetition::begun, this, [](ClientConnection& connection) {
        connect(&connection, &ClientConnection::established, &connection, &ClientConnection::close);
    });
    connect(&repetition, &ClientRepetition::ended, this, [&] {
        QFile file(options.sessionPath);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write("no session");
    });
    QSignalSpy finished(&repetition, &ClientRepetition::finished);
    repetition.start();
    QVERIFY(finished.wait(kLongest));
    QCOMPARE(repetition.done(), 1);
    QVERIFY(repetition.fault());
    QCOMPARE(repetition.fault()->where, options.sessionPath);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::RepetitionTest)
#include "repetition_test.moc"
