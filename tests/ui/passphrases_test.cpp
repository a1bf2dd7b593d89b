#include "core/base/atomic_file.h"
#include "core/certificates/signing_request.h"
#include "core/workbench/passphrase_keeper.h"
#include "tests/ui/support/passphrase_window.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>

namespace workbench {

using tests::click;
using tests::find;
using tests::type;

/// Passphrases of private keys in the window: set, changed, removed, given to what is made.
class PassphrasesTest : public tests::PassphraseWindow
{
    Q_OBJECT

private Q_SLOTS:

    void init() { openCertificates(); }

    void cleanup() { closeWindow(); }

    void isSetChangedAndRemoved();
    void undoWritesNoKeyInClear();
    void strengthIsShownAndNotEnforced_data();
    void strengthIsShownAndNotEnforced();
    void isMadeWithAPassphrase();
    void waitingKeyIsUnlockedByTheKeptOne();
    void undoChangesNoChoice();
    void preflightHearsOfTheKeptOne();
    void caIsAskedForOnce();
    void renewingLeavesTheKeyClosed();
    void importedKeyStaysProtected_data();
    void importedKeyStaysProtected();

private:
    QByteArray file(const char* name) const
    {
        return readFile(entry(QLatin1String(name)).path, 1 << 20).value_or(QByteArray());
    }
};

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

void PassphrasesTest::waitingKeyIsUnlockedByTheKeptOne()
{
    Workbench& workbench = m_fixture->workbench();
    const auto answerTo = [this, &workbench](const QString& name) {
        const QPointer<QWidget> dialog = open("newRequest", "newCertificateDialog");
        const bool isMade = type(dialog, "certificateName", name)
            && click(dialog, "certificatePassphraseGroupButton")
            && type(dialog, "newPassphrase", QStringLiteral("of its own"))
            && type(dialog, "newPassphraseAgain", QStringLiteral("of its own"))
            && click(dialog, "newCertificateDialogAccept")
            && QTest::qWaitFor([&dialog] { return dialog.isNull(); });
        if (!isMade) {
            return QByteArray();
        }
        const Result<SigningRequestPtr> asked
            = readSigningRequest(*workbench.requestPem(name), name);
        const Result<KeyMaterial> answer
            = signRequest(asked->get(), {}, {}, m_fixture->pki().root());
        return certificatePem(*answer, false);
    };
    paste(answerTo(QStringLiteral("one")));
    QTRY_VERIFY(entry(QStringLiteral("one")).keyEncrypted); // nobody is asked
    QVERIFY(asked() == nullptr);

    const QByteArray certificate = answerTo(QStringLiteral("two"));
    workbench.passphrases().forgetAll();
    paste(certificate);
    QTRY_VERIFY(asked() != nullptr);
    QVERIFY(find(asked(), "passphraseKeep") != nullptr);
    QVERIFY(answer(QStringLiteral("of its own")));
    QTRY_VERIFY(entry(QStringLiteral("two")).keyEncrypted);
    QCOMPARE(workbench.keptPassphrase(QStringLiteral("two")), QByteArray("of its own"));
}

void PassphrasesTest::undoChangesNoChoice()
{
    const auto change = [this](const char* name, const QString& phrase, const QString& time) {
        const QPointer<QWidget> dialog = dialogOf("setPassphrase", name);
        QVERIFY(type(dialog, "newPassphrase", phrase));
        QVERIFY(type(dialog, "newPassphraseAgain", phrase));
        choose(dialog, "passphraseKeep", time);
        QVERIFY(click(dialog, "passphraseDialogAccept"));
        QTRY_VERIFY(dialog.isNull());
    };
    change("server", QStringLiteral("first"), QStringLiteral("for 1 hour"));
    change("server", QStringLiteral("second"), QStringLiteral("for 1 hour"));
    change("root", QStringLiteral("of the CA"), QStringLiteral("until"));
    auto* undo = find<QAction>(m_window.get(), "undo");
    undo->trigger(); // keeps the key of "root" as it is, and says so
    undo->trigger();
    const CertificateStore& store = m_fixture->workbench().certificates();
    QVERIFY(store.load(entry(QStringLiteral("server")), "first"));
    const QPointer<QWidget> next = dialogOf("setPassphrase", "root");
    QVERIFY(
        find<QComboBox>(next, "passphraseKeep")->currentText().startsWith(QStringLiteral("until")));
}

void PassphrasesTest::preflightHearsOfTheKeptOne()
{
    Workbench& workbench = m_fixture->workbench();
    QVERIFY(workbench.protectCertificateKey(QStringLiteral("server"), {}, "secret"));
    const QPointer<QWidget> dialog = open("newServer", "serverDialog");
    find<QComboBox>(dialog, "serverCertificate")->setCurrentText(QStringLiteral("server"));
    const auto listed = [&dialog] {
        QString all;
        for (const QLabel* label : dialog->findChildren<QLabel*>()) {
            if (label->objectName().startsWith(QLatin1String("serverPreflightItem"))
                && label->isVisible()) {
                all += label->text();
            }
        }
        return all;
    };
    const QString unknown = QStringLiteral("is encrypted");
    QTRY_VERIFY2(listed().contains(unknown), qPrintable(listed()));
    workbench.passphrases().keep(entry(QStringLiteral("server")).facts.spkiSha256,
                                 SecretBytes("secret"),
                                 KeepTime::UntilEnd);
    QTRY_VERIFY2(!listed().contains(unknown), qPrintable(listed()));
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
        const QByteArray accept = QByteArray(name) + "Accept";
        QTRY_VERIFY2(find<QPushButton>(next, accept.constData())->isEnabled(), name);
        QVERIFY(click(next, accept.constData()));
        QTRY_VERIFY2(next.isNull(), name);
    }
}

/// Its issuer signs; the key stays in the file as it is, under its passphrase.
void PassphrasesTest::renewingLeavesTheKeyClosed()
{
    Workbench& workbench = m_fixture->workbench();
    make(QStringLiteral("Server certificate"), QStringLiteral("one"), QStringLiteral("root"));
    QVERIFY(workbench.protectCertificateKey(QStringLiteral("one"), {}, "its own"));
    workbench.passphrases().forgetAll();
    const QByteArray before = entry(QStringLiteral("one")).der;
    const QByteArray fileBefore = file("one");
    m_window->showCertificate(QStringLiteral("one"));
    const QPointer<QWidget> dialog = open("renewCertificate", "renewDialog");
    QVERIFY(click(dialog, "renewDialogAccept"));
    QTRY_VERIFY(dialog.isNull() || find(dialog, "passwordDialog") != nullptr);
    QVERIFY(dialog.isNull());
    const StoreEntry renewed = entry(QStringLiteral("one"));
    QVERIFY(renewed.der != before);
    QVERIFY(renewed.keyEncrypted);
    QVERIFY(workbench.certificates().load(renewed, "its own"));
    QVERIFY(file("one").endsWith(fileBefore.mid(fileBefore.indexOf("-----BEGIN ENCRYPTED"))));

    // A new key is to be protected as the old one is.
    m_window->showCertificate(QStringLiteral("one"));
    const QPointer<QWidget> again = open("renewCertificate", "renewDialog");
    choose(again, "renewKey", QStringLiteral("A new key: EC P-384"));
    QVERIFY(click(again, "renewDialogAccept"));
    QTRY_VERIFY(find(again, "passwordDialog") != nullptr);
    QVERIFY(click(find(again, "passwordDialog"), "passwordDialogCancel"));
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
