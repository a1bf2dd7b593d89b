#include "core/base/atomic_file.h"
#include "core/connection/canned_requests.h"
#include "core/workbench/client_file.h"
#include "tests/support/raw_peer.h"
#include "tests/support/slowness.h"
#include "tests/ui/support/window_test.h"
#include "ui/clients/client_dialog.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileDialog>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QTimer>
#include <QTreeView>

#include <algorithm>
#include <functional>

namespace workbench {

using tests::click;
using tests::find;
using tests::RawPeer;
using tests::textOf;
using tests::type;
using tests::WindowFixture;

/// What a person does with a client besides connecting it once.
class ClientActionsTest : public tests::WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void doubleClickConnects();
    void repeatsSeveralTimes();
    void repeatingFillsNoFolder();
    void repeatingIsCancelled();
    void duplicates();
    void goesToAFileAndComesBack();
    void importTellsWhatItLeftOut();
    void damagedFileIsTold();
    void commandsAreCopied_data();
    void commandsAreCopied();
    void reportIsSaved();
    void reportHoldsDataWhenAsked_data();
    void reportHoldsDataWhenAsked();
    void secretsNeedACapture();
    void datagramsHaveOneEnding();
    void lastResultComesBackAfterARestart();
    void limitOfTheDataIsChecked_data();
    void limitOfTheDataIsChecked();
    void cannedRequestHalfCloseAndBreakOff();
    void keysAreUpdated();
    void sessionIsResumed();
    void fileIsSent();
    void sendingAFileIsStopped();
    void largeAnswerKeepsTheWindowSmooth();

private:
    void addClient(quint16 port, const std::function<void(ClientProfile&)>& change = {});

    void trigger(const char* action) const { find<QAction>(m_window.get(), action)->trigger(); }

    /// Chooses the file in the dialog that is open.
    void chooseFile(const char* dialog, const QString& path) const;

    ClientStatus status() const { return m_fixture->workbench().clientStatus(kName); }

    QList<ObservedConnection> records() const
    {
        return m_fixture->workbench().connections(Role::Client, kName);
    }

    const QString kName = QStringLiteral("visitor");
};

void ClientActionsTest::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->addCertificates();
    openWindow();
}

void ClientActionsTest::cleanup()
{
    closeWindow();
    m_fixture.reset();
}

void ClientActionsTest::addClient(quint16 port, const std::function<void(ClientProfile&)>& change)
{
    ClientProfile profile = WindowFixture::client(kName, port);
    if (change) {
        change(profile);
    }
    QVERIFY(m_fixture->workbench().addClient(profile));
    m_window->showClient(kName);
}

void ClientActionsTest::chooseFile(const char* dialog, const QString& path) const
{
    auto* chooser = find<QFileDialog>(m_window.get(), dialog);
    QVERIFY(chooser);
    Q_EMIT chooser->fileSelected(path);
    chooser->close();
}

void ClientActionsTest::doubleClickConnects()
{
    addClient(m_fixture->startServer(QStringLiteral("shop")));
    auto* tree = find<QTreeView>(m_window.get(), "navigation");
    const QPoint place = tree->visualRect(tree->currentIndex()).center();
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, place);
    QTest::mouseDClick(tree->viewport(), Qt::LeftButton, {}, place);
    QTRY_VERIFY(status().open);
    QVERIFY(find(m_window.get(), "clientDialog") == nullptr);
    // A slip of the hand ends nothing.
    const quint64 first = status().lastRecord;
    QTest::mouseDClick(tree->viewport(), Qt::LeftButton, {}, place);
    trigger("properties");
    QVERIFY(status().open);
    QCOMPARE(status().lastRecord, first);
    QCOMPARE(records().size(), 1);
    QVERIFY(find(m_window.get(), "clientDialog") != nullptr);
}

void ClientActionsTest::repeatsSeveralTimes()
{
    addClient(m_fixture->startServer(QStringLiteral("shop")));
    const QWidget* dialog = open("repeatSeveral", "repeatDialog");
    QVERIFY(dialog);
    QVERIFY(type(dialog, "repeatInterval", QStringLiteral("soon")));
    QVERIFY(!find<QPushButton>(dialog, "repeatDialogAccept")->isEnabled());
    QVERIFY(type(dialog, "repeatInterval", QStringLiteral("1 ms")));
    find<QSpinBox>(dialog, "repeatCount")->setValue(3);
    QVERIFY(click(dialog, "repeatDialogAccept"));
    QTRY_VERIFY2(message().contains(QStringLiteral("3 of 3 connections made: 3 connected")),
                 qPrintable(message()));
    QTRY_COMPARE(records().size(), 3);
    QVERIFY(!find(m_window.get(), "repetitionRow")->isVisible());
}

void ClientActionsTest::repeatingFillsNoFolder()
{
    addClient(4433, [this](ClientProfile& profile) {
        profile.capturePath = m_fixture->path(QStringLiteral("run.pcapng"));
    });
    const QWidget* dialog = open("repeatSeveral", "repeatDialog");
    QVERIFY(dialog);
    find<QSpinBox>(dialog, "repeatCount")->setValue(100'000);
    QVERIFY(click(dialog, "repeatDialogAccept"));
    const QWidget* page = find(m_window.get(), "clientPage");
    QTRY_VERIFY(find(page, "clientFault")->isVisible());
    QVERIFY2(textOf(page, "clientFaultText").contains(QStringLiteral("1000 is the most")),
             qPrintable(textOf(page, "clientFaultText")));
    QVERIFY(records().isEmpty());
}

void ClientActionsTest::repeatingIsCancelled()
{
    const RawPeer silent(RawPeer::Behaviour::Silence);
    addClient(silent.serverPort(),
              [](ClientProfile& profile) { profile.limits.whole = Milliseconds(0); });
    const QWidget* dialog = open("repeatSeveral", "repeatDialog");
    QVERIFY(dialog);
    QVERIFY(click(dialog, "repeatDialogAccept"));
    QTRY_VERIFY(find(m_window.get(), "repetitionRow")->isVisible());
    QCOMPARE(textOf(m_window.get(), "repetitionText"), QStringLiteral("0 of 10 connections"));
    QCOMPARE(find<QProgressBar>(m_window.get(), "repetitionBar")->maximum(), 10);
    QTRY_COMPARE(records().size(), 1);
    QVERIFY(click(m_window.get(), "repetitionCancel"));
    QTRY_VERIFY(!find(m_window.get(), "repetitionRow")->isVisible());
    QTRY_VERIFY2(message().contains(QStringLiteral("1 cancelled")), qPrintable(message()));
}

void ClientActionsTest::duplicates()
{
    addClient(4433);
    trigger("duplicate");
    QCOMPARE(m_fixture->workbench().clientNames(),
             (QStringList {kName, QStringLiteral("visitor 2")}));
    QCOMPARE(m_fixture->workbench().clientProfile(QStringLiteral("visitor 2"))->port, 4433);
}

void ClientActionsTest::goesToAFileAndComesBack()
{
    addClient(4433);
    const QString path = m_fixture->path(QStringLiteral("visitor.json"));
    trigger("exportClient");
    chooseFile("clientExportDialog", path);
    QTRY_VERIFY2(message().contains(path), qPrintable(message()));
    trigger("importClient");
    chooseFile("clientImportDialog", path);
    QTRY_COMPARE(m_fixture->workbench().clientNames().size(), 2);
    QCOMPARE(m_fixture->workbench().clientProfile(QStringLiteral("visitor 2"))->port, 4433);
}

/// Who makes the file must not choose what is written here.
void ClientActionsTest::importTellsWhatItLeftOut()
{
    QJsonObject client = toJson(WindowFixture::client(kName, 4433));
    client.insert(QStringLiteral("receivedFile"), m_fixture->path(QStringLiteral(".bashrc")));
    const QString path = m_fixture->path(QStringLiteral("foreign.json"));
    QVERIFY(writeFileAtomically(
        path,
        QJsonDocument(QJsonObject {{QStringLiteral("schema"), "tls-workbench/client/1"},
                                   {QStringLiteral("client"), client}})
            .toJson()));
    trigger("importClient");
    chooseFile("clientImportDialog", path);
    QTRY_VERIFY2(message().contains(QStringLiteral("without the files")), qPrintable(message()));
    QVERIFY2(message().contains(QStringLiteral("received data (")), qPrintable(message()));
    QVERIFY(m_fixture->workbench().clientProfile(kName)->keeping.receivedPath.isEmpty());
}

void ClientActionsTest::damagedFileIsTold()
{
    const QString path = m_fixture->path(QStringLiteral("damaged.json"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{");
    file.close();
    trigger("importClient");
    chooseFile("clientImportDialog", path);
    QTRY_VERIFY2(message().contains(QStringLiteral("no client that can be read")),
                 qPrintable(message()));
    QVERIFY(m_fixture->workbench().clientNames().isEmpty());
}

void ClientActionsTest::commandsAreCopied_data()
{
    QTest::addColumn<QByteArray>("action");
    QTest::addColumn<QString>("command");
    QTest::newRow("openssl") << QByteArray("copyAsOpenSsl")
                             << QStringLiteral("openssl s_client -connect localhost:4433");
    QTest::newRow("curl") << QByteArray("copyAsCurl") << QStringLiteral("curl --verbose");
    QTest::newRow("own") << QByteArray("copyAsWorkbench")
                         << QStringLiteral("tls-workbench connect localhost:4433");
}

void ClientActionsTest::commandsAreCopied()
{
    QFETCH(const QByteArray, action);
    QFETCH(const QString, command);
    addClient(4433);
    trigger(action.constData());
    QVERIFY2(QApplication::clipboard()->text().contains(command),
             qPrintable(QApplication::clipboard()->text()));
}

void ClientActionsTest::reportIsSaved()
{
    addClient(m_fixture->startServer(QStringLiteral("shop")));
    trigger("start");
    QTRY_VERIFY(status().open);
    const QString path = m_fixture->path(QStringLiteral("report.json"));
    trigger("saveReport");
    auto* dialog = find<QFileDialog>(m_window.get(), "reportDialog");
    QVERIFY(dialog);
    Q_EMIT dialog->filterSelected(dialog->nameFilters().at(2)); // as the person chooses it
    QVERIFY2(dialog->selectedFiles().first().endsWith(QStringLiteral("/visitor.json")),
             qPrintable(dialog->selectedFiles().first()));
    chooseFile("reportDialog", path);
    QTRY_VERIFY2(message().contains(path), qPrintable(message()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(QJsonDocument::fromJson(file.readAll()).object().value("result").toString(),
             QStringLiteral("established"));
    trigger("saveReport");
    chooseFile("reportDialog", m_fixture->path(QStringLiteral("no/such/folder.html")));
    QTRY_VERIFY2(!message().contains(path), qPrintable(message()));
}

/// What was said, passwords as well, stands in a report only when a person says so.
void ClientActionsTest::reportHoldsDataWhenAsked_data()
{
    QTest::addColumn<int>("filter");
    QTest::addColumn<bool>("data");
    for (int filter = 0; filter < 6; ++filter) {
        QTest::addRow("filter %d", filter) << filter << (filter >= 3);
    }
}

void ClientActionsTest::reportHoldsDataWhenAsked()
{
    QFETCH(const int, filter);
    QFETCH(const bool, data);
    addClient(m_fixture->startServer(QStringLiteral("shop")));
    trigger("start");
    QTRY_VERIFY(status().open);
    m_fixture->workbench().sendFromClient(kName, "hunter2");
    QTRY_VERIFY(records().last().record->data.size() >= 2);
    const char* const suffixes[] = {"html", "txt", "json"};
    const QString path
        = m_fixture->path(QStringLiteral("report.") + QLatin1String(suffixes[filter % 3]));
    trigger("saveReport");
    auto* dialog = find<QFileDialog>(m_window.get(), "reportDialog");
    QVERIFY(dialog);
    QCOMPARE(dialog->nameFilters().size(), 6);
    QCOMPARE(dialog->nameFilters().at(filter).contains(QStringLiteral("passwords")), data);
    dialog->selectNameFilter(dialog->nameFilters().at(filter));
    chooseFile("reportDialog", path);
    QTRY_VERIFY2(message().contains(path), qPrintable(message()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray content = file.readAll();
    QCOMPARE(content.contains("hunter2"), data);
    QVERIFY(content.contains("SSL_connect"));
}

void ClientActionsTest::secretsNeedACapture()
{
    ClientDialog dialog(m_fixture->context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    auto* box = find<QCheckBox>(&dialog, "clientCaptureSecrets");
    auto* path = find<QLineEdit>(&dialog, "clientCapture");
    QVERIFY(box && path);
    QTRY_VERIFY(!box->isEnabled());
    path->setText(QStringLiteral("run.pcapng"));
    QTRY_VERIFY(box->isEnabled());
    QVERIFY(!dialog.profile().captureSecrets);
    box->setChecked(true);
    QVERIFY(dialog.profile().captureSecrets);
    path->clear();
    QTRY_VERIFY(!box->isEnabled());
    QVERIFY(!dialog.profile().captureSecrets);
}

/// Of what TCP alone can do there are no buttons.
void ClientActionsTest::datagramsHaveOneEnding()
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

void ClientActionsTest::lastResultComesBackAfterARestart()
{
    quint16 closed = 0;
    {
        const RawPeer peer(RawPeer::Behaviour::Silence);
        closed = peer.serverPort();
    }
    addClient(closed);
    trigger("start");
    QTRY_COMPARE(status().former.value_or(LastResult()).result, ConnectionResult::Failed);
    const QString home = m_fixture->workbench().home();
    m_window.reset();
    const QString copy = home + QStringLiteral("-again");
    QVERIFY(QDir().mkpath(copy));
    // The first run is still there, so the second one is over a copy of its files.
    QTRY_VERIFY(QFile::exists(home + QStringLiteral("/last-results.json")));
    for (const char* name : {"/workspace.json", "/last-results.json"}) {
        QVERIFY(QFile::copy(home + QLatin1String(name), copy + QLatin1String(name)));
    }
    Workbench again(copy);
    QVERIFY(again.open());
    MainWindow window(again);
    window.show();
    window.showClient(kName);
    QCOMPARE(again.clientStatus(kName).former->result, ConnectionResult::Failed);
    const auto* tree = find<QTreeView>(&window, "navigation");
    QCOMPARE(tree->currentIndex().data(NavigationTreeModel::StateWordRole).toString(),
             QStringLiteral("failed"));
}

void ClientActionsTest::limitOfTheDataIsChecked_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("bytes"); // -1: refused
    QTest::newRow("unit") << QStringLiteral("64 KB") << qint64 {64 << 10};
    QTest::newRow("nothing is kept") << QStringLiteral("0") << qint64 {0};
    QTest::newRow("words") << QStringLiteral("much") << qint64 {-1};
    QTest::newRow("too much") << QStringLiteral("1 GB") << qint64 {-1};
}

void ClientActionsTest::limitOfTheDataIsChecked()
{
    QFETCH(const QString, text);
    QFETCH(const qint64, bytes);
    ClientDialog dialog(m_fixture->context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    find<QLineEdit>(&dialog, "clientKeepData")->setText(text);
    QTRY_COMPARE(find<QPushButton>(&dialog, "clientDialogAccept")->isEnabled(), bytes >= 0);
    if (bytes >= 0) {
        QCOMPARE(dialog.profile().keeping.mostBytes, bytes);
    }
}

void ClientActionsTest::cannedRequestHalfCloseAndBreakOff()
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

void ClientActionsTest::keysAreUpdated()
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
    QTRY_VERIFY(isRekeyed(*records().last().record, Rekeying::KeyUpdate));
    QVERIFY(status().open);
    m_fixture->workbench().rekeyClient(kName, Rekeying::Renegotiation);
    QTRY_VERIFY2(message().contains(QStringLiteral("TLS 1.3 has no renegotiation")),
                 qPrintable(message()));
    QVERIFY(status().open);
}

void ClientActionsTest::fileIsSent()
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
        echo.clear();
        for (const DataChunk& chunk : records().last().record->data) {
            echo += chunk.direction == Direction::Received ? chunk.bytes : QByteArray();
        }
        return echo.size() == 300'007;
    }());
    QVERIFY(echo.endsWith("the end"));
}

/// A gigabyte, of which nothing much is in memory; the connection stays.
void ClientActionsTest::sendingAFileIsStopped()
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

/// By the button of the page; whether it worked, and why not, is the verdict or the page's message.
void ClientActionsTest::sessionIsResumed()
{
    const quint16 port = m_fixture->startServer(QStringLiteral("shop"));
    addClient(port, [](ClientProfile& profile) { profile.versions = TlsVersion::Tls12; });
    const QWidget* page = find(m_window.get(), "clientPage");
    const auto verdict
        = [this] { return textOf(find(m_window.get(), "clientAttempts"), "verdictTitle"); };
    QVERIFY(click(page, "clientHeaderresumeSessionButton"));
    QTRY_VERIFY(find(page, "clientFault")->isVisible());
    QVERIFY2(textOf(page, "clientFaultText").contains(QStringLiteral("no session from this run")),
             qPrintable(textOf(page, "clientFaultText")));
    QVERIFY(records().isEmpty());

    trigger("start");
    QTRY_VERIFY(status().open);
    QVERIFY(!find(page, "clientFault")->isVisible());
    trigger("resumeSession");
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

/// 10 MB, all of them kept: no turn of the GUI thread may take so long that a person feels it.
void ClientActionsTest::largeAnswerKeepsTheWindowSmooth()
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

    qint64 longest = 0;
    QElapsedTimer since;
    QTimer pulse;
    connect(&pulse, &QTimer::timeout, this, [&] { longest = std::max(longest, since.restart()); });
    trigger("start");
    QTRY_VERIFY(!records().isEmpty());
    trigger("tab5");
    pulse.start(1);
    since.start();
    const auto received = [this] {
        qint64 bytes = 0;
        for (const DataChunk& chunk : records().last().record->data) {
            bytes += chunk.bytes.size();
        }
        return bytes;
    };
    QTRY_COMPARE_WITH_TIMEOUT(received(), kLarge, 30'000);
    QTRY_VERIFY(!status().open);
    constexpr qint64 kFelt = 200;
    QVERIFY2(longest < kFelt * tests::kSlowness, qPrintable(QStringLiteral("%1 ms").arg(longest)));
    const QString shown
        = find<QPlainTextEdit>(find(m_window.get(), "clientAttempts"), "dataText")->toPlainText();
    QVERIFY(shown.contains(QStringLiteral("is not shown")));
    QVERIFY(shown.size() < kLarge / 4);
}

} // namespace workbench

QTEST_MAIN(workbench::ClientActionsTest)
#include "client_actions_test.moc"
