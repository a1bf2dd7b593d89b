#include "core/base/wipe.h"
#include "core/trace/tls_library.h"
#include "core/workbench/passphrase_keeper.h"
#include "core/workbench/workbench.h"
#include "tests/support/test_pki.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

namespace workbench {

using namespace std::chrono_literals;
using tests::TestPki;

namespace {

const QByteArray kKey = "hash of a public key";
const QByteArray kOther = "hash of another";

} // namespace

/// How long passphrases are kept, by a clock that the test turns; and who finds them.
class PassphraseKeeperTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QVERIFY(initializeTlsLibrary()); }

    void keepsAsLongAsChosen_data();
    void keepsAsLongAsChosen();
    void isOverwrittenByItself();
    void forgets();
    void copiesAreTheCallersOwn();
    void identifiers();
    void serverStartsWithTheKeptOne();
    void issuerSignsWithTheKeptOne();
    void changedPassphraseIsForgotten();
    void madeKeyIsProtected();
};

void PassphraseKeeperTest::keepsAsLongAsChosen_data()
{
    QTest::addColumn<KeepTime>("time");
    QTest::addColumn<qint64>("lasts"); // ms; 0: not at all, -1: for ever
    QTest::newRow("never") << KeepTime::Never << qint64(0);
    QTest::newRow("5 minutes") << KeepTime::FiveMinutes << qint64(300'000);
    QTest::newRow("1 hour") << KeepTime::OneHour << qint64(3'600'000);
    QTest::newRow("until the end") << KeepTime::UntilEnd << qint64(-1);
}

void PassphraseKeeperTest::keepsAsLongAsChosen()
{
    QFETCH(const KeepTime, time);
    QFETCH(const qint64, lasts);
    PassphraseKeeper keeper;
    std::chrono::milliseconds now {1'000};
    keeper.setClock([&now] { return now; });
    keeper.keep(kKey, SecretBytes("phrase"), time);
    QCOMPARE(keeper.find(kKey), lasts == 0 ? QByteArray() : QByteArray("phrase"));
    QCOMPARE(keeper.find(kOther), QByteArray());
    if (lasts < 0) {
        now += 1000h;
        QCOMPARE(keeper.find(kKey), QByteArray("phrase"));
    } else if (lasts > 0) {
        now += std::chrono::milliseconds(lasts - 1);
        QCOMPARE(keeper.find(kKey), QByteArray("phrase"));
        now += 1ms;
        QCOMPARE(keeper.find(kKey), QByteArray());
        QCOMPARE(keeper.count(), 0);
    }
}

void PassphraseKeeperTest::isOverwrittenByItself()
{
    PassphraseKeeper keeper;
    std::chrono::milliseconds now {0};
    keeper.setClock([&now] { return now; });
    keeper.keep(kKey, SecretBytes("goes"), KeepTime::FiveMinutes);
    QSignalSpy changed(&keeper, &PassphraseKeeper::countChanged);
    now = 5min - 1ms; // the timer is set anew with what is kept next, and waits for this rest
    keeper.keep(kOther, SecretBytes("stays"), KeepTime::OneHour);
    QCOMPARE(keeper.count(), 2);
    now = 5min;
    QTRY_COMPARE(keeper.count(), 1);
    QVERIFY(changed.count() >= 2);
    QCOMPARE(keeper.find(kOther), QByteArray("stays"));
}

void PassphraseKeeperTest::forgets()
{
    PassphraseKeeper keeper;
    keeper.keep(kKey, SecretBytes("one"), KeepTime::UntilEnd);
    keeper.keep(kOther, SecretBytes("other"), KeepTime::UntilEnd);
    keeper.keep(kKey, SecretBytes("two"), KeepTime::UntilEnd);
    QCOMPARE(keeper.find(kKey), QByteArray("two"));
    keeper.keep(kKey, SecretBytes("three"), KeepTime::Never);
    QCOMPARE(keeper.find(kKey), QByteArray());
    QCOMPARE(keeper.count(), 1);
    keeper.forget(kOther);
    QCOMPARE(keeper.count(), 0);
    keeper.keep(kKey, SecretBytes("one"), KeepTime::OneHour);
    keeper.forgetAll();
    QCOMPARE(keeper.find(kKey), QByteArray());
}

void PassphraseKeeperTest::copiesAreTheCallersOwn()
{
    PassphraseKeeper keeper;
    keeper.keep(kKey, SecretBytes("phrase"), KeepTime::UntilEnd);
    QByteArray copy = keeper.find(kKey);
    wipe(copy);
    QVERIFY(copy.isEmpty());
    QCOMPARE(keeper.find(kKey), QByteArray("phrase"));
}

void PassphraseKeeperTest::identifiers()
{
    QCOMPARE(allKeepTimes().size(), 4);
    for (const KeepTime time : allKeepTimes()) {
        QCOMPARE(keepTimeFrom(QString::fromLatin1(toIdentifier(time))), std::optional(time));
    }
    QCOMPARE(keepTimeFrom(QStringLiteral("a week")), std::optional<KeepTime>());
    QCOMPARE(storageId("\x01\xff"), QStringLiteral("private-key/01ff"));
}

namespace {

/// A workbench with the usual entries, the key of "server" under a passphrase.
struct LockedWorkbench
{
    TestPki pki;
    QTemporaryDir home;
    Workbench workbench {home.path()};

    LockedWorkbench()
    {
        static_cast<void>(workbench.open());
        static_cast<void>(workbench.addCertificate(QStringLiteral("root"), pki.root(), "of root"));
        static_cast<void>(
            workbench.addCertificate(QStringLiteral("server"), pki.server(), "of server"));
    }

    QByteArray spki(const char* name) const
    {
        return workbench.certificates().find(QLatin1String(name))->facts.spkiSha256;
    }

    void keep(const char* name, const QByteArray& passphrase)
    {
        workbench.passphrases().keep(
            spki(name), SecretBytes(QByteArray(passphrase)), KeepTime::UntilEnd);
    }
};

} // namespace

void PassphraseKeeperTest::serverStartsWithTheKeptOne()
{
    LockedWorkbench locked;
    ServerProfile profile;
    profile.name = QStringLiteral("shop");
    profile.certificates = {QStringLiteral("server")};
    QVERIFY(locked.workbench.addServer(profile));
    const Result<void> refused = locked.workbench.startServer(profile.name);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::PasswordNeeded);
    locked.keep("server", "something else");
    QCOMPARE(locked.workbench.startServer(profile.name).error().code, ErrorCode::WrongPassword);
    locked.keep("server", "of server");
    QVERIFY(locked.workbench.startServer(profile.name));
    QTRY_COMPARE(locked.workbench.serverStatus(profile.name).state, ServerState::Listening);
}

void PassphraseKeeperTest::issuerSignsWithTheKeptOne()
{
    LockedWorkbench locked;
    QSignalSpy issued(&locked.workbench, &Workbench::certificateIssued);
    QSignalSpy failed(&locked.workbench, &Workbench::certificateIssueFailed);
    CertificateRequest request = TestPki::request(CertificateKind::Server, QStringLiteral("new"));
    locked.workbench.issueCertificate(QStringLiteral("new"), request, QStringLiteral("root"));
    QTRY_COMPARE(failed.count(), 1);
    locked.keep("root", "of root");
    locked.workbench.issueCertificate(QStringLiteral("new"), request, QStringLiteral("root"));
    QTRY_COMPARE(issued.count(), 1);
}

void PassphraseKeeperTest::changedPassphraseIsForgotten()
{
    LockedWorkbench locked;
    locked.keep("server", "of server");
    QCOMPARE(locked.workbench.keptPassphrase(QStringLiteral("server")), QByteArray("of server"));
    QSignalSpy changed(&locked.workbench, &Workbench::certificatesChanged);
    QVERIFY(
        locked.workbench.protectCertificateKey(QStringLiteral("server"), "of server", "another"));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(locked.workbench.keptPassphrase(QStringLiteral("server")), QByteArray());
}

void PassphraseKeeperTest::madeKeyIsProtected()
{
    LockedWorkbench locked;
    QSignalSpy issued(&locked.workbench, &Workbench::certificateIssued);
    const CertificateRequest request
        = TestPki::request(CertificateKind::SelfSigned, QStringLiteral("own"));
    locked.workbench.issueCertificate(QStringLiteral("own"), request, {}, {}, "of its own");
    QTRY_COMPARE(issued.count(), 1);
    const StoreEntry entry = *locked.workbench.certificates().find(QStringLiteral("own"));
    QVERIFY(entry.keyEncrypted);
    QVERIFY(locked.workbench.certificates().load(entry, "of its own"));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::PassphraseKeeperTest)
#include "passphrase_keeper_test.moc"
