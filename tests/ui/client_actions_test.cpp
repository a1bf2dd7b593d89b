#include "core/base/atomic_file.h"
#include "core/workbench/client_file.h"
#include "tests/support/raw_peer.h"
#include "tests/ui/support/client_window.h"
#include "ui/clients/client_dialog.h"
#include "ui/common/data_table.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QTreeView>

namespace workbench {

using tests::click;
using tests::find;
using tests::RawPeer;
using tests::textOf;
using tests::type;
using tests::WindowFixture;

/// What a person does with a client besides connecting it once.
class ClientActionsTest : public tests::ClientWindow
{
    Q_OBJECT

private Q_SLOTS:

    void init() { begin(); }

    void cleanup() { end(); }

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
    void lastResultComesBackAfterARestart();
    void limitOfTheDataIsChecked_data();
    void limitOfTheDataIsChecked();
};

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
    // It has failed before: only since the program began there was nothing.
    const QWidget* page = find(&window, "clientPage");
    QVERIFY(find<DataTable>(page, "clientAttemptsTable")
                ->emptyText()
                .contains(QStringLiteral("since the program began")));
    QVERIFY(textOf(page, "emptyTitle").contains(QStringLiteral("since the program began")));
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

} // namespace workbench

QTEST_MAIN(workbench::ClientActionsTest)
#include "client_actions_test.moc"
