#include "tests/support/slowness.h"
#include "tests/support/turn_meter.h"
#include "tests/ui/support/window_fixture.h"
#include "ui/common/data_table.h"
#include "ui/main_window/main_window.h"

#include <QElapsedTimer>
#include <QScrollBar>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTest>
#include <QThread>
#include <QTimer>

#include <atomic>

namespace workbench {

using tests::find;
using tests::TurnMeter;
using tests::WindowFixture;

namespace {

constexpr int kPerSecond = 200;
constexpr int kConnections = 600;

/// Connects to a port a given number of times a second, in a thread of its own.
class Flood : public QObject
{
    Q_OBJECT

public:
    explicit Flood(quint16 port)
        : m_port(port)
    { }

    int connected() const { return m_connected; }

public Q_SLOTS:

    void start()
    {
        auto* timer = new QTimer(this);
        timer->setTimerType(Qt::PreciseTimer);
        connect(timer, &QTimer::timeout, this, &Flood::connectOnce);
        timer->start(1000 / kPerSecond);
    }

private:
    void connectOnce()
    {
        auto* socket = new QSslSocket(this);
        QSslConfiguration configuration;
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        socket->setSslConfiguration(configuration);
        connect(socket, &QSslSocket::encrypted, this, [this, socket] {
            ++m_connected;
            socket->disconnectFromHost();
        });
        connect(socket, &QSslSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QSslSocket::errorOccurred, socket, &QObject::deleteLater);
        socket->connectToHostEncrypted(QStringLiteral("127.0.0.1"), m_port);
    }

    quint16 m_port;
    std::atomic<int> m_connected = 0;
};

} // namespace

/// A running server that receives 200 connections a second leaves the window usable.
class FloodTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eventLoopStaysFree();
};

void FloodTest::eventLoopStaysFree()
{
    WindowFixture fixture;
    fixture.addCertificates();
    const quint16 port = fixture.startServer(QStringLiteral("busy"));
    QVERIFY(port != 0);
    MainWindow window(fixture.workbench());
    window.show();
    window.showServer(QStringLiteral("busy"));
    auto* table = find<DataTable>(&window, "serverConnectionsTable");

    QThread thread;
    auto* flood = new Flood(port);
    flood->moveToThread(&thread);
    connect(&thread, &QThread::started, flood, &Flood::start);
    connect(&thread, &QThread::finished, flood, &QObject::deleteLater);
    // Somebody scrolls all the while.
    QTimer scrolling;
    connect(&scrolling, &QTimer::timeout, this, [table, below = false]() mutable {
        QScrollBar* bar = table->verticalScrollBar();
        below = !below;
        bar->setValue(below ? bar->maximum() / 2 : bar->maximum());
    });
    QElapsedTimer whole;
    whole.start();
    scrolling.start(5);
    TurnMeter turns;
    thread.start();
    const bool flooded
        = QTest::qWaitFor([&] { return flood->connected() >= kConnections; }, 60'000);
    const qint64 took = whole.elapsed();
    const int connected = flood->connected();
    thread.quit();
    QVERIFY(thread.wait(10'000));
    turns.stop();
    scrolling.stop();
    QVERIFY2(flooded, qPrintable(QStringLiteral("only %1 connections came").arg(connected)));

    const QList<qint64> work = turns.work();
    const qint64 usualWork = work.at(work.size() * 95 / 100);
    qInfo("%lld connections a second; the window worked at most %lld us at a time, 95 %% of the "
          "times at most %lld us; the longest gap was %lld ms",
          connected * 1000LL / qMax<qint64>(1, took),
          turns.mostWork(),
          usualWork,
          turns.longestGap());
    QTRY_VERIFY(table->model()->rowCount() >= connected);
    // A frame of a 60 Hz screen as a rule, and never what a person calls a stop.
    QVERIFY2(usualWork <= 16'000 * tests::kSlowness, qPrintable(QString::number(usualWork)));
    QVERIFY(turns.mostWork() <= TurnMeter::kFeltWork * tests::kSlowness);
    QVERIFY(turns.longestGap() <= TurnMeter::kFeltGap);
}

} // namespace workbench

QTEST_MAIN(workbench::FloodTest)
#include "flood_test.moc"
