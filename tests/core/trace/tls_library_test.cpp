#include "core/trace/tls_library.h"

#include <QTest>

namespace workbench {

class TlsLibraryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thisInstallationIsFit();
    void twoLibrariesAreRefusedInWords();
    void missingBackendIsRefusedInWords();
};

void TlsLibraryTest::thisInstallationIsFit()
{
    const Result<void> initialized = initializeTlsLibrary();
    QVERIFY2(initialized, initialized ? "" : qPrintable(initialized.error().toLine()));
    QVERIFY(tlsLibraryText().startsWith(QStringLiteral("OpenSSL 3.")));
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
