#include "core/base/wipe.h"

#include <QtTest>

using namespace workbench;

class WipeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void overwritesInPlace();
    void leavesSharedBytesToTheLastCopy();
    void leavesLiteralsAlone();
    void textIsWipedForEverybody();
};

void WipeTest::overwritesInPlace()
{
    QByteArray secret("secret");
    secret.detach();
    const char* const memory = secret.constData();
    wipe(secret);
    QVERIFY(secret.isEmpty());
    QCOMPARE(QByteArray(memory, 6), QByteArray(6, '\0'));
}

void WipeTest::leavesSharedBytesToTheLastCopy()
{
    QByteArray first("secret");
    QByteArray last = first;
    const char* const memory = last.constData();
    wipe(first);
    QVERIFY(first.isEmpty());
    QCOMPARE(last, QByteArray("secret"));
    QVERIFY(last.isDetached());
    wipe(last);
    QCOMPARE(QByteArray(memory, 6), QByteArray(6, '\0'));
}

void WipeTest::leavesLiteralsAlone()
{
    QByteArray literal = QByteArrayLiteral("in read-only memory");
    wipe(literal);
    QVERIFY(literal.isEmpty());
    QByteArray nothing;
    wipe(nothing);
    QVERIFY(nothing.isEmpty());
}

void WipeTest::textIsWipedForEverybody()
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

QTEST_APPLESS_MAIN(WipeTest)
#include "wipe_test.moc"
