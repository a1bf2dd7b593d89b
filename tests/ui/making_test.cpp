#include "core/base/atomic_file.h"
#include "core/certificates/certificate_template.h"
#include "core/certificates/ocsp_response.h"
#include "core/certificates/revocation_list.h"
#include "core/certificates/signing_request.h"
#include "tests/ui/support/window_fixture.h"
#include "ui/common/data_table.h"
#include "ui/main_window/main_window.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QTest>

#include <openssl/x509v3.h>

namespace workbench {

using tests::click;
using tests::find;
using tests::textOf;
using tests::type;
using tests::WindowFixture;

/// Certificates, requests, renewals and revocations made in the window, as a person does.
class MakingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void chainOfThree();
    void everyFieldArrives();
    void namesAreShownAsTheyBecome();
    void badFieldsAreSaid_data();
    void badFieldsAreSaid();
    void validityPresets();
    void templatesAreKept();
    void previewShowsWhatComesOut();
    void commandsAreCopied();
    void requestIsSignedAndImported();
    void requestOfSomebodyElseIsSigned();
    void waitingRequestIsRemovedAndComesBack();
    void renewsWithANewKey();
    void revokesTakesBackAndPublishes();
    void ocspResponses_data();
    void ocspResponses();
    void removedCaBringsItsListBack();

private:
    QWidget* open(const char* action, const char* dialog);
    void choose(const QWidget* root, const char* combo, const QString& text);
    void make(const QString& kind, const QString& name, const QString& issuer);
    void paste(const QByteArray& text);

    StoreEntry entry(const QString& name) const
    {
        return m_fixture->workbench().certificates().find(name).value_or(StoreEntry {});
    }

    QString message() const { return textOf(m_window.get(), "messageBarText"); }

    std::unique_ptr<WindowFixture> m_fixture;
    std::unique_ptr<MainWindow> m_window;
};

void MakingTest::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_window = std::make_unique<MainWindow>(m_fixture->workbench());
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void MakingTest::cleanup()
{
    m_window.reset();
    m_fixture.reset();
}

QWidget* MakingTest::open(const char* action, const char* dialog)
{
    find<QAction>(m_window.get(), action)->trigger();
    return find(m_window.get(), dialog);
}

void MakingTest::choose(const QWidget* root, const char* combo, const QString& text)
{
    auto* box = find<QComboBox>(root, combo);
    const int index = box->findText(text, Qt::MatchStartsWith);
    QVERIFY2(index >= 0, qPrintable(text));
    box->setCurrentIndex(index);
}

void MakingTest::paste(const QByteArray& text)
{
    QApplication::clipboard()->setText(QString::fromUtf8(text));
    QTRY_VERIFY((m_window->activateWindow(), m_window->isActiveWindow()));
    find<QAction>(m_window.get(), "paste")->trigger();
}

void MakingTest::make(const QString& kind, const QString& name, const QString& issuer)
{
    const QPointer<QWidget> dialog = open("newCertificate", "newCertificateDialog");
    QVERIFY(!dialog.isNull());
    choose(dialog, "certificateKind", kind);
    QVERIFY(type(dialog, "certificateName", name));
    if (!issuer.isEmpty()) {
        choose(dialog, "certificateIssuer", issuer);
    }
    QVERIFY(click(dialog, "newCertificateDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    QCOMPARE(entry(name).name, name);
}

void MakingTest::chainOfThree()
{
    make(QStringLiteral("Root CA"), QStringLiteral("my root"), {});
    make(QStringLiteral("Intermediate CA"), QStringLiteral("my issuer"), QStringLiteral("my root"));
    make(QStringLiteral("Server"), QStringLiteral("shop"), QStringLiteral("my issuer"));
    const StoreEntry shop = entry(QStringLiteral("shop"));
    QCOMPARE(shop.chain.size(), 1);
    QCOMPARE(shop.chain.first(), entry(QStringLiteral("my issuer")).der);
    QCOMPARE(shop.facts.issuer, QStringLiteral("CN=my issuer"));
    QCOMPARE(shop.facts.notBefore.daysTo(shop.facts.notAfter), 90);
    QCOMPARE(entry(QStringLiteral("my root")).kind(), QStringLiteral("ca"));
    QCOMPARE(entry(QStringLiteral("my issuer"))
                 .facts.notBefore.daysTo(entry(QStringLiteral("my issuer")).facts.notAfter),
             3650);
}

void MakingTest::everyFieldArrives()
{
    m_fixture->addCertificates();
    const QPointer<QWidget> dialog = open("newCertificate", "newCertificateDialog");
    for (const char* group : {"certificateSubjectGroupButton",
                              "certificateDatesGroupButton",
                              "certificateUsageGroupButton",
                              "certificateAddressGroupButton",
                              "certificateSpecialGroupButton"}) {
        QVERIFY(click(dialog, group));
    }
    QVERIFY(type(dialog, "certificateName", QStringLiteral("full")));
    QVERIFY(
        type(dialog, "certificateSan", QStringLiteral("*.shop.test, me@a.test, https://a.test/x")));
    QVERIFY(type(dialog, "certificateOrganization", QStringLiteral("A, B")));
    QVERIFY(type(dialog, "certificateCountry", QStringLiteral("DE")));
    QVERIFY(type(dialog, "certificateNotBefore", QStringLiteral("2026-01-02 03:04:05")));
    QVERIFY(type(dialog, "certificateNotAfter", QStringLiteral("2060-01-02 03:04:06")));
    find<QCheckBox>(dialog, "certificateKeyUsageUsual")->setChecked(false);
    find<QCheckBox>(dialog, "certificateKeyUsagekeyAgreement")->setChecked(true);
    find<QCheckBox>(dialog, "certificatePurposesUsual")->setChecked(false);
    find<QCheckBox>(dialog, "certificatePurposesserverAuth")->setChecked(true);
    QVERIFY(type(dialog, "certificatePurposesOthers", QStringLiteral("1.2.3.4")));
    QVERIFY(type(dialog, "certificateCrlUrls", QStringLiteral("http://ca.test/ca.crl")));
    QVERIFY(type(dialog, "certificateOcspUrls", QStringLiteral("http://ocsp.test/")));
    find<QCheckBox>(dialog, "certificateMustStaple")->setChecked(true);
    choose(dialog, "certificateDigest", QStringLiteral("SHA-384"));
    QVERIFY(type(dialog, "certificateSerial", QStringLiteral("0A:0B")));
    find<QPlainTextEdit>(dialog, "certificateRawExtensions")
        ->setPlainText(QStringLiteral("1.2.3.9,critical=0500"));
    QVERIFY2(textOf(dialog, "newCertificateDialogMissing").isEmpty(),
             qPrintable(textOf(dialog, "newCertificateDialogMissing")));
    QVERIFY(click(dialog, "newCertificateDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    const StoreEntry full = entry(QStringLiteral("full"));
    QCOMPARE(full.facts.subject, QStringLiteral("CN=full, O=A\\, B, C=DE"));
    QCOMPARE(full.facts.san,
             (QStringList {QStringLiteral("dns:*.shop.test"),
                           QStringLiteral("email:me@a.test"),
                           QStringLiteral("uri:https://a.test/x")}));
    QCOMPARE(full.facts.notBefore.toString(Qt::ISODate), QStringLiteral("2026-01-02T03:04:05Z"));
    QCOMPARE(full.facts.notAfter.toString(Qt::ISODate), QStringLiteral("2060-01-02T03:04:06Z"));
    QCOMPARE(full.facts.serial, QStringLiteral("0a0b"));
    QCOMPARE(full.facts.extendedKeyUsage,
             (QStringList {QStringLiteral("serverAuth"), QStringLiteral("1.2.3.4")}));
    QVERIFY(full.facts.signatureAlgorithm.contains(QStringLiteral("SHA384")));
    const X509Ptr certificate = std::move(*parseCertificate(full.der));
    QCOMPARE(X509_get_key_usage(certificate.get()), uint32_t(KU_KEY_AGREEMENT));
    for (const int nid : {NID_crl_distribution_points, NID_info_access, NID_tlsfeature}) {
        QVERIFY(X509_get_ext_by_NID(certificate.get(), nid, -1) >= 0);
    }
}

void MakingTest::namesAreShownAsTheyBecome()
{
    const QPointer<QWidget> dialog = open("newCertificate", "newCertificateDialog");
    find<QLineEdit>(dialog, "certificateSan")
        ->setText(QStringLiteral("bücher.example, *.shop.test, ::1"));
    const QString note = textOf(dialog, "certificateSanMessage");
    QVERIFY2(note.contains(QStringLiteral("DNS xn--bcher-kva.example (bücher.example)")),
             qPrintable(note));
    QVERIFY(note.contains(QStringLiteral("DNS *.shop.test")));
    QVERIFY(note.contains(QStringLiteral("IP ::1")));
}

void MakingTest::badFieldsAreSaid_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("bad");
    QTest::addColumn<QString>("good");
    QTest::newRow("subject") << "certificateSubject"
                             << "CN"
                             << "";
    QTest::newRow("country") << "certificateCountry"
                             << "Germany"
                             << "DE";
    QTest::newRow("path length") << "certificatePathLength"
                                 << "-1"
                                 << "0";
    QTest::newRow("permitted") << "certificatePermitted"
                               << "ip:10"
                               << "ip:10.0.0.0/8";
    QTest::newRow("crl") << "certificateCrlUrls"
                         << "ca.crl"
                         << "http://ca.test/ca.crl";
    QTest::newRow("policy") << "certificatePolicies"
                            << "x"
                            << "1.2.3";
    QTest::newRow("serial") << "certificateSerial"
                            << "one"
                            << "01";
    QTest::newRow("without") << "certificateWithout"
                             << "nothing of it"
                             << "keyUsage";
}

void MakingTest::badFieldsAreSaid()
{
    QFETCH(const QString, field);
    QFETCH(const QString, bad);
    QFETCH(const QString, good);
    const QPointer<QWidget> dialog = open("newCa", "newCertificateDialog");
    const auto* accept = find<QPushButton>(dialog, "newCertificateDialogAccept");
    const QByteArray message = field.toLatin1() + "Message";
    auto* edit = find<QLineEdit>(dialog, qPrintable(field));
    QVERIFY(accept->isEnabled());
    edit->setText(bad.startsWith("CN") ? QStringLiteral("CN=,O") : bad);
    QVERIFY(!accept->isEnabled());
    QVERIFY(!textOf(dialog, message.constData()).isEmpty());
    edit->setText(good);
    QVERIFY(accept->isEnabled());
}

void MakingTest::validityPresets()
{
    m_fixture->addCertificates();
    const QPointer<QWidget> dialog = open("newCertificate", "newCertificateDialog");
    QVERIFY(type(dialog, "certificateName", QStringLiteral("old")));
    choose(dialog, "certificateValidity", QStringLiteral("Expired"));
    QVERIFY(textOf(dialog, "certificateValidityMessage").contains(QStringLiteral("expired")));
    QVERIFY(click(dialog, "newCertificateDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    QCOMPARE(validityAt(entry(QStringLiteral("old")).facts, QDateTime::currentDateTimeUtc()),
             ValidityStatus::Expired);
}

void MakingTest::templatesAreKept()
{
    m_fixture->addCertificates();
    QPointer<QWidget> dialog = open("newCertificate", "newCertificateDialog");
    choose(dialog, "certificateKind", QStringLiteral("Client"));
    choose(dialog, "certificateKey", QStringLiteral("Ed25519"));
    QVERIFY(!find(dialog, "certificateTemplateSave")->isEnabled());
    QVERIFY(type(dialog, "certificateTemplateEdit", QStringLiteral("mine")));
    QVERIFY(click(dialog, "certificateTemplateSave"));
    QVERIFY(click(dialog, "newCertificateDialogCancel"));
    QTRY_VERIFY(dialog.isNull());
    dialog = open("newCertificate", "newCertificateDialog");
    auto* names = find<QComboBox>(dialog, "certificateTemplateName");
    const int row = names->findText(QStringLiteral("mine"));
    QVERIFY(row >= 0);
    names->setCurrentIndex(row);
    Q_EMIT names->activated(row);
    QVERIFY(find<QComboBox>(dialog, "certificateKind")->currentText().startsWith("Client"));
    QCOMPARE(find<QComboBox>(dialog, "certificateKey")->currentText(), QStringLiteral("Ed25519"));
    QVERIFY(click(dialog, "certificateTemplateRemove"));
    QCOMPARE(names->findText(QStringLiteral("mine")), -1);
    QVERIFY(click(dialog, "newCertificateDialogMessagesAction"));
    QVERIFY(TemplateFolder(m_fixture->path("templates")).find(QStringLiteral("mine")));
}

void MakingTest::previewShowsWhatComesOut()
{
    const QPointer<QWidget> dialog = open("newCa", "newCertificateDialog");
    QVERIFY(type(dialog, "certificateName", QStringLiteral("looked at")));
    choose(dialog, "certificateKey", QStringLiteral("RSA 1024"));
    auto* lint = find<QListWidget>(dialog, "certificateLint");
    QTRY_VERIFY(lint->count() > 0);
    QVERIFY(!lint->item(0)->toolTip().isEmpty());
    QVERIFY(textOf(dialog, "certificateKeyMessage").contains(QStringLiteral("Knowingly bad")));
    const QList<QLabel*> labels = find(dialog, "certificatePreview")->findChildren<QLabel*>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
        return label->text().contains(QStringLiteral("CN=looked at"));
    }));
}

void MakingTest::commandsAreCopied()
{
    m_fixture->addCertificates();
    const QPointer<QWidget> dialog = open("newCertificate", "newCertificateDialog");
    QVERIFY(type(dialog, "certificateName", QStringLiteral("said")));
    QVERIFY(click(dialog, "certificateCopyCommands"));
    const QString script = QApplication::clipboard()->text();
    QVERIFY(script.contains(QStringLiteral("openssl ca ")));
    QVERIFY(script.contains(QStringLiteral("-subj '/CN=said'")));
    QVERIFY(script.contains(QStringLiteral("-cert root.pem")));
}

void MakingTest::requestIsSignedAndImported()
{
    const QPointer<QWidget> dialog = open("newRequest", "newCertificateDialog");
    QVERIFY(type(dialog, "certificateName", QStringLiteral("asked")));
    QCOMPARE(find<QPushButton>(dialog, "newCertificateDialogAccept")->text(),
             QStringLiteral("&Make the request"));
    QVERIFY(click(dialog, "newCertificateDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    auto* table = find<DataTable>(m_window.get(), "waitingRequestsTable");
    QTRY_VERIFY(table->isVisible());
    QCOMPARE(table->model()->rowCount(), 1);
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
    QCOMPARE(m_fixture->workbench().certificates().entries().size(), 1);
    QVERIFY(m_fixture->workbench().certificates().entries().first().hasPrivateKey);
    QVERIFY(!table->isVisible());
}

void MakingTest::requestOfSomebodyElseIsSigned()
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
    const QPointer<QWidget> dialog = find(m_window.get(), "signRequestDialog");
    QVERIFY(!dialog.isNull());
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

void MakingTest::waitingRequestIsRemovedAndComesBack()
{
    const QPointer<QWidget> dialog = open("newRequest", "newCertificateDialog");
    QVERIFY(type(dialog, "certificateName", QStringLiteral("asked")));
    QVERIFY(click(dialog, "newCertificateDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    find<QAction>(m_window.get(), "requestRemove")->trigger();
    QCOMPARE(m_fixture->workbench().pendingRequests().size(), 0);
    QVERIFY(click(m_window.get(), "messageBarAction"));
    QCOMPARE(m_fixture->workbench().pendingRequests().size(), 1);
}

void MakingTest::renewsWithANewKey()
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
}

void MakingTest::revokesTakesBackAndPublishes()
{
    m_fixture->addCertificates();
    make(QStringLiteral("Server"), QStringLiteral("bad"), QStringLiteral("root"));
    m_window->showCertificate(QStringLiteral("bad"));
    QPointer<QWidget> dialog = open("revokeCertificate", "revokeDialog");
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
    dialog = open("revokeCertificate", "revokeDialog");
    QVERIFY(textOf(dialog, "revokeReasonMessage").contains(QStringLiteral("certificateHold")));
    choose(dialog, "revokeReason", QStringLiteral("Take back"));
    find<QLineEdit>(dialog, "revokeFile")->setText(path);
    QVERIFY(click(dialog, "revokeDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    list = readRevocationList(*readFile(path, 1 << 20), path);
    QVERIFY(list);
    QVERIFY(revocationListFacts(list->get()).revocations.isEmpty());
}

void MakingTest::ocspResponses_data()
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

void MakingTest::ocspResponses()
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

void MakingTest::removedCaBringsItsListBack()
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

QTEST_MAIN(workbench::MakingTest)
#include "making_test.moc"
