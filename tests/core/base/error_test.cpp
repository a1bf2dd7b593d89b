#include "core/base/error.h"

#include <QSet>
#include <QtTest>

using namespace workbench;

class ErrorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesOneLine_data();
    void writesOneLine();
    void hasAnIdentifierForEveryCode();
};

void ErrorTest::writesOneLine_data()
{
    QTest::addColumn<Error>("error");
    QTest::addColumn<QString>("line");
    QTest::newRow("message") << Error {.message = "It broke."} << "It broke.";
    QTest::newRow("where") << Error {.message = "It broke.", .where = "--port"}
                           << "--port: It broke.";
    QTest::newRow("remedy") << Error {.message = "It broke.", .remedy = "Mend it."}
                            << "It broke. Mend it.";
    QTest::newRow("all") << Error {.message = "It broke.",
                                   .remedy = "Mend it.",
                                   .where = "a.pem",
                                   .nativeCode = 0x0a0000c1,
                                   .nativeText = "no shared cipher"}
                         << "a.pem: It broke. Mend it. [0a0000c1 no shared cipher]";
}

void ErrorTest::writesOneLine()
{
    QFETCH(const Error, error);
    QTEST(error.toLine(), "line");
}

void ErrorTest::hasAnIdentifierForEveryCode()
{
    QSet<QString> identifiers;
    for (int code = 0; code <= static_cast<int>(ErrorCode::Cancelled); ++code) {
        identifiers.insert(QString::fromLatin1(toIdentifier(static_cast<ErrorCode>(code))));
    }
    QCOMPARE(identifiers.size(), static_cast<int>(ErrorCode::Cancelled) + 1);
    QVERIFY(!identifiers.contains("unknown"));
}

QTEST_GUILESS_MAIN(ErrorTest)
#include "error_test.moc"
