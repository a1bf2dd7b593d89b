#include "core/certificates/ca_revocations.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/ocsp_response.h"
#include "core/certificates/store_revocations.h"
#include "tests/support/command.h"
#include "tests/support/test_pki.h"

#include <QTemporaryDir>
#include <QTimeZone>
#include <QtTest>

using namespace workbench;
using namespace workbench::tests;

namespace {

QDateTime day(int month, int date)
{
    return QDateTime(QDate(2030, month, date), QTime(1, 2, 3), QTimeZone::utc()).toUTC();
}

QString shown(X509_CRL* list)
{
    return runOpenSsl({"crl", "-noout", "-text"}, revocationListPem(list)).text();
}

} // namespace

Q_DECLARE_METATYPE(OcspStatus)

class RevocationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesEveryReason_data();
    void writesEveryReason();
    void writesAWholeList();
    void readsLists();
    void refusesLists_data();
    void refusesLists();
    void keepsTheListBesideTheEntry();
    void takesBack();
    void movesWithTheEntry();
    void leavesListsOfOthersAlone();
    void takesOverWhatAFormerKeyRevoked();
    void answers_data();
    void answers();
    void refusesAnswers();
    void readsStatuses();

private:
    TestPki m_pki;
};

void RevocationTest::writesEveryReason_data()
{
    QTest::addColumn<QString>("reason");
    for (const QString& reason : revocationReasonWords()) {
        QTest::newRow(qPrintable(reason)) << reason;
    }
    QTest::newRow("none") << "";
}

void RevocationTest::writesEveryReason()
{
    QFETCH(const QString, reason);
    const RevocationListRequest request {.revocations
                                         = {{.serial = "0a", .time = day(1, 2), .reason = reason}}};
    const Result<RevocationListPtr> list = issueRevocationList(request, m_pki.root());
    QVERIFY(list);
    // RFC 5280 section 5.3.1: the reason "unspecified" is not written.
    const QString wanted = reason == "unspecified" ? QString() : reason;
    QCOMPARE(revocationListFacts(list->get()).revocations.first().reason, wanted);
    QCOMPARE(shown(list->get()).contains("X509v3 CRL Reason Code"), !wanted.isEmpty());
}

void RevocationTest::writesAWholeList()
{
    RevocationListRequest request;
    request.revocations
        = {{.serial = "0b", .time = day(2, 2)}, {.serial = "0a", .time = day(1, 2)}};
    request.number = "18446744073709551617";
    request.thisUpdate = day(3, 1);
    request.nextUpdate = day(3, 8);
    request.digest = "sha384";
    const Result<RevocationListPtr> list = issueRevocationList(request, m_pki.root());
    QVERIFY(list);
    const QString text = shown(list->get());
    for (const QString expected : {"Version 2 (0x1)",
                                   "ecdsa-with-SHA384",
                                   "Last Update: Mar  1 01:02:03 2030 GMT",
                                   "Next Update: Mar  8 01:02:03 2030 GMT",
                                   "X509v3 Authority Key Identifier",
                                   "Serial Number: 0A",
                                   "Revocation Date: Feb  2 01:02:03 2030 GMT"}) {
        QVERIFY2(text.contains(expected), qPrintable(expected + text));
    }
    QVERIFY(isListOf(list->get(), m_pki.root().certificate.get()));
    QVERIFY(!isListOf(list->get(), m_pki.intermediate().certificate.get()));
    const RevocationListFacts facts = revocationListFacts(list->get());
    QCOMPARE(facts.number, request.number);
    QCOMPARE(facts.thisUpdate, request.thisUpdate);
    QCOMPARE(facts.nextUpdate, request.nextUpdate);
    QCOMPARE(facts.issuer, QString("CN=Test Root"));
    QCOMPARE(facts.revocations.size(), 2);
}

void RevocationTest::readsLists()
{
    const Result<RevocationListPtr> list = issueRevocationList({}, m_pki.root());
    const RevocationListFacts facts = revocationListFacts(list->get());
    QCOMPARE(facts.nextUpdate, facts.thisUpdate.addDays(30));
    const QByteArray der = revocationListDer(list->get());
    for (const QByteArray& bytes : {der, revocationListPem(list->get())}) {
        const Result<RevocationListPtr> back = readRevocationList(bytes, "x");
        QVERIFY(back);
        QCOMPARE(revocationListDer(back->get()), der);
    }
    for (const QByteArray& bytes :
         {QByteArray(), der.chopped(1), der + "x", certificatePem(m_pki.root(), false)}) {
        const Result<RevocationListPtr> back = readRevocationList(bytes, "ca.crl");
        QVERIFY(!back);
        QCOMPARE(back.error().where, QString("ca.crl"));
    }
}

void RevocationTest::refusesLists_data()
{
    QTest::addColumn<QString>("serial");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("number");
    QTest::addColumn<QString>("digest");
    QTest::addColumn<QDateTime>("until");
    QTest::addColumn<QString>("where");
    QTest::newRow("serial") << "x"
                            << ""
                            << "1"
                            << "sha256" << day(5, 1) << "serial";
    QTest::newRow("reason") << "0a"
                            << "bored"
                            << "1"
                            << "sha256" << day(5, 1) << "reason";
    QTest::newRow("number") << "0a"
                            << ""
                            << "1a"
                            << "sha256" << day(5, 1) << "number";
    QTest::newRow("negative") << "0a"
                              << ""
                              << "-1"
                              << "sha256" << day(5, 1) << "number";
    QTest::newRow("digest") << "0a"
                            << ""
                            << "1"
                            << "sha257" << day(5, 1) << "digest";
    QTest::newRow("time") << "0a"
                          << ""
                          << "1"
                          << "sha256" << day(3, 1) << "time";
}

void RevocationTest::refusesLists()
{
    QFETCH(const QString, serial);
    QFETCH(const QString, reason);
    RevocationListRequest request {.revocations = {{serial, day(1, 1), reason}}};
    request.thisUpdate = day(4, 1);
    QFETCH(const QDateTime, until);
    QFETCH(const QString, number);
    QFETCH(const QString, digest);
    request.nextUpdate = until;
    request.number = number;
    request.digest = digest;
    const Result<RevocationListPtr> list = issueRevocationList(request, m_pki.root());
    QVERIFY(!list);
    QTEST(list.error().where, "where");
    const Result<RevocationListPtr> noCa = issueRevocationList({}, m_pki.server());
    QCOMPARE(noCa.error().where, QString("issuer"));
}

void RevocationTest::keepsTheListBesideTheEntry()
{
    const QTemporaryDir folder;
    const CertificateStore store = m_pki.store(folder.path());
    CaRevocations revocations(*store.find("root"), m_pki.root());
    QVERIFY(*revocations.current() == std::nullopt);
    QVERIFY(revocations.revoke({.serial = "0a", .time = day(1, 1)}, {}));
    QVERIFY(revocations.revoke({.serial = "0b", .time = day(1, 2)}, {}));
    QVERIFY(revocations.revoke({.serial = "0a", .time = day(1, 3), .reason = "superseded"}, {}));
    QVERIFY(revocations.publish({.digest = "sha512"}));
    const std::optional<RevocationListFacts> facts = *revocations.current();
    QVERIFY(facts);
    QCOMPARE(facts->number, QString("4"));
    QCOMPARE(facts->signatureAlgorithm, QString("ecdsa-with-SHA512"));
    QCOMPARE(facts->revocations.size(), 2);
    QCOMPARE(revocations.path(), folder.filePath("root.crl"));
    const CommandResult checked = runOpenSsl({"crl",
                                              "-noout",
                                              "-CAfile",
                                              folder.filePath("root.pem"),
                                              "-in",
                                              folder.filePath("root.crl")});
    QVERIFY(checked.errors.contains("verify OK"));
    // The store does not take it for an entry, and nothing else is left behind.
    QCOMPARE(CertificateStore::open(folder.path())->faults().size(), 0);
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 5);
}

void RevocationTest::takesBack()
{
    const QTemporaryDir folder;
    const CertificateStore store = m_pki.store(folder.path());
    CaRevocations revocations(*store.find("root"), m_pki.root());
    QVERIFY(
        revocations.revoke({.serial = "0a", .time = day(1, 1), .reason = "certificateHold"}, {}));
    QVERIFY(revocations.revoke({.serial = "0a", .time = day(1, 1), .reason = "removeFromCRL"}, {}));
    QCOMPARE((*revocations.current())->revocations.size(), 0);
    const Result<RevocationListPtr> again
        = revocations.revoke({.serial = "0a", .time = day(1, 1), .reason = "removeFromCRL"}, {});
    QCOMPARE(again.error().code, ErrorCode::NotFound);
    QCOMPARE((*revocations.current())->number, QString("2"));
}

void RevocationTest::movesWithTheEntry()
{
    const QTemporaryDir folder;
    CertificateStore store = m_pki.store(folder.path());
    QVERIFY(CaRevocations(*store.find("root"), m_pki.root()).publish({}));
    QVERIFY(store.rename("root", "Old Root"));
    CaRevocations moved(*store.find("Old Root"), m_pki.root());
    QVERIFY(moved.publish({}));
    QCOMPARE((*moved.current())->number, QString("2"));
    QVERIFY(!QFile::exists(folder.filePath("root.crl")));
}

void RevocationTest::leavesListsOfOthersAlone()
{
    const QTemporaryDir folder;
    const CertificateStore store = m_pki.store(folder.path());
    QVERIFY(CaRevocations(*store.find("root"), m_pki.root()).publish({}));
    CaRevocations foreign(*store.find("root"), m_pki.intermediate());
    const Result<RevocationListPtr> refused = foreign.publish({});
    QVERIFY(!refused);
    QCOMPARE(refused.error().where, folder.filePath("root.crl"));
    QFile file(folder.filePath("root.crl"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("broken");
    file.close();
    CaRevocations broken(*store.find("root"), m_pki.root());
    QCOMPARE(broken.publish({}).error().code, ErrorCode::InvalidInput);
}

/// A CA that gets a new key stays the same CA, which its name says.
void RevocationTest::takesOverWhatAFormerKeyRevoked()
{
    const QTemporaryDir folder;
    CertificateStore store = m_pki.store(folder.path());
    const StoreEntry revoked = *store.find("intermediate");
    QVERIFY(CaRevocations(*store.find("root"), m_pki.root())
                .revoke({.serial = revoked.facts.serial, .time = day(1, 2)}, {}));
    const TestPki renewed; // the same names, other keys
    QVERIFY(store.replace("root", renewed.root()));
    QVERIFY(StoreRevocations(store.entries()).find(revoked));
    QVERIFY(StoreRevocations(store.entries()).unreadable().isEmpty());

    CaRevocations list(*store.find("root"), renewed.root());
    const Revocation newOne {.serial = "0b", .time = day(2, 2)};
    const Result<RevocationListPtr> written = list.revoke(newOne, {});
    QVERIFY(written);
    QVERIFY(isListOf(written->get(), renewed.root().certificate.get()));
    const RevocationListFacts facts = **list.current();
    QCOMPARE(facts.revocations.size(), 2);
    QCOMPARE(facts.number, "2");
    // What the former key signed is still found by that key.
    QCOMPARE(StoreRevocations(store.entries()).find(revoked)->ca, "root");
    QFile file(list.path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(readRevocationLists(file.readAll(), {})->size(), 2);
    QVERIFY(list.publish({}));
    QVERIFY(StoreRevocations(store.entries()).find(revoked));
    // The same serial number below another CA is another certificate.
    QVERIFY(!StoreRevocations(store.entries()).find(m_pki.client().certificate.get()));
}

void RevocationTest::answers_data()
{
    QTest::addColumn<OcspStatus>("status");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("key");
    QTest::newRow("good") << OcspStatus::Good << ""
                          << "ec:P-256";
    QTest::newRow("revoked") << OcspStatus::Revoked << ""
                             << "ec:P-384";
    QTest::newRow("revoked because") << OcspStatus::Revoked << "keyCompromise"
                                     << "rsa:2048";
    QTest::newRow("unknown") << OcspStatus::Unknown << ""
                             << "ed25519";
}

void RevocationTest::answers()
{
    QFETCH(const OcspStatus, status);
    QFETCH(const QString, reason);
    QFETCH(const QString, key);
    CertificateRequest ca = TestPki::request(CertificateKind::Ca, "Answering");
    ca.key = key;
    const KeyMaterial issuer = TestPki::make(ca, nullptr);
    const KeyMaterial server
        = TestPki::make(TestPki::request(CertificateKind::Server, "shop"), &issuer);
    OcspRequest request {.status = status, .reason = reason};
    request.revocationTime = day(1, 1);
    request.thisUpdate = day(2, 1);
    request.nextUpdate = day(2, 2);
    const Result<QByteArray> der = makeOcspResponse(server.certificate.get(), request, issuer);
    QVERIFY2(der, qPrintable(der ? QString() : der.error().toLine()));
    const Result<OcspFacts> facts = readOcspResponse(*der, "x");
    QVERIFY(facts);
    QCOMPARE(facts->responseStatus, QString("successful"));
    QCOMPARE(facts->answers.size(), 1);
    const OcspAnswer answer = facts->answers.first();
    QCOMPARE(answer.serial, certificateFacts(server.certificate.get()).serial);
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.reason, reason);
    QCOMPARE(answer.revocationTime, status == OcspStatus::Revoked ? day(1, 1) : QDateTime());
    QCOMPARE(answer.thisUpdate, request.thisUpdate);
    QCOMPARE(answer.nextUpdate, request.nextUpdate);
}

void RevocationTest::refusesAnswers()
{
    const KeyMaterial server = m_pki.server();
    X509* const certificate = server.certificate.get();
    const KeyMaterial& ca = m_pki.intermediate();
    QCOMPARE(makeOcspResponse(certificate, {}, m_pki.root()).error().where, QString("issuer"));
    OcspRequest backwards {.thisUpdate = day(2, 1), .nextUpdate = day(1, 1)};
    QCOMPARE(makeOcspResponse(certificate, backwards, ca).error().where, QString("time"));
    OcspRequest bored {.status = OcspStatus::Revoked, .reason = "bored"};
    QCOMPARE(makeOcspResponse(certificate, bored, ca).error().where, QString("reason"));
    KeyMaterial keyless = ca;
    keyless.key.reset();
    QCOMPARE(makeOcspResponse(certificate, {}, keyless).error().code, ErrorCode::NoPrivateKey);
    QCOMPARE(readOcspResponse("no", "x.der").error().where, QString("x.der"));
}

void RevocationTest::readsStatuses()
{
    for (const QString word : {"good", "revoked", "unknown"}) {
        QCOMPARE(QString(toIdentifier(*parseOcspStatus(word))), word);
    }
    QCOMPARE(parseOcspStatus("expired").error().where, QString("status"));
}

QTEST_GUILESS_MAIN(RevocationTest)
#include "revocation_test.moc"
