#include "core/base/atomic_file.h"
#include "core/certificates/ocsp_response.h"
#include "core/certificates/revocation_list.h"
#include "core/certificates/signing_request.h"
#include "tests/ui/support/making_window.h"
#include "ui/certificates/certificate_import.h"
#include "ui/common/data_table.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileInfo>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

#include <openssl/x509v3.h>

namespace workbench {

using tests::click;
using tests::find;
using tests::textOf;
using tests::type;

/// Requests, renewals, revocations and OCSP responses, made in the window as a person does.
class IssuingTest : public tests::MakingWindow
{
    Q_OBJECT

private Q_SLOTS:

    void init() { openWindow(); }

    void cleanup() { closeWindow(); }

    void requestIsSignedAndImported();
    void requestOfSomebodyElseIsSigned();
    void waitingRequestIsRemovedAndComesBack();
    void requestsAreSignedOneAfterTheOther();
    void requestWithItsKeyWaits_data();
    void requestWithItsKeyWaits();
    void keyThatCannotBeGivenIsSaid();
    void brokenRequestIsSaid();
    void renewsWithANewKey();
    void closingCancels_data();
    void closingCancels();
    void closedRevocationIsStillTold();
    void revokesTakesBackAndPublishes();
    void chosenReasonStays();
    void ocspResponses_data();
    void ocspResponses();
    void removedCaBringsItsListBack();

private:
    QWidget* openRevoking();
};

/// The dialog for the certificate that is shown, once it knows the list.
QWidget* IssuingTest::openRevoking()
{
    QWidget* dialog = open("revokeCertificate", "revokeDialog");
    const auto* accept = find<QPushButton>(dialog, "revokeDialogAccept");
    return QTest::qWaitFor([accept] { return accept->isEnabled(); }) ? dialog : nullptr;
}

void IssuingTest::requestIsSignedAndImported()
{
    const QPointer<QWidget> dialog = open("newRequest", "newCertificateDialog");
    QVERIFY(type(dialog, "certificateName", QStringLiteral("asked")));
    QCOMPARE(find<QPushButton>(dialog, "newCertificateDialogAccept")->text(),
             QStringLiteral("&Make the request"));
    QVERIFY(click(dialog, "newCertificateDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    auto* table = find<DataTable>(m_window.get(), "waitingRequestsTable");
    QTRY_VERIFY(table->isVisible());
    QTRY_COMPARE(table->model()->rowCount(), 1);
    QVERIFY(!table->isColumnHidden(0));
    QCOMPARE(table->model()->index(0, 1).data().toString(), QStringLiteral("CN=asked"));
    QVERIFY(click(m_window.get(), "waitingRequestsrequestCopyButton"));
    const QByteArray pem = QApplication::clipboard()->text().toLatin1();
    QVERIFY(!pem.contains("PRIVATE KEY"));
    // Somebody else signs it.
    const Result<SigningRequestPtr> request = readSigningRequest(pem, {});
    QVERIFY(request);
    const Result<KeyMaterial> answer = signRequest(request->get(), {}, {}, m_fixture->pki().root());
    QVERIFY(answer);
    paste(certificatePem(*answer, false));
    QTRY_COMPARE(m_fixture->workbench().pendingRequests().size(), 0);
    // The list may have been read between the certificate's coming and the key's.
    QTRY_COMPARE(m_fixture->workbench().certificates().entries().size(), 1);
    QTRY_VERIFY(m_fixture->workbench().certificates().entries().first().hasPrivateKey);
    QTRY_VERIFY(!table->isVisible()); // refreshed in a turn of its own
}

void IssuingTest::requestOfSomebodyElseIsSigned()
{
    m_fixture->addCertificates();
    CertificateRequest wishes;
    wishes.subject = QStringLiteral("CN=theirs");
    wishes.san = {QStringLiteral("dns:theirs.test")};
    wishes.mustStaple = true;
    const KeyMaterial theirs = m_fixture->pki().server();
    const Result<SigningRequestPtr> request = makeSigningRequest(wishes, theirs.key.get());
    QVERIFY(request);
    paste(signingRequestPem(request->get()));
    QTRY_VERIFY(find(m_window.get(), "signRequestDialog") != nullptr);
    const QPointer<QWidget> dialog = find(m_window.get(), "signRequestDialog");
    QCOMPARE(textOf(dialog, "signName"), QStringLiteral("theirs"));
    auto* staple = find<QCheckBox>(dialog, "signExtension1.3.6.1.5.5.7.1.24");
    QVERIFY(staple != nullptr);
    staple->setChecked(true);
    QVERIFY(click(dialog, "signRequestDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    const StoreEntry made = entry(QStringLiteral("theirs"));
    QCOMPARE(made.facts.san, wishes.san);
    QVERIFY(!made.hasPrivateKey);
    const X509Ptr certificate = std::move(*parseCertificate(made.der));
    QVERIFY(X509_get_ext_by_NID(certificate.get(), NID_tlsfeature, -1) >= 0);
    QVERIFY(click(m_window.get(), "messageBarAction"));
    QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("BEGIN CERTIFICATE")));
}

void IssuingTest::requestsAreSignedOneAfterTheOther()
{
    m_fixture->addCertificates();
    QByteArray pasted;
    for (const char* name : {"one", "two"}) {
        CertificateRequest wishes;
        wishes.subject = QStringLiteral("CN=%1").arg(QLatin1String(name));
        pasted += signingRequestPem(
            makeSigningRequest(wishes, m_fixture->pki().server().key.get())->get());
    }
    paste(pasted);
    QTRY_VERIFY(find(m_window.get(), "signRequestDialog") != nullptr);
    QPointer<QWidget> dialog = find(m_window.get(), "signRequestDialog");
    QCOMPARE(textOf(dialog, "signName"), QStringLiteral("one"));
    QVERIFY(click(dialog, "signRequestDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    dialog = find(m_window.get(), "signRequestDialog");
    QVERIFY(!dialog.isNull());
    QCOMPARE(textOf(dialog, "signName"), QStringLiteral("two"));
    QVERIFY(click(dialog, "signRequestDialogCancel"));
    QTRY_VERIFY(dialog.isNull());
    QVERIFY(find(m_window.get(), "signRequestDialog") == nullptr);
    QCOMPARE(entry(QStringLiteral("one")).name, QStringLiteral("one"));
}

void IssuingTest::requestWithItsKeyWaits_data()
{
    QTest::addColumn<bool>("together");
    QTest::newRow("in one file") << true;
    QTest::newRow("in two files") << false;
}

void IssuingTest::requestWithItsKeyWaits()
{
    QFETCH(const bool, together);
    const KeyMaterial theirs = m_fixture->pki().server();
    CertificateRequest wishes;
    wishes.subject = QStringLiteral("CN=theirs");
    const QByteArray request
        = signingRequestPem(makeSigningRequest(wishes, theirs.key.get())->get());
    const QString csr = m_fixture->path(QStringLiteral("shop.csr"));
    const QString key = m_fixture->path(QStringLiteral("shop.key"));
    QVERIFY(writeFileAtomically(csr, together ? request + *keyPem(theirs) : request));
    QVERIFY(writeFileAtomically(key, *keyPem(theirs)));
    auto* import = new CertificateImport(m_fixture->context(), m_window.get());
    import->importFiles(together ? QStringList {csr} : QStringList {key, csr});
    QTRY_COMPARE(m_fixture->workbench().pendingRequests().size(), 1);
    const QList<PendingRequest> waiting = m_fixture->workbench().pendingRequests();
    QCOMPARE(waiting.first().name, QStringLiteral("shop"));
    const Result<std::shared_ptr<EVP_PKEY>> kept = PendingRequests::loadKey(waiting.first(), {});
    QVERIFY(kept);
    QCOMPARE(EVP_PKEY_eq(kept->get(), theirs.key.get()), 1);
    QVERIFY(find(m_window.get(), "signRequestDialog") == nullptr);
}

void IssuingTest::keyThatCannotBeGivenIsSaid()
{
    m_fixture->addCertificates();
    const QPointer<QWidget> made = open("newRequest", "newCertificateDialog");
    QVERIFY(type(made, "certificateName", QStringLiteral("asked")));
    QVERIFY(click(made, "newCertificateDialogAccept"));
    QTRY_VERIFY(made.isNull());
    QTRY_VERIFY(find(m_window.get(), "waitingRequestsTable")->isVisible());
    const QPointer<QWidget> dialog = open("requestSign", "signRequestDialog");
    QVERIFY(!dialog.isNull());
    const QString path = m_fixture->workbench().pendingRequests().first().path;
    QVERIFY(writeFileAtomically(
        path, *m_fixture->workbench().requestPem(QStringLiteral("asked")))); // its key is gone
    QVERIFY(click(dialog, "signRequestDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    QVERIFY2(message().contains(QStringLiteral("“asked” was signed by “root”")),
             qPrintable(message()));
    QVERIFY2(message().contains(QStringLiteral("still waits")), qPrintable(message()));
}

void IssuingTest::brokenRequestIsSaid()
{
    const QPointer<QWidget> dialog = open("newRequest", "newCertificateDialog");
    QVERIFY(type(dialog, "certificateName", QStringLiteral("asked")));
    QVERIFY(click(dialog, "newCertificateDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    QTRY_VERIFY(find(m_window.get(), "waitingRequestsTable")->isVisible());
    QVERIFY(!find(m_window.get(), "waitingRequestsFaults")->isVisible());
    const QString path = m_fixture->workbench().pendingRequests().first().path;
    QVERIFY(writeFileAtomically(path, QByteArray("nothing of the kind")));
    find<QAction>(m_window.get(), "requestSign")->trigger();
    QVERIFY2(message().contains(QStringLiteral("“asked”")), qPrintable(message()));
    Q_EMIT m_fixture->workbench().requestsChanged();
    QTRY_VERIFY(find(m_window.get(), "waitingRequestsFaults")->isVisible());
    QVERIFY(textOf(m_window.get(), "waitingRequestsFaults").contains(path));
}

void IssuingTest::waitingRequestIsRemovedAndComesBack()
{
    const QPointer<QWidget> dialog = open("newRequest", "newCertificateDialog");
    QVERIFY(type(dialog, "certificateName", QStringLiteral("asked")));
    QVERIFY(click(dialog, "newCertificateDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    QTRY_VERIFY(find(m_window.get(), "waitingRequestsTable")->isVisible());
    find<QAction>(m_window.get(), "requestRemove")->trigger();
    QCOMPARE(m_fixture->workbench().pendingRequests().size(), 0);
    QVERIFY(click(m_window.get(), "messageBarAction"));
    QCOMPARE(m_fixture->workbench().pendingRequests().size(), 1);
}

void IssuingTest::renewsWithANewKey()
{
    m_fixture->addCertificates();
    m_window->showCertificate(QStringLiteral("root"));
    const StoreEntry before = entry(QStringLiteral("root"));
    const QPointer<QWidget> dialog = open("renewCertificate", "renewDialog");
    QVERIFY(!dialog.isNull());
    choose(dialog, "renewKey", QStringLiteral("A new key: EC P-384"));
    choose(dialog, "certificateValidity", QStringLiteral("1 year"));
    QVERIFY(click(dialog, "renewDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    const StoreEntry after = entry(QStringLiteral("root"));
    QCOMPARE(after.facts.key, QStringLiteral("EC P-384"));
    QCOMPARE(after.facts.subject, before.facts.subject);
    QCOMPARE(after.facts.notBefore.daysTo(after.facts.notAfter), 365);
    QVERIFY(after.hasPrivateKey);
    QVERIFY(click(m_window.get(), "messageBarAction")); // undo
    QCOMPARE(entry(QStringLiteral("root")).der, before.der);
    auto* redo = find<QAction>(m_window.get(), "redo");
    QVERIFY2(redo->text().contains(QStringLiteral("Renew “root”")), qPrintable(redo->text()));
    redo->trigger();
    QCOMPARE(entry(QStringLiteral("root")).der, after.der);
    const CertificateStore& store = m_fixture->workbench().certificates();
    QVERIFY(keyFits(*store.load(entry(QStringLiteral("root")))));
}

void IssuingTest::closingCancels_data()
{
    QTest::addColumn<QByteArray>("action");
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("certificate") << QByteArray("newCa") << QByteArray("newCertificateDialog");
    QTest::newRow("request") << QByteArray("newRequest") << QByteArray("newCertificateDialog");
    QTest::newRow("renewal") << QByteArray("renewCertificate") << QByteArray("renewDialog");
}

void IssuingTest::closingCancels()
{
    QFETCH(const QByteArray, action);
    QFETCH(const QByteArray, name);
    m_fixture->addCertificates();
    m_window->showCertificate(QStringLiteral("root"));
    const QList<StoreEntry> before = m_fixture->workbench().certificates().entries();
    QSignalSpy failed(&m_fixture->workbench(), &Workbench::certificateIssueFailed);
    const QPointer<QWidget> dialog = open(action.constData(), name.constData());
    QVERIFY(!dialog.isNull());
    QVERIFY(click(dialog, (name + "Accept").constData()));
    QVERIFY(click(dialog, (name + "Cancel").constData()));
    QTRY_VERIFY(dialog.isNull());
    if (action == "newCa") {
        QTRY_COMPARE(failed.size(), 1);
    } else {
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
    }
    QCOMPARE(m_fixture->workbench().certificates().entries(), before);
    QVERIFY(m_fixture->workbench().pendingRequests().isEmpty());
    QVERIFY(!find<QAction>(m_window.get(), "undo")->isEnabled());
}

void IssuingTest::closedRevocationIsStillTold()
{
    m_fixture->addCertificates();
    make(QStringLiteral("Server"), QStringLiteral("bad"), QStringLiteral("root"));
    m_window->showCertificate(QStringLiteral("bad"));
    const QPointer<QWidget> dialog = openRevoking();
    QVERIFY(click(dialog, "revokeDialogAccept"));
    QVERIFY(click(dialog, "revokeDialogCancel"));
    QTRY_VERIFY(dialog.isNull());
    QTRY_VERIFY2(message().contains(QStringLiteral("“bad” is revoked.")), qPrintable(message()));
    QVERIFY(QFileInfo::exists(m_fixture->path(QStringLiteral("store/root.crl"))));
}

void IssuingTest::revokesTakesBackAndPublishes()
{
    m_fixture->addCertificates();
    make(QStringLiteral("Server"), QStringLiteral("bad"), QStringLiteral("root"));
    m_window->showCertificate(QStringLiteral("bad"));
    QPointer<QWidget> dialog = openRevoking();
    QVERIFY(!dialog.isNull());
    choose(dialog, "revokeReason", QStringLiteral("On hold"));
    QVERIFY(click(dialog, "revokeDialogAccept"));
    QTRY_VERIFY(dialog.isNull());

    const QString path = m_fixture->path(QStringLiteral("root.crl"));
    m_window->showCertificate(QStringLiteral("root"));
    dialog = open("publishList", "publishListDialog");
    QVERIFY(!dialog.isNull());
    find<QLineEdit>(dialog, "listFile")->setText(path);
    QVERIFY(click(dialog, "publishListDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    Result<RevocationListPtr> list = readRevocationList(*readFile(path, 1 << 20), path);
    QVERIFY(list);
    const RevocationListFacts facts = revocationListFacts(list->get());
    QCOMPARE(facts.revocations.size(), 1);
    QCOMPARE(facts.revocations.first().serial, entry(QStringLiteral("bad")).facts.serial);
    QCOMPARE(facts.revocations.first().reason, QStringLiteral("certificateHold"));

    m_window->showCertificate(QStringLiteral("bad"));
    dialog = openRevoking();
    QTRY_VERIFY(textOf(dialog, "revokeReasonMessage").contains(QStringLiteral("certificateHold")));
    QVERIFY(textOf(dialog, "revokeReasonMessage").contains(QStringLiteral(" UTC")));
    choose(dialog, "revokeReason", QStringLiteral("Take back"));
    find<QLineEdit>(dialog, "revokeFile")->setText(path);
    QVERIFY(click(dialog, "revokeDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    list = readRevocationList(*readFile(path, 1 << 20), path);
    QVERIFY(list);
    QVERIFY(revocationListFacts(list->get()).revocations.isEmpty());
}

void IssuingTest::chosenReasonStays()
{
    m_fixture->addCertificates();
    make(QStringLiteral("Server"), QStringLiteral("bad"), QStringLiteral("root"));
    m_window->showCertificate(QStringLiteral("bad"));
    QPointer<QWidget> dialog = openRevoking();
    QVERIFY(click(dialog, "revokeDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    dialog = openRevoking();
    QCOMPARE(find<QComboBox>(dialog, "revokeReason")->currentIndex(), 0); // take back
    QVERIFY(click(dialog, "revokeDialogCancel"));
    QTRY_VERIFY(dialog.isNull());

    dialog = open("revokeCertificate", "revokeDialog");
    auto* accept = find<QPushButton>(dialog, "revokeDialogAccept");
    QVERIFY(!accept->isEnabled()); // it does not become another one under the pointer
    auto* reason = find<QComboBox>(dialog, "revokeReason");
    Q_EMIT reason->activated(0); // the person wants just what is there
    QTRY_VERIFY(accept->isEnabled());
    QCOMPARE(reason->currentText(), QStringLiteral("None given"));
    QVERIFY(accept->text().contains(QStringLiteral("Revoke")));
}

void IssuingTest::ocspResponses_data()
{
    QTest::addColumn<QString>("status");
    QTest::addColumn<QString>("age");
    QTest::addColumn<int>("wanted");
    QTest::addColumn<bool>("expired");
    QTest::newRow("good") << "Good"
                          << "7 days" << int(OcspStatus::Good) << false;
    QTest::newRow("revoked") << "Revoked"
                             << "7 days" << int(OcspStatus::Revoked) << false;
    QTest::newRow("unknown") << "Unknown"
                             << "1 day" << int(OcspStatus::Unknown) << false;
    QTest::newRow("expired") << "Good"
                             << "Expired" << int(OcspStatus::Good) << true;
}

void IssuingTest::ocspResponses()
{
    QFETCH(const QString, status);
    QFETCH(const QString, age);
    QFETCH(const int, wanted);
    QFETCH(const bool, expired);
    m_fixture->addCertificates();
    make(QStringLiteral("Server"), QStringLiteral("asked"), QStringLiteral("root"));
    m_window->showCertificate(QStringLiteral("asked"));
    const QPointer<QWidget> dialog = open("makeOcsp", "ocspDialog");
    QVERIFY(!dialog.isNull());
    choose(dialog, "ocspStatus", status);
    choose(dialog, "ocspAge", age);
    const QString path = m_fixture->path(QStringLiteral("answer.der"));
    find<QLineEdit>(dialog, "ocspFile")->setText(path);
    QVERIFY(click(dialog, "ocspDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    const Result<OcspFacts> facts = readOcspResponse(*readFile(path, 1 << 20), path);
    QVERIFY(facts);
    QCOMPARE(int(facts->answers.first().status), wanted);
    QCOMPARE(facts->answers.first().nextUpdate < QDateTime::currentDateTimeUtc(), expired);
}

void IssuingTest::removedCaBringsItsListBack()
{
    m_fixture->addCertificates();
    m_window->showCertificate(QStringLiteral("root"));
    const QPointer<QWidget> dialog = open("publishList", "publishListDialog");
    find<QLineEdit>(dialog, "listFile")->setText(m_fixture->path(QStringLiteral("copy.crl")));
    QVERIFY(click(dialog, "publishListDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    const QString list = m_fixture->path(QStringLiteral("store/root.crl"));
    QVERIFY(QFileInfo::exists(list));
    find<QAction>(m_window.get(), "remove")->trigger();
    QVERIFY(!QFileInfo::exists(list));
    QVERIFY(click(m_window.get(), "messageBarAction"));
    QVERIFY(QFileInfo::exists(list));
}

} // namespace workbench

QTEST_MAIN(workbench::IssuingTest)
#include "issuing_test.moc"
