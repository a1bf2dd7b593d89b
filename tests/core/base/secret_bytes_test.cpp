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
    void textIsWipedForEverybody();
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

void SecretBytesTest::textIsWipedForEverybody()
{
    QString text = QString::fromLatin1("secret");
    const QString sameMemory = text;
    wipeEverywhere(text);
    QVERIFY(text.isEmpty());
    QCOMPARE(sameMemory, QString(6, QChar()));
    QString literal = QStringLiteral("in the program itself");
    wipeEverywhere(literal);
    QVERIFY(literal.isEmpty());
}

QTEST_GUILESS_MAIN(SecretBytesTest)
#include "secret_bytes_test.moc"
