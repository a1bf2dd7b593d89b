#include "core/base/openssl_errors.h"
#include "core/base/openssl_ptr.h"

#include <QtTest>

#include <openssl/err.h>

using namespace workbench;

class OpenSslErrorsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void takesTheOldestFirst();
    void carriesTheOldest();
    void printsCodesAsTheToolsDo();
    void guardsTheQueue();
    void countsReferences();
};

void OpenSslErrorsTest::initTestCase()
{
    // libssl brings its texts with it.
    QCOMPARE(OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS, nullptr), 1);
}

void OpenSslErrorsTest::init()
{
    ERR_clear_error();
}

void OpenSslErrorsTest::takesTheOldestFirst()
{
    ERR_raise(ERR_LIB_SSL, SSL_R_NO_SHARED_CIPHER);
    ERR_raise_data(ERR_LIB_SSL, SSL_R_WRONG_VERSION_NUMBER, "more about it");
    const QList<OpenSslError> errors = takeOpenSslErrors();
    QCOMPARE(errors.size(), 2);
    QCOMPARE(errors.at(0).code, quint64 {0x0a0000c1});
    QCOMPARE(errors.at(0).text, QString("no shared cipher"));
    QCOMPARE(errors.at(1).text, QString("wrong version number (more about it)"));
    QVERIFY(takeOpenSslErrors().isEmpty());
}

void OpenSslErrorsTest::carriesTheOldest()
{
    ERR_raise(ERR_LIB_SSL, SSL_R_NO_SHARED_CIPHER);
    ERR_raise(ERR_LIB_SSL, SSL_R_WRONG_VERSION_NUMBER);
    const Error error = openSslError("It broke.");
    QCOMPARE(error.code, ErrorCode::LibraryFault);
    QCOMPARE(error.message, QString("It broke."));
    QCOMPARE(error.nativeCode, quint64 {0x0a0000c1});
    QCOMPARE(error.nativeText, QString("no shared cipher"));
    QCOMPARE(ERR_peek_error(), 0UL);
    QCOMPARE(openSslError("again").nativeCode, quint64 {0});
}

void OpenSslErrorsTest::printsCodesAsTheToolsDo()
{
    QCOMPARE(openSslCodeText(0x0a0000c1), QString("0A0000C1"));
    QCOMPARE(openSslCodeText(0), QString("00000000"));
}

void OpenSslErrorsTest::guardsTheQueue()
{
    {
        const OpenSslErrorGuard guard;
        ERR_raise(ERR_LIB_SSL, SSL_R_NO_SHARED_CIPHER);
    }
    QCOMPARE(ERR_peek_error(), 0UL);
    ERR_raise(ERR_LIB_SSL, SSL_R_WRONG_VERSION_NUMBER);
    {
        const OpenSslErrorGuard outer;
        ERR_raise(ERR_LIB_SSL, SSL_R_NO_SHARED_CIPHER);
        {
            const OpenSslErrorGuard inner;
            ERR_raise(ERR_LIB_SSL, SSL_R_NO_SHARED_CIPHER);
        }
        QCOMPARE(ERR_GET_REASON(ERR_peek_last_error()), SSL_R_NO_SHARED_CIPHER);
    }
    QCOMPARE(takeOpenSslErrors().size(), 1);
}

void OpenSslErrorsTest::countsReferences()
{
    X509Ptr first(X509_new());
    const X509Ptr second = shared(first.get());
    QCOMPARE(first.get(), second.get());
    first.reset();
    QCOMPARE(X509_get_version(second.get()), 0L);
    QVERIFY(shared(static_cast<X509*>(nullptr)) == nullptr);
    QVERIFY(shared(static_cast<EVP_PKEY*>(nullptr)) == nullptr);
}

QTEST_GUILESS_MAIN(OpenSslErrorsTest)
#include "openssl_errors_test.moc"
