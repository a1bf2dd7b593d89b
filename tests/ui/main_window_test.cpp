#include "tests/support/raw_peer.h"
#include "tests/support/slowness.h"
#include "tests/ui/support/window_fixture.h"
#include "ui/common/data_table.h"
#include "ui/connection_view/connection_view.h"
#include "ui/connection_view/message_table_model.h"
#include "ui/main_window/main_window.h"
#include "ui/servers/server_dialog.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTest>
#include <QTreeView>

#include <algorithm>
#include <limits>

namespace workbench {

using tests::click;
using tests::find;
using tests::RawPeer;
using tests::textOf;
using tests::type;
using tests::WindowFixture;

/// The window driven as a person would: clicks and keys by object name.
class MainWindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void tourInUnderTwoSeconds();
    void tourAgainUsesWhatIsThere();
    void serverFromAStoreEntry();
    void clientThatIsRefused();
    void otherEndIsOneClickAway();
    void sendAndReceive();
    void cancelWithEscape();
    void portInUseIsSaid();
    void row14DenyByOneClick();
    void encryptedKeyAsksForItsPassword();
    void removeAndUndo();
    void renameInTheTree();
    void paletteFindsAndDoes();
    void keysOpenDialogs();
    void tabsByKeys();

private:
    QString page() const;

    QWidget* panel(const char* name) const { return find(m_window.get(), name); }

    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
    {
        // A dialog that has just gone may have left the window inactive: keys would go nowhere.
        QTRY_VERIFY((m_window->activateWindow(), m_window->isActiveWindow()));
        QTest::keyClick(m_window.get(), key, modifiers);
    }

    static QString verdict(const QWidget* panel) { return textOf(panel, "verdictTitle"); }

    std::unique_ptr<WindowFixture> m_fixture;
    std::unique_ptr<MainWindow> m_window;
};

void MainWindowTest::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_window = std::make_unique<MainWindow>(m_fixture->workbench());
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QVERIFY(tests::waitForPages(*m_window));
}

void MainWindowTest::cleanup()
{
    m_window.reset();
    m_fixture.reset();
}

QString MainWindowTest::page() const
{
    return find<QStackedWidget>(m_window.get(), "pages")->currentWidget()->objectName();
}

void MainWindowTest::tourInUnderTwoSeconds()
{
    QCOMPARE(page(), QStringLiteral("welcomePage"));
    QElapsedTimer timer;
    timer.start();
    QVERIFY(click(m_window.get(), "tourButton"));
    QTRY_COMPARE(page(), QStringLiteral("clientPage"));
    const qint64 elapsed = timer.elapsed();
    QVERIFY2(elapsed < 2000, qPrintable(QStringLiteral("%1 ms").arg(elapsed)));

    const QWidget* attempts = panel("clientAttempts");
    QVERIFY2(verdict(attempts).contains(QStringLiteral("TLS 1.3")), qPrintable(verdict(attempts)));
    const auto* messages = find<DataTable>(attempts, "messageTable");
    QVERIFY(messages->isVisible());
    QStringList titles;
    for (int row = 0; row < messages->model()->rowCount(); ++row) {
        titles.append(
            messages->model()->index(row, MessageTableModel::MessageColumn).data().toString());
    }
    titles.removeAll(QStringLiteral("change_cipher_spec"));
    QCOMPARE(titles.mid(0, 7),
             (QStringList {QStringLiteral("client_hello"),
                           QStringLiteral("server_hello"),
                           QStringLiteral("encrypted_extensions"),
                           QStringLiteral("certificate"),
                           QStringLiteral("certificate_verify"),
                           QStringLiteral("finished"),
                           QStringLiteral("finished")}));
}

void MainWindowTest::tourAgainUsesWhatIsThere()
{
    QVERIFY(click(m_window.get(), "tourButton"));
    QTRY_COMPARE(page(), QStringLiteral("clientPage"));
    find<QAction>(m_window.get(), "welcome")->trigger();
    QCOMPARE(page(), QStringLiteral("welcomePage"));
    QVERIFY(click(m_window.get(), "tourButton"));
    QTRY_COMPARE(page(), QStringLiteral("clientPage"));
    QCOMPARE(m_fixture->workbench().certificates().entries().size(), 2);
    QCOMPARE(m_fixture->workbench().serverNames().size(), 1);
    QCOMPARE(m_fixture->workbench().clientNames().size(), 1);
    QCOMPARE(m_fixture->workbench()
                 .connections(Role::Client, m_fixture->workbench().clientNames().first())
                 .size(),
             2);
}

void MainWindowTest::serverFromAStoreEntry()
{
    m_fixture->addCertificates();
    QCOMPARE(page(), QStringLiteral("certificatesPage"));
    key(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    auto* dialog = find<ServerDialog>(m_window.get(), "serverDialog");
    QVERIFY(dialog != nullptr);
    find<QComboBox>(dialog, "serverCertificate")->setEditText(QStringLiteral("server"));
    QVERIFY(type(dialog, "serverName", QStringLiteral("shop test")));
    QVERIFY(click(dialog, "serverDialogAccept"));
    QCOMPARE(page(), QStringLiteral("serverPage"));
    QTRY_COMPARE(m_fixture->workbench().serverStatus(QStringLiteral("shop test")).state,
                 ServerState::Listening);
    const quint16 port = m_fixture->workbench().serverStatus(QStringLiteral("shop test")).port;
    QTRY_VERIFY(textOf(m_window.get(), "serverHeaderState").contains(QString::number(port)));
    QTRY_COMPARE(textOf(m_window.get(), "statusReach"),
                 QStringLiteral("listening on loopback only"));

    // The empty page offers a client for it.
    QVERIFY(click(panel("serverConnections"), "connectToButton"));
    QTRY_COMPARE(page(), QStringLiteral("clientPage"));
    QTRY_VERIFY(verdict(panel("clientAttempts")).contains(QStringLiteral("TLS 1.3")));
    m_window->showServer(QStringLiteral("shop test"));
    QTRY_COMPARE(
        find<DataTable>(panel("serverConnections"), "serverConnectionsTable")->model()->rowCount(),
        1);
    QVERIFY(click(panel("serverHeader"), "serverHeaderstopButton"));
    QTRY_COMPARE(m_fixture->workbench().serverStatus(QStringLiteral("shop test")).state,
                 ServerState::Stopped);
}

void MainWindowTest::clientThatIsRefused()
{
    RawPeer free(RawPeer::Behaviour::Silence);
    const quint16 port = free.serverPort();
    free.close();
    key(Qt::Key_N, Qt::ControlModifier);
    auto* dialog = find(m_window.get(), "clientDialog");
    QVERIFY(dialog != nullptr);
    QVERIFY(type(dialog, "clientHost", QStringLiteral("127.0.0.1")));
    QVERIFY(type(dialog, "clientPort", QString::number(port)));
    QVERIFY(click(dialog, "clientDialogAccept"));
    QTRY_COMPARE(page(), QStringLiteral("clientPage"));
    const QWidget* attempts = panel("clientAttempts");
    const QString name = m_fixture->workbench().clientNames().first();
    QTRY_COMPARE(m_fixture->workbench().connections(Role::Client, name).size(), 1);
    QTRY_VERIFY(!m_fixture->workbench().connections(Role::Client, name).first().findings.isEmpty());
    const Finding finding
        = m_fixture->workbench().connections(Role::Client, name).first().findings.first();
    QCOMPARE(finding.id, QStringLiteral("connection-refused"));
    QTRY_COMPARE(verdict(attempts), finding.title);
    QCOMPARE(textOf(attempts, "verdictCause"), finding.cause);
    QVERIFY(textOf(attempts, "verdictFixes").contains(finding.fixes.first()));
    // The raw error is one click away.
    auto* raw = find<QPlainTextEdit>(attempts, "rawErrors");
    QVERIFY(!raw->isVisible());
    QVERIFY(click(attempts, "rawErrorButton"));
    QVERIFY(raw->isVisible());
    QVERIFY2(raw->toPlainText().contains(QStringLiteral("111")), qPrintable(raw->toPlainText()));
    // F5 makes another attempt, which is kept too.
    key(Qt::Key_F5);
    QTRY_COMPARE(m_fixture->workbench().connections(Role::Client, name).size(), 2);
}

void MainWindowTest::otherEndIsOneClickAway()
{
    QVERIFY(click(m_window.get(), "tourButton"));
    QTRY_COMPARE(page(), QStringLiteral("clientPage"));
    // The server's record arrives with its own batch; the next state of the client finds it.
    QTRY_COMPARE(m_fixture->workbench().connections(Role::Server, QStringLiteral("Tour")).size(),
                 1);
    key(Qt::Key_F5);
    QTRY_COMPARE(m_fixture->workbench().connections(Role::Client, QStringLiteral("Tour")).size(),
                 2);
    auto* other = find<QPushButton>(panel("clientAttempts"), "otherEndButton");
    QTRY_VERIFY(other->isVisible());
    QVERIFY(click(panel("clientAttempts"), "otherEndButton"));
    QCOMPARE(page(), QStringLiteral("serverPage"));
    auto* view = find<ConnectionView>(m_window.get(), "serverConnectionsView");
    const auto shown = m_fixture->workbench().connection(view->shownId());
    QVERIFY(shown);
    QCOMPARE(shown->record->role, Role::Server);
}

void MainWindowTest::sendAndReceive()
{
    m_fixture->addCertificates();
    const quint16 port = m_fixture->startServer(QStringLiteral("echo"));
    QVERIFY(m_fixture->workbench().addClient(WindowFixture::client(QStringLiteral("c"), port)));
    m_window->showClient(QStringLiteral("c"));
    key(Qt::Key_F9);
    QTRY_VERIFY(m_fixture->workbench().clientStatus(QStringLiteral("c")).open);
    const QWidget* attempts = panel("clientAttempts");
    find<ConnectionView>(attempts, "clientAttemptsView")->showTab(QStringLiteral("dataTab"));
    QTRY_VERIFY(find(attempts, "sendInput")->isEnabled());
    QVERIFY(!find(attempts, "sendButton")->isEnabled());
    QVERIFY(type(attempts, "sendInput", QStringLiteral("hello there")));
    QVERIFY(click(attempts, "sendButton"));
    auto* text = find<QPlainTextEdit>(attempts, "dataText");
    QTRY_COMPARE(text->toPlainText().count(QStringLiteral("hello there")), 2);
    // Hexadecimal, with the problem beside the field.
    find<QComboBox>(attempts, "sendKind")->setCurrentIndex(1);
    QVERIFY(type(attempts, "sendInput", QStringLiteral("0x4Z")));
    QVERIFY(!find(attempts, "sendButton")->isEnabled());
    QVERIFY(!textOf(attempts, "sendProblem").isEmpty());
    const auto place = [attempts](const char* name) { return find(attempts, name)->geometry(); };
    QTRY_VERIFY(place("sendProblem").bottom() < place("sendFile").top());
    QVERIFY(place("saveReceived").left() > place("dataView").right() + 1);
    QVERIFY(type(attempts, "sendInput", QStringLiteral("5a 5A:5a")));
    QVERIFY(click(attempts, "sendButton"));
    QTRY_COMPARE(text->toPlainText().count(QStringLiteral("ZZZ")), 2);
    find<QComboBox>(attempts, "dataView")->setCurrentIndex(1);
    QVERIFY(text->toPlainText().contains(QStringLiteral("5a 5a 5a")));
}

/// The key is answered within 50 ms, at the best of some tries: the machine may be busy.
void MainWindowTest::cancelWithEscape()
{
    const QString name = QStringLiteral("slow");
    const RawPeer silent(RawPeer::Behaviour::Silence);
    ClientProfile profile = WindowFixture::client(name, silent.serverPort());
    profile.host = QStringLiteral("127.0.0.1");
    QVERIFY(m_fixture->workbench().addClient(profile));
    m_window->showClient(name);
    constexpr int kTries = 10;
    constexpr qint64 kLongest = 50 * tests::kSlowness;
    qint64 shortest = std::numeric_limits<qint64>::max();
    const auto isConnecting = [&] { return m_fixture->workbench().clientStatus(name).connecting; };
    const auto saysCancelled = [this] {
        return textOf(m_window.get(), "clientHeaderState").startsWith(QStringLiteral("cancelled"));
    };
    for (int i = 0; i < kTries && shortest >= kLongest; ++i) {
        key(Qt::Key_F9);
        QTRY_VERIFY(isConnecting());
        QTRY_VERIFY(find<QAction>(m_window.get(), "cancel")->isEnabled());
        QTRY_VERIFY(!saysCancelled());
        QElapsedTimer timer;
        timer.start();
        key(Qt::Key_Escape);
        QVERIFY(QTest::qWaitFor(saysCancelled));
        shortest = std::min(shortest, timer.elapsed());
        QVERIFY(!isConnecting());
    }
    QVERIFY2(shortest < kLongest, qPrintable(QString::number(shortest)));
}

void MainWindowTest::portInUseIsSaid()
{
    m_fixture->addCertificates();
    const RawPeer holder(RawPeer::Behaviour::Silence);
    ServerProfile profile {{.name = QStringLiteral("s")}, {QStringLiteral("server")}};
    profile.listen.port = holder.serverPort();
    QVERIFY(m_fixture->workbench().addServer(profile));
    m_window->showServer(QStringLiteral("s"));
    key(Qt::Key_F9);
    QTRY_VERIFY(find(m_window.get(), "serverFault")->isVisible());
    const QString text = textOf(m_window.get(), "serverFaultText");
    QVERIFY2(text.contains(QString::number(profile.listen.port)), qPrintable(text));
    QVERIFY2(text.count(QStringLiteral("Choose another port")) == 1, qPrintable(text));
    QVERIFY(click(m_window.get(), "serverFaultAction"));
    QVERIFY(find(m_window.get(), "serverDialog")->isVisible());
}

void MainWindowTest::row14DenyByOneClick()
{
    m_fixture->addCertificates();
    QVERIFY(m_fixture->startServer(QStringLiteral("s")) != 0);
    m_window->showServer(QStringLiteral("s"));
    auto* deny = find<QAction>(m_window.get(), "deny");
    const auto denies
        = [this] { return m_fixture->workbench().serverProfile(QStringLiteral("s"))->access.deny; };
    QTRY_VERIFY(deny->isEnabled() && !deny->isChecked());
    QVERIFY(click(m_window.get(), "serverHeaderdenyButton"));
    QVERIFY(denies());
    QTRY_VERIFY(deny->isChecked());
    QVERIFY(find<QPushButton>(m_window.get(), "serverHeaderdenyButton")->isChecked());
    QVERIFY(find(m_window.get(), "serverFault")->isVisible());
    QVERIFY(textOf(m_window.get(), "serverFaultText").contains(QStringLiteral("refuses")));
    QVERIFY(click(m_window.get(), "serverFaultAction"));
    QVERIFY(!denies());
    QTRY_VERIFY(!deny->isChecked());
    QVERIFY(!find(m_window.get(), "serverFault")->isVisible());
}

void MainWindowTest::encryptedKeyAsksForItsPassword()
{
    QVERIFY(m_fixture->workbench().addCertificate(
        QStringLiteral("locked"), m_fixture->pki().server(), "secret"));
    QVERIFY(m_fixture->workbench().addServer(
        {{.name = QStringLiteral("s")}, {QStringLiteral("locked")}}));
    m_window->showServer(QStringLiteral("s"));
    key(Qt::Key_F9);
    const QPointer<QWidget> first = find(m_window.get(), "passwordDialog");
    QVERIFY(!first.isNull());
    QVERIFY(type(first, "password", QStringLiteral("wrong")));
    QVERIFY(click(first, "passwordDialogAccept"));
    QTRY_VERIFY(first.isNull());
    auto* second = find(m_window.get(), "passwordDialog");
    QVERIFY(second != nullptr);
    QVERIFY(!textOf(second, "passwordMessage").isEmpty());
    QVERIFY(!textOf(second, "passwordMessage").contains(QStringLiteral("secret")));
    QVERIFY(type(second, "password", QStringLiteral("secret")));
    QVERIFY(click(second, "passwordDialogAccept"));
    QTRY_COMPARE(m_fixture->workbench().serverStatus(QStringLiteral("s")).state,
                 ServerState::Listening);
}

void MainWindowTest::removeAndUndo()
{
    m_fixture->addCertificates();
    QVERIFY(m_fixture->startServer(QStringLiteral("s")) != 0);
    m_window->showServer(QStringLiteral("s"));
    key(Qt::Key_Delete);
    QVERIFY(m_fixture->workbench().serverNames().isEmpty());
    QVERIFY(click(m_window.get(), "messageBarAction"));
    QCOMPARE(m_fixture->workbench().serverNames(), QStringList {QStringLiteral("s")});
    QTRY_COMPARE(m_fixture->workbench().serverStatus(QStringLiteral("s")).state,
                 ServerState::Listening);

    // A certificate in use: a warning first.
    m_window->showCertificate(QStringLiteral("server"));
    key(Qt::Key_Delete);
    QVERIFY(m_fixture->workbench().certificates().find(QStringLiteral("server")));
    QVERIFY(textOf(m_window.get(), "messageBarText").contains(QStringLiteral("used by")));
    QVERIFY(click(m_window.get(), "messageBarAction"));
    QVERIFY(!m_fixture->workbench().certificates().find(QStringLiteral("server")));
    key(Qt::Key_Z, Qt::ControlModifier);
    const auto back = m_fixture->workbench().certificates().find(QStringLiteral("server"));
    QVERIFY(back);
    QVERIFY(back->hasPrivateKey);
}

void MainWindowTest::renameInTheTree()
{
    QVERIFY(m_fixture->workbench().addClient(WindowFixture::client(QStringLiteral("c"), 443)));
    m_window->showClient(QStringLiteral("c"));
    find(m_window.get(), "navigation")->setFocus();
    key(Qt::Key_F2);
    auto* editor
        = find<QTreeView>(m_window.get(), "navigation")->viewport()->findChild<QLineEdit*>();
    QVERIFY(editor != nullptr);
    editor->selectAll();
    QTest::keyClicks(editor, QStringLiteral("shop"));
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(m_fixture->workbench().clientNames(), QStringList {QStringLiteral("shop")});
    QTRY_COMPARE(textOf(m_window.get(), "clientHeaderTitle"), QStringLiteral("shop"));
}

void MainWindowTest::paletteFindsAndDoes()
{
    m_fixture->addCertificates();
    QVERIFY(
        m_fixture->workbench().addClient(WindowFixture::client(QStringLiteral("web shop"), 443)));
    key(Qt::Key_K, Qt::ControlModifier);
    auto* palette = find(m_window.get(), "commandPalette");
    QVERIFY(palette->isVisible());
    QVERIFY(type(palette, "paletteField", QStringLiteral("client web")));
    QCOMPARE(find<QListWidget>(palette, "paletteList")->count(), 1);
    QTest::keyClick(find(palette, "paletteField"), Qt::Key_Return);
    QVERIFY(!palette->isVisible());
    QCOMPARE(page(), QStringLiteral("clientPage"));
    key(Qt::Key_K, Qt::ControlModifier);
    QVERIFY(type(palette, "paletteField", QStringLiteral("new server")));
    QTest::keyClick(find(palette, "paletteField"), Qt::Key_Return);
    QVERIFY(find(m_window.get(), "serverDialog") != nullptr);
}

void MainWindowTest::keysOpenDialogs()
{
    key(Qt::Key_N, Qt::ControlModifier);
    auto* dialog = find<QDialog>(m_window.get(), "clientDialog");
    QVERIFY(dialog != nullptr && dialog->isVisible());
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(find(m_window.get(), "clientDialog") == nullptr);
    find<QAction>(m_window.get(), "shortcuts")->trigger();
    QVERIFY(find(m_window.get(), "shortcutsDialog")->isVisible());
    find<QAction>(m_window.get(), "about")->trigger();
    QVERIFY(find(m_window.get(), "aboutDialog")->isVisible());
}

void MainWindowTest::tabsByKeys()
{
    QVERIFY(click(m_window.get(), "tourButton"));
    QTRY_COMPARE(page(), QStringLiteral("clientPage"));
    auto* tabs = find<QTabWidget>(panel("clientAttempts"), "connectionTabs");
    for (int index = 0; index < tabs->count(); ++index) {
        key(static_cast<Qt::Key>(Qt::Key_1 + index), Qt::ControlModifier);
        QCOMPARE(tabs->currentIndex(), index);
    }
    key(Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(m_window->focusWidget()->objectName(), QStringLiteral("clientAttemptsFilter"));
}

} // namespace workbench

QTEST_MAIN(workbench::MainWindowTest)
#include "main_window_test.moc"
