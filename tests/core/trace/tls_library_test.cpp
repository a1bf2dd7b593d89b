#include "core/trace/tls_library.h"

#include <QProcess>
#include <QTest>

#include <openssl/crypto.h>

#include <cstdlib>

namespace workbench {

class TlsLibraryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thisInstallationIsFit();
    void threadsAreLeftAloneAtTheEnd();
    void twoLibrariesAreRefusedInWords();
    void missingBackendIsRefusedInWords();
};

void TlsLibraryTest::thisInstallationIsFit()
{
    const Result<void> initialized = initializeTlsLibrary();
    QVERIFY2(initialized, initialized ? "" : qPrintable(initialized.error().toLine()));
    QVERIFY(tlsLibraryText().startsWith(QStringLiteral("OpenSSL 3.")));
}

/// OpenSSL does not clear up when a program ends: other threads may be in the middle of it.
void TlsLibraryTest::threadsAreLeftAloneAtTheEnd()
{
    constexpr const char* kInside = "WORKBENCH_TEST_INSIDE";
    if (qEnvironmentVariableIsSet(kInside)) {
        QVERIFY(initializeTlsLibrary());
        QVERIFY(OPENSSL_atexit([] { std::_Exit(EXIT_FAILURE); }) == 1);
        return;
    }
    qputenv(kInside, "1");
    const int status = QProcess::execute(QCoreApplication::applicationFilePath(),
                                         {QString::fromLatin1(QTest::currentTestFunction())});
    qunsetenv(kInside);
    QCOMPARE(status, EXIT_SUCCESS);
}

void TlsLibraryTest::twoLibrariesAreRefusedInWords()
{
    TlsLibraryFacts facts {.backendLoaded = true,
                           .backends = {},
                           .qtVersion = 0x300000F0,
                           .qtText = QStringLiteral("OpenSSL 3.0.15"),
                           .ownVersion = 0x30500010,
                           .ownText = QStringLiteral("OpenSSL 3.5.1")};
    const Result<void> checked = checkTlsLibrary(facts);
    QVERIFY(!checked);
    QCOMPARE(checked.error().code, ErrorCode::NotSupported);
    QVERIFY(checked.error().message.contains(QStringLiteral("OpenSSL 3.0.15")));
    QVERIFY(checked.error().message.contains(QStringLiteral("OpenSSL 3.5.1")));
    QVERIFY(!checked.error().remedy.isEmpty());
    facts.qtVersion = facts.ownVersion;
    QVERIFY(checkTlsLibrary(facts));
}

void TlsLibraryTest::missingBackendIsRefusedInWords()
{
    const Result<void> checked = checkTlsLibrary({.backends = QStringLiteral("cert-only")});
    QVERIFY(!checked);
    QVERIFY(checked.error().message.contains(QStringLiteral("cert-only")));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::TlsLibraryTest)
#include "tls_library_test.moc"
