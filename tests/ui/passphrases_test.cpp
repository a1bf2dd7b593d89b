#include "core/base/atomic_file.h"
#include "core/workbench/passphrase_keeper.h"
#include "tests/ui/support/fake_storage.h"
#include "tests/ui/support/making_window.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>

namespace workbench {

using namespace std::chrono_literals;
using tests::click;
using tests::FakeStorage;
using tests::find;
using tests::textOf;
using tests::type;

/// Passphrases of private keys in the window: set, changed, removed, asked for, kept.
class PassphrasesTest : public tests::MakingWindow
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void cleanup() { closeWindow(); }

    void isSetChangedAndRemoved();
    void undoWritesNoKeyInClear();
    void strengthIsShownAndNotEnforced_data();
    void strengthIsShownAndNotEnforced();
    void isKeptAsLongAsChosen_data();
    void isKeptAsLongAsChosen();
    void isForgottenWhenAskedTo();
    void cancelledStartIsSaid();
    void clientAsksAndConnects();
    void wrongOneIsAskedAgain();
    void isRememberedInTheDesktop();
    void desktopThatHoldsAWrongOne();
    void desktopThatDoesNotHelp_data();
    void desktopThatDoesNotHelp();
    void desktopThatIsLate_data();
    void desktopThatIsLate();
    void desktopWithoutStorage();
    void isMadeWithAPassphrase();
    void caIsAskedForOnce();
    void importedKeyStaysProtected_data();
    void importedKeyStaysProtected();

private:
    QWidget* dialogOf(const char* action, const char* certificate);
    void lockServer();

    void start() { find<QAction>(m_window.get(), "start")->trigger(); }

    QWidget* asked() const { return find(m_window.get(), "passwordDialog"); }

    bool answer(const QString& passphrase);

    bool isListening() const
    {
        return m_fixture->workbench().serverStatus(QStringLiteral("s")).state
            == ServerState::Listening;
    }

    void stop();

    QByteArray file(const char* name) const
    {
        return readFile(entry(QLatin1String(name)).path, 1 << 20).value_or(QByteArray());
    }

    FakeStorage::State m_desktop;
};

void PassphrasesTest::init()
{
    openWindow();
    m_fixture->addCertificates();
    m_desktop = {};
    m_fixture->workbench().passphrases().setStorage(std::make_unique<FakeStorage>(m_desktop));
}

QWidget* PassphrasesTest::dialogOf(const char* action, const char* certificate)
{
    m_window->showCertificate(QLatin1String(certificate));
    find<QAction>(m_window.get(), action)->trigger();
    return find(m_window.get(), "passphraseDialog");
}

/// The key of "server" under "secret", nothing kept, a server "s" that needs it.
void PassphrasesTest::lockServer()
{
    Workbench& workbench = m_fixture->workbench();
    QVERIFY(workbench.protectCertificateKey(QStringLiteral("server"), {}, "secret"));
    QVERIFY(workbench.addServer(
        {.name = QStringLiteral("s"), .certificates = {QStringLiteral("server")}}));
    m_window->showServer(QStringLiteral("s"));
}

bool PassphrasesTest::answer(const QString& passphrase)
{
    const QPointer<QWidget> dialog = asked();
    return !dialog.isNull() && type(dialog, "password", passphrase)
        && click(dialog, "passwordDialogAccept")
        && QTest::qWaitFor([&dialog] { return dialog.isNull(); });
}

void PassphrasesTest::stop()
{
    QTRY_VERIFY(isListening());
    m_fixture->workbench().stopServer(QStringLiteral("s"));
    QTRY_VERIFY(!isListening());
}

void PassphrasesTest::isSetChangedAndRemoved()
{
    auto* set = find<QAction>(m_window.get(), "setPassphrase");
    auto* remove = find<QAction>(m_window.get(), "removePassphrase");
    // The menu of a row has them, too.
    const QList<QAction*> ofRow = find<QWidget>(m_window.get(), "certificateTable")->actions();
    QVERIFY(ofRow.contains(set) && ofRow.contains(remove));
    m_window->showCertificate(QStringLiteral("no key"));
    QVERIFY(!set->isEnabled());
    const QPointer<QWidget> dialog = dialogOf("setPassphrase", "server");
    QVERIFY(!dialog.isNull());
    QVERIFY(!remove->isEnabled());
    QVERIFY(!find<QPushButton>(dialog, "passphraseDialogAccept")->isEnabled());
    QVERIFY(type(dialog, "newPassphrase", QStringLiteral("secret")));
    QVERIFY(type(dialog, "newPassphraseAgain", QStringLiteral("secrex")));
    QVERIFY(!find<QPushButton>(dialog, "passphraseDialogAccept")->isEnabled());
    QVERIFY(type(dialog, "newPassphraseAgain", QStringLiteral("secret")));
    QVERIFY(click(dialog, "passphraseDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    QVERIFY(entry(QStringLiteral("server")).keyEncrypted);
    QVERIFY(file("server").contains("BEGIN ENCRYPTED PRIVATE KEY"));

    // The old one is kept: only the new one is asked for.
    QVERIFY(set->text().startsWith(QStringLiteral("Change")));
    const QPointer<QWidget> change = dialogOf("setPassphrase", "server");
    QVERIFY(!change.isNull());
    QVERIFY(type(change, "newPassphrase", QStringLiteral("another")));
    QVERIFY(type(change, "newPassphraseAgain", QStringLiteral("another")));
    QVERIFY(click(change, "passphraseDialogAccept"));
    const CertificateStore& store = m_fixture->workbench().certificates();
    QVERIFY(store.load(entry(QStringLiteral("server")), "another"));
    find<QAction>(m_window.get(), "undo")->trigger();
    QVERIFY(store.load(entry(QStringLiteral("server")), "secret"));
    find<QAction>(m_window.get(), "redo")->trigger();
    QVERIFY(store.load(entry(QStringLiteral("server")), "another"));

    m_fixture->workbench().passphrases().forgetAll();
    remove->trigger();
    QVERIFY(answer(QStringLiteral("another")));
    QVERIFY(!entry(QStringLiteral("server")).keyEncrypted);
    QVERIFY(click(m_window.get(), "messageBarAction")); // undo
    QVERIFY(store.load(entry(QStringLiteral("server")), "another"));
}

void PassphrasesTest::undoWritesNoKeyInClear()
{
    m_window->showCertificate(QStringLiteral("root"));
    const QPointer<QWidget> renewal = open("renewCertificate", "renewDialog");
    QVERIFY(click(renewal, "renewDialogAccept"));
    QTRY_VERIFY(renewal.isNull());
    const QPointer<QWidget> dialog = dialogOf("setPassphrase", "root");
    QVERIFY(type(dialog, "newPassphrase", QStringLiteral("secret")));
    QVERIFY(type(dialog, "newPassphraseAgain", QStringLiteral("secret")));
    QVERIFY(click(dialog, "passphraseDialogAccept"));
    find<QAction>(m_window.get(), "undo")->trigger();
    QVERIFY(entry(QStringLiteral("root")).keyEncrypted);
    QVERIFY(!file("root").contains("BEGIN PRIVATE KEY"));
    QVERIFY2(message().contains(QStringLiteral("keeps its passphrase")), qPrintable(message()));
    // Who means it says so, and may take that back.
    QVERIFY(click(m_window.get(), "messageBarAction"));
    QVERIFY(!entry(QStringLiteral("root")).keyEncrypted);
    find<QAction>(m_window.get(), "undo")->trigger();
    QVERIFY(entry(QStringLiteral("root")).keyEncrypted);
    // Neither does what was done before, whose file had the key in clear.
    QVERIFY(find<QAction>(m_window.get(), "undo")->isEnabled());
    find<QAction>(m_window.get(), "undo")->trigger();
    QVERIFY2(message().contains(QStringLiteral("changed meanwhile")), qPrintable(message()));
    QVERIFY(!file("root").contains("BEGIN PRIVATE KEY"));
}

void PassphrasesTest::strengthIsShownAndNotEnforced_data()
{
    QTest::addColumn<QString>("passphrase");
    QTest::addColumn<QString>("words");
    QTest::newRow("known") << QStringLiteral("password") << QStringLiteral("Very weak");
    QTest::newRow("chance") << QStringLiteral("x7Qm2LbP9vRt4WzK1nHs") << QStringLiteral("Strong");
}

void PassphrasesTest::strengthIsShownAndNotEnforced()
{
    QFETCH(const QString, passphrase);
    QFETCH(const QString, words);
    const QPointer<QWidget> dialog = dialogOf("setPassphrase", "server");
    QVERIFY(type(dialog, "newPassphrase", passphrase));
    QVERIFY(type(dialog, "newPassphraseAgain", passphrase));
    const QString said = find(dialog, "newPassphraseStrength")->accessibleDescription();
    QVERIFY2(said.startsWith(words), qPrintable(said));
    QVERIFY(click(dialog, "passphraseDialogAccept"));
    QVERIFY(entry(QStringLiteral("server")).keyEncrypted);
}

void PassphrasesTest::isKeptAsLongAsChosen_data()
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

void PassphrasesTest::isKeptAsLongAsChosen()
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
    if (afterFiveMinutes || !afterAnHour || choice.startsWith(QStringLiteral("for 1"))) {
        startAndSee(afterFiveMinutes);
    }
    now = begin + 1h + 5min;
    startAndSee(afterAnHour);
    // The choice is what is offered next time.
    m_fixture->workbench().passphrases().forgetAll();
    start();
    QVERIFY(asked() != nullptr);
    QVERIFY(find<QComboBox>(asked(), "passphraseKeep")->currentText().startsWith(choice));
}

void PassphrasesTest::isForgottenWhenAskedTo()
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

void PassphrasesTest::cancelledStartIsSaid()
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

void PassphrasesTest::clientAsksAndConnects()
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

void PassphrasesTest::wrongOneIsAskedAgain()
{
    lockServer();
    start();
    QVERIFY(answer(QStringLiteral("wrong")));
    QVERIFY(asked() != nullptr);
    const QString reason = textOf(asked(), "passwordMessage");
    QVERIFY2(reason.contains(QStringLiteral("does not fit")), qPrintable(reason));
    QCOMPARE(m_fixture->workbench().passphrases().count(), 0);
    QVERIFY(answer(QStringLiteral("secret")));
    QTRY_VERIFY(isListening());
    QCOMPARE(m_fixture->workbench().passphrases().count(), 1);
}

void PassphrasesTest::isRememberedInTheDesktop()
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

void PassphrasesTest::desktopThatHoldsAWrongOne()
{
    lockServer();
    start();
    find<QCheckBox>(asked(), "passphraseStore")->setChecked(true);
    choose(asked(), "passphraseKeep", QStringLiteral("not at all"));
    QVERIFY(answer(QStringLiteral("secret")));
    QTRY_COMPARE(m_desktop.secrets.size(), 1);
    stop();
    m_desktop.secrets.begin().value() = "of another day";
    start();
    QTRY_VERIFY(asked() != nullptr);
    QVERIFY(!textOf(asked(), "passwordMessage").isEmpty());
    QVERIFY(answer(QStringLiteral("secret")));
    QTRY_VERIFY(isListening());
    QTRY_COMPARE(m_desktop.secrets.begin().value(), QByteArray("secret"));
}

void PassphrasesTest::desktopThatDoesNotHelp_data()
{
    QTest::addColumn<FakeStorage::Mood>("mood");
    QTest::addColumn<QString>("words");
    QTest::newRow("refuses") << FakeStorage::Mood::Refuses << QStringLiteral("It is locked");
    QTest::newRow("says nothing") << FakeStorage::Mood::IsSilent << QString();
    QTest::newRow("went away") << FakeStorage::Mood::IsMissing << QString();
}

void PassphrasesTest::desktopThatDoesNotHelp()
{
    QFETCH(const FakeStorage::Mood, mood);
    QFETCH(const QString, words);
    lockServer();
    start();
    find<QCheckBox>(asked(), "passphraseStore")->setChecked(true);
    choose(asked(), "passphraseKeep", QStringLiteral("not at all"));
    QVERIFY(answer(QStringLiteral("secret")));
    QTRY_COMPARE(m_desktop.secrets.size(), 1);
    stop();
    m_desktop.mood = mood;
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

void PassphrasesTest::desktopThatIsLate_data()
{
    QTest::addColumn<bool>("cancelled");
    QTest::newRow("while the dialog is open") << false;
    QTest::newRow("when the person gave up") << true;
}

void PassphrasesTest::desktopThatIsLate()
{
    QFETCH(const bool, cancelled);
    lockServer();
    start();
    find<QCheckBox>(asked(), "passphraseStore")->setChecked(true);
    choose(asked(), "passphraseKeep", QStringLiteral("not at all"));
    QVERIFY(answer(QStringLiteral("secret")));
    QTRY_COMPARE(m_desktop.secrets.size(), 1);
    stop();
    m_desktop.mood = FakeStorage::Mood::IsSilent;
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

void PassphrasesTest::desktopWithoutStorage()
{
    m_fixture->workbench().passphrases().setStorage(nullptr);
    lockServer();
    start();
    QVERIFY(find(asked(), "passphraseStore") == nullptr);
    QVERIFY(answer(QStringLiteral("secret")));
    QTRY_VERIFY(isListening());
}

void PassphrasesTest::isMadeWithAPassphrase()
{
    for (const char* action : {"newCertificate", "newRequest"}) {
        const QPointer<QWidget> dialog = open(action, "newCertificateDialog");
        QVERIFY(type(dialog, "certificateName", QLatin1String(action)));
        QVERIFY(click(dialog, "certificatePassphraseGroupButton"));
        QVERIFY(type(dialog, "newPassphrase", QStringLiteral("of its own")));
        QVERIFY(!find<QPushButton>(dialog, "newCertificateDialogAccept")->isEnabled());
        QVERIFY(type(dialog, "newPassphraseAgain", QStringLiteral("of its own")));
        QVERIFY(click(dialog, "newCertificateDialogAccept"));
        QTRY_VERIFY(dialog.isNull());
    }
    const StoreEntry made = entry(QStringLiteral("newCertificate"));
    QVERIFY(made.keyEncrypted);
    QVERIFY(m_fixture->workbench().certificates().load(made, "of its own"));
    QVERIFY(m_fixture->workbench().pendingRequests().first().keyEncrypted);
    // Who has just typed it is not asked again.
    QCOMPARE(m_fixture->workbench().keptPassphrase(made.name), QByteArray("of its own"));
}

void PassphrasesTest::caIsAskedForOnce()
{
    QVERIFY(m_fixture->workbench().protectCertificateKey(QStringLiteral("root"), {}, "of the CA"));
    const QPointer<QWidget> dialog = open("newCertificate", "newCertificateDialog");
    QVERIFY(type(dialog, "certificateName", QStringLiteral("one")));
    QVERIFY(click(dialog, "newCertificateDialogAccept"));
    QTRY_VERIFY(find(dialog, "passwordDialog") != nullptr);
    QWidget* asking = find(dialog, "passwordDialog");
    QVERIFY(type(asking, "password", QStringLiteral("of the CA")));
    QVERIFY(click(asking, "passwordDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    QVERIFY(!entry(QStringLiteral("one")).keyEncrypted);
    make(QStringLiteral("Server certificate"), QStringLiteral("two"), QStringLiteral("root"));
    // Renewed, revoked, published, spoken of: nobody is asked again.
    const QList<QPair<const char*, const char*>> others {{"renewCertificate", "renewDialog"},
                                                         {"revokeCertificate", "revokeDialog"},
                                                         {"publishList", "publishListDialog"},
                                                         {"makeOcsp", "ocspDialog"}};
    for (const auto& [action, name] : others) {
        m_window->showCertificate(QLatin1String(action) == QLatin1String("publishList")
                                      ? QStringLiteral("root")
                                      : QStringLiteral("two"));
        const QPointer<QWidget> next = open(action, name);
        QVERIFY2(!next.isNull(), name);
        if (auto* path = find<QLineEdit>(
                next,
                QLatin1String(name) == QLatin1String("ocspDialog") ? "ocspFile" : "listFile")) {
            path->setText(m_fixture->path(QLatin1String(name)));
        }
        QVERIFY(click(next, qPrintable(QLatin1String(name) + QStringLiteral("Accept"))));
        QTRY_VERIFY2(next.isNull(), name);
    }
}

void PassphrasesTest::importedKeyStaysProtected_data()
{
    QTest::addColumn<bool>("keep");
    QTest::newRow("kept under it") << true;
    QTest::newRow("in clear") << false;
}

void PassphrasesTest::importedKeyStaysProtected()
{
    QFETCH(const bool, keep);
    paste(*toPem(m_fixture->pki().client(), "theirs"));
    QTRY_VERIFY(asked() != nullptr);
    auto* box = find<QCheckBox>(asked(), "importProtect");
    QVERIFY(box != nullptr);
    QVERIFY(!box->isChecked());
    if (keep) {
        QTest::keyClick(box, Qt::Key_Space);
    }
    QVERIFY(answer(QStringLiteral("theirs")));
    QTRY_COMPARE(entry(QStringLiteral("client")).name, QStringLiteral("client"));
    QCOMPARE(entry(QStringLiteral("client")).keyEncrypted, keep);
    QVERIFY(m_fixture->workbench().certificates().load(entry(QStringLiteral("client")), "theirs"));
}

} // namespace workbench

QTEST_MAIN(workbench::PassphrasesTest)
#include "passphrases_test.moc"
