#include "core/certificates/certificate_bundle.h"
#include "core/certificates/certificate_export.h"
#include "core/diagnosis/diagnosis.h"
#include "core/diagnosis/error_line.h"
#include "tests/support/test_pki.h"

#include <QTest>

#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <openssl/x509err.h>

namespace workbench {
namespace {

quint64 packed(int library, int reason)
{
    return ERR_PACK(library, 0, reason);
}

} // namespace

class ErrorDiagnosisTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void errorBecomesFinding_data();
    void errorBecomesFinding();
    void remedyIsSaidOnce();
    void numbersSayWhose_data();
    void numbersSayWhose();
    void nothingGivenStillSaysSomething();
    void wrongPasswords_data();
    void wrongPasswords();
};

void ErrorDiagnosisTest::errorBecomesFinding_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("where");
    QTest::addColumn<quint64>("native");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("phase");

    const auto row =
        [](ErrorCode code, const char* where, quint64 native, const char* id, const char* phase) {
            QTest::addRow(
                "%s from %s %llx", id, toIdentifier(code), static_cast<unsigned long long>(native))
                << static_cast<int>(code) << QString::fromLatin1(where) << native
                << QString::fromLatin1(id) << QString::fromLatin1(phase);
        };
    row(ErrorCode::AddressInUse, "port", 8, "listen-address-in-use", "listen");
    row(ErrorCode::PermissionDenied, "port", 3, "listen-permission-denied", "listen");
    row(ErrorCode::PermissionDenied, "/store", 13, "permission-denied", "settings");
    row(ErrorCode::AddressUnavailable, "address", 6, "address-unavailable", "listen");
    row(ErrorCode::NotFound, "host", 0, "name-not-found", "name");
    row(ErrorCode::NotFound, "certificate", 0, "not-found", "settings");
    row(ErrorCode::KeyMismatch, "certificate", 0, "key-does-not-match-certificate", "certificate");
    row(ErrorCode::LibraryFault,
        "",
        packed(ERR_LIB_X509, X509_R_KEY_VALUES_MISMATCH),
        "key-does-not-match-certificate",
        "certificate");
    row(ErrorCode::NoPrivateKey, "certificate", 0, "no-private-key", "certificate");
    row(ErrorCode::PasswordNeeded, "", 0, "key-encrypted-no-passphrase", "certificate");
    row(ErrorCode::WrongPassword, "", 0, "key-passphrase-wrong", "certificate");
    row(ErrorCode::NotSupported,
        "",
        packed(ERR_LIB_EVP, ERR_R_UNSUPPORTED),
        "pkcs12-legacy-encryption",
        "certificate");
    row(ErrorCode::LibraryFault,
        "",
        packed(ERR_LIB_SSL, SSL_R_EE_KEY_TOO_SMALL),
        "own-certificate-too-weak",
        "certificate");
    row(ErrorCode::LibraryFault,
        "ciphers",
        packed(ERR_LIB_SSL, SSL_R_NO_CIPHER_MATCH),
        "local-cipher-list-empty",
        "settings");
    row(ErrorCode::LibraryFault,
        "",
        packed(ERR_LIB_SSL, SSL_R_NO_PROTOCOLS_AVAILABLE),
        "local-versions-all-disabled",
        "settings");
    row(ErrorCode::InvalidInput, "port", 0, "invalid-input", "settings");
    row(ErrorCode::LibraryFault, "port", 0, "library-fault", "listen");
    row(ErrorCode::FileFault, "/store/a.pem", 28, "file-fault", "settings");
    row(ErrorCode::Cancelled, "", 0, "cancelled", "settings");
}

void ErrorDiagnosisTest::errorBecomesFinding()
{
    QFETCH(int, code);
    QFETCH(QString, where);
    QFETCH(quint64, native);
    QFETCH(QString, id);
    QFETCH(QString, phase);
    const Finding finding = diagnose(Error {.code = static_cast<ErrorCode>(code),
                                            .message = QStringLiteral("It cannot be done."),
                                            .where = where,
                                            .nativeCode = native,
                                            .nativeText = QStringLiteral("raw words")});
    QCOMPARE(finding.id, id);
    QCOMPARE(finding.phase, phase);
    QCOMPARE(finding.title, QStringLiteral("It cannot be done."));
    QCOMPARE(finding.issuedBy, IssuedBy::Local);
    QCOMPARE(finding.confidence, Confidence::Certain);
    QVERIFY(!finding.cause.isEmpty());
    QVERIFY(!finding.fixes.isEmpty());
    QVERIFY(finding.evidence.join(QString()).contains(QLatin1String("raw words")));
}

/// That of the error knows more than that of the situation.
void ErrorDiagnosisTest::remedyIsSaidOnce()
{
    const Finding finding
        = diagnose(Error {.code = ErrorCode::AddressInUse,
                          .message = QStringLiteral("127.0.0.1 port 5043 is in use."),
                          .remedy = QStringLiteral("Take port 5044."),
                          .where = QStringLiteral("port")});
    QCOMPARE(finding.fixes, QStringList {QStringLiteral("Take port 5044.")});
}

void ErrorDiagnosisTest::numbersSayWhose_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<quint64>("number");
    QTest::addColumn<QString>("said");
    QTest::newRow("errno") << ErrorCode::PermissionDenied << quint64 {13}
                           << QStringLiteral("place: No. Do. [system 13 words]");
    QTest::newRow("OpenSSL") << ErrorCode::WrongPassword
                             << packed(ERR_LIB_X509, X509_R_KEY_VALUES_MISMATCH)
                             << QStringLiteral("place: No. Do. [OpenSSL 05800074 words]");
    QTest::newRow("token") << ErrorCode::WrongPassword << quint64 {0xa0}
                           << QStringLiteral("place: No. Do. [code 160 words]");
    QTest::newRow("none") << ErrorCode::FileFault << quint64 {0}
                          << QStringLiteral("place: No. Do.");
}

void ErrorDiagnosisTest::numbersSayWhose()
{
    QFETCH(const ErrorCode, code);
    QFETCH(const quint64, number);
    QFETCH(const QString, said);
    QCOMPARE(errorLine({.code = code,
                        .message = QStringLiteral("No."),
                        .remedy = QStringLiteral("Do."),
                        .where = QStringLiteral("place"),
                        .nativeCode = number,
                        .nativeText = QStringLiteral("words")}),
             said);
}

void ErrorDiagnosisTest::nothingGivenStillSaysSomething()
{
    for (int code = 0; code <= static_cast<int>(ErrorCode::Cancelled); ++code) {
        const Finding finding = diagnose(
            Error {.code = static_cast<ErrorCode>(code), .message = QStringLiteral("No.")});
        QVERIFY(!finding.id.isEmpty() && !finding.cause.isEmpty() && !finding.fixes.isEmpty());
    }
}

void ErrorDiagnosisTest::wrongPasswords_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("id");
    const KeyMaterial server = tests::TestPki().server();
    QTest::newRow("container") << *exportMaterial(server,
                                                  {.part = ExportPart::All,
                                                   .form = ExportForm::Pkcs12,
                                                   .password = "secret",
                                                   .friendlyName = {}})
                               << QStringLiteral("pkcs12-password-wrong");
    QTest::newRow("key") << *keyPem(server, "secret") << QStringLiteral("key-passphrase-wrong");
}

/// As whoever reads the file says it.
void ErrorDiagnosisTest::wrongPasswords()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QString, id);
    const auto read = readBundle(content, "wrong", QStringLiteral("file"), KeyReading::Read);
    QVERIFY(!read);
    const Finding finding = diagnose(read.error());
    QCOMPARE(finding.id, id);
    QCOMPARE(finding.phase, QStringLiteral("certificate"));
    QVERIFY2(finding.evidence.join(' ').contains(QLatin1String("OpenSSL 1")),
             qPrintable(finding.evidence.join(' ')));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ErrorDiagnosisTest)
#include "error_diagnosis_test.moc"
