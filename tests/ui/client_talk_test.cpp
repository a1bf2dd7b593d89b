#include "core/base/atomic_file.h"
#include "tests/support/data_chunks.h"
#include "tests/support/slowness.h"
#include "tests/support/turn_meter.h"
#include "tests/ui/support/client_window.h"

#include <QFile>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>

namespace workbench {

using tests::click;
using tests::find;
using tests::textOf;
using tests::WindowFixture;

/// What a person says over the open connection of a client, and how it ends and begins again.
class ClientTalkTest : public tests::ClientWindow
{
    Q_OBJECT

private Q_SLOTS:

    void init() { begin(); }

    void cleanup() { end(); }

    void datagramsHaveOneEnding();
    void cannedRequestHalfCloseAndBreakOff();
    void keysAreUpdated();
    void sessionIsResumed();
    void fileIsSent();
    void sendingAFileIsStopped();
    void largeAnswerKeepsTheWindowSmooth();
};

/// Of what TCP alone can do there are no buttons.
void ClientTalkTest::datagramsHaveOneEnding()
{
    ServerProfile server;
    server.name = QStringLiteral("datagrams");
    server.certificates = {QStringLiteral("server")};
    server.transport = Transport::Udp;
    Workbench& workbench = m_fixture->workbench();
    QVERIFY(workbench.addServer(server));
    QVERIFY(workbench.startServer(server.name));
    QTRY_COMPARE(workbench.serverStatus(server.name).state, ServerState::Listening);
    addClient(workbench.serverStatus(server.name).port,
              [](ClientProfile& profile) { profile.transport = Transport::Udp; });
    trigger("start");
    QTRY_VERIFY(status().open);
    trigger("tab5");
    const QWidget* attempts = find(m_window.get(), "clientAttempts");
    QTRY_VERIFY(find(attempts, "sendButton")->isVisible());
    QVERIFY(!find(attempts, "closeSending")->isVisible());
    QVERIFY(!find(attempts, "breakOff")->isVisible());
}

void ClientTalkTest::cannedRequestHalfCloseAndBreakOff()
{
    const quint16 port = m_fixture->startServer(QStringLiteral("shop"));
    addClient(port);
    for (const bool half : {true, false}) {
        trigger("start");
        QTRY_VERIFY(status().open);
        trigger("tab5");
        const QWidget* attempts = find(m_window.get(), "clientAttempts");
        auto* canned = find<QPushButton>(attempts, "sendCanned");
        QTRY_VERIFY(canned->isVisible() && canned->isEnabled());
        Q_EMIT canned->menu()->aboutToShow();
        auto* get = find<QAction>(canned->menu(), "http-get");
        QVERIFY(get);
        get->trigger();
        QTRY_VERIFY(records().last().record->data.size() >= 2);
        const QByteArray sent = records().last().record->data.first().bytes;
        QVERIFY2(sent.contains("\r\nHost: localhost:" + QByteArray::number(port) + "\r\n"),
                 sent.constData());
        QVERIFY(click(attempts, half ? "closeSending" : "breakOff"));
        QTRY_COMPARE(records().last().record->ownEnding,
                     half ? OwnEnding::HalfClose : OwnEnding::Reset);
        QTRY_VERIFY(!status().open);
    }
}

void ClientTalkTest::keysAreUpdated()
{
    addClient(m_fixture->startServer(QStringLiteral("shop")));
    trigger("start");
    QTRY_VERIFY(status().open);
    trigger("tab5");
    const QWidget* attempts = find(m_window.get(), "clientAttempts");
    auto* button = find<QPushButton>(attempts, "rekey");
    QTRY_VERIFY(button->isVisible() && button->isEnabled());
    QCOMPARE(button->text(), QStringLiteral("Update &keys"));
    QVERIFY(click(attempts, "rekey"));
    m_fixture->workbench().sendFromClient(kName, "the server's own comes with what it echoes");
    QTRY_COMPARE(rekeyingAnswers(*records().last().record, Rekeying::KeyUpdate), 1);
    QVERIFY(status().open);
    m_fixture->workbench().rekeyClient(kName, Rekeying::Renegotiation);
    QTRY_VERIFY2(message().contains(QStringLiteral("TLS 1.3 has no renegotiation")),
                 qPrintable(message()));
    QVERIFY(status().open);
}

/// By the button of the page; whether it worked, and why not, is the verdict or the page's message.
void ClientTalkTest::sessionIsResumed()
{
    const quint16 port = m_fixture->startServer(QStringLiteral("shop"));
    addClient(port, [](ClientProfile& profile) { profile.versions = TlsVersion::Tls12; });
    const QWidget* page = find(m_window.get(), "clientPage");
    const auto verdict
        = [this] { return textOf(find(m_window.get(), "clientAttempts"), "verdictTitle"); };
    const auto* button = find<QPushButton>(page, "clientHeaderresumeSessionButton");
    QVERIFY(!button->isEnabled()); // there is none yet
    QVERIFY(m_fixture->workbench().resumeClient(kName));
    QTRY_VERIFY(find(page, "clientFault")->isVisible());
    QCOMPARE(
        textOf(page, "clientFaultText"),
        QStringLiteral("“%1” has no session from this run. Connect once: what the server gives "
                       "is kept until the program ends.")
            .arg(kName));
    QVERIFY(records().isEmpty());

    QVERIFY(click(page, "clientFaultAction")); // connects
    QTRY_VERIFY(status().open);
    QVERIFY(!find(page, "clientFault")->isVisible());
    QTRY_VERIFY(button->isEnabled());
    QVERIFY(click(page, "clientHeaderresumeSessionButton"));
    QTRY_COMPARE(records().size(), 2);
    QTRY_VERIFY2(verdict().contains(QStringLiteral("resumed")), qPrintable(verdict()));

    ServerProfile server = *m_fixture->workbench().serverProfile(QStringLiteral("shop"));
    server.listen.port = port;
    QVERIFY(m_fixture->workbench().changeServer(server.name, server));
    QVERIFY(m_fixture->workbench().restartServer(server.name));
    QTRY_COMPARE(m_fixture->workbench().serverStatus(server.name).state, ServerState::Listening);
    trigger("resumeSession");
    QTRY_COMPARE(records().size(), 3);
    QTRY_VERIFY2(verdict().contains(QStringLiteral("did not take the session up again")),
                 qPrintable(verdict()));
}

void ClientTalkTest::fileIsSent()
{
    addClient(m_fixture->startServer(QStringLiteral("shop")));
    trigger("start");
    QTRY_VERIFY(status().open);
    trigger("tab5");
    const QWidget* attempts = find(m_window.get(), "clientAttempts");
    QTRY_VERIFY(find<QPushButton>(attempts, "sendFile")->isEnabled());
    QVERIFY(!find(attempts, "fileRow")->isVisible());

    QVERIFY(click(attempts, "sendFile"));
    chooseFile("sendFileDialog", m_fixture->path(QStringLiteral("none")));
    QTRY_VERIFY2(message().contains(QStringLiteral("There is no such file")),
                 qPrintable(message()));
    QVERIFY(status().open);

    const QString path = m_fixture->path(QStringLiteral("letter"));
    QVERIFY(writeFileAtomically(path, QByteArray(300'000, 'x') + "the end"));
    QVERIFY(click(attempts, "sendFile"));
    chooseFile("sendFileDialog", path);
    QTRY_COMPARE(textOf(attempts, "fileText"), QStringLiteral("“letter” was sent: 293.0 kB"));
    QVERIFY(!find(attempts, "fileBar")->isVisible() && !find(attempts, "fileStop")->isVisible());
    QTRY_VERIFY(find<QPushButton>(attempts, "sendFile")->isEnabled());
    QByteArray echo;
    QTRY_VERIFY([&] {
        echo = tests::bytesOf(records().last().record->data, Direction::Received);
        return echo.size() == 300'007;
    }());
    QVERIFY(echo.endsWith("the end"));
}

/// A gigabyte, of which nothing much is in memory; the connection stays.
void ClientTalkTest::sendingAFileIsStopped()
{
    addClient(m_fixture->startServer(QStringLiteral("shop")));
    trigger("start");
    QTRY_VERIFY(status().open);
    trigger("tab5");
    const QWidget* attempts = find(m_window.get(), "clientAttempts");
    QFile file(m_fixture->path(QStringLiteral("zeros")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.resize(1LL << 30));
    QTRY_VERIFY(find<QPushButton>(attempts, "sendFile")->isEnabled());
    QVERIFY(click(attempts, "sendFile"));
    chooseFile("sendFileDialog", file.fileName());
    QTRY_VERIFY(find(attempts, "fileStop")->isVisible());
    QVERIFY(find(attempts, "fileBar")->isVisible());
    QVERIFY(!find<QPushButton>(attempts, "sendFile")->isEnabled());
    QVERIFY2(textOf(attempts, "fileText").contains(QStringLiteral("of 1.0 GB")),
             qPrintable(textOf(attempts, "fileText")));
    QVERIFY(click(attempts, "fileStop"));
    QTRY_VERIFY2(textOf(attempts, "fileText").contains(QStringLiteral("“zeros” was stopped: ")),
                 qPrintable(textOf(attempts, "fileText")));
    QVERIFY(!find(attempts, "fileStop")->isVisible());
    QVERIFY(status().open);
    QVERIFY(records().last().record->approximateBytes() < 2 * kUsualKeptBytes);
}

/// 10 MB, all of them kept: no turn of the GUI thread may take so long that a person feels it.
void ClientTalkTest::largeAnswerKeepsTheWindowSmooth()
{
    const QString path = m_fixture->path(QStringLiteral("large"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    constexpr qint64 kLarge = 10 << 20;
    file.write(QByteArray(79, 'x').append('\n').repeated(kLarge / 80 + 1).left(kLarge));
    file.close();
    ServerProfile server;
    server.name = QStringLiteral("large");
    server.certificates = {QStringLiteral("server")};
    server.answer = {.mode = AnswerMode::File, .text = path};
    Workbench& workbench = m_fixture->workbench();
    QVERIFY(workbench.addServer(server));
    QVERIFY(workbench.startServer(server.name));
    QTRY_COMPARE(workbench.serverStatus(server.name).state, ServerState::Listening);
    addClient(workbench.serverStatus(server.name).port,
              [](ClientProfile& profile) { profile.keeping.mostBytes = 16 << 20; });
    trigger("tab5");

    trigger("start");
    QTRY_VERIFY(!records().isEmpty());
    trigger("tab5");
    const tests::TurnMeter turns;
    const auto received = [this] {
        qint64 bytes = 0;
        for (const DataChunk& chunk : records().last().record->data) {
            bytes += chunk.bytes.size();
        }
        return bytes;
    };
    QTRY_COMPARE_WITH_TIMEOUT(received(), kLarge, 30'000);
    QTRY_VERIFY(!status().open);
    qInfo("the window worked at most %lld us at a time, the longest gap was %lld ms",
          turns.mostWork(),
          turns.longestGap());
    QVERIFY(turns.mostWork() <= tests::TurnMeter::kFeltWork * tests::kSlowness);
    QVERIFY(turns.longestGap() <= tests::TurnMeter::kFeltGap * tests::kSlowness);
    const QString shown
        = find<QPlainTextEdit>(find(m_window.get(), "clientAttempts"), "dataText")->toPlainText();
    QVERIFY(shown.contains(QStringLiteral("is not shown")));
    QVERIFY(shown.size() < kLarge / 4);
}

} // namespace workbench

QTEST_MAIN(workbench::ClientTalkTest)
#include "client_talk_test.moc"
