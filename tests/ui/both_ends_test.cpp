#include "tests/ui/support/window_test.h"
#include "ui/common/data_table.h"
#include "ui/connection_view/both_ends_model.h"
#include "ui/connection_view/connection_tab.h"
#include "ui/connection_view/connection_view.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QUdpSocket>

namespace workbench {

using namespace tests;

namespace {

constexpr quint8 kHandshake = 22;

TraceMessage traced(Direction direction, qint64 timeUs, const char* hex)
{
    TraceMessage made;
    made.timeUs = timeUs;
    made.direction = direction;
    made.contentType = kHandshake;
    made.bytes = QByteArray::fromHex(hex);
    made.length = static_cast<int>(made.bytes.size());
    return made;
}

ConnectionRecordPtr record(Role role, const QList<TraceMessage>& messages)
{
    ConnectionRecord made;
    made.id = role == Role::Client ? 1 : 2;
    made.role = role;
    made.steadyStartUs = role == Role::Client ? 1'000 : 1'250;
    made.messages = messages;
    return std::make_shared<const ConnectionRecord>(made);
}

quint16 freeDatagramPort()
{
    QUdpSocket socket;
    socket.bind(QHostAddress(QHostAddress::LocalHost));
    return socket.localPort();
}

constexpr const char* kHello = "01000000";
constexpr const char* kReply = "02000000";

} // namespace

/// A connection between a client and a server of this program, as one list.
class BothEndsTest : public WindowTest
{
    Q_OBJECT

private Q_SLOTS:

    void cleanup() { closeWindow(); }

    void rowsFillWhileTheyAreLookedAt();
    void oneListInTheWindow();
    void aForeignServerHasNoOtherEnd();
    void inClearThereAreNoMessages();
    void eachRunHasItsOwnOtherEnd();
    void theNearestOfABatchIsTheOtherEnd_data();
    void theNearestOfABatchIsTheOtherEnd();

private:
    const DataTable* showBothEnds(const char* view);

    static QString cell(const QAbstractItemModel& model, int row, int column)
    {
        return model.index(row, column).data().toString();
    }
};

void BothEndsTest::rowsFillWhileTheyAreLookedAt()
{
    BothEndsModel model;
    const QAbstractItemModelTester tester(&model);
    const ConnectionRecordPtr client = record(Role::Client, {traced(Direction::Sent, 100, kHello)});
    model.setEnds(client, {});
    QCOMPARE(model.rowCount(), 0);
    model.setEnds(client, record(Role::Server, {}));
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(cell(model, 0, BothEndsModel::DirectionColumn), QStringLiteral("client → server"));
    QCOMPARE(cell(model, 0, BothEndsModel::MessageColumn), QStringLiteral("client_hello"));
    QCOMPARE(cell(model, 0, BothEndsModel::ClientColumn), QStringLiteral("0.100 ms"));
    QCOMPARE(cell(model, 0, BothEndsModel::ServerColumn), QStringLiteral("not seen"));
    QCOMPARE(cell(model, 0, BothEndsModel::OnTheWayColumn), QString());

    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setEnds(
        client,
        record(Role::Server,
               {traced(Direction::Received, 7, kHello), traced(Direction::Sent, 20, kReply)}));
    QCOMPARE(reset.size(), 0);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(cell(model, 0, BothEndsModel::ServerColumn), QStringLiteral("0.257 ms"));
    QCOMPARE(cell(model, 0, BothEndsModel::OnTheWayColumn), QStringLiteral("0.157 ms"));
    QCOMPARE(cell(model, 1, BothEndsModel::DirectionColumn), QStringLiteral("server → client"));
    QCOMPARE(cell(model, 1, BothEndsModel::ClientColumn), QStringLiteral("not seen"));
    model.setEnds({}, {});
    QCOMPARE(model.rowCount(), 0);
}

const DataTable* BothEndsTest::showBothEnds(const char* view)
{
    auto* connection = find<ConnectionView>(m_window.get(), view);
    connection->showTab(QStringLiteral("bothEndsTab"));
    return find<DataTable>(connection, "bothEndsTable");
}

void BothEndsTest::oneListInTheWindow()
{
    openWindow();
    Workbench& workbench = m_fixture->workbench();
    m_fixture->addCertificates();
    const quint16 port = m_fixture->startServer(QStringLiteral("s"));
    QVERIFY(workbench.addClient(WindowFixture::client(QStringLiteral("c"), port)));
    m_window->showClient(QStringLiteral("c"));
    workbench.connectClient(QStringLiteral("c"));
    QTRY_VERIFY(workbench.clientStatus(QStringLiteral("c")).open);
    const DataTable* table = showBothEnds("clientAttemptsView");
    QTRY_VERIFY(table->model()->rowCount() > 5); // found without a new state of the client
    QTRY_VERIFY(!cell(*table->model(), 0, BothEndsModel::ServerColumn).contains(u"seen"));
    QCOMPARE(cell(*table->model(), 0, BothEndsModel::MessageColumn),
             QStringLiteral("client_hello"));
    QCOMPARE(cell(*table->model(), 1, BothEndsModel::MessageColumn),
             QStringLiteral("server_hello"));
    const QString caption = textOf(table->parentWidget(), "bothEndsCaption");
    QVERIFY2(caption.contains(u"“c”") && caption.contains(u"“s”"), qPrintable(caption));

    // With the keyboard to the second message, and into it.
    auto* keys = find<DataTable>(table->parentWidget(), "bothEndsTable");
    keys->setFocus();
    keys->selectRow(0);
    QTest::keyClick(keys, Qt::Key_Down);
    QCOMPARE(keys->currentRow(), 1);
    QVERIFY(keys->selectedText().contains(QStringLiteral("server → client")));
    QTest::keyClick(keys, Qt::Key_Return);
    const auto* messages
        = find<DataTable>(find(m_window.get(), "clientAttemptsView"), "messageTable");
    QTRY_VERIFY(messages->isVisible());
    QCOMPARE(messages->currentRow(), 1);

    // What passes from now on is in the list of either end.
    const int before = table->model()->rowCount();
    workbench.sendFromClient(QStringLiteral("c"), "ping");
    const DataTable* again = showBothEnds("clientAttemptsView");
    QTRY_VERIFY(again->model()->rowCount() >= before + 2);
}

void BothEndsTest::aForeignServerHasNoOtherEnd()
{
    openWindow();
    Workbench& workbench = m_fixture->workbench();
    QVERIFY(workbench.addClient(WindowFixture::client(QStringLiteral("c"), 1)));
    m_window->showClient(QStringLiteral("c"));
    workbench.connectClient(QStringLiteral("c"));
    QTRY_COMPARE(workbench.connections(Role::Client, QStringLiteral("c")).size(), 1);
    const DataTable* table = showBothEnds("clientAttemptsView");
    QCOMPARE(table->model()->rowCount(), 0);
    QVERIFY(!find(table->parentWidget(), "bothEndsCaption")->isVisible());
}

/// Both ends are known, and there is nothing of TLS at either.
void BothEndsTest::inClearThereAreNoMessages()
{
    openWindow();
    Workbench& workbench = m_fixture->workbench();
    ServerProfile server;
    server.name = QStringLiteral("s");
    server.plain = true;
    ClientProfile client
        = WindowFixture::client(QStringLiteral("c"), m_fixture->startServer(server));
    client.plain = true;
    QVERIFY(workbench.addClient(client));
    m_window->showClient(QStringLiteral("c"));
    workbench.connectClient(QStringLiteral("c"));
    QTRY_VERIFY(workbench.clientStatus(QStringLiteral("c")).open);
    const DataTable* table = showBothEnds("clientAttemptsView");
    QTRY_VERIFY(find(table->parentWidget(), "bothEndsCaption")->isVisible());
    QCOMPARE(textOf(table->parentWidget(), "bothEndsCaption"),
             QStringLiteral("In clear, without TLS, there are no messages to lay beside each "
                            "other."));
    QCOMPARE(table->model()->rowCount(), 0);
}

/// A client with a port of its own uses it in every run. Over UDP it is free again at once.
void BothEndsTest::eachRunHasItsOwnOtherEnd()
{
    openWindow();
    Workbench& workbench = m_fixture->workbench();
    m_fixture->addCertificates();
    const QString name = QStringLiteral("c");
    const QString serverName = QStringLiteral("s");
    ServerProfile server {{.name = serverName}, {QStringLiteral("server")}};
    server.transport = Transport::Udp;
    ClientProfile client = WindowFixture::client(name, m_fixture->startServer(server));
    client.transport = Transport::Udp;
    client.host = QStringLiteral("127.0.0.1");
    client.verify = VerifyMode::None;
    client.socket.localPort = freeDatagramPort();
    QVERIFY(workbench.addClient(client));
    const auto decided = [&](Role role, qsizetype runs) {
        const QList<ObservedConnection> all
            = workbench.connections(role, role == Role::Client ? name : serverName);
        return all.size() == runs && !all.last().record->open
            && all.last().record->result == ConnectionResult::Established;
    };
    constexpr qsizetype kRuns = 3;
    for (qsizetype run = 1; run <= kRuns; ++run) {
        workbench.connectClient(name);
        QTRY_VERIFY(workbench.clientStatus(name).open);
        workbench.disconnectClient(name);
        QTRY_VERIFY(decided(Role::Client, run) && decided(Role::Server, run));
    }
    const QList<ObservedConnection> clients = workbench.connections(Role::Client, name);
    const QList<ObservedConnection> servers = workbench.connections(Role::Server, serverName);
    ConnectionView view(m_fixture->context());
    QSignalSpy asked(&view, &ConnectionView::otherEndRequested);
    for (qsizetype run = 0; run < kRuns; ++run) {
        QCOMPARE(int(clients.at(run).record->localPort), client.socket.localPort);
        for (const auto& [shown, other] : {std::pair(clients.at(run), servers.at(run)),
                                           std::pair(servers.at(run), clients.at(run))}) {
            view.showConnection(shown);
            find<QPushButton>(&view, "otherEndButton")->click();
            const auto led = asked.takeLast().first().value<ObservedConnection>();
            QCOMPARE(led.record->id, other.record->id);
        }
    }
}

void BothEndsTest::theNearestOfABatchIsTheOtherEnd_data()
{
    QTest::addColumn<QList<quint64>>("before"); // microseconds of servers behind the client
    QTest::addColumn<QList<quint64>>("batch");
    QTest::addColumn<quint64>("nearest");
    using Batch = QList<quint64>;
    QTest::newRow("the farther one first") << Batch {} << Batch {900, 300} << quint64(300);
    QTest::newRow("the nearer one first") << Batch {} << Batch {300, 900} << quint64(300);
    QTest::newRow("behind an update") << Batch {900} << Batch {900, 300} << quint64(300);
    QTest::newRow("before an update") << Batch {900} << Batch {300, 900} << quint64(300);
    QTest::newRow("only farther ones") << Batch {300} << Batch {900, 600} << quint64(300);
}

/// Ends that were decided since the last picture come at once, in any order.
void BothEndsTest::theNearestOfABatchIsTheOtherEnd()
{
    QFETCH(const QList<quint64>, before);
    QFETCH(const QList<quint64>, batch);
    QFETCH(const quint64, nearest);
    constexpr quint16 kClientPort = 40'000;
    const auto end = [](Role role, quint64 behindUs) {
        auto made = std::make_shared<ConnectionRecord>();
        made->id = behindUs + 1;
        made->role = role;
        made->result = ConnectionResult::Established;
        made->localAddress = made->peerAddress = QHostAddress(QHostAddress::LocalHost);
        (role == Role::Client ? made->localPort : made->peerPort) = kClientPort;
        (role == Role::Client ? made->peerPort : made->localPort) = 5043;
        made->steadyStartUs = 1'000'000 + static_cast<qint64>(behindUs);
        made->open = true;
        return ObservedConnection {made, {}};
    };
    WindowFixture fixture;
    ConnectionView view(fixture.context());
    view.showConnection(end(Role::Client, 0));
    QSignalSpy asked(&view, &ConnectionView::otherEndRequested);
    for (const QList<quint64>& distances : {before, batch}) {
        QList<ObservedConnection> servers;
        for (const quint64 behindUs : distances) {
            servers.append(end(Role::Server, behindUs));
        }
        Q_EMIT fixture.workbench().connectionsChanged(servers);
    }
    find<QPushButton>(&view, "otherEndButton")->click();
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.first().first().value<ObservedConnection>().record->id, nearest + 1);
}

} // namespace workbench

QTEST_MAIN(workbench::BothEndsTest)
#include "both_ends_test.moc"
