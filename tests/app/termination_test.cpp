#include "tests/app/program_run.h"
#include "tests/support/slowness.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

namespace workbench {
namespace {

constexpr int kLongest = 20'000;

struct Ending
{
    tests::ProgramRun run;
    QString fault; ///< what was not in order, or took too long; empty: nothing
};

} // namespace

/// Signals that ask a command to end: it does so in order, at once, and tells what it has done.
class TerminationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void serve_data();
    void serve();
    void connectToSilence_data();
    void connectToSilence();
    void hangUpThatIsIgnored();
    void serveWhileNobodyReads();

private:
    static void everySignal();
    /// \a hangUp: what SIGHUP does to it; under nohup it would inherit that it is ignored.
    void
    start(QProcess& process, const QStringList& arguments, sighandler_t hangUp = SIG_DFL) const;
    /// It has to end in order and within a second of the signal.
    static Ending end(QProcess& process, int number);

    QTemporaryDir m_home;
};

void TerminationTest::everySignal()
{
    QTest::addColumn<int>("number");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGHUP") << SIGHUP;
}

void TerminationTest::start(QProcess& process,
                            const QStringList& arguments,
                            sighandler_t hangUp) const
{
    process.setChildProcessModifier([hangUp] { ::signal(SIGHUP, hangUp); });
    process.start(QStringLiteral(PROGRAM),
                  QStringList(arguments)
                      << QStringLiteral("--plain") << QStringLiteral("--home") << m_home.path()
                      << QStringLiteral("--format") << QStringLiteral("json"));
}

Ending TerminationTest::end(QProcess& process, int number)
{
    QElapsedTimer passed;
    passed.start();
    if (::kill(static_cast<pid_t>(process.processId()), number) != 0) {
        return {{}, QStringLiteral("it had ended before")};
    }
    if (!process.waitForFinished(kLongest)) {
        return {{}, QStringLiteral("it does not end")};
    }
    const qint64 elapsed = passed.elapsed();
    Ending ending {{.status = process.exitCode(),
                    .output = process.readAllStandardOutput(),
                    .errors = process.readAllStandardError()},
                   {}};
    if (process.exitStatus() != QProcess::NormalExit) {
        ending.fault = QStringLiteral("a signal has killed it");
    } else if (elapsed > 1000 * tests::kSlowness) {
        ending.fault = QStringLiteral("status %1 after %2 ms").arg(ending.run.status).arg(elapsed);
    }
    return ending;
}

void TerminationTest::serve_data()
{
    everySignal();
}

void TerminationTest::serve()
{
    QFETCH(const int, number);
    QProcess process;
    start(process, {QStringLiteral("serve")});
    QVERIFY(process.waitForReadyRead(kLongest));
    const QJsonObject event = QJsonDocument::fromJson(process.readLine()).object();
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost),
                         static_cast<quint16>(event.value("port").toInt()));
    QVERIFY(client.waitForConnected(kLongest));
    client.write("ping");
    QTRY_COMPARE_WITH_TIMEOUT(client.bytesAvailable(), 4, kLongest); // it is in
    const auto [run, fault] = end(process, number);
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
    QCOMPARE(run.status, 0);
    const QList<QJsonObject> documents = run.documents();
    QCOMPARE(documents.size(), 1);
    QCOMPARE(documents.first().value("result").toString(), QStringLiteral("established"));
    QTRY_COMPARE(client.error(), QAbstractSocket::RemoteHostClosedError);
}

void TerminationTest::connectToSilence_data()
{
    everySignal();
}

void TerminationTest::connectToSilence()
{
    QFETCH(const int, number);
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    QProcess process;
    start(process,
          {QStringLiteral("connect"),
           QStringLiteral("127.0.0.1:%1").arg(silent.serverPort()),
           QStringLiteral("--send"),
           QStringLiteral("ping"),
           QStringLiteral("--expect"),
           QStringLiteral("never")});
    QVERIFY(silent.waitForNewConnection(kLongest));
    QTcpSocket* peer = silent.nextPendingConnection();
    QTRY_COMPARE_WITH_TIMEOUT(peer->bytesAvailable(), 4, kLongest);
    const auto [run, fault] = end(process, number);
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
    QCOMPARE(run.status, 1); // what was expected has not come
    const QList<QJsonObject> documents = run.documents();
    QCOMPARE(documents.size(), 1);
    QCOMPARE(documents.first().value("role").toString(), QStringLiteral("client"));
}

/// As nohup has it.
void TerminationTest::hangUpThatIsIgnored()
{
    QProcess process;
    start(process, {QStringLiteral("serve")}, SIG_IGN);
    QVERIFY(process.waitForReadyRead(kLongest));
    const QJsonObject event = QJsonDocument::fromJson(process.readLine()).object();
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGHUP), 0);
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost),
                         static_cast<quint16>(event.value("port").toInt()));
    QVERIFY(client.waitForConnected(kLongest));
    client.write("ping");
    QTRY_COMPARE_WITH_TIMEOUT(client.bytesAvailable(), 4, kLongest);
    const Ending ending = end(process, SIGTERM);
    QVERIFY2(ending.fault.isEmpty(), qPrintable(ending.fault));
}

/// Its output is a pipe that is full.
void TerminationTest::serveWhileNobodyReads()
{
    const QByteArray path = QFile::encodeName(m_home.filePath(QStringLiteral("output")));
    QCOMPARE(::mkfifo(path.constData(), S_IRUSR | S_IWUSR), 0);
    QFile output;
    QVERIFY(output.open(::open(path.constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC),
                        QIODevice::ReadOnly | QIODevice::Unbuffered,
                        QFileDevice::AutoCloseHandle));
    QVERIFY(::fcntl(output.handle(), F_SETPIPE_SZ, 4096) > 0);
    QProcess process;
    process.setStandardOutputFile(QString::fromLocal8Bit(path));
    start(process, {QStringLiteral("serve")});
    QByteArray line;
    QTRY_VERIFY_WITH_TIMEOUT((line += output.readLine()).endsWith('\n'), kLongest);
    const auto port
        = static_cast<quint16>(QJsonDocument::fromJson(line).object().value("port").toInt());
    for (int client = 0; client < 10; ++client) { // whose records are more than it holds
        QTcpSocket socket;
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        QVERIFY(socket.waitForConnected(kLongest));
        socket.disconnectFromHost();
        QVERIFY(socket.state() == QAbstractSocket::UnconnectedState
                || socket.waitForDisconnected(kLongest));
    }
    const auto waiting = [&output] {
        int bytes = 0;
        return ::ioctl(output.handle(), FIONREAD, &bytes) == 0 ? bytes : -1;
    };
    QTRY_VERIFY_WITH_TIMEOUT(waiting() > 0, kLongest);
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGTERM), 0);
    QVERIFY(process.waitForFinished(kLongest));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QVERIFY(process.exitCode() != 0); // the rest of its output is lost, and it says so
    QVERIFY(!process.readAllStandardError().isEmpty());
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::TerminationTest)

#include "termination_test.moc"
