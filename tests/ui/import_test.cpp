#include "core/certificates/certificate_export.h"
#include "core/certificates/revocation_list.h"
#include "core/certificates/signing_request.h"
#include "tests/support/slowness.h"
#include "tests/ui/support/import_window.h"
#include "ui/certificates/certificates_page.h"
#include "ui/certificates/import_review_dialog.h"
#include "ui/certificates/import_review_model.h"
#include "ui/certificates/password_dialog.h"
#include "ui/certificates/tokens/pin_dialog.h"
#include "ui/common/data_table.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QCheckBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QTest>

namespace workbench {

using tests::click;
using tests::find;
using tests::textOf;
using tests::type;

/// Files dropped on the window: what is found, what a person decides, what becomes of it.
class ImportTest : public tests::ImportWindow
{
    Q_OBJECT

private Q_SLOTS:

    void init() { openWindow(); }

    void cleanup() { closeWindow(); }

    void contentDecides();
    void everyStatusIsSaid();
    void namesAreNoMarkup();
    void namesAreChecked();
    void onlyWhatIsChecked();
    void keyboard();
    void nothingTwice();
    void keyMeetsItsEntry();
    void passwordOncePerFile();
    void fileIsSkipped();
    void oneCertificateNeedsNoReview();
    void hugeFileIsSaid_data();
    void hugeFileIsSaid();
    void requestIsSignedAfterwards();
    void requestAndItsKeyWait();
    void manyRequestsWait();

private:
    static QByteArray
    pkcs12(const KeyMaterial& material, const QByteArray& password, Pkcs12Encryption encryption);

    static QString cell(const QWidget* dialog, int row, int column)
    {
        return model(dialog)->index(row, column).data().toString();
    }
};

QByteArray ImportTest::pkcs12(const KeyMaterial& material,
                              const QByteArray& password,
                              Pkcs12Encryption encryption)
{
    ExportRequest request;
    request.part = ExportPart::All;
    request.form = ExportForm::Pkcs12;
    request.password = password;
    request.encryption = encryption;
    return exportMaterial(material, request).value_or(QByteArray());
}

void ImportTest::contentDecides()
{
    // Every file is called after something that it is not.
    const KeyMaterial server = m_fixture->pki().server();
    const KeyMaterial issuer {.certificate = server.chain.first(), .chain = {}, .key = {}};
    QWidget* dialog = dropForReview(
        {file("shop.txt", certificatePem(server, false)),
         file("shop.p12", *keyPkcs8(server, KeyEncoding::Der)),
         file("root.pem", m_fixture->pki().rootDer()),
         file("issuer.key",
              *exportMaterial(issuer, {.part = ExportPart::Chain, .form = ExportForm::Pkcs7})),
         file("client.crt", pkcs12(m_fixture->pki().client(), {}, Pkcs12Encryption::Modern))});
    QVERIFY(dialog != nullptr);
    const QAbstractItemModelTester tester(model(dialog));
    QVERIFY(click(dialog, "importReviewAccept"));
    QTRY_COMPARE(names(),
                 (QStringList {QStringLiteral("client"),
                               QStringLiteral("issuer"),
                               QStringLiteral("root"),
                               QStringLiteral("shop")}));
    const auto& store = m_fixture->workbench().certificates();
    QVERIFY(store.find(QStringLiteral("shop"))->hasPrivateKey);
    QVERIFY(store.find(QStringLiteral("client"))->hasPrivateKey);
}

void ImportTest::everyStatusIsSaid()
{
    m_fixture->addCertificates();
    const KeyMaterial withoutKey
        = certificatesOf(*m_fixture->workbench().certificates().find(QStringLiteral("no key")));
    const auto list = issueRevocationList({}, m_fixture->pki().root());
    QVERIFY(list);
    QByteArray damaged = certificatePem(withoutKey, false);
    damaged.replace(100, 8, "!!!!!!!!");
    QWidget* dialog
        = dropForReview({file("new.pem", *toPem(m_fixture->pki().client())),
                         file("old.pem", certificatePem(m_fixture->pki().expiredServer(), false)),
                         file("there.pem", certificatePem(m_fixture->pki().root(), false)),
                         file("stray.key", *keyPem(m_fixture->pki().client())),
                         file("list.crl", revocationListPem(list->get())),
                         file("damaged.pem", damaged)});
    QVERIFY(dialog != nullptr);
    const QAbstractItemModelTester tester(model(dialog));
    const QList<QStringList> expected {
        {QStringLiteral("Certificate with key"), QStringLiteral("new")},
        {QStringLiteral("Certificate"), QStringLiteral("expired on")},
        {QStringLiteral("CA"), QStringLiteral("already, as “root”")},
        {QStringLiteral("Private key"), QStringLiteral("belongs to none")},
        {QStringLiteral("Revocation list"), QStringLiteral("not kept")},
        {QStringLiteral("File"), QStringLiteral("damaged")},
    };
    QCOMPARE(model(dialog)->rowCount(), expected.size());
    for (int row = 0; row < expected.size(); ++row) {
        QCOMPARE(cell(dialog, row, ImportReviewModel::WhatColumn), expected.at(row).first());
        const QModelIndex status = model(dialog)->index(row, ImportReviewModel::StatusColumn);
        QVERIFY2(status.data().toString().contains(expected.at(row).last()),
                 qPrintable(status.data().toString()));
        QVERIFY(!status.data(Qt::DecorationRole).value<QIcon>().isNull());
    }
    QVERIFY(textOf(dialog, "importSummary").contains(QStringLiteral("2 of 6")));
    // What is there can be looked at, and the list stays.
    auto* table = find<DataTable>(dialog, "importTable");
    auto* existing = find<QPushButton>(dialog, "importExisting");
    QVERIFY(!existing->isEnabled());
    table->selectRow(3);
    QVERIFY(textOf(dialog, "importDetail").contains(QStringLiteral("public keys are equal")));
    table->selectRow(2);
    QVERIFY(click(dialog, "importExisting"));
    QCOMPARE(find<CertificatesPage>(m_window.get(), "certificatesPage")->currentName(),
             QStringLiteral("root"));
    QVERIFY(dialog->isVisible());
    QVERIFY(click(dialog, "importReviewCancel"));
    QCOMPARE(names().size(), 3);
}

void ImportTest::namesAreNoMarkup()
{
    const auto bold = [](const char* host) {
        return tests::TestPki::make(
            tests::TestPki::request(CertificateKind::SelfSigned,
                                    QStringLiteral("<b>%1</b>").arg(QLatin1String(host))),
            nullptr);
    };
    QWidget* dialog = dropForReview(
        {file("one.pem", *toPem(bold("one"))), file("two.pem", *toPem(bold("two")))});
    QVERIFY(dialog != nullptr);
    for (const char* name : {"importDetail", "importProblem"}) {
        QCOMPARE(find<QLabel>(dialog, name)->textFormat(), Qt::PlainText);
    }
    QVERIFY(click(dialog, "importReviewAccept"));
    QTRY_VERIFY(message().contains(QStringLiteral("Imported")));
    QCOMPARE(find<QLabel>(m_window.get(), "messageBarText")->textFormat(), Qt::PlainText);
    const PinDialog pin(QStringLiteral("<b>x</b>"), {});
    QCOMPARE(find<QLabel>(&pin, "pinAnswer")->textFormat(), Qt::PlainText);
    const PasswordDialog password(PasswordDialog::Of::File, QStringLiteral("<b>x</b>"), {});
    QCOMPARE(find<QLabel>(&password, "passwordText")->textFormat(), Qt::PlainText);
    QCOMPARE(find<QLabel>(m_window.get(), "waitingRequestsFaults")->textFormat(), Qt::PlainText);
}

void ImportTest::namesAreChecked()
{
    m_fixture->addCertificates();
    QWidget* dialog = dropForReview({file("one.pem", *toPem(m_fixture->pki().client())),
                                     file("two.pem", *toPem(m_fixture->pki().server()))});
    QVERIFY(dialog != nullptr);
    const QAbstractItemModelTester tester(model(dialog));
    const auto* import = find<QPushButton>(dialog, "importReviewAccept");
    const QModelIndex first = model(dialog)->index(0, ImportReviewModel::NameColumn);
    for (const char* wrong : {"two", "server", "", "a\nb"}) {
        QVERIFY(model(dialog)->setData(first, QLatin1String(wrong), Qt::EditRole));
        QVERIFY2(!import->isEnabled(), wrong);
        QVERIFY(!textOf(dialog, "importProblem").isEmpty());
    }
    // A row that is left does not need its name.
    QVERIFY(model(dialog)->setData(first, Qt::Unchecked, Qt::CheckStateRole));
    QVERIFY(import->isEnabled());
    QVERIFY(model(dialog)->setData(first, Qt::Checked, Qt::CheckStateRole));
    QVERIFY(model(dialog)->setData(first, QStringLiteral(" mine "), Qt::EditRole));
    QVERIFY(import->isEnabled());
    QVERIFY(click(dialog, "importReviewAccept"));
    QTRY_VERIFY(names().contains(QStringLiteral("mine")));
    QVERIFY(names().contains(QStringLiteral("two")));
}

void ImportTest::onlyWhatIsChecked()
{
    QWidget* dialog = dropForReview({file("one.pem", *toPem(m_fixture->pki().client())),
                                     file("two.pem", *toPem(m_fixture->pki().server()))});
    QVERIFY(dialog != nullptr);
    auto* all = find<QCheckBox>(dialog, "importAll");
    QCOMPARE(all->checkState(), Qt::Checked);
    QVERIFY(click(dialog, "importAll"));
    QVERIFY(!find<QPushButton>(dialog, "importReviewAccept")->isEnabled());
    QVERIFY(model(dialog)->setData(
        model(dialog)->index(1, ImportReviewModel::NameColumn), Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(all->checkState(), Qt::PartiallyChecked);
    QVERIFY(click(dialog, "importReviewAccept"));
    QTRY_COMPARE(names(), QStringList {QStringLiteral("two")});
}

void ImportTest::keyboard()
{
    QWidget* dialog = dropForReview({file("one.pem", *toPem(m_fixture->pki().client())),
                                     file("two.pem", *toPem(m_fixture->pki().server()))});
    QVERIFY(dialog != nullptr);
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    auto* table = find<DataTable>(dialog, "importTable");
    QCOMPARE(dialog->focusWidget(), table);
    QTest::keyClick(table, Qt::Key_Space); // leaves the first one
    QVERIFY(!model(dialog)->rows().first().taken);
    QTest::keyClick(table, Qt::Key_Down);
    QTest::keyClick(table, Qt::Key_F2);
    auto* editor = table->viewport()->findChild<QLineEdit*>();
    QVERIFY(editor != nullptr);
    editor->selectAll();
    QTest::keyClicks(editor, QStringLiteral("my shop"));
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(cell(dialog, 1, ImportReviewModel::NameColumn), QStringLiteral("my shop"));
    QVERIFY(dialog->isVisible());
    QTest::keyClick(dialog, Qt::Key_Return);
    QTRY_COMPARE(names(), QStringList {QStringLiteral("my shop")});
}

void ImportTest::nothingTwice()
{
    m_fixture->addCertificates();
    const QByteArray root = certificatePem(m_fixture->pki().root(), false);
    // The same one in two files, and in the store.
    drop({file("a.pem", root), file("b.crt", m_fixture->pki().rootDer())});
    QTRY_VERIFY2(message().contains(QStringLiteral("“root” (was there already)")),
                 qPrintable(message()));
    QCOMPARE(names().size(), 3);
    QTRY_COMPARE(find<CertificatesPage>(m_window.get(), "certificatesPage")->currentName(),
                 QStringLiteral("root"));
    // Nothing was done: there is nothing to undo.
    QVERIFY(!find<QAction>(m_window.get(), "undo")->isEnabled());
}

void ImportTest::keyMeetsItsEntry()
{
    const KeyMaterial server = m_fixture->pki().server();
    QVERIFY(m_fixture->workbench().addCertificate(
        QStringLiteral("shop"),
        {.certificate = server.certificate, .chain = server.chain, .key = {}}));
    QWidget* dialog = dropForReview(
        {file("key.pem", *keyPem(server)), file("two.pem", *toPem(m_fixture->pki().client()))});
    QVERIFY(dialog != nullptr);
    QVERIFY(cell(dialog, 1, ImportReviewModel::StatusColumn).contains(QStringLiteral("“shop”")));
    QVERIFY(click(dialog, "importReviewAccept"));
    const auto& store = m_fixture->workbench().certificates();
    QTRY_VERIFY(store.find(QStringLiteral("shop"))->hasPrivateKey);
    QVERIFY(message().contains(QStringLiteral("has its private key now")));
    find<QAction>(m_window.get(), "undo")->trigger();
    QTRY_VERIFY(!store.find(QStringLiteral("shop"))->hasPrivateKey);
    QCOMPARE(store.find(QStringLiteral("shop"))->chain.size(), 1);
}

void ImportTest::passwordOncePerFile()
{
    // Old and new encryption, each with its own password.
    drop({file("one.p12", pkcs12(m_fixture->pki().server(), "first", Pkcs12Encryption::Legacy)),
          file("two.p12", pkcs12(m_fixture->pki().client(), "second", Pkcs12Encryption::Modern))});
    const auto answer = [this](const char* password, const char* about, bool again) {
        QTRY_VERIFY(find(m_window.get(), "passwordDialog") != nullptr);
        const QPointer<QWidget> dialog = find(m_window.get(), "passwordDialog");
        QVERIFY(textOf(dialog, "passwordText").contains(QLatin1String(about)));
        QCOMPARE(textOf(dialog, "passwordMessage").contains(QStringLiteral("does not fit")), again);
        QVERIFY(type(dialog, "password", QLatin1String(password)));
        QVERIFY(click(dialog, "passwordDialogAccept"));
        QTRY_VERIFY(dialog.isNull());
    };
    answer("wrong", "one.p12", false);
    answer("first", "one.p12", true);
    answer("second", "two.p12", false);
    QTRY_VERIFY(find(m_window.get(), "importReview") != nullptr);
    QVERIFY(find(m_window.get(), "passwordDialog") == nullptr);
    QVERIFY(click(find(m_window.get(), "importReview"), "importReviewAccept"));
    QTRY_COMPARE(names(), (QStringList {QStringLiteral("one"), QStringLiteral("two")}));
}

void ImportTest::fileIsSkipped()
{
    drop({file("locked.p12", pkcs12(m_fixture->pki().server(), "pw", Pkcs12Encryption::Modern)),
          file("open.pem", *toPem(m_fixture->pki().client()))});
    QTRY_VERIFY(find(m_window.get(), "passwordDialog") != nullptr);
    const auto* skip
        = find<QPushButton>(find(m_window.get(), "passwordDialog"), "passwordDialogCancel");
    QVERIFY(skip->text().contains(QStringLiteral("Skip")));
    QVERIFY(click(find(m_window.get(), "passwordDialog"), "passwordDialogCancel"));
    QTRY_VERIFY(find(m_window.get(), "importReview") != nullptr);
    QWidget* dialog = find(m_window.get(), "importReview");
    QVERIFY(cell(dialog, 1, ImportReviewModel::StatusColumn).contains(QStringLiteral("left out")));
    QVERIFY(click(dialog, "importReviewAccept"));
    QTRY_COMPARE(names(), QStringList {QStringLiteral("open")});
}

void ImportTest::oneCertificateNeedsNoReview()
{
    drop({file("one.pem", *toPem(m_fixture->pki().client()))});
    QTRY_COMPARE(names(), QStringList {QStringLiteral("one")});
    QVERIFY(find(m_window.get(), "importReview") == nullptr);
    // Nor does one that is none, which is told by its name.
    drop({file("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")});
    QTRY_VERIFY2(message().contains(QStringLiteral("broken.pem: ")), qPrintable(message()));
    // Unless a person wants to see it; that is remembered.
    QWidget* dialog = dropForReview({file("two.pem", *toPem(m_fixture->pki().server())),
                                     file("three.pem", *toPem(m_fixture->pki().server()))});
    QVERIFY(dialog != nullptr);
    QVERIFY(click(dialog, "importAlways"));
    QVERIFY(click(dialog, "importReviewCancel"));
    QTRY_VERIFY(find(m_window.get(), "importReview") == nullptr);
    dialog = dropForReview({file("four.pem", *toPem(m_fixture->pki().server()))});
    QVERIFY(dialog != nullptr);
    QCOMPARE(model(dialog)->rowCount(), 1);
}

void ImportTest::hugeFileIsSaid_data()
{
    QTest::addColumn<qint64>("megabytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("50 MB of nothing") << qint64 {50} << QStringLiteral("neither");
    QTest::newRow("more than is read") << qint64 {65} << QStringLiteral("larger than");
}

void ImportTest::hugeFileIsSaid()
{
    QFETCH(const qint64, megabytes);
    QFETCH(const QString, text);
    QFile huge(m_fixture->path(QStringLiteral("huge.pem")));
    QVERIFY(huge.open(QIODevice::WriteOnly) && huge.resize(megabytes << 20));
    drop({huge.fileName()});
    const auto isSaid = [&] { return message().contains(text); };
    QVERIFY2(QTest::qWaitFor(isSaid, tests::kUsualWait), qPrintable(message()));
    QVERIFY(names().isEmpty());
}

void ImportTest::requestIsSignedAfterwards()
{
    m_fixture->addCertificates();
    const KeyMaterial key = m_fixture->pki().client();
    const Result<SigningRequestPtr> request = makeSigningRequest(
        tests::TestPki::request(CertificateKind::Server, QStringLiteral("asked.test")),
        key.key.get());
    QVERIFY(request);
    QWidget* dialog = dropForReview({file("asked.csr", signingRequestPem(request->get())),
                                     file("one.pem", *toPem(m_fixture->pki().client()))});
    QVERIFY(dialog != nullptr);
    QCOMPARE(cell(dialog, 1, ImportReviewModel::WhatColumn), QStringLiteral("Signing request"));
    QCOMPARE(cell(dialog, 1, ImportReviewModel::SubjectColumn), QStringLiteral("CN=asked.test"));
    QVERIFY(click(dialog, "importReviewAccept"));
    QTRY_VERIFY(find(m_window.get(), "signRequestDialog") != nullptr);
    QVERIFY(names().contains(QStringLiteral("one")));
}

void ImportTest::requestAndItsKeyWait()
{
    const KeyMaterial theirs = m_fixture->pki().client();
    const Result<SigningRequestPtr> request = makeSigningRequest(
        tests::TestPki::request(CertificateKind::Server, QStringLiteral("asked.test")),
        theirs.key.get());
    QVERIFY(request);
    const QStringList files {file("shop.key", *keyPem(theirs)),
                             file("shop.csr", signingRequestPem(request->get()))};
    drop(files); // one thing, in two files: nothing to decide
    QTRY_COMPARE(m_fixture->workbench().pendingRequests().size(), 1);
    QCOMPARE(m_fixture->workbench().pendingRequests().first().name, QStringLiteral("shop"));
    QTRY_VERIFY2(message().contains(QStringLiteral("waits for its certificate")),
                 qPrintable(message()));
    drop(files);
    QTRY_VERIFY2(message().contains(QStringLiteral("waits here already, as “shop”")),
                 qPrintable(message()));
    QCOMPARE(m_fixture->workbench().pendingRequests().size(), 1);
}

void ImportTest::manyRequestsWait()
{
    constexpr int kMany = 7;
    QStringList files;
    for (int i = 0; i < kMany; ++i) {
        const KeyMaterial theirs = m_fixture->pki().client();
        const Result<SigningRequestPtr> request = makeSigningRequest(
            tests::TestPki::request(CertificateKind::Server, QStringLiteral("asked.test")),
            theirs.key.get());
        QVERIFY(request);
        files.append(file(QStringLiteral("%1.csr").arg(i), signingRequestPem(request->get())));
        files.prepend(file(QStringLiteral("%1.key").arg(i), *keyPem(theirs)));
    }
    Workbench& workbench = m_fixture->workbench();
    QList<StoreJobKind> jobs;
    connect(&workbench, &Workbench::storeJobProgress, this, [&jobs](int, StoreJobKind kind) {
        jobs.append(kind);
    });
    drop(files);
    QTRY_VERIFY2(message().contains(QStringLiteral("7 requests")), qPrintable(message()));
    QCOMPARE(workbench.pendingRequests().size(), kMany);
    QCOMPARE(jobs, QList<StoreJobKind>(kMany, StoreJobKind::AddRequests)); // off the GUI thread
}

} // namespace workbench

QTEST_MAIN(workbench::ImportTest)
#include "import_test.moc"
