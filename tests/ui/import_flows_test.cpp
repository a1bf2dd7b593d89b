#include "core/base/openssl_bytes.h"
#include "core/certificates/certificate_export.h"
#include "core/certificates/private_key_reader.h"
#include "core/certificates/signing_request.h"
#include "tests/support/slowness.h"
#include "tests/support/turn_meter.h"
#include "tests/ui/support/import_window.h"
#include "ui/certificates/import_review_dialog.h"
#include "ui/certificates/import_review_model.h"

#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QPointer>
#include <QScopeGuard>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

#include <openssl/pkcs12.h>

namespace workbench {

using tests::click;
using tests::find;
using tests::type;

namespace {

constexpr const char* kPassword = "secret";

/// A container of one certificate and its key, the certificate under RC2 with 40 bits, as Windows
/// XP wrote it.
QByteArray oldContainer(const KeyMaterial& material)
{
    const LegacyLibrary legacy;
    const Pkcs12Ptr made(PKCS12_create_ex(kPassword,
                                          "old",
                                          material.key.get(),
                                          material.certificate.get(),
                                          nullptr,
                                          NID_pbe_WithSHA1And3_Key_TripleDES_CBC,
                                          NID_pbe_WithSHA1And40BitRC2_CBC,
                                          0,
                                          0,
                                          0,
                                          legacy.context(),
                                          nullptr));
    return made ? derOf(i2d_PKCS12, made.get()) : QByteArray();
}

/// The same container with another number of rounds for its MAC.
QByteArray withMacRounds(const QByteArray& container, long rounds)
{
    const auto* bytes = reinterpret_cast<const unsigned char*>(container.constData());
    const Pkcs12Ptr parsed(d2i_PKCS12(nullptr, &bytes, static_cast<long>(container.size())));
    const ASN1_INTEGER* place = nullptr;
    PKCS12_get0_mac(nullptr, nullptr, nullptr, &place, parsed.get());
    ASN1_INTEGER_set(const_cast<ASN1_INTEGER*>(place), rounds);
    return derOf(i2d_PKCS12, parsed.get());
}

} // namespace

/// Imports from beginning to end, as a person does them, and files that nobody should wait for.
class ImportFlowsTest : public tests::ImportWindow
{
    Q_OBJECT

private Q_SLOTS:

    void init() { openWindow(); }

    void cleanup() { closeWindow(); }

    void pastedBundle();
    void pkcs12ThereAndBack();
    void endlessContainerIsRefused();
    void oldContainerWithoutItsProvider();
    void thousandsLeaveTheWindowFree();
    void waitingKeysAreGivenInTheBackground();
    void soonIsWhatThePersonSaid();

private:
    /// Types the password of a file that is asked for.
    void answer(const QString& password) const;
};

void ImportFlowsTest::answer(const QString& password) const
{
    QTRY_VERIFY(find(m_window.get(), "passwordDialog") != nullptr);
    const QPointer<QWidget> dialog = find(m_window.get(), "passwordDialog");
    QVERIFY(type(dialog, "password", password));
    QVERIFY(click(dialog, "passwordDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
}

/// Out of a mail: words between two certificates, a chain and a key.
void ImportFlowsTest::pastedBundle()
{
    const KeyMaterial server = m_fixture->pki().server();
    const KeyMaterial client = m_fixture->pki().client();
    paste("Hello,\n\nhere is the server with its chain:\n" + certificatePem(server, true)
          + "\nthe client:\n" + certificatePem(client, false) + "and its key\n" + *keyPem(client));
    QTRY_VERIFY(find(m_window.get(), "importReview") != nullptr);
    QWidget* dialog = find(m_window.get(), "importReview");
    QCOMPARE(model(dialog)->rowCount(), 2);
    const auto cell = [dialog](int row, int column) { return model(dialog)->index(row, column); };
    QCOMPARE(cell(0, ImportReviewModel::WhatColumn).data().toString(), "Certificate");
    QCOMPARE(cell(1, ImportReviewModel::WhatColumn).data().toString(), "Certificate with key");
    QVERIFY(model(dialog)->setData(
        cell(0, ImportReviewModel::NameColumn), QStringLiteral("from the mail"), Qt::EditRole));
    QVERIFY(click(dialog, "importReviewAccept"));
    QTRY_COMPARE(names().size(), 2);
    QCOMPARE(entry("from the mail").der, toDer(server.certificate.get()));
    QCOMPARE(entry("from the mail").chain, QList {toDer(server.chain.first().get())});
    QVERIFY(!entry("from the mail").hasPrivateKey);
    QVERIFY(entry(names().first()).hasPrivateKey);
}

void ImportFlowsTest::pkcs12ThereAndBack()
{
    m_fixture->addCertificates();
    m_window->showCertificate("server");
    const StoreEntry before = entry("server");
    const QPointer<QWidget> dialog = open("export", "exportDialog");
    QVERIFY(!dialog.isNull());
    choose(dialog, "exportForm", "PKCS#12");
    const QString path = m_fixture->path("back.p12");
    find<QLineEdit>(dialog, "exportPath")->setText(path);
    QVERIFY(type(dialog, "exportPassword", kPassword));
    QVERIFY(click(dialog, "exportDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    find<QAction>(m_window.get(), "remove")->trigger();
    QTRY_VERIFY(!names().contains("server"));
    drop({path});
    answer(kPassword);
    QTRY_VERIFY2(names().contains("back"), qPrintable(message()));
    QCOMPARE(entry("back").der, before.der);
    QCOMPARE(entry("back").chain, before.chain);
    const Result<KeyMaterial> material = m_fixture->workbench().certificates().load(entry("back"));
    QVERIFY(material && keyFits(*material));
}

/// The test would run into its limit of time if a single round too many were run.
void ImportFlowsTest::endlessContainerIsRefused()
{
    const QByteArray good = *exportMaterial(
        m_fixture->pki().server(),
        {.part = ExportPart::All, .form = ExportForm::Pkcs12, .password = kPassword});
    drop({file("bomb.p12", withMacRounds(good, 2'000'000'000))});
    QTRY_VERIFY2(message().contains("10000000 rounds"), qPrintable(message()));
    QVERIFY(find(m_window.get(), "passwordDialog") == nullptr);
    QVERIFY(names().isEmpty());
    // Nor does it take anything along that comes with it.
    QWidget* dialog = dropForReview({file("bomb.p12", withMacRounds(good, 2'000'000'000)),
                                     file("fine.pem", *toPem(m_fixture->pki().client()))});
    QVERIFY(dialog != nullptr);
    QVERIFY(click(dialog, "importReviewAccept"));
    QTRY_COMPARE(names(), QStringList {"fine"});
}

void ImportFlowsTest::oldContainerWithoutItsProvider()
{
    const QByteArray old = oldContainer(m_fixture->pki().server());
    QVERIFY(!old.isEmpty());
    const QString path = file("old.p12", old);
    const QTemporaryDir none;
    qputenv("OPENSSL_MODULES", none.path().toUtf8());
    const auto restore = qScopeGuard([] { qunsetenv("OPENSSL_MODULES"); });
    drop({path});
    answer(kPassword);
    QTRY_VERIFY2(message().contains("encrypted in an old way"), qPrintable(message()));
    QVERIFY2(message().contains("legacy.so"), qPrintable(message()));
    QVERIFY(names().isEmpty());
    // With it the same file is read.
    qunsetenv("OPENSSL_MODULES");
    drop({path});
    answer(kPassword);
    QTRY_COMPARE(names(), QStringList {"old"});
    QVERIFY(entry("old").hasPrivateKey);
}

void ImportFlowsTest::thousandsLeaveTheWindowFree()
{
    constexpr int kMany = 10'000;
    QByteArray bundle;
    for (const auto& one : tests::TestPki::manyOf(m_fixture->pki().root(), kMany)) {
        bundle += certificatePem({.certificate = one, .chain = {}, .key = {}}, false);
    }
    const QString path = file("bundle.pem", bundle);
    const tests::TurnMeter turns;
    drop({path});
    QTRY_VERIFY_WITH_TIMEOUT(find(m_window.get(), "importReview") != nullptr,
                             60'000 * tests::kSlowness);
    QWidget* dialog = find(m_window.get(), "importReview");
    QCOMPARE(model(dialog)->rowCount(), kMany);
    // A few thousand are enough to see what each costs.
    Workbench& workbench = m_fixture->workbench();
    connect(&workbench,
            &Workbench::storeJobProgress,
            this,
            [&workbench](int job, StoreJobKind, int done) {
                if (done >= 3'000) {
                    workbench.cancelStoreJob(job);
                }
            });
    QVERIFY(click(dialog, "importReviewAccept"));
    QTRY_VERIFY2_WITH_TIMEOUT(message().contains("of 10000 certificates, then it was stopped"),
                              qPrintable(message()),
                              60'000 * tests::kSlowness);
    QVERIFY(names().size() >= 3'000 && names().size() < kMany);
    qInfo("the window worked at most %lld us at a time", turns.mostWork());
    QVERIFY(turns.mostWork() <= 400'000 * tests::kSlowness);
}

void ImportFlowsTest::waitingKeysAreGivenInTheBackground()
{
    constexpr int kMany = 7;
    Workbench& workbench = m_fixture->workbench();
    QByteArray certificates;
    for (int i = 0; i < kMany; ++i) {
        const QString name = QStringLiteral("shop %1").arg(i);
        const std::shared_ptr<EVP_PKEY> key = m_fixture->pki().client().key;
        const Result<SigningRequestPtr> request
            = makeSigningRequest(tests::TestPki::request(CertificateKind::Server, name), key.get());
        QVERIFY(request && workbench.addRequest(name, *request, key));
        certificates
            += certificatePem(*signRequest(request->get(), {}, {}, m_fixture->pki().root()), false);
    }
    QList<StoreJobKind> jobs;
    connect(&workbench, &Workbench::storeJobProgress, this, [&jobs](int, StoreJobKind kind) {
        jobs.append(kind);
    });
    QWidget* dialog = dropForReview({file("answers.pem", certificates)});
    QVERIFY(dialog != nullptr);
    QVERIFY(click(dialog, "importReviewAccept"));
    QTRY_VERIFY2(message().contains("7 certificates"), qPrintable(message()));
    QCOMPARE(jobs.count(StoreJobKind::CompleteRequests), kMany);
    QVERIFY(workbench.pendingRequests().isEmpty());
    for (const StoreEntry& one : workbench.certificates().entries()) {
        QVERIFY2(one.hasPrivateKey, qPrintable(one.name));
    }
}

void ImportFlowsTest::soonIsWhatThePersonSaid()
{
    const QStringList files {file("a.pem", certificatePem(m_fixture->pki().server(), false)),
                             file("b.pem", certificatePem(m_fixture->pki().root(), false))};
    const auto status = [this, &files] {
        const QPointer<QWidget> dialog = dropForReview(files);
        const QString text
            = model(dialog)->index(0, ImportReviewModel::StatusColumn).data().toString();
        dialog->close();
        return QTest::qWaitFor([&dialog] { return dialog.isNull(); }) ? text : QString();
    };
    QCOMPARE(status(), "new"); // it is valid for 90 days
    find<QSpinBox>(m_window.get(), "expirySoonDays")->setValue(100);
    QVERIFY2(status().startsWith("new; ends on "), qPrintable(status()));
}

} // namespace workbench

QTEST_MAIN(workbench::ImportFlowsTest)
#include "import_flows_test.moc"
