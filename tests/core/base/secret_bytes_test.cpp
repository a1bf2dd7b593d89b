#include "core/base/secret_bytes.h"

#include <QtTest>

using namespace workbench;

class SecretBytesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsACopy();
    void nothingIsNothing();
    void isWipedWithTheLastCopy();
};

void SecretBytesTest::keepsACopy()
{
    QByteArray source("secret");
    const SecretBytes secret(std::move(source));
    QVERIFY(source.isEmpty()); // NOLINT(bugprone-use-after-move): that is what is asked
    QVERIFY(!secret.isEmpty());
    QCOMPARE(secret.bytes(), QByteArray("secret"));
}

void SecretBytesTest::nothingIsNothing()
{
    QVERIFY(SecretBytes().isEmpty());
    QVERIFY(SecretBytes(QByteArray()).isEmpty());
    QCOMPARE(SecretBytes().bytes(), QByteArray());
}

void SecretBytesTest::isWipedWithTheLastCopy()
{
    auto first = std::make_unique<SecretBytes>(QByteArray("secret"));
    auto second = std::make_unique<SecretBytes>(*first);
    const QByteArray sameMemory = first->bytes();
    first.reset();
    QCOMPARE(sameMemory, QByteArray("secret"));
    second.reset();
    QCOMPARE(sameMemory, QByteArray(6, '\0'));
}

QTEST_GUILESS_MAIN(SecretBytesTest)
#include "secret_bytes_test.moc"
