#include "core/connection/socket_errors.h"
#include "core/diagnosis/diagnosis.h"
#include "core/trace/tls_library.h"
#include "tests/core/connection/loopback.h"
#include "tests/support/data_chunks.h"
#include "tests/support/test_pki.h"

#include <QSignalSpy>
#include <QSocketNotifier>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>

#include <memory>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace workbench {

namespace {

constexpr int kLongest = 15'000;

enum class Meddling
{
    Whole, ///< passes a record on, then FIN
    HalfRecord, ///< all of it but the last bytes, then FIN
    HalfHeader, ///< its first three bytes, then FIN
    Reset, ///< half a record, then RST
    Foreign ///< words in clear in place of the record
};

/// Stands before a server, and spoils what it says once it is told to.
class MeddlingRelay : public QTcpServer
{
public:
    MeddlingRelay(quint16 serverPort, Meddling meddling)
        : m_meddling(meddling)
    {
        m_server.connectToHost(QHostAddress(QHostAddress::LocalHost), serverPort);
        connect(&m_server, &QTcpSocket::readyRead, this, [this] { pass(m_server.readAll()); });
    }

    ~MeddlingRelay() override { closeClient(); }

    Q_DISABLE_COPY_MOVE(MeddlingRelay)

    void spoil() { m_spoils = true; }

protected:
    /// Without a socket of Qt, which writes nothing any more once the client has ended its stream.
    void incomingConnection(qintptr descriptor) override
    {
        m_client = static_cast<int>(descriptor);
        m_notifier = std::make_unique<QSocketNotifier>(descriptor, QSocketNotifier::Read);
        connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] { takeFromClient(); });
    }

private:
    void takeFromClient()
    {
        QByteArray bytes(1 << 16, Qt::Uninitialized);
        const ssize_t count = ::recv(m_client, bytes.data(), bytes.size(), 0);
        if (count <= 0) {
            m_notifier->setEnabled(false);
            return;
        }
        m_server.write(bytes.first(count));
    }

    void give(const QByteArray& bytes) const
    {
        QCOMPARE(::send(m_client, bytes.constData(), bytes.size(), MSG_NOSIGNAL), bytes.size());
    }

    void closeClient()
    {
        m_notifier.reset();
        if (m_client >= 0) {
            ::close(std::exchange(m_client, -1));
        }
    }

    void pass(const QByteArray& bytes)
    {
        if (!m_spoils) {
            give(bytes);
            return;
        }
        if (m_done) {
            return;
        }
        m_done = true;
        give(spoiled(bytes));
        if (m_meddling == Meddling::Reset) {
            // What was written must have been read before, or the reset overtakes it.
            QTimer::singleShot(200, this, [this] {
                resetOnClose(m_client);
                closeClient();
            });
        } else if (m_meddling != Meddling::Foreign) {
            endStream(m_client);
        }
    }

    QByteArray spoiled(const QByteArray& bytes) const
    {
        constexpr int kHeader = 5; // RFC 8446 §5.1: two bytes of length at its end
        const auto length
            = static_cast<quint8>(bytes.at(3)) << 8 | static_cast<quint8>(bytes.at(4));
        QByteArray record = bytes.left(kHeader + length);
        switch (m_meddling) {
        case Meddling::HalfRecord:
        case Meddling::Reset:
            return record.chopped(3);
        case Meddling::HalfHeader:
            return record.first(3);
        case Meddling::Foreign:
            return "HTTP/1.1 408 Request Timeout\r\n\r\n";
        case Meddling::Whole:
            break;
        }
        return record;
    }

    Meddling m_meddling;
    QTcpSocket m_server;
    int m_client = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
    bool m_spoils = false;
    bool m_done = false;
};

} // namespace

/// What a client makes of a stream that is cut off, or spoiled, once its connection is open.
class CutStreamTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QVERIFY(initializeTlsLibrary()); }

    void verdict_data();
    void verdict();

private:
    tests::TestPki m_pki;
};

void CutStreamTest::verdict_data()
{
    QTest::addColumn<int>("meddling");
    QTest::addColumn<TlsVersion>("version");
    QTest::addColumn<bool>("half");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, Meddling meddling, const char* id, const char* says) {
        for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13}) {
            for (const bool half : {false, true}) {
                QTest::addRow("%s, %s%s", name, qPrintable(toText(version)), half ? ", half" : "")
                    << static_cast<int>(meddling) << version << half << QString::fromLatin1(id)
                    << QString::fromUtf8(says);
            }
        }
    };
    row("whole", Meddling::Whole, "closed-without-close-notify", "The TCP stream ended");
    row("half a record", Meddling::HalfRecord, "truncated-message", "end of the TCP stream");
    row("half a header", Meddling::HalfHeader, "truncated-message", "end of the TCP stream");
    row("half a record, reset", Meddling::Reset, "truncated-message", "RST");
    row("words in clear", Meddling::Foreign, "not-tls-data", "came “HTTP/1.1 408");
}

void CutStreamTest::verdict()
{
    QFETCH(const int, meddling);
    QFETCH(const TlsVersion, version);
    QFETCH(const bool, half);
    QFETCH(const QString, id);
    QFETCH(const QString, says);
    LoopbackPlan plan = loopbackPlan(m_pki);
    plan.server.versions = version;
    plan.server.sessions.ticketCount = 0; // else TLS 1.3 has them where the answer is spoiled
    std::unique_ptr<MeddlingRelay> relay;
    plan.through = [&](quint16 serverPort) {
        relay = std::make_unique<MeddlingRelay>(serverPort, static_cast<Meddling>(meddling));
        return relay->listen(QHostAddress(QHostAddress::LocalHost)) ? relay->serverPort()
                                                                    : quint16 {0};
    };
    Meeting met(plan);
    QSignalSpy finished(&met.client, &ClientConnection::finished);
    connect(&met.client, &ClientConnection::established, &met.client, [&] {
        relay->spoil();
        met.client.send("ping");
        if (half) {
            met.client.closeSending();
        }
    });
    met.client.start();
    QVERIFY(finished.wait(kLongest));
    const ConnectionRecordPtr record = met.client.snapshot();
    QCOMPARE(tests::bytesOf(record->data, Direction::Received),
             meddling == int(Meddling::Whole) ? QByteArray("ping") : QByteArray());
    const QList<Finding> findings = diagnose(*record);
    QVERIFY(!findings.isEmpty());
    QCOMPARE(findings.first().id, id);
    QVERIFY2(findings.first().cause.contains(says), qPrintable(findings.first().cause));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::CutStreamTest)
#include "cut_stream_test.moc"
