#include "core/certificates/certificate_template.h"
#include "tests/ui/support/making_window.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
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

/// New certificates, made in the window as a person does.
class MakingTest : public tests::MakingWindow
{
    Q_OBJECT

private Q_SLOTS:

    void init() { openWindow(); }

    void cleanup() { closeWindow(); }

    void chainOfThree();
    void everyFieldArrives();
    void namesAreShownAsTheyBecome();
    void badFieldsAreSaid_data();
    void badFieldsAreSaid();
    void longNameNeedsItsOwnCommonName();
    void validityPresets();
    void templatesAreKept();
    void templateKeepsThatThereIsNoSubject();
    void previewShowsWhatComesOut();
    void commandsAreCopied();
};

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
    ASN1_OBJECT* wanted = OBJ_txt2obj("1.2.3.9", 1);
    const int place = X509_get_ext_by_OBJ(certificate.get(), wanted, -1);
    ASN1_OBJECT_free(wanted);
    QVERIFY(place >= 0);
    X509_EXTENSION* raw = X509_get_ext(certificate.get(), place);
    QCOMPARE(X509_EXTENSION_get_critical(raw), 1);
    const ASN1_OCTET_STRING* bytes = X509_EXTENSION_get_data(raw);
    QCOMPARE(QByteArray(reinterpret_cast<const char*>(ASN1_STRING_get0_data(bytes)),
                        ASN1_STRING_length(bytes)),
             QByteArray("\x05\x00", 2));
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
    QTest::newRow("organisation") << "certificateOrganization" << QString(65, 'o')
                                  << QString(64, 'o');
    QTest::newRow("name, which is the common name")
        << "certificateName" << QString(65, 'n') << QString(64, 'n');
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
    QVERIFY2(bad.size() != 65
                 || textOf(dialog, message.constData())
                        .contains(QStringLiteral("at most 64"), Qt::CaseInsensitive),
             qPrintable(textOf(dialog, message.constData())));
    edit->setText(good);
    QVERIFY(accept->isEnabled());
}

/// It is the entry's name then, and no common name.
void MakingTest::longNameNeedsItsOwnCommonName()
{
    const QPointer<QWidget> dialog = open("newCa", "newCertificateDialog");
    const auto* accept = find<QPushButton>(dialog, "newCertificateDialogAccept");
    find<QLineEdit>(dialog, "certificateName")->setText(QString(66, 'n'));
    QCOMPARE(textOf(dialog, "newCertificateDialogMissing"), QStringLiteral("Look at “Name”."));
    QVERIFY(textOf(dialog, "certificateNameMessage").contains(QStringLiteral("66")));
    find<QLineEdit>(dialog, "certificateCommonName")->setText(QStringLiteral("short"));
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
    QVERIFY(names->findText(QStringLiteral("mine")) >= 0);
    QCOMPARE(names->currentText(), QStringLiteral("mine"));
}

void MakingTest::templateKeepsThatThereIsNoSubject()
{
    m_fixture->addCertificates();
    const QPointer<QWidget> dialog = open("newCertificate", "newCertificateDialog");
    auto* none = find<QCheckBox>(dialog, "certificateNoSubject");
    none->setChecked(true);
    QVERIFY(type(dialog, "certificateTemplateEdit", QStringLiteral("nameless")));
    QVERIFY(click(dialog, "certificateTemplateSave"));
    none->setChecked(false);
    auto* names = find<QComboBox>(dialog, "certificateTemplateName");
    Q_EMIT names->activated(names->findText(QStringLiteral("nameless")));
    QVERIFY(none->isChecked());
    Q_EMIT names->activated(names->findText(QStringLiteral("server"), Qt::MatchStartsWith));
    QVERIFY(!none->isChecked());
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

} // namespace workbench

QTEST_MAIN(workbench::MakingTest)
#include "making_test.moc"
