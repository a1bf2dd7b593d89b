#include "core/connection/client_connection.h"
#include "core/connection/tls_server.h"
#include "core/workbench/passphrase_keeper.h"
#include "tests/support/socks_proxy.h"
#include "tests/ui/support/passphrase_window.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QPointer>
#include <QSignalSpy>

namespace workbench {

using namespace std::chrono_literals;
using tests::click;
using tests::FakeStorage;
using tests::find;
using tests::textOf;
using tests::type;

/// Passphrases that are asked for when a key is needed: kept in memory, and by the desktop.
class PassphraseAskingTest : public tests::PassphraseWindow
{
    Q_OBJECT

private Q_SLOTS:

    void init() { openCertificates(); }

    void cleanup() { closeWindow(); }

    void isKeptAsLongAsChosen_data();
    void isKeptAsLongAsChosen();
    void isForgottenWhenAskedTo();
    void cancelledStartIsSaid();
    void clientAsksAndConnects();
    void proxyPasswordIsAskedForAndForgottenWhenRefused();
    void preSharedKeyIsAskedFor();
    void preSharedKeyOfAServerIsAskedFor();
    void wrongOneIsAskedAgain();
    void isRememberedInTheDesktop();
    void desktopThatHoldsAWrongOne();
    void desktopThatDoesNotHelp_data();
    void desktopThatDoesNotHelp();
    void desktopThatIsLate_data();
    void desktopThatIsLate();
    void desktopWithoutStorage();

private:
    void lockServer();
    void rememberInTheDesktop();

    void start() { find<QAction>(m_window.get(), "start")->trigger(); }

    /// A storage that says nothing is not waited for.
    void loseAllPatience() const { m_fixture->workbench().passphrases().setStoragePatience(0ms); }

    bool isListening() const
    {
        return m_fixture->workbench().serverStatus(QStringLiteral("s")).state
            == ServerState::Listening;
    }

    void stop();
};

/// The key of "server" under "secret", nothing kept, a server "s" that needs it.
void PassphraseAskingTest::lockServer()
{
    Workbench& workbench = m_fixture->workbench();
    QVERIFY(workbench.protectCertificateKey(QStringLiteral("server"), {}, "secret"));
    QVERIFY(workbench.addServer({{.name = QStringLiteral("s")}, {QStringLiteral("server")}}));
    m_window->showServer(QStringLiteral("s"));
}

void PassphraseAskingTest::stop()
{
    QTRY_VERIFY(isListening());
    m_fixture->workbench().stopServer(QStringLiteral("s"));
    QTRY_VERIFY(!isListening());
}

/// The passphrase of "s" lies in the desktop's storage and nowhere else; the server is stopped.
void PassphraseAskingTest::rememberInTheDesktop()
{
    start();
    find<QCheckBox>(asked(), "passphraseStore")->setChecked(true);
    choose(asked(), "passphraseKeep", QStringLiteral("not at all"));
    QVERIFY(answer(QStringLiteral("secret")));
    QTRY_COMPARE(m_desktop.secrets.size(), 1);
    stop();
}

void PassphraseAskingTest::isKeptAsLongAsChosen_data()
{
    QTest::addColumn<QString>("choice");
    QTest::addColumn<bool>("atOnce"); // asked again
    QTest::addColumn<bool>("afterFiveMinutes");
    QTest::addColumn<bool>("afterAnHour");
    QTest::newRow("never") << QStringLiteral("not at all") << true << true << true;
    QTest::newRow("5 minutes") << QStringLiteral("for 5") << false << true << true;
    QTest::newRow("1 hour") << QStringLiteral("for 1 hour") << false << false << true;
    QTest::newRow("the end") << QStringLiteral("until") << false << false << false;
}

void PassphraseAskingTest::isKeptAsLongAsChosen()
{
    QFETCH(const QString, choice);
    QFETCH(const bool, atOnce);
    QFETCH(const bool, afterFiveMinutes);
    QFETCH(const bool, afterAnHour);
    std::chrono::milliseconds now {0};
    m_fixture->workbench().passphrases().setClock([&now] { return now; });
    lockServer();
    const auto startAndSee = [&](bool asks) {
        start();
        QCOMPARE(asked() != nullptr, asks);
        if (asks) {
            choose(asked(), "passphraseKeep", choice);
            QVERIFY(answer(QStringLiteral("secret")));
        }
        QTRY_VERIFY(isListening());
        stop();
    };
    startAndSee(true);
    startAndSee(atOnce);
    const auto begin = now;
    now = begin + 5min;
    startAndSee(afterFiveMinutes);
    now = begin + 1h + 5min;
    startAndSee(afterAnHour);
    // The choice is what is offered next time.
    m_fixture->workbench().passphrases().forgetAll();
    start();
    QVERIFY(asked() != nullptr);
    QVERIFY(find<QComboBox>(asked(), "passphraseKeep")->currentText().startsWith(choice));
}

void PassphraseAskingTest::isForgottenWhenAskedTo()
{
    lockServer();
    auto* forget = find<QAction>(m_window.get(), "forgetPassphrases");
    QVERIFY(!forget->isEnabled());
    start();
    QVERIFY(answer(QStringLiteral("secret")));
    QTRY_VERIFY(isListening());
    stop();
    QVERIFY(forget->isEnabled());
    forget->trigger();
    QVERIFY(!forget->isEnabled());
    start();
    QVERIFY(asked() != nullptr);
}

void PassphraseAskingTest::cancelledStartIsSaid()
{
    lockServer();
    start();
    const QPointer<QWidget> dialog = asked();
    QVERIFY(!dialog.isNull());
    QTest::keyClick(find(dialog, "password"), Qt::Key_Escape);
    QTRY_VERIFY(dialog.isNull());
    QVERIFY(!isListening());
    QVERIFY2(message().contains(QStringLiteral("“s” was not started")), qPrintable(message()));
}

void PassphraseAskingTest::clientAsksAndConnects()
{
    const quint16 port = m_fixture->startServer(QStringLiteral("peer"));
    QVERIFY(port != 0);
    Workbench& workbench = m_fixture->workbench();
    QVERIFY(workbench.addCertificate(
        QStringLiteral("client"), m_fixture->pki().client(), "of the client"));
    ClientProfile profile = tests::WindowFixture::client(QStringLiteral("c"), port);
    profile.certificate = QStringLiteral("client");
    QVERIFY(workbench.addClient(profile));
    m_window->showClient(QStringLiteral("c"));
    start();
    const QPointer<QWidget> dialog = asked();
    QVERIFY(click(dialog, "passwordDialogCancel"));
    QTRY_VERIFY(dialog.isNull());
    QVERIFY2(message().contains(QStringLiteral("“c” did not connect")), qPrintable(message()));
    QVERIFY(workbench.connections(Role::Client, QStringLiteral("c")).isEmpty());
    start();
    QVERIFY(answer(QStringLiteral("of the client")));
    QTRY_VERIFY(workbench.clientStatus(QStringLiteral("c")).open);
}

/// In memory only: whether the proxy takes it is known when the attempt is over.
void PassphraseAskingTest::proxyPasswordIsAskedForAndForgottenWhenRefused()
{
    const quint16 port = m_fixture->startServer(QStringLiteral("peer"));
    QVERIFY(port != 0);
    const tests::SocksProxy proxy("me\x06secret");
    Workbench& workbench = m_fixture->workbench();
    ClientProfile profile = tests::WindowFixture::client(QStringLiteral("c"), port);
    profile.host = QStringLiteral("localhost");
    profile.proxy = {
        ProxyKind::Socks5, QStringLiteral("127.0.0.1"), proxy.serverPort(), QStringLiteral("me")};
    QVERIFY(workbench.addClient(profile));
    m_window->showClient(QStringLiteral("c"));
    start();
    QVERIFY(find(asked(), "passphraseStore") == nullptr);
    choose(asked(), "passphraseKeep", QStringLiteral("until"));
    QVERIFY(answer(QStringLiteral("wrong")));
    QTRY_COMPARE(workbench.connections(Role::Client, QStringLiteral("c")).size(), 1);
    QTRY_COMPARE(workbench.connections(Role::Client, QStringLiteral("c")).first().record->result,
                 ConnectionResult::Failed);
    QTRY_COMPARE(workbench.passphrases().count(), 0);
    start();
    QVERIFY(answer(QStringLiteral("secret")));
    QTRY_VERIFY(workbench.clientStatus(QStringLiteral("c")).open);
    QCOMPARE(workbench.passphrases().count(), 1);
    workbench.disconnectClient(QStringLiteral("c"));
    QTRY_VERIFY(!workbench.clientStatus(QStringLiteral("c")).open);
    start();
    QVERIFY(asked() == nullptr);
    QTRY_VERIFY(workbench.clientStatus(QStringLiteral("c")).open);
    QFile workspace(workbench.home() + QStringLiteral("/workspace.json"));
    QVERIFY(workspace.open(QIODevice::ReadOnly));
    const QByteArray written = workspace.readAll();
    QVERIFY(written.contains("socks5"));
    QVERIFY(!written.contains("secret"));
}

void PassphraseAskingTest::preSharedKeyIsAskedFor()
{
    ServerOptions options;
    options.name = QStringLiteral("with key");
    options.psk
        = PreSharedKey::parse(QStringLiteral("me:00112233445566778899aabbccddeeff")).value();
    TlsServer server(options);
    QVERIFY(server.start());
    Workbench& workbench = m_fixture->workbench();
    ClientProfile profile = tests::WindowFixture::client(QStringLiteral("c"), server.serverPort());
    profile.pskIdentity = QStringLiteral("me");
    QVERIFY(workbench.addClient(profile));
    m_window->showClient(QStringLiteral("c"));
    start();
    QVERIFY2(textOf(asked(), "passwordText").contains(QStringLiteral("“me”")),
             qPrintable(textOf(asked(), "passwordText")));
    QVERIFY(find(asked(), "passphraseStore") == nullptr);
    QVERIFY(answer(QStringLiteral("no digits")));
    QVERIFY2(textOf(asked(), "passwordMessage").contains(QStringLiteral("hexadecimal")),
             qPrintable(textOf(asked(), "passwordMessage")));
    QVERIFY(answer(QStringLiteral("me:00112233445566778899aabbccddeeff"))); // as for --psk
    QVERIFY2(textOf(asked(), "passwordMessage").contains(QStringLiteral("alone")),
             qPrintable(textOf(asked(), "passwordMessage")));
    choose(asked(), "passphraseKeep", QStringLiteral("until"));
    QVERIFY(answer(QStringLiteral("ffffffffffffffffffffffffffffffff"))); // not the server's
    const auto last = [&] {
        const QList<ObservedConnection> all
            = workbench.connections(Role::Client, QStringLiteral("c"));
        return all.isEmpty() ? nullptr : all.last().record;
    };
    QTRY_VERIFY(last() && last()->result == ConnectionResult::Failed);
    QTRY_COMPARE(workbench.passphrases().count(), 0); // refused, so forgotten
    start();
    choose(asked(), "passphraseKeep", QStringLiteral("until"));
    QVERIFY(answer(QStringLiteral("00112233445566778899aabbccddeeff")));
    QTRY_VERIFY(workbench.clientStatus(QStringLiteral("c")).open);
    QCOMPARE(last()->negotiated.pskIdentity, QStringLiteral("me"));
    QFile workspace(workbench.home() + QStringLiteral("/workspace.json"));
    QVERIFY(workspace.open(QIODevice::ReadOnly));
    const QByteArray written = workspace.readAll();
    QVERIFY(written.contains("\"pskIdentity\": \"me\""));
    QVERIFY(!written.contains("00112233"));
}

/// A client that has another key is refused; the server keeps its own.
void PassphraseAskingTest::preSharedKeyOfAServerIsAskedFor()
{
    Workbench& workbench = m_fixture->workbench();
    ServerProfile profile;
    profile.name = QStringLiteral("s key");
    profile.listen.port = 0;
    profile.pskIdentity = QStringLiteral("me");
    QVERIFY(workbench.addServer(profile));
    m_window->showServer(profile.name);
    start();
    QVERIFY2(textOf(asked(), "passwordText").contains(QStringLiteral("“me”")),
             qPrintable(textOf(asked(), "passwordText")));
    choose(asked(), "passphraseKeep", QStringLiteral("until"));
    QVERIFY(answer(QStringLiteral("00112233445566778899aabbccddeeff")));
    QTRY_COMPARE(workbench.serverStatus(profile.name).state, ServerState::Listening);
    ClientOptions options;
    options.name = QStringLiteral("c");
    options.host = QStringLiteral("127.0.0.1");
    options.port = workbench.serverStatus(profile.name).port;
    for (const auto& [key, result] :
         {std::pair("ffffffffffffffffffffffffffffffff", ConnectionResult::Failed),
          std::pair("00112233445566778899aabbccddeeff", ConnectionResult::Established)}) {
        options.psk = PreSharedKey::parse(QStringLiteral("me:") + QLatin1String(key)).value();
        ClientConnection client(options);
        QSignalSpy finished(&client, &ClientConnection::finished);
        connect(&client, &ClientConnection::established, &client, &ClientConnection::close);
        client.start();
        QVERIFY(finished.wait());
        QCOMPARE(client.snapshot()->result, result);
        const auto served = [&] { return workbench.connections(Role::Server, profile.name); };
        QTRY_VERIFY(!served().isEmpty() && served().last().record->result == result);
    }
    QCOMPARE(workbench.passphrases().count(), 1);
    QFile workspace(workbench.home() + QStringLiteral("/workspace.json"));
    QVERIFY(workspace.open(QIODevice::ReadOnly));
    const QByteArray written = workspace.readAll();
    QVERIFY(written.contains("\"pskIdentity\": \"me\""));
    QVERIFY(!written.contains("00112233"));
}

void PassphraseAskingTest::wrongOneIsAskedAgain()
{
    lockServer();
    start();
    QVERIFY2(textOf(asked(), "passwordText").contains(QStringLiteral("passphrase")),
             qPrintable(textOf(asked(), "passwordText")));
    QVERIFY(answer(QStringLiteral("wrong")));
    QVERIFY(asked() != nullptr);
    const QString reason = textOf(asked(), "passwordMessage");
    QVERIFY2(reason.contains(QStringLiteral("does not fit")), qPrintable(reason));
    QCOMPARE(m_fixture->workbench().passphrases().count(), 0);
    QVERIFY(answer(QStringLiteral("secret")));
    QTRY_VERIFY(isListening());
    QCOMPARE(m_fixture->workbench().passphrases().count(), 1);
}

void PassphraseAskingTest::isRememberedInTheDesktop()
{
    lockServer();
    start();
    QCOMPARE(m_desktop.reads, 0); // only what was put there is asked for
    find<QCheckBox>(asked(), "passphraseStore")->setChecked(true);
    choose(asked(), "passphraseKeep", QStringLiteral("not at all"));
    QVERIFY(answer(QStringLiteral("secret")));
    QTRY_VERIFY(isListening());
    const QString id = storageId(entry(QStringLiteral("server")).facts.spkiSha256);
    QTRY_COMPARE(m_desktop.secrets.value(id), QByteArray("secret"));
    stop();
    start();
    QTRY_VERIFY(isListening());
    QCOMPARE(m_desktop.reads, 1);
    QVERIFY(asked() == nullptr);

    // It follows the passphrase of the entry.
    dialogOf("setPassphrase", "server"); // comes when the storage has given the old one
    QTRY_VERIFY(find(m_window.get(), "passphraseDialog") != nullptr);
    QWidget* dialog = find(m_window.get(), "passphraseDialog");
    QVERIFY(find<QCheckBox>(dialog, "passphraseStore")->isChecked());
    QVERIFY(type(dialog, "newPassphrase", QStringLiteral("another")));
    QVERIFY(type(dialog, "newPassphraseAgain", QStringLiteral("another")));
    QVERIFY(click(dialog, "passphraseDialogAccept"));
    QTRY_COMPARE(m_desktop.secrets.value(id), QByteArray("another"));
    find<QAction>(m_window.get(), "removePassphrase")->trigger();
    QTRY_VERIFY(!m_desktop.secrets.contains(id));
    QVERIFY(!entry(QStringLiteral("server")).keyEncrypted);
}

void PassphraseAskingTest::desktopThatHoldsAWrongOne()
{
    lockServer();
    rememberInTheDesktop();
    m_desktop.secrets.begin().value() = "of another day";
    start();
    QTRY_VERIFY(asked() != nullptr);
    QVERIFY(!textOf(asked(), "passwordMessage").isEmpty());
    QVERIFY(answer(QStringLiteral("secret")));
    QTRY_VERIFY(isListening());
    QTRY_COMPARE(m_desktop.secrets.begin().value(), QByteArray("secret"));
}

void PassphraseAskingTest::desktopThatDoesNotHelp_data()
{
    QTest::addColumn<FakeStorage::Mood>("mood");
    QTest::addColumn<QString>("words");
    QTest::newRow("refuses") << FakeStorage::Mood::Refuses << QStringLiteral("It is locked");
    QTest::newRow("says nothing") << FakeStorage::Mood::IsSilent << QString();
    QTest::newRow("went away") << FakeStorage::Mood::IsMissing << QString();
}

void PassphraseAskingTest::desktopThatDoesNotHelp()
{
    QFETCH(const FakeStorage::Mood, mood);
    QFETCH(const QString, words);
    lockServer();
    rememberInTheDesktop();
    m_desktop.mood = mood;
    if (mood == FakeStorage::Mood::IsSilent) {
        loseAllPatience();
    }
    start();
    QTRY_VERIFY(asked() != nullptr);
    QVERIFY2(textOf(asked(), "passwordMessage").contains(words),
             qPrintable(textOf(asked(), "passwordMessage")));
    QVERIFY(answer(QStringLiteral("secret")));
    QTRY_VERIFY(isListening());
    if (mood == FakeStorage::Mood::Refuses) {
        QTRY_VERIFY2(message().contains(QStringLiteral("did not take")), qPrintable(message()));
    }
}

void PassphraseAskingTest::desktopThatIsLate_data()
{
    QTest::addColumn<bool>("cancelled");
    QTest::newRow("while the dialog is open") << false;
    QTest::newRow("when the person gave up") << true;
}

void PassphraseAskingTest::desktopThatIsLate()
{
    QFETCH(const bool, cancelled);
    lockServer();
    rememberInTheDesktop();
    m_desktop.mood = FakeStorage::Mood::IsSilent;
    loseAllPatience();
    start();
    QTRY_VERIFY(asked() != nullptr);
    const QPointer<QWidget> dialog = asked();
    if (cancelled) {
        QVERIFY(click(dialog, "passwordDialogCancel"));
        QTRY_VERIFY(dialog.isNull());
    }
    m_desktop.mood = FakeStorage::Mood::Answers;
    QCOMPARE(m_desktop.heldBack.size(), 1);
    m_desktop.heldBack.first()();
    QTRY_VERIFY(dialog.isNull());
    if (cancelled) {
        QCOMPARE(m_fixture->workbench().serverStatus(QStringLiteral("s")).state,
                 ServerState::Failed);
    } else {
        QTRY_VERIFY(isListening());
    }
    QVERIFY(asked() == nullptr);
}

void PassphraseAskingTest::desktopWithoutStorage()
{
    m_fixture->workbench().passphrases().setStorage(nullptr);
    lockServer();
    start();
    QVERIFY(find(asked(), "passphraseStore") == nullptr);
    QVERIFY(answer(QStringLiteral("secret")));
    QTRY_VERIFY(isListening());
}

} // namespace workbench

QTEST_MAIN(workbench::PassphraseAskingTest)
#include "passphrase_asking_test.moc"
